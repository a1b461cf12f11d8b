"""A flat list as a file: CSV for a Dutch spreadsheet, or XLSX."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Final, TypeAlias

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Font
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

Value: TypeAlias = str | int | None
Sheet: TypeAlias = tuple[str, Sequence[str], Iterable[Sequence[Value]]]  # title, headings and rows

_ACTIVE: Final = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet would reckon with text that begins so


class Euros(int):
    """An amount in cents, to be shown in euros."""

    __slots__ = ()


LABELS: Final = {"xlsx": "Excel", "csv": "CSV", "json": "JSON"}
"""What a page calls a file of each kind."""
CONTENT_TYPES: Final = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def as_csv(headings: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    """Return CSV as a Dutch spreadsheet opens it: semicolons, decimal comma, a mark that says UTF-8."""
    file = io.StringIO()
    writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
    writer.writerow(headings)
    for row in rows:
        writer.writerow([_text(value) for value in row])
    return file.getvalue().encode("utf-8-sig")


def _text(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, Euros):
        euros, cents = divmod(abs(value), 100)
        return f"{'-' if value < 0 else ''}{euros},{cents:02d}"
    if isinstance(value, int):
        return str(value)
    return f"'{value}" if value.startswith(_ACTIVE) else value


def as_xlsx(title: str, headings: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    """Return a workbook with one sheet: amounts are numbers, and text that begins with = stays text."""
    return as_xlsx_sheets([(title, headings, rows)])


def as_xlsx_sheets(sheets: Iterable[Sheet]) -> bytes:
    """Return a workbook with a sheet per title; see `as_xlsx`."""
    book = Workbook(write_only=True)
    for title, headings, rows in sheets:
        sheet = book.create_sheet(title)
        sheet.freeze_panes = "A2"
        sheet.print_title_rows = "1:1"
        heads = []
        for heading in headings:
            cell = WriteOnlyCell(sheet, heading)
            cell.font = Font(bold=True)
            heads.append(cell)
        sheet.append(heads)
        for row in rows:
            sheet.append([_cell(sheet, value) for value in row])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _cell(sheet: WriteOnlyWorksheet, value: Value) -> Cell:
    if isinstance(value, Euros):
        cell = WriteOnlyCell(sheet, value / 100)
        cell.number_format = "#,##0.00"
    elif isinstance(value, str):
        cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", value))
        cell.data_type = "s"
    else:
        cell = WriteOnlyCell(sheet, value)
    return cell
