"""Who pays a mutatie: its baten split over the gemeenten and the other sources of cover. Pure.

The mutatie is split by itself, verdeelgroep by verdeelgroep. Table 6.11 splits the total of a verdeelgroep
instead, so a gemeente's share of a total may differ by a euro from the sum of these.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

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


def added(effects: Sequence[Effect]) -> Effect:
    """Return several effects as one: what a group of mutaties does together."""
    payments: dict[str, Payment] = {}
    others: dict[str, int] = {}
    for effect in effects:
        for code, paid in effect.municipalities.items():
            total = payments.setdefault(code, Payment())
            total.by_key += paid.by_key
            total.direct += paid.direct
            total.maatwerk += paid.maatwerk
            total.other += paid.other
        for source, cents in effect.others.items():
            others[source] = others.get(source, 0) + cents
    return Effect(payments, others, sum(effect.undivided for effect in effects))
