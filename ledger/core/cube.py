"""The ledger grouped along its reporting dimensions, and figures as sums of selections of it.

A `Cube` holds a few hundred exact sums, however many lines there are. A figure in a table is a tuple of
terms; the same `Selection` that picks the sums here, used as a filter on the lines, gives the lines
behind the figure (`ledger.queries.lines_behind`). So a figure and its explanation cannot drift apart.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import product
from operator import attrgetter, itemgetter
from typing import TypeAlias

from ledger.core.apportionment import apportion

Value: TypeAlias = int | str | None
Group: TypeAlias = tuple[Value, ...]

DIMENSIONS = (
    "amendment",
    "programme",
    "pool",
    "side",
    "placement",
    "source",
    "municipality",
    "reserve",
    "recurrence",
    "theme",
    "order",
)
_COARSE = tuple(name for name in DIMENSIONS if name not in ("recurrence", "theme", "order"))  # most tables stop here


@dataclass(frozen=True, slots=True)
class Selection:
    """The lines that have one of the given values in every dimension named; other dimensions are free."""

    where: tuple[tuple[str, tuple[Value, ...]], ...]

    @classmethod
    def of(cls, **dimensions: Value | Iterable[Value]) -> "Selection":
        """Build a selection: `Selection.of(side="income", amendment=(0, 1))`; unknown names raise."""
        return cls(()).narrowed(**dimensions)

    def narrowed(self, **dimensions: Value | Iterable[Value]) -> "Selection":
        """Return this selection with the given dimensions set."""
        where = dict(self.where)
        for name, wanted in dimensions.items():
            if name not in DIMENSIONS:
                raise ValueError(f"unknown dimension {name}")
            where[name] = (wanted,) if wanted is None or isinstance(wanted, str | int) else tuple(wanted)
        return Selection(tuple(sorted(where.items(), key=itemgetter(0))))


@dataclass(frozen=True, slots=True)
class Share:
    """The part of a verdeelgroep's total that one gemeente pays, by the key that holds from wijziging `since` on."""

    pool: str
    municipality: str
    since: int = 0


@dataclass(frozen=True, slots=True)
class Term:
    """`sign` times the sum of the selected lines, or times one gemeente's share of that sum. Cents."""

    selection: Selection
    sign: int = 1
    share: Share | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """An amount that the cube does not hold: an opening balance, an investment, the lasten of one mutatie.

    Cents, sign as shown. With `mutation` (its id) the lines of that mutatie are behind it.
    """

    label: str
    cents: int
    mutation: int | None = None


Figure: TypeAlias = tuple[Term | Fact, ...]


@dataclass(frozen=True)
class Cube:
    """Exact sums of cents per combination of the dimensions, in the order of `DIMENSIONS`."""

    groups: tuple[tuple[Group, int], ...]
    _indexes: dict[tuple[str, ...], dict[Group, int]] = field(default_factory=dict, repr=False, compare=False)

    def _index(self, names: tuple[str, ...]) -> dict[Group, int]:
        """Return the sums by some dimensions, made once; from the coarse sums where those have them all."""
        if names not in self._indexes:
            coarse = names != _COARSE and set(names) <= set(_COARSE)
            pick = _picker(names, _COARSE if coarse else DIMENSIONS)
            index: defaultdict[Group, int] = defaultdict(int)
            for group, cents in self._index(_COARSE).items() if coarse else self.groups:
                index[pick(group)] += cents
            self._indexes[names] = dict(index)
        return self._indexes[names]

    def total(self, selection: Selection) -> int:
        """Return the sum of cents of a selection; each set of dimensions is grouped once."""
        index = self._index(tuple(name for name, _ in selection.where))
        wanted = (values if len(values) == 1 else set(values) for _, values in selection.where)
        return sum(index.get(key, 0) for key in product(*wanted))

    def values(self, name: str, selection: Selection | None = None) -> set[Value]:
        """Return which values a dimension takes among the selected lines (also where they sum to zero)."""
        where = selection.where if selection else ()
        index = self._index((name, *(dimension for dimension, _ in where)))
        return {
            key[0] for key in index if all(value in wanted for value, (_, wanted) in zip(key[1:], where, strict=True))
        }


