"""The list pages: what is found, added up, sorted, leafed through, remembered and downloaded."""

import csv
import io
import re
from typing import Any

import pytest
from openpyxl import load_workbook

from ledger import journal
from ledger.enums import Role
from ledger.models import Municipality
from tests.ledger.factories import YEAR, World, change, contribution, cost, maatwerk, person, small_world

MUTATIONS = f"/{YEAR}/mutaties/"
ORDERS = f"/{YEAR}/maatwerk/"

# session, user, grants; year, organisation and years for the frame of the page; then what the list itself asks
MUTATIONS_QUERIES = 14
ORDERS_QUERIES = 11


@pytest.fixture
def world(db: None) -> World:
    world = small_world()
    theme = journal.add_theme(actor=world.finance, code="groei", name="Groei", position=0)
    world.order("401", "diemen", number=401)
    world.order("402", "uithoorn", number=402)
    world.order("p1", "uithoorn")
    world.adopted(
        0,
        change("balie", number=1, description="Balie en café", explanation="Crèche", theme=theme.code),
        change("staf", cost(7), contribution(7, "staf"), programme="staf", recurrence="structural", theme=theme.code),
    )
    world.submitted(
        1,
        change("werk", cost(500), maatwerk(500, "401", "diemen"), decided_in_ogon=True, theme=theme.code, number=2),
        change("vth", cost(40), contribution(40, "vth", municipality="uithoorn"), theme=theme.code, number=10),
    )
    world.draft(2, change("nieuw", cost(-300), contribution(-300), theme=theme.code))
    return world


@pytest.fixture
def page(world: World, client: Any) -> Any:
    """Open a page as finance and return the response."""
    client.force_login(world.finance)
    return lambda address, **query: client.get(address, query or None)


def _codes(response: Any) -> list[str]:
    assert response.status_code == 200
    return [row.record.code for row in response.context["table"].paginated_rows]


ALL = ["staf", "balie", "werk", "vth", "nieuw"]


class TestMutations:
    @pytest.mark.parametrize(
        ("query", "codes"),
        [
            ({"volgorde": "number"}, ["balie", "werk", "vth", "staf", "nieuw"]),
            ({"wijziging": "1"}, ["werk", "vth"]),
            ({"wijziging": "2"}, ["nieuw"]),
            ({"programma": "staf"}, ["staf"]),
            ({"soort": "structural"}, ["staf"]),
            ({"thema": "groei"}, ALL),
            ({"bron": "maatwerk"}, ["werk"]),
            ({"gemeente": "diemen"}, ["staf", "balie", "werk", "nieuw"]),
            ({"gemeente": "uithoorn"}, ["staf", "balie", "vth", "nieuw"]),
            ({"gemeente": "uithoorn", "bron": "maatwerk"}, []),
            ({"gemeente": "diemen", "bron": "maatwerk"}, ["werk"]),
            ({"ogon": "ja"}, ["werk"]),
            ({"ogon": "nee", "wijziging": "1"}, ["vth"]),
            ({"zoek": "CAFE"}, ["balie"]),
            ({"zoek": "café"}, ["balie"]),
            ({"zoek": "creche"}, ["balie"]),
            ({"zoek": "100%"}, []),
            ({"zoek": "balie", "wijziging": "1"}, []),
        ],
    )
    def test_filters(self, page, query, codes):
        assert _codes(page(MUTATIONS, **query)) == codes

    def test_a_part_is_found_under_its_programma(self, world, page):
        part = journal.add_programme(
            actor=world.finance, code="balie", name="Balie", position=5, parent=world.programmes["burger"]
        )
        draft = world.draft(3, change("deel", programme=part.code))

        assert _codes(page(MUTATIONS, programma="burger", wijziging=str(draft.number))) == ["deel"]

    @pytest.mark.parametrize(
        ("order", "codes"),
        [
            ("number", ["balie", "werk", "vth", "staf", "nieuw"]),
            ("-number", ["vth", "werk", "balie", "staf", "nieuw"]),
            ("cost", ["nieuw", "staf", "vth", "werk", "balie"]),
            ("-cost", ["balie", "werk", "vth", "staf", "nieuw"]),
            ("description", ["balie", "nieuw", "staf", "vth", "werk"]),
            ("-amendment", ["nieuw", "vth", "werk", "balie", "staf"]),
            ("programme", ["staf", *[code for code in ALL if code != "staf"]]),
            ("geheim", ALL),
            ("sources", ALL),
        ],
    )
    def test_sorting(self, page, order, codes):
        found = _codes(page(MUTATIONS, volgorde=order))

        assert found == codes if order != "programme" else found[0] == "staf"

    def test_the_heads_say_how_the_list_is_sorted(self, page):
        html = page(MUTATIONS, volgorde="-cost").content.decode()

        assert re.findall(r'<th scope="col"[^>]* aria-sort="(\w+)"', html) == ["descending"]
        assert 'href="?volgorde=cost"' in html

    def test_everything_is_counted_and_added_up_above_the_list(self, page):
        context = page(MUTATIONS).context

        assert context["table"].page.paginator.count == 5
        assert context["sums"].cost == (1000 + 7 + 500 + 40 - 300) * 100
        assert context["sums"].sources == [("bijdrage", (1000 + 7 + 40 - 300) * 100), ("maatwerk", 50_000)]

    def test_only_what_is_found_is_added_up(self, page):
        context = page(MUTATIONS, wijziging="1").context

        assert context["sums"].cost == 54_000
        assert context["sums"].sources == [("bijdrage", 4_000), ("maatwerk", 50_000)]

    def test_the_sums_are_of_all_pages(self, world, page):
        mutations = [change(f"n{number}", cost(1), contribution(1), theme="groei") for number in range(60)]
        world.draft(3, *mutations)

        first, second = page(MUTATIONS, wijziging="3"), page(MUTATIONS, wijziging="3", pagina="2")

        assert (len(_codes(first)), len(_codes(second))) == (50, 10)
        assert first.context["sums"].cost == second.context["sums"].cost == 6_000
        assert "Pagina 2 van 2" in second.content.decode()
        assert 'rel="prev" href="?wijziging=3&amp;pagina=1"' in second.content.decode()

    @pytest.mark.parametrize("number", ["0", "99", "x"])
    def test_a_page_that_is_not_there_shows_one_that_is(self, page, number):
        assert len(_codes(page(MUTATIONS, pagina=number))) == 5

    def test_a_withdrawn_mutatie_is_shown_but_does_not_count(self, world, page):
        withdrawn = world.draft(3, change("weg", theme="groei"))
        journal.withdraw_amendment(actor=world.finance, amendment=withdrawn, reason="Nee")

        response = page(MUTATIONS, wijziging="3")

        assert _codes(response) == ["weg"]
        assert response.context["sums"].cost == 0
        assert "ingetrokken" in response.content.decode()

    def test_nothing_found_says_so_and_offers_a_way_out(self, page):
        html = page(MUTATIONS, zoek="onvindbaar").content.decode()

        assert "Er is geen mutatie die aan deze filters voldoet." in html
        assert 'href="?wis=1"' in html
        assert "<table" not in html

    def test_a_year_without_mutaties_says_what_belongs_there(self, world, page):
        journal.open_year(actor=world.finance, year=YEAR + 1)

        html = page(f"/{YEAR + 1}/mutaties/").content.decode()

        assert f"In {YEAR + 1} zijn nog geen mutaties die u mag zien." in html

    @pytest.mark.parametrize(
        "query", [{"programma": "zorg"}, {"wijziging": "x"}, {"soort": "soms"}, {"zoek": "x" * 101}, {"zoek": "a\0b"}]
    )
    def test_a_filter_that_does_not_exist_is_an_error_on_the_page(self, page, query):
        response = page(MUTATIONS, **query)

        assert _codes(response) == []
        assert "Dit filter bestaat niet" in response.content.decode()
        assert "utrecht-form-field--invalid" in response.content.decode()


