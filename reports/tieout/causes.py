"""The cause of every deviating cell, each proved by a rule. Pure; `docs/tie-out.md` describes the rules.

The order matters: first what rounding can make, then corrections that can be named, then what follows from
another figure, and only then contradictions. What no rule proves stays unexplained.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import Enum
from fractions import Fraction

from reports.tieout.relations import SUMS, Document, Kind, Relation
from reports.tieout.report import Cause
from reports.tieout.sheets import Cell, Ref, Sheet
from reports.tieout.vectors import Part, Vector


class Rule(Enum):
    """Which rule proved the cause."""

    NOT_A_NUMBER = "not-a-number"
    MISSING = "missing"  # our row is not printed
    EXTRA = "extra"  # the printed row is not ours
    ROUNDED = "rounded"  # rounded up or down by itself
    CARRIED = "carried"  # reckoned from rounded figures
    SEVERAL = "several"  # within what its rounded parts can make
    HALF = "half"  # a part of a mutatie is in na wijziging, not in the column of its wijziging
    ABSENT = "absent"  # na wijziging leaves out what another column has
    SAME_HALF = "same-half"  # the same part is left out here too
    MISPLACED = "misplaced"  # stands on the row of another
    FOLLOWS = "follows"  # adds up with a figure that is wrong
    BROKEN = "broken"  # does not agree with figures that are right
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Finding:
    """The cause of one cell and what proves it."""

    cause: Cause
    rule: Rule
    relation: Relation | None = None
    parts: tuple[Part, ...] = ()  # of mutaties
    other: Ref | None = None
    roots: tuple[Ref, ...] = ()  # the cells this one follows from


_ORDER = {Kind.FACT: 0, Kind.COLUMNS: 1, Kind.ROWS: 2, Kind.COVER: 3}


def fits(cell: Cell, target: Fraction) -> bool:
    """Tell whether the printed figure is the target (cents), but for rounding."""
    off = abs(cell.value * cell.unit - target)
    least = cell.unit if target % cell.unit else 0
    return off == 0 or off < max(Fraction(least), Fraction(cell.rounded * cell.unit, 2))


class Causes:
    """Finds the cause of every deviating cell of a document."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.found: dict[Ref, Finding] = {}
        self.deviating = [
            ref
            for sheet in document.sheets.values()
            for ref in sorted(sheet.cells, key=lambda ref: (sheet.order.get(ref.row, 0), _column(sheet, ref)))
            if document.cells[ref].deviates
        ]
        self._bounds: dict[Ref, Fraction] = {}

    def find(self) -> dict[Ref, Finding]:
        """Return the finding of every deviating cell."""
        self._rows_and_texts()
        self._rounded()
        self._halves()
        self._misplaced()
        self._same_halves(self._details())
        self._follow()
        self._same_halves(None)
        self._carried()
        self._follow()
        for chosen in (self._leaves(), self._details(), None):
            self._broken(chosen)
            self._follow()
        for chosen in (self._leaves(), self._details(), None):
            for ref in self._open(chosen):
                self.found[ref] = Finding(Cause.UNEXPLAINED, Rule.NONE)
            self._follow()
        self._missing_halves()
        self._same_figures()
        return self.found

    # --- which cells ------------------------------------------------------------------------------

    def _open(self, chosen: Iterable[Ref] | None = None) -> list[Ref]:
        return [ref for ref in (self.deviating if chosen is None else chosen) if ref not in self.found]

    def _details(self) -> list[Ref]:
        return [ref for ref in self.deviating if self.document.cells[ref].detail]

    def _leaves(self) -> list[Ref]:
        return [ref for ref in self.deviating if self.document.cells[ref].leaf]

    def _sound(self, ref: Ref) -> bool:
        """Tell whether a published figure is right, or only rounded."""
        finding = self.found.get(ref)
        return not self.document.cells[ref].deviates or (finding is not None and finding.cause is Cause.ROUNDING)

    # --- rows, and cells that hold no number --------------------------------------------------------

    def _rows_and_texts(self) -> None:
        for ref in self.deviating:
            sheet, cell = self.document.sheets[ref.table], self.document.cells[ref]
            if not cell.readable:
                self.found[ref] = Finding(Cause.UNEXPLAINED, Rule.NOT_A_NUMBER)
            elif not sheet.is_printed(ref.row):
                self.found[ref] = Finding(Cause.MISSING_ROW, Rule.MISSING, self._total_with(ref))
            elif ref.row not in sheet.layout.row_of:
                self.found[ref] = Finding(Cause.MISSING_ROW, Rule.EXTRA)

    def _total_with(self, ref: Ref) -> Relation | None:
        """Return the printed sum that is only right with the row that is not printed."""
        cell = self.document.cells[ref]
        for relation in self.document.of.get(ref, []):
            gap = self.document.residue(relation)
            if relation.kind is Kind.ROWS and relation.head != ref and gap == -cell.expected * cell.unit:
                return relation
        return None

    # --- rounding -------------------------------------------------------------------------------

    def _rounded(self) -> None:
        """Find figures that are off by less than their own rounding or that of their parts can make."""
        for ref in self._open():
            cell = self.document.cells[ref]
            off = abs(cell.deviation)
            if off < cell.allowance:
                rule = Rule.ROUNDED if cell.must_round and off < cell.unit else Rule.SEVERAL
                self.found[ref] = Finding(Cause.ROUNDING, rule, self._printed_sum(ref))

    def _printed_sum(self, ref: Ref) -> Relation | None:
        """Return the relation by which the figure is the sum of others exactly as printed, if it is."""
        sums = [
            relation
            for relation in self.document.of.get(ref, [])
            if relation.kind in SUMS and relation.head == ref and self.document.holds_as_printed(relation)
        ]
        return min(sums, key=lambda relation: len(relation.parts), default=None)

    def _carried(self) -> None:
        """Find figures that were reckoned from rounded ones: their sum, or what is left of a rounded total.

        A dash was not reckoned, and a sum of several printed parts has the faults of its parts.
        """
        while new := [(ref, relation) for ref in self._open() if (relation := self._carrier(ref))]:
            for ref, relation in new:
                others = [other for other, _ in relation.without(ref) if self.document.cells[other].deviates]
                roots = tuple(sorted(others, key=lambda other: -abs(self.document.cells[other].deviation)))
                self.found[ref] = Finding(Cause.ROUNDING, Rule.CARRIED, relation, roots=roots)
                self._bounds[ref] = self._bound_of_others(ref, relation)

    def _same_figures(self) -> None:
        """Let a rounded sum with one printed part follow from it: it is one figure, printed again."""
        for ref, finding in list(self.found.items()):
            if finding.rule in (Rule.ROUNDED, Rule.SEVERAL) and finding.relation:
                printed = [part for part, _ in finding.relation.parts if self.document.cells[part].value]
                same = self.found.get(printed[0]) if len(printed) == 1 else None
                if same and same.rule in (Rule.ROUNDED, Rule.SEVERAL):
                    self.found[ref] = replace(finding, roots=(printed[0],))

    def _carrier(self, ref: Ref) -> Relation | None:
        cell = self.document.cells[ref]
        own = self._printed_sum(ref)
        composed = own is not None and sum(self.document.cells[part].value != 0 for part, _ in own.parts) > 1
        candidates = [
            relation
            for relation in self.document.of.get(ref, [])
            if relation.kind in SUMS
            and cell.value
            and (relation.head == ref or not composed)
            and self.document.holds_as_printed(relation)
            and all(self._sound(other) for other, _ in relation.without(ref))
            and abs(cell.deviation) < self._bound_of_others(ref, relation)
        ]
        return min(candidates, key=lambda relation: (relation.head != ref, len(relation.parts)), default=None)

    def _bound_of_others(self, ref: Ref, relation: Relation) -> Fraction:
        return sum((self._bound(other) for other, _ in relation.without(ref)), Fraction(0))

    def _bound(self, ref: Ref) -> Fraction:
        cell = self.document.cells[ref]
        return max(self._bounds.get(ref, Fraction(0)), Fraction(cell.rounded * cell.unit, 2))

    # --- corrections in one column ------------------------------------------------------------------

    def _halves(self) -> None:
        """Find cells that leave out a part of a mutatie that na wijziging contains, and the reverse."""
        candidates: dict[Ref, list[Part]] = {}
        for ref in self._open(self._details()):
            for total, inside in self.totals_over_time(ref.table):
                others = {Ref(ref.table, ref.row, column) for column in (total, *inside)} - {ref}
                if not all(other not in self.document.cells or self._sound(other) for other in others):
                    continue
                if ref.column in inside:
                    candidates[ref] = self._parts_left_out(ref)
                elif ref.column == total:
                    self._absent(ref, inside)
        votes: dict[Part, int] = {}
        for parts in candidates.values():
            for part in parts:
                votes[part] = votes.get(part, 0) + 1
        first: dict[Part, Ref] = {}
        for ref, parts in candidates.items():
            if parts:  # of several that fit, the part that explains most cells
                best = max(parts, key=lambda part: votes[part])
                roots = (first[best],) if best in first else ()
                first.setdefault(best, ref)
                self.found[ref] = Finding(Cause.ONE_COLUMN_ONLY, Rule.HALF, parts=(best,), roots=roots)

    def totals_over_time(self, table: str) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Yield the columns na wijziging: sums of columns that have no wijziging in common."""
        sheet = self.document.sheets[table]
        for total, inside in sheet.totals():
            seen: set[object] = set()
            apart = len(inside) > 1
            for column in inside:
                amendments = self._amendments(sheet, column)
                apart = apart and bool(amendments) and not amendments & seen
                seen |= amendments
            if apart:
                yield total, inside

    def _amendments(self, sheet: Sheet, column: str) -> set[object]:
        found: set[object] = set()
        for row in sheet.layout.rows:
            cell = sheet.cell(row.key, column)
            if cell and cell.vector:
                found |= self.document.space.values_of("amendment", cell.vector)
        return found

    def _parts_left_out(self, ref: Ref) -> list[Part]:
        cell = self.document.cells[ref]
        return [
            part
            for part in self.document.space.parts
            if (effect := self.effect(cell, (part,))) and fits(cell, cell.exact - effect)
        ]

    def effect(self, cell: Cell, parts: Iterable[Part]) -> Fraction:
        """Return what parts of mutaties do to a cell, in cents, before rounding."""
        vector = cell.vector or Vector()
        space = self.document.space
        return sum((space.value(vector.only(space.parts[part])) for part in parts), Fraction(0))

    def _absent(self, ref: Ref, inside: tuple[str, ...]) -> None:
        cell = self.document.cells[ref]
        for column in inside:
            other = self.document.cells.get(Ref(ref.table, ref.row, column))
            if other and other.exact and fits(cell, cell.exact - other.exact):
                self.found[ref] = Finding(Cause.ONE_COLUMN_ONLY, Rule.ABSENT, other=other.ref)

    def _same_halves(self, chosen: Iterable[Ref] | None) -> None:
        """Find cells that leave out exactly what was proved to be left out elsewhere."""
        proved: dict[Part, Ref] = {}
        for ref, finding in self.found.items():
            if finding.rule is Rule.HALF:
                proved.setdefault(finding.parts[0], ref)
        for ref in self._open(chosen):
            cell = self.document.cells[ref]
            every = tuple(part for part in proved if self.effect(cell, (part,)))
            for parts in (every, *((part,) for part in every)):
                if parts and fits(cell, cell.exact - self.effect(cell, parts)):
                    roots = tuple(proved[part] for part in parts)
                    self.found[ref] = Finding(Cause.ONE_COLUMN_ONLY, Rule.SAME_HALF, parts=parts, roots=roots)
                    break

    def _missing_halves(self) -> None:
        """A row that is not printed may be the other side of a mutatie that was left out elsewhere."""
        proved: dict[int, Ref] = {}
        for ref, finding in self.found.items():
            if finding.rule is Rule.HALF:
                proved.setdefault(finding.parts[0][0], ref)
        for ref, finding in list(self.found.items()):
            row = self.document.sheets[ref.table].layout.row_of.get(ref.row)
            if finding.rule is Rule.MISSING and row and row.mutation in proved:
                root = proved[row.mutation]
                self.found[ref] = Finding(Cause.MISSING_ROW, Rule.MISSING, finding.relation, roots=(root,))

    # --- on the row of another ------------------------------------------------------------------------

    def _misplaced(self) -> None:
        """An amount that is lacking in one row and stands too much in another row of the same sum."""
        open_cells = [self.document.cells[ref] for ref in self._open(self._leaves())]
        for lacking in open_cells:
            if lacking.value or not lacking.expected:
                continue
            for other in open_cells:
                if other.value - other.expected == lacking.expected and self._together(lacking.ref, other.ref):
                    self.found[other.ref] = Finding(Cause.CONTRADICTION, Rule.MISPLACED, other=lacking.ref)
                    self.found[lacking.ref] = Finding(
                        Cause.CONTRADICTION, Rule.MISPLACED, other=other.ref, roots=(other.ref,)
                    )
                    break

    def _together(self, one: Ref, other: Ref) -> bool:
        if one == other or (one.table, one.column) != (other.table, other.column) or other in self.found:
            return False
        ancestors = self.document.sheets[one.table].ancestors
        return bool(ancestors[one.row] & ancestors[other.row])

    # --- from one figure to another -------------------------------------------------------------------

    def _follow(self) -> None:
        """Let figures that add up with a wrong figure have its cause, until nothing changes."""
        while new := list(self._followers()):
            self.found |= dict(new)

    def _followers(self) -> Iterator[tuple[Ref, Finding]]:
        for ref in self.deviating:
            finding = self.found.get(ref)
            if finding is None:
                relations = [relation for relation in self.document.of.get(ref, []) if self.document.holds(relation)]
            elif finding.rule in (Rule.SEVERAL, Rule.CARRIED):
                # Rounding could explain it, but when it is the printed sum of its parts, a wrong part does.
                relations = [
                    relation
                    for relation in self.document.of.get(ref, [])
                    if relation.kind in SUMS and relation.head == ref and self.document.holds_as_printed(relation)
                ]
            else:
                continue
            relations.sort(key=lambda relation: (relation.head != ref, relation.kind is Kind.FACT, len(relation.parts)))
            for relation in relations:
                if roots := self._wrong_among(ref, relation):
                    cause = self.found[roots[0]].cause
                    yield ref, Finding(cause, Rule.FOLLOWS, relation, roots=roots)
                    break

    def _wrong_among(self, ref: Ref, relation: Relation) -> tuple[Ref, ...]:
        """Return the other figures with a known cause; none when one of them has no cause yet."""
        others = [other for other, _ in relation.without(ref) if not self._sound(other)]
        if any(other not in self.found for other in others):
            return ()
        size = {other: abs(self.document.cells[other].deviation) for other in others}
        return tuple(sorted(others, key=lambda other: -size[other]))

    # --- contradictions ---------------------------------------------------------------------------

    def _broken(self, chosen: Iterable[Ref] | None) -> None:
        for ref in self._open(chosen):
            relations = [relation for relation in self.document.of.get(ref, []) if not self.document.holds(relation)]
            if relations:
                clearest = min(relations, key=lambda relation: self._weight(relation, ref))
                self.found[ref] = Finding(Cause.CONTRADICTION, Rule.BROKEN, clearest)

    def _weight(self, relation: Relation, ref: Ref) -> tuple[bool, int, Fraction, int]:
        """Sort first what is clearest: all other figures right, another table, precise, few figures."""
        clean = all(self._sound(other) for other, _ in relation.without(ref))
        return not clean, _ORDER[relation.kind], self.document.tolerance(relation), len(relation.parts)


def _column(sheet: Sheet, ref: Ref) -> int:
    columns = sheet.columns()
    return columns.index(ref.column) if ref.column in columns else len(columns)
