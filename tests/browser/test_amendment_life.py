"""The life of a wijziging in a real browser, with the keyboard where people use it, and every page looked at by axe."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from ledger import journal
from ledger.models import Amendment, Mutation
from tests.ledger.factories import YEAR, World, change, contribution, cost, small_world

PASSWORD = "een goed wachtwoord"
SIZES = {"desktop": {"width": 1280, "height": 900}, "phone": {"width": 390, "height": 800}}


@pytest.fixture
def world(transactional_db: None) -> World:
    made = small_world()
    for user in (made.finance, made.colleague, made.board):
        user.set_password(PASSWORD)
        user.save()
    return made


def log_in(page: Page, site: str, username: str) -> None:
    page.context.clear_cookies()
    page.goto(f"{site}/inloggen/")
    page.get_by_label("Gebruikersnaam").fill(username)
    page.get_by_label("Wachtwoord").fill(PASSWORD)
    page.get_by_role("button", name="Inloggen").click()
    expect(page.get_by_role("button", name="Uitloggen")).to_be_visible()


def test_from_a_new_wijziging_to_a_tegenboeking(
    world: World, live_server, page: Page, assert_accessible: Callable[[Page], None]
):
    site = live_server.url
    log_in(page, site, "fenna")
    page.goto(f"{site}/{YEAR}/wijzigingen/")
    page.get_by_role("link", name="Nieuwe wijziging").click()
    page.get_by_label("Naam").fill("Primitieve begroting 2030")
    page.get_by_role("button", name="Beginnen").click()
    expect(page.get_by_text("is begonnen als concept")).to_be_visible()

    draft = Amendment.objects.get(number=0)
    second = change("m2", cost(500), contribution(500, pool="staf"), explanation="")
    for mutation in (change("m1"), second):
        journal.post_mutation(actor=world.finance, amendment=draft, mutation=mutation)
    page.reload()
    expect(page.get_by_text("Mutatie Mutatie m2 heeft geen toelichting")).to_be_visible()
    assert_accessible(page)
    # the colleague mends it, and so becomes the one who entered it
    mended = change("m2", cost(500), contribution(500, pool="staf"))
    journal.edit_mutation(actor=world.finance, mutation=world.mutation("m2"), change=mended, version=1)

    log_in(page, site, "koos")
    page.goto(f"{site}/{YEAR}/akkoord/")
    assert_accessible(page)
    page.get_by_role("button", name="Akkoord op Mutatie m1").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("U hebt akkoord gegeven op: Mutatie m1")).to_be_visible()
    expect(page.get_by_role("button", name="Akkoord op Mutatie m2")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Er wacht niets op uw akkoord.")).to_be_visible()
    assert set(Mutation.objects.values_list("approved_by__username", flat=True)) == {"koos"}

    page.goto(f"{site}/{YEAR}/wijzigingen/0/")
    page.get_by_role("link", name="Aanbieden").click()
    page.get_by_role("button", name="Aanbieden").click()
    expect(page).to_have_title(re.compile("^Fout: "))
    assert_accessible(page)
    page.get_by_label("Datum van aanbieden").fill("2030-03-01")
    page.get_by_role("textbox", name="Stuk", exact=True).fill("Stuk 12")
    page.get_by_role("button", name="Aanbieden").click()
    expect(page.get_by_text("is aangeboden")).to_be_visible()

    log_in(page, site, "bram")
    page.goto(f"{site}/{YEAR}/wijzigingen/0/")
    page.get_by_role("link", name="Vaststellen").click()
    page.get_by_label("Datum van het besluit").fill("2030-06-01")
    page.get_by_role("textbox", name="Besluit", exact=True).fill("Besluit 7")
    page.get_by_role("button", name="Vaststellen").click()
    expect(page.get_by_text("is vastgesteld")).to_be_visible()
    assert Amendment.objects.get(number=0).adopted_by == world.board

    log_in(page, site, "fenna")
    page.goto(f"{site}/{YEAR}/mutaties/{world.mutation('m1').pk}/")
    page.get_by_role("link", name="Tegenboeken").click()
    assert_accessible(page)
    page.get_by_role("button", name="Tegenboeken").click()
    expect(page.get_by_text("De tegenboeking staat klaar")).to_be_visible()
    page.get_by_role("link", name="Mutatie m1", exact=True).click()
    expect(page.get_by_text("Teruggedraaid door")).to_be_visible()
    assert_accessible(page)

    page.goto(f"{site}/{YEAR}/vergelijken/?van=0&tot=1")
    expect(page.get_by_text("Sluit: de mutaties hieronder tellen op tot hetzelfde verschil")).to_be_visible()
    assert_accessible(page)


def test_two_quick_clicks_count_once(world: World, live_server, page: Page):
    draft = world.draft(0, change("m1"))
    journal.approve_mutation(actor=world.colleague, mutation=world.mutation("m1"), version=1)
    log_in(page, live_server.url, "fenna")
    page.goto(f"{live_server.url}/{YEAR}/wijzigingen/0/stap/aanbieden/")
    page.get_by_role("textbox", name="Stuk", exact=True).fill("Stuk 12")

    page.get_by_role("button", name="Aanbieden").dblclick()

    expect(page.get_by_role("heading", name=draft.name)).to_be_visible()
    assert _logged("amendment.submitted") == 1


def _logged(action: str) -> int:
    from ledger.models import AuditEntry

    return AuditEntry.objects.filter(action=action).count()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_every_page_of_the_life_is_accessible(
    world: World, live_server, page: Page, assert_accessible: Callable[[Page], None], size: str, scheme: str
):
    world.adopted(0, change("m1"))
    journal.withdraw_amendment(actor=world.finance, amendment=world.draft(1, change("m2")), reason="Niet nodig")
    world.draft(2, change("m3"), change("m4", cost(-3), contribution(-3), explanation=""))
    page.set_viewport_size(SIZES[size])  # type: ignore[arg-type]
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    log_in(page, live_server.url, "koos")
    pk = world.mutation("m1").pk
    for path in (
        "wijzigingen/",
        "wijzigingen/nieuw/",
        "wijzigingen/1/",
        "wijzigingen/2/",
        "wijzigingen/2/geschiedenis/",
        "wijzigingen/2/stap/aanbieden/",
        "wijzigingen/2/stap/intrekken/",
        "akkoord/",
        f"mutaties/{pk}/",
        f"mutaties/{pk}/tegenboeken/",
        "vergelijken/?van=0&tot=2",
        f"vergelijken/?van={date.today().isoformat()}T00:00:01",  # noqa: DTZ011 - a moment before anything was there
        "tabellen/bijdragen/?per=2020-01-01",
        "geschiedenis/",
    ):
        page.goto(f"{live_server.url}/{YEAR}/{path}")
        assert_accessible(page)
