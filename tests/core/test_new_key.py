"""A key that is replaced halfway the year: exact sums over the columns of table 6.11, whatever the keys and amounts."""

from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from ledger.core.book import AmendmentRecord, Book, Named, PoolRecord, ProgrammeRecord
from ledger.core.cube import DIMENSIONS, Cube, Key, KeyRing
from ledger.core.effect import redivided
from ledger.enums import FundingSource, Side
from reports.statements.contributions import CURRENT, contributions
from reports.statements.headlines import REDIVIDED, headlines
from reports.table import Rounding, Table, compute

PLACES = ("a", "b", "c")
WEIGHTS = st.lists(st.integers(0, 50), min_size=3, max_size=3).filter(any).map(tuple)
CENTS = st.integers(-(10**12), 10**12) | st.integers(-(10**9), 10**9).map(lambda euros: euros * 100)
YEARS = st.tuples(
    st.dictionaries(st.integers(0, 5), CENTS, min_size=1),
    st.dictionaries(st.integers(1, 5), WEIGHTS, max_size=3),
    WEIGHTS,
)


def book(amounts: dict[int, int], later: dict[int, tuple[int, ...]], first: tuple[int, ...], through: int) -> Book:
    """One verdeelgroep with a bijdrage per wijziging, and keys by the wijziging from which they hold."""
    numbers = [number for number in sorted(amounts) if number <= through]
    keys = [
        Key(tuple(zip(PLACES, weights, strict=True)), f"{weights}", since=since)
        for since, weights in ({0: first} | later).items()
    ]
    line = {"side": Side.INCOME, "source": FundingSource.CONTRIBUTION, "pool": "pool", "programme": "p"}
    groups = [
        (tuple((line | {"amendment": number}).get(name) for name in DIMENSIONS), amounts[number]) for number in numbers
    ]
    facts: dict[str, Any] = dict.fromkeys(("themes", "reserves", "orders", "investments", "mutations"), ())
    return Book(
        year=2030,
        effective_year=2030,
        through=numbers[-1],
        organisation="",
        participants="",
        head="",
        amendments=tuple(AmendmentRecord(n, n, f"Wijziging {n}", "draft") for n in numbers),
        municipalities=tuple(Named(name, name) for name in PLACES),
        programmes=(ProgrammeRecord("p", "P", "P", "P", None, frozenset()),),
        pools=(PoolRecord("pool", "Groep", "p", direct=False),),
        cube=Cube(tuple(groups)),
        keys={"pool": KeyRing.of(*keys)},
        **facts,
    )


def column(made: Book, name: str) -> dict[str, int]:
    """What each gemeente pays in a column of 6.11 (cents, more is positive)."""
    table = compute(contributions(made), made.reckoning, Rounding.PLAIN)
    return {place: -table.exact.get((f"{place}/pool", name), 0) for place in PLACES}


def name_of(number: int) -> str:
    return f"amendment-{number}" if number else "original"


@given(YEARS)
def test_after_every_wijziging_the_whole_is_split_by_the_key_in_force(year):
    amounts, later, first = year
    for through in amounts:
        made = book(amounts, later, first, through)
        total = sum(cents for number, cents in amounts.items() if number <= through)
        weights = ({0: first} | later)[max(since for since in {0, *later} if since <= through)]
        key = Key(tuple(zip(PLACES, weights, strict=True)))
        assert column(made, CURRENT) == key.shares(total)


@given(YEARS)
def test_every_column_adds_up_to_the_lines_of_its_wijziging(year):
    """So what another key moves is nothing over the gemeenten together."""
    amounts, later, first = year
    made = book(amounts, later, first, max(amounts))
    for number, cents in amounts.items():
        assert sum(column(made, name_of(number)).values()) == cents


@given(YEARS)
def test_a_column_does_not_change_when_a_later_wijziging_takes_another_key(year):
    amounts, later, first = year
    made = book(amounts, later, first, max(amounts))
    for number in amounts:
        then = book(amounts, {since: weights for since, weights in later.items() if since <= number}, first, number)
        assert column(made, name_of(number)) == column(then, name_of(number))


@given(YEARS)
def test_the_column_of_a_new_key_closes_on_the_state_before_it(year):
    """Na wijziging is na de vorige wijziging and the column of the new key, to the cent."""
    amounts, later, first = year
    numbers = sorted(amounts)
    for previous, number in pairwise(numbers):
        made = book(amounts, later, first, number)
        if made.keys["pool"].replaced(number, numbers[: numbers.index(number)]):
            before = column(book(amounts, later, first, previous), CURRENT)
            own, after = column(made, name_of(number)), column(made, CURRENT)
            assert after == {place: before[place] + own[place] for place in PLACES}


@given(YEARS)
def test_the_headlines_show_what_another_key_moves_as_a_row_of_nothing_together(year):
    amounts, later, first = year
    made = book(amounts, later, first, max(amounts))
    replaced = made.keys["pool"].replaced(made.through, made.before(made.through))
    table: Table = compute(headlines(made), made.reckoning)

    assert (REDIVIDED in table.layout.row_of) == (replaced is not None)
    if replaced is not None:
        before = sum(cents for number, cents in amounts.items() if number < made.through)
        new = made.keys["pool"].at(made.through)
        moved = {place: new.shares(before)[place] - replaced.shares(before)[place] for place in PLACES}
        assert {place: -table.exact.get((REDIVIDED, place), 0) for place in PLACES} == moved
        assert table.exact[REDIVIDED, "total"] == 0


@given(CENTS, CENTS, WEIGHTS, WEIGHTS)
def test_what_a_wijziging_moves_is_its_column_without_its_own_lines(own, before, first, second):
    old, new = (Key(tuple(zip(PLACES, weights, strict=True)), f"{weights}") for weights in (first, second))
    moved = redivided(own, before, old, new)
    made = book({0: before, 1: own}, {1: second}, first, 1)

    assert sum(moved.values()) == 0
    if first != second:
        lines = new.shares(own)
        paid = {place: moved.get(place, 0) + lines[place] for place in PLACES}
        assert paid == column(made, "amendment-1")
