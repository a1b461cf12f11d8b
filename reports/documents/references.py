"""Live figures while somebody writes: what can be referred to, and how a text will look."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from ledger.core.blocks import FIELDS, MAX_TEXT, Shape
from ledger.core.live import Form
from ledger.entry.access import is_stored
from ledger.enums import BlockKind
from reports.documents import markup
from reports.documents.compose import lookup_of
from reports.documents.edit_access import edit_crumbs, here, written_document
from reports.documents.figures import Lookup, broken
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


def examples(lookup: Lookup, kind: str, values: Mapping[str, Any]) -> list[tuple[str, SafeString, list[str]]]:
    """Return label, markup and broken references of each text, as it will be printed."""
    found = []
    for _, label, text in texts_of(kind, values):
        prose = lookup.prose(text[:MAX_TEXT])
        found.append((label, markup.html(prose), broken([prose])))
    return found


@require_POST
def preview(request: HttpRequest, year: int, slug: str) -> HttpResponse:
    """Return the example of a block that is being typed, and whether its form was stored already."""
    document = written_document(request, year, slug)
    kind = request.POST.get("kind", "")
    example = examples(lookup_of(document), kind, request.POST) if kind in BlockKind.values else []
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
