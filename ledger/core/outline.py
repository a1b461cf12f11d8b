"""The headings of a document as levels in their order: their numbers, and where one can go. Pure.

A heading belongs to the nearest one before it with a lower level, and moves with all that is under it.
"""

from collections.abc import Sequence
from typing import Final

from ledger.enums import Choice

DEEPEST: Final = 4


class Direction(Choice):
    """Where a heading or block goes: past the one before or after it, or to another level."""

    UP = "up", "omhoog"
    DOWN = "down", "omlaag"
    IN = "in", "een niveau lager"
    OUT = "out", "een niveau hoger"


def numbers(levels: Sequence[tuple[int, bool]]) -> list[str]:
    """Return the printed number of each heading from its level; one that is not numbered has none and counts not."""
    counters: list[int] = []
    found = []
    for level, numbered in levels:
        if not numbered:
            found.append("")
            continue
        counters = [*counters[:level], *([0] * (level - len(counters)))]
        counters[level - 1] += 1
        found.append(".".join(str(max(counter, 1)) for counter in counters))
    return found


def fits(levels: Sequence[int]) -> bool:
    """Tell whether the levels are those of an outline: from 1, and never more than one deeper than the one before."""
    before = [0, *levels]
    return all(1 <= level <= min(DEEPEST, last + 1) for last, level in zip(before, levels, strict=False))


def end_of(levels: Sequence[int], index: int) -> int:
    """Return the index after the heading and all that is under it."""
    below = (place for place in range(index + 1, len(levels)) if levels[place] <= levels[index])
    return next(below, len(levels))


def moved(levels: Sequence[int], index: int, direction: Direction) -> list[tuple[int, int]] | None:
    """Return the headings (old index, new level) in their new order; None where it cannot go that way."""
    end = end_of(levels, index)
    shift = {Direction.IN: 1, Direction.OUT: -1}.get(direction, 0)
    part = [(place, levels[place] + shift) for place in range(index, end)]
    before = [(place, levels[place]) for place in range(index)]
    after = [(place, levels[place]) for place in range(end, len(levels))]
    if direction is Direction.UP:
        start = next((place for place in reversed(range(index)) if levels[place] <= levels[index]), None)
        if start is None or levels[start] < levels[index]:
            return None
        order = [*before[:start], *part, *before[start:], *after]
    elif direction is Direction.DOWN:
        if end == len(levels) or levels[end] < levels[index]:
            return None
        past = end_of(levels, end) - end
        order = [*before, *after[:past], *part, *after[past:]]
    else:
        order = [*before, *part, *after]
    return order if fits([level for _, level in order]) else None
