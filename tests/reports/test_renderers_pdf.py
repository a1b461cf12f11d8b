"""The PDF: conforms to PDF/A-3a and PDF/UA-1, reads well aloud, prints well, and asks nobody for anything."""

import logging
from itertools import pairwise
from typing import Any

import page
import pytest
from hypothesis import HealthCheck, given, settings
from weasyprint import HTML

from reports.renderers import RENDERERS, html, pdf
from reports.renderers.grid import Grid
from reports.renderers.measure import parts, widths
from reports.table import Role, Table
from tests.reports import verapdf
from tests.reports.readers import read_pdf
from tests.reports.renderer_samples import (
    CONTEXT,
    SAMPLES,
    Shown,
    contributions,
    long,
    overview,
    shown,
    tables,
    texts,
    wide,
)
from tests.reports.tagged_pdf import TaggedPdf


def made(table: Table) -> bytes:
    return RENDERERS["pdf"].render(table, CONTEXT)


def broken_rules(content: bytes) -> list[str]:
    return [
        f"{failure.rule_id} {failure.message}" for failure in page.validate_pdf_bytes(content, profile="ua1").failures
    ]


# --- conformance ----------------------------------------------------------------------------------


@pytest.mark.parametrize("sample", SAMPLES)
def test_it_conforms_to_pdf_ua(sample):
    assert broken_rules(made(SAMPLES[sample]())) == []


@pytest.mark.parametrize("flavour", ["ua1", "3a"])
@pytest.mark.parametrize("sample", SAMPLES)
def test_verapdf_agrees(sample, flavour, tmp_path):
    verapdf.require()
    file = tmp_path / "table.pdf"
    file.write_bytes(made(SAMPLES[sample]()))

    assert verapdf.failures(file, flavour) == []


def test_verapdf_would_say_so(tmp_path):
    verapdf.require()
    file = tmp_path / "table.pdf"
    HTML(string="<p>Geen taal, geen titel, geen tags").write_pdf(file)

    assert len(verapdf.failures(file, "ua1")) > 3
    assert len(verapdf.failures(file, "3a")) > 3


def test_the_check_would_say_so():
    document = html.page([html.table(long(), CONTEXT, on_paper=True)], long(), CONTEXT)
    unfinished = HTML(string=document).write_pdf(pdf_variant="pdf/a-3a")

    assert broken_rules(unfinished) != []


@given(table=tables())
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_table_conforms_and_shows_every_cell(table):
    content = made(table)

    def squashed(rows: list[Shown]) -> list[Shown]:
        return [
            Shown("".join(row.label.split()), tuple("".join(text.split()) for text in row.texts), row.values)
            for row in rows
        ]

    assert squashed(read_pdf(content, table)) == squashed(shown(table))
    assert broken_rules(content) == []


def test_it_says_what_it_is():
    opened = TaggedPdf(made(overview())).pdf

    with opened.open_metadata() as metadata:
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"], metadata["pdfuaid:part"]) == ("3", "A", "1")
        assert metadata["dc:title"] == "Overzicht van baten en lasten – Duo+"
    assert opened.Root.Lang == "nl"
    assert opened.Root.ViewerPreferences.DisplayDocTitle
    assert opened.docinfo["/CreationDate"] == opened.docinfo["/ModDate"] == "D:20261121000000+00'00"
    assert "/Author" not in opened.docinfo


# --- read aloud -----------------------------------------------------------------------------------


def cells(tagged: TaggedPdf, tag: str) -> dict[str, Any]:
    return {tagged.text(element): element for element in tagged.elements(tag)}


