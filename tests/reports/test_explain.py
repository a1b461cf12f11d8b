"""Opening a figure: the lines shown always add up to it, on 2024 and on made-up organisations."""

from collections.abc import Iterator

import pytest

from ledger.core.book import Book
from ledger.models import Line
from ledger.queries import load_book
from reports.catalogue import CATALOGUE, compile_table
from reports.explain import Explanation, NoFigureError, Part, explain
from reports.table import Rounding, Table
from tests.exchange.generator import generate
from tests.reckoning.ledgers import DEEP, in_database

pytestmark = pytest.mark.django_db

MADE_UP = [  # seed, gemeenten, wijzigingen, wijziging through which the tables go
    (21, 2, 3, 3),
    (22, 7, 2, 2),
    (23, 7, 1, 0),
    (24, 15, 4, 4),
    *((seed, (2, 7, 61)[seed % 3], 3, 3) for seed in range(200, 215 if DEEP else 200)),
]


def _cells(table: Table) -> Iterator[tuple[str, str]]:
    yield from table.exact


def _assert_closes(table: Table, cell: tuple[str, str], opened: Explanation) -> None:
    unit = table.layout.unit.value
    assert opened.exact == table.exact[cell]
    assert opened.printed == table.shown[cell] * unit
    assert sum(part.cents for part in opened.parts) + sum(fact.cents for fact in opened.facts) == opened.exact
    assert opened.exact + opened.rounding == opened.printed
    assert abs(opened.rounding) < unit or opened.forced
    for part in opened.parts:
        _assert_part_closes(part)
    shown = [line.pk for part in opened.parts for line in part.lines]
    assert len(shown) == len(set(shown)), "a line is shown twice in one figure"


def _assert_part_closes(part: Part) -> None:
    """The lines make the total; the total, or the shares of it, make what the part adds to the figure."""
    assert part.lines
    assert sum(part.line_cents) == part.total
    signs = {cents // line.cents for line, cents in zip(part.lines, part.line_cents, strict=True)}
    assert signs in ({1}, {-1})
    if part.key is None:
        assert (part.shares, part.cents) == ((), part.total)
        return
    assert part.shares
    assert sum(share.cents for share in part.shares) == part.cents
    for share in part.shares:
        assert share.quota == share.cents - share.rounding
        assert abs(share.rounding) < (100 if part.total % 100 == 0 else 1)
    if len(part.shares) == len(part.key.payers):
        assert part.cents == part.total
        assert sum(share.rounding for share in part.shares) == 0


def _open_all(book: Book, rounding: Rounding = Rounding.CONTROLLED) -> int:
    opened = 0
    for report in CATALOGUE.values():
        table = compile_table(report, book, rounding)
        for cell in _cells(table):
            _assert_closes(table, cell, explain(book, table, *cell))
            opened += 1
    return opened


@pytest.fixture
def opened_book(ledger_2024: None) -> Book:
    return load_book(2024, with_mutations=True)


def test_every_figure_of_2024_opens_to_lines_that_add_up_to_it(opened_book):
    assert _open_all(opened_book) > 500


@pytest.mark.parametrize("case", MADE_UP, ids=str)
def test_every_figure_of_a_made_up_organisation_opens_to_lines_that_add_up_to_it(case):
    seed, gemeenten, wijzigingen, through = case
    budget = generate(seed, gemeenten, wijzigingen, 1, withdrawn=False)
    with in_database(budget):
        year = budget.sheets["years"][0]["year"]
        assert _open_all(load_book(year, through, with_mutations=True)) > 60


def test_a_line_that_moved_after_the_table_was_made_is_noticed(opened_book):
    """The figure and its lines come from the same selection; if they ever differ, that is a fault and is said."""
    table = compile_table(CATALOGUE["contributions"], opened_book)
    Line.objects.filter(amendment__number=2, order__code="415")  # a draft can change between two pages
    broken = next(line for line in Line.objects.filter(amendment__number=2, order__code="415"))
    from ledger import triggers

    triggers.uninstall()
    try:
        Line.objects.filter(pk=broken.pk).update(cents=broken.cents + 1)
        with pytest.raises(RuntimeError, match="do not add up"):
            explain(opened_book, table, "diemen/maatwerk", "amendment-2")
    finally:
        Line.objects.filter(pk=broken.pk).update(cents=broken.cents)
        triggers.install()


def test_a_share_tells_the_key_and_what_the_split_rounded(opened_book):
    table = compile_table(CATALOGUE["contributions"], opened_book)
    opened = explain(opened_book, table, "diemen/staf", "original")
    (part,) = opened.parts
    assert part.total == -1_942_719_00
    assert part.key is not None
    assert part.key.name == "Staf en Bedrijfsvoering exclusief facilitair (Diemen, Ouder-Amstel en Uithoorn)"
    (share,) = part.shares
    assert (share.municipality, share.weight, share.cents) == ("Diemen", 37961090, -737_477_00)
    assert [line.mutation.code for line in part.lines] == ["2024-0-staf"]


def test_a_figure_in_thousands_tells_its_rounding(opened_book):
    table = compile_table(CATALOGUE["investments"], opened_book)
    opened = explain(opened_book, table, "investment/1", "amount")
    assert (opened.exact, opened.printed, opened.rounding) == (282_500_00, 283_000_00, 500_00)
    assert [fact.label for fact in opened.facts] == ["I&A - aanschaf computerapparatuur"]


def test_a_subtotal_opens_to_all_lines_under_it(opened_book):
    table = compile_table(CATALOGUE["overview"], opened_book)
    opened = explain(opened_book, table, "fields/overhead-total", "original-cost")
    lines = Line.objects.filter(amendment__number=0, effective_year=2024, side="cost", placement="overhead")
    assert {line.pk for part in opened.parts for line in part.lines} == set(lines.values_list("pk", flat=True))
    assert opened.line_count == lines.count()


def test_a_cell_without_a_figure_is_refused(opened_book):
    table = compile_table(CATALOGUE["reserves"], opened_book)
    for row, column in (
        ("reserves", "opening"),
        ("repayment", "opening"),
        ("reserve/x", "opening"),
        ("repayment", "x"),
    ):
        with pytest.raises(NoFigureError, match="geen bedrag"):
            explain(opened_book, table, row, column)


def test_opening_a_figure_takes_two_queries_at_most(opened_book, django_assert_max_num_queries):
    for slug in CATALOGUE:
        table = compile_table(CATALOGUE[slug], opened_book)
        cell = max(table.exact, key=lambda cell: len(table.layout.figure(*cell)))
        with django_assert_max_num_queries(2):
            explain(opened_book, table, *cell)
