"""A table as an Excel workbook: real numbers with a format, no formulas, text that stays text."""

from collections.abc import Sequence
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING, Any

from reports.formats import EXCEL_NUMBER
from reports.renderers.archives import dated, moment, printable
from reports.renderers.context import Context
from reports.renderers.sheet import Kind, Sheet, SheetCell, Style, description, forced_format, sheets
from reports.table import Role, Table

if TYPE_CHECKING:
    from openpyxl.cell import Cell, MergedCell
    from openpyxl.worksheet.worksheet import Worksheet

_CENTS = '#,##0.00;"\N{MINUS SIGN}"#,##0.00'
_FORMATS = {Kind.AMOUNT: EXCEL_NUMBER, Kind.FORCED: forced_format(EXCEL_NUMBER), Kind.EXACT: _CENTS}
_INK, _QUIET, _TINT, _LINE = "154273", "4F5B66", "F0F4F9", "CFD6DE"
_LINE_HEIGHT, _TITLE_HEIGHT = 15, 21  # points


def render(table: Table, context: Context) -> bytes:
    """Return the workbook."""
    drawn = [(sheet, table) for sheet in sheets(table, context)]
    return workbook_of(drawn, context, table.caption, description(table, context))


def workbook_of(
    drawn: Sequence[tuple[Sheet, Table]], context: Context, title: str, subject: str, identifier: str = ""
) -> bytes:
    """Return a workbook of sheets, each with the table it belongs to; `identifier` goes into its properties."""
    from openpyxl import Workbook  # noqa: PLC0415 - heavy, and only a spreadsheet needs it

    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for sheet, table in drawn:
        _write(workbook.create_sheet(sheet.name), sheet, table.layout.title, context)
    properties = workbook.properties
    properties.title = printable(title)
    properties.subject = printable(subject)
    properties.creator = printable(context.organisation)
    properties.identifier = identifier or None
    properties.language = "nl-NL"
    properties.created = properties.modified = moment(context.made_on)
    written = BytesIO()
    workbook.save(written)
    return dated(written.getvalue(), context.made_on)


def _write(worksheet: "Worksheet", sheet: Sheet, title: str, context: Context) -> None:
    from openpyxl.utils import get_column_letter  # noqa: PLC0415
    from openpyxl.worksheet.properties import PageSetupProperties  # noqa: PLC0415

    for number, row in enumerate(sheet.rows, start=1):
        for place, planned in enumerate(row, start=1):
            if planned is not None:
                _fill(worksheet.cell(number, place), planned)
                if planned.columns > 1 or planned.rows > 1:
                    worksheet.merge_cells(
                        start_row=number,
                        start_column=place,
                        end_row=number + planned.rows - 1,
                        end_column=place + planned.columns - 1,
                    )
    for place, width in enumerate(sheet.widths, start=1):
        worksheet.column_dimensions[get_column_letter(place)].width = width
    _set_heights(worksheet, sheet)
    first, last = sheet.head.start + 1, sheet.head.stop
    names_end = get_column_letter(sheet.frozen_columns)
    worksheet.freeze_panes = f"{get_column_letter(sheet.frozen_columns + 1)}{last + 1}"
    worksheet.print_title_rows = f"{first}:{last}"
    worksheet.print_title_cols = f"A:{names_end}"
    worksheet.sheet_view.showGridLines = False
    setup: Any = worksheet.page_setup
    setup.paperSize = worksheet.PAPERSIZE_A4
    setup.orientation = "landscape" if sheet.is_landscape else "portrait"
    setup.fitToWidth, setup.fitToHeight = sheet.pages_wide, 0
    worksheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    margin: Any = worksheet.oddHeader
    margin.left.text, margin.right.text = _in_margin(context.organisation), _in_margin(title)
    margin = worksheet.oddFooter
    margin.right.text = "Pagina &P van &N"


def _fill(cell: "Cell | MergedCell", planned: SheetCell) -> None:
    value = planned.value
    cell.value = printable(value) if isinstance(value, str) else value
    if isinstance(value, str):
        cell.data_type = "s"  # openpyxl takes a text that begins with = for a formula
        if value[:1] in ("=", "+", "-", "@"):
            cell.quotePrefix = True  # and so does Excel, when somebody edits the cell
    look = _look(planned.style)
    cell.font, cell.alignment, cell.fill, cell.border = look["font"], look["alignment"], look["fill"], look["border"]
    cell.number_format = _FORMATS.get(planned.style.kind, "General")


def _set_heights(worksheet: "Worksheet", sheet: Sheet) -> None:
    """Make the rows of merged text as high as the text needs: Excel does so only for single cells."""
    across = sum(sheet.widths)
    for number, row in enumerate(sheet.rows, start=1):
        cell = row[0] if row else None
        if cell is not None and cell.style.kind is Kind.TITLE:
            worksheet.row_dimensions[number].height = _TITLE_HEIGHT
        elif cell is not None and cell.style.kind is Kind.NOTE and isinstance(cell.value, str):
            worksheet.row_dimensions[number].height = _LINE_HEIGHT * (1 + len(cell.value) // max(across, 1))


def _in_margin(text: str) -> str:
    """Return text for a head or foot, where & begins a code and Excel allows 255 characters in all."""
    return printable(text)[:100].replace("&", "&&")


@cache
def _look(style: Style) -> dict[str, Any]:
    """Return what openpyxl wants to know about the look of a cell."""
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side  # noqa: PLC0415

    kind, role = style.kind, style.role
    is_head = kind in (Kind.HEAD, Kind.HEAD_AMOUNT, Kind.HEAD_GROUP)
    is_sum = role in (Role.SUBTOTAL, Role.TOTAL)
    in_table = kind not in (Kind.TITLE, Kind.NOTE)
    tinted = is_head or kind is Kind.SECTION or role is Role.TOTAL
    colour = _INK if kind in (Kind.TITLE, Kind.SECTION) else _QUIET if kind is Kind.NOTE else "000000"
    is_right = kind in (Kind.HEAD_AMOUNT, *_FORMATS)
    side = "center" if kind is Kind.HEAD_GROUP else "right" if is_right else "left"
    bold = is_head or is_sum or kind in (Kind.TITLE, Kind.SECTION)
    line, strong = Side("thin", color=_LINE), Side("medium" if role is Role.TOTAL else "thin", color=_INK)
    border = Border(top=strong if is_sum else None, bottom=strong if is_head or role is Role.TOTAL else line)
    return {
        "font": Font(bold=bold, size=14 if kind is Kind.TITLE else 11, color=colour),
        "alignment": Alignment(
            horizontal=side,
            vertical="bottom" if is_head else "top",
            wrap_text=kind in (Kind.NOTE, Kind.WORDS) or is_head,
        ),
        "fill": PatternFill("solid", fgColor=_TINT) if tinted else PatternFill(),
        "border": border if in_table else Border(),
    }
