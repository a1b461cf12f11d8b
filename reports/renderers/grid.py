"""How a table is laid out on paper or screen: the cells of its head, its sections, the cells of a row.

HTML, PDF and both spreadsheets draw what stands here, so they cannot differ in what they show.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import TypeAlias

from reports.table import Column, Layout, Role, Rounding, Row, Table, TextColumn, Unit

MARK = "*"  # stands behind a sum that no rounding could keep within one unit


@dataclass(frozen=True, slots=True)
class Heading:
    """A cell of the head; `columns` and `rows` tell how many it spans."""

    label: str
    is_names: bool = False
    is_amount: bool = False
    is_group: bool = False
    begins_group: bool = False
    columns: int = 1
    rows: int = 1


@dataclass(frozen=True, slots=True)
class Name:
    """The name of a row."""

    text: str


@dataclass(frozen=True, slots=True)
class Words:
    """A cell with words."""

    text: str


@dataclass(frozen=True, slots=True)
class Amount:
    """A cell with a number in whole units, or empty (None)."""

    column: Column
    value: int | None
    forced: bool = False
    begins_group: bool = False


Cell: TypeAlias = Name | Words | Amount


@dataclass(frozen=True, slots=True)
class Section:
    """Rows that belong together, with the header rows above them. Grand totals are a section of their own."""

    heads: tuple[Row, ...]
    rows: tuple[Row, ...]
    is_total: bool = False


@dataclass(frozen=True)
class Grid:
    """A table, or some of its columns of amounts, cell by cell."""

    table: Table
    columns: tuple[Column, ...]

    @classmethod
    def of(cls, table: Table) -> "Grid":
        """Return the grid with every column."""
        return cls(table, table.layout.columns)

    @property
    def layout(self) -> Layout:
        """The layout behind the grid."""
        return self.table.layout

    @cached_property
    def leading(self) -> tuple[TextColumn, ...]:
        """Columns of words before the row names."""
        return tuple(column for column in self.layout.text_columns if column.leading)

    @cached_property
    def middle(self) -> tuple[TextColumn, ...]:
        """Columns of words between the row names and the amounts."""
        return tuple(column for column in self.layout.text_columns if not column.leading and not column.after)

    @cached_property
    def trailing(self) -> tuple[TextColumn, ...]:
        """Columns of words after the amounts."""
        return tuple(column for column in self.layout.text_columns if column.after and not column.leading)

    @property
    def names_end(self) -> int:
        """Number of columns up to and including the row names."""
        return len(self.leading) + 1

    @property
    def amounts_start(self) -> int:
        """Number of columns before the amounts."""
        return self.names_end + len(self.middle)

    @property
    def width(self) -> int:
        """Number of columns."""
        return self.amounts_start + len(self.columns) + len(self.trailing)

    @cached_property
    def groups(self) -> tuple[tuple[str, tuple[Column, ...]], ...]:
        """Neighbouring columns of amounts under one heading; a column without a group stands alone."""
        found: list[tuple[str, tuple[Column, ...]]] = []
        for group, columns in groupby(self.columns, key=lambda column: column.group):
            members = tuple(columns)
            found += [(group, members)] if group else [("", (column,)) for column in members]
        return tuple(found)

    def head(self) -> tuple[tuple[Heading, ...], ...]:
        """Return the row or rows of headings."""
        rows = 2 if any(group for group, _ in self.groups) else 1
        upper = [Heading(column.label, rows=rows) for column in self.leading]
        upper.append(Heading(self.layout.row_heading, is_names=True, rows=rows))
        upper += [Heading(column.label, rows=rows) for column in self.middle]
        lower = []
        for group, members in self.groups:
            if group:
                upper.append(Heading(group, is_amount=True, is_group=True, begins_group=True, columns=len(members)))
                lower += [
                    Heading(column.label, is_amount=True, begins_group=column is members[0]) for column in members
                ]
            else:
                upper.append(Heading(members[0].label, is_amount=True, rows=rows))
        upper += [Heading(column.label, rows=rows) for column in self.trailing]
        return (tuple(upper), tuple(lower)) if rows > 1 else (tuple(upper),)

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """The rows in order, cut before every header row and around grand totals."""
        found: list[Section] = []
        for kind, group in groupby(self.layout.rows, key=lambda row: row.role if row.role in _CUTTING else None):
            rows = tuple(group)
            if kind is Role.HEADER:
                found.append(Section(rows, ()))
            elif kind is Role.TOTAL:
                found.append(Section((), rows, is_total=True))
            elif found and found[-1].heads and not found[-1].rows:
                found[-1] = Section(found[-1].heads, rows)
            else:
                found.append(Section((), rows))
        return tuple(found)

    def cells(self, row: Row) -> Iterator[Cell]:
        """Yield the cells of a row that is no header row, from left to right."""
        yield from (Words(row.texts.get(column.key, "")) for column in self.leading)
        yield Name(row.label)
        yield from (Words(row.texts.get(column.key, "")) for column in self.middle)
        for group, members in self.groups:
            for place, column in enumerate(members):
                cell = row.key, column.key
                yield Amount(column, self.table.value(*cell), cell in self.table.forced, bool(group) and place == 0)
        yield from (Words(row.texts.get(column.key, "")) for column in self.trailing)


_CUTTING = (Role.HEADER, Role.TOTAL)


def stage(layout: Layout) -> str:
    """Return which budget this is: `Begroting 2024 tot en met de 2e wijziging`."""
    if layout.through == 0:
        return f"Primitieve begroting {layout.year}"
    return f"Begroting {layout.year} tot en met de {layout.through}e wijziging"


def notes(table: Table) -> tuple[str, ...]:
    """Return what a reader has to know about the rounding, below the table."""
    found = []
    if not table.is_exact:
        found.append(_ROUNDED[table.rounding])
    if table.forced:
        step = "€ 1" if table.layout.unit is Unit.EUR else "€ 1.000"
        found.append(
            f"{MARK} Dit bedrag wijkt {step} of meer af van het precieze bedrag. Anders telt de tabel niet op."
        )
    return tuple(found)


_ROUNDED = {
    Rounding.CONTROLLED: "De bedragen zijn zo afgerond dat rijen en kolommen optellen.",
    Rounding.PLAIN: "Elk bedrag is apart afgerond. Een totaal kan daarom iets afwijken van de som van de bedragen.",
}
