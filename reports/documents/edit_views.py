"""Writing a document: its outline, its facts and days, its chapters, and the set of a new year."""

from collections import Counter
from datetime import date

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from ledger import journal
from ledger.amendments.forms import TokenForm
from ledger.core import outline
from ledger.core.document import ChapterInput
from ledger.core.outline import Direction
from ledger.entry.access import carry_out, posted
from ledger.enums import AmendmentStatus, ChapterStatus, DocumentStatus, MilestoneKind
from ledger.gates.document import objections
from ledger.models import BudgetYear, Chapter, Document
from ledger.permissions import Verb, access_of, actor_of
from reports.documents.compose import compose
from reports.documents.edit_access import (
    chapter_crumbs,
    chapter_of,
    edit_crumbs,
    here,
    numbered,
    writers,
    writing,
    written_document,
)
from reports.documents.edit_forms import STANDARD, ChapterDetailsForm, ChapterForm, CycleForm, DetailsForm, VersionForm
from reports.documents.views import crumbs

TONES = {
    ChapterStatus.ASSIGNED: "neutral",
    ChapterStatus.IN_PROGRESS: "warning",
    ChapterStatus.READY: "info",
    ChapterStatus.REVIEWED: "good",
}
_MINE = "mij"


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
    lacks = Counter(lack.chapter for lack in objections(document, compose(document)))
    levels = [row.level for row in chapters]
    ways = [[way for way in Direction if outline.moved(levels, index, way)] for index in range(len(chapters))]
    mine = request.GET.get("van") == _MINE
    rows = [
        (chapter, number, TONES[ChapterStatus(chapter.status)], lacks[chapter.code], way)
        for (chapter, number), way in zip(numbered(chapters), ways, strict=True)
        if not mine or chapter.assigned_to_id == actor_of(request).pk
    ]
    context = {
        "document": document,
        "form": form,
        "token": TokenForm(),
        "rows": rows,
        "mine": mine,
        "total": len(chapters),
        "counts": [
            (status.label, TONES[status], sum(row.status == status for row in chapters)) for status in ChapterStatus
        ],
        "days": document.milestones.order_by("on"),
        "crumbs": edit_crumbs(document),
    }
    status = 422 if form.is_bound else 200
    return render(request, "reports/documents/edit_outline.html", context, status=status)


def _chapters(document: Document) -> list[Chapter]:
    unsolved = Count("blocks__comments", filter=Q(blocks__comments__resolved_at__isnull=True))
    return list(document.chapters.select_related("assigned_to").annotate(remarks=unsolved).order_by("position"))


