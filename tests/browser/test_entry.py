"""Entering mutaties in a real browser: with keys, by pasting, without JavaScript, two people at once."""

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.entry_desk import Desk, people, sit

__all__ = ["people", "sit"]  # fixtures

pytestmark = pytest.mark.django_db(transaction=True)


def stored() -> list[tuple[int | None, str, int]]:
    """Number, description and lasten of 2024 of what stands in the 2e wijziging."""
    from ledger.models import Mutation

    rows = Mutation.objects.filter(amendment__number=2).order_by("programme__position", "number", "code")
    return [
        (row.number, row.description, sum(line.cents for line in row.lines.filter(effective_year=2024, side="cost")))
        for row in rows
    ]


def test_typing_with_keys_only(sit):
    desk = sit()
    desk.open()
    keys = desk.page.keyboard
    desk.cell("number", 0).focus()
    keys.type("3")
    keys.press("Tab")
    keys.type("Organisatiedag")
    keys.press("Tab")
    keys.type("30.000-")
    keys.press("Tab")
    keys.type("inc")
    keys.press("Tab")
    keys.type("Reserve B")
    keys.press("Tab")
    keys.press("Space")
    keys.press("Tab")
    keys.type("Reserve")
    keys.press("Tab")
    keys.type("Eerste alinea.")
    keys.press("Alt+Enter")
    keys.type("Tweede.")
    expect(desk.page.locator("[data-row='0'] [data-summary]")).to_contain_text("reserve +30.000")
    expect(desk.page.locator("[data-figure=programme-cost]")).to_have_text("+30.000")
    keys.press("Control+Enter")
    desk.saved()
    assert stored() == [(3, "Organisatiedag", 3000000)]
    from ledger.models import Mutation

    mutation = Mutation.objects.get(number=3, amendment__number=2)
    assert (mutation.explanation, mutation.decided_in_ogon) == ("Eerste alinea.\nTweede.", True)
    assert mutation.theme is not None
    assert mutation.theme.code == "reserve-en-balans"


def test_moving_through_the_grid(sit):
    desk = sit()
    desk.open()
    keys = desk.page.keyboard
    desk.cell("spending", 0).focus()
    for key, place in [
        ("Enter", "spending-1"),
        ("Shift+Enter", "spending-0"),
        ("ArrowDown", "spending-1"),
        ("ArrowUp", "spending-0"),
        ("ArrowLeft", "description-0"),
        ("ArrowRight", "spending-0"),
    ]:
        keys.press(key)
        desk.at(place)
    keys.type("12")
    keys.press("ArrowLeft")
    desk.at("spending-0")  # inside the text the arrow moves the cursor
    before = desk.page.locator("tbody[data-row]").count()
    desk.cell("number", before - 1).focus()
    keys.press("Enter")
    desk.at(f"number-{before}")

    # Duplicating a row, and one step back.
    desk.open()
    desk.fill(0, number="3", description="Organisatiedag", spending="-1")
    desk.cell("description", 0).press("Control+d")
    desk.at("description-1")
    expect(desk.cell("description", 1)).to_have_value("Organisatiedag")
    expect(desk.cell("number", 1)).to_have_value("")
    desk.page.keyboard.press("Control+z")
    expect(desk.cell("description", 1)).to_have_value("")
    expect(desk.cell("description", 0)).to_have_value("Organisatiedag")


