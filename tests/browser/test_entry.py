"""Entering mutaties in a real browser: with keys, by pasting, without JavaScript, two people at once."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.entry_2024 import People, load_source, prepare, source_mutations

pytestmark = pytest.mark.django_db(transaction=True)

PASSWORD = "duoplus-demo"
PASTE = """text => {
    const data = new DataTransfer();
    data.setData('text/plain', text);
    document.activeElement.dispatchEvent(
        new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true}));
}"""
KINDS = {"incidenteel": "incidental", "structureel": "structural"}


@pytest.fixture
def people(live_server) -> People:
    return prepare()


class Desk:
    """One person in one browser window."""

    def __init__(self, page: Page, base: str, username: str) -> None:
        self.page, self.base = page, base
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

    def paste(self, name: str, row: int, text: str) -> None:
        self.cell(name, row).focus()
        self.page.evaluate(PASTE, text)

    def save(self) -> None:
        self.page.click("button[value=opslaan]")

    def saved(self) -> None:
        expect(self.page.locator(".duo-messages")).to_contain_text(re.compile("[Oo]pgeslagen"))

    def focused(self) -> str:
        return str(self.page.evaluate("document.activeElement.id"))


@pytest.fixture
def sit(live_server, people, page) -> Callable[..., Desk]:
    def start(username: str = "fenna", *, at: Page | None = None) -> Desk:
        return Desk(at or page, live_server.url, username)

    return start


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
        assert desk.focused() == place
    keys.type("12")
    keys.press("ArrowLeft")
    assert desk.focused() == "spending-0", "inside the text the arrow moves the cursor"
    before = desk.page.locator("tbody[data-row]").count()
    desk.cell("number", before - 1).focus()
    keys.press("Enter")
    assert desk.focused() == f"number-{before}"

    # Duplicating a row, and one step back.
    desk.open()
    desk.fill(0, number="3", description="Organisatiedag", spending="-1")
    desk.cell("description", 0).press("Control+d")
    assert desk.focused() == "description-1"
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
    assert desk.focused() == "spending-1"
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
        desk.page.get_by_role("button", name="Mijn laatste opgeslagen wijziging ongedaan maken").click()
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


# --- the whole 2e wijziging ---------------------------------------------------------------------


def _cover(line: dict[str, str]) -> str:
    parts = {"bijdrage": ("verdeelgroep", "gemeente"), "maatwerk": ("maatwerk",), "reserve": ("reserve",)}
    sources = {"bijdrage": "contribution", "derden": "third-parties", "balans": "balance-sheet"}
    source = line["dekking"]
    named = [line[part] for part in parts.get(source, ()) if part in line]
    return ":".join([sources.get(source, source), *named])


def _is_simple(mutation) -> bool:
    lines = mutation["regels"]
    return len(lines) == 2 and "last" in lines[0] and "baat" in lines[1] and "plaats" not in lines[1]


def _typed(mutation) -> dict[str, str]:
    cost, income = mutation["regels"]
    return {
        "number": str(mutation.get("nummer", "")),
        "description": mutation["omschrijving"],
        "spending": f"{-cost['last']:,}".replace(",", "."),
        "recurrence": mutation["soort"],
        "cover": _cover(income),
        "ogon": "ja" if mutation.get("ogon") else "",
        "theme": mutation["thema"],
        "explanation": mutation.get("toelichting", "").strip(),
    }


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if "\n" in text or '"' in text else text


def _enter_programme(desk: Desk, programme: str) -> None:
    """Type the first row, paste the rest from the second row on, as out of a spreadsheet."""
    rows = [_typed(one) for one in source_mutations() if one["programma"] == programme and _is_simple(one)]
    desk.open(programme)
    first = dict(rows[0])
    if first.pop("ogon"):
        desk.cell("ogon", 0).check()
    desk.fill(0, **first | {"recurrence": KINDS[first["recurrence"]]})
    block = "\r\n".join("\t".join(_quoted(text) for text in row.values()) for row in rows[1:])
    desk.paste("number", 1, block + "\r\n")
    expect(desk.page.locator("[data-notice]")).to_contain_text("Alles is begrepen")
    desk.save()
    desk.saved()


def _enter_in_full(desk: Desk, mutation) -> None:
    desk.page.goto(f"{desk.base}/2024/wijzigingen/2/mutaties/nieuw/?programma={mutation['programma']}")
    desk.page.fill("#description", mutation["omschrijving"])
    desk.page.fill("#explanation", mutation.get("toelichting", ""))
    desk.page.select_option("#recurrence", KINDS[mutation["soort"]])
    desk.page.select_option("#theme", mutation["thema"])
    places = {"saldo financieringsfunctie": "financing", None: ""}
    for row, line in enumerate(mutation["regels"]):
        assert "baat" in line, "only mutaties of two baten need the full form here"
        desk.fill(row, side="income", place=places[line.get("plaats")], cover=_cover(line), y2024=str(line["baat"]))
    expect(desk.page.locator("[data-status]")).to_contain_text("Sluit: in elk jaar")
    desk.save()
    desk.saved()


def _tables() -> dict[str, list[str]]:
    """The tables of 6.2 and 6.11 in three boekjaren, a line per row, without the investeringen of another page.

    A mutatie without a number has its code in the key of its row; the code is not typed, so labels are compared.
    """
    from ledger.queries import load_book
    from reports.catalogue import CATALOGUE, compile_table

    tables = {}
    for slug in ("amendment", "contributions"):
        for year in (2024, 2025, 2027):
            book = load_book(2024, 2, effective_year=year, with_mutations=True)
            table = compile_table(CATALOGUE[slug], book)
            tables[f"{slug} {year}"] = [
                f"{row.path} {row.label} {[table.value(row.key, column.key) for column in table.layout.columns]}"
                for row in table.layout.rows
                if not row.key.startswith("investments")
            ]
    return tables


@pytest.mark.slow
def test_the_whole_2e_wijziging_through_the_grid_gives_the_tables_of_the_source(sit, people):
    from django.db import transaction

    from ledger import journal
    from ledger.models import Amendment, Mutation, User

    desk = sit()
    for programme in ("staf", "bedrijfsvoering", "burger", "buurt"):
        _enter_programme(desk, programme)
    rest = [mutation for mutation in source_mutations() if not _is_simple(mutation)]
    assert [mutation["programma"] for mutation in rest] == ["staf", "bedrijfsvoering"]
    for mutation in rest:
        _enter_in_full(desk, mutation)
    entered = _tables()
    texts = dict(Mutation.objects.filter(amendment__number=2).values_list("description", "explanation"))
    # The same from the source documents: what was entered makes way for it.
    with transaction.atomic():
        amendment = Amendment.objects.get(budget_year=2024, number=2)
        for row in Mutation.objects.filter(amendment=amendment):
            journal.delete_mutation(actor=people.fenna, mutation=row)
        load_source(User.objects.get(username="overname 2024"))
        loaded = _tables()
        sources = dict(Mutation.objects.filter(amendment__number=2).values_list("description", "explanation"))
        transaction.set_rollback(True)
    assert any("Organisatiedag" in row for row in loaded["amendment 2024"])
    for name, rows in loaded.items():
        assert entered[name] == rows, name
    assert {name: text.strip() for name, text in texts.items()} == {
        name: text.strip() for name, text in sources.items()
    }
