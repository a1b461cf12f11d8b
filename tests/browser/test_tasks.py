"""What a council member, the board, the accountant and finance come for, and in how few clicks they have it."""

import re
from collections.abc import Callable

from playwright.sync_api import Browser, Locator, Page, expect

from ledger.enums import Role
from tests.browser.test_pages import log_in, member, menu, site  # noqa: F401 - the fixture


class Clicker:
    """Somebody with a page of their own, who counts the clicks."""

    def __init__(self, browser: Browser, address: str, username: str) -> None:
        self.page: Page = browser.new_context(locale="nl-NL", base_url=address).new_page()
        self.clicks = 0
        log_in(self.page, address, username)

    def click(self, target: Locator) -> None:
        target.click()
        self.clicks += 1

    def link(self, name: str | re.Pattern[str]) -> Locator:
        return self.page.get_by_role("main").get_by_role("link", name=name).first

    def title(self, text: str | re.Pattern[str]) -> None:
        expect(self.page.get_by_role("heading", level=1)).to_have_text(text)


def test_each_finds_what_they_come_for_in_a_few_clicks(browser, site):  # noqa: F811
    member("bestuur", Role.BOARD)
    member("controle", Role.ACCOUNTANT)

    def enter(username: str) -> Clicker:
        return Clicker(browser, site, username)

    for task in (_what_diemen_pays_more, _what_waits_for_the_board, _a_figure_to_its_source, _a_list_by_its_address):
        task(enter)
    for context in browser.contexts:
        context.close()


def _what_diemen_pays_more(enter: Callable[[str], Clicker]) -> None:
    raad = enter("raad")
    expect(raad.page.get_by_role("region", name="Wat betaalt Diemen?")).to_contain_text("€ 746.955 meer (9,9 %)")
    raad.click(raad.link(re.compile(r"^144, Projecten Sociaal")))
    raad.title(re.compile("Projecten Sociaal"))
    raad.click(raad.link(re.compile("contractmanagement")))
    raad.title("Maatwerk Diemen contractmanagement")
    assert raad.clicks < 4


def _what_waits_for_the_board(enter: Callable[[str], Clicker]) -> None:
    board = enter("bestuur")
    board.click(board.link("1 ding wacht op u"))
    board.click(board.link(re.compile("^2e begrotingswijziging 2024")))
    board.title("2e begrotingswijziging 2024")
    expect(board.link("Vaststellen")).to_be_visible()
    assert board.clicks < 4


def _a_figure_to_its_source(enter: Callable[[str], Clicker]) -> None:
    accountant = enter("controle")
    accountant.click(menu(accountant.page).get_by_text("Begroting", exact=True))
    accountant.click(menu(accountant.page).get_by_role("link", name="Tabellen"))
    accountant.click(accountant.link("Bijdragen per gemeente"))
    expect(accountant.page.get_by_role("main")).to_contain_text("Paragraaf 6.11.")
    accountant.click(accountant.link("3.632, Diemen, Staf, 2e wijziging 2024"))
    accountant.click(accountant.link("Rentebaten rekening-courant"))
    expect(accountant.page.get_by_role("term").filter(has_text="Bron")).to_be_visible()
    assert accountant.clicks < 6


def _a_list_by_its_address(enter: Callable[[str], Clicker]) -> None:
    finance, accountant = enter("fin"), enter("controle")
    finance.page.goto("/2024/mutaties/")
    finance.page.get_by_label("Betaald door").select_option("Uithoorn")
    finance.click(finance.page.get_by_role("button", name="Filter toepassen"))
    expect(finance.page).to_have_url(re.compile(r"/2024/mutaties/\?gemeente=uithoorn$"))
    expect(finance.page.get_by_role("main")).to_contain_text("U kunt dat adres delen.")

    accountant.page.goto(finance.page.url)
    expect(accountant.page.get_by_role("status")).to_have_text("41 mutaties gevonden")
