"""The read path: a fixed number of queries, however much there is; and only what counts."""

import pytest
from django.db.models import Q

from ledger import journal
from ledger.core.cube import Selection
from ledger.models import Amendment
from ledger.permissions import Access
from ledger.queries import UnknownYearError, books_ahead, load_book, load_keys
from tests.ledger.factories import YEAR, change, contribution, cost

BOOK_QUERIES = 16
BOOK_QUERIES_WITH_MUTATIONS = 17


def _fill(world, times):
    mutations = [change(f"m{number}", number=number) for number in range(1, 20 * times + 1)]
    world.adopted(0, *mutations)
    for number in range(1, times + 1):
        world.order(f"o{number}", "diemen", number=number)
        world.submitted(number, change(f"w{number}"))


@pytest.mark.parametrize("times", [1, 3])
@pytest.mark.parametrize(("with_mutations", "queries"), [(False, BOOK_QUERIES), (True, BOOK_QUERIES_WITH_MUTATIONS)])
def test_a_book_costs_the_same_number_of_queries(world, django_assert_num_queries, times, with_mutations, queries):
    _fill(world, times)

    with django_assert_num_queries(queries):
        book = load_book(YEAR, with_mutations=with_mutations)

    assert len(book.amendments) == times + 1


def test_keys_take_one_query(world, django_assert_num_queries):
    with django_assert_num_queries(1):
        keys = load_keys(YEAR)

    assert keys["burger"].at(0).shares(100_000) == {"diemen": 50_000, "ouder-amstel": 30_000, "uithoorn": 20_000}
    assert "vth" not in keys


def test_a_withdrawn_wijziging_counts_nowhere(world):
    world.adopted(0, change("m1"))
    journal.withdraw_amendment(actor=world.board, amendment=world.submitted(1, change("m2")), reason="Nee")

    book = load_book(YEAR)

    assert book.numbers == (0,)
    assert book.cube.total(Selection.of(side="cost")) == 100_000


def test_a_book_stops_at_the_wijziging_asked_for(world):
    world.adopted(0, change("m1"))
    world.submitted(1, change("m2", cost(5), contribution(5)))

    assert load_book(YEAR, 0).cube.total(Selection.of(side="cost")) == 100_000
    assert load_book(YEAR, 1).cube.total(Selection.of(side="cost")) == 100_500


def test_a_book_holds_what_the_reader_may_see(world):
    world.adopted(0, change("m1"))
    world.draft(1, change("m2"))
    reader = Access((("council-reader", None, ""),))

    visible = Q(pk__in=Amendment.objects.visible_to(reader))

    assert load_book(YEAR, visible=visible).numbers == (0,)
    with pytest.raises(UnknownYearError):
        load_book(YEAR, 1, visible=visible)


@pytest.mark.parametrize(("year", "through"), [(1999, None), (YEAR, 3)])
def test_an_unknown_year_or_wijziging_is_refused(world, year, through):
    world.adopted(0, change("m1"))

    with pytest.raises(UnknownYearError):
        load_book(year, through)


def test_another_boekjaar_has_its_own_sums(world):
    later = YEAR + 1
    lines = (cost(5), contribution(5), cost(7, later), contribution(7, year=later))
    world.adopted(0, change("m1", *lines, recurrence="structural"))

    assert load_book(YEAR).cube.total(Selection.of(side="cost")) == 500
    assert load_book(YEAR, effective_year=later).cube.total(Selection.of(side="cost")) == 700


def test_the_books_of_years_ahead_are_read_together(world, django_assert_num_queries):
    years = (YEAR + 1, YEAR + 2)
    lines = (cost(5), contribution(5), cost(7, YEAR + 1), contribution(7, year=YEAR + 1))
    world.adopted(0, change("m1", *lines, recurrence="structural"))
    book = load_book(YEAR)

    with django_assert_num_queries(2):
        ahead = books_ahead(book, years)

    assert {year: set(found.cube.groups) for year, found in ahead.items()} == {
        year: set(load_book(YEAR, effective_year=year).cube.groups) for year in years
    }
    assert [found.cube.total(Selection.of(side="cost")) for found in ahead.values()] == [700, 0]
    assert [found.effective_year for found in ahead.values()] == list(years)
