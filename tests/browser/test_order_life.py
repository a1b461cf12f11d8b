"""An order from the request of a gemeente to table 6.10: three accounts, the gemeente on a phone, axe on each page."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from ledger.enums import OrderStatus
from ledger.models import MaatwerkOrder, Mutation
from tests.browser.test_amendment_life import PASSWORD, log_in
from tests.ledger.factories import YEAR, change
from tests.ledger.ogon_world import Overleg, overleg

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
Check = Callable[[Page], None]


@pytest.fixture
def talk(transactional_db: None) -> Overleg:
    made = overleg()
    for user in (made.world.finance, made.world.colleague, made.diemen):
        user.set_password(PASSWORD)
        user.save()
    made.world.adopted(0, change("begin", programme="staf"))
    made.world.draft(1, change("los"))
    return made


def test_from_request_to_table(talk: Overleg, live_server, page: Page, assert_accessible: Check):
    site = live_server.url

    def gemeente() -> None:
        page.set_viewport_size(PHONE)  # type: ignore[arg-type]
        log_in(page, site, "ogon-diemen")

    def finance(name: str = "fenna") -> None:
        page.set_viewport_size(DESK)  # type: ignore[arg-type]
        log_in(page, site, name)

    gemeente()
    page.goto(f"{site}/{YEAR}/maatwerk/aanvragen/")
    assert_accessible(page)
    page.get_by_label("Wat moet er gebeuren?").fill("Extra inzet aan de balie")
    page.get_by_label("Welke prestatie verwacht u?").fill("Tien uur per week")
    page.get_by_label("Programma").select_option(label="Burger")
    page.get_by_label("Bedrag").fill("12.000")
    page.get_by_label("Soort").select_option(label="incidenteel")
    page.get_by_role("button", name="Aanvragen").click()
    expect(page.get_by_text("De aanvraag is vastgelegd.")).to_be_visible()
    assert_accessible(page)
    order = MaatwerkOrder.objects.get()
    assert order.municipality == talk.world.municipalities["diemen"]

    finance()
    page.goto(f"{site}/wachtlijst/")
    expect(page.get_by_role("heading", name="Aanvragen om een offerte voor te maken (1)")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("link", name="Extra inzet aan de balie").click()
    assert_accessible(page)
    page.get_by_role("link", name="Offerte uitbrengen").click()
    assert_accessible(page)
    page.get_by_label("Kenmerk van de offerte").fill("Offerte 7")
    page.get_by_label("Bedrag in het begrotingsjaar").fill("12.500")
    page.get_by_role("button", name="Offerte uitbrengen").click()
    page.get_by_role("link", name="Naar het OGON").click()
    assert_accessible(page)
    page.get_by_role("button", name="Naar het OGON").click()
    expect(page.get_by_text("is nu: in OGON")).to_be_visible()

    gemeente()
    page.goto(f"{site}/wachtlijst/")
    expect(page.get_by_role("heading", name="Te beslissen in het OGON (1)")).to_be_visible()
    assert_accessible(page)
    page.goto(f"{site}/{YEAR}/ogon/")
    expect(page.get_by_text("+ € 12.500")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("link", name="Niet akkoord of een vraag").click()
    assert_accessible(page)
    page.get_by_label("Uw vraag").fill("Waarom is het duurder dan gevraagd?")
    page.get_by_role("button", name="Vraag stellen").click()
    expect(page.get_by_text("Uw vraag is gesteld.")).to_be_visible()

    finance()
    page.goto(f"{site}/wachtlijst/")
    page.get_by_role("link", name="Waarom is het duurder dan gevraagd?").click()
    assert_accessible(page)
    page.get_by_role("textbox", name="Antwoord").fill("De reiskosten zitten erbij.")
    page.get_by_role("button", name="Antwoorden").click()
    expect(page.get_by_text("Uw antwoord is vastgelegd.")).to_be_visible()
    assert_accessible(page)

    gemeente()
    page.goto(f"{site}/{YEAR}/ogon/order/{order.pk}/")
    expect(page.get_by_text("De reiskosten zitten erbij.")).to_be_visible()
    page.get_by_role("button", name="Niet akkoord").click()
    expect(page).to_have_title(re.compile("^Fout: "))
    assert_accessible(page)
    page.goto(f"{site}/{YEAR}/ogon/")
    page.get_by_role("button", name="Akkoord op").click()
    expect(page.get_by_text("Vastgelegd: akkoord op")).to_be_visible()
    expect(page.get_by_text("Er wacht niets op een besluit.")).to_be_visible()
    assert_accessible(page)
    order.refresh_from_db()
    assert order.status == OrderStatus.AGREED

    finance()
    page.goto(f"{site}/{YEAR}/maatwerk/opnemen/")
    assert_accessible(page)
    page.get_by_role("button", name="Opnemen in de wijziging").click()
    expect(page.get_by_text("1 order is opgenomen in")).to_be_visible()
    assert_accessible(page)
    mutation = Mutation.objects.get(lines__order=order)

    finance("koos")
    page.goto(f"{site}/{YEAR}/akkoord/")
    page.get_by_role("button", name=f"Akkoord op {mutation.description}").click()
    expect(page.get_by_text(f"U hebt akkoord gegeven op: {mutation}")).to_be_visible()
    page.goto(f"{site}/{YEAR}/tabellen/maatwerk/")
    row = page.get_by_role("row").filter(has_text="Extra inzet aan de balie")
    expect(row).to_contain_text("12.500")
    assert_accessible(page)

    gemeente()
    page.goto(f"{site}/{YEAR}/maatwerk/{order.pk}/")
    expect(page.get_by_text("De reiskosten zitten erbij.")).to_be_visible()
    expect(page.get_by_text("Verwerkt in wijziging").first).to_be_visible()
    assert_accessible(page)
