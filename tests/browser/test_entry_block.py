"""Blocks of cells in a real browser: what a spreadsheet has on the clipboard goes in, and a block comes out again."""

import re

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.entry_desk import people, sit

__all__ = ["people", "sit"]  # fixtures

pytestmark = pytest.mark.django_db(transaction=True)

# As Excel writes it: styles, a line that is wrapped in the source, a line end in a cell, merged cells.
EXCEL = """<html><head><style><!--td{mso-number-format:General;}--></style></head><body><table style='border:0'>
<tr><td style="text-align:right">3</td><td>Organisatiedag<br style='mso-data-placement:same-cell;'>
  met   een borrel</td><td align=right>30.000,00-</td><td>I</td><td colspan=2>Derden</td><td>Reserve en balans</td></tr>
<tr><td rowspan=2>4</td><td>Groei</td><td>&nbsp;\u20ac 1.234 </td></tr>
<tr><td>Krimp</td><td>(1.234)</td></tr>
</table></body></html>"""


def test_headings_decide_where_each_column_goes(sit):
    desk = sit()
    desk.open()
    desk.paste(
        "spending",
        1,
        "2e begrotingswijziging\t\t\t\n\t\t\t\n"
        "Omschrijving\tNummer\tBedrag\tVerantwoordelijke\tI/S\tDekking\n"
        '"Groen" project\t7\t€ 1.234\tJan\tI\tBijdrage Staf\n',
    )
    expect(desk.cell("description", 1)).to_have_value('"Groen" project')
    expect(desk.cell("number", 1)).to_have_value("7")
    expect(desk.cell("cover", 1)).to_have_value("contribution:staf")
    expect(desk.page.locator("[data-row='1'] [data-summary]")).to_contain_text("lasten −1.234")
    expect(desk.page.locator("[data-notice]")).to_have_text(
        "1 rij geplakt, zonder de kopregel. Niet begrepen (1): kolom 'Verantwoordelijke' staat niet in het raster."
    )


def test_a_table_is_read_cell_by_cell(sit, refused):
    desk = sit()
    desk.open()
    desk.paste("number", 0, "3\tmakes no sense\n", html=EXCEL)
    expect(desk.cell("description", 0)).to_have_value("Organisatiedag\nmet een borrel")
    expect(desk.cell("spending", 0)).to_have_value("30.000,00-")
    expect(desk.cell("ogon", 0)).not_to_be_checked()  # the other half of a merged cell
    expect(desk.page.locator("#theme-0 option:checked")).to_contain_text("Reserve en balans")
    for row, number, description in ((1, "4", "Groei"), (2, "", "Krimp")):
        expect(desk.cell("number", row)).to_have_value(number)
        expect(desk.cell("description", row)).to_have_value(description)
    expect(desk.page.locator("[data-notice]")).to_contain_text("Alles is begrepen")
    assert not refused


def test_a_word_that_is_not_understood_leaves_no_earlier_choice(sit):
    desk = sit()
    desk.open()
    desk.fill(0, number="3", cover="third-parties", recurrence="incidental")
    desk.paste("cover", 0, "de penningmeester")
    expect(desk.cell("cover", 0)).to_have_value("")
    expect(desk.cell("recurrence", 0)).to_have_value("incidental")
    expect(desk.page.locator("[data-notice]")).to_contain_text("rij 1, Dekkingsbron: 'de penningmeester'")
    desk.paste("spending", 0, "€ -\tI")  # how a spreadsheet shows a nought
    expect(desk.cell("spending", 0)).to_have_value("0")


def test_six_hundred_rows_are_numbered_once(sit):
    desk = sit()
    desk.open()
    rows = [f"{number}\tMutatie {number}\t1-\tI\tDerden" for number in range(1, 601)]
    desk.cell("number", 0).focus()
    numbered = desk.page.evaluate(
        """text => {
            const cell = document.activeElement;
            const observer = new MutationObserver(() => {});
            observer.observe(cell, {attributes: true, attributeFilter: ['id']});
            const data = new DataTransfer();
            data.setData('text/plain', text);
            cell.dispatchEvent(new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true}));
            return observer.takeRecords().length;
        }""",
        "\n".join(rows),
    )
    expect(desk.cell("description", 599)).to_have_value("Mutatie 600")
    expect(desk.page.locator("[data-figure=programme-cost]")).to_have_text("+600", timeout=30_000)
    assert numbered == 1, "every new row that numbers all rows again makes a long paste take minutes"


