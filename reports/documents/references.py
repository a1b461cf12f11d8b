"""Live figures while somebody writes: what can be referred to, and how a text will look."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from ledger.core.blocks import FIELDS, MAX_TEXT, Shape, tidy
from ledger.core.content import Section
from ledger.core.document import BlockInput, block_problems
from ledger.core.live import Form
from ledger.entry.access import is_stored
from ledger.enums import BlockKind
from ledger.models import Block, Document, Programme
from reports.documents import markup, page
from reports.documents.compose import compose, lookup_of, part_of
from reports.documents.edit_access import edit_crumbs, here, written_document
from reports.documents.figures import broken
from reports.documents.suggest import suggestions

_LISTED = 100
_LONGEST_QUERY = 100


def texts_of(kind: str, values: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Yield name, label and what was typed of each field of Markdown of a kind of block."""
    if kind == BlockKind.TEXT:
        yield "text", "Tekst", str(values.get("text", ""))
    for field in FIELDS[kind]:
        if field.shape is Shape.MARKDOWN:
            yield field.name, field.label, str(values.get(field.name, ""))


def examples(document: Document, kind: str, values: Mapping[str, Any]) -> list[tuple[str, SafeString, list[str]]]:
    """Return label, markup and what is wrong: for each text as it will be printed, or for a table or chart."""
    lookup = lookup_of(document)
    if kind in (BlockKind.TEXT, BlockKind.PRIORITY, BlockKind.FOLLOW_UP):
        proses = [(label, lookup.prose(tidy(text[:MAX_TEXT], {})[0])) for _, label, text in texts_of(kind, values)]
        return [(label, markup.html(prose), broken([prose])) for label, prose in proses]
    text, content = tidy("", {field.name: values.get(field.name, "") for field in FIELDS[kind]})
    codes = set(Programme.objects.values_list("code", flat=True))
    wrong = list(block_problems(BlockInput(kind, text, content), codes))
    if wrong:
        return [(BlockKind(kind).label.capitalize(), SafeString(), wrong)]
    part = part_of(document, lookup, Block(kind=kind, content=content))
    alone = replace(compose(document, lookup), sections=(Section("voorbeeld", "", 1, "", "", (part,)),))
    (drawn,) = page.sections(alone)
    return [(BlockKind(kind).label.capitalize(), drawn.parts[0], [])]


@require_POST
def preview(request: HttpRequest, year: int, slug: str) -> HttpResponse:
    """Return the example of a block that is being typed, and whether its form was stored already."""
    document = written_document(request, year, slug)
    kind = request.POST.get("kind", "")
    example = examples(document, kind, request.POST) if kind in BlockKind.values else []
    drawn = render(request, "reports/documents/edit_example.html", {"example": example}).content.decode()
    return JsonResponse({"html": drawn, "stored": is_stored(request)})


@require_safe
@never_cache
def reference_file(request: HttpRequest, year: int, slug: str) -> HttpResponse:
    """Return what answers to a query, for the list under a text."""
    document = written_document(request, year, slug)
    found = suggestions(lookup_of(document), request.GET.get("q", "")[:_LONGEST_QUERY])
    rows = [{"source": row.source, "label": row.label, "place": row.place, "shown": row.shown} for row in found]
    return JsonResponse({"references": rows})


@require_safe
def reference_page(request: HttpRequest, year: int, slug: str) -> HttpResponse:
    """List what can be referred to, to copy from."""
    document = written_document(request, year, slug)
    query = request.GET.get("q", "")[:_LONGEST_QUERY]
    context = {
        "document": document,
        "query": query,
        "rows": suggestions(lookup_of(document), query, _LISTED),
        "most": _LISTED,
        "shapes": [(form.value, form.label) for form in Form if form.value],
        "crumbs": edit_crumbs(document, ("Bewerken", here(document))),
    }
    return render(request, "reports/documents/edit_references.html", context)
