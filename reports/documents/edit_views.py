"""Writing a document: its facts and days, what its chapters are, and the set of a new year."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from ledger import journal
from ledger.core.document import ChapterInput
from ledger.entry.access import carry_out, posted
from ledger.enums import AmendmentStatus, DocumentStatus, MilestoneKind
from ledger.models import BudgetYear, Document
from ledger.permissions import Verb, access_of, actor_of
from reports.documents.edit_access import (
    chapter_crumbs,
    chapter_of,
    edit_crumbs,
    here,
    numbered,
    under,
    writers,
    writing,
    written_document,
)
from reports.documents.edit_forms import (
    STANDARD,
    ChapterDetailsForm,
    ChapterForm,
    CycleForm,
    DetailsForm,
    VersionForm,
    note_name,
)
from reports.documents.removed import removed_chapter
from reports.documents.views import crumbs


@require_http_methods(["GET", "POST"])
def details(request: HttpRequest, year: int, slug: str) -> HttpResponse:
    """Name a document, tell which wijziging it carries, and set its days; the days also after it was sent."""
    document = written_document(request, year, slug)
    amendments = document.budget_year.amendments.exclude(status=AmendmentStatus.WITHDRAWN).order_by("number")
    form = DetailsForm(document, document.milestones.all(), amendments, posted(request))
    back = here(document)
    if document.status != DocumentStatus.DRAFT:
        back = here(document, "document")
        for name in ("title", "subtitle", "audience", "asks_views", "amendment"):
            form.fields[name].disabled = True
    if request.method == "POST" and form.is_valid():
        actor, facts = actor_of(request), form.cleaned_data

        def act() -> str:
            if (facts["title"], facts["subtitle"]) != (document.title, document.subtitle):
                journal.rename_document(
                    actor=actor, document=document, title=facts["title"], subtitle=facts["subtitle"]
                )
            if (facts["audience"], facts["asks_views"]) != (document.audience, document.asks_views):
                journal.address_document(
                    actor=actor, document=document, audience=facts["audience"], asks_views=facts["asks_views"]
                )
            if facts["amendment"] != document.amendment:
                journal.carry_amendment(actor=actor, document=document, amendment=facts["amendment"])
            for kind in MilestoneKind:
                on: date | None = facts[kind]
                journal.set_milestone(actor=actor, document=document, kind=kind, on=on, note=facts[note_name(kind)])
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


def in_pieces(count: int) -> str:
    """Return a number of blocks in words."""
    return "1 stuk" if count == 1 else f"{count} stukken"


@require_http_methods(["GET", "POST"])
@writing
def chapter_new(request: HttpRequest, document: Document) -> HttpResponse:
    """Add a chapter at a place; with `?uit=` one that was taken out, with what it held, by its number in the log."""
    chapters = numbered(list(document.chapters.order_by("position")))
    by_pk = {row.pk: row for row, _ in chapters}
    before = next((row for row, _ in chapters if row.code == request.GET.get("na")), None)
    was = removed_chapter(document, request.GET["uit"]) if "uit" in request.GET else None
    initial: dict[str, Any] = {"after": before.pk, "level": before.level} if before else {}
    if was:
        initial = {
            "title": was.title,
            "level": was.level,
            "programme": was.programme,
            "numbered": "ja" if was.numbered else "nee",
        }
    form = ChapterForm(chapters, posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        chapter = ChapterInput(
            title=facts["title"],
            level=facts["level"],
            numbered=facts["numbered"],
            programme=facts["programme"].code if facts["programme"] else None,
            blocks=was.blocks if was else (),
            code=was.code if was and not document.chapters.filter(code=was.code).exists() else "",
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
        "title": "Hoofdstuk terugzetten" if was else "Hoofdstuk toevoegen",
        "sentence": f"Het hoofdstuk komt terug met wat erin stond: {in_pieces(len(was.blocks))}." if was else "",
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
    """Tell what a chapter is, and give it to somebody, with all under it when that is asked."""
    chapter = chapter_of(document, code)
    initial = {
        "title": chapter.title,
        "numbered": "ja" if chapter.numbered else "nee",
        "programme": chapter.programme.code if chapter.programme else None,
        "assigned_to": chapter.assigned_to_id,
        "version": chapter.version,
    }
    form = ChapterDetailsForm(writers(), under(chapter), posted(request), initial=initial)
    back = here(document, "chapter_edit", code)
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data

        def act() -> str:
            actor = actor_of(request)
            journal.describe_chapter(
                actor=actor,
                chapter=chapter,
                title=facts["title"],
                numbered=facts["numbered"],
                programme=facts["programme"],
                version=facts["version"],
            )
            with_under = facts.get("under", False)
            if with_under or facts["assigned_to"] != chapter.assigned_to:
                journal.assign_chapter(actor=actor, chapter=chapter, to=facts["assigned_to"], with_under=with_under)
            return back

        if address := carry_out(request, form, f"chapter:{chapter.pk}", act):
            messages.success(request, f"Hoofdstuk '{facts['title']}' is opgeslagen.")
            return HttpResponseRedirect(address)
    context = {
        "title": "Gegevens van het hoofdstuk",
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
    context = {
        "title": "Hoofdstuk verwijderen",
        "kicker": chapter.title,
        "sentence": f"U verwijdert '{chapter.title}' met alles wat erin staat "
        f"({in_pieces(chapter.blocks.count())}). U kunt het daarna terugzetten.",
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
        "sentence": f"U maakt de documenten die {year} nog niet heeft. Wat er al is, blijft zoals het is."
        if row.documents.exists()
        else f"U maakt alle documenten van de P&C-cyclus van {year}, elk met zijn hoofdstukken.",
        "form": form,
        "action": "Maken",
        "back": back,
        "crumbs": crumbs(year),
    }
    return render(request, "reports/documents/edit_form.html", context, status=422 if form.is_bound else 200)
