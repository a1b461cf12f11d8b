"""From what a finance employee types to a balanced mutatie: one amount and one dekkingsbron. Pure.

Nine of ten mutaties are one last and its cover. The employee types the amount as table 6.2 prints it (extra
uitgaven have a minteken) and picks who covers it; the lasten, the baten and the years ahead follow.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from ledger.core.percentage import indexed
from ledger.enums import FundingSource, Placement, Recurrence, Side
from ledger.journal.lines import LineInput, MutationInput


class CoverError(ValueError):
    """A dekkingsbron that cannot be read; the message is a Dutch sentence."""


@dataclass(frozen=True, slots=True)
class CoverChoice:
    """Who covers: a funding source, with the verdeelgroep, gemeente, order or reserve it needs."""

    source: str
    pool: str | None = None
    municipality: str | None = None
    order: str | None = None
    reserve: str | None = None

    @property
    def code(self) -> str:
        """Return the choice as one word, for a form: `contribution:buurt-vth:diemen`, `maatwerk:401`."""
        parts = {
            FundingSource.CONTRIBUTION: (self.pool, self.municipality),
            FundingSource.MAATWERK: (self.order,),
            FundingSource.RESERVE: (self.reserve,),
        }.get(FundingSource(self.source), ())
        return ":".join([self.source, *(part for part in parts if part)])


def read_cover(code: str, order_municipalities: Mapping[str, str]) -> CoverChoice:
    """Read a choice back; an order brings its gemeente along."""
    source, *rest = code.split(":")
    first, second = [*rest, "", ""][:2]
    match source:
        case FundingSource.CONTRIBUTION if first:
            return CoverChoice(source, pool=first, municipality=second or None)
        case FundingSource.MAATWERK if first in order_municipalities:
            return CoverChoice(source, municipality=order_municipalities[first], order=first)
        case FundingSource.RESERVE if first:
            return CoverChoice(source, reserve=first)
        case FundingSource.THIRD_PARTIES | FundingSource.BALANCE_SHEET if not rest:
            return CoverChoice(source)
    raise CoverError("Kies wie de mutatie dekt: bijdrage, maatwerk, derden, reserve of balans.")


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the grid. `spending` is in cents as table 6.2 prints it: extra uitgaven negative."""

    code: str
    programme: str
    description: str
    spending: int
    recurrence: str
    cover: CoverChoice
    number: int | None = None
    theme: str | None = None
    group: str | None = None
    decided_in_ogon: bool = False
    explanation: str = ""
    reference: str = ""
    reverses: str | None = None
    placement: str = Placement.PROGRAMME
    indexation: int | None = None  # basis points a year, for the years ahead of a structural mutatie


def expand(entry: Entry, year: int, years_ahead: int) -> MutationInput:
    """Return the mutatie of a row: a last and a baat in every year it reaches, always in balance.

    An incidental row reaches the year itself; a structural one also the years ahead, at the same amount or
    indexed, rounded to whole euros when the first amount is whole euros (BBV art. 22).
    """
    structural = entry.recurrence == Recurrence.STRUCTURAL
    reach = years_ahead if structural else 0
    lines = []
    for offset in range(reach + 1):
        cents = indexed(-entry.spending, entry.indexation or 0, offset)
        cover = entry.cover
        lines.append(LineInput(Side.COST, cents, year + offset, entry.placement))
        lines.append(
            LineInput(
                Side.INCOME,
                cents,
                year + offset,
                source=cover.source,
                pool=cover.pool,
                municipality=cover.municipality,
                order=cover.order,
                reserve=cover.reserve,
            )
        )
    return MutationInput(
        code=entry.code,
        programme=entry.programme,
        description=entry.description,
        recurrence=entry.recurrence,
        lines=tuple(lines),
        number=entry.number,
        theme=entry.theme,
        group=entry.group,
        decided_in_ogon=entry.decided_in_ogon,
        explanation=entry.explanation,
        reference=entry.reference,
        index_basis_points=entry.indexation if structural else None,
        reverses=entry.reverses,
    )


def by_hand(lines: Iterable[LineInput], basis_points: int, last: int) -> bool:
    """Tell whether the years up to and including `last` differ from what an index makes of the first amounts."""
    kinds: dict[LineInput, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for line in lines:
        kinds[replace(line, cents=0, effective_year=0)][line.effective_year].append(line.cents)
    return any(
        sorted(years[year]) != sorted(indexed(cents, basis_points, year - min(years)) for cents in years[min(years)])
        for years in kinds.values()
        for year in range(min(years), max(last, *years) + 1)
    )


def simple(mutation: MutationInput) -> Entry | None:
    """Return the row that would make this mutatie, or None when it needs the full form.

    The index is not guessed: a mutatie whose years differ from what its percentage gives needs the full form.
    """
    first = min((line.effective_year for line in mutation.lines), default=0)
    now = [line for line in mutation.lines if line.effective_year == first]
    costs = [line for line in now if line.side == Side.COST]
    covers = [line for line in now if line.side == Side.INCOME]
    if len(costs) != 1 or len(covers) != 1 or covers[0].source is None:
        return None
    cover = covers[0]
    entry = Entry(
        code=mutation.code,
        programme=mutation.programme,
        description=mutation.description,
        spending=-costs[0].cents,
        recurrence=mutation.recurrence,
        cover=CoverChoice(str(cover.source), cover.pool, cover.municipality, cover.order, cover.reserve),
        number=mutation.number,
        theme=mutation.theme,
        group=mutation.group,
        decided_in_ogon=mutation.decided_in_ogon,
        explanation=mutation.explanation,
        reference=mutation.reference,
        reverses=mutation.reverses,
        placement=costs[0].placement,
        indexation=mutation.index_basis_points,
    )
    years = max(line.effective_year for line in mutation.lines) - first
    made = expand(entry, first, years)
    return entry if set(made.lines) == set(mutation.lines) and len(made.lines) == len(mutation.lines) else None
