"""A wijziging from concept by way of three councils to the sealed document, by four accounts; axe on each page."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from ledger.core.content import digest_of
from ledger.enums import AmendmentStatus, DocumentStatus, Role, VersionKind
from ledger.models import Document
from tests.browser.test_amendment_life import PASSWORD, log_in
from tests.documents.asked import ready
from tests.ledger.factories import YEAR, person, small_world

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
Check = Callable[[Page], None]


@pytest.fixture
def document(transactional_db: None) -> Document:
    world = small_world()
    council = person("raad-diemen", Role.COUNCIL_READER, world.municipalities["diemen"])
    for user in (world.finance, world.board, council):
        user.set_password(PASSWORD)
        user.save()
    return ready(world)


@dataclass
class Desk:
    """Somebody at a screen, on the pages of one document."""

    page: Page
    site: str
    check: Check

    @property
    def home(self) -> str:
        return f"{self.site}/{YEAR}/documenten/wijziging-1/"

    def sit(self, name: str, size: dict[str, int] = DESK) -> None:
        self.page.set_viewport_size(size)  # type: ignore[arg-type]
        log_in(self.page, self.site, name)

    def send(self, day: str) -> None:
        self.page.goto(self.home)
        self.page.get_by_role("link", name="Verzenden").click()
        self.check(self.page)
        self.page.get_by_label("Datum van verzending").fill(day)
        self.page.get_by_role("button", name="Verzenden").click()
        expect(self.page.get_by_text("is verzonden; de inhoud ligt vast.")).to_be_visible()

    def adopt(self, day: str) -> None:
        self.page.goto(f"{self.home}stap/vaststellen/")
        self.page.get_by_label("Datum van het besluit").fill(day)
        self.page.get_by_label("Nummer of naam van het besluit").fill("AB-2030-7")
        self.page.get_by_role("button", name="Vaststellen").click()

    def open_step(self, label: str, council: str) -> None:
        self.page.goto(f"{self.home}zienswijzen/")
        self.page.get_by_role("link", name=f"{label} {council}").click()
        self.check(self.page)

    def save(self, said: str) -> None:
        self.page.get_by_role("button", name="Bewaren").click()
        expect(self.page.get_by_text(said)).to_be_visible()


@pytest.fixture
def desk(page: Page, live_server, assert_accessible: Check) -> Desk:
    return Desk(page, live_server.url, assert_accessible)


def test_sent_on_8_october_answered_and_adopted_on_31_december(document: Document, desk: Desk):
    page = desk.page
    desk.sit("fenna")
    page.goto(f"{desk.home}zienswijzen/")
    expect(page.get_by_text("8 oktober 2030")).to_be_visible()
    desk.send(f"{YEAR}-10-08")
    page.goto(f"{desk.home}zienswijzen/")
    expect(page.get_by_text("Nog 84 dagen")).to_have_count(3)
    desk.check(page)

    for council, words in (("Diemen", "Graag een lagere bijdrage."), ("Uithoorn", "Wij zijn het ermee eens.")):
        desk.open_step("Antwoord vastleggen", council)
        page.get_by_label("Ontvangen op").fill(f"{YEAR}-11-20")
        page.get_by_label("Antwoord", exact=True).select_option(label="de raad geeft een zienswijze")
        page.get_by_label("Zienswijze", exact=False).last.fill(words)
        desk.save(f"Het antwoord van de raad van {council} is vastgelegd.")

    desk.sit("bram")
    desk.adopt(f"{YEAR}-12-30")
    expect(page.get_by_text("Het bestuur kan pas op 31 december 2030 besluiten")).to_be_visible()
    expect(page.get_by_text("Op de zienswijze van Diemen is nog geen reactie")).to_be_visible()
    desk.check(page)
    for council in ("Diemen", "Uithoorn"):
        desk.open_step("Reactie schrijven", council)
        page.get_by_label("Reactie van het bestuur").fill("Het bestuur past de begroting niet aan.")
        desk.save(f"De reactie op de zienswijze van {council} is vastgelegd.")

    desk.sit("fenna")
    for council in ("Diemen", "Uithoorn"):
        desk.open_step("Informeren vastleggen", council)
        page.get_by_label("Raad geïnformeerd op").fill(f"{YEAR}-12-10")
        desk.save(f"Vastgelegd dat de raad van {council} is geïnformeerd.")
    desk.check(page)
    for path in ("zienswijzen/", "kalender/", "zienswijzen/vrijstellingen/"):
        page.goto(f"{desk.site}/{YEAR}/{path}")
        desk.check(page)

    desk.sit("bram")
    desk.adopt(f"{YEAR}-12-31")
    expect(page.get_by_text("is vastgesteld; de inhoud ligt vast.")).to_be_visible()
    desk.check(page)
    document.refresh_from_db()
    sealed = document.versions.get(kind=VersionKind.ADOPTED)
    assert document.status == DocumentStatus.ADOPTED
    assert document.amendment is not None
    assert document.amendment.status == AmendmentStatus.ADOPTED
    assert digest_of(sealed.content) == sealed.digest

    desk.sit("raad-diemen", PHONE)
    page.goto(f"{desk.home}nota/")
    expect(page.get_by_text("Wij zijn het ermee eens.")).to_be_visible()
    expect(page.get_by_text("Het bestuur past de begroting niet aan.")).to_have_count(2)
    desk.check(page)


def test_sent_on_9_october_it_cannot_be_adopted_any_more(document: Document, desk: Desk):
    desk.sit("fenna", PHONE)
    desk.send(f"{YEAR}-10-09")
    desk.page.goto(f"{desk.home}zienswijzen/")
    expect(desk.page.get_by_text("Te laat verzonden")).to_be_visible()
    desk.check(desk.page)

    desk.sit("bram")
    desk.adopt(f"{YEAR}-12-31")
    expect(desk.page.get_by_text("Het bestuur kan pas op 1 januari 2031 besluiten")).to_be_visible()
    desk.adopt(f"{YEAR + 1}-01-01")
    expect(desk.page.get_by_text("kan tot en met 31 december 2030 worden vastgesteld")).to_be_visible()
    document.refresh_from_db()
    assert document.status == DocumentStatus.SENT
