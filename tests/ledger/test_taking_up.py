"""Agreed orders into the begroting: once, balanced, with the order as source; and out of it again."""

from datetime import date
from typing import Any

import pytest

from ledger import journal
from ledger.enums import FundingSource, OrderStatus, Role, Side
from ledger.journal import JournalError, StepInput
from ledger.journal.late import late_orders, set_closing_date
from ledger.journal.taking_up import take_up_orders
from ledger.models import AuditEntry, Line, MaatwerkOrder, Mutation
from ledger.permissions import Access, NotAllowedError
from ledger.queries import load_book
from reports import statements
from reports.table import Rounding, compute
from tests.ledger.factories import YEAR, World, change, contribution, cost, maatwerk, person

pytestmark = pytest.mark.django_db


def agreed(
    world: World, code: str, municipality: str = "diemen", *, euros: int = 500, on: date | None = None, **more: Any
) -> MaatwerkOrder:
    """An order with the akkoord of its OGON, as a take-over knows it."""
    actor = person(f"overname {code}", Role.TAKEOVER)
    values: dict[str, Any] = {
        "actor": actor,
        "year": world.year,
        "code": code,
        "number": int(code),
        "municipality": world.municipalities[municipality],
        "programme": world.programmes["burger"],
        "description": f"Opdracht {code}",
        "recurrence": "incidental",
        "cents": euros * 100,
        "performance": f"Prestatie van {code}",
        "reference": "OGON 3",
        "steps": [StepInput(OrderStatus.AGREED, on or date(YEAR, 5, 1))],
    }
    return journal.place_order(**values | more)


def status(code: str) -> str:
    return MaatwerkOrder.objects.get(code=code).status


def test_an_order_becomes_a_balanced_mutatie_with_the_order_as_its_source(world):
    agreed(world, "401")
    agreed(world, "402", "uithoorn", euros=70)
    draft = world.draft(1, change("m1", number=7))
    first, second = take_up_orders(actor=world.finance, amendment=draft, orders=["401", "402"])
    assert (first.code, first.number, first.programme.code) == ("maatwerk-401", 8, "burger")
    assert (second.number, second.reference, second.explanation) == (9, "OGON 3", "Prestatie van 402")
    assert first.decided_in_ogon
    lines = [(line.side, line.cents, line.source, line.municipality, line.order) for line in first.lines.all()]
    order = MaatwerkOrder.objects.get(code="401")
    assert lines == [
        (Side.COST, 50_000, None, None, None),
        (Side.INCOME, 50_000, FundingSource.MAATWERK, world.municipalities["diemen"], order),
    ]
    assert status("401") == status("402") == OrderStatus.TAKEN_UP
    assert order.steps.latest("pk").reference == str(draft)


def test_a_structural_order_fills_its_own_amounts_in_the_years_ahead(world):
    later = {YEAR + 1: 600_00, YEAR + 3: 700_00}
    agreed(world, "401", recurrence="structural", later=later)
    take_up_orders(actor=world.finance, amendment=world.draft(1), orders=["401"])
    costs = Line.objects.filter(order__isnull=True).values_list("effective_year", "cents")
    assert dict(costs) == {YEAR: 500_00} | later


def test_the_tables_follow_by_themselves(world):
    agreed(world, "401")
    agreed(world, "402", "uithoorn", programme=world.programmes["staf"])
    world.adopted(0, change("p", cost(100), contribution(100)))
    take_up_orders(actor=world.finance, amendment=world.draft(1), orders=["401", "402"])
    book = load_book(YEAR, with_mutations=True)

    per_order = compute(statements.maatwerk(book), book.reckoning, Rounding.PLAIN)
    assert per_order.value("order/401", "diemen") == -500
    of_staf = statements.maatwerk(book, "staf")  # as 6.4.7, 6.5.8 and 6.6.4 are, each of its own programma
    assert [row.key for row in of_staf.rows] == ["order/402", "total"]
    per_place = compute(statements.contributions(book), book.reckoning, Rounding.PLAIN)
    assert per_place.value("diemen/maatwerk", "current") == -500


def test_each_order_once(world):
    agreed(world, "401")
    draft = world.draft(1)
    take_up_orders(actor=world.finance, amendment=draft, orders=["401"])
    with pytest.raises(JournalError, match="Order 401: de order is verwerkt in wijziging"):
        take_up_orders(actor=world.finance, amendment=draft, orders=["401"])
    assert Mutation.objects.count() == 1