def test_a_pasted_block_is_understood_and_what_is_not_is_told(sit):
    desk = sit()
    desk.open()
    block = (
        "Nr\tOmschrijving\tUitgaven in €\tI/S\tDekkingsbron\tOGON\tThema\tToelichting\r\n"
        "3\tOrganisatiedag b\u0133\t30.000-\tI\treserve bedrijfsvoering\tja\treserve en balans\t"
        '"Een ""dag""\nen meer."\r\n'
        "4\tGroei\t€ 1.234,50\tstructureel\tBijdrage Staf\tnee\t\t\r\n"
        "5\tFout\t30,000\tsoms\tniemand\t\t\t\r\n"
    )
    desk.paste("number", 0, block)
    expect(desk.cell("description", 0)).to_have_value("Organisatiedag bij")
    expect(desk.cell("explanation", 0)).to_have_value('Een "dag"\nen meer.')
    expect(desk.cell("cover", 1)).to_have_value("contribution:staf")
    notice = desk.page.locator("[data-notice]")
    expect(notice).to_contain_text("3 rijen geplakt, zonder de kopregel")
    expect(notice).to_contain_text("Niet begrepen (3)")
    expect(notice).to_contain_text("rij 3, I/S: 'soms'")
    expect(notice).to_contain_text("rij 3, Dekkingsbron: 'niemand'")
    expect(notice).to_contain_text("komma waar een punt hoort")
    desk.cell("number", 0).focus()
    desk.page.keyboard.press("Control+z")
    expect(desk.cell("description", 0)).to_have_value("")


def test_mistakes_come_back_with_everything_typed(sit, assert_accessible):
    desk = sit()
    desk.open()
    desk.paste("number", 0, "3\tGoed\t-10\tI\tDerden\n4\tFout\t30,000\tI\tDerden")
    desk.save()
    summary = desk.page.locator("#fouten")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("Rij 2: Het bedrag '30,000'")
    expect(desk.page).to_have_title(re.compile("^Fout: "))
    expect(desk.cell("description", 1)).to_have_value("Fout")
    assert stored() == []
    assert_accessible(desk.page)
    summary.get_by_role("link").first.click()
    desk.at("spending-1")
    desk.fill(1, spending="-30")
    desk.save()
    desk.saved()
    assert [(number, cents) for number, _, cents in stored()] == [(3, 1000), (4, 3000)]


def test_a_double_click_stores_once(sit):
    desk = sit()
    desk.open()
    desk.fill(0, number="3", description="Eén keer", spending="-10", recurrence="incidental", cover="third-parties")
    desk.page.dblclick("button[value=opslaan]")
    desk.saved()
    assert stored() == [(3, "Eén keer", 1000)]


def test_two_people_at_once(sit, browser: Browser, assert_accessible):
    fenna = sit("fenna")
    fenna.open()
    fenna.fill(0, number="3", description="Samen", spending="-10", recurrence="incidental", cover="third-parties")
    fenna.save()
    fenna.saved()
    fenna.open()
    with browser.new_context(locale="nl-NL") as other:
        frits = sit("frits", at=other.new_page())
        frits.open()
        frits.fill(0, spending="-20")
        frits.save()
        frits.saved()
    fenna.fill(0, description="Samen, volgens Fenna")
    fenna.save()
    conflict = fenna.page.locator("#keep-0")
    expect(conflict).to_contain_text("Frits Test heeft deze mutatie intussen gewijzigd")
    expect(conflict).to_contain_text("-20")
    expect(fenna.cell("description", 0)).to_have_value("Samen, volgens Fenna")
    assert stored() == [(3, "Samen", 2000)]
    assert_accessible(fenna.page)
    conflict.get_by_label("Mijn versie bewaren").check()
    fenna.save()
    fenna.saved()
    assert stored() == [(3, "Samen, volgens Fenna", 1000)]


def test_a_closed_laptop_loses_nothing(sit):
    desk = sit()
    desk.open()
    desk.fill(0, number="3", description="Nog niet klaar", spending="-10")
    desk.page.goto("about:blank")
    desk.open()
    expect(desk.page.locator("[data-notice]")).to_contain_text("teruggezet")
    expect(desk.cell("description", 0)).to_have_value("Nog niet klaar")
    desk.fill(0, recurrence="incidental", cover="third-parties")
    desk.save()
    desk.saved()
    assert "opgeslagen=" not in desk.page.url
    desk.open()
    expect(desk.page.locator("[data-notice]")).to_be_empty()
    expect(desk.cell("description", 0)).to_have_value("Nog niet klaar")
    expect(desk.cell("description", 1)).to_have_value("")
    # An unfinished change can also be thrown away.
    desk.fill(1, description="Toch niet")
    desk.cell("spending", 1).focus()
    desk.page.goto("about:blank")
    desk.open()
    expect(desk.cell("description", 1)).to_have_value("Toch niet")
    desk.page.get_by_role("button", name="Concept weggooien").click()
    expect(desk.cell("description", 1)).to_have_value("")
    desk.open()
    expect(desk.page.locator("[data-notice]")).to_be_empty()
    expect(desk.cell("description", 1)).to_have_value("")


