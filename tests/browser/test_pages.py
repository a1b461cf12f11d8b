"""The pages of the reports in a real browser: reachable, readable, operable with keys alone."""

import re
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from ledger.enums import Role
from ledger.exchange.importing import import_folder
from ledger.models import Municipality, RoleGrant, User
from reports.catalogue import BY_PATH

FOLDER = Path(__file__).parent.parent.parent / "fixtures" / "duoplus-2024"
PASSWORD = "een goed wachtwoord"
ORIGIN = "/2024/tabellen/bijdragen/herkomst/?rij=diemen/staf&kolom=amendment-2"
PAGES = [
    "/2024/",
    "/2024/tabellen/",
    *(f"/2024/tabellen/{path}/" for path in BY_PATH),
    ORIGIN,
    "/2024/tabellen/baten-en-lasten/herkomst/?rij=programme/buurt&kolom=current-balance",
    "/2024/aansluiting/?oorzaak=contradiction",
    "/2024/niets/",
    "/toegankelijkheid/",
]
COLOURED = ["/2024/", "/2024/tabellen/", "/2024/tabellen/baten-en-lasten/", ORIGIN, PAGES[-3], PAGES[-2], PAGES[-1]]
"""A page of every kind: between tables the colours do not differ."""

SIZES = {"desktop": {"width": 1280, "height": 900}, "phone": {"width": 390, "height": 800}}


def member(username: str, role: Role, municipality: Municipality | None = None) -> User:
    user = User.objects.create_user(username, password=PASSWORD)
    RoleGrant.objects.create(user=user, role=role, municipality=municipality, valid_until=date.max)
    return user


@pytest.fixture
def site(live_server) -> str:
    """The site with the budget of 2024, a clerk (`fin`), a council member (`raad`) and somebody new (`nieuw`)."""
    import_folder(FOLDER, actor=member("overname", Role.TAKEOVER))
    member("fin", Role.FINANCE)
    member("raad", Role.COUNCIL_READER, Municipality.objects.get(code="diemen"))
    User.objects.create_user("nieuw", password=PASSWORD)
    return str(live_server.url)


def log_in(page: Page, site: str, username: str = "fin") -> None:
    page.goto(f"{site}/inloggen/")
    page.get_by_label("Gebruikersnaam").fill(username)
    page.get_by_label("Wachtwoord").fill(PASSWORD)
    page.get_by_role("button", name="Inloggen").click()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_every_page_is_accessible(page, site, assert_accessible, size, scheme):
    page.set_viewport_size(SIZES[size])
    page.emulate_media(color_scheme=scheme)
    page.goto(f"{site}/inloggen/")
    assert_accessible(page)
    log_in(page, site)

    for address in COLOURED if scheme == "dark" else PAGES:
        page.goto(site + address)
        assert_accessible(page)


def test_no_page_scrolls_sideways_on_the_narrowest_screen(page, site):
    page.set_viewport_size({"width": 320, "height": 600})
    log_in(page, site)

    for address in PAGES:
        page.goto(site + address)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, address


@pytest.mark.parametrize("size", SIZES)
def test_from_login_to_a_figure_and_its_file(page, site, size, tmp_path):
    page.set_viewport_size(SIZES[size])
    page.goto(f"{site}/2024/tabellen/bijdragen/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Inloggen")
    log_in(page, site, "raad")
    expect(page).to_have_url(f"{site}/2024/")
    expect(page.get_by_role("main")).to_contain_text("De begroting sluit")

    if size == "phone":
        page.get_by_role("button", name="Menu").click()
    menu(page).get_by_text("Begroting", exact=True).click()
    menu(page).get_by_role("link", name="Tabellen").click()
    page.get_by_role("link", name="Bijdragen per gemeente", exact=True).click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Excel").click()
    page.get_by_role("link", name="3.632, Diemen, Staf, 2e wijziging 2024").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Diemen / Staf")
    expect(page.get_by_role("main")).to_contain_text("Het komt uit 3 regels van 3 mutaties.")
    page.get_by_role("link", name="Rentebaten rekening-courant").click()
    expect(page).to_have_url(re.compile(r"/2024/mutaties/\d+/$"))

    assert download.value.suggested_filename == "bijdragen-2024-tm-2e-wijziging.xlsx"
    download.value.save_as(tmp_path / "bijdragen.xlsx")
    cells = [cell.value for row in openpyxl.load_workbook(tmp_path / "bijdragen.xlsx").worksheets[0] for cell in row]
    assert -8_262_926 in cells


