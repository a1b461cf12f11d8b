"""The whole 2e wijziging of 2024 without a mouse: from logging in to the wijziging offered, nothing but keys."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser import second_amendment as second
from tests.browser.entry_desk import PASSWORD, people
from tests.browser.keyboard import Keyboard, hands_off

__all__ = ["hands_off", "people"]  # fixtures

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

NAME = "2e begrotingswijziging 2024"
PROGRAMMES = {"staf": "Staf", "bedrijfsvoering": "Bedrijfsvoering", "burger": "Burger", "buurt": "Buurt"}


def open_amendment(keys: Keyboard) -> None:
    """From any page to that of the wijziging, by the menu."""
    keys.follow("Wijzigingen")
    keys.skip()
    keys.follow(NAME)
    keys.skip()


def back_to_amendment(keys: Keyboard) -> None:
    """Out of the grid, and back to the wijziging it belongs to."""
    keys.press("Escape")
    keys.follow(NAME, key="Shift+Tab", most=2)
    keys.skip()


def enter_programme(keys: Keyboard, programme: str) -> None:
    """Fill in a grid: the first row is typed, the others are pasted below it."""
    rows = second.grid_rows(programme)
    first = rows[0]
    keys.skip("Naar de eerste lege rij")
    keys.at("Nummer, rij 1")
    keys.type(first["number"])
    keys.press("Tab")
    keys.type(first["description"])
    keys.press("Tab")
    keys.type(first["spending"])
    keys.press("Tab")
    keys.choose(second.KINDS[first["recurrence"]])
    keys.press("Tab")
    keys.choose(first["cover"])
    keys.press("Tab")
    if first["ogon"]:
        keys.press("Space")
    keys.press("Tab")
    keys.choose(first["theme"])
    keys.press("Tab")
    keys.type(first["explanation"])
    keys.press("Enter")
    keys.at("Toelichting, rij 2")
    keys.go("Nummer, rij 2", key="Shift+Tab", most=7)
    keys.paste(second.block(rows[1:]))
    expect(keys.page.locator("[data-notice]")).to_contain_text("Alles is begrepen")
    expect(keys.page.locator("[data-status]")).to_contain_text("Sluit")
    keys.leave("Control+Enter")
    keys.told(f"{len(rows)} mutaties toegevoegd")
    keys.at(f"Nummer, rij {len(rows) + 1}")  # the next row can be typed at once


def enter_shift(keys: Keyboard, shift: second.Shift) -> None:
    keys.skip()
    keys.go("Naam van de verschuiving")
    keys.type(shift.name)
    keys.press("Tab")
    keys.choose(second.KINDS[shift.kind])
    keys.press("Tab")
    keys.choose(shift.theme)
    keys.go("Toelichting", most=2)
    keys.type(shift.explanation)
    keys.go("Programma, rij 1", most=2)
    keys.paste(second.block(shift.rows))
    expect(keys.page.locator("[data-status]")).to_contain_text("Neutraal")
    keys.leave("Control+Enter")
    keys.told("pgeslagen")


def enter_in_full(keys: Keyboard, mutation: second.Full) -> None:
    keys.skip()
    keys.go("Programma")
    keys.choose(mutation.programme)
    keys.go("Incidenteel of structureel", most=2)
    keys.choose(second.KINDS[mutation.kind])
    keys.press("Tab")
    keys.choose(mutation.theme)
    keys.press("Tab")
    keys.type(mutation.description)
    keys.press("Tab")
    keys.type(mutation.explanation)
    for place, line in enumerate(mutation.lines, start=1):
        keys.go(f"Last of baat, rij {place}", most=10)
        for column, value in list(line.items())[:-1]:
            keys.choose(value)
            keys.press("Tab")
            assert column in {"side", "place", "cover"}
        keys.type(line["y2024"])
    expect(keys.page.locator("[data-status]")).to_contain_text("Sluit: in elk jaar")
    keys.leave("Control+Enter")
    keys.told("pgeslagen")


def enter_investments(keys: Keyboard) -> None:
    keys.skip()
    keys.go("Nummer")
    keys.press("Tab")
    for number, description, amount in second.investments():
        keys.at("Omschrijving")  # after the first one the keyboard is here again
        keys.go("Nummer", key="Shift+Tab", most=1)
        keys.type(number)
        keys.press("Tab")
        keys.type(description)
        keys.press("Tab")
        keys.type(amount)
        keys.leave("Enter")
        keys.told(f"Investering {number} is toegevoegd")


def log_out(keys: Keyboard) -> None:
    keys.go("Uitloggen", key="Shift+Tab")
    keys.leave("Enter")


def test_the_whole_2e_wijziging_with_keys_only(
    people, live_server, page: Page, hands_off, assert_accessible: Callable[[Page], None]
):
    from ledger.models import Amendment, Mutation

    source = second.of_the_source()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=live_server.url)
    page.goto(f"{live_server.url}/inloggen/")
    hands_off()
    keys = Keyboard(page)

    # Fenna enters everything.
    keys.log_in("fenna", PASSWORD)
    open_amendment(keys)
    keys.follow("Investeringen")
    enter_investments(keys)
    open_amendment(keys)
    for programme, name in PROGRAMMES.items():
        keys.follow(name)
        enter_programme(keys, programme)
        assert_accessible(page)
        keys.press("Escape")
    for shift in second.shifts():
        back_to_amendment(keys)
        keys.follow("Verschuiving")
        enter_shift(keys, shift)
    for mutation in second.in_full():
        back_to_amendment(keys)
        keys.follow("Nieuwe mutatie")
        enter_in_full(keys, mutation)
    second.assert_the_same(second.stored(), source)
    # The source does not say of one maatwerk that the OGON knows of it: without that nothing can be offered.
    back_to_amendment(keys)
    keys.follow("is niet in het OGON besproken")
    keys.skip()
    keys.go("Besproken in OGON")
    keys.press("Space")
    keys.leave("Control+Enter")
    keys.told("pgeslagen")
    keys.press("Escape")
    log_out(keys)

    # Frits agrees to each and offers the wijziging.
    keys.log_in("frits", PASSWORD)
    open_amendment(keys)
    keys.follow("wacht op akkoord")
    keys.go("Akkoord op")
    for _ in range(Mutation.objects.filter(amendment__number=2).count()):
        keys.at("Akkoord op")  # after one the keyboard is at the next
        keys.leave("Enter")
    expect(page.get_by_text("Er wacht niets op uw akkoord.")).to_be_visible()
    open_amendment(keys)
    keys.follow("Naar de volgende stap")
    keys.skip()
    keys.go("Stuk")
    keys.type("Raadsvoorstel 12")
    keys.leave("Enter")
    expect(page.get_by_text("is aangeboden")).to_be_visible()
    assert_accessible(page)
    amendment = Amendment.objects.get(budget_year=2024, number=2)
    assert (amendment.status, amendment.submitted_by, amendment.document) == (
        "submitted", people.frits, "Raadsvoorstel 12",
    )  # fmt: skip
    assert second.stored()["contributions 2024"]["rows"] == source["contributions 2024"]["rows"]
