"""A table as an OpenDocument spreadsheet: the same cells as in Excel."""

from decimal import Decimal
from io import BytesIO
from typing import Any

from reports.formats import NIL
from reports.renderers.archives import dated, moment, printable
from reports.renderers.context import Context
from reports.renderers.grid import MARK
from reports.renderers.sheet import Kind, Sheet, SheetCell, Style, description, sheets
from reports.table import Role, Table

_CHARACTER = 2.05  # millimetres
_INK, _QUIET, _TINT, _LINE = "#154273", "#4f5b66", "#f0f4f9", "#cfd6de"
_NUMBERS = {Kind.AMOUNT: "N-heel", Kind.FORCED: "N-heel-noot", Kind.EXACT: "N-centen"}
_RIGHT = (Kind.HEAD_AMOUNT, Kind.AMOUNT, Kind.FORCED, Kind.EXACT)
_HEADS = (Kind.HEAD, Kind.HEAD_AMOUNT, Kind.HEAD_GROUP)


def render(table: Table, context: Context) -> bytes:
    """Return the spreadsheet."""
    from odf import dc, meta  # noqa: PLC0415 - only a spreadsheet needs it
    from odf.element import Element  # noqa: PLC0415
    from odf.namespaces import nsdict  # noqa: PLC0415
    from odf.opendocument import OpenDocumentSpreadsheet  # noqa: PLC0415

    # odfpy names in every part the namespaces it has met so far in the process: let it be the same ones always.
    Element.namespaces = dict(nsdict)
    document = OpenDocumentSpreadsheet()
    for element, text in (
        (dc.Title, table.caption),
        (dc.Description, description(table, context)),
        (dc.Language, "nl-NL"),
        (meta.CreationDate, moment(context.made_on).isoformat()),
        (dc.Date, moment(context.made_on).isoformat()),
    ):
        document.meta.addElement(element(text=printable(text)))
    writer = _Writer(document)
    for sheet in sheets(table, context):
        document.spreadsheet.addElement(writer.table(sheet))
    written = BytesIO()
    document.save(written)
    return dated(written.getvalue(), context.made_on)