def test_every_figure_names_its_headers():
    tagged = TaggedPdf(made(overview()))
    found = cells(tagged, "TD")

    assert tagged.headers(found["7.000"]) == ["Programma's", "Onderdelen", "Primitieve begroting", "Baten", "Burger"]
    assert tagged.headers(found["−7.196"]) == ["Programma's", "Onderdelen", "Primitieve begroting", "Lasten", "Burger"]
    totals = [cell for cell in tagged.elements("TD") if "Gerealiseerd resultaat" in tagged.headers(cell)]
    assert [tagged.headers(cell)[:2] for cell in totals] == [
        [group, flow] for group in ("Primitieve begroting", "Wijziging") for flow in ("Baten", "Lasten", "Saldo")
    ]
    scopes = {tagged.text(header): str(header.A.Scope) for header in tagged.elements("TH")}
    assert scopes["Wijziging"] == scopes["Saldo"] == "/Column"
    assert scopes["Programma's"] == scopes["Burger"] == "/Row"


def test_a_table_on_several_pages_is_one_table():
    table = long()
    tagged = TaggedPdf(made(table))

    assert len(tagged.pdf.pages) > 3
    assert [len(tagged.elements(tag)) for tag in ("Table", "Caption", "THead")] == [1, 1, 1]
    assert len(tagged.elements("TBody")) == 9 + 1
    (element,) = tagged.elements("Table")
    assert [str(kid.S) for kid in element.K] == ["/Caption", "/THead", *["/TBody"] * 10]
    labels = [tagged.text(row.K[0]) for body in tagged.elements("TBody") for row in tagged.elements("TR", body)]
    assert labels == [row.label for row in table.layout.rows]
    for section, body in enumerate(tagged.elements("TBody")[:9]):
        for cell in tagged.elements("TD", body):
            assert tagged.headers(cell)[:2] == [f"Gemeente {section}", "Begroting"]
            assert len(tagged.headers(cell)) == 4


def test_running_heads_and_repeated_heads_are_passed_over():
    tagged = TaggedPdf(made(long()))
    count = len(tagged.pdf.pages)
    read = " ".join(tagged.marked.values())

    assert "Pagina" not in read
    assert "Stand 21 november" not in read
    assert read.count("Onderdeel") == 1
    for number, passed in enumerate(tagged.artifacts, start=1):
        assert f"Pagina {number} van {count}" in passed
        assert "Stand 21 november 2026, kenmerk 3f9a12bc77de" in passed
        assert ("Bijdragen gemeenten 2024" in passed) == (number > 1)
        assert ("Onderdeel" in passed) == (number > 1)


def test_a_dash_is_read_as_zero():
    tagged = TaggedPdf(made(overview()))
    nil = [cell for cell in tagged.elements("TD") if tagged.text(cell) == "–"]

    assert nil
    assert {tagged.spoken(cell) for cell in nil} == {"0"}
    assert tagged.spoken(cells(tagged, "TD")["7.000"]) == "7.000"


# --- in print -------------------------------------------------------------------------------------


def rows_by_page(tagged: TaggedPdf, table: Table) -> list[list[Role]]:
    """The kinds of rows on each page, from top to bottom."""
    pages: dict[int, list[Role]] = {}
    rows = [row for body in tagged.elements("TBody") for row in tagged.elements("TR", body)]
    for row, described in zip(rows, table.layout.rows, strict=True):
        (first, *_) = (item for item in tagged.elements("Span", row) if "/Pg" in item)
        pages.setdefault(first.Pg.objgen[0], []).append(described.role)
    return list(pages.values())


@pytest.mark.parametrize("rows_each", [3, 5, 8, 11, 14, 17, 41])
def test_no_head_stands_alone_and_no_total_either(rows_each):
    table = long(sections=9, rows_each=rows_each)
    pages = rows_by_page(TaggedPdf(made(table)), table)

    assert len(pages) > 1
    for before, after in pairwise(pages):
        assert before[-1] is not Role.HEADER
        assert before[-2] is not Role.HEADER
        assert after[0] in (Role.HEADER, Role.DETAIL)
        if rows_each <= 11:  # a short section stays together
            assert after[0] is Role.HEADER


