"""What still has to be done in a year before its budget is decided."""

from dataclasses import dataclass

from django.db.models import Count, Q

from ledger.enums import AmendmentStatus
from ledger.models import Amendment


@dataclass(frozen=True, slots=True)
class Draft:
    """A wijziging that is still being worked on: how many mutaties it has, and how many nobody else agreed to."""

    number: int
    name: str
    mutations: int
    unapproved: int


def drafts_of(year: int) -> list[Draft]:
    """Return the drafts of a year, for those who work on them."""
    rows = (
        Amendment.objects.filter(budget_year=year, status=AmendmentStatus.DRAFT)
        .annotate(total=Count("mutations"), waiting=Count("mutations", filter=Q(mutations__approved_by__isnull=True)))
        .order_by("number")
        .values_list("number", "name", "total", "waiting")
    )
    return [Draft(*row) for row in rows]
