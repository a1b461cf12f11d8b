"""Open what a renderer made with another library than made it, and tell what it shows, row by row."""

import csv
import json
import re
from io import BytesIO, StringIO
from typing import Any
from xml.etree import ElementTree as ET

from odf import opendocument
from odf.namespaces import OFFICENS, TABLENS
from odf.table import CoveredTableCell, TableCell, TableRow
from odf.table import Table as OdfTable
from odf.teletype import extractText
from openpyxl import load_workbook

from reports.table import Layout, Role, Table
from tests.reports.renderer_samples import Shown
from tests.reports.tagged_pdf import TaggedPdf


def number(text: str) -> int | None:
    """The number behind a printed cell."""
    text = text.replace("*", "").strip()
    if not text:
        return None
    assert re.fullmatch(r"–|−?\d{1,3}(\.\d{3})*", text), text
    return 0 if text == "–" else int(text.replace(".", "").replace("−", "-"))


def sorted_out(layout: Layout, cells: list[Any], columns: int | None = None) -> Shown:
    """Cells from left to right as the words and numbers of a row."""
    texts = layout.text_columns
    places = [column.key for column in texts if column.leading]
    places += ["", *(column.key for column in texts if not column.leading and not column.after)]
    values = len(layout.columns) if columns is None else columns
    start = len(places)
    after = [column.key for column in texts if column.after]
    assert len(cells) == start + values + len(after), cells
    words = dict(zip(places, cells[:start], strict=True)) | dict(zip(after, cells[start + values :], strict=True))
    return Shown(words[""], tuple(words[column.key] for column in texts), tuple(cells[start : start + values]))


def read_json(content: bytes) -> list[Shown]:
    data = json.loads(content)
    keys, words = [column["key"] for column in data["columns"]], [column["key"] for column in data["text_columns"]]
    return [
        Shown(row["label"], tuple(row["texts"][key] for key in words), tuple(row["values"][key] for key in keys))
        for row in data["rows"]
    ]


def read_csv(content: bytes, layout: Layout) -> list[Shown]:
    assert content.startswith(b"\xef\xbb\xbf")
    _, *rows = csv.reader(StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";")
    words = len(layout.text_columns)

    def plain(text: str) -> str:
        return text[1:] if re.match(r"'[=+\-@\t\r]", text) else text

    return [
        Shown(
            plain(row[1]), tuple(map(plain, row[4 : 4 + words])), tuple(int(v) if v else None for v in row[4 + words :])
        )
        for row in rows
    ]


def html_table(content: str) -> ET.Element:
    """The one table in a piece of HTML, which must be well-formed."""
    tables = re.findall(r"<table.*?</table>", content, re.DOTALL)
    assert len(tables) == 1
    return ET.fromstring(tables[0])  # noqa: S314 - made by ourselves


def seen(element: ET.Element) -> str:
    """The text that can be seen: without what is only for a screen reader."""
    own = "" if "duo-table__spoken" in element.get("class", "") else element.text or ""
    return own + "".join(seen(child) + (child.tail or "") for child in element)


def read_html(content: str, layout: Layout) -> list[Shown]:
    found = []
    for row in html_table(content).iterfind("tbody/tr"):
        if row.find("th[@scope='rowgroup']") is None:
            cells: list[Any] = [
                number(seen(cell))
                if cell.tag == "td" and "duo-table__words" not in cell.get("class", "")
                else seen(cell)
                for cell in row
            ]
            found.append(_words_for_none(layout, cells))
    return found


def _words_for_none(layout: Layout, cells: list[Any]) -> Shown:
    """An empty cell of words looks like an empty cell of numbers."""
    row = sorted_out(layout, cells)
    return Shown(row.label, tuple(text or "" for text in row.texts), row.values)


def read_xlsx(content: bytes, table: Table, name: str = "Tabel") -> list[Shown]:
    sheet = load_workbook(BytesIO(content))[name]
    assert sheet.print_title_rows is not None
    start = int(re.findall(r"\d+", sheet.print_title_rows)[-1]) + 1
    rows = list(sheet.iter_rows(min_row=start, max_row=start + len(table.layout.rows) - 1))
    for row in rows:
        assert not any(cell.data_type == "f" for cell in row)
    return [
        _words_for_none(table.layout, [cell.value for cell in row])
        for described, row in zip(table.layout.rows, rows, strict=True)
        if described.role is not Role.HEADER
    ]


def ods_rows(content: bytes, sheet: str) -> list[list[Any]]:
    """The values of a sheet: text, number or None."""
    document = opendocument.load(BytesIO(content))
    (table,) = (item for item in document.getElementsByType(OdfTable) if item.getAttrNS(TABLENS, "name") == sheet)
    found = []
    for row in table.getElementsByType(TableRow):
        values: list[Any] = []
        for cell in row.childNodes:
            kind = cell.getAttrNS(OFFICENS, "value-type") if cell.qname == TableCell().qname else None
            assert cell.qname in (TableCell().qname, CoveredTableCell().qname)
            if kind == "float":
                assert number(extractText(cell).split(",")[0]) is not None
                text = str(cell.getAttrNS(OFFICENS, "value"))
                values.append(int(text) if re.fullmatch(r"-?\d+", text) else text)
            else:
                values.append(extractText(cell) if kind == "string" else None)
        found.append(values)
    return found


def read_ods(content: bytes, table: Table) -> list[Shown]:
    rows = ods_rows(content, "Tabel")
    heads = 2 if any(column.group for column in table.layout.columns) else 1
    body = rows[4 + heads : 4 + heads + len(table.layout.rows)]
    return [
        _words_for_none(table.layout, row)
        for described, row in zip(table.layout.rows, body, strict=True)
        if described.role is not Role.HEADER
    ]


def read_pdf(content: bytes, table: Table) -> list[Shown]:
    """By its tags; the parts of a wide table are put beside each other again."""
    pdf = TaggedPdf(content)
    return read_tagged(pdf, pdf.elements("Table"), table)


def read_tagged(pdf: TaggedPdf, elements: list[Any], table: Table) -> list[Shown]:
    """The elements that together are one table."""
    found: list[Shown] = []
    for element in elements:
        rows = []
        for line in pdf.elements("TR", element):
            cells = [kid for kid in line.K if str(kid.S) in ("/TD", "/TH")]
            if any(str(cell.S) == "/TD" for cell in cells):
                rows.append([pdf.text(cell) for cell in cells])
        columns = len(rows[0]) - 1 - len(table.layout.text_columns) if rows else 0
        part = [_numbers(sorted_out(table.layout, row, columns)) for row in rows]
        found = (
            [
                Shown(before.label, before.texts, before.values + row.values)
                for before, row in zip(found or part, part, strict=True)
            ]
            if found
            else part
        )
    return found


def _numbers(row: Shown) -> Shown:
    return Shown(row.label, row.texts, tuple(number(str(value)) for value in row.values))
