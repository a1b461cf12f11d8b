"""The start page, the tables and what is behind a figure: what they show, to whom, and under which address."""

import io
import re
from datetime import date, timedelta

import openpyxl
import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils.html import escape

from ledger.enums import Role
from ledger.models import Municipality, User
from reports import origin
from reports.catalogue import BY_PATH, CATALOGUE
from tests.ledger.factories import person
from tests.reports.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ledger_2024")]

PAGES = [
    "/2024/",
    "/2024/tabellen/",
    *(f"/2024/tabellen/{path}/" for path in BY_PATH),
    "/2024/tabellen/bijdragen/herkomst/?rij=diemen/staf&kolom=original",
    "/2024/tabellen/bijdragen.xlsx",
    "/2024/aansluiting/",
    "/2024/aansluiting.json",
]


@pytest.fixture(autouse=True)
def _nothing_kept():
    cache.clear()


@pytest.fixture
def finance(client):
    client.force_login(person("fin", Role.FINANCE))
    return client


@pytest.fixture
def council(client):
    client.force_login(person("raadslid", Role.COUNCIL_READER, Municipality.objects.get(code="diemen")))
    return client


# --- who gets in --------------------------------------------------------------------------------


@pytest.mark.parametrize("page", ["/", *PAGES])
def test_without_login_a_page_leads_to_the_login(client, page):
    response = client.get(page)

    assert response.status_code == 302
    assert response["Location"].startswith("/inloggen/?next=")


@pytest.mark.parametrize("page", ["/inloggen/", "/toegankelijkheid/"])
def test_the_login_and_the_statement_are_public_and_tell_nothing_of_the_budget(client, page):
    response = client.get(page)

    assert response.status_code == 200
    assert "Begroting 2024" not in text_of(response)


@pytest.mark.parametrize("page", ["/", *PAGES])
def test_without_a_role_there_is_a_friendly_page_instead(client, page):
    client.force_login(User.objects.create(username="nieuw"))

    response = client.get(page)

    assert response.status_code == 403
    assert "U heeft nog geen rol" in text_of(response)
    assert "2024" not in text_of(response)


def test_a_role_of_yesterday_is_no_role(client):
    client.force_login(person("oud", Role.FINANCE, until=date.today() - timedelta(days=1)))  # noqa: DTZ011

    assert client.get("/2024/").status_code == 403


def test_who_has_no_role_can_log_out(client):
    client.force_login(User.objects.create(username="nieuw"))

    assert client.post("/uitloggen/").status_code == 302
    assert client.get("/")["Location"].startswith("/inloggen/")


def test_logging_out_takes_a_button_not_a_link(finance):
    assert finance.get("/uitloggen/").status_code == 405


def test_a_wrong_password_is_told_in_plain_dutch(client):
    User.objects.create_user("fin", password="goed")

    response = client.post("/inloggen/", {"username": "fin", "password": "fout"})

    assert "horen niet bij elkaar" in text_of(response)
    assert "<title>Fout: Inloggen" in response.content.decode()


@pytest.mark.parametrize("role", [Role.FINANCE, Role.BOARD, Role.ACCOUNTANT, Role.ADMINISTRATOR])
def test_those_who_work_on_the_budget_see_every_page(client, role):
    client.force_login(person("wie", role))

    assert {client.get(page).status_code for page in PAGES} == {200}


@pytest.mark.parametrize("role", [Role.COUNCIL_READER, Role.OGON_MEMBER])
def test_a_gemeente_sees_everything_but_the_tie_out(client, role):
    client.force_login(person("wie", role, Municipality.objects.get(code="uithoorn")))

    assert {page for page in PAGES if client.get(page).status_code != 200} == {
        "/2024/aansluiting/",
        "/2024/aansluiting.json",
    }
    assert "/2024/aansluiting/" not in client.get("/2024/").content.decode()


# --- the start page -----------------------------------------------------------------------------


def test_home_leads_to_the_newest_year(finance):
    assert finance.get("/")["Location"] == "/2024/"


def test_the_start_page_shows_that_the_budget_closes_with_both_amounts(council):
    page = text_of(council.get("/2024/"))

    assert "De begroting sluit" in page
    assert "Lasten € 43.072.269" in page
    assert "Baten € 43.072.269" in page


def test_the_start_page_says_the_status_of_each_wijziging_in_words(council):
    page = text_of(council.get("/2024/"))

    assert "Primitieve begroting 2024 vastgesteld op 6 juli 2023" in page
    assert "2e begrotingswijziging 2024 aangeboden" in page
    assert "2e begrotingswijziging 2024 wacht op vaststelling door het bestuur van Duo+." in page


def test_the_chart_tells_in_words_what_the_table_under_it_says(council):
    html = council.get("/2024/").content.decode()
    chart = re.findall(r"<title>(Wie betaalt wat.*?)</title>", html)[0]

    assert "Diemen: Primitief 7.515.971; 1e wijziging +683.721; 2e wijziging +63.233; Na wijziging 8.262.926." in chart
    for amount in ("7.515.971", "683.721", "63.233", "8.262.926", "20.765.794", "625.262"):
        assert re.search(rf'aria-label="{re.escape(amount)}[^"]*">{re.escape(amount)}</a>', html), amount


