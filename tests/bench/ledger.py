"""A large made-up ledger, the same on every machine: ten years, inserted in bulk.

The journal is passed by, because it writes an audit entry per mutatie; what the database itself demands is kept:
the guards are away while the lines go in, and when they are back every wijziging is offered under their eyes.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice
from random import Random

from django.db import connection, transaction

from ledger.enums import AmendmentStatus, FundingSource, Placement, Recurrence, Side
from ledger.guards import triggers
from ledger.models import (
    AllocationKey,
    Amendment,
    BudgetYear,
    CostPool,
    KeyVersion,
    KeyWeight,
    Line,
    MaatwerkOrder,
    Municipality,
    Mutation,
    PoolRule,
    Programme,
    Reserve,
    Theme,
    User,
)

SEED = 20240613
FIRST_YEAR = 2020
YEARS = tuple(range(FIRST_YEAR, FIRST_YEAR + 10))
YEARS_AHEAD = 3
AMENDMENTS = 3
BATCH = 5000


@dataclass(frozen=True)
class Shape:
    """How large the organisation is that has so many lines."""

    programmes: int
    municipalities: int
    orders: int  # per gemeente per year
    themes: int = 9


SHAPES = {10_000: Shape(6, 10, 2), 100_000: Shape(8, 25, 3), 1_000_000: Shape(12, 60, 4)}


@transaction.atomic
def fill(lines: int) -> None:
    """Put so many lines in an empty database."""
    random = Random(SEED)  # noqa: S311 - made-up amounts
    organisation = _Organisation(SHAPES[lines], random)
    triggers.uninstall()
    mutations = organisation.mutations(lines)
    while batch := list(islice(mutations, BATCH)):
        Mutation.objects.bulk_create([mutation for mutation, _ in batch])
        for mutation, own in batch:
            for position, line in enumerate(own, 1):
                line.mutation, line.position = mutation, position
        Line.objects.bulk_create([line for _, own in batch for line in own], batch_size=BATCH)


def guard() -> None:
    """Put the guards back and offer every wijziging: they refuse whatever is not in balance."""
    triggers.install()
    for amendment in Amendment.objects.all():
        amendment.status, amendment.submitted_on = AmendmentStatus.SUBMITTED, date(FIRST_YEAR, 1, 1)
        amendment.save()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


class _Organisation:
    """Programmas with two verdeelgroepen each, every fifth of them paid directly."""

    def __init__(self, shape: Shape, random: Random) -> None:
        self.random = random
        self.clerk = User.objects.create(username="bench")
        names = range(1, shape.municipalities + 1)
        self.municipalities = [
            Municipality.objects.create(code=f"g{n}", name=f"Gemeente {n}", position=n) for n in names
        ]
        self.themes = [Theme.objects.create(code=f"t{n}", name=f"Thema {n}", position=n) for n in range(shape.themes)]
        self.reserves = [Reserve.objects.create(code=f"r{n}", name=f"Reserve {n}", position=n) for n in range(3)]
        self.programmes = [
            Programme.objects.create(code=f"p{n}", name=f"Programma {n}", position=n) for n in range(shape.programmes)
        ]
        self.pools = [
            CostPool.objects.create(code=f"{programme.code}-{n}", name=f"Groep {n}", programme=programme, position=n)
            for programme in self.programmes
            for n in range(2)
        ]
        self.pools_of = {row: [pool for pool in self.pools if pool.programme == row] for row in self.programmes}
        self.direct = set(self.pools[4::5])
        keys = {pool: self._key(number) for number, pool in enumerate(self.pools) if pool not in self.direct}
        self.orders: dict[int, list[MaatwerkOrder]] = {}
        self.amendments: dict[int, list[Amendment]] = {}
        for year in YEARS:
            row = BudgetYear.objects.create(year=year, years_ahead=YEARS_AHEAD)
            PoolRule.objects.bulk_create(
                PoolRule(budget_year=row, pool=pool, key_version=keys.get(pool)) for pool in self.pools
            )
            self.amendments[year] = [
                Amendment.objects.create(budget_year=row, number=n, name=f"Wijziging {n}") for n in range(AMENDMENTS)
            ]
            self.orders[year] = MaatwerkOrder.objects.bulk_create(
                self._order(row, number, municipality)
                for number, municipality in enumerate(self.municipalities * shape.orders, 401)
            )

    def _key(self, number: int) -> KeyVersion:
        key = AllocationKey.objects.create(code=f"k{number}", name=f"Sleutel {number}")
        version = KeyVersion.objects.create(key=key, number=1, calculated_on=date(2019, 1, 1), source="verzonnen")
        KeyWeight.objects.bulk_create(
            KeyWeight(
                version=version, municipality=municipality, weight=7_000 + (place * 7919 + number * 104_729) % 60_000
            )
            for place, municipality in enumerate(self.municipalities)
        )
        return version

    def _order(self, year: BudgetYear, number: int, municipality: Municipality) -> MaatwerkOrder:
        return MaatwerkOrder(
            budget_year=year,
            code=str(number),
            number=number,
            municipality=municipality,
            programme=self.programmes[number % len(self.programmes)],
            description=f"Maatwerk {number}",
            recurrence=Recurrence.INCIDENTAL,
            cents=100_00,
        )

    def mutations(self, lines: int) -> Iterator[tuple[Mutation, list[Line]]]:
        """Yield mutaties with their lines, until there are so many lines."""
        numbers: dict[tuple[int, Programme], int] = {}
        made = 0
        while made < lines:
            year = self.random.choice(YEARS)
            order = self.random.choice(self.orders[year])
            source = self._source()
            programme = order.programme if source == FundingSource.MAATWERK else self.random.choice(self.programmes)
            structural = self.random.random() < 0.4
            numbers[year, programme] = numbers.get((year, programme), 0) + 1
            mutation = Mutation(
                amendment=self.amendments[year][max(0, self.random.randrange(4) - 1)],  # half of it primitief
                budget_year_id=year,
                programme=programme,
                code=f"m{made}",
                number=numbers[year, programme],
                description=f"Mutatie {made}",
                recurrence=Recurrence.STRUCTURAL if structural else Recurrence.INCIDENTAL,
                theme=self.themes[(order.number or 0) % len(self.themes)],
                entered_by=self.clerk,
            )
            reach = range(year, year + YEARS_AHEAD + 1) if structural else (year,)
            own = [line for effective in reach for line in self._pair(mutation, effective, source, order)]
            made += len(own)
            yield mutation, own

    def _source(self) -> FundingSource:
        sources = list(FundingSource)  # contribution, maatwerk, third parties, reserve, balance sheet
        return self.random.choices(sources, (60, 20, 10, 7, 3))[0]

    def _pair(self, mutation: Mutation, effective: int, source: FundingSource, order: MaatwerkOrder) -> Iterator[Line]:
        """A last and the baat that covers it; three in ten have cents, one in ten is negative."""
        cents = self.random.randint(1, 250_000) * 100
        if self.random.random() < 0.3:
            cents += self.random.randrange(100)
        if self.random.random() < 0.1:
            cents = -cents
        common = {
            "effective_year": effective,
            "budget_year_id": mutation.budget_year_id,
            "amendment": mutation.amendment,
            "programme": mutation.programme,
            "recurrence": mutation.recurrence,
            "theme": mutation.theme,
            "cents": cents,
        }
        overhead = self.random.random() < 0.15
        yield Line(**common, side=Side.COST, placement=Placement.OVERHEAD if overhead else Placement.PROGRAMME)
        income = Line(**common, side=Side.INCOME, source=source)
        if source == FundingSource.CONTRIBUTION:
            income.pool = self.random.choice(self.pools_of[mutation.programme])
            income.municipality = self.random.choice(self.municipalities) if income.pool in self.direct else None
        elif source == FundingSource.MAATWERK:
            income.order, income.municipality = order, order.municipality
        elif source == FundingSource.RESERVE:
            income.reserve = self.random.choice(self.reserves)
        yield income
