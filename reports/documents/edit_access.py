"""Who may open the editor of a document, what its pieces are called, and the addresses of its pages."""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from ledger.core.outline import end_of, numbers
from ledger.enums import BlockKind, DocumentStatus
from ledger.models import Block, Chapter, Document, RoleGrant, User
from ledger.permissions import VERBS, Verb, access_of
from reports.documents.views import crumbs, document_of

View = Callable[..., HttpResponse]

KINDS = {
    BlockKind.TEXT: "Tekst",
    BlockKind.PRIORITY: "Speerpunt",
    BlockKind.FOLLOW_UP: "Opvolging accountant",
    BlockKind.TABLE: "Tabel",
    BlockKind.CHART: "Grafiek",
    BlockKind.NOTES: "Toelichting per mutatie",
    BlockKind.RISKS: "Risico's",
    BlockKind.LATE: "Bestuursrapportagelijst",
}


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
    rows = document.chapters.select_related("assigned_to", "reviewed_by", "programme")
    chapter: Chapter = get_object_or_404(rows, code=code)
    chapter.document = document
    return chapter


def under(chapter: Chapter) -> int:
    """Return how many chapters stand under a chapter."""
    rows = list(chapter.document.chapters.order_by("position").values_list("pk", "level"))
    index = next((place for place, (pk, _) in enumerate(rows) if pk == chapter.pk), None)
    return 0 if index is None else end_of([level for _, level in rows], index) - index - 1


def block_of(document: Document, code: str, pk: int) -> Block:
    """Return a block of a chapter of a document, or 404."""
    rows = Block.objects.filter(chapter__document=document, chapter__code=code).select_related("chapter")
    block: Block = get_object_or_404(rows, pk=pk)
    return block


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
