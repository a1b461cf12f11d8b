"""The P&C-kalender: as a page, as a file, and at a secret address of one's own for a calendar program."""

from collections.abc import Iterable
from datetime import date, datetime
from hashlib import sha256
from typing import Final

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from duoplus.context import newest, years_of
from ledger.journal.calendar_keys import end_calendar_key, make_calendar_key, owner_of
from ledger.models import AuditEntry, Organisation
from ledger.permissions import Access, access_of, actor_of
from reports.documents.calendar import Day, by_month, days_of
from reports.documents.consultation_views import year_of
from reports.documents.icalendar import Event, write
from reports.documents.views import crumbs

_CONTENT_TYPE: Final = "text/calendar; charset=utf-8"
_KEPT_FOR: Final = 60 * 60  # seconds: a program that asks more often gets what it had


@require_safe
@never_cache
def calendar(request: HttpRequest, year: int) -> HttpResponse:
    """Show the days of a year by month, and what is too late."""
    budget_year = year_of(request, year)
    days = days_of(access_of(request), year)
    context = {
        "year": budget_year,
        "months": by_month(days),
        "late": [day for day in days if day.state[1] == "bad"],
        "crumbs": crumbs(year)[:1],
    }
    return render(request, "reports/documents/calendar.html", context)


@require_safe
@never_cache
def feed(request: HttpRequest, year: int) -> HttpResponse:
    """Send the days of a year as an iCalendar file."""
    year_of(request, year)
    written = write(f"P&C-kalender {year}", _events(days_of(access_of(request), year)), timezone.now())
    return _as_file(written, f"pc-kalender-{year}.ics")


@login_not_required
@require_safe
def own_feed(request: HttpRequest, key: str) -> HttpResponse:
    """Send the days of all years to the calendar program of whoever has this key: the only thing the key opens.

    No session is made or read. The answer stays the same until something in the log or the year changes, so that
    a program that asks again gets an answer without a calendar in it.
    """
    owner = owner_of(key)
    access = Access.of(owner) if owner else None
    if access is None or not access.sees_published:
        raise Http404
    organisation = Organisation.objects.first()
    name = f"P&C-kalender {organisation.short_name}" if organisation else "P&C-kalender"
    since = date(timezone.localdate().year - 1, 1, 1)
    days = [day for day in days_of(access, None) if day.on >= since]
    written = write(name, _events(days), _last_change())
    etag = f'"{sha256(written).hexdigest()}"'
    response = get_conditional_response(request, etag=etag) or _as_file(written, "pc-kalender.ics")
    response["ETag"] = etag
    response["Cache-Control"] = f"private, max-age={_KEPT_FOR}"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


@require_safe
@never_cache
def own_address(request: HttpRequest) -> HttpResponse:
    """Tell how the calendar comes in one's own calendar program, and whether there is an address for it."""
    return _own_page(request)


@require_POST
@never_cache
def make_address(request: HttpRequest) -> HttpResponse:
    """Make a new address and show it, this once: it is nowhere to be read again."""
    key = make_calendar_key(actor=actor_of(request))
    return _own_page(request, f"{settings.BASE_ADDRESS}{reverse('reports:calendar_own', args=[key])}")


@require_POST
def end_address(request: HttpRequest) -> HttpResponse:
    """Withdraw the address."""
    actor = actor_of(request)
    if end_calendar_key(actor=actor, user=actor):
        messages.success(request, "Het agenda-adres is ingetrokken. Agenda's die het gebruiken, krijgen niets meer.")
    return HttpResponseRedirect(reverse("reports:calendar_address"))


def _own_page(request: HttpRequest, address: str = "") -> HttpResponse:
    year = newest(years_of(request))
    back = [("P&C-kalender", reverse("reports:calendar", args=[year]))] if year else []
    has_address = bool(address) or actor_of(request).calendar_key is not None
    context = {"address": address, "has_address": has_address, "crumbs": back}
    return render(request, "reports/documents/calendar_address.html", context)


def _events(days: Iterable[Day]) -> list[Event]:
    host = settings.BASE_ADDRESS.partition("://")[2].partition("/")[0] or "duoplus"
    return [
        Event(
            uid=f"{day.year}-{day.address.strip('/').replace('/', '-')}-{day.code}@{host}",
            on=day.on,
            title=f"{_named(day)}: {day.title[0].lower()}{day.title[1:]}",
            note=day.note,
            address=f"{settings.BASE_ADDRESS}{day.address}",
        )
        for day in days
    ]


def _named(day: Day) -> str:
    """Return the title of the document with its year: in a calendar several years stand beside each other."""
    return day.document if str(day.year) in day.document else f"{day.document} {day.year}"


def _last_change() -> datetime:
    at: datetime | None = AuditEntry.objects.order_by("-sequence").values_list("at", flat=True).first()
    return at or datetime.fromtimestamp(0, tz=timezone.get_current_timezone())


def _as_file(written: bytes, name: str) -> HttpResponse:
    response = HttpResponse(written, content_type=_CONTENT_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