def test_every_figure_on_the_start_page_leads_to_its_lines(council):
    html = council.get("/2024/").content.decode()
    addresses = set(re.findall(r'href="(/2024/tabellen/bijdragen/herkomst/[^"]+)"', html))

    # Three gemeenten, the others and the total, and three onderdelen of Diemen; three stages and the outcome.
    assert len(addresses) == (5 + 3) * 4
    for address in addresses:
        assert council.get(address.replace("&amp;", "&")).status_code == 200


def test_open_work_counts_the_differences_per_cause_for_those_who_may_see_them(finance):
    html = finance.get("/2024/").content.decode()
    causes = dict(re.findall(r'oorzaak=(\w+)#verschillen">(\d+)×', html))
    report = finance.get("/2024/aansluiting.json").json()

    assert {name: int(count) for name, count in causes.items()} == {
        name: n for name, n in report["counts"].items() if n
    }


# --- tables -------------------------------------------------------------------------------------


@pytest.mark.parametrize("report", CATALOGUE.values(), ids=CATALOGUE)
def test_every_figure_of_a_table_is_a_link(council, report):
    html = council.get(f"/2024/tabellen/{report.path}/").content.decode()
    cells = re.findall(r'<td class="duo-table__amount[^"]*">(.*?)</td>', html)

    assert cells
    assert all(cell.startswith(f'<a href="/2024/tabellen/{report.path}/herkomst/?rij=') for cell in cells)


def test_a_table_can_be_shown_up_to_an_earlier_wijziging_and_remembers_it(council):
    html = council.get("/2024/tabellen/bijdragen/?tot=1").content.decode()

    assert "1e begrotingswijziging 2024" in html
    assert "2e wijziging 2024" not in html
    assert 'href="/2024/tabellen/bijdragen.xlsx?tot=1"' in html
    assert "kolom=amendment-1&amp;tot=1" in html
    assert 'href="/2024/tabellen/bijdragen/?tot=1" aria-current="true"' in html


def test_a_table_in_thousands_offers_plain_rounding_and_remembers_it(council):
    adding_up = council.get("/2024/tabellen/baten-en-lasten/")
    rounded = council.get("/2024/tabellen/baten-en-lasten/?afronding=gewoon").content.decode()

    assert "De bedragen zijn zo afgerond dat rijen en kolommen optellen." in text_of(adding_up)
    assert "Elk bedrag is apart afgerond." in rounded
    assert 'href="/2024/tabellen/baten-en-lasten.pdf?afronding=gewoon"' in rounded


def test_a_table_in_euros_offers_no_rounding(council):
    assert "Gewoon afgerond" not in text_of(council.get("/2024/tabellen/bijdragen/"))


def test_no_page_has_style_or_script_of_its_own(finance):
    for page in PAGES:
        html = finance.get(page).content.decode(errors="ignore")
        assert not re.search(r"<style|<script(?! src=)| style=| on\w+=", html), page


# --- behind a figure ----------------------------------------------------------------------------


def test_a_split_figure_shows_lines_key_share_rounding_and_sum(council):
    page = text_of(council.get("/2024/tabellen/bijdragen/herkomst/?rij=diemen/staf&kolom=amendment-2"))

    assert "€ 3.632 Dit bedrag staat in de tabel Bijdragen DUO-gemeenten 2024" in page
    assert "Het komt uit 3 regels van 3 mutaties." in page
    assert "Herverdeling opleidingen over programma&#x27;s (budgettair neutraal)" in page
    assert "Samen 9.567" in page
    assert "Diemen telt mee 37.961.090 37,9611 % 3.631,74 0,26 3.632" in page
    assert "Samen 100.000.000 100 % 9.567,00 – 9.567" in page
    assert "In de tabel 3 3.632" in page


def test_a_rounded_figure_shows_the_exact_amount_and_the_rounding(council):
    page = text_of(council.get("/2024/tabellen/baten-en-lasten/herkomst/?rij=programme/buurt&kolom=amendment-income"))

    assert "Precies bedrag 1.636.108" in page
    assert "Afronding op hele duizenden euro&#x27;s −108" in page
    assert "In de tabel" in page
    assert "1.636.000" in page


def test_a_figure_without_lines_says_why(council):
    page = text_of(council.get("/2024/tabellen/bijdragen/herkomst/?rij=diemen/maatwerk&kolom=amendment-1"))

    assert "Er zijn geen regels achter dit bedrag. Daarom is het nul." in page


def test_a_figure_of_the_opening_balance_is_a_fact(council):
    page = text_of(council.get("/2024/tabellen/reserves/herkomst/?rij=reserve/bedrijfsvoering&kolom=opening"))

    assert "een gegeven van het jaar zelf" in page
    assert "463.000" in page


