"""One description of a table, from which every output is made. Pure: no database, no web, no files.

A statement says for each cell which terms of the ledger make it (`Row.figures`); sums over rows and over
columns are declared once (`parts`), so exact values, printed values and explanations all follow from the
same description. Renderers print what stands here and decide nothing.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property

from ledger.core.cube import Fact, Figure, Reckoning, Term
from ledger.core.rounding import Additive, controlled, plain


class Unit(Enum):
    """In what a table prints its amounts; the value is the number of cents in one."""

    EUR = 100
    EUR_1000 = 100_000

    @property
    def label(self) -> str:
        """How the caption says it."""
        return "bedragen × € 1" if self is Unit.EUR else "bedragen × € 1.000"


class Role(Enum):
    """What a row is, for its looks and for readers of the data."""

    HEADER = "header"
    DETAIL = "detail"
    SUBTOTAL = "subtotal"
    TOTAL = "total"


class Rounding(Enum):
    """How amounts are rounded for print."""

    CONTROLLED = "controlled"
    PLAIN = "plain"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of amounts. With `parts` it is the sum of other columns (saldo = baten + lasten)."""

    key: str
    label: str
    group: str = ""
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TextColumn:
    """A column of words between the row names and the amounts: a number, a programma, incidenteel or structureel."""

    key: str
    label: str
    after: bool = False  # stands after the amounts
    leading: bool = False  # stands before the row names


@dataclass(frozen=True, slots=True)
class Row:
    """A row. A detail row has figures per (elementary) column; a sum row names the rows it adds up."""

    key: str
    label: str
    role: Role = Role.DETAIL
    path: tuple[str, ...] = ()
    figures: Mapping[str, Figure] = field(default_factory=dict)
    parts: tuple[str, ...] = ()
    blank: frozenset[str] = frozenset()  # columns that stay empty in this row
    texts: Mapping[str, str] = field(default_factory=dict)
    mutation: int | None = None  # the mutatie this row is about, for a link

    @property
    def is_sum(self) -> bool:
        """Tell whether the row adds up other rows (possibly none)."""
        return self.role in (Role.SUBTOTAL, Role.TOTAL)


@dataclass(frozen=True)
class Layout:
    """What a statement returns: the table without its numbers."""

    slug: str
    paragraph: str
    title: str
    note: str  # how to read the signs, in words
    year: int
    through: int
    unit: Unit
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    row_heading: str = ""
    text_columns: tuple[TextColumn, ...] = ()

    @cached_property
    def row_of(self) -> dict[str, Row]:
        """Rows by key."""
        return {row.key: row for row in self.rows}

    @cached_property
    def column_of(self) -> dict[str, Column]:
        """Columns by key."""
        return {column.key: column for column in self.columns}

    def row_leaves(self, key: str) -> Iterator[str]:
        """Yield the detail rows under a row: itself, or those its parts come down to."""
        row = self.row_of[key]
        if row.is_sum:
            for part in row.parts:
                yield from self.row_leaves(part)
        else:
            yield key

    def column_leaves(self, key: str) -> Iterator[str]:
        """Yield the elementary columns under a column."""
        column = self.column_of[key]
        if column.parts:
            for part in column.parts:
                yield from self.column_leaves(part)
        else:
            yield key

    def figure(self, row: str, column: str) -> Figure:
        """Return every term behind a cell, sums included."""
        return tuple(
            term
            for leaf in self.row_leaves(row)
            for part in self.column_leaves(column)
            for term in self.row_of[leaf].figures.get(part, ())
        )

    def has_cell(self, row: str, column: str) -> bool:
        """Tell whether a cell holds a number, or stays empty."""
        line = self.row_of[row]
        if line.role is Role.HEADER or column in line.blank:
            return False
        return line.is_sum or any(part in line.figures for part in self.column_leaves(column))


@dataclass(frozen=True)
class Table:
    """A layout with its numbers: exact in cents, and as printed in whole units."""

    layout: Layout
    rounding: Rounding
    exact: Mapping[tuple[str, str], int]
    shown: Mapping[tuple[str, str], int]
    forced: frozenset[tuple[str, str]] = frozenset()  # sums that no rounding could keep within one unit

    def value(self, row: str, column: str) -> int | None:
        """Return the printed number in whole units, or None for an empty cell."""
        return self.shown.get((row, column))

    def cents(self, row: str, column: str) -> int | None:
        """Return the exact value in cents, or None for an empty cell."""
        return self.exact.get((row, column))

    @property
    def is_exact(self) -> bool:
        """Tell whether nothing had to be rounded."""
        return all(self.shown[cell] * self.layout.unit.value == cents for cell, cents in self.exact.items())

    @property
    def caption(self) -> str:
        """Return what stands above the table: title and unit."""
        return f"{self.layout.title} ({self.layout.unit.label})"


def compute(layout: Layout, reckoning: Reckoning, rounding: Rounding = Rounding.CONTROLLED) -> Table:
    """Fill in the numbers: leaves from the ledger, sums from their leaves, print by the rounding chosen."""
    leaves = {
        (row.key, column): reckoning.figure(figure) for row in layout.rows for column, figure in row.figures.items()
    }
    parts_of = {column.key: tuple(layout.column_leaves(column.key)) for column in layout.columns}
    sums = {}
    for row in layout.rows:
        rows = tuple(layout.row_leaves(row.key))
        for column in layout.columns:
            if (row.is_sum or column.parts) and layout.has_cell(row.key, column.key):
                cells = ((leaf, part) for leaf in rows for part in parts_of[column.key])
                sums[row.key, column.key] = tuple(cell for cell in cells if cell in leaves)
    exact = {cell: leaves[cell] for cell in leaves if cell[1] not in layout.row_of[cell[0]].blank}
    exact |= {cell: sum(leaves[part] for part in parts) for cell, parts in sums.items()}
    additive = Additive(leaves, sums, layout.unit.value)
    printed = controlled(additive) if rounding is Rounding.CONTROLLED else plain(additive)
    shown = {cell: printed.values[cell] for cell in exact}
    return Table(layout, rounding, exact, shown, printed.forced & exact.keys())


__all__ = [
    "Column",
    "Fact",
    "Figure",
    "Layout",
    "Role",
    "Rounding",
    "Row",
    "Table",
    "Term",
    "TextColumn",
    "Unit",
    "compute",
]
