"""All outputs of one table say the same, cell by cell, and each in the way of its kind."""

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from io import BytesIO
from xml.etree import ElementTree as ET

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from reports.renderers import RENDERERS, Context, html
from reports.table import Role, Table
from tests.reports.readers import (
    html_table,
    ods_rows,
    read_csv,
    read_html,
    read_json,
    read_ods,
    read_pdf,
    read_xlsx,
    seen,
)
from tests.reports.renderer_samples import (
    CONTEXT,
    EVIL,
    SAMPLES,
    Shown,
    contributions,
    overview,
    shown,
    tables,
    texts,
    wide,
)

READERS: dict[str, Callable[[bytes, Table], list[Shown]]] = {
    "json": lambda content, table: [
        row for row, made in zip(read_json(content), table.layout.rows, strict=True) if made.role is not Role.HEADER
    ],
    "csv": lambda content, table: [
        row
        for row, made in zip(read_csv(content, table.layout), table.layout.rows, strict=True)
        if made.role is not Role.HEADER
    ],
    "xlsx": read_xlsx,
    "ods": read_ods,
    "html": lambda content, table: read_html(content.decode(), table.layout),
    "pdf": read_pdf,
}


def squashed(rows: list[Shown]) -> list[Shown]:
    """Without white space: HTML and PDF break lines where they like."""
    return [
        Shown("".join(row.label.split()), tuple("".join(text.split()) for text in row.texts), row.values)
        for row in rows
    ]


def test_every_output_has_a_reader():
    assert set(READERS) == set(RENDERERS)


@pytest.mark.parametrize("sample", SAMPLES)
@pytest.mark.parametrize("kind", RENDERERS)
def test_every_output_shows_every_cell(kind, sample):
    table = SAMPLES[sample]()

    found = READERS[kind](RENDERERS[kind].render(table, CONTEXT), table)

    assert squashed(found) == squashed(shown(table))
    assert any(value for row in found for value in row.values)


@pytest.mark.parametrize("kind", [kind for kind in RENDERERS if kind != "pdf"])
@given(table=tables())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_every_output_shows_every_cell_of_any_table(kind, table):
    found = READERS[kind](RENDERERS[kind].render(table, CONTEXT), table)

    assert squashed(found) == squashed(shown(table))


@given(table=tables(words=st.text(max_size=30)))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_text_at_all_makes_a_spreadsheet_that_cannot_be_opened(table):
    load_workbook(BytesIO(RENDERERS["xlsx"].render(table, CONTEXT)))
    ods_rows(RENDERERS["ods"].render(table, CONTEXT), "Tabel")


@pytest.mark.parametrize("kind", RENDERERS)
def test_the_same_state_of_the_ledger_gives_the_same_bytes(kind):
    assert RENDERERS[kind].render(overview(), CONTEXT) == RENDERERS[kind].render(overview(), CONTEXT)


# --- for machines ---------------------------------------------------------------------------------


def test_json_has_the_documented_shape():
    data = json.loads(RENDERERS["json"].render(overview(), CONTEXT))

    assert {name: data[name] for name in ("table", "year", "through", "unit", "rounding")} == {
        "table": "overview", "year": 2024, "through": 2, "unit": "EUR_1000", "rounding": "controlled",
    }  # fmt: skip
    assert data["columns"][0] == {"key": "original-income", "label": "Baten", "group": "Primitieve begroting"}
    assert data["rows"][3] == {
        "key": "programme/buurt",
        "label": "Buurt",
        "role": "detail",
        "path": ["Programma's", "Buurt"],
        "texts": {},
        "values": {
            "original-income": 10092, "original-cost": -8902, "original-balance": 1190,
            "amendment-income": None, "amendment-cost": None, "amendment-balance": None,
        },
    }  # fmt: skip
    assert [row["role"] for row in data["rows"]] == ["header", "header", "detail", "detail", "subtotal", "total"]


