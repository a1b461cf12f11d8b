"""What a renderer has to know besides the table."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from ledger.models import AuditEntry, Organisation
from ledger.queries import head

_SHORT = 12  # characters of the digest in print: enough to tell two states of one ledger apart


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """Whose table it is, of which state of the ledger, and where its figures and mutaties are explained.

    `head` is the digest of the last entry of the ledger and `made_on` the date of that state. Renderers take
    every date from here and none from the clock, so that the same state gives the same bytes.
    """

    organisation: str
    head: str
    made_on: date
    cell_url: Callable[[str, str], str] | None = None  # (row key, column key) -> address of the lines behind it
    mutation_url: Callable[[int], str] | None = None  # id of a mutatie -> its address, or nothing

    @property
    def short_head(self) -> str:
        """Return the head as it is printed."""
        return self.head[:_SHORT]


def of_year(year: int) -> Context:
    """Return the context of a table outside the site: the organisation and the present state of the ledger."""
    digest = head(year)
    organisation = Organisation.objects.first()
    at = AuditEntry.objects.filter(digest=digest).values_list("at", flat=True).first()
    return Context(
        organisation=organisation.name if organisation else "",
        head=digest,
        made_on=timezone.localdate(at),
    )
