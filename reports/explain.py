"""Opening a figure: which lines make it, split by which key, rounded how. The parts add up to the figure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple, Protocol

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


class LineSource(Protocol):
    """Where the lines of a book are: in the database, or in the log of a past moment."""

    def behind(self, selections: Iterable[Selection]) -> Mapping[Selection, tuple[Line, ...]]:
        """Return the lines that each selection adds up."""

    def of_mutations(self, mutations: Iterable[int]) -> Mapping[int, Sequence[Line]]:
        """Return the lasten of each mutatie in the year of the book."""


@dataclass(frozen=True, slots=True)
class _Stored:
    """The lines as they are stored now."""

    book: Book

    def behind(self, selections: Iterable[Selection]) -> Mapping[Selection, tuple[Line, ...]]:
        return lines_behind(self.book, selections)

    def of_mutations(self, mutations: Iterable[int]) -> Mapping[int, Sequence[Line]]:
        return lines_of_mutations(self.book, mutations)


def explain(book: Book, table: Table, row: str, column: str, lines: LineSource | None = None) -> Explanation:
    """Open one cell of a table; the book must be the one the table was made from, and `lines` its lines (default: now).

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
    source = lines or _Stored(book)
    parts = [*_line_parts(book, terms, source), *_mutation_parts(facts, source)]
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


def _line_parts(book: Book, terms: Iterable[Term], source: LineSource) -> list[Part]:
    """One part per selection, sign and key; the shares of several gemeenten in one selection stand together."""
    grouped: dict[tuple[Selection, int, str, Key | None], list[str]] = defaultdict(list)
    keys: dict[str, set[Key]] = defaultdict(set)
    for term in terms:
        if term.share is None:
            grouped[term.selection, term.sign, "", None] = []
            continue
        pool, key = term.share.pool, book.keys[term.share.pool].at(term.share.since)
        grouped[term.selection, term.sign, pool, key].append(term.share.municipality)
        keys[pool].add(key)
    found = source.behind({selection for selection, _, _, _ in grouped})
    return [
        _part(book, found[selection], sign, _Split(key, payers, len(keys[pool]) > 1) if key else None)
        for (selection, sign, pool, key), payers in grouped.items()
        if found[selection]
    ]


class _Split(NamedTuple):
    """How a part is split: by which key, for whom, and whether the figure has parts by another key as well."""

    key: Key
    payers: Sequence[str]
    one_of_several: bool


def _part(book: Book, lines: tuple[Line, ...], sign: int, split_by: _Split | None) -> Part:
    line_cents = tuple(sign * line.cents for line in lines)
    total = sum(line_cents)
    title = _title(lines)
    if split_by is None:
        return Part(title, lines, line_cents, total, None, (), total)
    key, payers, one_of_several = split_by
    if one_of_several:
        title = f"{title}, {_by_key(key, lines)}"
    split = key.shares(total)
    names = {municipality.code: municipality.name for municipality in book.municipalities}
    shares = tuple(
        Share(names[payer], key.payers[payer], Fraction(total * key.payers[payer], key.total), split[payer])
        for payer in payers
    )
    return Part(title, lines, line_cents, total, key, shares, sum(share.cents for share in shares))


def _by_key(key: Key, lines: tuple[Line, ...]) -> str:
    """Tell apart parts that one verdeelgroep splits by different keys: through which wijziging, by which key."""
    last = max(line.amendment.number for line in lines)
    through = f"tot en met {'de primitieve begroting' if last == 0 else f'wijziging {last}'}"
    return f"{through}, met sleutel {key.name}, versie {key.version}"


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


def _mutation_parts(facts: Iterable[Fact], source: LineSource) -> list[Part]:
    """The lasten of single mutaties (6.2), opened to their lines."""
    wanted = [fact for fact in facts if fact.mutation is not None]
    if not wanted:
        return []
    found = source.of_mutations([fact.mutation for fact in wanted if fact.mutation is not None])
    parts = []
    for fact in wanted:
        lines = tuple(found[fact.mutation or 0])
        line_cents = tuple(-line.cents for line in lines)
        parts.append(Part(fact.label, lines, line_cents, sum(line_cents), None, (), sum(line_cents)))
    return parts
