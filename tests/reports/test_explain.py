"""Opening a figure of 2024: the lines shown always add up to it."""

from dataclasses import replace

import pytest

from ledger.core.book import Book
from ledger.models import Line
from ledger.queries import load_book
from reports.catalogue import CATALOGUE, compile_table
from reports.explain import NoFigureError, explain
from tests.reports.opening import open_all

pytestmark = pytest.mark.django_db


@pytest.fixture
def opened_book(ledger_2024: None) -> Book:
    return load_book(2024, with_mutations=True)


def test_every_figure_of_2024_opens_to_lines_that_add_up_to_it(opened_book):
    assert open_all(opened_book) > 500


def test_lines_that_would_not_add_up_are_a_fault_and_are_not_shown(opened_book):
    table = compile_table(CATALOGUE["contributions"], opened_book)
    cell = ("diemen/maatwerk", "amendment-2")
    wrong = replace(table, exact={**table.exact, cell: table.exact[cell] + 1})
    with pytest.raises(RuntimeError, match="do not add up"):
        explain(opened_book, wrong, *cell)


def test_a_share_tells_the_key_and_what_the_split_rounded(opened_book):
    table = compile_table(CATALOGUE["contributions"], opened_book)
    opened = explain(opened_book, table, "diemen/staf", "original")
    (part,) = opened.parts
    assert part.total == -1_942_719_00
    assert part.key is not None
    assert part.key.name == "Staf en Bedrijfsvoering exclusief facilitair (Diemen, Ouder-Amstel en Uithoorn)"
    (share,) = part.shares
    assert (share.municipality, share.weight, share.cents) == ("Diemen", 37961090, -737_477_00)
    assert [(line.mutation.code, line.cents) for line in part.lines] == [
        ("2024-0-staf", 1_941_719_00),
        ("2024-0-staf", 1_000_00),
    ]


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