@require_http_methods(["GET", "POST"])
def details(request: HttpRequest, year: int, slug: str) -> HttpResponse:
    """Name a document, tell which wijziging it carries, and set its days; the days also after it was sent."""
    document = written_document(request, year, slug)
    days = {day.kind: day for day in document.milestones.all()}
    amendments = document.budget_year.amendments.exclude(status=AmendmentStatus.WITHDRAWN).order_by("number")
    form = DetailsForm(document, days.values(), amendments, posted(request))
    back = here(document)
    if document.status != DocumentStatus.DRAFT:
        back = here(document, "document")
        for name in ("title", "subtitle", "amendment"):
            form.fields[name].disabled = True
    if request.method == "POST" and form.is_valid():
        actor, facts = actor_of(request), form.cleaned_data

        def act() -> str:
            if (facts["title"], facts["subtitle"]) != (document.title, document.subtitle):
                journal.rename_document(
                    actor=actor, document=document, title=facts["title"], subtitle=facts["subtitle"]
                )
            if facts["amendment"] != document.amendment:
                journal.carry_amendment(actor=actor, document=document, amendment=facts["amendment"])
            for kind in MilestoneKind:
                on: date | None = facts[kind]
                note = days[kind].note if kind in days else ""
                journal.set_milestone(actor=actor, document=document, kind=kind, on=on, note=note)
            return back

        if address := carry_out(request, form, f"details:{document.pk}", act):
            messages.success(request, f"De gegevens van {form.cleaned_data['title']} zijn opgeslagen.")
            return HttpResponseRedirect(address)
    context = {
        "title": "Gegevens en datums",
        "kicker": document.title,
        "form": form,
        "action": "Opslaan",
        "back": back,
        "crumbs": edit_crumbs(document),
    }
    return render(request, "reports/documents/edit_form.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@writing
def chapter_new(request: HttpRequest, document: Document) -> HttpResponse:
    """Add a chapter at a place."""
    chapters = numbered(list(document.chapters.order_by("position")))
    by_pk = {row.pk: row for row, _ in chapters}
    before = next((row for row, _ in chapters if row.code == request.GET.get("na")), None)
    initial = {"after": before.pk, "level": before.level} if before else None
    form = ChapterForm(chapters, posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        chapter = ChapterInput(
            title=facts["title"],
            level=facts["level"],
            numbered=facts["numbered"],
            programme=facts["programme"].code if facts["programme"] else None,
        )

        def act() -> str:
            row = journal.add_chapter(
                actor=actor_of(request), document=document, chapter=chapter, after=by_pk.get(facts["after"])
            )
            return here(document, "chapter_edit", row.code)

        if address := carry_out(request, form, f"chapter:{document.pk}", act):
            messages.success(request, f"Hoofdstuk '{facts['title']}' is toegevoegd.")
            return HttpResponseRedirect(address)
    context = {
        "title": "Hoofdstuk toevoegen",
        "kicker": document.title,
        "form": form,
        "action": "Toevoegen",
        "back": here(document),
        "crumbs": edit_crumbs(document, ("Bewerken", here(document))),
    }
    return render(request, "reports/documents/edit_form.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@writing
def chapter_details(request: HttpRequest, document: Document, code: str) -> HttpResponse:
    """Name a chapter and give it to somebody."""
    chapter = chapter_of(document, code)
    initial = {"title": chapter.title, "assigned_to": chapter.assigned_to_id, "version": chapter.version}
    form = ChapterDetailsForm(writers(), posted(request), initial=initial)
    back = here(document, "chapter_edit", code)
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data

        def act() -> str:
            actor = actor_of(request)
            journal.rename_chapter(actor=actor, chapter=chapter, title=facts["title"], version=facts["version"])
            if facts["assigned_to"] != chapter.assigned_to:
                journal.assign_chapter(actor=actor, chapter=chapter, to=facts["assigned_to"])
            return back

        if address := carry_out(request, form, f"chapter:{chapter.pk}", act):
            messages.success(request, f"Hoofdstuk '{facts['title']}' is opgeslagen.")
            return HttpResponseRedirect(address)
    context = {
        "title": "Titel en schrijver",
        "kicker": chapter.title,
        "form": form,
        "action": "Opslaan",
        "back": back,
        "crumbs": chapter_crumbs(document, chapter),
    }
    return render(request, "reports/documents/edit_form.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@writing
def chapter_remove(request: HttpRequest, document: Document, code: str) -> HttpResponse:
    """Ask whether a chapter goes with all that it holds, and remove it."""
    chapter = chapter_of(document, code)
    form = VersionForm(posted(request), initial={"version": chapter.version})
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            journal.remove_chapter(actor=actor_of(request), chapter=chapter, version=form.cleaned_data["version"])
            return here(document)

        if address := carry_out(request, form, f"remove:{chapter.pk}", act):
            messages.success(request, f"Hoofdstuk '{chapter.title}' is verwijderd.")
            return HttpResponseRedirect(address)
    pieces = chapter.blocks.count()
    context = {
        "title": "Hoofdstuk verwijderen",
        "kicker": chapter.title,
        "sentence": f"U verwijdert '{chapter.title}' met alles wat erin staat ({pieces} "
        f"{'stuk' if pieces == 1 else 'stukken'}). Het logboek bewaart de teksten.",
        "form": form,
        "action": "Verwijderen",
        "back": here(document, "chapter_edit", code),
        "crumbs": chapter_crumbs(document, chapter),
    }
    return render(request, "reports/documents/edit_form.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def cycle_new(request: HttpRequest, year: int) -> HttpResponse:
    """Make the documents of a year, like those of another one or the standard."""
    if not access_of(request).can(Verb.WRITE):
        raise Http404
    row = get_object_or_404(BudgetYear, pk=year)
    with_documents = BudgetYear.objects.filter(documents__isnull=False).exclude(pk=year).distinct()
    years = list(with_documents.order_by("-year").values_list("year", flat=True))
    form = CycleForm(years, posted(request), initial={"like": years[0] if years else STANDARD})
    back = reverse("reports:documents", args=[year])
    made = row.documents.exists()
    if request.method == "POST" and form.is_valid():
        like = form.cleaned_data["like"]

        def act() -> str:
            journal.open_cycle(actor=actor_of(request), year=year, like=None if like == STANDARD else int(like))
            return back

        if address := carry_out(request, form, f"cycle:{year}", act):
            messages.success(request, f"De documenten van {year} zijn gemaakt.")
            return HttpResponseRedirect(address)
    context = {
        "title": f"Documenten van {year} maken",
        "kicker": "",
        "sentence": f"De documenten van {year} zijn er al. U kunt ze bewerken."
        if made
        else f"U maakt alle documenten van de P&C-cyclus van {year}, elk met zijn hoofdstukken.",
        "form": None if made and not form.is_bound else form,
        "action": "Maken",
        "back": back,
        "crumbs": crumbs(year),
    }
    return render(request, "reports/documents/edit_form.html", context, status=422 if form.is_bound else 200)