def test_long_lists_are_cut_in_pages_with_the_totals_over_all(council, monkeypatch):
    monkeypatch.setattr(origin, "PER_PAGE", 2)
    address = "/2024/tabellen/bijdragen/herkomst/?rij=diemen/staf&kolom=amendment-2"

    first, second = text_of(council.get(address)), text_of(council.get(f"{address}&pagina=2"))

    assert "Bladzijde 1 van 2" in first
    assert first.count("baat, bijdrage Staf") == 2 * 2  # once in its column, once for narrow screens
    assert second.count("baat, bijdrage Staf") == 1 * 2
    for page in (first, second):
        assert "Samen, alle 3 regels" in page
        assert "9.567" in page
    assert council.get(f"{address}&pagina=3").status_code == 404


# --- what is not there --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("/2031/", "Er is geen begroting 2031 die u kunt bekijken."),
        ("/2031/tabellen/", "Er is geen begroting 2031 die u kunt bekijken."),
        ("/2024/tabellen/niets/", "Er is geen tabel 'niets'."),
        ("/2024/tabellen/niets.xlsx", "Er is geen tabel 'niets'."),
        ("/2024/tabellen/bijdragen.exe", "Deze tabel is er niet als exe-bestand."),
        ("/2024/tabellen/bijdragen/?tot=3", "De begroting 2024 heeft geen wijziging 3."),
        ("/2024/tabellen/bijdragen/?tot=x", "De begroting 2024 heeft geen wijziging x."),
        ("/2024/tabellen/bijdragen.csv?tot=-1", "De begroting 2024 heeft geen wijziging -1."),
        ("/2024/tabellen/bijdragen/?afronding=anders", "Kies 'gewoon' als afronding"),
        ("/2024/tabellen/bijdragen/herkomst/", "Dit bedrag staat niet in de tabel."),
        ("/2024/tabellen/bijdragen/herkomst/?rij=diemen/staf&kolom=x", "Dit bedrag staat niet in de tabel."),
        ("/2024/tabellen/bijdragen/herkomst/?rij=diemen&kolom=original", "De tabel heeft geen bedrag in rij"),
        ("/2024/tabellen/bijdragen/herkomst/?rij=diemen/staf&kolom=original&pagina=x", "Er is geen bladzijde x."),
        ("/2024/aansluiting/?oorzaak=x", "Deze oorzaak is er niet."),
        ("/2024/aansluiting/?tabel=x", "Deze tabel is er niet."),
        ("/2024/aansluiting/?pagina=99", "Er is geen bladzijde met dit nummer."),
        ("/niets/", "Misschien klopt het adres niet"),
    ],
)
def test_what_is_not_there_is_a_dutch_page_with_a_way_back(finance, address, reason):
    response = finance.get(address)

    assert response.status_code == 404
    assert escape(reason) in text_of(response)
    assert 'href="/2024/"' in response.content.decode()


def test_a_page_takes_no_post(finance):
    assert finance.post("/2024/").status_code == 405


# --- aansluitcontrole ---------------------------------------------------------------------------


def test_the_tie_out_can_be_filtered_by_cause_and_table(finance):
    report = finance.get("/2024/aansluiting.json").json()
    wanted = [
        each for each in report["differences"] if each["cause"] == "contradiction" and each["table"] == "amendment"
    ]

    html = finance.get("/2024/aansluiting/?oorzaak=contradiction&tabel=amendment").content.decode()

    assert wanted
    assert re.findall(r'id="verschil-(\d+)"', html) == [str(each["number"]) for each in wanted]
    for each in wanted:
        assert escape(each["explanation"]) in html


def test_a_difference_leads_to_our_own_figure(finance):
    html = finance.get("/2024/aansluiting/?tabel=amendment").content.decode()
    addresses = re.findall(r'href="(/2024/tabellen/[^"]+/herkomst/[^"]+)"', html)

    assert addresses
    for address in set(addresses):
        assert finance.get(address.replace("&amp;", "&")).status_code == 200


def test_the_report_can_be_downloaded(finance):
    response = finance.get(reverse("reports:tie_out_file", args=[2024, "json"]))

    assert response["Content-Type"] == "application/json"
    assert response["Content-Disposition"] == 'attachment; filename="aansluiting-2024.json"'
    assert response.json()["year"] == 2024


def test_the_differences_can_be_sorted_in_a_spreadsheet(finance):
    report = finance.get("/2024/aansluiting.json").json()
    response = finance.get("/2024/aansluiting.xlsx")
    heads, *rows = openpyxl.load_workbook(io.BytesIO(response.content)).worksheets[0].iter_rows(values_only=True)
    told = [dict(zip(heads, row, strict=True)) for row in rows]

    assert [row["Nummer"] for row in told] == [each["number"] for each in report["differences"]]
    assert [row["Verschil"] for row in told] == [each["difference"] for each in report["differences"]]
    assert finance.get("/2024/aansluiting.csv")["Content-Type"] == "text/csv; charset=utf-8"
