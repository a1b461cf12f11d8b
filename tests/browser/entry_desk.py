"""Somebody at work in the entry forms, for the browser tests: opening, filling in, pasting, saving."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.entry_2024 import People, prepare

PASSWORD = "duoplus-demo"
PASTE = """([text, html]) => {
    const data = new DataTransfer();
    data.setData('text/plain', text);
    if (html) data.setData('text/html', html);
    document.activeElement.dispatchEvent(
        new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true}));
}"""


@pytest.fixture
def people(live_server) -> People:
    return prepare()


class Desk:
    """One person in one browser window. Without a name it is another window of somebody who has logged in."""

    def __init__(self, page: Page, base: str, username: str = "") -> None:
        self.page, self.base = page, base
        if not username:
            return
        page.goto(f"{base}/inloggen/")
        page.fill("[name=username]", username)
        page.fill("[name=password]", PASSWORD)
        page.click("main button[type=submit]")
        page.wait_for_url(lambda address: "inloggen" not in address)

    def open(self, programme: str = "staf") -> None:
        self.page.goto(f"{self.base}/2024/wijzigingen/2/invoer/{programme}/")

    def cell(self, name: str, row: int) -> Locator:
        return self.page.locator(f"#{name}-{row}")

    def fill(self, row: int, **values: str) -> None:
        for name, value in values.items():
            cell = self.cell(name, row)
            if name in {"recurrence", "cover", "theme", "side", "place", "programme"}:
                cell.select_option(value)
            else:
                cell.fill(value)

    def paste(self, name: str, row: int, text: str, *, html: str = "") -> None:
        self.cell(name, row).focus()
        self.page.evaluate(PASTE, [text, html])

    def save(self) -> None:
        self.page.click("button[value=opslaan]")

    def saved(self) -> None:
        expect(self.page.locator(".duo-messages")).to_contain_text(re.compile("[Oo]pgeslagen"))

    def at(self, place: str) -> None:
        expect(self.page.locator(f"#{place}")).to_be_focused()


@pytest.fixture
def sit(live_server, people, page) -> Callable[..., Desk]:
    def start(username: str = "fenna", *, at: Page | None = None) -> Desk:
        return Desk(at or page, live_server.url, username)

    return start