def test_no_text_in_a_csv_begins_like_a_formula():
    content = RENDERERS["csv"].render(texts(), CONTEXT).decode("utf-8-sig")

    assert content.splitlines()[0] == "key;label;role;path;number;side;recurrence;original;amendment-2"
    assert "'=1+1;" in content
    assert not any(cell.startswith(("=", "@", "+")) for line in content.splitlines() for cell in line.split(";"))


# --- spreadsheets ---------------------------------------------------------------------------------


def test_the_workbook_scrolls_and_prints_as_a_report():
    book = load_workbook(BytesIO(RENDERERS["xlsx"].render(overview(), CONTEXT)))
    sheet = book["Tabel"]

    assert sheet.freeze_panes == "B7"
    assert (sheet.print_title_rows, sheet.print_title_cols) == ("$5:$6", "$A:$A")
    assert sheet.sheet_properties.pageSetUpPr is not None
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    assert {"A5:A6", "B5:D5", "E5:G5"} <= {str(merged) for merged in sheet.merged_cells.ranges}
    assert (book.properties.title, book.properties.language) == (
        "Overzicht van baten en lasten (bedragen × € 1.000)",
        "nl-NL",
    )
    assert (book.properties.creator, book.properties.lastModifiedBy) == ("Duo+", None)
    assert book.properties.created.date() == book.properties.modified.date() == date(2026, 11, 21)
    assert sheet["B9"].number_format == '#,##0;"−"#,##0;"–"'
    assert (sheet["D11"].value, sheet["D11"].number_format) == (994, '#,##0"*";"−"#,##0"*";"–""*"')


def test_a_wide_workbook_lies_down_and_is_not_shrunk_to_nothing():
    sheet = load_workbook(BytesIO(RENDERERS["xlsx"].render(wide(), CONTEXT)))["Tabel"]

    assert sheet.page_setup.orientation == "landscape"
    assert (sheet.page_setup.fitToWidth or 0) > 1


def test_text_in_a_workbook_stays_text():
    sheet = load_workbook(BytesIO(RENDERERS["xlsx"].render(texts(), CONTEXT)))["Tabel"]
    cells = {cell.value: cell for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)}

    for text in EVIL:
        assert cells[text].data_type == "s"
        assert cells[text].quotePrefix == (text[0] in "=+-@")


def test_the_exact_amounts_are_on_a_sheet_of_their_own():
    table = overview()
    sheet = load_workbook(BytesIO(RENDERERS["xlsx"].render(table, CONTEXT)))["Exact"]
    header = [cell.value for cell in sheet[5]]
    exact = {
        (row[0].value, header[place]): round(Decimal(str(cell.value)) * 100)
        for row in sheet.iter_rows(min_row=6)
        for place, cell in enumerate(row)
        if place > 1 and cell.value is not None
    }

    assert exact == table.exact
    assert sheet["C9"].value == 10091738.5
    assert ods_rows(RENDERERS["ods"].render(table, CONTEXT), "Exact")[8][2] == "10091738.50"


# --- on the page ----------------------------------------------------------------------------------

LINKED = Context(
    organisation="Duo+",
    head=CONTEXT.head,
    made_on=CONTEXT.made_on,
    cell_url=lambda row, column: f"/herkomst/?rij={row}&kolom={column}",
    mutation_url=lambda number: f"/mutaties/{number}/",
)


def parents(root: ET.Element) -> dict[ET.Element, ET.Element]:
    return {child: parent for parent in root.iter() for child in parent}


def test_every_figure_is_a_link_that_says_what_it_is():
    table = overview()
    root = html_table(html.table(table, LINKED))
    links = root.findall(".//td/a")

    assert len(links) == len(table.shown)
    named = {link.get("href"): link.get("aria-label") for link in links}
    assert (
        named["/herkomst/?rij=programme/burger&kolom=original-income"]
        == "7.000, Programma's, Burger, Primitieve begroting, Baten"
    )
    assert named["/herkomst/?rij=programme/burger&kolom=amendment-income"] == "0, Programma's, Burger, Wijziging, Baten"
    assert all((link.get("aria-label") or "").startswith(seen(link)) for link in links if seen(link) != "–")


