"""Splitting an amount over weights. The only module that divides an amount."""

from collections.abc import Sequence


class NoWeightError(ValueError):
    """A verdeelsleutel without a positive weight: there is nobody to pay."""


def apportion(amount: int, weights: Sequence[int]) -> list[int]:
    """Split `amount` (any unit) over `weights` by largest remainder; the parts always add up to it.

    Floors every exact quota of the absolute amount and hands the units that are left to the largest
    remainders, ties to the one that stands first; a negative amount is split as its absolute value and
    negated. So every part is the floor or the ceiling of its quota, and a weight of zero gets zero.
    Source: accounting model, section 2; reproduces every published split of table 6.11.

    Raises NoWeightError when no weight is positive and ValueError on a negative weight.
    """
    total = sum(weights)
    if any(weight < 0 for weight in weights):
        raise ValueError("a weight may not be negative")
    if total == 0:
        raise NoWeightError("De verdeelsleutel heeft geen gewichten.")
    sign, size = (-1, -amount) if amount < 0 else (1, amount)
    parts, remainders = [], []
    for position, weight in enumerate(weights):
        quota, remainder = divmod(size * weight, total)
        parts.append(quota)
        remainders.append((-remainder, position))
    for _, position in sorted(remainders)[: size - sum(parts)]:
        parts[position] += 1
    return [sign * part for part in parts]
