"""The P&C-kalender as a page and as a feed for a calendar program, for who is logged in."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from ledger.permissions import access_of
from reports.documents.calendar import by_month, days_of
from reports.documents.consultation_views import year_of
from reports.documents.icalendar import Event, write
from reports.documents.views import crumbs


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
    """Send the same days as an iCalendar file."""
    year_of(request, year)
    host = settings.BASE_ADDRESS.partition("://")[2].partition("/")[0] or "duoplus"
    events = [
        Event(
            uid=f"{year}-{day.address.strip('/').replace('/', '-')}-{day.code}@{host}",
            on=day.on,
            title=f"{day.document}: {day.title[0].lower()}{day.title[1:]}",
            note=day.note,
            address=f"{settings.BASE_ADDRESS}{day.address}",
        )
        for day in days_of(access_of(request), year)
    ]
    name = f"P&C-kalender {year}"
    response = HttpResponse(write(name, events, timezone.now()), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="pc-kalender-{year}.ics"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
