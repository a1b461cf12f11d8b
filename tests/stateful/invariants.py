"""What must hold after every step, read from the database by itself: nothing here asks the journal."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from itertools import pairwise

from django.utils import timezone

from ledger.checks import invariants as checks
from ledger.core import chain
from ledger.core.book import AmendmentRecord, Book
from ledger.core.timeline import cube_of
from ledger.enums import AmendmentStatus, Role, Side
from ledger.history.past import load_past_book, state_at
from ledger.permissions import Access
from ledger.queries import load_book, load_cube, load_keys
from reports.catalogue import CATALOGUE, compile_table
from reports.table import Role as RowRole
from reports.table import Rounding
from tests.ledger.factories import YEAR
from tests.stateful import questions, reckoning
from tests.stateful.model import Model

EVERYTHING = Access(((Role.FINANCE.value, None, ""),))


@dataclass(frozen=True)
class Seen:
    """The budget as it stands in the database at this moment."""

    amendments: tuple[questions.AmendmentRow, ...]
    mutations: Mapping[str, questions.MutationRow]
    rules: Mapping[int, str]

    @classmethod
    def now(cls) -> "Seen":
        """Read it."""
        return cls(questions.amendments(), questions.mutations(), questions.rules(reckoning.POOL))

    @cached_property
    def status(self) -> dict[int, str]:
        """The status of every wijziging by its number."""
        return {row.number: row.status for row in self.amendments}

    def book(self, first: Book) -> Book | None:
        """Return the book that the tables are made from; None when no wijziging counts.

        A life changes wijzigingen, lines and keys: `first` has the rest. When a life ends the book is read whole.
        """
        counting = tuple(
            AmendmentRecord(row.pk, row.number, row.name, row.status)
            for row in self.amendments
            if row.status != AmendmentStatus.WITHDRAWN
        )
        if not counting:
            return None
        return replace(
            first,
            through=counting[-1].number,
            amendments=counting,
            cube=load_cube(YEAR, YEAR, counting),
            keys=load_keys(YEAR),
        )


def balanced(seen: Seen) -> None:
    for row in seen.mutations.values():
        sums: Counter[int] = Counter()
        for line in row.content.lines:
            sums[line.effective_year] += line.cents if line.side == Side.COST else -line.cents
        assert not any(sums.values()), row.content


def four_eyes(seen: Seen) -> None:
    by_person = set()
    for amendment in seen.amendments:
        assert amendment.adopted_by is None or amendment.adopted_by != amendment.submitted_by
        if amendment.status in ("submitted", "adopted") and amendment.submitted_by is not None:
            by_person.add(amendment.number)
    for row in seen.mutations.values():
        assert row.approved_by != row.entered_by
        assert row.approved_by is not None or row.amendment not in by_person


def history_complete(seen: Seen, book: Book | None) -> None:
    """The log, played again, is what the tables hold."""
    state = state_at(YEAR)
    contents = {code: asdict(row.content) | {"amendment": row.amendment} for code, row in seen.mutations.items()}
    assert {code: {**content, "lines": list(content["lines"])} for code, content in contents.items()} == state.mutations
    assert seen.status == state.amendments
    if book is not None:
        played = cube_of(state, YEAR, book.through)
        assert {group: cents for group, cents in played.groups if cents} == {
            group: cents for group, cents in book.cube.groups if cents
        }


def chain_unbroken() -> None:
    """Every entry follows the one before it; the digests themselves are made again when the life ends."""
    links = questions.chained()
    assert [place for place, _, _ in links] == list(range(1, len(links) + 1))
    assert links[0][1] == chain.GENESIS
    assert all(previous == digest for (_, _, digest), (_, previous, _) in pairwise(links))


def contributions_as_reckoned(book: Book | None, model: Model) -> None:
    """Table 6.11 says what the model reckons, cell by cell; and together it is exactly what is spent."""
    if book is None:
        return
    table = compile_table(CATALOGUE["contributions"], book, Rounding.PLAIN)
    details = {row.key for row in table.layout.rows if row.role is RowRole.DETAIL}
    shown = {cell: cents for cell, cents in table.exact.items() if cell[0] in details and cents}
    assert shown == reckoning.contributions(model)
    spent = sum(line.cents for _, line in reckoning.lines(model) if line.side == Side.COST)
    assert table.cents("total", "current") == -spent


def after_every_step(seen: Seen, first: Book, model: Model) -> None:
    """Everything that can be looked at quickly."""
    book = seen.book(first)
    balanced(seen)
    four_eyes(seen)
    chain_unbroken()
    history_complete(seen, book)
    contributions_as_reckoned(book, model)


def tables_as_reckoned(model: Model, first: Book) -> None:
    """All seven tables, made from the log alone, equal those made from the rows; and what the model reckons."""
    if not reckoning.counting(model):
        return
    now = load_book(YEAR, with_mutations=True)
    then = load_past_book(YEAR, timezone.now(), EVERYTHING)
    contributions_as_reckoned(now, model)
    reckoned = {
        "reserves": reckoning.reserve(model, first.reserves[0].opening),
        "overview": reckoning.overview(model),
        "maatwerk": reckoning.maatwerk(model),
    }
    for report in CATALOGUE.values():
        one = compile_table(report, now, Rounding.PLAIN)
        other = compile_table(report, then, Rounding.PLAIN)
        # A mutatie of the past has no page: everything but its id is the same.
        assert one.exact == other.exact, report.slug
        assert one.shown == other.shown, report.slug
        assert [row.label for row in one.layout.rows] == [row.label for row in other.layout.rows], report.slug
        cells = reckoned.get(report.slug, {})
        assert {cell: one.exact.get(cell) or 0 for cell in cells} == cells, report.slug


# Not broken by any sequence: an order that is not booked yet, a reserve that is overdrawn.
_NOT_AN_INVARIANT = ("maatwerkorder", "reserve of voorziening")


def checks_agree() -> None:
    """`check_ledger` finds nothing wrong either, the digests of the whole chain included."""
    wrong = [result for result in checks.run() if not result.ok]
    assert not [result for result in wrong if not any(name in result.name for name in _NOT_AN_INVARIANT)], wrong
