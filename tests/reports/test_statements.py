"""The tables of 2024 against the published ones: every difference is a fact about the publication, with its reason.

What is published stays as printed in `fixtures/duoplus-2024/published`. Where a reason is an amount, it is reckoned
here from the ledger or from other published figures; nothing is excused because it is a known cell.
"""

from collections.abc import Mapping
from fractions import Fraction

import pytest

from ledger.core.book import Book
from ledger.core.cube import Selection
from ledger.enums import FundingSource, Side
from ledger.models import Line
from reports.catalogue import CATALOGUE, compile_table
from reports.table import Table
from tests.ledger_2024 import published, read_printed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ledger_2024")]

Cells = dict[tuple[str, str], int]
NUMBERS = {"original": (0,), "amendment-1": (1,), "amendment-2": (2,), "current": (0, 1, 2)}
STAFF_POOL, CITIZEN_POOL = "bedrijfsvoering-exclusief-facilitair", "burger"


@pytest.fixture
def book(books_2024: Mapping[int, Book]) -> Book:
    return books_2024[2]


def _table(slug: str, book: Book) -> Table:
    return compile_table(CATALOGUE[slug], book)


def _read(slug: str) -> Cells:
    return {cell: read_printed(text) for cell, text in published(slug).items()}


def _differences(table: Table, printed: Cells) -> Cells:
    """Published minus ours, in whole units; a cell that one of the two does not have counts as nil."""
    cells = printed.keys() | {cell for cell, value in table.shown.items() if value}
    found = {cell: printed.get(cell, 0) - (table.shown.get(cell) or 0) for cell in cells}
    return {cell: difference for cell, difference in found.items() if difference}


def _correction() -> dict[str, int]:
    """What the correction of the maatwerk of Diemen adds to the bijdrage, per verdeelgroep, from the ledger (cents)."""
    wrong = Line.objects.get(order__code="p3", amendment__number=0, effective_year=2024)
    back = Line.objects.get(order__code="p3", amendment__number=2, effective_year=2024)
    assert back.cents == -wrong.cents
    lines = Line.objects.filter(
        amendment__number=2,
        effective_year=2024,
        source=FundingSource.CONTRIBUTION,
        mutation__code__endswith="correctie-maatwerk-diemen",
    )
    correction = {line.pool.code: line.cents for line in lines.select_related("pool") if line.pool}
    assert correction == {STAFF_POOL: wrong.cents, CITIZEN_POOL: -wrong.cents}
    return correction


def _pool_total(book: Book, pool: str, column: str) -> int:
    lines = Selection.of(side=Side.INCOME, source=FundingSource.CONTRIBUTION, pool=pool, amendment=NUMBERS[column])
    return book.cube.total(lines)


# --- 6.11 -----------------------------------------------------------------------------------------


def _correction_in_one_column(book: Book) -> Cells:
    """The 2e column as printed splits Bedrijfsvoering and Burger without the contribution side of the correction."""
    cells = {}
    for pool, cents in _correction().items():
        total = _pool_total(book, pool, "amendment-2")
        with_it, without_it = book.keys[pool].at(0).shares(total), book.keys[pool].at(0).shares(total - cents)
        for municipality, share in with_it.items():
            cells[f"{municipality}/{pool}", "amendment-2"] = (share - without_it[municipality]) // 100
    return cells


def _exact_total(book: Book, municipality: str, column: str) -> Fraction:
    """What a gemeente pays in a column before any rounding, as the publication reckons it (euros)."""
    total = Fraction(0)
    for pool in book.pools:
        cents = _pool_total(book, pool.code, column)
        if pool.direct:
            total += book.cube.total(
                Selection.of(side=Side.INCOME, pool=pool.code, municipality=municipality, amendment=NUMBERS[column])
            )
            continue
        if column == "amendment-2":
            cents -= _correction().get(pool.code, 0)
        key = book.keys[pool.code].at(0)
        total += Fraction(cents * key.payers.get(municipality, 0), key.total)
    maatwerk = Selection.of(
        side=Side.INCOME, source=FundingSource.MAATWERK, municipality=municipality, amendment=NUMBERS[column]
    )
    return (total + book.cube.total(maatwerk)) / 100


def test_contributions_are_the_published_ones_to_the_euro(book):
    table, printed = _table("contributions", book), _read("contributions")
    details = {cell for cell in printed if not cell[0].endswith("total")}
    differences = _differences(table, printed)

    facilities = {("uithoorn/bedrijfsvoering-facilitair", column): -1 for column in ("original", "current")}
    assert {cell: size for cell, size in differences.items() if cell in details} == (
        _correction_in_one_column(book) | facilities
    )
    assert len(details) == 76


