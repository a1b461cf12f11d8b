"""The pages of the history: what happened in a year, and what happened to one thing. Read only."""

from collections.abc import Iterable
from dataclasses import replace

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from ledger.history.names import names_of
from ledger.history.reading import Event, subject_label, timeline
from ledger.history.subjects import BY_SLUG, address_of, of_subject, visible_entries
from ledger.history.words import Names
from ledger.lists.filters import HistoryFilter
from ledger.lists.listing import go_to
from ledger.models import Amendment, AuditEntry, BudgetYear, MaatwerkOrder, Mutation, User
from ledger.permissions import Access, Verb, access_of

PER_PAGE = 50


@require_safe
def year_history(request: HttpRequest, year: int) -> HttpResponse:
    """Show what happened in a year, the newest first, by kind, person and day."""
    access = access_of(request)
    budget_year = _budget_year(access, year)
    filters = HistoryFilter(request.GET, visible_entries(access, year).order_by("-sequence"), request=request)
    if elsewhere := go_to(request, filters):
        return HttpResponseRedirect(elsewhere)
    found = _page(request, filters.qs)
    context = {
        "budget_year": budget_year,
        "filters": filters,
        "found": found,
        "events": _events(access, year, found, with_subjects=True),
        "access": access,
        "crumbs": [(f"Begroting {year}", reverse("reports:start", args=[year]))],
    }
    return render(request, "ledger/history/year.html", context)


@require_safe
def subject_history(request: HttpRequest, year: int, kind: str, code: str) -> HttpResponse:
    """Show what happened to one thing, the newest first; what the reader may not know of is a 404."""
    access = access_of(request)
    _budget_year(access, year)
    if kind not in BY_SLUG:
        raise Http404
    entries = visible_entries(access, year).filter(of_subject(BY_SLUG[kind], year, code)).order_by("-sequence")
    found = _page(request, entries)
    quiet = None if found.object_list else _quiet_user(access, kind, code)
    names = names_of(access, year)
    context = {
        "title": quiet.get_username() if quiet else _title(found[0], names),
        "kind": BY_SLUG[kind],
        "found": found,
        "events": _events(access, year, found, with_subjects=BY_SLUG[kind].has_more or kind == "reserve", names=names),
        "home": _home(access, year, kind, code),
        "access": access,
        "crumbs": [
            (f"Begroting {year}", reverse("reports:start", args=[year])),
            ("Geschiedenis", reverse("ledger:history", args=[year])),
        ],
    }
    return render(request, "ledger/history/subject.html", context)


def _quiet_user(access: Access, kind: str, code: str) -> User:
    """Return a user of whom the log says nothing, made outside the site; anything else without entries is a 404."""
    if kind != "gebruiker" or not access.can(Verb.MANAGE_USERS) or not code.isdecimal():
        raise Http404
    user: User = get_object_or_404(User, pk=int(code[:9]))
    return user


def _budget_year(access: Access, year: int) -> BudgetYear:
    years = BudgetYear.objects.all()
    if not access.sees_drafts:
        years = years.filter(amendments__in=Amendment.objects.visible_to(access)).distinct()
    return get_object_or_404(years, pk=year)


def _page(request: HttpRequest, entries: QuerySet[AuditEntry]) -> Page[AuditEntry]:
    return Paginator(entries.select_related("actor"), PER_PAGE).get_page(request.GET.get("pagina"))


def _events(
    access: Access, year: int, found: Iterable[AuditEntry], *, with_subjects: bool, names: Names | None = None
) -> list[Event]:
    """Return the entries of a page as events, each held against what went before: two queries at most."""
    shown = {entry.sequence: entry for entry in found}
    if not shown:
        return []
    names = names_of(access, year) if names is None else names
    # What came before tells what was changed; of a reader it may not be read, so the same filter holds.
    earlier = visible_entries(access, year).filter(
        subject__in={entry.subject for entry in shown.values()}, sequence__lte=max(shown)
    )
    events = [
        event
        for event in timeline(earlier.select_related("actor").order_by("sequence"), names)
        if event.sequence in shown
    ]
    if with_subjects:
        events = [_with_subject(event, shown[event.sequence].subject, year, names) for event in events]
    return sorted(events, key=lambda event: -event.sequence)


def _with_subject(event: Event, subject: str, year: int, names: Names) -> Event:
    return replace(event, subject=subject_label(subject, names), address=address_of(subject, year))


def _title(entry: AuditEntry, names: Names) -> str:
    label = subject_label(entry.subject, names)
    return label[:1].upper() + label[1:]


def _home(access: Access, year: int, kind: str, code: str) -> str:
    """Return the page of the thing itself; empty when it has none, or is gone."""
    pk: int | None = None
    if kind == "mutatie":
        pk = (
            Mutation.objects.visible_to(access).filter(budget_year=year, code=code).values_list("pk", flat=True).first()
        )
        return reverse("ledger:mutation", args=[year, pk]) if pk else ""
    if kind == "maatwerk":
        orders = MaatwerkOrder.objects.visible_to(access).filter(budget_year=year, code=code)
        pk = orders.values_list("pk", flat=True).first()
        return reverse("ledger:order", args=[year, pk]) if pk else ""
    if kind == "wijziging":
        return reverse("ledger:amendment", args=[year, code])
    views = {"sleutel": "keys", "verdeling": "keys", "reserve": "reserves", "risico": "risks"}
    return reverse(f"ledger:{views[kind]}", args=[year]) if kind in views else ""
