"""Made-up organisations from a seed, as the sheets of a workbook and as plain facts to reckon with independently.

Everything differs from Duo+: number of gemeenten, programmas with parts, keys with versions, years, amounts in
odd cents of either sign. The rules of the ledger are kept: every mutatie balances in every year it reaches, every
group is neutral.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from ledger.enums import LawfulnessCategory

FIRST_YEAR = 2031
_PLACEMENTS = ("programme", "programme", "programme", "overhead", "overhead", "general-grant", "other-general")
_LIFE = ("requested", "quoted", "in-ogon", "agreed", "taken-up")
_INCOME_PLACEMENTS = ("programme", "programme", "programme", "financing", "local-levies", "dividend")


@dataclass(frozen=True)
class LineFact:
    """One line with everything that is known of it, in the words of the database. Cents; positive is more."""

    year: int
    amendment: int
    status: str
    mutation: str
    programme: str
    recurrence: str
    theme: str | None
    effective_year: int
    side: str
    placement: str
    source: str | None
    pool: str | None
    municipality: str | None
    order: str | None
    reserve: str | None
    cents: int


@dataclass
class Budget:
    """A made-up ledger. `sheets` are typed rows (amounts in cents) by key of the sheet, as `write_workbook` takes them.

    `weights` gives per year and verdeelgroep, by the wijziging from which they hold, the weight per gemeente in the
    order of the gemeenten (nought where a gemeente has none), or None when the group is paid directly.
    """

    sheets: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    lines: list[LineFact] = field(default_factory=list)
    weights: dict[tuple[int, str], dict[int, dict[str, int]] | None] = field(default_factory=dict)

    @property
    def municipalities(self) -> list[str]:
        """Codes in order."""
        return [row["code"] for row in self.sheets["municipalities"]]


def generate(
    seed: int,
    municipalities: int,
    amendments: int,
    years: int,
    *,
    mutations: int = 6,
    withdrawn: bool = False,
    rekeyed: bool = False,
) -> Budget:
    """Return a budget of so many gemeenten, wijzigingen after the primitief, and begrotingsjaren.

    `mutations` is about how many there are per wijziging; with `withdrawn` one wijziging of each year was withdrawn,
    with `rekeyed` keys are replaced halfway the year.
    """
    maker = _Generator(Random(seed), municipalities, amendments, years, mutations=mutations, withdrawn=withdrawn)  # noqa: S311
    budget = maker.budget
    if rekeyed:
        _replace_keys(budget, Random(seed))  # noqa: S311
    return budget


def _replace_keys(budget: Budget, random: Random) -> None:
    """Give keyed groups another version from some wijzigingen on; now and then the one that they have already."""
    versions: dict[tuple[str, int], dict[str, int]] = {}
    for row in budget.sheets["keys"]:
        versions.setdefault((row["key"], row["version"]), {})[row["municipality"]] = row["weight"]
    for rule in [row for row in budget.sheets["rules"] if row["method"] == "key"]:
        found = budget.weights[rule["year"], rule["pool"]]
        assert found is not None
        for amendment in budget.sheets["amendments"]:
            if amendment["year"] == rule["year"] and amendment["number"] and random.random() < 0.5:
                key, version = random.choice(list(versions))
                new = {"key": key, "version": version, "from_amendment": amendment["number"]}
                budget.sheets["rules"].append(rule | new)
                weights = versions[key, version]
                found[amendment["number"]] = {code: weights.get(code, 0) for code in budget.municipalities}


class _Generator:
    def __init__(
        self, random: Random, municipalities: int, amendments: int, years: int, *, mutations: int, withdrawn: bool
    ) -> None:
        self.random = random
        self.budget = Budget()
        self.mutations = mutations
        self.sheets = self.budget.sheets
        self._organisation(municipalities)
        self._keys()
        self.sheets |= {key: [] for key in ("years", "rules", "amendments", "groups", "orders", "mutations")}
        self.sheets |= {key: [] for key in ("lines", "openings", "investments", "risks", "late", "published", "texts")}
        self.sheets |= {key: [] for key in ("order_amounts", "order_steps")}
        for year in range(FIRST_YEAR, FIRST_YEAR + years):
            self._year(year, amendments, withdrawn=withdrawn)

    # --- what does not belong to a year ---------------------------------------------------------

    def _organisation(self, municipalities: int) -> None:
        self.sheets["organisation"] = [
            {
                "name": "=R&D 'de <regeling>'",
                "short_name": "R&D",
                "board_name": "+bestuur",
                "participants_label": "leden",
            }
        ]
        self.codes = [f"g{number:02d}" for number in range(1, municipalities + 1)]
        self.sheets["municipalities"] = [{"code": code, "name": f"Gemeénte {code}"} for code in self.codes]
        count = self.random.randint(2, 5)
        self.programmes = [f"p{number}" for number in range(1, count + 1)]
        self.sheets["programmes"] = [
            {
                "code": code,
                "name": f"Programma {code}",
                "overview_label": self.random.choice(("", f"Overzicht {code}")),
                "amendment_label": self.random.choice(("", f"Wijziging {code}")),
                "parent": self.programmes[0] if number == count - 1 else None,
                "maatwerk_for": tuple(code for code in self.codes if self.random.random() < 0.3),
            }
            for number, code in enumerate(self.programmes)
        ]
        self.pools = [
            f"{programme}-{letter}" for programme in self.programmes for letter in "ab"[: self.random.randint(1, 2)]
        ]
        self.sheets["pools"] = [{"code": code, "name": f"Groep {code}", "programme": code[:2]} for code in self.pools]
        self.themes = [f"t{number}" for number in range(1, self.random.randint(3, 6))]
        self.sheets["themes"] = [{"code": code, "name": f"Thema {code}"} for code in self.themes]
        self.reserves = ["r1", "r2", "v1"]
        self.sheets["reserves"] = [
            {"code": code, "name": f"Reserve {code}", "kind": "provision" if code == "v1" else "reserve"}
            for code in self.reserves
        ]

        self.sheets["agreements"] = [
            {"code": f"dvo-{code}", "kind": "service-agreement", "name": f"DVO {code}", "municipality": code}
            | {"pool": self.random.choice((None, *self.pools)), "valid_from": FIRST_YEAR}
            | {"valid_until": self.random.choice((None, FIRST_YEAR + 4)), "reference": "6.6"}
            for code in self.codes
        ]

    def _keys(self) -> None:
        self.versions: dict[tuple[str, int], dict[str, int]] = {}
        self.sheets["keys"] = []
        for key in ("k1", "k2", "k3"):
            for version in range(1, self.random.randint(2, 4)):
                weights = {code: self.random.randint(0, 10**9) for code in self.codes if self.random.random() < 0.8}
                weights[self.random.choice(self.codes)] = self.random.randint(1, 10**9)
                self.versions[key, version] = weights
                self.sheets["keys"] += [
                    {
                        "key": key,
                        "name": f"Sleutel {key}",
                        "version": version,
                        "calculated_on": date(2030, version, 1),
                        "source": "verzonnen",
                        "basis": "inhabitants",
                        "municipality": code,
                        "weight": weights[code],
                    }
                    for code in self.codes
                    if code in weights
                ]

    # --- one year -------------------------------------------------------------------------------

    def _year(self, year: int, amendments: int, *, withdrawn: bool) -> None:
        self.year, self.ahead = year, self.random.randint(0, 4)
        self.direct: dict[str, bool] = {}
        for pool in self.pools:
            key = self.random.choice([*self.versions, None])
            self.direct[pool] = key is None
            self.budget.weights[year, pool] = (
                {0: {code: self.versions[key].get(code, 0) for code in self.codes}} if key else None
            )
            rule = {
                "method": "key" if key else "direct",
                "key": key[0] if key else None,
                "version": key[1] if key else None,
                "from_amendment": 0,
            }
            self.sheets["rules"].append({"year": year, "pool": pool} | rule)
        self._orders()
        for reserve in self.reserves:
            opening = {"opening": self._cents(10**9), "appropriation": self.random.choice((0, self._cents(10**7)))}
            self.sheets["openings"].append({"year": year, "reserve": reserve} | opening)
        statuses = ["adopted"] * amendments + [self.random.choice(("draft", "submitted", "adopted"))]
        if withdrawn and amendments > 1:
            statuses[self.random.randrange(1, amendments)] = "withdrawn"
        closed = self.random.random() < 0.3 and set(statuses) <= {"adopted", "withdrawn"}
        status, closing = "closed" if closed else "open", self.random.choice((None, date(year, 10, 15)))
        self.sheets["years"].append(
            {"year": year, "years_ahead": self.ahead, "status": status, "final_closes_on": closing}
        )
        self.numbers = dict.fromkeys(self.programmes, 0)
        self.reversible: list[str] = []
        self.posted: list[str] = []
        for number, status in enumerate(statuses):
            self._amendment(number, status)
        self.sheets["late"] += [
            {
                "year": year,
                "code": f"laat-{number}",
                "programme": self.random.choice(self.programmes),
                "announced_on": date(year, 11, 1 + number),
                "description": f"Ontwikkeling {number}",
                "explanation": "",
                "cents": cents,
                "lawfulness": self.random.choice(LawfulnessCategory.values),
            }
            for number, cents in enumerate((None, abs(self._cents(10**8))))
        ]
        self.sheets["risks"] += [
            {
                "year": year,
                "description": f"Risico {number}",
                "likelihood": "groot",
                "impact": "",
                "measure": "",
                "score": score,
            }
            for number, score in enumerate((None, self._cents(10**8)))
        ]

    def _orders(self) -> None:
        self.orders: list[tuple[str, str]] = []
        for number in range(self.random.randint(2, 6)):
            code, municipality = f"o{number}", self.random.choice(self.codes)
            self.orders.append((code, municipality))
            structural = self.random.random() < 0.3
            reach = range(self.year + 1, self.year + self.ahead + 1) if structural else ()
            self.sheets["order_amounts"] += [
                {"year": self.year, "order": code, "effective_year": later, "amount": self.random.randint(1, 10**7)}
                for later in reach
            ]
            self.sheets["orders"].append(
                {
                    "year": self.year,
                    "code": code,
                    "number": None if number == 0 else 400 + number,
                    "municipality": municipality,
                    "programme": self.random.choice(self.programmes),
                    "description": f"Order {number}",
                    "recurrence": "structural" if structural else "incidental",
                    "amount": abs(self._cents(10**7)),
                    "reference": "",
                }
                | self._life(code, municipality, 400 + number)
            )

    def _life(self, code: str, municipality: str, number: int) -> dict[str, Any]:
        """Give an order a life up to some step, and the fields that go with it."""
        life = self.random.choice((_LIFE[:1], _LIFE[:3], _LIFE, (*_LIFE[:3], "declined")))
        day = date(self.year - 1, 1, 1)
        self.sheets["order_steps"] += [
            {
                "year": self.year,
                "order": code,
                "number": step,
                "status": status,
                "on": self.random.choice((None, day + timedelta(days=step))),
                "reference": self.random.choice(("", f"stuk {number}")),
                "note": self.random.choice(("", "=1+1")),
            }
            for step, status in enumerate(life, 1)
        ]
        return {
            "status": life[-1],
            "performance": self.random.choice(("", "Twee dagen\nper week")),
            "starts_on": self.random.choice((None, day)),
            "ends_on": self.random.choice((None, day + timedelta(days=90))),
            "agreement": self.random.choice((None, f"dvo-{municipality}")),
            "lawfulness": self.random.choice((None, "covered")),
        }

    def _amendment(self, number: int, status: str) -> None:
        self.number, self.status = number, status
        self.reversible += self.posted  # of the wijzigingen before this one
        self.posted = []
        offered = date(self.year - 1, 6, 1) + timedelta(days=60 * number)
        self.sheets["amendments"].append(
            {
                "year": self.year,
                "number": number,
                "name": f"Wijziging {number}",
                "status": status,
                "submitted_on": offered if status in ("submitted", "adopted") else None,
                "adopted_on": offered + timedelta(days=30) if status == "adopted" else None,
                "decision": f"besluit {number}" if status == "adopted" else "",
                "document": self.random.choice(("", f"stuk {number}")) if status in ("submitted", "adopted") else "",
                "withdrawal_reason": "niet meer nodig" if status == "withdrawn" else "",
            }
        )
        for count in range(self.random.randint(max(1, self.mutations - 3), self.mutations + 3)):
            structural = self.random.random() < 0.6
            reach = range(self.year, self.year + self.ahead + 1) if structural else (self.year,)
            lines = [line for effective in reach for line in self._balanced(effective)]
            self._mutation(f"{self.year}-{number}-{count}", "structural" if structural else "incidental", lines)
        self._neutral_group()
        for investment in range(self.random.randint(0, 3)):
            credit = {"description": f"Krediet {investment}", "side": "cost", "amount": abs(self._cents(10**8))}
            self.sheets["investments"].append(
                {"year": self.year, "amendment": number, "number": investment + 1} | credit
            )

    def _mutation(self, code: str, recurrence: str, lines: Sequence[dict[str, Any]], group: str | None = None) -> None:
        programme = self.random.choice(self.programmes)
        self.numbers[programme] += 1
        numbered = self.random.random() < 0.8
        theme = self.random.choice([*self.themes, None])
        self.sheets["mutations"].append(
            {
                "year": self.year,
                "amendment": self.number,
                "code": code,
                "programme": programme,
                "number": self.numbers[programme] if numbered else None,
                "description": f"Mutatie {code}",
                "recurrence": recurrence,
                "theme": theme,
                "group": group,
                "decided_in_ogon": self.random.random() < 0.5,
                "explanation": self.random.choice(("", "=1+1", "Eerste regel\n- tweede regel")),
                "reference": "6.10",
                "index_basis_points": self.random.choice((None, 0, 250, -125)) if recurrence == "structural" else None,
                "reverses": self.reversible.pop() if self.reversible and self.random.random() < 0.2 else None,
            }
        )
        self.posted.append(code)
        known: dict[str, Any] = {"year": self.year, "mutation": code}
        for line in lines:
            self.sheets["lines"].append(known | line)
            facts = {name: value for name, value in line.items() if name != "amount"}
            self.budget.lines.append(
                LineFact(
                    **known,
                    **facts,
                    amendment=self.number,
                    status=self.status,
                    programme=programme,
                    recurrence=recurrence,
                    theme=theme,
                    cents=line["amount"],
                )
            )

    def _neutral_group(self) -> None:
        """Move an amount from one mutatie to others; together their lasten are nought."""
        code = f"groep-{self.number}"
        self.sheets["groups"].append(
            {"year": self.year, "amendment": self.number, "code": code, "name": f"Groep {self.number}"}
        )
        parts = [self._cents(10**7) for _ in range(self.random.randint(1, 3))]
        for count, cents in enumerate([part for part in (*parts, -sum(parts)) if part]):
            lines = [self._line(self.year, "cost", cents), self._contribution(self.year, cents)]
            self._mutation(f"{self.year}-{self.number}-neutraal-{count}", "incidental", lines, code)

    # --- lines ----------------------------------------------------------------------------------

    def _balanced(self, effective: int) -> Iterator[dict[str, Any]]:
        """Yield lasten and baten of one boekjaar with the same total."""
        income = [self._income(effective) for _ in range(self.random.randint(1, 3))]
        rest = sum(line["amount"] for line in income)
        for _ in range(self.random.randint(0, 2)):
            cents = self._cents(10**9)
            rest -= cents
            yield self._line(effective, "cost", cents, reserve=self._dotation())
        if rest:
            yield self._line(effective, "cost", rest)
        yield from income

    def _dotation(self) -> str | None:
        """Return the reserve or voorziening that a last adds to; mostly none."""
        return self.random.choice(self.reserves) if self.random.random() < 0.15 else None

    def _income(self, effective: int) -> dict[str, Any]:
        cents = self._cents(10**9)
        kind = self.random.random()
        if kind < 0.6:
            return self._contribution(effective, cents)
        if kind < 0.75:
            order, municipality = self.random.choice(self.orders)
            return self._line(effective, "income", cents, source="maatwerk", order=order, municipality=municipality)
        if kind < 0.9:
            placement = self.random.choice(_INCOME_PLACEMENTS)
            return self._line(effective, "income", cents, source="third-parties", placement=placement)
        if kind < 0.95:
            return self._line(effective, "income", cents, source="reserve", reserve=self.random.choice(self.reserves))
        return self._line(effective, "income", cents, source="balance-sheet")

    def _contribution(self, effective: int, cents: int) -> dict[str, Any]:
        pool = self.random.choice(self.pools)
        municipality = self.random.choice(self.codes) if self.direct[pool] else None
        return self._line(effective, "income", cents, source="contribution", pool=pool, municipality=municipality)

    def _line(self, effective: int, side: str, cents: int, **values: Any) -> dict[str, Any]:
        placement = self.random.choice(_PLACEMENTS) if side == "cost" else "programme"
        empty = dict.fromkeys(("source", "pool", "municipality", "order", "reserve"))
        return {"effective_year": effective, "side": side, "placement": placement} | empty | values | {"amount": cents}

    def _cents(self, limit: int) -> int:
        """Return an amount that is not nought; mostly positive, often with odd cents."""
        cents = self.random.randint(1, 10 ** self.random.randint(2, len(str(limit)) - 1))
        return cents if self.random.random() < 0.75 else -cents
