"""Each of our tables adds up in both directions, printed figures included, through any wijziging and in any unit.

Which cells make which sum is said here by the names of the rows, not by the parts that the statements declare.
"""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from reports.catalogue import CATALOGUE
from reports.table import Role, Rounding, Table, Unit, compute
from tests.ledger_2024 import THROUGH

pytestmark = pytest.mark.django_db
UNITS = (Unit.EUR, Unit.EUR_1000)


def _tables(slug: str, books_2024) -> Iterator[Table]:
    report = CATALOGUE[slug]
    for through in THROUGH:
        layout = report.statement(books_2024[through])
        for unit in UNITS:
            yield compute(replace(layout, unit=unit), books_2024[through].reckoning, Rounding.CONTROLLED)


def _assert_sums(table: Table, total: str, parts: list[str]) -> None:
    """A row is the sum of other rows in every column, exactly and as printed."""
    assert total in table.layout.row_of
    for column in table.layout.column_of:
        if (total, column) not in table.shown:
            continue
        for values in (table.shown, table.exact):
            assert values[total, column] == sum(values.get((part, column), 0) for part in parts), (total, column)


def _assert_across(table: Table, total: str, parts: list[str], besides: str = "") -> None:
    """A column is the sum of other columns in every row, but for a row that does not print them all."""
    for row in table.layout.row_of:
        if (row, total) in table.shown and row != besides:
            for values in (table.shown, table.exact):
                assert values[row, total] == sum(values.get((row, part), 0) for part in parts), (row, total)


def _details(table: Table, prefix: str) -> list[str]:
    return [row.key for row in table.layout.rows if row.role is Role.DETAIL and row.key.startswith(prefix)]


def test_contributions(books_2024):
    for table in _tables("contributions", books_2024):
        gemeenten = [row.key for row in table.layout.rows if row.role is Role.HEADER]
        assert gemeenten == ["diemen", "ouder-amstel", "uithoorn", "other"]
        for gemeente in gemeenten:
            _assert_sums(table, f"{gemeente}/total", _details(table, f"{gemeente}/"))
        _assert_sums(table, "total", [f"{gemeente}/total" for gemeente in gemeenten])
        assert not table.forced


def test_the_amendment(books_2024):
    for table in _tables("amendment", books_2024):
        programmes = ("staf", "bedrijfsvoering", "facilitair", "burger", "buurt")
        income = [row for row in _details(table, "") if row.split("/")[0] in programmes]
        for source in ("contribution", "maatwerk", "reserve", "third-parties"):
            _assert_sums(table, f"total/{source}", [row for row in income if row.split("/")[1] == source])
        if "investments" in table.layout.row_of:
            _assert_sums(table, "investments/total", _details(table, "investments/"))
            _assert_sums(table, "reserves/total", _details(table, "reserves/"))
        assert not table.forced


def test_the_overview(books_2024):
    for table in _tables("overview", books_2024):
        _assert_sums(table, "programmes/total", _details(table, "programme/"))
        _assert_sums(table, "general/total", _details(table, "general/"))
        _assert_sums(table, "fields/overhead-total", ["fields/overhead"])
        _assert_sums(table, "fields/total", _details(table, "fields/"))
        _assert_sums(table, "balance", ["programmes/total", "general/total", "fields/total"])
        _assert_sums(table, "reserves/total", _details(table, "reserves/"))
        _assert_sums(table, "result", ["balance", "reserves/total"])
        for period in ("original", "amendment", "current"):
            _assert_across(table, f"{period}-balance", [f"{period}-income", f"{period}-cost"])
            assert table.shown["result", f"{period}-balance"] == 0  # every mutatie is in balance
        for flow in ("income", "cost", "balance"):
            _assert_across(table, f"current-{flow}", [f"original-{flow}", f"amendment-{flow}"])
        assert not table.forced


def test_reserves(books_2024):
    for table in _tables("reserves", books_2024):
        own = _details(table, "reserve/")
        _assert_sums(table, "reserves/total", own)
        _assert_sums(table, "reserves/mutations", own)
        _assert_sums(table, "provisions/total", _details(table, "provision/"))
        _assert_across(table, "closing", ["opening", "appropriation", "addition", "withdrawal"], "reserves/mutations")
        repaid = table.shown["repayment", "appropriation"]
        assert repaid == -(table.shown["reserves/total", "appropriation"] or 0)


def test_investments_and_maatwerk(books_2024):
    for slug in ("investments", "maatwerk"):
        for table in _tables(slug, books_2024):
            _assert_sums(table, "total", _details(table, ""))


def test_headlines(books_2024):
    for table in _tables("headlines", books_2024):
        _assert_sums(table, "total", _details(table, ""))
        payers = [column for column in table.layout.column_of if column != "total"]
        _assert_across(table, "total", payers)


@pytest.mark.parametrize("slug", CATALOGUE)
def test_what_is_printed_is_within_a_unit_of_what_is_exact(slug, books_2024):
    for table in _tables(slug, books_2024):
        unit = table.layout.unit.value
        assert table.shown.keys() == table.exact.keys()
        assert all(abs(table.shown[cell] * unit - cents) < unit for cell, cents in table.exact.items())


def test_the_amounts_of_2024_are_whole_euros_so_nothing_is_rounded_in_euros(books_2024):
    for slug in CATALOGUE:
        for table in _tables(slug, books_2024):
            assert table.is_exact or table.layout.unit is Unit.EUR_1000


def test_after_amendment_is_split_on_its_own_total(books_2024):
    """Na wijziging may differ by less than a euro per column split before it; over all gemeenten it does not."""
    for table in _tables("contributions", books_2024):
        before = [column for column in table.layout.column_of if column != "current"]
        for row in table.layout.row_of:
            if (row, "current") in table.exact:
                gap = table.exact[row, "current"] - sum(table.exact[row, column] for column in before)
                assert abs(gap) < 100 * len(before) * max(1, len(table.layout.row_of[row].parts))
        assert table.exact["total", "current"] == sum(table.exact["total", column] for column in before)