def test_the_grand_total_is_printed_once():
    tagged = TaggedPdf(made(long()))
    printed = " ".join([*tagged.marked.values(), *tagged.artifacts])

    assert printed.count("Totaal bijdragen") == 1


def size(content: bytes) -> tuple[int, int]:
    """Width and height of the first page, in millimetres."""
    tagged = TaggedPdf(content)
    box = tagged.pdf.pages[0].mediabox
    return round(float(box[2]) / 72 * 25.4), round(float(box[3]) / 72 * 25.4)


def test_a_wide_table_lies_down_and_a_wider_one_is_cut_in_parts():
    assert size(made(contributions())) == (210, 297)
    assert size(made(texts())) == (297, 210)
    content = made(wide())
    tagged = TaggedPdf(content)

    assert size(content) == (297, 210)
    captions = [tagged.text(caption) for caption in tagged.elements("Caption")]
    assert len(captions) > 3
    for number, caption in enumerate(captions, start=1):
        assert f"deel {number} van {len(captions)}" in " ".join(caption.split())
    assert len(tagged.pdf.pages) == len(captions)


@given(table=tables())
@settings(max_examples=100, deadline=None)
def test_parts_hold_every_column_once_and_fit_where_they_can(table):
    grid = Grid.of(table)
    cut = parts(grid, 90)
    width = dict(zip((column.key for column in grid.columns), widths(grid).amounts, strict=True))

    assert [column for part in cut for column in part] == list(grid.columns)
    assert all(cut)
    for part in cut:
        assert len(part) == 1 or widths(grid).fixed + sum(width[column.key] for column in part) <= 90 + max(
            width.values()
        )


def test_only_our_own_fonts_are_used_and_they_are_embedded():
    for sample in ("contributions", "overview", "long"):
        opened = TaggedPdf(made(SAMPLES[sample]())).pdf
        fonts = [font for sheet in opened.pages for font in sheet.resources.Font.values()]

        assert {str(font.BaseFont).split("+")[1].split("-")[0] for font in fonts} <= {
            "Source",
            "SourceSans3",
            "Source-Sans-3",
        }
        assert all("/FontFile2" in font.DescendantFonts[0].FontDescriptor for font in fonts)


# --- closed ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "http://localhost/",
        "https://example.org/style.css",
        "data:text/css,p{}",
        "https://static.invalid/../settings.py",
        "https://static.invalid/duoplus/../../settings.py",
        "https://static.invalid/%2e%2e/settings.py",
        "https://static.invalid//etc/passwd",
        "https://static.invalid.example.org/duoplus/print.css",
        "https://static.invalid/",
        "FILE:///etc/passwd",
        "/etc/passwd",
        "//example.org/x.png",
        "data:image/svg+xml,<svg/>",
        "ftp://example.org/",
        "https://static.invalid/duoplus/%00pdf.css",
        "javascript:alert(1)",
        "",
    ],
)
def test_nothing_but_our_own_static_files_can_be_fetched(address):
    with pytest.raises(ValueError, match="only the static files"):
        pdf.own_files_only().fetch(address)


def test_our_own_static_files_can():
    assert b"@page" in pdf.own_files_only().fetch("https://static.invalid/duoplus/pdf.css").read()


def test_a_document_cannot_bring_in_a_file(tmp_path, caplog):
    secret = tmp_path / "geheim.svg"
    secret.write_text('<svg xmlns="http://www.w3.org/2000/svg"><text>geheim</text></svg>')
    with caplog.at_level(logging.ERROR, logger="weasyprint"):
        content = pdf.write(f'<html lang="nl"><title>x</title><p>tekst<img alt="x" src="{secret.as_uri()}">')

    assert "only the static files" in caplog.text
    assert "geheim" not in " ".join(TaggedPdf(content).marked.values())


def test_weasyprint_understands_all_of_our_stylesheets(caplog):
    with caplog.at_level(logging.WARNING, logger="weasyprint"):
        made(overview())

    assert caplog.records == []