def test_all_or_nothing_with_a_sentence_per_order(world):
    agreed(world, "401")
    world.order("p1", "diemen")
    agreed(world, "403", euros=0)
    draft = world.draft(1)
    with pytest.raises(JournalError) as refused:
        take_up_orders(actor=world.finance, amendment=draft, orders=["401", "403", "p1"])
    assert len(refused.value.sentences) == 2
    assert not Mutation.objects.exists()
    assert status("401") == OrderStatus.AGREED
    with pytest.raises(JournalError, match="Onbekende order in 2030: 999"):
        take_up_orders(actor=world.finance, amendment=draft, orders=["401", "999"])
    with pytest.raises(JournalError, match="Kies ten minste één order"):
        take_up_orders(actor=world.finance, amendment=draft, orders=[])


def test_only_into_a_draft_and_only_by_finance(world):
    agreed(world, "401")
    with pytest.raises(NotAllowedError):
        take_up_orders(actor=world.board, amendment=world.draft(1), orders=["401"])
    with pytest.raises(JournalError, match="liggen vast"):
        take_up_orders(actor=world.finance, amendment=world.submitted(2, change()), orders=["401"])


def test_an_order_goes_back_to_akkoord_when_its_mutatie_is_deleted(world):
    agreed(world, "401")
    draft = world.draft(1)
    (mutation,) = take_up_orders(actor=world.finance, amendment=draft, orders=["401"])
    journal.delete_mutation(actor=world.finance, mutation=mutation, version=mutation.version)
    assert status("401") == OrderStatus.AGREED
    assert MaatwerkOrder.objects.get().steps.latest("pk").note == f"Staat niet meer in {draft}."
    (again,) = take_up_orders(actor=world.finance, amendment=draft, orders=["401"])
    assert again.code == "maatwerk-401"


def test_an_order_goes_back_when_its_wijziging_is_withdrawn_and_can_go_into_the_next(world):
    agreed(world, "401")
    draft = world.draft(1)
    take_up_orders(actor=world.finance, amendment=draft, orders=["401"])
    journal.withdraw_amendment(actor=world.board, amendment=world.submit(draft), reason="Gaat niet door")
    assert status("401") == OrderStatus.AGREED
    (again,) = take_up_orders(actor=world.finance, amendment=world.draft(2), orders=["401"])
    assert again.code == "maatwerk-401-2"


def test_an_order_entered_by_hand_is_taken_up_and_an_edit_lets_it_go(world):
    agreed(world, "401")
    draft = world.draft(1, change("hand", cost(500), maatwerk(500, "401", "diemen")))
    assert status("401") == OrderStatus.TAKEN_UP
    journal.edit_mutation(
        actor=world.finance, mutation=world.mutation("hand"), change=change("hand", cost(5), contribution(5)), version=1
    )
    assert status("401") == OrderStatus.AGREED
    journal.undo_last(actor=world.finance, amendment=draft)
    assert status("401") == OrderStatus.TAKEN_UP


def test_undo_takes_the_whole_act_back(world):
    agreed(world, "401")
    agreed(world, "402")
    draft = world.draft(1)
    take_up_orders(actor=world.finance, amendment=draft, orders=["401", "402"])
    journal.undo_last(actor=world.finance, amendment=draft)
    assert not Mutation.objects.exists()
    assert status("401") == status("402") == OrderStatus.AGREED


def test_after_the_closing_date_an_order_goes_to_the_bestuursrapportage(world):
    agreed(world, "401", on=date(YEAR, 10, 1))
    agreed(world, "402", on=date(YEAR, 10, 2))
    draft = world.draft(1)
    year = set_closing_date(actor=world.finance, year=world.year, on=date(YEAR, 10, 1))
    draft.refresh_from_db()
    assert [order.code for order in late_orders(year, Access.of(world.finance))] == ["402"]
    with pytest.raises(JournalError, match="na de sluitingsdatum 01-10-2030"):
        take_up_orders(actor=world.finance, amendment=draft, orders=["402"])
    with pytest.raises(JournalError, match="na de sluitingsdatum 01-10-2030"):
        world.draft(2, change("hand", cost(500), maatwerk(500, "402", "diemen")))
    take_up_orders(actor=world.finance, amendment=draft, orders=["401"])


def test_the_log_tells_it_all(world):
    agreed(world, "401")
    take_up_orders(actor=world.finance, amendment=world.draft(1), orders=["401"])
    actions = list(AuditEntry.objects.order_by("-sequence").values_list("action", flat=True)[:2])
    assert actions == ["order.moved", "mutation.posted"]
