"""Which integer weights split an amount exactly as it is paid now? For turning maatwerk into regular work.

Everything follows from one property of splitting by largest remainder (`apportion`). Let `targets` be what
each gemeente pays (together T), `weights` integers that are D together, and number the gemeenten from 0 to n-1.
Let `lead = n * (T * weight - D * target) - position`. Then

    apportion(T, weights) == targets  exactly when  max(leads) - min(leads) < n * D,

because a gemeente that is rounded up has at least the remainder of one that is rounded down, and among equal
remainders the one that stands first is rounded up. The spread of the leads is smallest when D itself is split
over the targets by largest remainder, this time with ties to the one that stands last: in any other weights
some gemeente has a unit more and another a unit less, which moves two leads n * T apart, and they were no
further than n * T from each other. So one split decides whether D can do it, and no search is needed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, takewhile
from math import gcd
from operator import attrgetter, sub

from ledger.core.apportionment import apportion

ROUND_TOTALS = tuple(10**digits for digits in range(2, 9))  # percentages with none to six decimals
SEARCHED = 10**6  # up to here every total is tried, not only the round ones
_EFFORT = 3 * 10**5  # how many totals are looked at for the smallest deviation: this by the square of the gemeenten


class UnsolvableError(ValueError):
    """Amounts that no verdeelsleutel can split; the message is a Dutch sentence."""


@dataclass(frozen=True, slots=True)
class Solution:
    """Weights in the order of the targets, what they give each gemeente, and how far that is off.

    `deviation` is the sum of what each gemeente pays more or less, taken as positive, in the unit of the targets;
    `proved` tells that no weights within the precision deviate less.
    """

    weights: tuple[int, ...]
    shares: tuple[int, ...]
    deviation: int
    proved: bool = True

    @property
    def exact(self) -> bool:
        """Whether everybody pays exactly what it paid."""
        return self.deviation == 0

    @property
    def total(self) -> int:
        """What the weights are together: 10.000 for percentages with two decimals."""
        return sum(self.weights)


def solve(targets: Sequence[int], precision: int) -> Solution:
    """Return the most readable weights, together at most `precision`, by which the targets are paid again.

    Tries the round totals first (percentages with ever more decimals, and `precision` itself), then every total
    up to a million. Without an exact answer: the weights with the smallest deviation of all of those, and of equally
    good ones those of a round total; not `proved` when that is too much to look at. A target of zero has weight zero.

    Raises UnsolvableError on a negative target, when all are zero, or when the precision is below one.
    """
    if any(target < 0 for target in targets):
        raise UnsolvableError(
            "Een gemeente zou minder dan nul betalen. Een verdeelsleutel verdeelt alleen bedragen van nul of meer."
        )
    if not any(targets):
        raise UnsolvableError("Er is niets te verdelen: alle bedragen zijn nul.")
    if precision < 1:
        raise UnsolvableError("De gewichten moeten samen ten minste 1 zijn. Kies een grotere precisie.")
    round_totals = (*takewhile(precision.__gt__, ROUND_TOTALS), precision)
    searched = min(precision, SEARCHED)
    for total in chain(round_totals, _promising(targets, searched)):
        weights = fairest(targets, total)
        if is_exact(targets, weights):
            return Solution(weights, tuple(targets), 0)
    best = min((nearest(targets, total) for total in round_totals), key=attrgetter("deviation"))
    tries = _EFFORT // len(targets) ** 2
    for total in range(searched, 0, -1):
        if _may_beat(best.deviation, targets, total):
            if not tries:
                return replace(best, proved=False)
            best = min(best, _in_smallest_numbers(nearest(targets, total)), key=attrgetter("deviation"))
            tries -= 1
    return replace(best, proved=searched == precision)


def fairest(targets: Sequence[int], total: int) -> tuple[int, ...]:
    """Return the weights, `total` together, that are exact if any are: see the top of this module."""
    return tuple(reversed(apportion(total, targets[::-1])))


def is_exact(targets: Sequence[int], weights: Sequence[int]) -> bool:
    """Tell whether these weights split the sum of the targets into the targets."""
    return apportion(sum(targets), weights) == list(targets)


def _promising(targets: Sequence[int], limit: int) -> Iterator[int]:
    """Yield the totals up to `limit` that may be exact, smallest first; those left out cannot be.

    The leads lie close together only when, on a circle of T, the remainders of total x target and zero itself
    leave a gap of at least T - total. Most totals fail by the largest target alone.
    """
    whole, largest = sum(targets), max(targets)
    for total in range(1, limit + 1):
        gap = whole - total
        if total < largest * total % whole < gap:
            continue
        points = sorted([0, whole, *[target * total % whole for target in targets]])
        if max(map(sub, points[1:], points)) >= gap:
            yield total


def _in_smallest_numbers(solution: Solution) -> Solution:
    """Return the same proportions, so the same shares: 2, 1 and 1 for 4, 2 and 2."""
    divisor = gcd(*solution.weights)
    return replace(solution, weights=tuple(weight // divisor for weight in solution.weights))


def _may_beat(deviation: int, targets: Sequence[int], total: int) -> bool:
    """Tell whether weights of this total could deviate less; no means that they cannot.

    A share is T * weight / total rounded up or down, and that is at least `off` / total from the target: whole
    units of that are lost, whatever the rounding.
    """
    whole, room = sum(targets), deviation
    for target in targets:
        rest = total * target % whole
        off = min(rest, whole - rest)
        if off >= total:
            room -= off // total
            if room <= 0:
                return False
    return True


def nearest(targets: Sequence[int], total: int) -> Solution:
    """Return the weights, `total` together, whose split has the smallest deviation from the targets."""
    found = [_solution(targets, weights) for weights in _candidates(targets, total)]
    return min(found, key=attrgetter("deviation"))


def _solution(targets: Sequence[int], weights: Sequence[int]) -> Solution:
    shares = apportion(sum(targets), weights)
    deviation = sum(abs(share - target) for share, target in zip(shares, targets, strict=True))
    return Solution(tuple(weights), tuple(shares), deviation)


def _candidates(targets: Sequence[int], total: int) -> Iterator[tuple[int, ...]]:
    """Yield for every threshold the weights that cost least: see the top of this module."""
    whole, count = sum(targets), len(targets)
    euro, unit = count * total, count * whole  # how far a lead moves by a euro, and by a unit of weight
    floors = [total * target // whole for target in targets]
    units = total - sum(floors)
    payers = [position for position, target in enumerate(targets) if target]
    leads = [count * (whole * floors[at] - total * target) - at for at, target in enumerate(targets)]
    raised = [leads[at] + unit for at in payers]
    for threshold in sorted({-(-lead % euro) for lead in (*leads, *raised)}):
        low = [(lead - threshold) // euro for lead in leads]  # what each pays too much (too little: below zero)
        high = [(lead + unit - threshold) // euro for lead in leads]
        by_cost = sorted(payers, key=lambda at: abs(high[at]) - abs(low[at]))
        dear = [at for at in by_cost if high[at] - low[at] > whole // total]
        cheap = [at for at in by_cost if high[at] - low[at] == whole // total]
        of_dear = -sum(low) - units * (whole // total)  # so that all together pay what there is to pay
        if 0 <= of_dear <= len(dear) and 0 <= units - of_dear <= len(cheap):
            up = {*dear[:of_dear], *cheap[: units - of_dear]}
            yield tuple(weight + (at in up) for at, weight in enumerate(floors))
