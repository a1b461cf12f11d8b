"""The lists of the ledger in a real browser: readable, narrow, operable with keys, without any script."""

import re
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from ledger import journal
from ledger.models import User
from tests.ledger.factories import YEAR, change, contribution, cost, maatwerk, small_world

SIZES = {"desktop": (1280, 900), "phone": (390, 800), "narrow": (320, 600)}
MUTATIONS = f"/{YEAR}/mutaties/"


@pytest.fixture
def site(live_server: Any) -> str:
    """A year with an adopted wijziging of sixty mutaties and a draft that was edited."""
    world = small_world()
    journal.describe_organisation(
        actor=world.finance, name="De regeling", short_name="Regeling", board_name="bestuur", participants_label="x"
    )
    world.order("401", "uithoorn", number=401)
    journal.add_risk(actor=world.finance, year=world.year, position=1, description="Brand", score_cents=500)
    adopted = world.draft(0)
    journal.add_neutral_group(actor=world.finance, amendment=adopted, code="g", name="Schuif")
    journal.post_mutations(
        actor=world.finance,
        amendment=adopted,
        mutations=[
            change("plus", cost(7), contribution(7), group="g", number=1),
            change("min", cost(-7), contribution(-7, "staf"), group="g", programme="staf", number=1),
            change("werk", cost(500), maatwerk(500, "401", "uithoorn"), decided_in_ogon=True, number=2),
            *(change(f"m{number}", number=number) for number in range(3, 60)),
        ],
    )
    world.adopt(world.submit(adopted))
    world.draft(1, change("nieuw"))
    edited = change("nieuw", cost(5), contribution(5), description="Anders")
    journal.edit_mutation(actor=world.finance, mutation=world.mutation("nieuw"), change=edited, version=1)
    return str(live_server.url)


@pytest.fixture
def clerk(page: Page, site: str) -> Page:
    """The browser of somebody of finance."""
    client = Client()
    client.force_login(User.objects.get(username="fenna"))
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site}])
    return page


def _addresses() -> list[str]:
    from ledger.models import MaatwerkOrder, Mutation

    details = [f"{MUTATIONS}{Mutation.objects.get(code=code).pk}/" for code in ("plus", "werk", "nieuw")]
    order = f"/{YEAR}/maatwerk/{MaatwerkOrder.objects.get().pk}/"
    lists = [
        f"/{YEAR}/{path}/"
        for path in ("mutaties", "maatwerk", "sleutels", "geschiedenis", "geschiedenis/reserve/algemeen", "risicos")
    ]
    states = [f"{MUTATIONS}?zoek=niets", f"{MUTATIONS}?programma=zorg", f"{MUTATIONS}?pagina=2&volgorde=-cost"]
    return [*lists, *details, order, *states]


@pytest.mark.parametrize(
    ("size", "scheme"), [("desktop", "light"), ("desktop", "dark"), ("phone", "light"), ("narrow", "light")]
)
def test_every_page_is_accessible(clerk, site, assert_accessible, size, scheme):
    width, height = SIZES[size]
    clerk.set_viewport_size({"width": width, "height": height})
    clerk.emulate_media(color_scheme=scheme)

    for address in _addresses():
        clerk.goto(site + address)
        assert_accessible(clerk)


def test_the_history_is_filtered_and_leads_to_one_thing(clerk, site, assert_accessible):
    clerk.set_viewport_size({"width": 390, "height": 800})
    clerk.goto(f"{site}/{YEAR}/geschiedenis/")
    clerk.get_by_label("Soort").select_option("maatwerkorders")
    clerk.get_by_role("button", name="Filter toepassen").click()
    clerk.get_by_role("main").get_by_role("link", name="maatwerkorder").first.click()

    expect(clerk.get_by_role("heading", level=1)).to_contain_text("Maatwerkorder")
    expect(clerk.get_by_role("main")).to_contain_text("Maatwerkorder geplaatst")
    assert_accessible(clerk)


def test_filtering_with_the_keyboard_without_any_script(browser, site):
    client = Client()
    client.force_login(User.objects.get(username="fenna"))
    context = browser.new_context(java_script_enabled=False, locale="nl-NL")
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site}])
    page = context.new_page()
    page.goto(site + MUTATIONS)

    page.get_by_label("Zoeken").focus()
    page.keyboard.type("werk")
    page.keyboard.press("Enter")

    expect(page.get_by_role("status")).to_contain_text("gevonden")
    expect(page).to_have_url(re.compile(r"\?zoek=werk$"))
    page.get_by_role("link", name="Wis filters").press("Enter")
    expect(page).to_have_url(site + MUTATIONS)
    context.close()


def test_a_filter_is_remembered_on_the_way_back(clerk, site):
    clerk.goto(site + MUTATIONS)
    clerk.get_by_label("Dekkingsbron").select_option("maatwerk")
    clerk.get_by_role("button", name="Filter toepassen").click()
    clerk.get_by_role("link", name="Mutatie werk").click()
    clerk.get_by_role("navigation", name="Kruimelpad").get_by_role("link", name="Mutaties").click()

    expect(clerk).to_have_url(re.compile(r"\?bron=maatwerk$"))
    expect(clerk.get_by_role("table").locator("tbody tr")).to_have_count(1)


def test_sorting_and_leafing_keep_the_filter(clerk, site):
    clerk.goto(f"{site}{MUTATIONS}?soort=incidental")
    clerk.get_by_role("columnheader", name="Lasten (€)").get_by_role("link").click()
    expect(clerk.get_by_role("columnheader", name="Lasten (€)")).to_have_attribute("aria-sort", "ascending")
    clerk.get_by_role("link", name="Volgende").click()

    expect(clerk).to_have_url(re.compile(r"soort=incidental"))
    expect(clerk).to_have_url(re.compile(r"volgorde=cost"))
    expect(clerk.get_by_text("Pagina 2 van 2")).to_be_visible()


def test_from_the_list_to_the_order_and_back(clerk, site):
    clerk.goto(f"{site}{MUTATIONS}?bron=maatwerk")
    clerk.get_by_role("link", name="Mutatie werk").click()
    clerk.get_by_role("link", name="Uithoorn, order 401").click()
    expect(clerk.get_by_role("heading", level=1)).to_have_text("Opdracht 401")
    clerk.get_by_role("link", name="Mutatie werk").click()

    expect(clerk.get_by_role("heading", level=1)).to_have_text("Mutatie werk")


def test_a_download_is_offered(clerk, site):
    clerk.goto(f"{site}{MUTATIONS}?bron=maatwerk")
    with clerk.expect_download() as waiting:
        clerk.get_by_role("link", name="Excel").click()

    assert waiting.value.suggested_filename == f"mutaties-{YEAR}.xlsx"
