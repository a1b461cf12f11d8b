"""An order that is moved to another begrotingsjaar keeps what was said about it, and its number names nothing else."""

import json
from datetime import date
from typing import Any

import pytest
from django.test import Client

from ledger import journal
from ledger.journal import JournalError, OrderInput
from ledger.journal.orders import input_of, later_amounts, next_number
from ledger.models import BudgetYear, MaatwerkOrder, OgonQuestion
from ledger.moves import left_behind, places_now, years_of
from tests.ledger.factories import YEAR
from tests.ledger.ogon_world import Overleg, overleg


@pytest.fixture
def talk(db: None) -> Overleg:
    return overleg()


@pytest.fixture
def later(talk: Overleg) -> BudgetYear:
    return journal.open_year(actor=talk.world.finance, year=YEAR + 1, years_ahead=3)


def moved(talk: Overleg, order: MaatwerkOrder, year: BudgetYear) -> MaatwerkOrder:
    order.refresh_from_db()
    return journal.edit_order(
        actor=talk.world.finance, order=order, change=input_of(order), version=order.version, year=year
    )


def asked(talk: Overleg, order: MaatwerkOrder, text: str) -> OgonQuestion:
    place = talk.world.municipalities["diemen"]
    about: dict[str, Any] = {"year": order.budget_year_id, "kind": "order", "code": order.code}
    return journal.ask(actor=talk.diemen, municipality=place, text=text, **about)


def as_(user: object) -> Client:
    client = Client()
    client.force_login(user)  # type: ignore[arg-type]
    return client


def test_questions_answers_and_decisions_go_along(talk, later):
    order = talk.in_ogon()
    question = asked(talk, order, "Waarom zo duur?")
    talk.decide("order", order.code)
    order = moved(talk, order, later)
    journal.answer(actor=talk.world.finance, question=question, text="De reiskosten zitten erbij.")
    asked(talk, order, "En volgend jaar?")
    here = f"/{YEAR + 1}/ogon/order/{order.pk}/"

    page = as_(talk.diemen).get(here)
    told = json.loads(as_(talk.diemen).get(f"{here}vragen.json").content)

    assert [each.text for each in page.context["page"].talk.questions] == ["Waarom zo duur?", "En volgend jaar?"]
    assert "De reiskosten zitten erbij." in page.content.decode()
    assert [each.get_verdict_display() for each in page.context["page"].talk.decisions] == ["akkoord"]
    assert {each["subject"] for each in told["questions"]} == {str(order)}
    assert talk.diemen.notices.latest("pk").path == here
    assert "Waarom zo duur?" in as_(talk.diemen).get(f"/{YEAR + 1}/maatwerk/{order.pk}/").content.decode()


def test_on_the_page_a_structural_order_keeps_the_amounts_of_the_years_that_are_still_ahead(talk, later):
    order = talk.in_ogon(recurrence="structural")
    client, here = as_(talk.world.finance), f"/{YEAR}/maatwerk/{order.pk}/wijzigen/"
    form = client.get(here).context["form"]
    filled = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    amounts = {f"later_{YEAR + 2}": "1.100", f"later_{YEAR + 3}": "1.200"}
    changed = filled | amounts | {"cents": "1.000", "year": later.pk, f"later_{YEAR + 1}": "1.050"}

    answer = client.post(here, {name: getattr(value, "pk", value) for name, value in changed.items()})

    assert answer.status_code == 302, answer.context["form"].errors
    order.refresh_from_db()
    assert (order.budget_year_id, order.cents) == (YEAR + 1, 100_000)
    assert later_amounts(order) == {YEAR + 2: 110_000, YEAR + 3: 120_000}


def test_a_question_without_an_answer_leads_to_where_the_order_stands_now(talk, later):
    order = talk.in_ogon()
    asked(talk, order, "Waarom zo duur?")
    order = moved(talk, order, later)

    groups = as_(talk.world.finance).get("/wachtlijst/").context["groups"]
    task = next(task for group in groups if group.title == "Vragen om te beantwoorden" for task in group.tasks)

    assert task.address.startswith(f"/{YEAR + 1}/ogon/order/{order.pk}/")
    assert as_(talk.world.finance).get(task.address).status_code == 200


def test_its_number_is_not_given_out_again(talk, later):
    order = talk.in_ogon()
    asked(talk, order, "Waarom zo duur?")
    moved(talk, order, later)

    other = talk.in_ogon(municipality="uithoorn")

    assert next_number(YEAR) > (other.number or 0) > int(order.code)
    page = as_(talk.world.finance).get(f"/{YEAR}/ogon/order/{other.pk}/")
    assert "Waarom zo duur?" not in page.content.decode()
    assert page.context["page"].talk.questions == []


def test_nor_by_hand_or_by_a_file(talk, later):
    order = moved(talk, talk.in_ogon(), later)
    world = talk.world
    change = OrderInput(
        municipality=world.municipalities["uithoorn"], programme=world.programmes["burger"], description="Nieuw",
        recurrence="incidental", cents=100, number=int(order.code),
    )  # fmt: skip

    with pytest.raises(JournalError, match="staat nu in een ander begrotingsjaar"):
        journal.request_order(actor=world.finance, year=world.year, change=change, on=date(YEAR, 1, 1))
    with pytest.raises(JournalError, match="staat nu in een ander begrotingsjaar"):
        world.order(order.code, "uithoorn")


def test_it_may_go_back_with_everything(talk, later):
    order = talk.in_ogon()
    asked(talk, order, "Eerst")
    order = moved(talk, order, later)
    asked(talk, order, "Daarna")

    order = moved(talk, order, talk.world.year)

    page = as_(talk.diemen).get(f"/{YEAR}/ogon/order/{order.pk}/")
    assert [each.text for each in page.context["page"].talk.questions] == ["Eerst", "Daarna"]
    assert years_of(YEAR, order.code) == {YEAR, YEAR + 1}
    places = places_now([(YEAR, order.code), (YEAR + 1, order.code)])
    assert set(places.values()) == {(YEAR, order.code)}
    assert left_behind(YEAR) == left_behind(YEAR + 1) == {order.code}


def test_another_gemeente_still_sees_nothing_of_it(talk, later):
    """Also not when the order is moved to another year and becomes an order of that gemeente."""
    order = talk.in_ogon()
    asked(talk, order, "Een geheime vraag van Diemen")
    order = moved(talk, order, later)
    place = talk.world.municipalities["uithoorn"]
    change = OrderInput(
        municipality=place, programme=order.programme, description=order.description, recurrence=order.recurrence,
        cents=order.cents, performance=order.performance, number=order.number,
    )  # fmt: skip
    journal.edit_order(actor=talk.world.finance, order=order, change=change, version=order.version)

    uithoorn = as_(talk.uithoorn)
    for path in (f"/{YEAR + 1}/ogon/order/{order.pk}/", f"/{YEAR + 1}/maatwerk/{order.pk}/"):
        page = uithoorn.get(path)
        assert page.status_code == 200
        assert "geheime vraag" not in page.content.decode()
    assert "geheime vraag" not in uithoorn.get(f"/{YEAR + 1}/ogon/order/{order.pk}/vragen.json").content.decode()
