"""What a wijziging that takes another verdeelsleutel into use moves between the gemeenten. Cents.

From that wijziging on the whole verdeelgroep is split by the new key, so this is an effect of the wijziging and of
none of its mutaties.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum

from ledger.core.cube import Key, KeyRing
from ledger.core.effect import redivided
from ledger.enums import AmendmentStatus, FundingSource
from ledger.models import Amendment, CostPool, Line, PoolRule
from ledger.permissions import Access


@dataclass(frozen=True, slots=True)
class NewKey:
    """A verdeelgroep that a wijziging splits by another key than before."""

    pool: str
    name: str
    old: Key
    new: Key


@dataclass(frozen=True, slots=True)
class Redivision:
    """The keys that a wijziging takes into use, and what they move per boekjaar and gemeente (by code)."""

    keys: Sequence[NewKey] = ()
    cents: Mapping[int, Mapping[str, int]] = field(default_factory=dict)

    def of(self, year: int) -> Mapping[str, int]:
        """Return what moves in one boekjaar; nothing over the gemeenten together."""
        return self.cents.get(year, {})

    @property
    def years(self) -> Sequence[int]:
        """The boekjaren in which something moves."""
        return sorted(self.cents)


def rules_seen(access: Access, year: int) -> QuerySet[PoolRule]:
    """Return the verdelingen of a year that this reader may know of: not a key that only a draft takes into use."""
    rules = PoolRule.objects.filter(budget_year=year)
    if access.sees_drafts:
        return rules
    reached = Amendment.objects.visible_to(access).filter(budget_year=year, number__gte=OuterRef("from_amendment"))
    return rules.filter(Q(from_amendment=0) | Exists(reached))


def redivision_of(amendment: Amendment, rings: Mapping[str, KeyRing], access: Access) -> Redivision:
    """Return what the new keys of a wijziging move, beside the wijzigingen before it that this reader sees.

    Costs no query when every verdeelgroep has one key all year.
    """
    if all(len(ring.keys) == 1 for ring in rings.values()):
        return Redivision()
    counting = Amendment.objects.visible_to(access).exclude(status=AmendmentStatus.WITHDRAWN)
    earlier = counting.filter(budget_year=amendment.budget_year_id, number__lt=amendment.number)
    before = list(earlier.order_by("number").values_list("number", flat=True))
    replaced = {pool: old for pool, ring in rings.items() if (old := ring.replaced(amendment.number, before))}
    if not replaced:
        return Redivision()
    names = dict(CostPool.objects.filter(code__in=replaced).values_list("code", "name"))
    keys = [NewKey(pool, name, replaced[pool], rings[pool].at(amendment.number)) for pool, name in names.items()]
    totals = _totals(amendment, before, list(names))
    cents: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for key in keys:
        for year in {year for pool, year, _ in totals if pool == key.pool}:
            own, earlier_cents = totals.get((key.pool, year, True), 0), totals.get((key.pool, year, False), 0)
            for code, moved in redivided(own, earlier_cents, key.old, key.new).items():
                cents[year][code] += moved
    return Redivision(keys, cents)


def _totals(amendment: Amendment, before: Sequence[int], pools: Sequence[str]) -> dict[tuple[str, int, bool], int]:
    """Return the bijdrage by verdeelgroep, boekjaar and whether it is of the wijziging itself: one query."""
    rows = (
        Line.objects.filter(
            budget_year=amendment.budget_year_id,
            amendment__number__in=[*before, amendment.number],
            pool__code__in=pools,
            source=FundingSource.CONTRIBUTION,
        )
        .order_by()
        .values_list("pool__code", "effective_year", "amendment__number")
        .annotate(total=Sum("cents"))
    )
    totals: dict[tuple[str, int, bool], int] = defaultdict(int)
    for pool, year, number, cents in rows:
        totals[pool, year, number == amendment.number] += cents
    return totals
