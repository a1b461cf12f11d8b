"""The whole 2e wijziging of 2024, entered in the browser, gives the tables of its source: by paste, without script."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import second_amendment as second
from tests.browser.entry_desk import Desk, people, sit

__all__ = ["people", "sit"]  # fixtures

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def recorded(page: Page, pytestconfig: pytest.Config) -> Iterator[None]:
    """Record the test, step by step with pictures: look at it with `playwright show-trace`."""
    if pytestconfig.getoption("--tracing") != "off":  # it is being recorded already
        yield
        return
    page.context.tracing.start(title="2e wijziging 2024", screenshots=True, snapshots=True)
    yield
    folder = Path(pytestconfig.getoption("--output")) / "2e-wijziging-2024"
    page.context.tracing.stop(path=folder / "trace.zip")


class Entry:
    """Somebody who enters the wijziging, by paste where there is a script and field by field where there is none."""

    def __init__(self, desk: Desk, *, by_paste: bool, look: Callable[[Page], None] = lambda _: None) -> None:
        self.desk, self.by_paste, self.look = desk, by_paste, look

    def everything(self) -> None:
        for programme in second.PROGRAMMES:
            (self.paste_grid if self.by_paste else self.fill_grid)(programme)
        for shift in second.shifts():
            self.shift(shift)
        for mutation in second.in_full():
            self.in_full(mutation)
        self.investments()

    def goto(self, path: str) -> None:
        self.desk.page.goto(f"{self.desk.base}/2024/wijzigingen/2/{path}")

    def save(self) -> None:
        self.look(self.desk.page)
        self.desk.save()
        self.desk.saved()

    def row(self, place: int, row: dict[str, str]) -> None:
        values = dict(row)
        if values.pop("ogon"):
            self.desk.cell("ogon", place).check()
        self.desk.fill(place, **values | {"recurrence": second.KINDS[values["recurrence"]]})

    def paste(self, cell: str, place: int, rows: list[dict[str, str]]) -> None:
        self.desk.paste(cell, place, second.block(rows))
        expect(self.desk.page.locator("[data-notice]")).to_contain_text("Alles is begrepen")

    def paste_grid(self, programme: str) -> None:
        """Type the first row, paste the others below it."""
        rows = second.grid_rows(programme)
        self.desk.open(programme)
        self.row(0, rows[0])
        self.paste("number", 1, rows[1:])
        self.save()

    def fill_grid(self, programme: str) -> None:
        """Fill in the empty rows that the page has, save, and so on: after saving there are new ones."""
        rows, done = second.grid_rows(programme), 0
        self.desk.open(programme)
        while done < len(rows):
            empty = self.desk.page.locator("tbody[data-row]").count() - done
            for row in rows[done : done + empty]:
                self.row(done, row)
                done += 1
            if done == len(rows):
                self.desk.page.click("button[value=rekenen]")
                expect(self.desk.page.locator("[data-status]")).to_contain_text("Sluit")
            self.save()
            # The rows are shown in the order of their numbers; the new empty ones stand last.
            assert self.desk.page.locator("input[name^=pk-]:not([value=''])").count() == done

    def shift(self, shift: second.Shift) -> None:
        self.goto("verschuiving/")
        page = self.desk.page
        page.fill("#name", shift.name)
        page.select_option("#recurrence", second.KINDS[shift.kind])
        page.select_option("#theme", shift.theme)
        page.fill("#explanation", shift.explanation)
        if self.by_paste:
            self.paste("programme", 0, shift.rows)
            expect(page.locator("[data-status]")).to_contain_text("Neutraal")
        else:
            for place, row in enumerate(shift.rows):
                self.desk.fill(place, **row)
        self.save()

    def in_full(self, mutation: second.Full) -> None:
        self.goto(f"mutaties/nieuw/?programma={mutation.programme}")
        page = self.desk.page
        page.fill("#description", mutation.description)
        page.fill("#explanation", mutation.explanation)
        page.select_option("#recurrence", second.KINDS[mutation.kind])
        page.select_option("#theme", mutation.theme)
        for place, line in enumerate(mutation.lines):
            self.desk.fill(place, **line)
        if self.by_paste:
            expect(page.locator("[data-status]")).to_contain_text("Sluit: in elk jaar")
        self.save()

    def investments(self) -> None:
        self.goto("investeringen/")
        page = self.desk.page
        for number, description, amount in second.investments():
            page.get_by_label("Nummer").fill(number)
            page.get_by_label("Omschrijving").fill(description)
            page.get_by_label("Bedrag").fill(amount)
            page.get_by_role("button", name="Toevoegen").click()
            expect(page.locator(".duo-messages")).to_contain_text(f"Investering {number} is toegevoegd")
        self.look(page)


@pytest.mark.usefixtures("recorded")
def test_the_whole_2e_wijziging_typed_and_pasted(people, sit, assert_accessible):
    source = second.of_the_source()

    Entry(sit(), by_paste=True, look=assert_accessible).everything()

    second.assert_the_same(second.stored(), source)


def test_the_whole_2e_wijziging_without_javascript(people, live_server, browser: Browser):
    source = second.of_the_source()

    with browser.new_context(java_script_enabled=False, locale="nl-NL") as context:
        Entry(Desk(context.new_page(), live_server.url, "fenna"), by_paste=False).everything()

    second.assert_the_same(second.stored(), source)
