"""A published table laid next to the recomputed one: every cell with what is printed and what should be."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple

from ledger.core.book import Book
from reports.catalogue import CATALOGUE
from reports.formats import printed as in_dutch
from reports.statements import maatwerk
from reports.table import Layout, Role, Row, Table, Unit, compute
from reports.tieout.published import NotANumberError, PublishedTable, number_of
from reports.tieout.report import Place
from reports.tieout.vectors import Space, Vector


class Ref(NamedTuple):
    """Which cell: the name of its published table, row key and column key."""

    table: str
    row: str
    column: str


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell. Whole units of the table unless said otherwise."""

    ref: Ref
    text: str | None  # as printed; None when nothing is printed there
    value: int  # what is printed as a number; nothing or a dash is 0
    shown: int | None  # what our table prints; None when it has no such cell
    exact: Fraction  # cents, before rounding and before shares are made whole
    vector: Vector | None  # what is in it; None when it cannot be said
    detail: bool  # stands in a detail row
    leaf: bool  # stands in a detail row and an elementary column
    unit: int  # cents in one unit
    rounded: int  # how many rounded detail figures are behind it
    readable: bool = True  # what is printed is a number

    @property
    def expected(self) -> int:
        """What should be printed."""
        return self.shown or 0

    @property
    def deviates(self) -> bool:
        """Tell whether the published figure is not ours."""
        return self.value != self.expected or not self.readable

    @property
    def deviation(self) -> Fraction:
        """Published minus exact, in cents."""
        return self.value * self.unit - self.exact

    @property
    def must_round(self) -> bool:
        """Tell whether the exact value is not a whole number of units."""
        return self.exact % self.unit != 0

    @property
    def allowance(self) -> Fraction:
        """Return how far off rounding alone can bring the figure, in cents: half a unit per rounded part.

        A figure rounded up or down by itself is less than a unit off, so a whole unit is the least where
        there is something to round; the figure must stay below it.
        """
        least = self.unit if self.must_round else 0
        return max(Fraction(least), Fraction(self.rounded * self.unit, 2))


