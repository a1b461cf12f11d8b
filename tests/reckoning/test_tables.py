"""Other organisations come out right: every cell of every table against the second reckoning."""

import pytest

from ledger.queries import load_book
from reports.catalogue import CATALOGUE, compile_table
from reports.table import Table
from tests.exchange.generator import Budget, generate
from tests.reckoning.ledgers import DEEP, in_database
from tests.reckoning.reckon import TABLES, Reckoner, split

pytestmark = pytest.mark.django_db

ORGANISATIONS = [  # seed, gemeenten, wijzigingen after the primitief
    (1, 2, 0),
    (2, 2, 6),
    (3, 7, 1),
    (4, 7, 3),
    (5, 7, 6),
    (6, 61, 2),
    *((seed, (2, 7, 61)[seed % 3], seed % 7) for seed in range(100, 140 if DEEP else 100)),
]
YEARS = 5


def _years(budget: Budget) -> list[int]:
    return [row["year"] for row in budget.sheets["years"]]


def _numbers(budget: Budget, year: int) -> list[int]:
    """The wijzigingen of a year that count."""
    rows = [row for row in budget.sheets["amendments"] if row["year"] == year and row["status"] != "withdrawn"]
    return sorted(row["number"] for row in rows)


def _assert_printed_adds_up(table: Table) -> None:
    """Printed figures are within a unit of the exact ones, and sums are sums, whatever was rounded."""
    layout, unit = table.layout, table.layout.unit.value
    for (row, column), value in table.shown.items():
        assert abs(value * unit - table.exact[row, column]) < unit or (row, column) in table.forced
        if layout.row_of[row].is_sum:
            assert value == sum(table.shown.get((part, column), 0) for part in layout.row_of[row].parts)


@pytest.mark.parametrize("rekeyed", [False, True], ids=["one key", "keys replaced"])
@pytest.mark.parametrize(("seed", "gemeenten", "wijzigingen"), ORGANISATIONS)
def test_every_cell_is_what_the_domain_text_says(seed, gemeenten, wijzigingen, rekeyed):
    budget = generate(seed, gemeenten, wijzigingen, YEARS, withdrawn=True, rekeyed=rekeyed)
    compared = 0
    with in_database(budget):
        for year in _years(budget):
            numbers = _numbers(budget, year)
            for through in {numbers[0], numbers[len(numbers) // 2], numbers[-1]}:
                book = load_book(year, through, with_mutations=True)
                reckoner = Reckoner(budget, year, through)
                for slug, report in CATALOGUE.items():
                    table = compile_table(report, book)
                    expected = {cell: cents for cell, cents in TABLES[slug](reckoner).items() if cents}
                    assert {cell: cents for cell, cents in table.exact.items() if cents} == expected, (
                        slug,
                        year,
                        through,
                    )
                    _assert_printed_adds_up(table)
                    compared += len(table.exact)
    assert compared > 100 * YEARS


def test_a_later_year_has_the_lines_that_reach_it():
    """A structural mutatie of one begrotingsjaar counts in the boekjaren after it."""
    budget = generate(11, 7, 2, 1, rekeyed=True)
    (year,) = _years(budget)
    through = _numbers(budget, year)[-1]
    reach = {line.effective_year for line in budget.lines}
    assert len(reach) > 1
    with in_database(budget):
        for effective in reach:
            book = load_book(year, through, effective_year=effective, with_mutations=True)
            reckoner = Reckoner(budget, year, through, effective)
            for slug in ("overview", "contributions", "amendment", "headlines", "maatwerk"):
                table = compile_table(CATALOGUE[slug], book)
                expected = {cell: cents for cell, cents in TABLES[slug](reckoner).items() if cents}
                assert {cell: cents for cell, cents in table.exact.items() if cents} == expected, (slug, effective)


def test_the_made_up_organisations_have_what_the_tables_must_withstand():
    """So that the comparison above says something: each of these must occur."""
    budgets = [
        generate(seed, gemeenten, count, YEARS, withdrawn=True, rekeyed=True)
        for seed, gemeenten, count in ORGANISATIONS[:6]
    ]
    lines = [line for budget in budgets for line in budget.lines]
    assert {line.source for line in lines} == {
        None, "contribution", "maatwerk", "third-parties", "reserve", "balance-sheet",
    }  # fmt: skip
    assert any(line.status == "withdrawn" for line in lines)
    assert any(line.cents % 100 for line in lines)
    assert any(line.cents < 0 for line in lines)
    assert any(line.side == "cost" and line.reserve == "r1" for line in lines)
    assert any(line.side == "cost" and line.reserve == "v1" for line in lines)
    assert any(row["parent"] for budget in budgets for row in budget.sheets["programmes"])
    held = [held for budget in budgets for held in budget.weights.values()]
    assert None in held
    assert any(0 in weights.values() for by_number in held if by_number for weights in by_number.values())
    changes = [list(by_number.values()) for by_number in held if by_number and len(by_number) > 1]
    assert any(first != second for first, second, *_ in changes)
    assert any(first == second for first, second, *_ in changes)
    assert any(_leaves(first, second) for first, second, *_ in changes)


def _leaves(first: dict[str, int], second: dict[str, int]) -> bool:
    """Some gemeente pays by one key and not by the other."""
    return any(bool(first[code]) != bool(second[code]) for code in first)


def test_the_second_reckoning_splits_as_table_6_11_does():
    """The reckoning itself, held against a published split: Staf, primitief 2024."""
    weights = {"diemen": 37961090, "ouder-amstel": 25004586, "uithoorn": 37034324}
    assert split(1_942_719_00, weights) == {"diemen": 737_477_00, "ouder-amstel": 485_769_00, "uithoorn": 719_473_00}
    assert split(-101, {"a": 1, "b": 1}) == {"a": -51, "b": -50}
