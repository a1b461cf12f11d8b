"""Writing one piece of a chapter: its form, its example, and both versions when two people were in it."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from ledger import journal
from ledger.core.blocks import FIELDS, Shape
from ledger.core.document import BlockInput
from ledger.core.side_by_side import Pair, side_by_side
from ledger.entry.access import carry_out, posted
from ledger.enums import BlockKind
from ledger.journal import StaleBlockError
from ledger.models import Block, Chapter, Document, Programme
from ledger.permissions import actor_of
from reports.documents.edit_access import KINDS, block_of, chapter_crumbs, edit_crumbs, here, writing
from reports.documents.edit_forms import BlockForm, VersionForm, initial_of
from reports.documents.references import examples, texts_of
from reports.documents.removed import removed_block


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
    """Write a new block of a kind, after another one (`?na=`) or at the end of its chapter.

    With `?uit=` it starts as one that was taken out, by its number in the log.
    """
    known = _kind(kind)
    chapter = document.chapters.filter(code=code).first()
    if chapter is None:
        return _lost(request, document, known)
    wanted = request.GET.get("na", "")
    after = chapter.blocks.filter(pk=int(wanted)).first() if wanted.isdecimal() and len(wanted) < 12 else None  # noqa: PLR2004
    was = removed_block(chapter, request.GET["uit"]) if "uit" in request.GET else None
    initial = initial_of(was.text, was.content, 0) if was and was.kind == known else initial_of("", {}, 0)
    form = BlockForm(known, _programmes(known), posted(request), initial=initial)
    if request.method == "POST" and form.is_valid() and "voorbeeld" not in request.POST:
        text, content = form.facts

        def act() -> str:
            block = BlockInput(known, text, content)
            row = journal.add_block(actor=actor_of(request), chapter=chapter, block=block, after=after)
            return f"{here(document, 'chapter_edit', code)}?opgeslagen={form.cleaned_data['token']}#stuk-{row.pk}"

        if address := carry_out(request, form, f"block:{chapter.pk}", act):
            messages.success(request, f"{KINDS[known]} toegevoegd.")
            return HttpResponseRedirect(address)
    return _block_page(request, document, chapter, form, f"{KINDS[known]} toevoegen")


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
            messages.success(request, f"{KINDS[BlockKind(block.kind)]} opgeslagen.")
            return HttpResponseRedirect(address)
    title = f"{KINDS[BlockKind(block.kind)]} bewerken"
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
        example = examples(document, form.kind, request.POST)
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


def _differences(conflict: StaleBlockError) -> Iterator[tuple[str, list[Pair]]]:
    """Yield the name of each field that two people have otherwise, and both versions paragraph by paragraph."""
    if conflict.stored is None:
        return
    mine: dict[str, Any] = {"text": conflict.typed.text, **conflict.typed.content}
    theirs: dict[str, Any] = {"text": conflict.stored.text, **conflict.stored.content}
    labels = {"text": "Tekst"} | {field.name: field.label for field in FIELDS[conflict.typed.kind]}
    for name, label in labels.items():
        if mine.get(name, "") != theirs.get(name, ""):
            yield label, list(side_by_side(_words(mine.get(name, "")), _words(theirs.get(name, ""))))


def _words(value: Any) -> str:
    return value if isinstance(value, str) else ", ".join(value)


def _lost(request: HttpRequest, document: Document, kind: BlockKind) -> HttpResponse:
    """Show what was typed for a chapter that is gone, so that it can be put elsewhere; 404 when nothing was."""
    texts = [(label, text) for _, label, text in texts_of(kind, request.POST) if text.strip()]
    if not texts:
        raise Http404
    context = {"document": document, "texts": texts, "back": here(document), "crumbs": edit_crumbs(document)}
    return render(request, "reports/documents/edit_lost.html", context, status=409)


@require_http_methods(["GET", "POST"])
@writing
def block_remove(request: HttpRequest, document: Document, code: str, pk: int) -> HttpResponse:
    """Ask whether a block goes, and take it out."""
    block = block_of(document, code, pk)
    form = VersionForm(posted(request), initial={"version": block.version})
    back = here(document, "chapter_edit", code)
    name = KINDS[BlockKind(block.kind)]
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
        "sentence": f"U verwijdert dit stuk{f': “{words}”' if words else ''}. U kunt het daarna terugzetten.",
        "form": form,
        "action": "Verwijderen",
        "back": back,
        "crumbs": chapter_crumbs(document, block.chapter),
    }
    return render(request, "reports/documents/edit_form.html", context, status=422 if form.is_bound else 200)
