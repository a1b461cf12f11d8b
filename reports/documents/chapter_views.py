"""A chapter as it is written: its pieces one below the other, remarks about them, and how far it is."""

from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.safestring import SafeString
from django.views.decorators.http import require_http_methods, require_POST

from ledger import journal
from ledger.amendments.forms import TokenForm
from ledger.core.outline import Direction, numbers
from ledger.entry.access import carry_out, posted
from ledger.enums import BlockKind, ChapterStatus, MilestoneKind
from ledger.gates.document import Objection, objections
from ledger.models import Block, BlockComment, Chapter, Document
from ledger.permissions import actor_of
from reports.documents import page
from reports.documents.compose import compose, lookup_of
from reports.documents.edit_access import KINDS, block_of, chapter_of, edit_crumbs, here, under, writing
from reports.documents.edit_forms import CommentForm, StatusForm
from reports.documents.links import figure_addresses
from reports.documents.outline_views import TONES
from reports.documents.removed import has_form, removed_blocks

_NAMED = 3  # chapters that a message calls by their title


@dataclass(frozen=True, slots=True)
class Piece:
    """A block as the page of its chapter shows it."""

    block: Block
    name: str
    drawn: SafeString
    lacks: list[Objection]
    remarks: list[BlockComment]
    first: bool
    last: bool
    has_form: bool
    comment: CommentForm


@require_http_methods(["GET", "POST"])
@writing
def chapter_page(request: HttpRequest, document: Document, code: str) -> HttpResponse:
    """Show a chapter as it will be read, with what can be done to each block; tell how far it is."""
    chapter = chapter_of(document, code)
    form = _status_form(chapter, posted(request))
    if request.method == "POST" and form.is_valid():
        wanted, version = form.cleaned_data["status"], form.cleaned_data["version"]

        def act() -> str:
            actor = actor_of(request)
            if form.cleaned_data.get("under"):
                progress = journal.set_branch_status(actor=actor, chapter=chapter, status=wanted, version=version)
                messages.success(request, _told(ChapterStatus(wanted), progress))
            else:
                journal.set_chapter_status(actor=actor, chapter=chapter, status=wanted, version=version)
                messages.success(request, f"'{chapter.title}' is nu {ChapterStatus(wanted).label}.")
            return here(document, "chapter_edit", code)

        if address := carry_out(request, form, f"status:{chapter.pk}", act):
            return HttpResponseRedirect(address)
    return _chapter(request, document, chapter, form=form)


def _status_form(chapter: Chapter, data: Any = None) -> StatusForm:
    return StatusForm(under(chapter), data, initial={"status": chapter.status, "version": chapter.version})


def _told(status: ChapterStatus, progress: journal.Progress) -> str:
    """Return what is said of telling how far several chapters are."""
    count = len(progress.changed)
    said = f"{count} {'hoofdstuk is' if count == 1 else 'hoofdstukken zijn'} nu {status.label}."
    if progress.refused:
        titles = ", ".join(f"'{row.title}'" for row in progress.refused[:_NAMED])
        more = len(progress.refused) - _NAMED
        said += (
            f" Niet nagekeken: {titles}{f' en nog {more}' if more > 0 else ''}. Nakijken kan als een hoofdstuk gereed "
        )
        said += "is en een ander het schreef."
    return said