class TestMemory:
    def test_filters_come_back(self, client, page):
        page(MUTATIONS, wijziging="1", volgorde="-cost")

        back = client.get(MUTATIONS)

        assert (back.status_code, back["Location"]) == (302, f"{MUTATIONS}?wijziging=1")

    def test_clearing_forgets_them(self, client, page):
        page(MUTATIONS, wijziging="1")

        cleared = client.get(MUTATIONS, {"wis": "1"})

        assert (cleared.status_code, cleared["Location"]) == (302, MUTATIONS)
        assert _codes(client.get(MUTATIONS)) == ALL

    def test_empty_fields_leave_the_address(self, client, page):
        sent = page(MUTATIONS, zoek="", wijziging="1", programma="", volgorde="cost", pagina="2")

        assert (sent.status_code, sent["Location"]) == (302, f"{MUTATIONS}?wijziging=1&volgorde=cost")
        assert client.get(sent["Location"]).status_code == 200

    def test_an_empty_form_is_no_filter(self, client, page):
        page(MUTATIONS, wijziging="1")

        sent = page(MUTATIONS, zoek="", wijziging="")

        assert sent["Location"] == MUTATIONS
        assert _codes(client.get(MUTATIONS)) == ALL

    def test_what_is_not_understood_is_not_remembered(self, client, page):
        page(MUTATIONS, programma="zorg")

        assert _codes(client.get(MUTATIONS)) == ALL

    def test_each_list_has_its_own(self, client, page):
        page(MUTATIONS, wijziging="1")

        assert client.get(ORDERS).status_code == 200

    def test_each_user_has_their_own(self, world, client, page):
        page(MUTATIONS, wijziging="1")
        client.force_login(world.colleague)

        assert client.get(MUTATIONS).status_code == 200


