"""Writing a chapter: its blocks one below the other, each in a form of its own, with remarks and an example."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.safestring import SafeString
from django.views.decorators.http import require_http_methods, require_POST

from ledger import journal
from ledger.amendments.forms import TokenForm
from ledger.core.blocks import FIELDS, Shape
from ledger.core.document import BlockInput
from ledger.core.outline import Direction, numbers
from ledger.entry.access import carry_out, posted
from ledger.enums import BlockKind, ChapterStatus
from ledger.gates.document import Objection
from ledger.journal import StaleBlockError
from ledger.models import Block, BlockComment, Chapter, Document, Programme
from ledger.permissions import actor_of
from reports.documents import page
from reports.documents.compose import compose, lookup_of
from reports.documents.edit_access import chapter_crumbs, chapter_of, edit_crumbs, here, lacks_by_part, writing
from reports.documents.edit_forms import BlockForm, CommentForm, StatusForm, VersionForm, initial_of
from reports.documents.edit_views import TONES
from reports.documents.links import figure_addresses
from reports.documents.references import examples, texts_of

_KINDS = {
    BlockKind.TEXT: "Tekst",
    BlockKind.PRIORITY: "Speerpunt",
    BlockKind.FOLLOW_UP: "Opvolging accountant",
    BlockKind.TABLE: "Tabel",
    BlockKind.CHART: "Grafiek",
    BlockKind.NOTES: "Toelichting per mutatie",
    BlockKind.RISKS: "Risico's",
    BlockKind.LATE: "Bestuursrapportagelijst",
}


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
    form = StatusForm(posted(request), initial={"status": chapter.status, "version": chapter.version})
    if request.method == "POST" and form.is_valid():
        wanted = form.cleaned_data["status"]

        def act() -> str:
            journal.set_chapter_status(
                actor=actor_of(request), chapter=chapter, status=wanted, version=form.cleaned_data["version"]
            )
            return here(document, "chapter_edit", code)

        if address := carry_out(request, form, f"status:{chapter.pk}", act):
            messages.success(request, f"'{chapter.title}' is nu {ChapterStatus(wanted).label}.")
            return HttpResponseRedirect(address)
    return _chapter(request, document, chapter, form=form)


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
    own, *lacks = lacks_by_part(document, content, content.sections[index])
    (drawn,) = page.sections(alone, addresses=figure_addresses(alone, lookup))
    blocks = list(
        chapter.blocks.select_related("changed_by").prefetch_related("comments__actor", "comments__resolved_by")
        .order_by("position", "pk")
    )  # fmt: skip
    pieces = [
        Piece(
            block=block,
            name=_KINDS[BlockKind(block.kind)],
            drawn=part,
            lacks=found,
            remarks=list(block.comments.all()),
            first=place == 0,
            last=place == len(blocks) - 1,
            has_form=block.kind == BlockKind.TEXT or bool(FIELDS[block.kind]),
            comment=wrong
            if isinstance(wrong, CommentForm) and about == block.pk
            else CommentForm(auto_id=f"id_%s-{block.pk}"),
        )
        # Somebody may add a block between the two readings: then the last one is not shown yet.
        for place, (block, part, found) in enumerate(zip(blocks, drawn.parts, lacks, strict=False))
    ]
    chapters = list(document.chapters.order_by("position"))
    place = next((place for place, row in enumerate(chapters) if row.pk == chapter.pk), 0)
    context = {
        "document": document,
        "chapter": chapter,
        "number": numbers([(row.level, row.numbered) for row in chapters])[place],
        "tone": TONES[ChapterStatus(chapter.status)],
        "form": form or StatusForm(initial={"status": chapter.status, "version": chapter.version}),
        "wrong": wrong,
        "about": about,
        "token": TokenForm(),
        "pieces": pieces,
        "lacks": own,
        "kinds": [(kind.value, name) for kind, name in _KINDS.items()],
        "previous": chapters[place - 1] if place else None,
        "following": chapters[place + 1] if place + 1 < len(chapters) else None,
        "saved": request.GET.get("opgeslagen", ""),
        "crumbs": edit_crumbs(document, ("Bewerken", here(document))),
    }
    status = 422 if wrong or (form and form.is_bound) else 200
    return render(request, "reports/documents/edit_chapter.html", context, status=status)


def _programmes(kind: str) -> dict[str, str]:
    asked = any(field.shape is Shape.PROGRAMME for field in FIELDS[kind])
    return dict(Programme.objects.values_list("code", "name")) if asked else {}


def _kind(text: str) -> BlockKind:
    if text not in BlockKind.values:
        raise Http404
    return BlockKind(text)


@require_http_methods(["GET", "POST"])
@writing
def block_new(request: HttpRequest, document: Document, code: str, kind: str) -> HttpResponse:
    """Write a new block of a kind, after another one (`?na=`) or at the end of its chapter."""
    known = _kind(kind)
    chapter = document.chapters.filter(code=code).first()
    if chapter is None:
        return _lost(request, document, known)
    wanted = request.GET.get("na", "")
    after = chapter.blocks.filter(pk=int(wanted)).first() if wanted.isdecimal() and len(wanted) < 12 else None  # noqa: PLR2004
    form = BlockForm(known, _programmes(known), posted(request), initial=initial_of("", {}, 0))
    if request.method == "POST" and form.is_valid() and "voorbeeld" not in request.POST:
        text, content = form.facts

        def act() -> str:
            block = BlockInput(known, text, content)
            row = journal.add_block(actor=actor_of(request), chapter=chapter, block=block, after=after)
            return f"{here(document, 'chapter_edit', code)}?opgeslagen={form.cleaned_data['token']}#stuk-{row.pk}"

        if address := carry_out(request, form, f"block:{chapter.pk}", act):
            messages.success(request, f"{_KINDS[known]} toegevoegd.")
            return HttpResponseRedirect(address)
    return _block_page(request, document, chapter, form, f"{_KINDS[known]} toevoegen")


@require_http_methods(["GET", "POST"])
@writing
def block_edit(request: HttpRequest, document: Document, code: str, pk: int) -> HttpResponse:
    """Change a block. When somebody else did so meanwhile, both versions are shown and what was typed stays."""
    chapter = document.chapters.filter(code=code).first()
    stored = Block.objects.filter(pk=pk, chapter=chapter).first() if chapter else None
    kind = _kind(request.POST.get("kind", "")) if request.method == "POST" and stored is None else None
    if chapter is None and kind:
        return _lost(request, document, kind)
    if chapter is None or (stored is None and kind is None):
        raise Http404
    block = stored or Block(pk=pk, chapter=chapter, kind=kind or "")
    form = BlockForm(
        block.kind,
        _programmes(block.kind),
        posted(request),
        initial=initial_of(block.text, block.content, block.version),
    )
    conflict: list[StaleBlockError] = []
    if request.method == "POST" and form.is_valid() and "voorbeeld" not in request.POST:
        text, content = form.facts
        version = form.cleaned_data["version"]

        def act() -> str:
            actor = actor_of(request)
            try:
                row = journal.edit_block(actor=actor, block=block, text=text, content=content, version=version)
            except StaleBlockError as error:
                if error.stored is not None or "opnieuw" not in request.POST:
                    conflict.append(error)
                    raise
                row = journal.add_block(actor=actor, chapter=chapter, block=error.typed)
            return f"{here(document, 'chapter_edit', code)}?opgeslagen={form.cleaned_data['token']}#stuk-{row.pk}"

        if address := carry_out(request, form, f"block:{pk}", act):
            messages.success(request, f"{_KINDS[BlockKind(block.kind)]} opgeslagen.")
            return HttpResponseRedirect(address)
    title = f"{_KINDS[BlockKind(block.kind)]} bewerken"
    return _block_page(request, document, chapter, form, title, conflict=conflict[0] if conflict else None)


def _block_page(
    request: HttpRequest,
    document: Document,
    chapter: Chapter,
    form: BlockForm,
    title: str,
    *,
    conflict: StaleBlockError | None = None,
) -> HttpResponse:
    example = []
    if request.method == "POST" and "voorbeeld" in request.POST:
        example = examples(lookup_of(document), form.kind, request.POST)
    chapter.document = document
    asked_again = bool(example) and form.is_valid()
    version = form["version"].value()
    differences = []
    if conflict:
        version = conflict.stored.version if conflict.stored else 0
        differences = list(_differences(conflict))
    context = {
        "document": document,
        "chapter": chapter,
        "form": form,
        "title": title,
        "example": example,
        "version": version,
        "conflict": conflict,
        "differences": differences,
        "errors": form.is_bound and not asked_again and form.errors,
        "back": here(document, "chapter_edit", chapter.code),
        "crumbs": chapter_crumbs(document, chapter),
    }
    status = 200 if not form.is_bound or asked_again else 422
    return render(request, "reports/documents/edit_block.html", context, status=status)


def _differences(conflict: StaleBlockError) -> Iterator[tuple[str, str, str]]:
    """Yield name, typed and stored of each field that two people have otherwise."""
    if conflict.stored is None:
        return
    mine: dict[str, Any] = {"text": conflict.typed.text, **conflict.typed.content}
    theirs: dict[str, Any] = {"text": conflict.stored.text, **conflict.stored.content}
    labels = {"text": "Tekst"} | {field.name: field.label for field in FIELDS[conflict.typed.kind]}
    for name, label in labels.items():
        if mine.get(name, "") != theirs.get(name, ""):
            yield label, _words(mine.get(name, "")), _words(theirs.get(name, ""))


def _words(value: Any) -> str:
    return value if isinstance(value, str) else ", ".join(value)


def _lost(request: HttpRequest, document: Document, kind: BlockKind) -> HttpResponse:
    """Show what was typed for a chapter that is gone, so that it can be put elsewhere; 404 when nothing was."""
    texts = [(label, text) for _, label, text in texts_of(kind, request.POST) if text.strip()]
    if not texts:
        raise Http404
    context = {"document": document, "texts": texts, "back": here(document), "crumbs": edit_crumbs(document)}
    return render(request, "reports/documents/edit_lost.html", context, status=409)


def _block_of(document: Document, code: str, pk: int) -> Block:
    rows = Block.objects.filter(chapter__document=document, chapter__code=code).select_related("chapter")
    block: Block = get_object_or_404(rows, pk=pk)
    return block


@require_POST
@writing
def block_move(request: HttpRequest, document: Document, code: str, pk: int) -> HttpResponse:
    """Move a block past its neighbour."""
    block, form = _block_of(document, code, pk), TokenForm(request.POST)
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


@require_http_methods(["GET", "POST"])
@writing
def block_remove(request: HttpRequest, document: Document, code: str, pk: int) -> HttpResponse:
    """Ask whether a block goes, and take it out."""
    block = _block_of(document, code, pk)
    form = VersionForm(posted(request), initial={"version": block.version})
    back = here(document, "chapter_edit", code)
    name = _KINDS[BlockKind(block.kind)]
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            journal.remove_block(actor=actor_of(request), block=block, version=form.cleaned_data["version"])
            return back

        if address := carry_out(request, form, f"remove:{pk}", act):
            messages.success(request, f"{name} verwijderd.")
            return HttpResponseRedirect(address)
    words = (block.text or block.content.get("title", ""))[:200]
    context = {
        "title": f"{name} verwijderen",
        "kicker": block.chapter.title,
        "sentence": f"U verwijdert dit stuk{f': “{words}”' if words else ''}. Het logboek bewaart wat er stond.",
        "form": form,
        "action": "Verwijderen",
        "back": back,
        "crumbs": chapter_crumbs(document, block.chapter),
    }
    return render(request, "reports/documents/edit_form.html", context, status=422 if form.is_bound else 200)


@require_POST
@writing
def block_comment(request: HttpRequest, document: Document, code: str, pk: int) -> HttpResponse:
    """Make a remark about a block, or tell that one (`afgehandeld`) has been dealt with."""
    block = _block_of(document, code, pk)
    back = f"{here(document, 'chapter_edit', code)}#stuk-{pk}"
    done = request.POST.get("afgehandeld", "")
    form: TokenForm
    if done:
        remark = get_object_or_404(block.comments, pk=int(done) if done.isdecimal() and len(done) < 12 else 0)  # noqa: PLR2004
        form = TokenForm(request.POST)
    else:
        form = CommentForm(request.POST, auto_id=f"id_%s-{pk}")
    if form.is_valid():

        def act() -> str:
            if done:
                journal.resolve_comment(actor=actor_of(request), comment=remark)
            else:
                journal.comment(actor=actor_of(request), block=block, text=form.cleaned_data["text"])
            return back

        if address := carry_out(request, form, f"comment:{pk}:{done}", act):
            return HttpResponseRedirect(address)
    return _chapter(request, document, chapter_of(document, code), wrong=form, about=pk)