def _chapter(
    request: HttpRequest,
    document: Document,
    chapter: Chapter,
    *,
    form: StatusForm | None = None,
    wrong: TokenForm | None = None,
    about: int | None = None,
) -> HttpResponse:
    """Render the page of a chapter; `wrong` is a form about the block `about` that was refused."""
    lookup = lookup_of(document)
    content = compose(document, lookup)
    index = next((place for place, section in enumerate(content.sections) if section.code == chapter.code), None)
    if index is None:  # removed since it was read
        raise Http404
    alone = replace(content, sections=(content.sections[index],))
    lacks = [lack for lack in objections(document, content) if lack.chapter == chapter.code]
    (drawn,) = page.sections(alone, addresses=figure_addresses(alone, lookup))
    blocks = list(
        chapter.blocks.select_related("changed_by").prefetch_related("comments__actor", "comments__resolved_by")
        .order_by("position", "pk")
    )  # fmt: skip
    pieces = [
        Piece(
            block=block,
            name=KINDS[BlockKind(block.kind)],
            drawn=part,
            lacks=[lack for lack in lacks if lack.part == place],
            remarks=list(block.comments.all()),
            first=place == 0,
            last=place == len(blocks) - 1,
            has_form=has_form(block.kind),
            comment=wrong if isinstance(wrong, CommentForm) and about == block.pk else CommentForm(block),
        )
        # Somebody may add a block between the two readings: then the last one is not shown yet.
        for place, (block, part) in enumerate(zip(blocks, drawn.parts, strict=False))
    ]
    chapters = list(document.chapters.order_by("position"))
    place = next((place for place, row in enumerate(chapters) if row.pk == chapter.pk), 0)
    context = {
        "document": document,
        "chapter": chapter,
        "number": numbers([(row.level, row.numbered) for row in chapters])[place],
        "tone": TONES[ChapterStatus(chapter.status)],
        "form": form or _status_form(chapter),
        "due": document.milestones.filter(kind=MilestoneKind.DRAFT_READY).first(),
        "wrong": wrong,
        "about": about,
        "token": TokenForm(),
        "pieces": pieces,
        "lacks": [lack for lack in lacks if lack.part is None],
        "removed": removed_blocks(chapter, blocks),
        "kinds": [(kind.value, name) for kind, name in KINDS.items()],
        "previous": chapters[place - 1] if place else None,
        "following": chapters[place + 1] if place + 1 < len(chapters) else None,
        "saved": request.GET.get("opgeslagen", ""),
        "crumbs": edit_crumbs(document, ("Bewerken", here(document))),
    }
    status = 422 if wrong or (form and form.is_bound) else 200
    return render(request, "reports/documents/edit_chapter.html", context, status=status)


@require_POST
@writing
def block_move(request: HttpRequest, document: Document, code: str, pk: int) -> HttpResponse:
    """Move a block past its neighbour."""
    block, form = block_of(document, code, pk), TokenForm(request.POST)
    direction = request.POST.get("richting", "")
    if form.is_valid():
        if direction not in Direction.values:
            raise Http404

        def act() -> str:
            journal.move_block(actor=actor_of(request), block=block, direction=Direction(direction))
            return f"{here(document, 'chapter_edit', code)}#stuk-{pk}"

        if address := carry_out(request, form, f"move:{pk}:{direction}", act):
            return HttpResponseRedirect(address)
    return _chapter(request, document, chapter_of(document, code), wrong=form, about=pk)


@require_POST
@writing
def block_comment(request: HttpRequest, document: Document, code: str, pk: int) -> HttpResponse:
    """Make a remark about a block, or tell that one has been dealt with (`afgehandeld`) or has not (`heropend`)."""
    block = block_of(document, code, pk)
    back = f"{here(document, 'chapter_edit', code)}#stuk-{pk}"
    done, again = request.POST.get("afgehandeld", ""), request.POST.get("heropend", "")
    about = done or again
    form: TokenForm
    if about:
        remark = get_object_or_404(block.comments, pk=int(about) if about.isdecimal() and len(about) < 12 else 0)  # noqa: PLR2004
        form = TokenForm(request.POST)
    else:
        form = CommentForm(block, request.POST)
    if form.is_valid():

        def act() -> str:
            if done:
                journal.resolve_comment(actor=actor_of(request), comment=remark)
            elif again:
                journal.reopen_comment(actor=actor_of(request), comment=remark)
            else:
                facts = form.cleaned_data
                journal.comment(actor=actor_of(request), block=block, text=facts["text"], about=facts.get("about", ""))
            return back

        if address := carry_out(request, form, f"comment:{pk}:{done}:{again}", act):
            return HttpResponseRedirect(address)
    return _chapter(request, document, chapter_of(document, code), wrong=form, about=pk)
