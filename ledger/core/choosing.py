"""Which leaves of a table to round up, so that its sums hold and the deviation is minimal.

Everything is in the rests of the leaves: what each has above its floor. Rounding up a leaf is the only
choice there is, and every deviation is linear in it. Leaves that share no sum are chosen apart. Where sums
lie inside one another, as in a list with subtotals, the cheapest leaves are counted off; where they cross,
as in a table with rows and columns, it is a small integer programme, solved by HiGHS.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple, TypeAlias

Group: TypeAlias = tuple[int, ...]  # the leaves of a sum, by their place

_CHUNK = 30  # leaves per tie-breaking step: their powers of two stay exact in a float
_OPTIONS: dict[str, bool | float | str] = {
    "threads": 1,
    "mip_rel_gap": 0.0,  # the very best answer, not a good one
    "mip_abs_gap": 1e-6,
    # a table is small: what helps on large programmes takes longer here than the search itself
    "presolve": "off",
    "mip_heuristic_effort": 0.0,
    "mip_heuristic_run_feasibility_jump": False,
    "mip_heuristic_run_root_reduced_cost": False,
}


@lru_cache(maxsize=256)
def choose(rests: tuple[int, ...], sums: tuple[Group, ...], unit: int) -> tuple[int, ...]:
    """Return per leaf whether it is rounded up (1) or down (0).

    `rests` are between 0 and `unit`. Of equally good answers the one that rounds up the first leaves.
    """
    up = [0] * len(rests)
    for leaves, groups in _apart(len(rests), sums):
        chosen = _nested(rests, leaves, groups, unit)
        for leaf in _crossing(rests, leaves, groups, unit) if chosen is None else chosen:
            up[leaf] = 1
    return tuple(up)


def _apart(size: int, sums: Sequence[Group]) -> Iterator[tuple[list[int], list[Group]]]:
    """Yield the leaves that are linked by sums, with those sums."""
    home = list(range(size))

    def find(leaf: int) -> int:
        while home[leaf] != leaf:
            home[leaf] = leaf = home[home[leaf]]
        return leaf

    for group in sums:
        for leaf in group[1:]:
            home[find(leaf)] = find(group[0])
    linked: dict[int, tuple[list[int], list[Group]]] = {}
    for leaf in range(size):
        linked.setdefault(find(leaf), ([], []))[0].append(leaf)
    for group in sums:
        linked[find(group[0])][1].append(group)
    yield from linked.values()


class _Node(NamedTuple):
    """A leaf or a sum of nodes: what goes up at its floor, and which leaf more at its ceiling."""

    size: int  # leaves under it
    rest: int  # above its floor, between 0 and the unit
    up: tuple[int, ...]
    next: int  # the leaf that takes it to its ceiling
    price: int  # what the ceiling deviates more than the floor


def _nested(rests: Sequence[int], leaves: Sequence[int], groups: Sequence[Group], unit: int) -> list[int] | None:
    """Return the leaves to round up where every sum lies inside or outside every other; None where they cross."""
    top = {leaf: _Node(1, rests[leaf], (), leaf, unit - 2 * rests[leaf]) for leaf in leaves}
    for group, times in sorted(Counter(groups).items(), key=lambda item: len(item[0])):
        parts = list({top[leaf].next: top[leaf] for leaf in group}.values())
        if sum(part.size for part in parts) != len(group):
            return None
        node = _sum_of(parts, times, unit)
        top.update(dict.fromkeys(group, node))
    roots = {node.next: node for node in top.values()}.values()
    return [leaf for node in roots for leaf in (*node.up, *([node.next] if node.rest and node.price <= 0 else []))]


def _sum_of(parts: Sequence[_Node], times: int, unit: int) -> _Node:
    """Return the sum of nodes: as many of them go to their ceiling as it takes, the cheapest first.

    A sum that is printed more than once (`times`) counts as often in the deviation.
    """
    whole, rest = divmod(sum(part.rest for part in parts), unit)
    ordered = sorted((part for part in parts if part.rest), key=lambda part: (part.price, part.next))
    up = (*(leaf for part in parts for leaf in part.up), *(part.next for part in ordered[:whole]))
    last = ordered[whole] if rest else parts[0]
    return _Node(sum(part.size for part in parts), rest, up, last.next, last.price + times * (unit - 2 * rest))


def _crossing(rests: Sequence[int], leaves: Sequence[int], groups: Sequence[Group], unit: int) -> list[int]:
    """Return the leaves to round up by integer programming, whatever the sums."""
    place = {leaf: number for number, leaf in enumerate(leaves)}
    cost = [unit - 2 * rests[leaf] for leaf in leaves]
    bounds, prices = [], []
    for group in groups:
        floor, rest = divmod(sum(rests[leaf] for leaf in group), unit)
        bounds.append((floor, floor + (1 if rest else 0)))
        prices.append((2 * (unit - rest), 2 * rest))
        for leaf in group:
            cost[place[leaf]] += unit - 2 * rest
    programme = _Programme(cost, [tuple(place[leaf] for leaf in group) for group in groups], bounds)
    if not programme.solve():
        programme.relax(prices)
    return [leaf for leaf, up in zip(leaves, programme.first_in_order(), strict=True) if up]


class _Programme:
    """The integer programme in HiGHS: binaries for the leaves, rows for the sums."""

    def __init__(self, cost: Sequence[int], sums: Sequence[tuple[int, ...]], bounds: Sequence[tuple[int, int]]) -> None:
        import highspy  # noqa: PLC0415 - heavy, and only needed when something has to be rounded

        self.size = len(cost)
        self.cost = dict(enumerate(cost))
        self.infinity = highspy.kHighsInf
        self.model = highspy.Highs()  # type: ignore[no-untyped-call]
        self.model.silent()
        for option, value in _OPTIONS.items():
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
