"""What mutaties do together: lasten, cover and who pays, for the figures beside a form. Pure. Cents."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from ledger.core.cube import Key
from ledger.core.effect import Cover, Effect, effect_of
from ledger.core.money import MINUS, format_euros
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
    covers = []
    for line in lines:
        if line.effective_year != year:
            continue
        if line.side == Side.COST:
            cost += line.cents
        elif line.source is not None:
            income += line.cents
            sources[line.source] += line.cents
            covers.append(Cover(line.source, line.pool, line.municipality, line.cents))
    return Sums(cost, income, sources, effect_of(covers, keys, municipalities))


def exact_shares(
    lines: Iterable[LineInput], year: int, keys: Mapping[str, Key], municipalities: Sequence[str]
) -> dict[str, Fraction]:
    """Return what every gemeente pays before any rounding: for a shift, whose effect is small beside its parts."""
    shares = dict.fromkeys(municipalities, Fraction(0))
    for line in lines:
        if line.side != Side.INCOME or line.effective_year != year:
            continue
        if line.municipality is not None:
            shares[line.municipality] += line.cents
        elif line.pool is not None and line.pool in keys:
            key = keys[line.pool]
            for code, weight in key.payers.items():
                shares[code] += Fraction(line.cents * weight, key.total)
    return shares


def whole_euros(cents: Fraction) -> int:
    """Round to whole euros, half away from zero; the answer is in cents again."""
    size = (abs(cents) / 100 + Fraction(1, 2)).__floor__() * 100
    return -size if cents < 0 else size


def signed(cents: int) -> str:
    """Return a change in euros with its sign: `+1.234`, `−1.234`, `0`."""
    if not cents:
        return "0"
    return f"{'+' if cents > 0 else MINUS}{format_euros(abs(cents))}"


def summary(sums: Sums, names: Mapping[str, str]) -> str:
    """Return the figures of a row in words: lasten, baten and who pays."""
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
    return " · ".join(parts)
