"""The pages on which maatwerk enters the begroting: what they show, store, refuse, and how many queries they take."""

import io
import re
from datetime import date

import pytest
from django.test import Client
from openpyxl import load_workbook

from ledger import journal
from ledger.enums import LawfulnessCategory, OrderStatus
from ledger.journal.late import add_late, set_closing_date
from ledger.models import KeyVersion, LateDevelopment, MaatwerkOrder, Mutation
from tests.ledger.factories import YEAR, World, change, contribution, cost, maatwerk
from tests.ledger.test_late import input_of
from tests.ledger.test_taking_up import agreed

pytestmark = pytest.mark.django_db
TAKE_UP, STRUCTURAL, LATE = (
    f"/{YEAR}/maatwerk/opnemen/",
    f"/{YEAR}/maatwerk/structureel/",
    f"/{YEAR}/bestuursrapportage/",
)


@pytest.fixture
def finance(world: World, client: Client) -> Client:
    client.force_login(world.finance)
    return client


def hidden(html: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]+)"', html)
    assert found, name
    return found[1]


def page(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def send(client: Client, address: str, **values: object):
    """Open a form, fill it in and send it."""
    html = page(client, address)
    names = ("token", "seen", "version")
    found = {name: hidden(html, name) for name in names if f'name="{name}" value="' in html}
    return client.post(address, found | values)


# --- opnemen ------------------------------------------------------------------------------------


def test_chosen_orders_are_taken_up_and_the_others_wait(world, finance):
    agreed(world, "401", euros=500)
    agreed(world, "402", "uithoorn", euros=70)
    world.draft(1)
    html = page(finance, TAKE_UP)
    assert "€\xa0500" in html
    assert "570" in html
    response = send(finance, TAKE_UP, orders=["402"], amendment="1", theme="")
    assert response.headers["Location"] == f"/{YEAR}/wijzigingen/1/"
    assert list(Mutation.objects.values_list("code", flat=True)) == ["maatwerk-402"]
    assert MaatwerkOrder.objects.get(code="401").status == OrderStatus.AGREED


def test_sending_twice_takes_up_once(world, finance):
    agreed(world, "401")
    world.draft(1)
    token = hidden(page(finance, TAKE_UP), "token")
    values = {"token": token, "orders": ["401"], "amendment": "1", "theme": ""}
    first, second = finance.post(TAKE_UP, values), finance.post(TAKE_UP, values)
    assert first.status_code == 302
    assert Mutation.objects.count() == 1
    assert second.status_code in (302, 422)


def test_what_is_missing_is_said_and_nothing_is_stored(world, finance):
    agreed(world, "401")
    world.draft(1)
    response = finance.post(TAKE_UP, {})
    assert response.status_code == 422
    assert "Kies ten minste één order." in response.content.decode()
    assert not Mutation.objects.exists()


def test_late_orders_are_named_and_cannot_be_chosen(world, finance):
    agreed(world, "402", on=date(YEAR, 10, 2))
    world.draft(1)
    set_closing_date(actor=world.finance, year=world.year, on=date(YEAR, 10, 1))
    html = page(finance, TAKE_UP)
    assert "Te laat voor 2030" in html
    assert 'value="402"' not in html
    assert send(finance, LATE + "nieuw/").status_code == 422


@pytest.mark.parametrize("count", [1, 3])
def test_queries_of_taking_up(world, finance, django_assert_num_queries, count):
    for number in range(count):
        agreed(world, str(401 + number))
    world.draft(1)
    with django_assert_num_queries(11):
        page(finance, TAKE_UP)


# --- structureel maken --------------------------------------------------------------------------


def structural_order(world: World, code: str) -> None:
    agreed(world, code, euros=100, recurrence="structural")


def test_a_proposal_is_shown_and_prepared(world, finance):
    structural_order(world, "401")
    world.draft(1, change("m", cost(1100), contribution(1000), maatwerk(100, "401", "diemen")))
    address = f"{STRUCTURAL}?order=401&verdeelgroep=burger&precisie=10000"
    html = page(finance, address)
    assert "Geen financieel effect" in html
    assert "600" in html  # Diemen: half of 1.000, and 100
    response = send(finance, address, amendment="1", theme="")
    assert response.status_code == 302, response.content.decode()
    assert KeyVersion.objects.count() == 2
    prepared = Mutation.objects.get(code="structureel-401")
    assert {line.side for line in prepared.lines.all()} == {"income"}


def test_a_deviation_must_be_accepted(world, finance):
    structural_order(world, "401")
    world.draft(1, change("m", cost(10_074), contribution(9_973), maatwerk(101, "401", "diemen")))
    address = f"{STRUCTURAL}?order=401&verdeelgroep=burger&precisie=100"
    assert "Geen gehele oplossing binnen deze precisie" in page(finance, address)
    refused = send(finance, address, amendment="1", theme="")
    assert refused.status_code == 422
    assert "vink aan dat u de afwijking accepteert" in refused.content.decode()
    assert not Mutation.objects.filter(code="structureel-401").exists()
    assert send(finance, address, amendment="1", theme="", accept="on").status_code == 302


def test_wrong_choices_are_told(world, finance):
    structural_order(world, "401")
    world.draft(1, change("m", cost(100), maatwerk(100, "401", "diemen")))
    for query, said in (
        ("order=999&verdeelgroep=burger&precisie=100", "Selecteer een geldige keuze"),
        ("verdeelgroep=burger&precisie=100", "Kies ten minste één order."),
        ("order=401&verdeelgroep=staf&precisie=100", "Kies een verdeelgroep van hetzelfde programma"),
    ):
        response = finance.get(f"{STRUCTURAL}?{query}")
        assert response.status_code == 422
        assert said in response.content.decode()
    assert finance.post(STRUCTURAL, {}).status_code == 422


@pytest.mark.parametrize("count", [1, 3])
def test_queries_of_making_structural(world, finance, django_assert_num_queries, count):
    codes = [str(401 + number) for number in range(count)]
    for code in codes:
        structural_order(world, code)
    lines = [maatwerk(100, code, "diemen") for code in codes]
    world.draft(1, change("m", cost(100 * count), *lines))
    query = "&".join(f"order={code}" for code in codes)
    with django_assert_num_queries(26):
        page(finance, f"{STRUCTURAL}?{query}&verdeelgroep=burger&precisie=100")


# --- bestuursrapportage -------------------------------------------------------------------------


def late_world(world: World) -> None:
    agreed(world, "402", euros=70, on=date(YEAR, 10, 2))
    set_closing_date(actor=world.finance, year=world.year, on=date(YEAR, 10, 1))
    add_late(actor=world.finance, year=world.year, change=input_of(world))


def test_the_list_stands_in_order_of_date_with_totals(world, finance):
    late_world(world)
    html = page(finance, LATE)
    assert html.index("Opdracht 402") < html.index("Management development traject")
    assert "nog te bepalen" in html
    assert "50.070" in html
    assert LawfulnessCategory.PROGRAMME_OVERRUN.label in html


def test_a_late_order_gets_its_category_and_stays_agreed(world, finance):
    late_world(world)
    order = MaatwerkOrder.objects.get(code="402")
    response = send(finance, f"{LATE}order/{order.pk}/", lawfulness="covered")
    assert response.status_code == 302, response.content.decode()
    order.refresh_from_db()
    assert (order.lawfulness, order.status) == ("covered", OrderStatus.AGREED)
    assert "nog te bepalen" not in page(finance, LATE)


def test_a_development_is_added_changed_and_taken_away(world, finance):
    values = {
        "programme": "staf",
        "announced_on": f"{YEAR}-11-01",
        "description": "Traject",
        "cents": "50.000",
        "lawfulness": "programme-overrun",
    }
    assert send(finance, f"{LATE}nieuw/", **values).status_code == 302
    row = LateDevelopment.objects.get()
    address = f"{LATE}ontwikkeling/{row.code}/"
    assert 'value="50.000"' in page(finance, address)
    assert send(finance, address, **values | {"cents": ""}).status_code == 302
    row.refresh_from_db()
    assert (row.cents, row.version) == (None, 2)
    assert "nog niet bekend" in page(finance, LATE)
    assert send(finance, f"{address}weghalen/").status_code == 302
    assert not LateDevelopment.objects.exists()


def test_nothing_typed_is_lost_on_a_mistake(world, finance):
    response = send(finance, f"{LATE}nieuw/", description="Traject", cents="1234.5", announced_on="31-02-2030")
    html = response.content.decode()
    assert response.status_code == 422
    assert 'value="Traject"' in html
    assert 'value="1234.5"' in html
    assert not LateDevelopment.objects.exists()


def test_the_closing_date_is_set_and_emptied(world, finance):
    address = f"{LATE}sluitingsdatum/"
    assert send(finance, address, on=f"{YEAR}-10-08").status_code == 302
    world.year.refresh_from_db()
    assert world.year.final_closes_on == date(YEAR, 10, 8)
    assert "8 oktober 2030" in page(finance, LATE)
    assert send(finance, address, on="").status_code == 302
    world.year.refresh_from_db()
    assert world.year.final_closes_on is None


def test_the_files_hold_the_list(world, finance):
    late_world(world)
    text = finance.get(f"{LATE}bestuursrapportage.csv").content.decode("utf-8-sig")
    assert text.splitlines()[2].startswith(f"{YEAR}-11-01;ontwikkeling;ontwikkeling-1;Staf;;Management development")
    book = load_workbook(io.BytesIO(finance.get(f"{LATE}bestuursrapportage.xlsx").content))
    rows = list(book["Bestuursrapportage"].iter_rows(values_only=True))
    assert [row[7] for row in rows[1:]] == [70, 50_000]


def test_who_only_reads_sees_no_buttons(world, client):
    late_world(world)
    client.force_login(world.board)
    html = page(client, LATE)
    assert "wijzigen" not in html.split("<main")[1]
    assert client.get(f"{LATE}nieuw/").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_queries_of_the_list(world, finance, django_assert_num_queries, count):
    for number in range(count):
        agreed(world, str(401 + number), on=date(YEAR, 10, 2))
        add_late(actor=world.finance, year=world.year, change=input_of(world))
    set_closing_date(actor=world.finance, year=world.year, on=date(YEAR, 10, 1))
    with django_assert_num_queries(8):
        page(finance, LATE)


def test_a_closed_year_says_so(world, finance):
    world.adopted(0, change("m", cost(10), contribution(10)))
    journal.close_year(actor=world.board, year=world.year)
    response = send(finance, f"{LATE}sluitingsdatum/", on=f"{YEAR}-10-08")
    assert response.status_code == 422
    assert "gesloten" in response.content.decode()
