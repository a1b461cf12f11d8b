"""The moment of which a table is shown: `?per=2024-09-01`, said on the page, with the way back to now."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import update_wrapper
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from ledger.models import AuditEntry
from reports.catalogue import Report
from reports.links import table_address
from reports.scope import Choice, NothingThereError, Scope

P = ParamSpec("P")
_SHORT = 12  # characters of a digest in print


@dataclass(frozen=True, slots=True)
class Moment:
    """What a page says about the moment it shows: `at` is None for now."""

    at: datetime | None
    made_on: date
    head: str
    now_address: str
    kept: dict[str, str]  # the rest of the choice, for the form
    compare_address: str


def moment_of(scope: Scope, report: Report, choice: Choice) -> Moment:
    """Return the moment of a table, and the addresses of the same table now and of the comparison with now."""
    now = replace(scope, at=None, per="")
    return Moment(
        scope.at,
        scope.made_on,
        scope.shown_head[:_SHORT],
        table_address(now, report, choice),
        choice.query,
        f"{reverse('reports:compare', args=[scope.year])}?van={scope.per}" if scope.per else "",
    )


def _first_seen(scope: Scope) -> datetime | None:
    """Return when the first wijziging that this reader may see came into the ledger."""
    action = "amendment.opened" if scope.access.sees_drafts else "amendment.submitted"
    entries = AuditEntry.objects.filter(budget_year=scope.year, action=action).order_by("sequence")
    return entries.values_list("at", flat=True).first()


def at_moment(
    view: Callable[Concatenate[HttpRequest, Scope, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, Scope, P], HttpResponse]:
    """Give a view the scope of the moment in its address; where nothing was there yet, say so (404)."""

    def wrapped(request: HttpRequest, scope: Scope, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            past = scope.past(request)
        except NothingThereError as error:
            context = {"moment": error.moment, "year": scope.year, "first": _first_seen(scope)}
            return render(request, "reports/nothing_there.html", context, status=404)
        return view(request, past, *args, **kwargs)

    return update_wrapper(wrapped, view)
