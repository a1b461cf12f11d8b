"""Rounding a table for print: cell by cell, or controlled so that the printed table adds up.

Controlled rounding: every printed leaf is the floor or the ceiling of its exact value, every printed sum is
the sum of its printed parts and itself a floor or ceiling, and the total deviation is minimal (Causey, Cox
and Ernst 1985). Of equally good answers the one is taken that rounds up the first cells in reading order,
so that the answer does not depend on the machine; `ledger.core.choosing` finds it. In three directions (6.7)
no such rounding need exist; then the sums that had to leave their unit are returned as `forced`, with the
smallest possible excess.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Generic, TypeVar

from ledger.core.choosing import choose

CellKey = TypeVar("CellKey", bound=Hashable)


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
    up = choose(rests, tuple(sorted(group for group in members if group)), table.unit)
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
