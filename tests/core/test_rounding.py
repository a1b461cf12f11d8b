"""Rounding for print, held against trying out every possibility on small tables."""

from collections.abc import Iterator
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.core.rounding import Additive, Printed, controlled, plain, round_half_away

UNIT = 1000
Cell = tuple[str, str]
QUARTERS = st.integers(-8, 8).map(lambda number: number * UNIT // 4)  # ties, and sums that come out whole
AMOUNT = st.one_of(
    st.integers(-3 * UNIT, 3 * UNIT),
    st.integers(-9, 9).map(lambda number: number * UNIT),
    QUARTERS,
    st.integers(-(10**13), 10**13),
)


def _flat(rows: int, columns: int, values: list[int]) -> Additive[Cell]:
    """Rows and columns with a total each, and the total of totals."""
    leaves = dict(zip(product(_names("r", rows), _names("c", columns)), values, strict=True))
    return Additive(leaves, _totals(leaves), UNIT)


def _deep(rows: int, values: list[int]) -> Additive[Cell]:
    """The shape of 6.7: income and cost of two periods, their balances, and both periods together."""
    columns = [f"{period}-{flow}" for period in ("original", "amendment") for flow in ("income", "cost")]
    leaves = dict(zip(product(_names("r", rows), columns), values, strict=True))
    sums: dict[Cell, tuple[Cell, ...]] = {}
    for row in (*_names("r", rows), "total"):
        parts = _names("r", rows) if row == "total" else [row]

        def cells(*names: str, parts: list[str] = parts) -> tuple[Cell, ...]:
            return tuple((part, name) for part in parts for name in names)

        for flow in ("income", "cost"):
            sums[row, f"current-{flow}"] = cells(f"original-{flow}", f"amendment-{flow}")
        for period in ("original", "amendment"):
            sums[row, f"{period}-balance"] = cells(f"{period}-income", f"{period}-cost")
        sums[row, "current-balance"] = cells(*columns)
    sums |= {("total", column): tuple((row, column) for row in _names("r", rows)) for column in columns}
    return Additive(leaves, sums, UNIT)


def _names(letter: str, count: int) -> list[str]:
    return [f"{letter}{number}" for number in range(count)]


def _totals(leaves: dict[Cell, int]) -> dict[Cell, tuple[Cell, ...]]:
    rows, columns = dict.fromkeys(row for row, _ in leaves), dict.fromkeys(column for _, column in leaves)
    sums: dict[Cell, tuple[Cell, ...]] = {(row, "total"): tuple((row, column) for column in columns) for row in rows}
    sums |= {("total", column): tuple((row, column) for row in rows) for column in columns}
    return sums | {("total", "total"): tuple(leaves)}


@st.composite
def flat_tables(draw, most: int = 4):
    rows, columns = draw(st.integers(1, most)), draw(st.integers(1, most))
    return _flat(rows, columns, draw(st.lists(AMOUNT, min_size=rows * columns, max_size=rows * columns)))


@st.composite
def deep_tables(draw, most: int = 6):
    rows = draw(st.integers(1, most))
    return _deep(rows, draw(st.lists(AMOUNT, min_size=4 * rows, max_size=4 * rows)))


@st.composite
def loose_tables(draw):
    """Any sums at all over a handful of leaves, so also tables that cannot be kept."""
    leaves = {("r", f"c{number}"): draw(QUARTERS) for number in range(draw(st.integers(1, 6)))}
    groups = draw(st.lists(st.sets(st.sampled_from(sorted(leaves)), min_size=1), max_size=8))
    return Additive(leaves, {("sum", str(n)): tuple(sorted(group)) for n, group in enumerate(groups)}, UNIT)


@st.composite
def nested_tables(draw, most: int = 9):
    """A list with subtotals of subtotals, in any order of leaves, some of them printed twice."""
    values = draw(st.lists(st.one_of(QUARTERS, st.integers(-UNIT, UNIT)), min_size=1, max_size=most))
    leaves = {("r", f"c{number}"): value for number, value in enumerate(values)}
    sums: dict[Cell, tuple[Cell, ...]] = {}
    tops: list[tuple[Cell, ...]] = [(leaf,) for leaf in draw(st.permutations(list(leaves)))]
    for number in range(draw(st.integers(0, 5))):
        size = draw(st.integers(1, len(tops)))
        tops = [tuple(leaf for top in tops[:size] for leaf in top), *tops[size:]]
        sums["sum", str(number)] = tops[0]
        tops = tops[1:] + tops[:1]
    return Additive(leaves, sums, UNIT)


TABLES = st.one_of(flat_tables(), deep_tables(), loose_tables(), nested_tables(20))
SMALL = st.one_of(flat_tables(3), deep_tables(2), loose_tables(), nested_tables())


def _possibilities(table: Additive[Cell]) -> Iterator[dict[Cell, int]]:
    """Every table whose leaves are floors and ceilings and whose sums are the sums of those."""
    choices = [{cents // UNIT, -(-cents // UNIT)} for cents in table.leaves.values()]
    for values in product(*(sorted(choice) for choice in choices)):
        leaves = dict(zip(table.leaves, values, strict=True))
        yield leaves | {cell: sum(leaves[part] for part in parts) for cell, parts in table.sums.items()}


def _exact(table: Additive[Cell]) -> dict[Cell, int]:
    return dict(table.leaves) | {cell: sum(table.leaves[part] for part in parts) for cell, parts in table.sums.items()}


def _beyond(value: int, cents: int) -> int:
    """How many units a cell stands outside the floor and ceiling of its exact value."""
    return max(cents // UNIT - value, value + (-cents // UNIT), 0)


def _excess(table: Additive[Cell], values: dict[Cell, int]) -> int:
    return sum(_beyond(values[cell], cents) for cell, cents in _exact(table).items())


def _deviation(table: Additive[Cell], values: dict[Cell, int]) -> int:
    return sum(abs(values[cell] * UNIT - cents) for cell, cents in _exact(table).items())


def _adds_up(table: Additive[Cell], printed: Printed[Cell]) -> bool:
    return all(printed.values[cell] == sum(printed.values[p] for p in parts) for cell, parts in table.sums.items())


@given(TABLES)
def test_every_printed_sum_is_the_sum_of_its_printed_parts(table):
    assert _adds_up(table, controlled(table))


@given(TABLES)
def test_every_cell_is_a_floor_or_a_ceiling_unless_it_says_so(table):
    printed = controlled(table)
    outside = {cell for cell, cents in _exact(table).items() if _beyond(printed.values[cell], cents)}
    assert outside == printed.forced
    assert outside <= table.sums.keys()  # a leaf never leaves its unit


@given(flat_tables(8))
def test_a_table_in_two_directions_is_never_forced(table):
    assert controlled(table).forced == frozenset()


@given(SMALL)
def test_no_other_table_is_nearer_to_the_exact_one(table):
    printed = controlled(table)
    best = min((_excess(table, values), _deviation(table, values)) for values in _possibilities(table))
    assert (_excess(table, printed.values), _deviation(table, printed.values)) == best


@given(SMALL)
def test_of_equally_good_tables_the_one_that_rounds_up_first_in_reading_order(table):
    def rank(values: dict[Cell, int]) -> tuple[int, int, list[int]]:
        return _excess(table, values), _deviation(table, values), [-values[cell] for cell in table.leaves]

    assert controlled(table).values == min(_possibilities(table), key=rank)


@given(SMALL)
def test_cells_are_forced_only_where_nothing_else_is_possible(table):
    possible = any(_excess(table, values) == 0 for values in _possibilities(table))
    assert (controlled(table).forced == frozenset()) == possible


@given(TABLES, st.randoms(use_true_random=False))
def test_the_order_in_which_sums_are_declared_does_not_matter(table, random):
    names = list(table.sums)
    random.shuffle(names)
    assert controlled(Additive(table.leaves, {name: table.sums[name] for name in names}, UNIT)) == controlled(table)


@given(TABLES)
def test_whole_units_stay_as_they_are(table):
    whole = Additive({cell: cents * UNIT for cell, cents in table.leaves.items()}, table.sums, UNIT)
    assert controlled(whole).values == plain(whole).values == _exact(table)


def test_a_table_that_cannot_be_kept_is_marked():
    """Three halves that must add up two by two: a and b, b and c, a and c are 1 each, which cannot be."""
    leaves = {("r", name): UNIT // 2 for name in "abc"}
    pairs = {("sum", pair): (("r", pair[0]), ("r", pair[1])) for pair in ("ab", "bc", "ac")}
    printed = controlled(Additive(leaves, pairs, UNIT))
    assert len(printed.forced) == 1
    assert _adds_up(Additive(leaves, pairs, UNIT), printed)


def test_also_a_forced_table_is_as_near_as_can_be():
    """What a sum deviates outside its unit counts as well: seldom met by chance, so here by hand."""
    leaves = {("r", name): quarters * UNIT // 4 for name, quarters in zip("abcde", (-1, -1, -2, -2, 0), strict=True)}
    groups = ("abde", "cd", "abc", "de", "bcd")
    table = Additive(leaves, {("sum", group): tuple(("r", name) for name in group) for group in groups}, UNIT)
    printed = controlled(table)
    best = min((_excess(table, values), _deviation(table, values)) for values in _possibilities(table))
    assert best == (1, 3_250)
    assert (_excess(table, printed.values), _deviation(table, printed.values)) == best


def test_a_table_of_many_rows_adds_up_too():
    table = _deep(30, [((number * 7919 + 104_729) * 31) % 90_001 - 45_000 for number in range(120)])
    assert _adds_up(table, controlled(table))


@pytest.mark.parametrize(
    ("cents", "units"),
    [
        (0, 0),
        (499, 0),
        (500, 1),
        (-499, 0),
        (-500, -1),
        (1_499, 1),
        (1_500, 2),
        (-1_500, -2),
        (2_500, 3),
        (10**13, 10**10),
    ],
)
def test_halves_go_away_from_zero_as_in_a_spreadsheet(cents, units):
    assert round_half_away(cents, UNIT) == units


@given(TABLES)
def test_plain_rounding_rounds_each_cell_by_itself(table):
    printed = plain(table)
    assert printed.forced == frozenset()
    for cell, cents in _exact(table).items():
        assert abs(2 * (printed.values[cell] * UNIT - cents)) <= UNIT


def test_plain_rounding_need_not_add_up():
    table = _flat(1, 2, [400, 400])
    assert plain(table).values["r0", "total"] == 1
    assert not _adds_up(table, plain(table))