def test_with_keys_alone_one_can_log_in_and_open_a_figure(page, site):
    page.goto(f"{site}/inloggen/?next=/2024/tabellen/investeringen/")
    expect(page.get_by_label("Gebruikersnaam")).to_be_focused()
    page.keyboard.type("raad")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{site}/2024/tabellen/investeringen/")

    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Naar de inhoud")).to_be_focused()
    expect(page.get_by_role("link", name="Naar de inhoud")).to_be_in_viewport()
    page.keyboard.press("Enter")
    figure = page.get_by_role("link", name=re.compile(r"^155, "))
    for _ in range(40):
        page.keyboard.press("Tab")
        if figure.evaluate("element => element === document.activeElement"):
            break
    expect(figure).to_be_focused()
    assert figure.evaluate("element => getComputedStyle(element).outlineStyle") == "solid"
    page.keyboard.press("Enter")

    expect(page.get_by_role("main")).to_contain_text("155.000")


def menu(page: Page) -> Locator:
    return page.get_by_role("navigation", name="Hoofdmenu")


def test_the_menu_of_a_phone_opens_and_closes_with_keys(page, site, assert_accessible):
    page.set_viewport_size(SIZES["phone"])
    log_in(page, site)
    toggle = page.get_by_role("button", name="Menu")
    group, link = menu(page).get_by_text("Begroting", exact=True), menu(page).get_by_role("link", name="Mutaties")
    expect(group).to_be_hidden()

    toggle.press("Enter")
    expect(toggle).to_have_attribute("aria-expanded", "true")
    group.press("Enter")
    expect(link).to_be_visible()
    assert_accessible(page)
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(link).to_be_hidden()
    expect(group).to_be_focused()
    page.keyboard.press("Escape")

    expect(group).to_be_hidden()
    expect(toggle).to_be_focused()


def test_a_group_of_the_menu_opens_over_the_page_and_closes_again(page, site, assert_accessible):
    page.set_viewport_size(SIZES["desktop"])
    log_in(page, site)
    page.goto(f"{site}/2024/mutaties/")
    budget, check = (menu(page).get_by_text(name, exact=True) for name in ("Begroting", "Controle"))
    mutations, history = (menu(page).get_by_role("link", name=name) for name in ("Mutaties", "Geschiedenis"))

    budget.press("Enter")
    expect(mutations).to_be_visible()
    expect(mutations).to_have_attribute("aria-current", "page")
    expect(budget).to_have_attribute("aria-current", "true")
    expect(menu(page).locator("[aria-current]")).to_have_count(2)
    assert_accessible(page)
    check.press("Enter")  # one at a time
    expect(mutations).to_be_hidden()
    expect(history).to_be_visible()
    page.get_by_role("heading", level=1).click()
    expect(history).to_be_hidden()
    check.press("Enter")
    page.keyboard.press("Escape")
    expect(history).to_be_hidden()
    expect(check).to_be_focused()


def test_without_script_everything_is_there(browser: Browser, site):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 800})
    page = context.new_page()
    log_in(page, site)

    menu(page).get_by_text("Begroting", exact=True).click()
    expect(menu(page).get_by_role("link", name="Mutaties")).to_be_visible()
    page.goto(f"{site}/2024/tabellen/baten-en-lasten/")
    page.get_by_role("link", name="Gewoon afgerond").click()
    expect(page.get_by_role("main")).to_contain_text("Elk bedrag is apart afgerond.")
    page.get_by_role("link", name="1e wijziging", exact=True).click()
    expect(page).to_have_url(f"{site}/2024/tabellen/baten-en-lasten/?tot=1&afronding=gewoon")
    context.close()


def test_a_wide_table_keeps_its_first_column_in_sight(page, site):
    page.set_viewport_size(SIZES["phone"])
    log_in(page, site)
    page.goto(f"{site}/2024/tabellen/baten-en-lasten/")
    region = page.get_by_role("region", name=re.compile("Overzicht van baten en lasten"))
    name = page.get_by_role("rowheader", name="Gerealiseerd resultaat")
    before = name.bounding_box()

    region.evaluate("element => element.scrollBy(400, 0)")

    after = name.bounding_box()
    assert region.evaluate("element => element.scrollLeft") > 300
    assert before is not None
    assert after is not None
    assert abs(after["x"] - before["x"]) < 2


def test_whoever_has_no_role_yet_is_told_so(page, site, assert_accessible):
    log_in(page, site, "nieuw")

    expect(page.get_by_role("heading", level=1)).to_have_text("U heeft nog geen rol")
    assert_accessible(page)
    page.get_by_role("button", name="Uitloggen").click()
    expect(page).to_have_url(f"{site}/inloggen/")


def test_after_logging_out_a_kept_page_is_not_shown(page, site):
    log_in(page, site)
    page.goto(f"{site}/2024/tabellen/bijdragen/")
    page.get_by_role("button", name="Uitloggen").click()

    page.goto(f"{site}/2024/tabellen/bijdragen/")

    expect(page.get_by_role("heading", level=1)).to_have_text("Inloggen")
    expect(page.get_by_role("main")).not_to_contain_text("43.072.269")