def test_a_block_is_chosen_copied_cut_and_put_back(sit, context: BrowserContext):
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    desk = sit()
    desk.open()
    page, keys = desk.page, desk.page.keyboard
    notice = page.locator("[data-notice]")
    desk.paste("number", 0, '3\tEen\t1-\tI\tDerden\tja\t\t"x\ny"\n4\tTwee\t2-\tS\tBijdrage Staf')

    def clipboard() -> str:
        return str(page.evaluate("navigator.clipboard.readText()"))

    desk.cell("description", 0).focus()
    for key in ("Shift+ArrowDown", "Shift+ArrowRight", "Shift+ArrowRight"):
        keys.press(key)
    expect(page.locator(".duo-entry__picked")).to_have_count(6)
    expect(page.locator(".duo-spoken[role=status]")).to_have_text(
        "Blok: rij 1 tot en met 2, Omschrijving tot en met I/S."
    )
    keys.press("Control+C")
    expect(notice).to_have_text("2 rijen gekopieerd.")
    assert clipboard() == "Een\t1-\tincidenteel\nTwee\t2-\tstructureel"

    # The whole grid, with its headings: what a spreadsheet gets, and what comes back from it.
    desk.cell("number", 0).focus()
    for key in ("Control+A", "Control+A", "Control+C"):
        keys.press(key)
    expect(notice).to_have_text("2 rijen gekopieerd, met de kopregel.")
    whole = clipboard()
    assert whole.splitlines()[0] == "Nr\tOmschrijving\tUitgaven in €\tI/S\tDekkingsbron\tOGON\tThema\tToelichting"
    assert whole.endswith('"x\ny"\n4\tTwee\t2-\tstructureel\tBijdrage Staf\t\t\t')
    desk.cell("number", 3).focus()
    keys.press("Control+V")
    expect(desk.cell("explanation", 3)).to_have_value("x\ny")
    expect(desk.cell("cover", 4)).to_have_value("contribution:staf")

    # One step back, and forward again.
    keys.press("Control+Z")
    expect(desk.cell("description", 3)).to_have_value("")
    keys.press("Control+Y")
    expect(desk.cell("description", 3)).to_have_value("Een")
    keys.press("Control+Z")

    # With the mouse: from one cell to another.
    desk.cell("description", 0).hover()  # waits until the rows stand still
    page.mouse.down()
    desk.cell("spending", 1).hover()
    page.mouse.up()
    expect(page.locator(".duo-entry__picked")).to_have_count(4)
    keys.press("Control+X")
    expect(notice).to_have_text("2 rijen geknipt.")
    expect(desk.cell("description", 1)).to_have_value("")
    expect(desk.cell("recurrence", 1)).to_have_value("structural")
    assert clipboard() == "Een\t1-\nTwee\t2-"


def test_left_and_right_leave_a_list_as_it_is(sit):
    desk = sit()
    desk.open()
    desk.fill(0, recurrence="incidental")
    desk.cell("recurrence", 0).focus()
    for key, place in (("ArrowRight", "cover-0"), ("ArrowRight", "ogon-0"), ("ArrowLeft", "cover-0")):
        desk.page.keyboard.press(key)
        desk.at(place)
    expect(desk.cell("recurrence", 0)).to_have_value("incidental")
    expect(desk.cell("cover", 0)).to_have_value("")


def test_the_headings_and_the_running_totals_stay_in_sight(sit):
    desk = sit()
    desk.page.set_viewport_size({"width": 1280, "height": 700})
    desk.open()
    desk.paste("number", 0, "\n".join(f"{number}\tMutatie\t1-\tI\tDerden" for number in range(1, 31)))
    status = desk.page.locator("[data-status]")
    expect(status).to_contain_text(re.compile(r"lasten \+30\b"))
    for row in (29, 0, 15):
        desk.cell("spending", row).focus()
        expect(desk.cell("spending", row)).to_be_in_viewport()
        expect(status).to_be_in_viewport()
    bar, cell = status.bounding_box(), desk.cell("spending", 15).bounding_box()
    heading = desk.page.locator(".duo-entry__grid thead th").first.bounding_box()
    assert bar
    assert cell
    assert heading
    assert heading["y"] >= 0
    assert heading["y"] + heading["height"] <= cell["y"] <= bar["y"] - cell["height"]  # nothing stands over it
