"""Who pays a mutatie: its baten split over the gemeenten and the other sources of cover. Pure.

The mutatie is split by itself, verdeelgroep by verdeelgroep. Table 6.11 splits the total of a verdeelgroep
instead, so a gemeente's share of a total may differ by a euro from the sum of these.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from ledger.core.cube import Key


@dataclass(frozen=True, slots=True)
class Cover:
    """One baat: its dekkingsbron, the verdeelgroep and the gemeente it names, and its cents (more is positive)."""

    source: str
    pool: str | None
    municipality: str | None
    cents: int


@dataclass(slots=True)
class Payment:
    """What one party pays, in cents; a negative amount is paid less than before."""

    by_key: int = 0
    direct: int = 0
    maatwerk: int = 0
    other: int = 0

    @property
    def total(self) -> int:
        """Everything this party pays."""
        return self.by_key + self.direct + self.maatwerk + self.other


@dataclass(frozen=True, slots=True)
class Effect:
    """Payments per gemeente (in the order given), per other source, and what no key can split yet."""

    municipalities: Mapping[str, Payment]
    others: Mapping[str, int] = field(default_factory=dict)
    undivided: int = 0

    @property
    def total(self) -> int:
        """The baten of the mutatie, in cents."""
        paid = sum(payment.total for payment in self.municipalities.values())
        return paid + sum(self.others.values()) + self.undivided


def effect_of(covers: Iterable[Cover], keys: Mapping[str, Key], municipalities: Sequence[str]) -> Effect:
    """Split baten over who pays them; the parts add up to the baten, always."""
    payments = {code: Payment() for code in municipalities}
    others: dict[str, int] = {}
    pools: dict[str, int] = {}
    undivided = 0
    for cover in covers:
        if cover.source == "contribution" and cover.municipality is None:
            pool = cover.pool or ""
            pools[pool] = pools.get(pool, 0) + cover.cents
        elif cover.municipality is None:
            others[cover.source] = others.get(cover.source, 0) + cover.cents
        elif cover.source == "contribution":
            payments[cover.municipality].direct += cover.cents
        elif cover.source == "maatwerk":
            payments[cover.municipality].maatwerk += cover.cents
        else:
            payments[cover.municipality].other += cover.cents
    for pool, cents in pools.items():
        if pool not in keys:
            undivided += cents
            continue
        for code, share in keys[pool].shares(cents).items():
            payments[code].by_key += share
    return Effect(payments, others, undivided)


def redivided(own: int, before: int, old: Key, new: Key) -> dict[str, int]:
    """Return what each gemeente pays more because a wijziging splits a verdeelgroep by another key. Cents.

    That is the column of the wijziging in table 6.11 (all by the new key, less all before it by the old one) without
    what its own lines do by the new key; so it is nothing over the gemeenten together.
    """
    whole, was, lines = new.shares(before + own), old.shares(before), new.shares(own)
    return {code: whole.get(code, 0) - was.get(code, 0) - lines.get(code, 0) for code in {**old.payers, **new.payers}}


@dataclass(frozen=True, slots=True)
class Shift:
    """What a budgettair neutrale verschuiving does, in cents: an advantage is positive, as table 3.1.2 prints it.

    `rounding` is what the gemeenten, each rounded by itself, differ from the total together.
    """

    municipalities: Mapping[str, int]
    others: Mapping[str, int]
    rounding: int
    total: int


def shift_of(covers: Sequence[Cover], keys: Mapping[str, Key], municipalities: Sequence[str]) -> Shift:
    """Work out what the baten of a verschuiving do per gemeente: exactly, and only then rounded to whole euros.

    The parts of a verschuiving are large and its effect is small: the rounding of every part by itself would show.
    What no key can split yet counts as another source.
    """
    exact = dict.fromkeys(municipalities, Fraction(0))
    others: dict[str, int] = {}
    for cover in covers:
        key = keys.get(cover.pool or "")
        if cover.municipality is not None:
            exact[cover.municipality] -= cover.cents
        elif cover.source == "contribution" and key is not None:
            for code, weight in key.payers.items():
                exact[code] -= Fraction(cover.cents * weight, key.total)
        else:
            others[cover.source] = others.get(cover.source, 0) - cover.cents
    unit = 1 if any(cover.cents % 100 for cover in covers) else 100
    rounded = {code: _whole(cents, unit) for code, cents in exact.items()}
    total = -sum(cover.cents for cover in covers)
    return Shift(rounded, others, total - sum(rounded.values()) - sum(others.values()), total)


def _whole(cents: Fraction, unit: int) -> int:
    """Round to whole units, halves away from zero; the answer is in cents again."""
    size = (abs(cents) / unit + Fraction(1, 2)).__floor__() * unit
    return -size if cents < 0 else size
