"""From percentages, counts or a mixture of counts to the integer weights of a verdeelsleutel. Exact."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from math import gcd, lcm

from ledger.core.apportionment import apportion

MAX_WEIGHT = 10**15  # what a workbook carries without loss
_FINE = 10**12  # parts into which a mixture is divided when its exact weights are larger than that


class WeightError(ValueError):
    """Numbers that make no verdeelsleutel; the message is a Dutch sentence."""


def from_counts(counts: Sequence[int]) -> list[int]:
    """Return counts as weights: inhabitants, customers, or weights as they are."""
    if not any(counts):
        raise WeightError("Ten minste één gemeente heeft een getal boven nul nodig.")
    return list(counts)


def from_percentages(percentages: Sequence[Decimal]) -> list[int]:
    """Return percentages as weights in their own last decimal; they must be exactly 100 together."""
    total = sum(percentages, Decimal(0))
    if total != 100:  # noqa: PLR2004 - a hundred percent
        shown = f"{total.normalize():f}".replace(".", ",")
        raise WeightError(f"De percentages zijn samen {shown}; dat moet precies 100 zijn.")
    return _whole([Fraction(percentage) for percentage in percentages])


def from_mixture(shares: Sequence[Decimal], counts: Sequence[Sequence[int]]) -> list[int]:
    """Return weights of a mixture: each count (a number per gemeente) decides its share, in percent, of the whole.

    Example: 60 % by inhabitants (100, 300) and 40 % by customers (50, 50) is 35 to 65.
    """
    from_percentages(shares)
    for position, count in enumerate(counts, 1):
        if not any(count):
            raise WeightError(f"Telling {position} is voor alle gemeenten nul. Vul de aantallen in.")
    columns = [
        [Fraction(share) * number / sum(count) for number in count] for share, count in zip(shares, counts, strict=True)
    ]
    return _whole([sum(parts, Fraction(0)) for parts in zip(*columns, strict=True)])


def _whole(quotas: Sequence[Fraction]) -> list[int]:
    denominator = lcm(*(quota.denominator for quota in quotas))
    weights = [int(quota * denominator) for quota in quotas]
    divisor = gcd(*weights)
    weights = [weight // divisor for weight in weights]
    return weights if max(weights) <= MAX_WEIGHT else apportion(_FINE, weights)