@dataclass(frozen=True)
class Sheet:
    """One published table with its recomputed counterpart."""

    published: PublishedTable
    table: Table
    cells: Mapping[Ref, Cell]
    order: Mapping[str, int]  # row keys as printed, with what is not printed where our table has it

    @property
    def layout(self) -> Layout:
        """The recomputed table's layout."""
        return self.table.layout

    @property
    def paragraph(self) -> str:
        """The paragraph the table stands in."""
        return self.published.paragraph

    @property
    def name(self) -> str:
        """What the table is called among all published ones."""
        return self.published.name

    def cell(self, row: str, column: str) -> Cell | None:
        """Return a cell, if the printed or the recomputed table has it."""
        return self.cells.get(Ref(self.name, row, column))

    def is_printed(self, row: str) -> bool:
        """Tell whether a row is in the published table."""
        return row in self.published.rows

    def columns(self) -> list[str]:
        """Return the column keys of our table."""
        return [column.key for column in self.layout.columns]

    def place(self, ref: Ref) -> Place:
        """Return where a cell is, in words: `6.11, Diemen / Staf, kolom 2e wijziging 2024`."""
        row = self.layout.row_of.get(ref.row)
        path = " / ".join(row.path) if row and row.path else self.published.rows.get(ref.row, ref.row)
        where = f"{self.name}, {path}"
        if len(self.layout.columns) > 1:
            column = self.layout.column_of.get(ref.column)
            label = (
                " ".join(filter(None, (column.group, column.label.lower() if column.group else column.label)))
                if column
                else ref.column
            )
            where += f", kolom {label}"
        cell = self.cells[ref]
        return Place(self.layout.slug, self.paragraph, where, ref.row, ref.column, cell.text or "")

    @cached_property
    def ancestors(self) -> Mapping[str, frozenset[str]]:
        """The sum rows that each detail row is counted in."""
        found: dict[str, set[str]] = {row.key: set() for row in self.layout.rows if not row.is_sum}
        for row in self.layout.rows:
            if row.is_sum:
                for leaf in self.layout.row_leaves(row.key):
                    found[leaf].add(row.key)
        return {row: frozenset(sums) for row, sums in found.items()}

    @cached_property
    def elementary(self) -> tuple[str, ...]:
        """The columns that are not the sum of others, declared (`parts`) or found (`unions`)."""
        return tuple(column.key for column in self.layout.columns if not column.parts and column.key not in self.unions)

    @cached_property
    def unions(self) -> Mapping[str, tuple[str, ...]]:
        """The columns that contain exactly what other columns contain together, such as `na wijziging`.

        6.11 does not declare it, because each column is split by itself; it shows in what the cells select.
        """
        found: dict[str, tuple[str, ...]] = {}
        plain = [column.key for column in self.layout.columns if not column.parts]
        rows = [row for row in self.layout.rows if not row.is_sum and row.role is not Role.HEADER]
        for union in plain:
            others = [key for key in plain if key != union and key not in found]
            inside = tuple(key for key in others if self._contained(key, union, rows))
            if inside and self._filled(inside, union, rows):
                found[union] = inside
        return found

    def _vector(self, row: str, column: str) -> Vector:
        cell = self.cell(row, column)
        return (cell.vector if cell else None) or Vector()

    def _contained(self, part: str, whole: str, rows: Iterable[Row]) -> bool:
        pairs = [(self._vector(row.key, part), self._vector(row.key, whole)) for row in rows]
        return all(inner.within(outer) for inner, outer in pairs) and any(inner for inner, _ in pairs)

    def _filled(self, parts: Sequence[str], whole: str, rows: Iterable[Row]) -> bool:
        for row in rows:
            rest = self._vector(row.key, whole)
            for part in parts:
                inner = self._vector(row.key, part)
                if not inner.within(rest):
                    return False
                rest = rest.without(inner)
            if rest:
                return False
        return True

    def totals(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Yield each column that is a sum with its parts: declared, or found."""
        for column in self.layout.columns:
            if column.parts:
                yield column.key, column.parts
        yield from self.unions.items()


def layout_of(book: Book, published: PublishedTable) -> Layout:
    """Return the recomputed counterpart of a published table; raises KeyError when there is no such table."""
    report = CATALOGUE[published.slug]
    if published.part and published.slug == "maatwerk":
        return maatwerk(book, published.part)
    return report.statement(book)


def lay_out(book: Book, published: PublishedTable, layout: Layout, space: Space) -> Sheet:
    """Lay a published table next to the recomputed one."""
    table = compute(layout, book.reckoning)
    keys = [
        (row.key, column.key)
        for row in layout.rows
        for column in layout.columns
        if layout.has_cell(row.key, column.key)
    ]
    ours = set(keys)
    unit = layout.unit.value
    cells: dict[Ref, Cell] = {}
    for row, column in dict.fromkeys([*keys, *published.cells]):
        ref = Ref(published.name, row, column)
        vector = space.vector(layout.figure(row, column)) if (row, column) in ours else None
        cents = table.cents(row, column) or 0
        text = published.cells.get((row, column))
        try:
            value, readable = number_of(text or ""), True
        except NotANumberError:
            value, readable = 0, False
        known = layout.row_of.get(row)
        detail = known is None or not known.is_sum
        cells[ref] = Cell(
            ref=ref,
            text=text,
            value=value,
            shown=table.value(row, column),
            exact=Fraction(cents) if vector is None else space.value(vector),
            vector=vector,
            detail=detail,
            leaf=detail and not (column in layout.column_of and layout.column_of[column].parts),
            unit=unit,
            rounded=0,
            readable=readable,
        )
    rounded = {ref for ref, cell in cells.items() if cell.leaf and _is_rounded(cell, layout.unit)}
    cells = {
        ref: replace(cell, rounded=sum(leaf in rounded for leaf in _leaves(layout, ref, cell)))
        for ref, cell in cells.items()
    }
    return Sheet(published, table, cells, _order(published, layout))


def _is_rounded(cell: Cell, unit: Unit) -> bool:
    """In thousands every amount is rounded; in euros only a share is, and an amount with cents."""
    return cell.must_round or (unit is not Unit.EUR and bool(cell.value or cell.exact))


def _leaves(layout: Layout, ref: Ref, cell: Cell) -> Iterator[Ref]:
    if ref.row not in layout.row_of or ref.column not in layout.column_of or cell.leaf:
        yield ref
        return
    for row in layout.row_leaves(ref.row):
        for column in layout.column_leaves(ref.column):
            yield Ref(ref.table, row, column)


def _order(published: PublishedTable, layout: Layout) -> dict[str, int]:
    """Rows in the order printed; one that is only in our table comes after the row it follows there."""
    order = list(published.rows)
    before = ""
    for row in layout.rows:
        if row.key not in published.rows:
            order.insert(order.index(before) + 1 if before in order else 0, row.key)
        before = row.key
    return {key: index for index, key in enumerate(order)}


def as_printed(cell: Cell) -> str:
    """Return a published figure as it stands in the document, for use in a sentence."""
    if cell.text is None:
        return "niets"
    return cell.text or "niets"


def ours(cell: Cell) -> str:
    """Return the figure our table prints, for use in a sentence."""
    return "geen bedrag" if cell.shown is None else in_dutch(cell.shown)
