"""Rounding a table for print: cell by cell, or controlled so that the printed table adds up.

Controlled rounding: every printed leaf is the floor or the ceiling of its exact value, every printed sum is
the sum of its printed parts and itself a floor or ceiling, and the total deviation is minimal (Causey, Cox
and Ernst 1985). It is a small integer programme, solved by HiGHS. Every deviation is linear in the choice
"round this leaf up", so the programme has one binary per leaf that needs rounding and one row per sum. Of
equally good answers the one is taken that rounds up the first cells in reading order, so that the answer
does not depend on the machine. In three directions (6.7) no such rounding need exist; then the sums that
had to leave their unit are returned as `forced`, with the smallest possible excess.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Generic, TypeVar

CellKey = TypeVar("CellKey", bound=Hashable)

_CHUNK = 30  # cells per tie-breaking step: their powers of two stay exact in a float


@dataclass(frozen=True)
class Additive(Generic[CellKey]):
    """A table that adds up: exact leaves (cents), sums as tuples of leaves, and the unit to print in (cents)."""

    leaves: Mapping[CellKey, int]
    sums: Mapping[CellKey, tuple[CellKey, ...]]
    unit: int

    @cached_property
    def exact_sums(self) -> dict[CellKey, int]:
        """The exact value of every sum, in cents."""
        return {cell: sum(self.leaves[part] for part in parts) for cell, parts in self.sums.items()}


@dataclass(frozen=True)
class Printed(Generic[CellKey]):
    """Whole units per cell, and the sums that are not within one unit of their exact value."""

    values: dict[CellKey, int]
    forced: frozenset[CellKey] = field(default_factory=frozenset)


def round_half_away(cents: int, unit: int) -> int:
    """Return whole units, halves away from zero: the rounding of a spreadsheet."""
    sign = -1 if cents < 0 else 1
    return sign * ((2 * abs(cents) + unit) // (2 * unit))


def plain(table: Additive[CellKey]) -> Printed[CellKey]:
    """Round every cell by itself, as published tables do; rows and columns may then not add up."""
    exact = dict(table.leaves) | table.exact_sums
    return Printed({cell: round_half_away(cents, table.unit) for cell, cents in exact.items()})


def controlled(table: Additive[CellKey]) -> Printed[CellKey]:
    """Round so that every printed sum is the sum of its printed parts, with the smallest total deviation."""
    free = [cell for cell, cents in table.leaves.items() if cents % table.unit]
    position = {cell: index for index, cell in enumerate(free)}
    rests = tuple(table.leaves[cell] % table.unit for cell in free)
    members = tuple(tuple(position[part] for part in parts if part in position) for parts in table.sums.values())
    up = _choose(rests, tuple(sorted(group for group in members if group)), table.unit)
    values = {cell: cents // table.unit for cell, cents in table.leaves.items()}
    for cell, index in position.items():
        values[cell] += up[index]
    forced = set()
    for cell, parts in table.sums.items():
        exact = table.exact_sums[cell]
        values[cell] = sum(values[part] for part in parts)
        if abs(values[cell] * table.unit - exact) >= table.unit:
            forced.add(cell)
    return Printed(values, frozenset(forced))


@lru_cache(maxsize=256)
def _choose(rests: tuple[int, ...], sums: tuple[tuple[int, ...], ...], unit: int) -> tuple[int, ...]:
    """Return per free leaf whether it is rounded up (1) or down (0)."""
    if not rests:
        return ()
    cost = [unit - 2 * rest for rest in rests]
    bounds, prices = [], []
    for group in sums:
        floor, rest = divmod(sum(rests[index] for index in group), unit)
        bounds.append((floor, floor + (1 if rest else 0)))
        prices.append((2 * (unit - rest), 2 * rest))
        for index in group:
            cost[index] += unit - 2 * rest
    programme = _Programme(cost, sums, bounds)
    if not programme.solve():
        programme.relax(prices)
    return programme.first_in_order()


class _Programme:
    """The integer programme in HiGHS: binaries for the leaves, rows for the sums."""

    def __init__(self, cost: Sequence[int], sums: Sequence[tuple[int, ...]], bounds: Sequence[tuple[int, int]]) -> None:
        import highspy  # noqa: PLC0415 - heavy, and only needed when something has to be rounded

        self.size = len(cost)
        self.cost = dict(enumerate(cost))
        self.infinity = highspy.kHighsInf
        self.model = highspy.Highs()  # type: ignore[no-untyped-call]
        self.model.silent()
        for option, value in (("threads", 1), ("mip_rel_gap", 0.0), ("mip_abs_gap", 1e-6)):
            self.model.setOptionValue(option, value)
        self.optimal = highspy.HighsModelStatus.kOptimal
        self.integer = highspy.HighsVarType.kInteger
        for _ in range(self.size):
            self.model.addVar(0.0, 1.0)
        for index in range(self.size):
            self.model.changeColIntegrality(index, self.integer)
        for group, (low, high) in zip(sums, bounds, strict=True):
            self.model.addRow(float(low), float(high), len(group), list(group), [1.0] * len(group))

    def _run(self, cost: Mapping[int, int]) -> list[int] | None:
        for index in range(self.model.numVariables):
            self.model.changeColCost(index, float(cost.get(index, 0)))
        self.model.run()
        if self.model.getModelStatus() != self.optimal:
            return None
        return [round(value) for value in self.model.getSolution().col_value]

    def solve(self) -> bool:
        """Tell whether the sums can all be kept; remember one best answer."""
        self.answer = self._run(self.cost)
        return self.answer is not None

    def relax(self, prices: Sequence[tuple[int, int]]) -> None:
        """Let sums leave their unit, as little as possible, and then the deviation be minimal.

        `prices` per sum: what a unit below its floor and a unit above its ceiling deviate more than the
        cost of the leaves says.
        """
        slack = {}
        for row, pair in enumerate(prices):
            for sign, price in zip((1.0, -1.0), pair, strict=True):
                index = self.model.numVariables
                self.model.addVar(0.0, self.infinity)
                self.model.changeColIntegrality(index, self.integer)
                self.model.changeCoeff(row, index, sign)
                slack[index] = price
        least = self._run(dict.fromkeys(slack, 1))
        if least is None:
            raise RuntimeError("a relaxed rounding always has an answer")
        self._keep(dict.fromkeys(slack, 1), least)
        self.cost |= slack
        self.solve()

    def _keep(self, cost: Mapping[int, int], answer: Sequence[int]) -> None:
        """Let no later answer cost more than this one."""
        priced = {index: price for index, price in cost.items() if price}
        best = sum(answer[index] * price for index, price in priced.items())
        factors = [float(price) for price in priced.values()]
        self.model.addRow(-self.infinity, float(best), len(priced), list(priced), factors)

    def first_in_order(self) -> tuple[int, ...]:
        """Among equally good answers, return the one that rounds up the earliest cells."""
        answer = self.answer
        if answer is None:
            raise RuntimeError("solve first")
        self._keep(self.cost, answer)
        for start in range(0, self.size, _CHUNK):
            chunk = range(start, min(start + _CHUNK, self.size))
            answer = self._run({index: -(2 ** (chunk.stop - 1 - index)) for index in chunk}) or answer
            for index in chunk:
                self.model.changeColBounds(index, float(answer[index]), float(answer[index]))
        return tuple(answer[: self.size])
