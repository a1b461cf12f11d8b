"""The cells of a spreadsheet with a table, before they become an Excel or an OpenDocument file.

The first sheet shows the table as it is printed, with real numbers; the second has the exact amounts in
euros with cents, and the keys of rows and columns for who wants to link to them.
"""

from dataclasses import dataclass, replace
from decimal import Decimal
from enum import Enum, auto
from typing import TypeAlias

from reports.renderers.context import Context
from reports.renderers.grid import MARK, Amount, Cell, Grid, Heading, Name, notes, stage
from reports.renderers.html import dutch_date
from reports.renderers.measure import widths
from reports.table import Role, Row, Table

Value: TypeAlias = str | int | Decimal | None

PORTRAIT, LANDSCAPE = 95, 150  # characters across a page of A4 in the usual font
_EXACT_WIDTH = 18


class Kind(Enum):
    """What a cell is."""

    TITLE = auto()
    NOTE = auto()
    HEAD = auto()
    HEAD_AMOUNT = auto()
    HEAD_GROUP = auto()
    SECTION = auto()
    WORDS = auto()
    AMOUNT = auto()  # whole units
    FORCED = auto()  # the same, with a mark behind it
    EXACT = auto()  # euros with cents


@dataclass(frozen=True, slots=True)
class Style:
    """How a cell looks: what it is, and what its row is."""

    kind: Kind
    role: Role = Role.DETAIL


@dataclass(frozen=True, slots=True)
class SheetCell:
    """A cell of a sheet; a text is always a text, whatever it begins with."""

    value: Value
    style: Style
    columns: int = 1
    rows: int = 1


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: rows of cells (None where another cell spans), and how it scrolls and prints."""

    name: str
    rows: tuple[tuple[SheetCell | None, ...], ...]
    head: range  # the rows of headings, counted from 0: they stay in sight and are repeated in print
    frozen_columns: int
    widths: tuple[int, ...]  # characters

    @property
    def is_landscape(self) -> bool:
        """Whether the sheet is wider than a standing page."""
        return sum(self.widths) > PORTRAIT

    @property
    def pages_wide(self) -> int:
        """Over how many pages beside each other it is printed: never shrunk to less than about a half."""
        return 1 + max(sum(self.widths) - 1, 0) // (2 * LANDSCAPE) if self.is_landscape else 1


def sheets(table: Table, context: Context) -> tuple[Sheet, Sheet]:
    """Return the sheet as printed and the sheet with the exact amounts."""
    return _printed(table, context), _exact(table)


def printed_sheet(table: Table, context: Context, name: str) -> Sheet:
    """Return only the sheet as printed, under another name: one of many in a workbook."""
    return replace(_printed(table, context), name=name)


def description(table: Table, context: Context) -> str:
    """Return in one line whose table of which budget this is, in which state of the ledger."""
    return f"{context.organisation}. {stage(table.layout)}. Stand {dutch_date(context)}, kenmerk {context.short_head}."


def _printed(table: Table, context: Context) -> Sheet:
    grid = Grid.of(table)
    rows: list[tuple[SheetCell | None, ...]] = [
        _line(table.caption, Kind.TITLE, grid.width),
        _line(description(table, context), Kind.NOTE, grid.width),
        _line(table.layout.note, Kind.NOTE, grid.width),
        (),
    ]
    start = len(rows)
    rows += _head(grid)
    head = range(start, len(rows))
    for section in grid.sections:
        rows += [_line(row.label, Kind.SECTION, grid.width) for row in section.heads]
        rows += [tuple(_body(row, cell) for cell in grid.cells(row)) for row in section.rows]
    below = notes(table)
    if below:
        rows += [(), *(_line(note, Kind.NOTE, grid.width) for note in below)]
    return Sheet("Tabel", tuple(rows), head, grid.names_end, widths(grid).all)


def _line(text: str, kind: Kind, width: int) -> tuple[SheetCell | None, ...]:
    """Return a row that is one cell."""
    return (SheetCell(text, Style(kind), columns=width), *[None] * (width - 1))


def _head(grid: Grid) -> list[tuple[SheetCell | None, ...]]:
    """Return the rows of headings with a place for every cell that is spanned."""
    upper, *lower = grid.head()
    first = [cell for heading in upper for cell in (_heading(heading), *[None] * (heading.columns - 1))]
    if not lower:
        return [tuple(first)]
    below = iter(lower[0])
    second: list[SheetCell | None] = []
    for heading in upper:
        second += [_heading(next(below)) for _ in range(heading.columns)] if heading.is_group else [None]
    return [tuple(first), tuple(second)]


def _heading(heading: Heading) -> SheetCell:
    kind = Kind.HEAD_GROUP if heading.is_group else Kind.HEAD_AMOUNT if heading.is_amount else Kind.HEAD
    return SheetCell(heading.label, Style(kind), heading.columns, heading.rows)


def _body(row: Row, cell: Cell) -> SheetCell:
    if isinstance(cell, Amount):
        return SheetCell(cell.value, Style(Kind.FORCED if cell.forced else Kind.AMOUNT, row.role))
    text = cell.text if isinstance(cell, Name) else cell.text or None
    return SheetCell(text, Style(Kind.WORDS, row.role))


def _exact(table: Table) -> Sheet:
    columns = table.layout.columns
    width = 2 + len(columns)
    labels = (f"{column.group}: {column.label}" if column.group else column.label for column in columns)
    rows: list[tuple[SheetCell | None, ...]] = [
        _line(f"{table.layout.title} (exacte bedragen in euro's)", Kind.TITLE, width),
        _line(
            "De tweede regel van de kop en de eerste kolom zijn de vaste sleutels van kolommen en rijen.",
            Kind.NOTE,
            width,
        ),
        (),
        _headings("", "Rij", *labels),
        _headings("Sleutel", "", *(column.key for column in columns)),
    ]
    for row in table.layout.rows:
        cents = (table.cents(row.key, column.key) for column in columns)
        rows.append(
            (
                SheetCell(row.key, Style(Kind.WORDS, row.role)),
                SheetCell(" / ".join(row.path) or row.label, Style(Kind.WORDS, row.role)),
                *(SheetCell(None if c is None else Decimal(c).scaleb(-2), Style(Kind.EXACT, row.role)) for c in cents),
            )
        )
    keys = max((len(row.key) for row in table.layout.rows), default=0)
    wide = (min(max(keys, 10), 40) + 3, 47, *[_EXACT_WIDTH] * len(columns))
    return Sheet("Exact", tuple(rows), range(3, 5), 2, wide)


def _headings(key: str, row: str, *columns: str) -> tuple[SheetCell, ...]:
    words = [SheetCell(text, Style(Kind.HEAD)) for text in (key, row)]
    return (*words, *(SheetCell(text, Style(Kind.HEAD_AMOUNT)) for text in columns))


def forced_format(number_format: str) -> str:
    """Return a number format of Excel with the mark behind every number."""
    return ";".join(f'{part}"{MARK}"' for part in number_format.split(";"))
