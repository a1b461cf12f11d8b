"""Who may open the editor of a document, and what a chapter lacks."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from ledger.core.content import Content, Section
from ledger.core.outline import numbers
from ledger.enums import DocumentStatus
from ledger.gates.document import Objection, objections
from ledger.models import Chapter, Document, RoleGrant, User
from ledger.permissions import VERBS, Verb, access_of
from reports.documents.views import crumbs, document_of

View = Callable[..., HttpResponse]


def written_document(request: HttpRequest, year: int, slug: str) -> Document:
    """Return a document that the reader may write in; 404 for everybody else."""
    row = document_of(request, year, slug)
    if not access_of(request).can(Verb.WRITE):
        raise Http404
    return row


def writing(view: View) -> View:
    """Give a view the document; one that is no concept any more leads to where it is read.

    A form that is sent to it all the same is refused by the journal, with what was typed still on the page.
    """

    @wraps(view)
    @never_cache
    def opened(request: HttpRequest, year: int, slug: str, **rest: Any) -> HttpResponse:
        row = written_document(request, year, slug)
        if request.method != "POST" and row.status != DocumentStatus.DRAFT:
            messages.warning(request, f"{row} is {row.get_status_display()}: de tekst ligt vast.")
            return HttpResponseRedirect(reverse("reports:document", args=[year, slug]))
        return view(request, row, **rest)

    return opened


def chapter_of(document: Document, code: str) -> Chapter:
    """Return a chapter of a document, or 404."""
    rows = document.chapters.select_related("assigned_to", "reviewed_by")
    chapter: Chapter = get_object_or_404(rows, code=code)
    chapter.document = document
    return chapter


def here(document: Document, name: str = "document_edit", *more: Any) -> str:
    """Return an address of the editor of a document."""
    return reverse(f"reports:{name}", args=[document.budget_year_id, document.slug, *more])


def edit_crumbs(document: Document, *more: tuple[str, str]) -> list[tuple[str, str]]:
    """Return the way back from a page of the editor."""
    read = (document.title, here(document, "document"))
    return crumbs(document.budget_year_id, read, *more)


def chapter_crumbs(document: Document, chapter: Chapter) -> list[tuple[str, str]]:
    """Return the way back from a page about a chapter."""
    return edit_crumbs(
        document, ("Bewerken", here(document)), (chapter.title, here(document, "chapter_edit", chapter.code))
    )


def numbered(chapters: Sequence[Chapter]) -> list[tuple[Chapter, str]]:
    """Return chapters in their order with their printed numbers."""
    return list(zip(chapters, numbers([(row.level, row.numbered) for row in chapters]), strict=True))


def writers() -> Any:
    """Return the users to whom a chapter can be given today."""
    roles = [role for role, verbs in VERBS.items() if Verb.WRITE in verbs]
    valid = RoleGrant.objects.filter(role__in=roles, valid_until__gte=timezone.localdate())
    return User.objects.filter(pk__in=valid.values("user"), is_active=True).order_by("last_name", "first_name", "pk")


def lacks_by_part(document: Document, content: Content, section: Section) -> list[list[Objection]]:
    """Return what stands in the way in a chapter: first for the chapter itself, then for each of its parts."""
    place = section.number or f"'{section.title}'"
    codes = [f"{section.code}/{index}" for index in range(len(section.parts))]
    pieces = [
        replace(section, code=code, number=place, title="", parts=(part,))
        for code, part in zip(codes, section.parts, strict=True)
    ]
    found = objections(document, replace(content, sections=(replace(section, parts=()), *pieces)))
    return [[lack for lack in found if lack.chapter == code] for code in (section.code, *codes)]
