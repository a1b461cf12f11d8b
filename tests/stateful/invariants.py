"""What must hold after every step, read from the database by itself: nothing here asks the journal."""

from dataclasses import asdict
from typing import Any

from django.db.models import Case, F, Sum, When

from ledger.checks import invariants as checks
from ledger.core import chain
from ledger.core.book import Book
from ledger.core.timeline import cube_of
from ledger.enums import AmendmentStatus, Role, Side
from ledger.history.past import load_past_book, state_at
from ledger.journal import LineInput, MutationInput
from ledger.journal.audit import links
from ledger.models import Amendment, Line, Mutation
from ledger.permissions import Access
from ledger.queries import load_book
from reports.catalogue import CATALOGUE, compile_table
from reports.table import Rounding
from tests.ledger.factories import YEAR

EVERYTHING = Access(((Role.FINANCE.value, None, ""),))
_SIGNED = Sum(Case(When(side=Side.COST, then=F("cents")), default=-F("cents")))


def stored() -> dict[str, MutationInput]:
    """Every mutatie by code, as it stands in its rows."""
    lines: dict[int, list[LineInput]] = {}
    rows = Line.objects.select_related("pool", "municipality", "order", "reserve").order_by("mutation", "position")
    for line in rows:
        lines.setdefault(line.mutation_id, []).append(
            LineInput(
                line.side,
                line.cents,
                line.effective_year,
                line.placement,
                line.source,
                line.pool and line.pool.code,
                line.municipality and line.municipality.code,
                line.order and line.order.code,
                line.reserve and line.reserve.code,
            )
        )
    return {
        row.code: MutationInput(
            code=row.code,
            programme=row.programme.code,
            description=row.description,
            recurrence=row.recurrence,
            lines=tuple(lines.get(row.pk, ())),
            number=row.number,
            theme=row.theme and row.theme.code,
            group=row.group and row.group.code,
            decided_in_ogon=row.decided_in_ogon,
            explanation=row.explanation,
            reference=row.reference,
            index_basis_points=row.index_basis_points,
            reverses=row.reverses and row.reverses.code,
        )
        for row in Mutation.objects.select_related("programme", "theme", "group", "reverses")
    }


def fixed_rows(amendment: int) -> list[tuple[Any, ...]]:
    """Every column of the lines and mutaties of a wijziging, to see that none of them changes again."""
    lines = Line.objects.filter(amendment=amendment).order_by("pk").values_list()
    return [*Mutation.objects.filter(amendment=amendment).order_by("pk").values_list(), *lines]


def balanced() -> None:
    sums = Line.objects.values("mutation", "effective_year").annotate(difference=_SIGNED)
    assert not sums.exclude(difference=0).exists()


def four_eyes() -> None:
    assert not Mutation.objects.filter(approved_by=F("entered_by")).exists()
    assert not Amendment.objects.filter(adopted_by=F("submitted_by")).exists()
    by_person = Amendment.objects.filter(status__in=["submitted", "adopted"], submitted_by__isnull=False)
    assert not Mutation.objects.filter(amendment__in=by_person, approved_by__isnull=True).exists()


def history_complete(rows: dict[str, MutationInput], book: Book | None) -> None:
    """The log, played again, is what the tables hold."""
    state = state_at(YEAR)
    numbers = dict(Mutation.objects.values_list("code", "amendment__number"))
    contents = {code: asdict(mutation) | {"amendment": numbers[code]} for code, mutation in rows.items()}
    assert {code: {**content, "lines": list(content["lines"])} for code, content in contents.items()} == state.mutations
    assert dict(Amendment.objects.values_list("number", "status")) == state.amendments
    if book is not None:
        played = cube_of(state, YEAR, book.through)
        assert {group: cents for group, cents in played.groups if cents} == {
            group: cents for group, cents in book.cube.groups if cents
        }


def chain_whole() -> None:
    assert chain.first_broken(links()) is None


def contributions_are_lasten(book: Book | None) -> None:
    """What the gemeenten and others pay together is exactly what is spent."""
    if book is None:
        return
    table = compile_table(CATALOGUE["contributions"], book, Rounding.PLAIN)
    spent = (
        Line.objects.filter(side=Side.COST, effective_year=YEAR)
        .exclude(amendment__status=AmendmentStatus.WITHDRAWN)
        .aggregate(cents=Sum("cents"))["cents"]
    )
    assert -(table.cents("total", "current") or 0) == (spent or 0)
    parts = [table.cents(f"{code}/total", "current") or 0 for code in ("diemen", "ouder-amstel", "uithoorn", "other")]
    assert sum(parts) == -(spent or 0)


def after_every_step(rows: dict[str, MutationInput]) -> None:
    """Everything that can be looked at quickly; `rows` is what is stored."""
    counting = Amendment.objects.exclude(status=AmendmentStatus.WITHDRAWN).exists()
    book = load_book(YEAR) if counting else None
    balanced()
    four_eyes()
    chain_whole()
    history_complete(rows, book)
    contributions_are_lasten(book)


def tables_from_the_log_are_the_tables() -> None:
    """All seven tables, made from the log alone, equal those made from the rows."""
    from django.utils import timezone

    if not Amendment.objects.exclude(status=AmendmentStatus.WITHDRAWN).exists():
        return
    now = load_book(YEAR, with_mutations=True)
    then = load_past_book(YEAR, timezone.now(), EVERYTHING)
    for report in CATALOGUE.values():
        one = compile_table(report, now, Rounding.PLAIN)
        other = compile_table(report, then, Rounding.PLAIN)
        # A mutatie of the past has no page: everything but its id is the same.
        assert one.exact == other.exact, report.slug
        assert one.shown == other.shown, report.slug
        assert [row.label for row in one.layout.rows] == [row.label for row in other.layout.rows], report.slug


# Not broken by any sequence: an order that is not booked yet, a reserve that is overdrawn.
_NOT_AN_INVARIANT = ("maatwerkorder", "reserve of voorziening")


def checks_agree() -> None:
    """`check_ledger` finds nothing wrong either."""
    wrong = [result for result in checks.run() if not result.ok]
    assert not [result for result in wrong if not any(name in result.name for name in _NOT_AN_INVARIANT)], wrong


AT_THE_END = (tables_from_the_log_are_the_tables, checks_agree)
