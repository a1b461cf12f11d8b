"""What mutaties do together: lasten, cover and who pays, for the figures beside a form. Pure. Cents."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ledger.core.cube import Key
from ledger.core.effect import Cover, Effect, effect_of
from ledger.core.money import MINUS, format_euros
from ledger.core.percentage import format_percentage
from ledger.enums import FundingSource, Side
from ledger.journal.lines import LineInput


@dataclass(frozen=True, slots=True)
class Sums:
    """Lasten and baten of one boekjaar, the baten per dekkingsbron and per gemeente; positive is more."""

    cost: int
    income: int
    sources: Mapping[str, int]
    effect: Effect

    @property
    def open(self) -> int:
        """Lasten without cover (positive) or cover without lasten (negative)."""
        return self.cost - self.income


def sums_of(lines: Iterable[LineInput], year: int, keys: Mapping[str, Key], municipalities: Sequence[str]) -> Sums:
    """Add up the lines of one boekjaar; each verdeelgroep is split once, over its total, as table 6.11 does."""
    cost = income = 0
    sources: dict[str, int] = dict.fromkeys(FundingSource, 0)
    lines = [line for line in lines if line.effective_year == year]
    for line in lines:
        if line.side == Side.COST:
            cost += line.cents
        elif line.source is not None:
            income += line.cents
            sources[line.source] += line.cents
    return Sums(cost, income, sources, effect_of(covers_of(lines, year), keys, municipalities))


def covers_of(lines: Iterable[LineInput], year: int) -> list[Cover]:
    """Return the baten of one boekjaar as what is split over who pays them."""
    return [
        Cover(line.source, line.pool, line.municipality, line.cents)
        for line in lines
        if line.side == Side.INCOME and line.source is not None and line.effective_year == year
    ]


def signed(cents: int) -> str:
    """Return a change in euros with its sign: `+1.234`, `−1.234`, `0`."""
    if not cents:
        return "0"
    return f"{'+' if cents > 0 else MINUS}{format_euros(abs(cents))}"


def summary(sums: Sums, names: Mapping[str, str], index: int | None = None) -> str:
    """Return the figures of a row in words: lasten, baten, who pays, and the index of the years ahead."""
    parts = [f"lasten {signed(sums.cost)}"]
    if sums.open:
        parts.append(f"baten {signed(sums.income)}")
    contribution = sums.sources.get(FundingSource.CONTRIBUTION, 0)
    parts += [f"{source.label} {signed(sums.sources[source])}" for source in FundingSource if sums.sources[source]]
    shares = [f"{names[code]} {signed(paid.total)}" for code, paid in sums.effect.municipalities.items() if paid.total]
    if shares:
        parts.append(", ".join(shares))
    elif contribution:
        parts.append("nog geen verdeling")
    if index is not None:
        parts.append(f"geïndexeerd met {format_percentage(index)}% per jaar")
    return " · ".join(parts)
