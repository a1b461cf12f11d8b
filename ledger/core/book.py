"""Everything the tables of one begrotingsjaar need, as frozen values: names, facts, keys and the cube."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from ledger.core.cube import Cube, KeyRing, Reckoning


@dataclass(frozen=True, slots=True)
class Named:
    """A thing with a code and a name: a gemeente, a thema."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class ProgrammeRecord:
    """A programma; a part names its parent."""

    code: str
    name: str
    overview_label: str
    amendment_label: str
    parent: str | None
    maatwerk_for: frozenset[str]


@dataclass(frozen=True, slots=True)
class PoolRecord:
    """A verdeelgroep; direct when no key splits it."""

    code: str
    name: str
    programme: str
    direct: bool


@dataclass(frozen=True, slots=True)
class AmendmentRecord:
    """A wijziging that counts (not withdrawn)."""

    pk: int
    number: int
    name: str
    status: str


@dataclass(frozen=True, slots=True)
class ReserveRecord:
    """A reserve or voorziening with its opening facts (cents)."""

    code: str
    name: str
    kind: str
    opening: int
    appropriation: int


@dataclass(frozen=True, slots=True)
class OrderRecord:
    """A maatwerk order."""

    code: str
    number: int | None
    municipality: str
    programme: str
    description: str


@dataclass(frozen=True, slots=True)
class InvestmentRecord:
    """An investering decided in a wijziging (cents)."""

    amendment: int
    number: int
    description: str
    side: str
    cents: int


@dataclass(frozen=True, slots=True)
class MutationRecord:
    """A mutatie with its lasten in the year (cents, more is positive; None when it has no last)."""

    pk: int
    code: str
    number: int | None
    programme: str
    amendment: int
    description: str
    recurrence: str
    cost: int | None


@dataclass(frozen=True)
class Book:
    """One begrotingsjaar up to and including wijziging `through`."""

    year: int
    effective_year: int
    through: int
    organisation: str
    participants: str
    head: str
    amendments: tuple[AmendmentRecord, ...]
    municipalities: tuple[Named, ...]
    programmes: tuple[ProgrammeRecord, ...]
    pools: tuple[PoolRecord, ...]
    themes: tuple[Named, ...]
    reserves: tuple[ReserveRecord, ...]
    orders: tuple[OrderRecord, ...]
    investments: tuple[InvestmentRecord, ...]
    mutations: tuple[MutationRecord, ...]
    cube: Cube
    keys: Mapping[str, KeyRing] = field(repr=False)

    @cached_property
    def reckoning(self) -> Reckoning:
        """The cube with the keys of the year."""
        return Reckoning(self.cube, self.keys)

    @cached_property
    def numbers(self) -> tuple[int, ...]:
        """The numbers of the wijzigingen that count, in order."""
        return tuple(amendment.number for amendment in self.amendments)

    @cached_property
    def programme_of(self) -> dict[str, ProgrammeRecord]:
        """Programma's by code."""
        return {programme.code: programme for programme in self.programmes}

    def before(self, number: int) -> tuple[int, ...]:
        """Return the numbers of the wijzigingen that count before another one, in order."""
        return tuple(earlier for earlier in self.numbers if earlier < number)

    def root(self, programme: str) -> ProgrammeRecord:
        """Return the programma that a part reports under; itself when it is no part."""
        record = self.programme_of[programme]
        return self.root(record.parent) if record.parent else record

    def with_parts(self, programme: str) -> tuple[str, ...]:
        """Return the codes of a programma and of everything that reports under it."""
        return tuple(p.code for p in self.programmes if self.root(p.code).code == programme)