def test_the_published_share_of_facilities_contradicts_the_published_total():
    """6.11 prints 407.750 for Uithoorn; with Ouder-Amstel that is one euro more than 6.2 has to divide."""
    shares = _read("contributions")
    whole = _read("amendment")["facilitair/contribution", "original"]
    for column in ("original", "current"):
        ouder_amstel = shares["ouder-amstel/bedrijfsvoering-facilitair", column]
        uithoorn = shares["uithoorn/bedrijfsvoering-facilitair", column]
        assert -(ouder_amstel + uithoorn) == 641_318 == whole + 1


def test_the_correction_shifts_these_amounts_between_the_columns(book):
    """As the remark under 6.11 says: not in the 2e column, but in the last one."""
    assert _correction_in_one_column(book) == {
        ("diemen/bedrijfsvoering-exclusief-facilitair", "amendment-2"): 6_327,
        ("ouder-amstel/bedrijfsvoering-exclusief-facilitair", "amendment-2"): 4_167,
        ("uithoorn/bedrijfsvoering-exclusief-facilitair", "amendment-2"): 6_172,
        ("ouder-amstel/burger", "amendment-2"): -5_977,
        ("uithoorn/burger", "amendment-2"): -10_689,
    }


def test_published_totals_of_a_gemeente_are_rounded_apart_from_their_rows(book):
    """Each printed total is the exact sum rounded; ours is the sum of the printed rows. So they may differ a euro."""
    table, printed = _table("contributions", book), _read("contributions")
    for municipality in ("diemen", "ouder-amstel", "uithoorn"):
        for column in NUMBERS:
            cell = f"{municipality}/total", column
            exact = _exact_total(book, municipality, column)
            assert -printed[cell] == round(exact)
            rows = list(table.layout.row_leaves(cell[0]))
            assert table.shown[cell] == sum(table.shown[row, column] for row in rows)
            if column != "amendment-2":
                assert abs(printed[cell] - table.shown[cell]) <= 1


def test_all_gemeenten_together_pay_what_is_published(book):
    table, printed = _table("contributions", book), _read("contributions")
    for row in ("total", "other/total"):
        for column in NUMBERS:
            assert table.shown[row, column] == printed[row, column]


# --- 6.2 ------------------------------------------------------------------------------------------


def test_the_amendment_is_the_published_one(book):
    table, printed = _table("amendment", book), _read("amendment")
    correction = _correction()[STAFF_POOL] // 100
    burger = "burger/mutation/2024-2-burger-correctie-maatwerk-diemen"
    maatwerk_diemen = sum(
        -value
        for (row, column), value in printed.items()
        if column == "amendment-2" and row == "buurt/mutation/13"  # 13. Coördinator Omgevingswet maatwerk Diemen
    )

    assert _differences(table, printed) == {
        # 6.2 has 2.000 less than 6.11, which 6.7 (18.539) bears out; the total repeats it
        ("bedrijfsvoering/contribution", "original"): -2_000,
        ("total/contribution", "original"): -2_000,
        # the correction: its maatwerk stands under Uithoorn, its contribution stands nowhere
        ("bedrijfsvoering/maatwerk/uithoorn", "amendment-2"): -correction,
        ("bedrijfsvoering/maatwerk/diemen", "amendment-2"): correction,
        ("bedrijfsvoering/contribution", "amendment-2"): -correction,
        ("burger/contribution", "amendment-2"): correction,
        (burger, "amendment-2"): -correction,
        # the row of the maatwerk of Diemen is missing, though the total counts it
        ("buurt/maatwerk/diemen", "amendment-2"): -maatwerk_diemen,
    }


def test_the_published_contribution_of_staff_contradicts_the_contributions():
    shares = _read("contributions")
    paid = -sum(value for (row, column), value in shares.items() if row.endswith(STAFF_POOL) and column == "original")
    assert paid == 17_812_524
    assert _read("amendment")["bedrijfsvoering/contribution", "original"] == 17_810_524


def test_the_missing_row_is_counted_in_the_published_total():
    cells = _read("amendment")
    rows = sum(value for (row, column), value in cells.items() if "/maatwerk/" in row and column == "amendment-2")
    assert cells["total/maatwerk", "amendment-2"] - rows == 10_000


# --- the others -----------------------------------------------------------------------------------


def test_reserves_are_the_published_ones(book):
    assert _differences(_table("reserves", book), _read("reserves")) == {}


def test_maatwerk_is_the_published_one(book):
    assert _differences(_table("maatwerk", book), _read("maatwerk")) == {}