class TestOrders:
    @pytest.mark.parametrize(
        ("query", "codes"),
        [
            ({"volgorde": "number"}, ["p1", "401", "402"]),
            ({"volgorde": "-number"}, ["402", "401", "p1"]),
            ({"gemeente": "uithoorn"}, ["p1", "402"]),
            ({"programma": "burger"}, ["p1", "401", "402"]),
            ({"programma": "staf"}, []),
            ({"soort": "structural"}, []),
            ({"zoek": "opdracht 401"}, ["401"]),
            ({"zoek": "402"}, ["402"]),
            ({"zoek": "Primitief"}, ["p1"]),
        ],
    )
    def test_filters(self, page, query, codes):
        assert _codes(page(ORDERS, **query)) == codes

    def test_agreed_and_booked(self, page):
        context = page(ORDERS).context

        assert (context["agreed"], context["booked"]) == (150_000, 50_000)

    def test_no_orders_yet(self, world, page):
        journal.open_year(actor=world.finance, year=YEAR + 1)

        assert "is nog geen maatwerk dat u mag zien" in page(f"/{YEAR + 1}/maatwerk/").content.decode()


def _more(world: World, number: int) -> None:
    """A wijziging with many mutaties and orders, all on the first page."""
    world.draft(number, *[change(f"m{number}-{count}", theme="groei") for count in range(60)])
    for count in range(60):
        world.order(f"o{number}-{count}", "diemen")


@pytest.mark.parametrize("rows", ["few", "many"])
@pytest.mark.parametrize(("address", "queries"), [(MUTATIONS, MUTATIONS_QUERIES), (ORDERS, ORDERS_QUERIES)])
def test_a_list_costs_the_same_number_of_queries(world, client, django_assert_num_queries, rows, address, queries):
    if rows == "many":
        _more(world, 3)
    client.force_login(world.finance)

    with django_assert_num_queries(queries):
        response = client.get(address)

    assert response.context["table"].page.paginator.count >= (50 if rows == "many" else 3)


def _sheet(response: Any) -> Any:
    return load_workbook(io.BytesIO(response.content)).active


class TestDownloads:
    def test_csv(self, page):
        response = page(f"{MUTATIONS}mutaties.csv", wijziging="1")

        assert response["Content-Type"] == "text/csv; charset=utf-8"
        assert response["Content-Disposition"] == f'attachment; filename="mutaties-{YEAR}.csv"'
        assert response.content.startswith(b"\xef\xbb\xbf")
        rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))
        assert [(row["Code"], row["Lasten"], row["Bijdrage"], row["Maatwerk"]) for row in rows] == [
            ("werk", "500,00", "0,00", "500,00"),
            ("vth", "40,00", "40,00", "0,00"),
        ]
        assert rows[0]["Toelichting"] == "Omdat het werk is toegenomen."

    def test_xlsx_holds_real_numbers(self, page):
        response = page(f"{MUTATIONS}mutaties.xlsx", wijziging="2")

        sheet = _sheet(response)
        rows = list(sheet.iter_rows(values_only=True))
        values = dict(zip(rows[0], rows[1], strict=True))
        assert (values["Lasten"], values["Bijdrage"], values["Wijziging"]) == (-300, -300, 2)
        assert sheet.freeze_panes == "A2"

    @pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1"])
    def test_text_never_becomes_a_formula(self, world, page, text):
        world.draft(3, change("formule", description=text, theme="groei"))

        line = page(f"{MUTATIONS}mutaties.csv", wijziging="3").content.decode("utf-8-sig").splitlines()[1]
        book = page(f"{MUTATIONS}mutaties.xlsx", wijziging="3")

        assert f"'{text}" in line
        cell = _sheet(book)["H2"]
        assert (cell.value, cell.data_type) == (text, "s")

    def test_orders(self, page):
        text = page(f"{ORDERS}maatwerk.csv", gemeente="diemen").content.decode("utf-8-sig")
        sheet = _sheet(page(f"{ORDERS}maatwerk.xlsx"))

        assert [line.split(";")[1] for line in text.splitlines()] == ["Nummer", "401"]
        assert sheet.max_row == 4

    def test_the_page_links_to_what_it_shows(self, page):
        html = page(MUTATIONS, wijziging="1").content.decode()

        assert f'href="{MUTATIONS}mutaties.xlsx?wijziging=1"' in html

    def test_a_wrong_filter_downloads_nothing(self, page):
        text = page(f"{MUTATIONS}mutaties.csv", programma="zorg").content.decode("utf-8-sig")

        assert len(text.splitlines()) == 1


def test_an_ogon_member_sees_of_a_draft_only_what_they_pay(world, client):
    world.draft(
        3,
        change("samen", cost(30), maatwerk(10, "401", "diemen"), maatwerk(20, "402", "uithoorn"), theme="groei"),
    )
    client.force_login(person("lid", Role.OGON_MEMBER, Municipality.objects.get(code="diemen")))

    response = client.get(MUTATIONS, {"wijziging": "3"})

    assert _codes(response) == ["samen"]
    assert response.context["sums"].cost == 0
    assert response.context["sums"].sources == [("maatwerk", 1_000)]
    assert "Van een concept ziet u alleen de regels die uw gemeente betaalt" in response.content.decode()
