"""What is typed stays: with two windows open, after the session is over, without the server, and beside a colleague."""

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.browser.entry_desk import PASSWORD, Desk, people, sit

__all__ = ["people", "sit"]  # fixtures

pytestmark = pytest.mark.django_db(transaction=True)

KEPT = "Object.values(localStorage).some(draft => draft.includes({}))"


def kept(desk: Desk, text: str) -> None:
    """Wait until the browser has kept a text that was typed."""
    desk.page.wait_for_function(f"text => {KEPT.format('text')}", arg=text)


def test_two_windows_each_keep_their_own(sit, context: BrowserContext):
    desk = sit()
    desk.open()
    notice = desk.page.locator("[data-notice]")
    desk.fill(0, number="3", description="Van het eerste venster")
    kept(desk, "Van het eerste venster")

    other = Desk(context.new_page(), desk.base)
    other.open()
    expect(other.page.locator("[data-notice]")).to_contain_text("ook open in een ander venster")
    expect(other.cell("description", 0)).to_have_value("")
    other.fill(0, number="4", description="Van het tweede venster")
    kept(other, "Van het tweede venster")

    # The first is saved: that takes nothing from the second, which was closed and comes back when the page is opened.
    desk.fill(0, spending="-1", recurrence="incidental", cover="third-parties")
    other.page.close()
    desk.save()
    desk.saved()
    expect(notice).to_contain_text("teruggezet")
    expect(desk.cell("description", 0)).to_have_value("Van het eerste venster")
    expect(desk.cell("description", 1)).to_have_value("Van het tweede venster")


def test_a_session_that_is_over_loses_nothing(sit, context: BrowserContext):
    desk = sit()
    desk.open()
    context.clear_cookies(name="sessionid")
    desk.fill(0, number="3", description="Na het uitloggen")
    expect(desk.page.locator("[data-notice]")).to_contain_text("U bent niet meer ingelogd")
    desk.page.get_by_role("button", name="Opnieuw inloggen").click()
    desk.page.fill("[name=username]", "fenna")
    desk.page.fill("[name=password]", PASSWORD)
    desk.page.click("main button[type=submit]")
    expect(desk.cell("description", 0)).to_have_value("Na het uitloggen")
    expect(desk.page.locator("[data-notice]")).to_contain_text("teruggezet")


def test_a_server_that_is_away_is_asked_again(sit, context: BrowserContext):
    desk = sit()
    desk.open()
    context.set_offline(True)
    desk.fill(0, number="3", description="Zonder net", spending="-7", recurrence="incidental", cover="third-parties")
    status = desk.page.locator("[data-status]")
    expect(status).to_contain_text("Doorrekenen lukt nu niet")
    context.set_offline(False)
    expect(status).to_contain_text("lasten +7")


def test_a_draft_of_a_row_that_a_colleague_changed_is_told_at_once(sit, browser: Browser):
    desk = sit()
    desk.open()
    desk.fill(0, number="3", description="Zoals het was", spending="-7", recurrence="incidental", cover="third-parties")
    desk.save()
    desk.saved()
    desk.fill(0, description="Mijn versie")
    kept(desk, "Mijn versie")
    desk.page.goto("about:blank")

    with browser.new_context(locale="nl-NL") as elsewhere:
        colleague = sit("frits", at=elsewhere.new_page())
        colleague.open()
        colleague.fill(0, spending="-9")
        colleague.save()
        colleague.saved()

    desk.open()
    expect(desk.cell("description", 0)).to_have_value("Mijn versie")
    expect(desk.page.locator("[data-row='0'] [data-summary]")).to_contain_text("Frits Test heeft deze mutatie intussen")
    desk.save()
    versions = desk.page.locator(".duo-entry__versions")
    expect(versions).to_contain_text("Mijn versie")
    expect(versions).to_contain_text("-9")
    desk.page.get_by_label("De andere versie laten staan").check()
    desk.save()
    desk.saved()
    expect(desk.cell("spending", 0)).to_have_value("-9")
