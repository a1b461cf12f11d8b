"""Sending a workbook in a real browser: with the keyboard, with and without JavaScript, wide and narrow."""

from io import BytesIO

import openpyxl
import pytest
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from ledger.exchange.writing import export_workbook
from tests.ledger.factories import YEAR, World, change, small_world
from tests.ledger.test_intake import put


@pytest.fixture
def world(transactional_db: None) -> World:
    world = small_world()
    world.adopted(0, change("primitief", number=1))
    world.draft(1, change("een", number=2))
    return world


@pytest.fixture
def cookies(world: World, live_server) -> list[dict[str, str]]:
    client = Client()
    client.force_login(world.finance)
    return [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]


@pytest.fixture
def book(world: World) -> dict[str, object]:
    stream = BytesIO()
    export_workbook(stream)
    workbook = openpyxl.load_workbook(BytesIO(stream.getvalue()))
    put(workbook["Mutaties"], "Omschrijving", "Andere woorden", Code="een")
    for side in ("last", "baat"):
        put(workbook["Regels"], "Bedrag", 1500, Mutatie="een", Soort=side)
    stream = BytesIO()
    workbook.save(stream)
    return {"name": "boek.xlsx", "mimeType": "application/octet-stream", "buffer": stream.getvalue()}


def _send_and_take_over(page: Page, address: str, book, check=lambda _: None) -> None:
    page.goto(f"{address}/invoer/werkmap/")
    check(page)
    page.get_by_label("Werkboek", exact=True).set_input_files(book)
    page.get_by_role("button", name="Opsturen en bekijken").press("Enter")
    expect(page.get_by_text("Er is nog niets opgeslagen")).to_be_visible()
    expect(page.get_by_text("Andere woorden")).to_be_visible()
    check(page)
    page.get_by_role("button", name="Overnemen").press("Enter")
    expect(page.get_by_text("1 mutatie gewijzigd")).to_be_visible()
    check(page)


@pytest.mark.parametrize("width", [1280, 390, 320])
def test_a_workbook_is_sent_looked_at_and_taken_over(
    page: Page, live_server, cookies, book, world, assert_accessible, width
):
    page.set_viewport_size({"width": width, "height": 900})
    page.context.add_cookies(cookies)

    _send_and_take_over(page, live_server.url, book, assert_accessible)

    assert world.mutation("een").description == "Andere woorden"


def test_it_works_without_javascript(browser: Browser, live_server, cookies, book, world):
    context = browser.new_context(java_script_enabled=False, locale="nl-NL")
    context.add_cookies(cookies)

    _send_and_take_over(context.new_page(), live_server.url, book)

    assert world.mutation("een").description == "Andere woorden"
    context.close()


def test_a_large_workbook_is_followed_until_it_is_there(
    page: Page, live_server, cookies, book, settings, assert_accessible
):
    settings.INTAKE_INLINE_BYTES = 0
    page.context.add_cookies(cookies)

    _send_and_take_over(page, live_server.url, book, assert_accessible)


def test_a_file_that_is_no_workbook_is_told_at_the_field(page: Page, live_server, cookies, assert_accessible):
    page.context.add_cookies(cookies)
    page.goto(f"{live_server.url}/invoer/werkmap/")
    page.get_by_label("Werkboek", exact=True).set_input_files(
        {"name": "brief.txt", "mimeType": "text/plain", "buffer": b"hallo"}
    )
    page.get_by_role("button", name="Opsturen en bekijken").click()

    expect(page).to_have_title("Fout: Werkboek importeren")
    expect(page.get_by_role("link", name="Dit is geen Excel-werkboek")).to_be_visible()
    assert_accessible(page)


@pytest.mark.parametrize("width", [1280, 390, 320])
def test_the_pages_of_reserves_investeringen_and_keys_are_accessible(
    page: Page, live_server, cookies, world, assert_accessible, width
):
    page.set_viewport_size({"width": width, "height": 900})
    page.context.add_cookies(cookies)
    for path in (
        "reserves/",
        "reserves/nieuw/",
        "reserves/algemeen/",
        "wijzigingen/1/investeringen/",
        "sleutels/versies/",
        "sleutels/versies/nieuw/",
        "sleutels/verdeelgroep/burger/?version=direct",
    ):
        page.goto(f"{live_server.url}/{YEAR}/{path}")
        assert_accessible(page)
    for path, button in (("reserves/algemeen/", "Bewaren"), ("sleutels/versies/nieuw/", "Bewaren")):
        page.goto(f"{live_server.url}/{YEAR}/{path}")
        page.get_by_role("textbox").last.fill("30,000.5")
        page.get_by_role("button", name=button).press("Enter")
        expect(page.get_by_role("alert").get_by_text("Dit lukt nog niet")).to_be_visible()
        expect(page.locator("input[value='30,000.5']")).to_be_visible()
        assert_accessible(page)


def test_an_investering_is_added_and_taken_out_without_javascript(browser: Browser, live_server, cookies, world):
    context = browser.new_context(java_script_enabled=False, locale="nl-NL")
    context.add_cookies(cookies)
    page = context.new_page()
    page.goto(f"{live_server.url}/{YEAR}/wijzigingen/1/investeringen/")
    page.get_by_label("Omschrijving").fill("Server")
    page.get_by_label("Bedrag").fill("50.000")
    page.get_by_role("button", name="Toevoegen").press("Enter")
    expect(page.get_by_role("rowheader", name="Server")).to_be_visible()

    page.get_by_role("link", name="Verwijderen investering 1").click()
    page.get_by_role("button", name="Verwijderen").press("Enter")

    expect(page.get_by_text("Nog geen investeringen")).to_be_visible()
    context.close()
