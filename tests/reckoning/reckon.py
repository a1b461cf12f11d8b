"""The tables of a made-up budget, reckoned a second time: from plain facts, with fractions, by the domain text.

Nothing of the application is used here, so that a mistake in it cannot hide. Each table comes out as
`{(row, column): cents}`, signs as printed; cells that come to nothing may be left out. The sources are the
accounting model, sections 2 and 3, and the published tables that it describes.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from fractions import Fraction
from math import floor
from typing import Any

from tests.exchange.generator import Budget, LineFact

Cells = dict[tuple[str, str], int]


def split(total: int, weights: dict[str, int]) -> dict[str, int]:
    """Largest remainder, ties to the first, negative as its absolute value; whole euros stay whole (section 2)."""
    if total < 0:
        return {name: -part for name, part in split(-total, weights).items()}
    unit = 1 if total % 100 else 100
    everything = sum(weights.values())
    quotas = {name: Fraction(total * weight, everything * unit) for name, weight in weights.items()}
    parts = {name: floor(quota) for name, quota in quotas.items()}
    left = total // unit - sum(parts.values())
    by_remainder = sorted(quotas, key=lambda name: parts[name] - quotas[name])  # stable: ties stay in order
    for name in by_remainder[:left]:
        parts[name] += 1
    return {name: part * unit for name, part in parts.items()}


class Reckoner:
    """One year of a budget, up to and including a wijziging, in one boekjaar."""

    def __init__(self, budget: Budget, year: int, through: int, effective_year: int | None = None) -> None:
        self.budget = budget
        self.year = year
        self.through = through
        counted = [row for row in budget.sheets["amendments"] if row["year"] == year and row["status"] != "withdrawn"]
        self.numbers = sorted(row["number"] for row in counted if row["number"] <= through)
        self.lines = [
            line
            for line in budget.lines
            if line.year == year and line.amendment in self.numbers and line.effective_year == (effective_year or year)
        ]
        self.parent = {row["code"]: row["parent"] for row in budget.sheets["programmes"]}
        self.provisions = {row["code"] for row in budget.sheets["reserves"] if row["kind"] == "provision"}

    # --- helpers --------------------------------------------------------------------------------

    def columns(self) -> dict[str, list[int]]:
        """A column for the primitieve begroting and for each wijziging."""
        return {"original" if number == 0 else f"amendment-{number}": [number] for number in self.numbers}

    def weights(self, pool: str, number: int) -> dict[str, int] | None:
        """The key of a verdeelgroep at a wijziging: the last one that was taken into use; None is direct."""
        held = self.budget.weights[self.year, pool]
        return held[max(since for since in held if since <= number)] if held is not None else None

    def paid(self, pool: str, numbers: Iterable[int], lines: Iterable[LineFact] | None = None) -> dict[str, int]:
        """What each gemeente pays of a verdeelgroep: the total of these wijzigingen, by the key at the last of them."""
        chosen = set(numbers)
        wanted = [line for line in self.lines if line.pool == pool and line.amendment in chosen]
        if lines is not None:
            wanted = [line for line in lines if line.pool == pool and line.amendment in chosen]
        weights = self.weights(pool, max(chosen))
        if weights is not None:
            return split(sum(line.cents for line in wanted), weights)
        shares: dict[str, int] = defaultdict(int)
        for line in wanted:
            shares[line.municipality or "?"] += line.cents
        return shares

    def before(self, pool: str, number: int) -> list[int] | None:
        """The wijzigingen before this one, when a verdeelgroep had another key then; otherwise None."""
        earlier = [n for n in self.numbers if n < number]
        return earlier if earlier and self.weights(pool, earlier[-1]) != self.weights(pool, number) else None

    def added(self, pool: str, number: int) -> dict[str, int]:
        """What a wijziging adds: its own total by the key; with a new key all there is by that, less what there was."""
        earlier = self.before(pool, number)
        if earlier is None:
            return self.paid(pool, [number])
        return _minus(self.paid(pool, [*earlier, number]), self.paid(pool, earlier))

    def root(self, programme: str) -> str:
        parent = self.parent[programme]
        return self.root(parent) if parent else programme

    def mutations(self) -> list[dict[str, Any]]:
        return [
            row
            for row in self.budget.sheets["mutations"]
            if row["year"] == self.year and row["amendment"] in self.numbers
        ]

    def investments_made(self) -> list[tuple[str, dict[str, Any]]]:
        """The kredieten that count; a number that an earlier wijziging used comes with its wijziging."""
        rows = [
            row
            for row in self.budget.sheets["investments"]
            if row["year"] == self.year and row["amendment"] in self.numbers
        ]
        first = {row["number"]: min(r["amendment"] for r in rows if r["number"] == row["number"]) for row in rows}
        return [
            (
                str(row["number"])
                if row["amendment"] == first[row["number"]]
                else f"{row['amendment']}/{row['number']}",
                row,
            )
            for row in rows
        ]

    # --- the tables -----------------------------------------------------------------------------

    def contributions(self) -> Cells:
        """6.11: what is paid is negative; na wijziging is split on its own total."""
        cells: Cells = defaultdict(int)
        for column, numbers in (self.columns() | {"current": self.numbers}).items():
            for pool in (row["code"] for row in self.budget.sheets["pools"]):
                paid = self.paid(pool, numbers) if column == "current" else self.added(pool, numbers[0])
                for municipality, cents in paid.items():
                    _add(cells, column, -cents, f"{municipality}/{pool}", f"{municipality}/total", "total")
            for line in self.lines:
                if line.amendment in numbers and line.source == "maatwerk":
                    who = line.municipality
                    _add(cells, column, -line.cents, f"{who}/maatwerk", f"{who}/total", "total")
                elif line.amendment in numbers and line.source == "third-parties":
                    _add(cells, column, -line.cents, "other/third-parties", "other/total", "total")
                elif line.amendment in numbers and line.source in ("reserve", "balance-sheet"):
                    _add(cells, column, -line.cents, "other/reserve", "other/total", "total")
        return cells

    def overview(self) -> Cells:
        """6.7: baten positive, lasten negative; reserves apart, by programma; the rest at its BBV place."""
        general = {"local-levies", "general-grant", "dividend", "financing"}
        cells: Cells = defaultdict(int)
        for line in self.lines:
            root = self.root(line.programme)
            own_reserve = line.reserve is not None and line.reserve not in self.provisions
            if line.source == "reserve" or (line.side == "cost" and own_reserve):
                rows = [f"reserves/{root}", "reserves/total", "result"]
            elif line.placement == "programme":
                rows = [f"programme/{root}", "programmes/total", "balance", "result"]
            elif line.placement == "overhead":
                rows = ["fields/overhead", "fields/overhead-total", "fields/total", "balance", "result"]
            elif line.placement in general:
                rows = [f"general/{line.placement}", "general/total", "balance", "result"]
            elif line.placement == "other-general":
                rows = ["general/other", "general/total", "balance", "result"]
            else:
                rows = [f"fields/{line.placement}", "fields/total", "balance", "result"]
            flow, cents = ("income", line.cents) if line.side == "income" else ("cost", -line.cents)
            for period in ("original" if line.amendment == 0 else "amendment", "current"):
                for column in (f"{period}-{flow}", f"{period}-balance"):
                    _add(cells, column, cents, *rows)
        return cells

    def amendment(self) -> Cells:
        """6.2: the lasten of mutaties negative, and the income that covers them positive."""
        cells: Cells = defaultdict(int)
        column_of = {numbers[0]: column for column, numbers in self.columns().items()}
        for row in self.mutations():
            lasten = [line for line in self.lines if line.mutation == row["code"] and line.side == "cost"]
            if lasten and (row["number"] is not None or row["amendment"] == self.through):
                key = f"{row['programme']}/mutation/{row['number'] or row['code']}"
                _add(cells, column_of[lasten[0].amendment], -sum(line.cents for line in lasten), key)
        for line in self.lines:
            column = column_of[line.amendment]
            if line.side == "income":
                kind = "reserve" if line.source == "balance-sheet" else str(line.source)
                place = f"{kind}/{line.municipality}" if kind == "maatwerk" else kind
                _add(cells, column, line.cents, f"{line.programme}/{place}", f"total/{kind}")
            if line.reserve and line.side == "income":
                _add(cells, column, line.cents, f"reserves/{line.reserve}", "reserves/total")
            if line.reserve and line.side == "cost":
                _add(cells, column, -line.cents, f"reserves/{line.reserve}/addition", "reserves/total")
        for name, row in self.investments_made():
            _add(cells, column_of[row["amendment"]], row["amount"], f"investments/{name}", "investments/total")
        return cells

    def reserves(self) -> Cells:
        """6.8: begin, bestemming, dotatie, onttrekking (negative), eind."""
        cells: Cells = defaultdict(int)
        for row in self.budget.sheets["reserves"]:
            code = row["code"]
            kind = "provision" if code in self.provisions else "reserve"
            opening = [
                fact for fact in self.budget.sheets["openings"] if (fact["year"], fact["reserve"]) == (self.year, code)
            ]
            moves = {
                "opening": sum(fact["opening"] for fact in opening),
                "appropriation": 0 if kind == "provision" else sum(fact["appropriation"] for fact in opening),
                "addition": sum(line.cents for line in self.lines if line.reserve == code and line.side == "cost"),
                "withdrawal": -sum(line.cents for line in self.lines if line.reserve == code and line.side == "income"),
            }
            for column, cents in (moves | {"closing": sum(moves.values())}).items():
                _add(cells, column, cents, f"{kind}/{code}", f"{kind}s/total")
                if kind == "reserve" and column not in ("opening", "appropriation"):
                    _add(cells, column, cents, "reserves/mutations")
            _add(cells, "appropriation", -moves["appropriation"], "repayment")
        return cells

    def investments(self) -> Cells:
        """6.9: the kredieten of the wijzigingen that count."""
        cells: Cells = defaultdict(int)
        for name, row in self.investments_made():
            _add(cells, "amount", row["amount"], f"investment/{name}", "total")
        return cells

    def maatwerk(self) -> Cells:
        """6.10: per order what its gemeente pays, negative."""
        cells: Cells = defaultdict(int)
        for line in self.lines:
            if line.source == "maatwerk" and line.side == "income":
                _add(cells, str(line.municipality), -line.cents, f"order/{line.order}", "total")
        return cells

    def headlines(self) -> Cells:  # noqa: C901 - one rule per kind of line
        """3.1.2: the last wijziging by thema; columns are minus the baten of who pays, the total minus the lasten.

        What a new key moves of all that was there before has a row of its own.
        """
        cells: Cells = defaultdict(int)
        last = [line for line in self.lines if line.amendment == self.through]
        for theme in {line.theme for line in last}:
            row = f"theme/{theme or 'none'}"
            of_theme = [line for line in last if line.theme == theme]
            for line in of_theme:
                if line.side == "cost":
                    _add(cells, "total", -line.cents, row, "total")
                elif line.source == "maatwerk":
                    _add(cells, str(line.municipality), -line.cents, row, "total")
                elif line.source in ("third-parties", "reserve", "balance-sheet"):
                    column = "third-parties" if line.source == "third-parties" else "reserve"
                    _add(cells, column, -line.cents, row, "total")
            for pool in {line.pool for line in of_theme if line.pool}:
                for municipality, cents in self.paid(pool, [self.through], of_theme).items():
                    _add(cells, municipality, -cents, row, "total")
        for pool in (row["code"] for row in self.budget.sheets["pools"]):
            if earlier := self.before(pool, self.through):
                total = sum(line.cents for line in self.lines if line.pool == pool and line.amendment in earlier)
                now = split(total, self.weights(pool, self.through) or {})
                for municipality, cents in _minus(now, self.paid(pool, earlier)).items():
                    _add(cells, municipality, -cents, "keys", "total")
        return cells


TABLES: dict[str, Callable[[Reckoner], Cells]] = {
    "headlines": Reckoner.headlines,
    "amendment": Reckoner.amendment,
    "overview": Reckoner.overview,
    "reserves": Reckoner.reserves,
    "investments": Reckoner.investments,
    "maatwerk": Reckoner.maatwerk,
    "contributions": Reckoner.contributions,
}


def _minus(after: dict[str, int], before: dict[str, int]) -> dict[str, int]:
    return {name: after.get(name, 0) - before.get(name, 0) for name in {**before, **after}}


def _add(cells: Cells, column: str, cents: int, *rows: str) -> None:
    for row in rows:
        cells[row, column] += cents
