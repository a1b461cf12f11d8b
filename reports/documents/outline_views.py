"""The outline of a document: its chapters, how far each is, who writes it, and moving them about."""

from collections import Counter
from dataclasses import dataclass

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from ledger import journal
from ledger.amendments.forms import TokenForm
from ledger.core import outline
from ledger.core.outline import Direction
from ledger.entry.access import carry_out, posted
from ledger.enums import ChapterStatus, Choice
from ledger.gates.document import Concern, Objection, objections
from ledger.models import Chapter, Document, User
from ledger.permissions import actor_of
from reports.documents.compose import compose
from reports.documents.edit_access import edit_crumbs, here, numbered, writing
from reports.documents.removed import removed_chapters

TONES = {
    ChapterStatus.ASSIGNED: "neutral",
    ChapterStatus.IN_PROGRESS: "warning",
    ChapterStatus.READY: "info",
    ChapterStatus.REVIEWED: "good",
}


class Wanted(Choice):
    """Which chapters the outline shows."""

    ALL = "alle", "Alle"
    MINE = "mij", "Aan mij toegewezen"
    TO_REVIEW = "nakijken", "Door mij na te kijken"
    OPEN = "open", "Nog te doen"


@dataclass(frozen=True, slots=True)
class Row:
    """A chapter in the outline: how many texts or figures of it are wrong, and where it can go."""

    chapter: Chapter
    number: str
    tone: str
    lacks: int
    ways: list[Direction]


@require_http_methods(["GET", "POST"])
@writing
def outline_page(request: HttpRequest, document: Document) -> HttpResponse:
    """Show the chapters of a document, how far each is and what it lacks; move them about."""
    form = TokenForm(posted(request))
    chapters = list(_chapters(document))
    if request.method == "POST" and form.is_valid():
        code, _, direction = request.POST.get("verplaats", "").rpartition(":")
        chapter = next((row for row in chapters if row.code == code), None)
        if chapter is None or direction not in Direction.values:
            raise Http404

        def act() -> str:
            journal.move_chapter(actor=actor_of(request), chapter=chapter, direction=Direction(direction))
            return f"{here(document)}#h-{code}"

        if address := carry_out(request, form, f"move:{document.pk}:{code}:{direction}", act):
            messages.success(request, f"'{chapter.title}' is verplaatst.")
            return HttpResponseRedirect(address)
    objecting = objections(document, compose(document))
    shown = {wanted: _wanted(wanted, document, chapters, actor_of(request), objecting) for wanted in Wanted}
    asked = request.GET.get("toon", "")
    wanted = Wanted(asked) if asked in Wanted.values else Wanted.ALL
    context = {
        "document": document,
        "form": form,
        "token": TokenForm(),
        "rows": [row for row in _rows(chapters, objecting) if row.chapter.code in shown[wanted]],
        "wanted": wanted,
        "choices": [(each.value, each.label, len(shown[each])) for each in Wanted],
        "counts": [
            (status.label, TONES[status], sum(row.status == status for row in chapters)) for status in ChapterStatus
        ],
        "writers": _writers(chapters),
        "removed": removed_chapters(document),
        "days": document.milestones.order_by("on"),
        "crumbs": edit_crumbs(document),
    }
    status = 422 if form.is_bound else 200
    return render(request, "reports/documents/edit_outline.html", context, status=status)


def _rows(chapters: list[Chapter], objecting: list[Objection]) -> list[Row]:
    lacks = Counter(lack.chapter for lack in objecting if lack.concern is not Concern.UNREVIEWED)
    levels = [row.level for row in chapters]
    return [
        Row(
            chapter,
            number,
            TONES[ChapterStatus(chapter.status)],
            lacks[chapter.code],
            [way for way in Direction if outline.moved(levels, index, way)],
        )
        for index, (chapter, number) in enumerate(numbered(chapters))
    ]


def _wanted(
    wanted: Wanted, document: Document, chapters: list[Chapter], user: User, objecting: list[Objection]
) -> set[str]:
    """Return the codes of the chapters that somebody asks for."""
    if wanted is Wanted.OPEN:
        return {lack.chapter for lack in objecting}
    if wanted is Wanted.TO_REVIEW:
        writers = journal.last_writers(document)
        unreviewed = {lack.chapter for lack in objecting if lack.concern is Concern.UNREVIEWED}
        ready = {row.code for row in chapters if row.status == ChapterStatus.READY}
        return {code for code in ready & unreviewed if writers.get(code) != user.pk}
    return {row.code for row in chapters if wanted is Wanted.ALL or row.assigned_to_id == user.pk}


def _writers(chapters: list[Chapter]) -> list[tuple[str, int, int]]:
    """Return name, chapters that are not ready yet and all chapters of each writer; those of nobody last."""
    unready = (ChapterStatus.ASSIGNED, ChapterStatus.IN_PROGRESS)
    rows = [(row.assigned_to.known_as if row.assigned_to else "", row) for row in chapters]
    names = sorted({name for name, _ in rows}, key=lambda name: (not name, name))
    return [
        (
            name or "nog niemand",
            sum(name == other and row.status in unready for other, row in rows),
            sum(name == other for other, _ in rows),
        )
        for name in names
    ]


def _chapters(document: Document) -> list[Chapter]:
    unsolved = Count("blocks__comments", filter=Q(blocks__comments__resolved_at__isnull=True))
    return list(document.chapters.select_related("assigned_to").annotate(remarks=unsolved).order_by("position"))