def test_a_row_about_a_mutatie_leads_to_it():
    root = html_table(html.table(texts(), LINKED))

    assert [link.get("href") for link in root.findall(".//th/a")] == [
        f"/mutaties/{number}/" for number in range(101, 111)
    ]
    assert html_table(html.table(texts(), CONTEXT)).findall(".//a") == []


def test_headers_are_bound_to_what_they_head():
    root = html_table(html.table(overview(), CONTEXT))
    groups = root.findall("thead/tr/th[@scope='colgroup']")

    assert [(seen(group), group.get("colspan")) for group in groups] == [
        ("Primitieve begroting", "3"),
        ("Wijziging", "3"),
    ]
    assert [group.get("span") for group in root.findall("colgroup")] == ["1", "3", "3"]
    assert all(th.get("scope") for th in root.iter("th"))
    assert [len(row.findall("th[@scope='row']")) for row in root.findall("tbody/tr")] == [0, 0, 1, 1, 1, 1]
    bodies = root.findall("tbody")
    assert [[seen(th) for th in body.findall("tr/th[@scope='rowgroup']")] for body in bodies] == [
        ["Programma's", "Onderdelen"],
        [],
    ]
    assert len(bodies[-1]) == 1  # the grand total does not belong to the section above it


def test_the_region_that_scrolls_is_named_by_the_caption():
    markup = html.table(contributions(), CONTEXT)
    root = ET.fromstring(f"<div>{markup}</div>")  # noqa: S314 - made by ourselves
    region = root.find("div[@role='region']")

    assert region is not None
    assert region.get("tabindex") == "0"
    name = root.find(f".//*[@id='{region.get('aria-labelledby')}']")
    assert name is not None
    assert " ".join(seen(name).split()) == "Bijdragen gemeenten 2024 (bedragen × € 1)"
    caption = root.find(".//caption")
    assert caption is not None
    assert "Een bedrag met een minteken wordt betaald." in seen(caption)


def test_nothing_is_a_dash_that_is_read_as_zero_and_no_number_is_an_empty_cell():
    root = html_table(html.table(overview(), CONTEXT))
    nil = root.find(".//td[@class='duo-table__amount duo-table__edge duo-table__nil']")

    assert nil is not None
    assert [(part.text, part.get("aria-hidden")) for part in nil] == [("–", "true"), ("0", None)]
    assert sum(1 for cell in root.iter("td") if not seen(cell)) == 3


def test_a_sum_that_could_not_be_kept_is_marked_and_explained():
    markup = html.table(overview(), CONTEXT)

    assert markup.count("duo-table__mark") == 1
    assert "* Dit bedrag wijkt € 1.000 of meer af van het precieze bedrag." in markup
    assert "zo afgerond dat rijen en kolommen optellen" in markup
    assert "afgerond" not in html.table(contributions(), CONTEXT)


def test_markup_is_safe_and_needs_no_inline_code():
    markup = html.table(texts(), LINKED)

    assert "<script" not in markup
    assert "<b>" not in markup
    assert "style=" not in markup
    assert "{{ 7|add:7 }}" in markup


def test_the_document_stands_by_itself():
    content = RENDERERS["html"].render(texts(), CONTEXT).decode()

    assert content.startswith('<!DOCTYPE html>\n<html lang="nl">')
    assert "<title>Begrotingswijziging &lt;2024&gt; &amp; meer – Duo+</title>" in content
    assert ".duo-table" in content
    assert "<link" not in content
    assert "src=" not in content
    assert "<h1>Begroting 2024 tot en met de 2e wijziging</h1>" in content
    assert "Stand van 21 november 2026. Kenmerk van de administratie: 3f9a12bc77de." in content