class _Writer:
    """Adds sheets to a document, and each style to it once."""

    def __init__(self, document: Any) -> None:
        self.document = document
        self.styles: dict[Any, Any] = {}
        self._default_style()
        for name, decimals, mark in (("N-heel", 0, ""), ("N-heel-noot", 0, MARK), ("N-centen", 2, "")):
            self._number_style(name, decimals, mark)

    def table(self, sheet: Sheet) -> Any:
        from odf.table import Table as OdfTable  # noqa: PLC0415
        from odf.table import TableColumn, TableHeaderColumns, TableHeaderRows  # noqa: PLC0415

        made = OdfTable(name=sheet.name, stylename=self._sheet_style(sheet))
        names = TableHeaderColumns()
        made.addElement(names)
        for place, width in enumerate(sheet.widths):
            column = TableColumn(stylename=self._column_style(width))
            (names if place < sheet.frozen_columns else made).addElement(column)
        head = TableHeaderRows()
        for number, row in enumerate(sheet.rows):
            if number == sheet.head.start:
                made.addElement(head)
            (head if number in sheet.head else made).addElement(self._row(row))
        return made

    def _row(self, row: tuple[SheetCell | None, ...]) -> Any:
        from odf.table import CoveredTableCell, TableCell, TableRow  # noqa: PLC0415

        made = TableRow()
        for cell in row:
            made.addElement(CoveredTableCell() if cell is None else self._cell(cell))
        if not row:
            made.addElement(TableCell())
        return made

    def _cell(self, cell: SheetCell) -> Any:
        from odf.table import TableCell  # noqa: PLC0415
        from odf.text import P  # noqa: PLC0415

        wanted: dict[str, Any] = {"stylename": self._cell_style(cell.style)}
        if cell.columns > 1 or cell.rows > 1:
            wanted |= {"numbercolumnsspanned": cell.columns, "numberrowsspanned": cell.rows}
        if isinstance(cell.value, int | Decimal):
            made = TableCell(valuetype="float", value=str(cell.value), **wanted)
            made.addElement(P(text=_shown(cell.value, cell.style.kind)))
            return made
        if cell.value is None:
            return TableCell(**wanted)
        made = TableCell(valuetype="string", **wanted)
        made.addElement(P(text=printable(cell.value)))
        return made

    def _default_style(self) -> None:
        from odf.style import DefaultStyle, TextProperties  # noqa: PLC0415

        default = DefaultStyle(family="table-cell")
        default.addElement(TextProperties(language="nl", country="NL", fontsize="10pt", fontfamily="Liberation Sans"))
        self.document.styles.addElement(default)

    def _number_style(self, name: str, decimals: int, mark: str) -> None:
        """Add a number format: positive, negative with the real minus, and where there are no cents a dash for nil."""
        from odf.number import Number, NumberStyle, Text  # noqa: PLC0415
        from odf.style import Map  # noqa: PLC0415

        kinds = [("-negatief", "\N{MINUS SIGN}"), *([] if decimals else [("-nul", None)]), ("", "")]
        for suffix, before in kinds:
            style = NumberStyle(
                name=name + suffix, language="nl", country="NL", **({"volatile": "true"} if suffix else {})
            )
            if before:
                style.addElement(Text(text=before))
            if before is None:
                style.addElement(Text(text=NIL))
            else:
                style.addElement(Number(decimalplaces=decimals, minintegerdigits=1, grouping="true"))
            if mark:
                style.addElement(Text(text=mark))
            if not suffix:
                style.addElement(Map(condition="value()<0", applystylename=f"{name}-negatief"))
                if not decimals:
                    style.addElement(Map(condition="value()=0", applystylename=f"{name}-nul"))
            # Among the common styles: odfpy drops an automatic style that only another style's map refers to.
            self.document.styles.addElement(style)

    def _cell_style(self, look: Style) -> Any:
        if look not in self.styles:
            self.styles[look] = self._new_cell_style(look, f"C{len(self.styles)}")
        return self.styles[look]

    def _new_cell_style(self, look: Style, name: str) -> Any:
        from odf.style import ParagraphProperties, TableCellProperties, TextProperties  # noqa: PLC0415
        from odf.style import Style as OdfStyle  # noqa: PLC0415

        kind, role = look.kind, look.role
        is_head, is_sum = kind in _HEADS, role in (Role.SUBTOTAL, Role.TOTAL)
        number = {"datastylename": _NUMBERS[kind]} if kind in _NUMBERS else {}
        made = OdfStyle(name=name, family="table-cell", **number)
        box: dict[str, str] = {"verticalalign": "bottom" if is_head else "top"}
        if kind in (Kind.NOTE, Kind.WORDS) or is_head:
            box["wrapoption"] = "wrap"
        if is_head or kind is Kind.SECTION or role is Role.TOTAL:
            box["backgroundcolor"] = _TINT
        if kind not in (Kind.TITLE, Kind.NOTE):
            box["borderbottom"] = f"0.5pt solid {_INK if is_head or role is Role.TOTAL else _LINE}"
        if is_sum:
            box["bordertop"] = f"{'1.5pt' if role is Role.TOTAL else '0.5pt'} solid {_INK}"
        made.addElement(TableCellProperties(**box))
        made.addElement(
            ParagraphProperties(textalign="end" if kind in _RIGHT else "center" if kind is Kind.HEAD_GROUP else "start")
        )
        bold = is_head or is_sum or kind in (Kind.TITLE, Kind.SECTION)
        colour = _INK if kind in (Kind.TITLE, Kind.SECTION) else _QUIET if kind is Kind.NOTE else "#000000"
        size = "14pt" if kind is Kind.TITLE else "10pt"
        made.addElement(TextProperties(fontweight="bold" if bold else "normal", color=colour, fontsize=size))
        self.document.automaticstyles.addElement(made)
        return made

    def _column_style(self, width: int) -> Any:
        from odf.style import Style as OdfStyle  # noqa: PLC0415
        from odf.style import TableColumnProperties  # noqa: PLC0415

        if ("column", width) not in self.styles:
            made = OdfStyle(name=f"K{width}", family="table-column")
            made.addElement(TableColumnProperties(columnwidth=f"{width * _CHARACTER:.1f}mm"))
            self.document.automaticstyles.addElement(made)
            self.styles["column", width] = made
        return self.styles["column", width]

    def _sheet_style(self, sheet: Sheet) -> Any:
        """Return the style of a sheet: the page it prints on, lying when it is wide."""
        from odf.style import MasterPage, PageLayout, PageLayoutProperties, TableProperties  # noqa: PLC0415
        from odf.style import Style as OdfStyle  # noqa: PLC0415

        width, height = ("297mm", "210mm") if sheet.is_landscape else ("210mm", "297mm")
        orientation = "landscape" if sheet.is_landscape else "portrait"
        page = PageLayout(name=f"Pagina-{sheet.name}")
        page.addElement(
            PageLayoutProperties(
                pagewidth=width,
                pageheight=height,
                printorientation=orientation,
                margin="15mm",
                scaletox=sheet.pages_wide,
                scaletoy=0,
            )
        )
        self.document.automaticstyles.addElement(page)
        self.document.masterstyles.addElement(MasterPage(name=f"Blad-{sheet.name}", pagelayoutname=page))
        made = OdfStyle(name=f"T-{sheet.name}", family="table", masterpagename=f"Blad-{sheet.name}")
        made.addElement(TableProperties(display="true"))
        self.document.automaticstyles.addElement(made)
        return made


def _shown(value: int | Decimal, kind: Kind) -> str:
    """Return the text beside the number, for programs that show the file without computing."""
    from reports.formats import printed  # noqa: PLC0415

    if kind is Kind.EXACT:
        from ledger.core.money import format_euros  # noqa: PLC0415

        return format_euros(int(value * 100), always_cents=True)
    return printed(int(value)) + (MARK if kind is Kind.FORCED else "")
