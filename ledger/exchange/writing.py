"""The ledger as an Excel workbook that can be read back: the same sheets, and a first one that explains them."""

from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO, Final

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from ledger.core.percentage import BASIS_POINTS
from ledger.exchange.guide import leaflet
from ledger.exchange.rows import Complaint, RefusedError
from ledger.exchange.schema import MAX_CELL_TEXT, Column, Kind
from ledger.exchange.sheets import GUIDE_TITLE, SHEETS
from ledger.exchange.stored import Values, read_ledger
from ledger.models import BudgetYear

_FORMATS: Final = {Kind.AMOUNT: "#,##0.00", Kind.DATE: "dd-mm-yyyy", Kind.INTEGER: "0", Kind.PERCENTAGE: "0.00%"}
_PARTS: Final = {Kind.AMOUNT: 100, Kind.PERCENTAGE: BASIS_POINTS}
_WIDTHS: Final = {
    Kind.AMOUNT: 16,
    Kind.DATE: 14,
    Kind.INTEGER: 11,
    Kind.PERCENTAGE: 11,
    Kind.CODE: 24,
    Kind.CHOICE: 20,
    Kind.LIST: 30,
    Kind.TEXT: 40,
}
_HEADING_FONT: Final = Font(bold=True)
_HEADING_FILL: Final = PatternFill("solid", fgColor="DDE7F0")
_WRAP: Final = Alignment(wrap_text=True, vertical="top")
_LEAFLET_WIDTHS: Final = (22, 28, 14, 26, 90)


def export_workbook(target: Path | BinaryIO, *, year: int | None = None) -> dict[str, int]:
    """Write the ledger, or what belongs to one year, and return the number of rows per sheet title.

    Raises RefusedError when the year does not exist or a text does not fit in a cell.
    """
    if year is not None and not BudgetYear.objects.filter(pk=year).exists():
        known = ", ".join(str(pk) for pk in BudgetYear.objects.order_by("year").values_list("pk", flat=True))
        raise RefusedError(Complaint(f"jaar {year}", f"Dit begrotingsjaar bestaat niet. Wel: {known or 'nog geen'}."))
    ledger = read_ledger(None if year is None else {year})
    write_workbook(target, ledger)
    return {sheet.title: len(ledger[sheet.key]) for sheet in SHEETS}


def write_workbook(target: Path | BinaryIO, sheets: Mapping[str, Sequence[Values]]) -> None:
    """Write typed rows by key of the sheet; amounts are cents. Sheets that are not given get headings only."""
    _refuse_long_texts(sheets)
    workbook = Workbook(write_only=True)
    _write_leaflet(workbook)
    for sheet in SHEETS:
        worksheet = workbook.create_sheet(sheet.title)
        worksheet.freeze_panes = "A2"
        worksheet.print_title_rows = "1:1"
        for position, column in enumerate(sheet.columns, 1):
            worksheet.column_dimensions[get_column_letter(position)].width = _WIDTHS[column.kind]
        worksheet.append(_headings(worksheet, [column.heading for column in sheet.columns]))
        for values in sheets.get(sheet.key, ()):
            worksheet.append([_cell(worksheet, values[column.key], column) for column in sheet.columns])
    # Into memory first: a disk that is full or a folder that is not there must not leave half a workbook.
    memory = BytesIO()
    workbook.save(memory)
    if isinstance(target, Path):
        target.write_bytes(memory.getvalue())
    else:
        target.write(memory.getvalue())


def _refuse_long_texts(sheets: Mapping[str, Sequence[Values]]) -> None:
    """Raise RefusedError for a text that a cell would cut off."""
    for sheet in SHEETS:
        for column in sheet.columns:
            for number, values in enumerate(sheets.get(sheet.key, ()) if column.kind is Kind.TEXT else (), 2):
                if len(values[column.key]) > MAX_CELL_TEXT:
                    size = len(values[column.key])
                    sentence = f"'{column.heading}' heeft {size} tekens; in een cel passen er {MAX_CELL_TEXT}. Kort in."
                    raise RefusedError(Complaint(f"blad {sheet.title}, rij {number}", sentence))


def _write_leaflet(workbook: Workbook) -> None:
    worksheet = workbook.create_sheet(GUIDE_TITLE)
    for position, width in enumerate(_LEAFLET_WIDTHS, 1):
        worksheet.column_dimensions[get_column_letter(position)].width = width
    for kind, row in leaflet():
        if kind == "heading":
            worksheet.append(_headings(worksheet, row))
        else:
            cells = [_text(worksheet, value) for value in row]
            if kind == "title":
                cells[0].font = Font(bold=True, size=14)
            worksheet.append(cells)


def _headings(worksheet: Any, headings: Iterable[str]) -> list[Cell]:
    cells = [_text(worksheet, heading) for heading in headings]
    for cell in cells:
        cell.font, cell.fill, cell.alignment = _HEADING_FONT, _HEADING_FILL, _WRAP
    return cells


def _cell(worksheet: Any, value: Any, column: Column) -> Cell | None:
    """Return a typed value as a cell: text stays text, an amount is a number of euros with a format."""
    if value is None or value in ("", ()):
        return None
    if column.kind is Kind.CHOICE:
        return _text(worksheet, dict(column.choices)[value])
    if column.kind is Kind.LIST:
        return _text(worksheet, ", ".join(value))
    if column.kind in (Kind.TEXT, Kind.CODE):
        return _text(worksheet, value)
    cell = WriteOnlyCell(worksheet, value / _PARTS[column.kind] if column.kind in _PARTS else value)
    cell.number_format = _FORMATS[column.kind]
    return cell


def _text(worksheet: Any, value: str) -> Cell:
    """Return a cell of text, also where the text looks like a formula."""
    cell = WriteOnlyCell(worksheet, ILLEGAL_CHARACTERS_RE.sub("\ufffd", value))
    cell.data_type = "s"
    if value.startswith(("=", "+", "-", "@")):
        cell.quotePrefix = True  # so that it stays text when somebody edits the cell
    return cell
