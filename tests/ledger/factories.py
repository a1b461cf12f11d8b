"""A small ledger for tests, made as users make it: through the journal."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ledger import journal
from ledger.enums import FundingSource, Role, Side
from ledger.journal import LineInput, MutationInput
from ledger.models import (
    Amendment,
    BudgetYear,
    CostPool,
    KeyVersion,
    MaatwerkOrder,
    Municipality,
    Mutation,
    Programme,
    Reserve,
    RoleGrant,
    User,
)

YEAR = 2030
MUNICIPALITIES = ("diemen", "ouder-amstel", "uithoorn")
EXPLANATION = "Omdat het werk is toegenomen."


def person(username: str, role: str, municipality: Municipality | None = None, until: date = date.max) -> User:
    """A user with one role."""
    user = User.objects.create(username=username)
    RoleGrant.objects.create(user=user, role=role, municipality=municipality, valid_until=until)
    return user


def cost(euros: int, year: int = YEAR, **more: Any) -> LineInput:
    """A last, in whole euros."""
    return LineInput(Side.COST, euros * 100, year, **more)


def contribution(euros: int, pool: str = "burger", year: int = YEAR, **more: Any) -> LineInput:
    """A bijdrage, in whole euros."""
    return LineInput(Side.INCOME, euros * 100, year, source=FundingSource.CONTRIBUTION, pool=pool, **more)


def maatwerk(euros: int, order: str, municipality: str, year: int = YEAR) -> LineInput:
    """A baat that one gemeente pays for its order, in whole euros."""
    source = FundingSource.MAATWERK
    return LineInput(Side.INCOME, euros * 100, year, source=source, order=order, municipality=municipality)


def change(code: str = "m1", *lines: LineInput, **more: Any) -> MutationInput:
    """A mutatie; without lines it costs a thousand euros, paid as bijdrage."""
    values: dict[str, Any] = {
        "code": code,
        "programme": "burger",
        "description": f"Mutatie {code}",
        "recurrence": "incidental",
        "lines": lines or (cost(1000), contribution(1000)),
        "explanation": EXPLANATION,
    }
    return MutationInput(**values | more)


@dataclass
class World:
    """An organisation with three gemeenten, two programmes, four verdeelgroepen and one open year."""

    finance: User
    colleague: User
    board: User
    year: BudgetYear
    municipalities: dict[str, Municipality]
    programmes: dict[str, Programme]
    pools: dict[str, CostPool]
    key: KeyVersion
    reserve: Reserve
    orders: dict[str, MaatwerkOrder] = field(default_factory=dict)

    def draft(self, number: int, *mutations: MutationInput) -> Amendment:
        """A draft wijziging with mutaties."""
        name = f"{number}e wijziging" if number else "Primitieve begroting"
        amendment = journal.open_amendment(actor=self.finance, year=self.year.pk, number=number, name=name)
        if mutations:
            journal.post_mutations(actor=self.finance, amendment=amendment, mutations=mutations)
        return amendment

    def submitted(self, number: int, *mutations: MutationInput) -> Amendment:
        """A wijziging offered to the councils, every mutatie agreed to by the colleague."""
        return self.submit(self.draft(number, *mutations))

    def submit(self, amendment: Amendment) -> Amendment:
        """Agree to everything in a draft and offer it."""
        for mutation in amendment.mutations.all():
            journal.approve_mutation(actor=self.colleague, mutation=mutation, version=mutation.version)
        return journal.submit_amendment(actor=self.finance, amendment=amendment, on=date(YEAR, 3, 1))

    def adopted(self, number: int, *mutations: MutationInput) -> Amendment:
        """A wijziging that the board adopted."""
        return self.adopt(self.submitted(number, *mutations))

    def adopt(self, amendment: Amendment) -> Amendment:
        """Adopt an offered wijziging."""
        return journal.adopt_amendment(
            actor=self.board, amendment=amendment, on=date(YEAR, 6, 1), decision="Besluit 12"
        )

    def order(self, code: str, municipality: str, euros: int = 500, number: int | None = None) -> MaatwerkOrder:
        """Place a maatwerk order."""
        self.orders[code] = journal.place_order(
            actor=self.finance,
            year=self.year,
            code=code,
            number=number,
            municipality=self.municipalities[municipality],
            programme=self.programmes["burger"],
            description=f"Opdracht {code}",
            recurrence="incidental",
            cents=euros * 100,
        )
        return self.orders[code]

    def mutation(self, code: str) -> Mutation:
        """The stored mutatie with this code."""
        return Mutation.objects.get(budget_year=self.year, code=code)


def small_world() -> World:
    """Make the organisation and its year."""
    finance = person("fenna", Role.FINANCE)
    municipalities = {
        code: journal.add_municipality(actor=finance, code=code, name=code.title(), position=position)
        for position, code in enumerate(MUNICIPALITIES)
    }
    programmes = {
        code: journal.add_programme(actor=finance, code=code, name=code.title(), position=position)
        for position, code in enumerate(("staf", "burger"))
    }
    pools = {
        code: journal.add_cost_pool(
            actor=finance, code=code, name=f"Verdeelgroep {code}", programme=programmes[programme], position=position
        )
        for position, (code, programme) in enumerate(
            {"staf": "staf", "burger": "burger", "vth": "burger", "zonder": "burger"}.items()
        )
    }
    year = journal.open_year(actor=finance, year=YEAR, years_ahead=3)
    weights = dict(zip(municipalities.values(), (50, 30, 20), strict=True))
    key = journal.add_key_version(
        actor=finance, code="inwoners", name="Inwoners", number=1, calculated_on=date(YEAR, 1, 1), source="CBS",
        weights=weights,
    )  # fmt: skip
    journal.rule_pool(actor=finance, year=year, pool=pools["staf"], key_version=key)
    journal.rule_pool(actor=finance, year=year, pool=pools["burger"], key_version=key)
    journal.rule_pool(actor=finance, year=year, pool=pools["vth"], key_version=None)
    reserve = journal.add_reserve(actor=finance, code="algemeen", name="Algemene reserve", position=0)
    journal.record_opening(actor=finance, year=year, reserve=reserve, opening_cents=100_000_00)
    return World(
        finance=finance,
        colleague=person("koos", Role.FINANCE),
        board=person("bram", Role.BOARD),
        year=year,
        municipalities=municipalities,
        programmes=programmes,
        pools=pools,
        key=key,
        reserve=reserve,
    )
