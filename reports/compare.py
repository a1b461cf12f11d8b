"""The difference between two states of one begrotingsjaar: mutatie by mutatie, and per gemeente in euros.

A state is a moment in the past or the budget up to and including a wijziging. Both halves of a comparison come
from the same two states: the lines of their mutaties, and the table of contributions (6.11) made of them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.utils import timezone

from ledger.core.book import Book
from ledger.core.cube import Key, in_force
from ledger.core.timeline import Difference, Payload, State, differences
from ledger.enums import Side
from ledger.history.past import load_past_book, seen_at, state_at
from ledger.history.reading import Change, changes_between
from ledger.history.words import Names
from ledger.permissions import Access
from ledger.queries import UnknownYearError
from reports.catalogue import CATALOGUE, compile_table
from reports.statements.contributions import CURRENT
from reports.table import Role

NEW, GONE, CHANGED = "nieuw", "vervallen", "gewijzigd"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One of the two states: its name on the page, the lines of its mutaties, its book (None: nothing yet)."""

    name: str
    state: State
    book: Book | None


@dataclass(frozen=True, slots=True)
class ChangedMutation:
    """A mutatie that differs: its lasten in the begrotingsjaar before and after (cents, nil where it is not there)."""

    code: str
    number: int | None
    programme: str
    amendment: int
    description: str
    kind: str
    before: int
    after: int
    changes: Sequence[Change]

    @property
    def difference(self) -> int:
        """After minus before."""
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class PaidRow:
    """What one party pays before and after (cents, more is positive)."""

    name: str
    before: int
    after: int

    @property
    def difference(self) -> int:
        """After minus before."""
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class OtherKey:
    """A verdeelgroep whose whole total is split by another key than before."""

    pool: str
    before: Key
    after: Key


@dataclass(frozen=True)
class Comparison:
    """Two states side by side."""

    year: int
    before: Snapshot
    after: Snapshot
    mutations: Sequence[ChangedMutation]

    @property
    def cost(self) -> int:
        """The lasten that the changed mutaties add together (cents)."""
        return sum(mutation.difference for mutation in self.mutations)

    @cached_property
    def payers(self) -> list[PaidRow]:
        """Per gemeente, and others together: the totals of table 6.11 in both states, to the cent."""
        before, after = _paid(self.before.book), _paid(self.after.book)
        names = list(dict.fromkeys([*before, *after]))
        return [PaidRow(name, before.get(name, 0), after.get(name, 0)) for name in names]

    @cached_property
    def keys(self) -> list[OtherKey]:
        """The verdeelgroepen that the two states split by another key."""
        before, after = self.before.book, self.after.book
        if before is None or after is None:
            return []
        names = {pool.code: pool.name for pool in after.pools}
        old, new = in_force(before.keys, before.through), in_force(after.keys, after.through)
        return [
            OtherKey(names[pool], old[pool], new[pool])
            for pool in names
            if pool in old and pool in new and not old[pool].divides_as(new[pool])
        ]

    @property
    def total(self) -> PaidRow:
        """All payers together."""
        return PaidRow("Totaal", sum(row.before for row in self.payers), sum(row.after for row in self.payers))

    @property
    def closes(self) -> bool:
        """What the mutaties add is what the payers pay more: both halves tell the same."""
        return self.cost == self.total.difference


def snapshot(year: int, access: Access, name: str, moment: datetime | None, through: int | None) -> Snapshot:
    """Read one state, of now without a moment, as this reader may see it.

    Raises UnknownYearError for a wijziging that was not there.
    """
    at = moment or timezone.now()
    state = state_at(year, at)
    seen = {number for number in seen_at(state, access) if through is None or number <= through}
    if through is not None and through not in seen:
        raise UnknownYearError(f"Er is geen wijziging {through}.")
    book = load_past_book(year, at, access, through) if seen else None
    return Snapshot(name, state.limited(seen), book)


def compare(year: int, before: Snapshot, after: Snapshot, names: Names) -> Comparison:
    """Put two states side by side."""
    found = [_changed(difference, year, names) for difference in differences(before.state, after.state)]
    found.sort(key=lambda row: (row.amendment, row.programme, row.number is None, row.number or 0, row.code))
    return Comparison(year, before, after, found)


def _changed(difference: Difference, year: int, names: Names) -> ChangedMutation:
    old, new = difference.before, difference.after
    shown = new or old or {}
    programme = shown["programme"]
    return ChangedMutation(
        code=difference.code,
        number=shown["number"],
        programme=names.get("programme", {}).get(programme, programme),
        amendment=shown["amendment"],
        description=shown["description"],
        kind=NEW if old is None else GONE if new is None else CHANGED,
        before=_cost(old, year),
        after=_cost(new, year),
        changes=tuple(changes_between(old or {}, new or {}, names)),
    )


def _cost(payload: Payload | None, year: int) -> int:
    lines: Sequence[Mapping[str, object]] = payload["lines"] if payload else ()
    return sum(
        int(str(line["cents"])) for line in lines if line["side"] == Side.COST and line["effective_year"] == year
    )


def _paid(book: Book | None) -> dict[str, int]:
    """Return cents by payer; the table shows what is paid with a minteken, here more is positive."""
    if book is None:
        return {}
    table = compile_table(CATALOGUE["contributions"], book)
    subtotals = [row for row in table.layout.rows if row.role is Role.SUBTOTAL]
    return {row.path[0]: -(table.cents(row.key, CURRENT) or 0) for row in subtotals}
