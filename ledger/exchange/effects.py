"""What an import does to the purses: who pays how much in a begrotingsjaar, before and after."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from django.db.models import Max, Sum

from ledger.core.cube import in_force
from ledger.core.effect import Cover, effect_of
from ledger.enums import AmendmentStatus, FundingSource, Side
from ledger.models import Amendment, Line, Municipality
from ledger.queries import load_keys

Paid: TypeAlias = Mapping[int, Mapping[str, int]]  # cents by year and by name of who pays


@dataclass(frozen=True, slots=True)
class YearEffect:
    """One year: per payer what it pays before and after (cents)."""

    year: int
    payers: tuple[tuple[str, int, int], ...]

    @property
    def before(self) -> int:
        """All baten before."""
        return sum(before for _, before, _ in self.payers)

    @property
    def after(self) -> int:
        """All baten after."""
        return sum(after for _, _, after in self.payers)


def paid(years: Iterable[int]) -> Paid:
    """Return who pays what in each year, all wijzigingen that count together: each verdeelgroep split on its total."""
    names = dict(Municipality.objects.values_list("code", "name"))
    rows = (
        Line.objects.filter(budget_year__in=list(years), side=Side.INCOME)
        .exclude(amendment__status=AmendmentStatus.WITHDRAWN)
        .order_by()
        .values_list("budget_year", "effective_year", "source", "pool__code", "municipality__code")
        .annotate(total=Sum("cents"))
    )
    counting = Amendment.objects.filter(budget_year__in=list(years)).exclude(status=AmendmentStatus.WITHDRAWN)
    last = dict(counting.order_by().values_list("budget_year").annotate(Max("number")))
    covers: dict[int, list[Cover]] = {year: [] for year in sorted(years)}
    for year, effective, source, pool, municipality, cents in rows:
        if effective == year:
            covers[year].append(Cover(source or "", pool, municipality, cents))
    found = {}
    for year, of_year in covers.items():
        effect = effect_of(of_year, in_force(load_keys(year), last.get(year, 0)), list(names))
        found[year] = {name: effect.municipalities[code].total for code, name in names.items()}
        found[year] |= {source.label: effect.others[source] for source in FundingSource if source in effect.others}
        if effect.undivided:
            found[year]["nog geen verdeling"] = effect.undivided
    return found


def compared(before: Paid, after: Paid) -> tuple[YearEffect, ...]:
    """Return the years side by side; a payer that is new paid nothing."""
    effects = []
    for year, now in after.items():
        was = before.get(year, {})
        payers = dict.fromkeys([*now, *was])
        effects.append(YearEffect(year, tuple((name, was.get(name, 0), now.get(name, 0)) for name in payers)))
    return tuple(effects)
