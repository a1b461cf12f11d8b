"""Structural maatwerk becomes regular work in a draft: prepared in one act, to the euro, or not at all."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from ledger import journal
from ledger.core.book import Book
from ledger.journal import JournalError
from ledger.journal.keys import take_into_use
from ledger.journal.stored import line_as_input, mutation_as_input
from ledger.journal.structural import Plan, make_structural, mark, propose
from ledger.models import Amendment, CostPool, KeyVersion, Mutation, PoolRule
from ledger.permissions import NotAllowedError
from ledger.queries import load_book
from reports import statements
from reports.table import Rounding, compute
from tests.ledger.factories import change, contribution, cost, person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ledger_2024")]
PLAN = Plan("buurt-overig", ["408", "p2"], 10**8)


@pytest.fixture
def finance(ledger_2024):
    return person("fenna", "finance")


@pytest.fixture
def draft(finance) -> Amendment:
    return journal.open_amendment(actor=finance, year=2024, number=3, name="3e begrotingswijziging 2024")


def columns(book: Book) -> Mapping[tuple[str, str], int]:
    """6.11 as it is printed, in whole euros."""
    return compute(statements.contributions(book), book.reckoning, Rounding.PLAIN).shown


def paid(book: Book) -> Mapping[str, int]:
    """What each gemeente pays in all, na wijziging."""
    printed = columns(book)
    return {place.code: printed[f"{place.code}/total", "current"] for place in book.municipalities}


def prepare(finance, draft, plan=PLAN, **more):
    seen = mark(propose(load_book(2024), plan))
    return make_structural(actor=finance, amendment=draft, plan=plan, seen=seen, **more)


def test_na_wijziging_every_gemeente_pays_the_same_to_the_euro(finance, draft):
    before, columns_before = paid(load_book(2024)), columns(load_book(2024, 2))
    mutations = prepare(finance, draft)
    book = load_book(2024)
    assert paid(book) == before
    assert columns(load_book(2024, 2)) == columns_before  # what was decided keeps its key
    assert {row.key for row in statements.maatwerk(book).rows}.isdisjoint({"order/408", "order/p2"})
    assert [mutation.programme.code for mutation in mutations] == ["buurt", "buurt"]
    assert not any(record.cost for record in load_book(2024, with_mutations=True).mutations if record.amendment == 3)


def test_it_moves_the_cover_in_every_boekjaar_of_the_order(finance, draft):
    first, _ = prepare(finance, draft)
    moved = [(line.effective_year, line.source, line.cents) for line in first.lines.order_by("position")]
    order = first.lines.filter(order__isnull=False).first().order
    booked = sorted(
        order.lines.filter(amendment__number__lt=3).values_list("effective_year", "cents"), key=lambda pair: pair[0]
    )
    assert moved == [
        move for year, cents in booked for move in ((year, "maatwerk", -cents), (year, "contribution", cents))
    ]


def test_the_new_version_says_where_it_comes_from_and_holds_from_this_wijziging_on(finance, draft):
    prepare(finance, draft)
    version = KeyVersion.objects.latest("pk")
    assert (version.key.code, version.number) == ("buurt-overig", 2)
    assert version.source == (
        "Maatwerk p2, 408 opgenomen in Buurt overig zonder financieel effect, 3e begrotingswijziging 2024"
    )
    rules = PoolRule.objects.filter(pool__code="buurt-overig").order_by("from_amendment")
    assert list(rules.values_list("from_amendment", "key_version__number")) == [(0, 1), (3, 2)]


def test_a_key_that_others_use_as_well_is_left_alone(finance, draft):
    prepare(finance, draft, Plan("bedrijfsvoering-exclusief-facilitair", ["p1"], 10**8))
    assert KeyVersion.objects.latest("pk").key.code == "bedrijfsvoering-exclusief-facilitair-eigen"


def test_each_order_once(finance, draft):
    prepare(finance, draft)
    with pytest.raises(JournalError, match="niet \\(meer\\) in de begroting"):
        propose(load_book(2024), PLAN)


def test_nothing_is_prepared_when_it_is_not_exact_unless_that_is_accepted(finance, draft):
    coarse = Plan("buurt-overig", ["408"], 1000)
    with pytest.raises(JournalError, match=r"wijkt € 44 af"):
        prepare(finance, draft, coarse)
    assert not draft.mutations.exists()
    assert not KeyVersion.objects.filter(number=2).exists()
    before = paid(load_book(2024))
    prepare(finance, draft, coarse, deviation_accepted=True)
    after = paid(load_book(2024))
    assert sum(abs(after[code] - euros) for code, euros in before.items()) == 44


def test_what_changed_since_it_was_shown_is_refused(finance, draft):
    seen = mark(propose(load_book(2024), PLAN))
    more = change("meer", cost(10, 2024), contribution(10, "buurt-overig", 2024), programme="buurt")
    journal.post_mutation(actor=finance, amendment=draft, mutation=more)
    with pytest.raises(JournalError, match="intussen veranderd"):
        make_structural(actor=finance, amendment=draft, plan=PLAN, seen=seen)
    assert Mutation.objects.filter(amendment=draft).count() == 1


@pytest.mark.parametrize(
    ("plan", "said"),
    [
        (Plan("buurt-overig", ["401"], 100), "is van Burger, maar Buurt overig is van Buurt"),
        (Plan("burger", ["401"], 100), "is incidenteel"),
        (Plan("buurt-vth", ["408"], 100), "direct betaald"),
        (Plan("buurt-overig", ["408"], 0), "grotere precisie"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(plan, said):
    with pytest.raises(JournalError, match=said):
        propose(load_book(2024), plan)


def test_only_in_the_last_wijziging_and_only_by_finance(finance, draft):
    seen = mark(propose(load_book(2024), PLAN))
    with pytest.raises(NotAllowedError):
        make_structural(actor=person("bram", "board"), amendment=draft, plan=PLAN, seen=seen)
    journal.open_amendment(actor=finance, year=2024, number=4, name="4e begrotingswijziging 2024")
    with pytest.raises(JournalError, match="niet de laatste wijziging"):
        make_structural(actor=finance, amendment=draft, plan=PLAN, seen=seen)


def test_its_mutaties_do_not_go_or_change_without_the_key(finance, draft):
    before = columns(load_book(2024))
    first, second = prepare(finance, draft)
    stored = mutation_as_input(first, [line_as_input(line) for line in first.lines.order_by("position")])

    with pytest.raises(JournalError, match="versie 2 is daarop berekend"):
        journal.delete_mutation(actor=finance, mutation=first, version=1)
    with pytest.raises(JournalError, match="Neem eerst bij Verdeelsleutels voor Buurt overig de vorige sleutel"):
        journal.edit_mutation(
            actor=finance, mutation=first, version=1,
            change=replace(stored, lines=[replace(line, cents=2 * line.cents) for line in stored.lines]),
        )  # fmt: skip
    journal.edit_mutation(actor=finance, mutation=first, version=1, change=replace(stored, explanation="Beter gezegd."))

    old = KeyVersion.objects.get(key__code="buurt-overig", number=1)
    take_into_use(
        actor=finance, year=draft.budget_year, pool=CostPool.objects.get(code="buurt-overig"), key_version=old,
        from_amendment=3,
    )  # fmt: skip
    journal.delete_mutation(actor=finance, mutation=first, version=2)
    journal.delete_mutation(actor=finance, mutation=second, version=1)

    assert columns(load_book(2024)) == before


def test_what_was_made_in_two_conversions_does_not_go_either(finance, draft):
    (first,) = prepare(finance, draft, Plan("buurt-overig", ["p2"], 10**8))
    prepare(finance, draft, Plan("buurt-overig", ["408"], 10**8))
    with pytest.raises(JournalError, match="versie 3"):
        journal.delete_mutation(actor=finance, mutation=first, version=1)


def test_undo_takes_the_key_back_as_well(finance, draft):
    before = columns(load_book(2024))
    prepare(finance, draft, Plan("buurt-overig", ["p2"], 10**8))
    between = columns(load_book(2024))
    prepare(finance, draft, Plan("buurt-overig", ["408"], 10**8))
    journal.undo_last(actor=finance, amendment=draft)
    assert columns(load_book(2024)) == between
    journal.undo_last(actor=finance, amendment=draft)
    assert columns(load_book(2024)) == before
    assert not PoolRule.objects.filter(from_amendment=3).exists()
