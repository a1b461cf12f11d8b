"""Figures as sets of atoms, so that two figures can be compared by what they add up, not by their amount.

An atom is the smallest thing that a figure can contain: the lines of one mutatie with the same dimensions,
for a verdeelgroep with a key once per gemeente that pays, or a fact from outside the ledger lines. A figure
is then a set of atoms that count positive and a set that count negative, each held as the bits of an integer.
Two cells state the same fact when their sets are equal (or opposite), whatever their table, unit or label.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple

from ledger.core.book import Book
from ledger.core.cube import DIMENSIONS, Fact, Figure, Group, Selection, Term, Value
from ledger.enums import FundingSource, Side
from reports.table import Layout

Effects = Sequence[tuple[int, Group, int]]
"""Cents per mutatie (its id) and dimensions."""

Part = tuple[int, str]
"""A part of a mutatie: its id and one dekkingsbron, or the empty string for its lasten."""


@dataclass(frozen=True, slots=True)
class Vector:
    """Which atoms a figure adds (`plus`) and which it subtracts (`minus`)."""

    plus: int = 0
    minus: int = 0

    def __bool__(self) -> bool:
        return bool(self.plus or self.minus)

    def __neg__(self) -> "Vector":
        return Vector(self.minus, self.plus)

    @property
    def support(self) -> int:
        """Every atom in it."""
        return self.plus | self.minus

    def within(self, other: "Vector") -> bool:
        """Tell whether all of this stands in the other with the same sign."""
        return not (self.plus & ~other.plus or self.minus & ~other.minus)

    def without(self, other: "Vector") -> "Vector":
        """Return what is left when a part of it is taken out."""
        return Vector(self.plus & ~other.plus, self.minus & ~other.minus)

    def only(self, mask: int) -> "Vector":
        """Return the part that lies in a set of atoms."""
        return Vector(self.plus & mask, self.minus & mask)


class Slot(NamedTuple):
    """A gemeente that pays by a key, and the wijziging from which that key holds."""

    municipality: str
    since: int


def joined(vectors: Iterable[Vector]) -> Vector | None:
    """Return the sum; None when an atom would count twice, which a set cannot say."""
    plus = minus = 0
    for vector in vectors:
        if vector.plus & plus or vector.minus & minus:
            return None
        plus |= vector.plus
        minus |= vector.minus
    both = plus & minus
    return Vector(plus & ~both, minus & ~both)


class Space:
    """All atoms of a year, and the vectors of figures over them."""

    def __init__(self, book: Book, effects: Effects, layouts: Iterable[Layout]) -> None:
        self.book = book
        listed = {mutation.pk for mutation in book.mutations}
        lines: dict[tuple[int | None, Group], int] = {}
        for mutation, group, cents in effects:
            key: tuple[int | None, Group] = (mutation if mutation in listed else None, group)
            lines[key] = lines.get(key, 0) + cents
        # In a fixed order: which of several proofs is shown must not depend on the database.
        ordered = sorted(lines.items(), key=lambda line: (line[0][0] or 0, [str(value) for value in line[0][1]]))
        self.lines = [(mutation, group, cents) for (mutation, group), cents in ordered if cents]
        facts = {_identity(fact): fact for layout in layouts for fact in _facts(layout) if fact.cents}
        self.facts = {identity: len(self.lines) + index for index, identity in enumerate(facts)}
        self.cents = [cents for _, _, cents in self.lines] + [abs(fact.cents) for fact in facts.values()]
        self.size = len(self.cents)
        self._index: dict[str, dict[Value, int]] = {name: {} for name in DIMENSIONS}
        self.of_mutation: dict[int, int] = {}
        for position, (owner, group, _) in enumerate(self.lines):
            bit = 1 << position
            for name, value in zip(DIMENSIONS, group, strict=True):
                self._index[name][value] = self._index[name].get(value, 0) | bit
            if owner is not None:
                self.of_mutation[owner] = self.of_mutation.get(owner, 0) | bit
        # Slot 0 holds atoms as they are; the others the share of a gemeente that pays by a key, per key of the year.
        since = sorted({key.since for ring in book.keys.values() for key in ring.keys})
        self.slots = [None, *(Slot(place.code, number) for number in since for place in book.municipalities)]
        self.keyed = {
            pool: self._index["pool"].get(pool, 0) & self._index["source"].get(FundingSource.CONTRIBUTION.value, 0)
            for pool in book.keys
        }

    def _shift(self, mask: int, slot: Slot) -> int:
        return mask << (self.slots.index(slot) * self.size)

    def spread(self, mask: int) -> int:
        """Return plain atoms with those of a keyed verdeelgroep replaced by the shares of all who pay.

        Each by the key in force at its wijziging. What another key moves later on is no set of atoms any more.
        """
        result = mask
        for pool, atoms in self.keyed.items():
            for number in self.book.numbers if mask & atoms else ():
                part = mask & atoms & self._index["amendment"].get(number, 0)
                key = self.book.keys[pool].at(number)
                result &= ~part
                for municipality in key.payers:
                    result |= self._shift(part, Slot(municipality, key.since))
        return result

    def chosen(self, selection: Selection) -> int:
        """Return the plain atoms that a selection picks."""
        mask = (1 << len(self.lines)) - 1
        for name, wanted in selection.where:
            index = self._index[name]
            union = 0
            for value in wanted:
                union |= index.get(value, 0)
            mask &= union
        return mask

    def vector(self, figure: Figure) -> Vector | None:
        """Return the vector of a figure; None when it counts an atom twice."""
        return joined(self._term(term) for term in figure)

    def _term(self, term: Term | Fact) -> Vector:
        if isinstance(term, Fact):
            if term.mutation is not None:
                # A mutatie balances: its lasten are its baten, and those say who pays.
                mask = self.spread(self.of_mutation.get(term.mutation, 0) & self.income)
                return Vector(0, mask) if term.cents == -self._plain(mask) else Vector(mask, 0)
            mask = 1 << self.facts[_identity(term)] if term.cents else 0
            return Vector(mask, 0) if term.cents > 0 else Vector(0, mask)
        mask = self.chosen(term.selection)
        mask = self._shift(mask, Slot(term.share.municipality, term.share.since)) if term.share else self.spread(mask)
        return Vector(mask, 0) if term.sign > 0 else Vector(0, mask)

    @cached_property
    def income(self) -> int:
        """The plain atoms that are baten."""
        return self._index["side"].get(Side.INCOME.value, 0)

    def value(self, vector: Vector) -> Fraction:
        """Return the cents of a vector before anything is rounded: shares are exact fractions."""
        return self._value(vector.plus) - self._value(vector.minus)

    def _plain(self, mask: int) -> int:
        value = self._value(mask)
        return int(value) if value.denominator == 1 else 0

    def _value(self, mask: int) -> Fraction:
        total = 0
        shared: dict[tuple[str, Slot], int] = {}
        for number, position in self.positions(mask):
            slot = self.slots[number]
            if slot is None:
                total += self.cents[position]
            else:
                pool = str(self.lines[position][1][DIMENSIONS.index("pool")])
                shared[pool, slot] = shared.get((pool, slot), 0) + self.cents[position]
        fractions = (
            Fraction(cents * key.payers[slot.municipality], key.total)
            for (pool, slot), cents in shared.items()
            for key in (self.book.keys[pool].at(slot.since),)
        )
        return sum(fractions, Fraction(total))

    def positions(self, mask: int) -> Iterator[tuple[int, int]]:
        """Yield slot and atom of every bit."""
        while mask:
            low = mask & -mask
            yield divmod(low.bit_length() - 1, self.size)
            mask ^= low

    def everywhere(self, mask: int) -> int:
        """Return plain atoms in every slot: to pick whatever of them a vector contains."""
        result = 0
        for slot in range(len(self.slots)):
            result |= mask << (slot * self.size)
        return result

    def plain(self, mask: int) -> int:
        """Return the plain atoms behind a set with shares."""
        result = 0
        whole = (1 << self.size) - 1
        while mask:
            result |= mask & whole
            mask >>= self.size
        return result

    @cached_property
    def parts(self) -> dict[Part, int]:
        """The atoms, in every slot, of each part of each mutatie: its lasten, and its baten per source."""
        result: dict[Part, int] = {}
        for mutation, atoms in self.of_mutation.items():
            for source, chosen in self._index["source"].items():
                if mask := atoms & chosen:
                    result[mutation, str(source or "")] = self.everywhere(mask)
        return result

    @cached_property
    def costless(self) -> tuple[int, ...]:
        """Per mutatie without lasten all its baten: together they are nothing, and no table lists them."""
        found = []
        for mutation in self.book.mutations:
            atoms = self.of_mutation.get(mutation.pk, 0)
            if atoms and mutation.cost is None:
                found.append(self.spread(atoms))
        return tuple(found)

    def values_of(self, name: str, vector: Vector) -> set[Value]:
        """Return which values a dimension takes in a vector."""
        plain = self.plain(vector.support) & ((1 << len(self.lines)) - 1)
        return {value for value, atoms in self._index[name].items() if atoms & plain}


def _facts(layout: Layout) -> Iterator[Fact]:
    for row in layout.rows:
        for figure in row.figures.values():
            for term in figure:
                if isinstance(term, Fact) and term.mutation is None:
                    yield term


def _identity(fact: Fact) -> tuple[str, int]:
    return fact.label, abs(fact.cents)
