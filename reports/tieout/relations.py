"""What must agree within a published document: sums, columns, covers, and one fact in two tables. Pure.

No list of cells: sums follow from the layout, facts from what the cells select. A relation says that the
figures, each times its sign, add up to nothing.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from reports.table import Role
from reports.tieout.sheets import Cell, Ref, Sheet
from reports.tieout.vectors import Space, Vector


class Kind(Enum):
    """Why figures must add up."""

    FACT = "fact"  # the same fact in two tables
    COLUMNS = "columns"
    ROWS = "rows"
    COVER = "cover"  # uitgaven and inkomsten of one programma


@dataclass(frozen=True, slots=True)
class Relation:
    """`head` equals the sum of `parts`, each times its sign."""

    kind: Kind
    head: Ref
    parts: tuple[tuple[Ref, int], ...]

    @property
    def refs(self) -> tuple[Ref, ...]:
        """Every cell in it."""
        return (self.head, *(ref for ref, _ in self.parts))

    def terms(self) -> Iterator[tuple[Ref, int]]:
        """Yield cells with the signs with which they add up to nothing."""
        yield self.head, -1
        yield from self.parts

    def without(self, ref: Ref) -> list[tuple[Ref, int]]:
        """Return the cells and signs that add up to the given cell."""
        sign = next(sign for other, sign in self.terms() if other == ref)
        return [(other, -sign * factor) for other, factor in self.terms() if other != ref]


SUMS = (Kind.ROWS, Kind.COLUMNS)


class Document:
    """All published tables of a year with the relations between their cells."""

    def __init__(self, sheets: Sequence[Sheet], space: Space) -> None:
        self.sheets = {sheet.name: sheet for sheet in sheets}
        self.space = space
        self.cells: dict[Ref, Cell] = {ref: cell for sheet in sheets for ref, cell in sheet.cells.items()}
        self.relations = [relation for relation in _distinct(_relations(sheets, space)) if self._is_true(relation)]
        self.of: dict[Ref, list[Relation]] = {}
        for relation in self.relations:
            for ref in relation.refs:
                self.of.setdefault(ref, []).append(relation)

    def _is_true(self, relation: Relation) -> bool:
        """Tell whether the exact figures add up: not so where a table leaves a part of a sum empty on purpose."""
        return sum(sign * self.cells[ref].exact for ref, sign in relation.terms()) == 0

    def residue(self, relation: Relation) -> int:
        """Return how much the published figures fail to add up, in cents."""
        return sum(sign * self.cells[ref].value * self.cells[ref].unit for ref, sign in relation.terms())

    def tolerance(self, relation: Relation) -> Fraction:
        """Return how much of that rounding alone can make, in cents.

        Each figure may be off by half a unit per rounded detail figure behind it (a share in whole euros by a
        whole one: it may be rounded up or down). The sum of a row or column itself is either the sum of what
        is printed, or rounded by itself: half a unit.
        """
        slack = {ref: self._slack(ref) for ref in relation.refs}
        if relation.kind in SUMS and not self.cells[relation.head].leaf:
            sums = [ref for ref in relation.refs if self.cells[ref].rounded and not self.cells[ref].leaf]
            itself = Fraction(sum(self.cells[ref].unit for ref in sums), 2)
            head = self.cells[relation.head]
            slack[relation.head] = itself if head.deviates else max(itself, abs(head.deviation))
        return sum(slack.values(), Fraction(0))

    def _slack(self, ref: Ref) -> Fraction:
        cell = self.cells[ref]
        slack = Fraction(cell.rounded * cell.unit, 1 if cell.unit == _EURO else 2)
        # A figure that is ours is right however it was rounded.
        return slack if cell.deviates else max(slack, abs(cell.deviation))

    def holds(self, relation: Relation) -> bool:
        """Tell whether the published figures add up, but for rounding."""
        return abs(self.residue(relation)) <= self.tolerance(relation)

    def holds_as_printed(self, relation: Relation) -> bool:
        """Tell whether the published figures add up exactly as printed."""
        return self.residue(relation) == 0


_EURO = 100


def _relations(sheets: Sequence[Sheet], space: Space) -> Iterator[Relation]:
    for sheet in sheets:
        yield from _rows(sheet)
        yield from _columns(sheet)
        yield from _covers(sheet, space)
    for sheet in sheets:
        candidates = list(_pools(sheet))
        for other in sheets:
            if other is not sheet:
                yield from _facts(other, candidates, space)


def _distinct(relations: Iterable[Relation]) -> Iterator[Relation]:
    seen = set()
    for relation in relations:
        terms = frozenset(relation.terms())
        opposite = frozenset((ref, -sign) for ref, sign in terms)
        if terms not in seen and opposite not in seen:
            seen.add(terms)
            yield relation


def _rows(sheet: Sheet) -> Iterator[Relation]:
    """Sum rows that are printed, against their parts; a part that is not printed counts as nothing."""
    for row in sheet.layout.rows:
        if not row.is_sum or not sheet.is_printed(row.key):
            continue
        for column in sheet.columns():
            head = sheet.cell(row.key, column)
            parts = [cell for part in row.parts if (cell := sheet.cell(part, column))]
            if head and parts:
                yield Relation(Kind.ROWS, head.ref, tuple((cell.ref, 1) for cell in parts))


def _columns(sheet: Sheet) -> Iterator[Relation]:
    """Columns that are sums, such as saldo and na wijziging, in every printed row."""
    for column, inside in sheet.totals():
        for row in sheet.layout.rows:
            head = sheet.cell(row.key, column)
            parts = [cell for part in inside if (cell := sheet.cell(row.key, part))]
            if head and parts and sheet.is_printed(row.key):
                yield Relation(Kind.COLUMNS, head.ref, tuple((cell.ref, 1) for cell in parts))


def _covers(sheet: Sheet, space: Space) -> Iterator[Relation]:
    """Uitgaven and inkomsten of a programma in one column come to nothing, because every mutatie balances.

    Only where every mutatie in it is listed; those without lasten cannot be, and weigh nothing.
    """
    spending = {row.key for row in sheet.layout.rows if row.mutation is not None}
    for column in sheet.elementary if spending else ():
        by_programme: dict[object, list[Cell]] = {}
        for row in sheet.layout.rows:
            cell = sheet.cell(row.key, column)
            programmes = _programmes(sheet, row.key, space)
            if cell and not row.is_sum and len(programmes) == 1:
                by_programme.setdefault(programmes.pop(), []).append(cell)
        for cells in by_programme.values():
            spent = [cell for cell in cells if cell.ref.row in spending]
            covered = _apart([cell for cell in cells if cell.ref.row not in spending])
            rest = _union(covered) & ~_union(spent)
            if spent and covered and not _union(spent) & ~_union(covered) and _vanishes(rest, space):
                yield Relation(Kind.COVER, covered[0].ref, tuple((cell.ref, -1) for cell in (*spent, *covered[1:])))


def _programmes(sheet: Sheet, row: str, space: Space) -> set[object]:
    """Return whose money a row shows, in whatever column: an amount may be printed where there should be none."""
    found: set[object] = set()
    for column in sheet.columns():
        cell = sheet.cell(row, column)
        if cell and cell.vector:
            found |= space.values_of("programme", cell.vector)
    return found


def _apart(cells: Iterable[Cell]) -> list[Cell]:
    """Leave out a figure that repeats what another row already has."""
    taken = 0
    result = []
    for cell in cells:
        support = cell.vector.support if cell.vector else 0
        if support & taken == 0:
            taken |= support
            result.append(cell)
    return result


def _union(cells: Iterable[Cell]) -> int:
    union = 0
    for cell in cells:
        union |= cell.vector.support if cell.vector else 0
    return union


def _vanishes(mask: int, space: Space) -> bool:
    """Tell whether nothing is left but whole mutaties without lasten, which add up to nothing."""
    for whole in space.costless:
        if whole & mask == whole:
            mask &= ~whole
    return mask == 0


def _pools(sheet: Sheet) -> Iterator[list[Cell]]:
    """Yield sets of cells that have no atom twice, per column and over all elementary columns, largest first.

    Rows of one table may show the same money twice (6.2: mutaties, income, reserves), so rows are taken
    together per total they belong to, and such families only where they do not overlap.
    """
    families: dict[frozenset[str], list[str]] = {}
    for row in sheet.layout.rows:
        if not row.is_sum and row.role is not Role.HEADER:
            families.setdefault(sheet.ancestors[row.key], []).append(row.key)
    column_sets: list[tuple[str, ...]] = [(column,) for column in sheet.columns()]
    if len(sheet.elementary) > 1:
        column_sets.append(sheet.elementary)
    for columns in column_sets:
        pools: list[tuple[int, set[str]]] = []
        for rows in families.values():
            cells = [cell for row in rows for column in columns if (cell := sheet.cell(row, column))]
            support = _union(cells)
            for index, (taken, members) in enumerate(pools):
                if not taken & support:
                    pools[index] = taken | support, members | set(rows)
                    break
            else:
                pools.append((support, set(rows)))
        for _, members in pools:
            yield sorted(_candidates(sheet, members, columns), key=_size, reverse=True)


def _candidates(sheet: Sheet, members: set[str], columns: Iterable[str]) -> Iterator[Cell]:
    for row in sheet.layout.rows:
        if row.role is Role.HEADER or not set(sheet.layout.row_leaves(row.key)) <= members:
            continue
        if row.is_sum and not sheet.is_printed(row.key):
            continue
        for column in columns:
            cell = sheet.cell(row.key, column)
            if cell and cell.vector:
                yield cell


def _size(cell: Cell) -> int:
    return cell.vector.support.bit_count() if cell.vector else 0


def _facts(sheet: Sheet, pools: Iterable[list[Cell]], space: Space) -> Iterator[Relation]:
    """Yield for each printed cell the figures of another table that state the same, one or several."""
    heads = [
        (cell.ref, cell.vector, _first(cell.vector))
        for ref, cell in sheet.cells.items()
        if cell.vector and sheet.is_printed(ref.row)
    ]
    silent = 0  # atoms that no table lists
    for whole in space.costless:
        silent |= whole
    for pool in pools:
        by_first: dict[int, list[tuple[int, Cell]]] = {}
        for position, cell in enumerate(pool):
            by_first.setdefault(_first(cell.vector), []).append((position, cell))
        for head, vector, first in heads:
            if first not in by_first and not first & silent:
                continue
            for sign, wanted in ((1, vector), (-1, -vector)):
                if parts := _cover(wanted, by_first, space):
                    yield Relation(Kind.FACT, head, tuple((cell.ref, sign) for _, cell in sorted(parts, key=_position)))


def _cover(wanted: Vector, by_first: Mapping[int, list[tuple[int, Cell]]], space: Space) -> list[tuple[int, Cell]]:
    """Return cells that together have exactly the wanted atoms, the largest first; none when there are none.

    Whatever covers the first atom that is left must begin with it, so few cells have to be tried.
    """
    rest = wanted
    parts = []
    while rest:
        first = _first(rest)
        for position, cell in by_first.get(first, ()):
            if cell.vector and cell.vector.within(rest):
                parts.append((position, cell))
                rest = rest.without(cell.vector)
                break
        else:
            whole = next((whole for whole in space.costless if whole & first and _whole_in(whole, rest)), 0)
            if not whole:
                return []
            rest = rest.without(Vector(whole, whole))
    return parts


def _whole_in(whole: int, rest: Vector) -> bool:
    return whole & rest.plus == whole or whole & rest.minus == whole


def _first(vector: Vector | None) -> int:
    """Return the lowest atom, as a bit."""
    support = vector.support if vector else 0
    return support & -support


def _position(part: tuple[int, Cell]) -> int:
    return part[0]