def test_the_list_of_keys(sit):
    desk = sit()
    desk.open()
    desk.cell("description", 0).press("?")
    expect(desk.cell("description", 0)).to_have_value("?")
    dialog = desk.page.locator("[data-keys]")
    expect(dialog).to_be_hidden()
    desk.page.keyboard.press("F1")
    expect(dialog).to_be_visible()
    desk.page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    desk.page.locator("[data-do=add]").focus()
    desk.page.keyboard.press("?")
    expect(dialog).to_be_visible()


@pytest.mark.parametrize("width", [1280, 390])
def test_the_pages_are_accessible(sit, assert_accessible, width):
    desk = sit()
    desk.page.set_viewport_size({"width": width, "height": 900})
    desk.open()
    desk.paste("number", 0, "3\tOrganisatiedag\t-30.000\tI\tBijdrage Staf\n4\tFout\t30,000\tI\tniemand")
    expect(desk.page.locator("[data-notice]")).to_contain_text("Niet begrepen (2)")
    assert_accessible(desk.page)
    for path in ("mutaties/nieuw/", "verschuiving/"):
        desk.page.goto(f"{desk.base}/2024/wijzigingen/2/{path}")
        assert_accessible(desk.page)


def test_without_javascript(people, live_server, browser: Browser):
    with browser.new_context(java_script_enabled=False, locale="nl-NL") as context:
        desk = Desk(context.new_page(), live_server.url, "fenna")
        desk.open()
        desk.fill(0, number="3", description="Zonder script", spending="-30.000", recurrence="incidental")
        desk.page.click("button[value=rij]")
        desk.fill(0, cover="contribution:staf")
        desk.page.click("button[value=rekenen]")
        expect(desk.page.locator("[data-row='0'] [data-summary]")).to_contain_text("Diemen +11.388")
        expect(desk.page.locator("[data-figure=amendment-cost]")).to_have_text("+30.000")
        assert stored() == []
        desk.save()
        desk.saved()
        assert stored() == [(3, "Zonder script", 3000000)]
        desk.page.get_by_role("button", name="Mijn laatste opslag ongedaan maken (1 mutatie)").click()
        assert stored() == []


def test_a_shift_shows_what_moves_between_gemeenten(sit):
    desk = sit()
    desk.page.goto(f"{desk.base}/2024/wijzigingen/2/verschuiving/")
    desk.page.fill("#name", "Herverdeling opleidingen over programma's")
    desk.page.select_option("#recurrence", "incidental")
    desk.paste(
        "programme",
        0,
        "Staf\t5\t\t-26.708\tBijdrage Staf\n"
        "Bedrijfsvoering\t15\t\t31.261\tBijdrage Bedrijfsvoering exclusief facilitair\n"
        "Burger\t7\t\t1.759\tBijdrage Burger\n"
        "Buurt\t7\t\t6.312-\tBijdrage Buurt overig\n",
    )
    expect(desk.page.locator("[data-status]")).to_contain_text("Neutraal")
    for place, effect in (("diemen", "+1.728"), ("ouder-amstel", "−696"), ("uithoorn", "−1.033")):
        expect(desk.page.locator(f"[data-figure=place-{place}]")).to_have_text(effect)
    desk.save()
    desk.saved()
    assert sum(cents for _, _, cents in stored()) == 0
    assert len(stored()) == 4
