"""Opening a figure: which lines make it, split by which key, rounded how. The parts add up to the figure."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from ledger.core.book import Book
from ledger.core.cube import Fact, Key, Selection, Term
from ledger.enums import Side
from ledger.models import Line
from ledger.queries import lines_behind, lines_of_mutations
from reports.table import Table


@dataclass(frozen=True, slots=True)
class Share:
    """What one gemeente pays of a part: its weight, its exact quota and the whole amount (cents, sign as shown)."""

    municipality: str
    weight: int
    quota: Fraction
    cents: int

    @property
    def rounding(self) -> Fraction:
        """Return what the split added to the exact quota, in cents."""
        return self.cents - self.quota


@dataclass(frozen=True, slots=True)
class Part:
    """Lines that count together: `sign` times their sum, or the shares of it by a key. Cents."""

    title: str
    lines: tuple[Line, ...]
    line_cents: tuple[int, ...]  # each line as it counts in this figure, sign included
    total: int  # the sum of line_cents
    key: Key | None
    shares: tuple[Share, ...]
    cents: int  # what the part adds to the figure


@dataclass(frozen=True, slots=True)
class Explanation:
    """One cell, opened. `exact` is the sum of the parts and facts; `printed` is `exact` plus `rounding`."""

    row: str
    column: str
    parts: tuple[Part, ...]
    facts: tuple[Fact, ...]
    exact: int
    printed: int
    rounding: int
    forced: bool

    @property
    def line_count(self) -> int:
        """Return how many lines are shown."""
        return sum(len(part.lines) for part in self.parts)


class NoFigureError(LookupError):
    """The cell asked for does not exist, or holds no figure."""


def explain(book: Book, table: Table, row: str, column: str) -> Explanation:
    """Open one cell of a table; the book must be the one the table was made from.

    Reads the lines behind it in two queries, however many parts there are. Raises NoFigureError for a cell
    without a figure, and RuntimeError when the lines would not add up to the figure: that can only be a fault.
    """
    layout = table.layout
    exact = table.cents(row, column)
    if exact is None:
        raise NoFigureError(f"De tabel heeft geen bedrag in rij '{row}', kolom '{column}'.")
    figure = layout.figure(row, column)
    terms = [term for term in figure if isinstance(term, Term)]
    facts = [term for term in figure if isinstance(term, Fact)]
    parts = [*_line_parts(book, terms), *_mutation_parts(book, facts)]
    plain_facts = tuple(fact for fact in facts if fact.mutation is None)
    if sum(part.cents for part in parts) + sum(fact.cents for fact in plain_facts) != exact:
        raise RuntimeError(f"the lines behind {layout.slug} {row} {column} do not add up to the figure")
    printed = (table.value(row, column) or 0) * layout.unit.value
    column_of = layout.column_of[column]
    return Explanation(
        row=" / ".join(layout.row_of[row].path) or layout.row_of[row].label,
        column=f"{column_of.group} {column_of.label}".strip(),
        parts=tuple(parts),
        facts=plain_facts,
        exact=exact,
        printed=printed,
        rounding=printed - exact,
        forced=(row, column) in table.forced,
    )


def _line_parts(book: Book, terms: Iterable[Term]) -> list[Part]:
    """One part per selection and sign; the shares of several gemeenten in one selection stand together."""
    grouped: dict[tuple[Selection, int, str | None], list[str]] = defaultdict(list)
    for term in terms:
        pool = term.share.pool if term.share else None
        payers = grouped[term.selection, term.sign, pool]
        if term.share:
            payers.append(term.share.municipality)
    selections = {selection for selection, _, _ in grouped}
    found = lines_behind(book, selections)
    return [
        part
        for (selection, sign, pool), payers in grouped.items()
        if (part := _part(book, found[selection], sign, pool, payers)) is not None
    ]


def _part(book: Book, lines: tuple[Line, ...], sign: int, pool: str | None, payers: list[str]) -> Part | None:
    if not lines:
        return None
    line_cents = tuple(sign * line.cents for line in lines)
    total = sum(line_cents)
    title = _title(lines)
    if pool is None:
        return Part(title, lines, line_cents, total, None, (), total)
    key = book.keys[pool]
    split = key.shares(total)
    names = {municipality.code: municipality.name for municipality in book.municipalities}
    shares = tuple(
        Share(names[payer], key.payers[payer], Fraction(total * key.payers[payer], key.total), split[payer])
        for payer in payers
    )
    return Part(title, lines, line_cents, total, key, shares, sum(share.cents for share in shares))


def _title(lines: tuple[Line, ...]) -> str:
    """Say in words what the lines have in common."""
    first = lines[0]
    source = _source(lines)
    detail = first.pool or first.order or first.reserve
    same = detail is not None and all((line.pool or line.order or line.reserve) == detail for line in lines)
    words = [source.capitalize()]
    if same:
        words.append(str(detail))
    if first.municipality and len({line.municipality_id for line in lines}) == 1:
        words.append(first.municipality.name)
    if len({line.amendment_id for line in lines}) == 1:
        words.append(f"({first.amendment.name})")
    return " ".join(words)


def _source(lines: tuple[Line, ...]) -> str:
    if len({line.source for line in lines}) == 1:
        return lines[0].get_source_display() or lines[0].get_side_display()
    return "baten" if all(line.side == Side.INCOME for line in lines) else "lasten en baten"


def _mutation_parts(book: Book, facts: Iterable[Fact]) -> list[Part]:
    """The lasten of single mutaties (6.2), opened to their lines."""
    wanted = [fact for fact in facts if fact.mutation is not None]
    if not wanted:
        return []
    found = lines_of_mutations(book, [fact.mutation for fact in wanted if fact.mutation is not None])
    parts = []
    for fact in wanted:
        lines = tuple(found[fact.mutation or 0])
        line_cents = tuple(-line.cents for line in lines)
        parts.append(Part(fact.label, lines, line_cents, sum(line_cents), None, (), sum(line_cents)))
    return parts