def test_investments_add_up_where_the_published_ones_do_not(book):
    """282.500 and 135.500 are both printed rounded down, under a total of 888; one of them has to go up."""
    table, printed = _table("investments", book), _read("investments")
    assert _differences(table, printed) == {("investment/1", "amount"): -1}
    assert table.exact["investment/1", "amount"] == 282_500_00
    assert sum(value for (row, _), value in printed.items() if row != "total") == 887
    assert printed["total", "amount"] == table.shown["total", "amount"] == 888


def test_headlines_differ_by_the_correction_and_by_rounding_only(book):
    """3.1.2, like the 2e column of 6.11, has the maatwerk of the correction but not its contribution."""
    table, printed = _table("headlines", book), _read("headlines")
    moved: dict[str, Fraction] = {municipality.code: Fraction(0) for municipality in book.municipalities}
    for pool, cents in _correction().items():
        for municipality, weight in book.keys[pool].at(0).payers.items():
            moved[municipality] += Fraction(cents * weight, book.keys[pool].at(0).total)
    assert sum(moved.values()) == 0

    themes = [row.key for row in table.layout.rows if row.key.startswith("theme/")]
    payers = [column.key for column in table.layout.columns if column.key != "total"]
    for row in themes:
        for column in payers:
            exact = Fraction(table.exact[row, column])
            if row == "theme/ontwikkelingen":
                exact += moved.get(column, 0)
            # each cell was rounded up or down by itself
            assert abs(printed.get((row, column), 0) * 100_000 - exact) < 100_000, (row, column)
    for column in payers:  # and then the cells were added
        assert abs(printed["total", column] - sum(printed.get((row, column), 0) for row in themes)) <= 1, column
    for row in themes:
        assert printed[row, "total"] == sum(printed.get((row, column), 0) for column in payers), row
        # so the sum of the row can be off by a unit for each cell that was rounded
        assert abs(printed[row, "total"] - (table.shown[row, "total"] or 0)) <= 1, row
    assert printed["total", "total"] == table.shown["total", "total"]


def test_the_overview_is_published_within_the_rounding_of_its_thousands(book):
    """Every printed detail is its exact amount rounded up or down, but for three rows: see the tests below."""
    table, printed = _table("overview", book), _read("overview")
    far = {
        cell
        for cell, value in printed.items()
        if not table.layout.row_of[cell[0]].is_sum and abs(value * 100_000 - table.exact[cell]) >= 100_000
    }
    rows = {
        "fields/overhead": ("original-cost", "original-balance", "amendment-cost", "amendment-balance"),
        "programme/staf": ("original-income", "original-balance", "current-income", "current-balance"),
        "general/other": ("current-income", "current-cost"),
    }
    assert far == {(row, column) for row, columns in rows.items() for column in columns}
    assert all(abs(printed[cell] - table.shown[cell]) <= 2 for cell in printed)


def test_the_published_overhead_does_not_balance():
    """Lasten and baten of a column are equal; as printed they are not, and overhead is what was left to reckon."""
    printed = _read("overview")
    for period, gap in (("original", 1), ("amendment", -2)):
        rows = ("programmes/total", "general/total", "fields/overhead", "reserves/total")
        cost = sum(printed[row, f"{period}-cost"] for row in rows)
        income = sum(printed[row, f"{period}-income"] for row in rows)
        assert income + cost == gap
    overhead = {printed[row, "original-balance"] for row in ("fields/overhead", "fields/overhead-total")}
    assert overhead == {-20_646, -20_647}  # two figures for the same thing


def test_the_published_overview_counts_a_thousand_twice():
    """The whole bijdrage of Staf stands in its programma, and 1 of it under the algemene dekkingsmiddelen as well."""
    overview, amendment = _read("overview"), _read("amendment")
    paid = [amendment["staf/contribution", column] for column in ("original", "amendment-1", "amendment-2")]
    assert overview["programme/staf", "original-income"] == round(paid[0] / 1000)
    assert overview["programme/staf", "current-income"] == round(sum(paid) / 1000)
    assert overview["general/other", "original-income"] == 1


def test_the_published_general_cover_is_missing_after_the_amendments():
    """6.7 prints 1 and -1 in the primitieve begroting and no change, but a dash after it."""
    printed = _read("overview")
    for flow, cents in (("income", 1), ("cost", -1)):
        assert printed["general/other", f"original-{flow}"] == cents
        assert printed["general/other", f"amendment-{flow}"] == 0
        assert printed["general/other", f"current-{flow}"] == 0


@pytest.mark.parametrize("slug", ["amendment", "reserves", "investments", "maatwerk", "contributions"])
def test_every_published_row_has_the_same_name_of_place(slug, book):
    """Our rows and columns have the keys of the published ones, so that nothing is left out of the comparison."""
    table = _table(slug, book)
    assert {row for row, _ in _read(slug)} <= table.layout.row_of.keys()
    assert {column for _, column in _read(slug)} <= table.layout.column_of.keys()