def _picker(names: tuple[str, ...], dimensions: tuple[str, ...]) -> Callable[[Group], Group]:
    """Return what takes the values of some dimensions out of a group: one call in C, as there are many groups."""
    positions = [dimensions.index(name) for name in names]
    if len(positions) > 1:
        return itemgetter(*positions)
    first = positions[0] if positions else 0
    return itemgetter(slice(first, first + len(positions)))  # a tuple also of one value, or of none


@dataclass(frozen=True)
class Key:
    """A verdeelsleutel as one verdeelgroep uses it in a year: integer weights in the order of the gemeenten.

    `since` is the wijziging from which it holds.
    """

    weights: tuple[tuple[str, int], ...]
    name: str = ""
    source: str = ""
    version: int = 0
    since: int = 0

    @cached_property
    def payers(self) -> dict[str, int]:
        """The gemeenten that pay, with their weights."""
        return {code: weight for code, weight in self.weights if weight}

    @cached_property
    def total(self) -> int:
        """The sum of the weights."""
        return sum(self.payers.values())

    def divides_as(self, other: "Key") -> bool:
        """Tell whether this is the same key, from whichever wijziging it holds."""
        return replace(other, since=self.since) == self

    def shares(self, cents: int) -> dict[str, int]:
        """Split an amount over the gemeenten; whole euros stay whole euros, so 6.11 can be printed as it is.

        Only a total that has cents itself is split in cents.
        """
        unit = 100 if cents % 100 == 0 else 1
        parts = apportion(cents // unit, [weight for _, weight in self.weights])
        return {code: part * unit for (code, _), part in zip(self.weights, parts, strict=True)}


@dataclass(frozen=True)
class KeyRing:
    """The keys of one verdeelgroep in one year, in the order of the wijzigingen from which they hold."""

    keys: tuple[Key, ...]

    @classmethod
    def of(cls, *keys: Key) -> "KeyRing":
        """Put keys in order; one that says the same as the key before it is no other key, and is left out."""
        kept: list[Key] = []
        for key in sorted(keys, key=attrgetter("since")):
            if not kept or not key.divides_as(kept[-1]):
                kept.append(key)
        return cls(tuple(kept))

    def at(self, number: int) -> Key:
        """Return the key in force at a wijziging: the last one that holds from it or from one before it."""
        return next((key for key in reversed(self.keys) if key.since <= number), self.keys[0])

    def replaced(self, number: int, before: Sequence[int]) -> Key | None:
        """Return the key that a wijziging replaces, if it takes another one into use.

        `before` are the wijzigingen that count before it, in order: without any there is nothing to replace.
        """
        old = self.at(before[-1]) if before else None
        return None if old is None or old.divides_as(self.at(number)) else old


def rings_of(keys: Mapping[tuple[str, int], Key]) -> dict[str, KeyRing]:
    """Return per verdeelgroep its keys; given are the keys by verdeelgroep and the wijziging from which they hold."""
    found: defaultdict[str, list[Key]] = defaultdict(list)
    for (pool, since), key in keys.items():
        found[pool].append(replace(key, since=since))
    return {pool: KeyRing.of(*several) for pool, several in found.items()}


def in_force(rings: Mapping[str, KeyRing], number: int) -> dict[str, Key]:
    """Return per verdeelgroep the key in force at a wijziging."""
    return {pool: ring.at(number) for pool, ring in rings.items()}


@dataclass(frozen=True)
class Reckoning:
    """A cube with the keys to split it: turns figures into cents, each split made once."""

    cube: Cube
    keys: Mapping[str, KeyRing]
    _splits: dict[tuple[str, int, Selection], dict[str, int]] = field(default_factory=dict, repr=False, compare=False)

    def term(self, term: Term | Fact) -> int:
        """Return the cents of one term, sign included."""
        if isinstance(term, Fact):
            return term.cents
        if term.share is None:
            return term.sign * self.cube.total(term.selection)
        return term.sign * self.split(term.share, term.selection).get(term.share.municipality, 0)

    def figure(self, figure: Sequence[Term | Fact]) -> int:
        """Return the cents of a figure."""
        return sum(self.term(term) for term in figure)

    def split(self, share: Share, selection: Selection) -> dict[str, int]:
        """Return cents per gemeente of the selected total, by the key that a share names."""
        wanted = share.pool, share.since, selection
        if wanted not in self._splits:
            self._splits[wanted] = self.keys[share.pool].at(share.since).shares(self.cube.total(selection))
        return self._splits[wanted]
