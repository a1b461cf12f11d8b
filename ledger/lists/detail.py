"""Everything the page of one mutatie shows, read for one reader with a fixed number of queries."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q, QuerySet

from ledger.core.cube import Key, in_force
from ledger.core.effect import Cover, Effect, effect_of, shift_of
from ledger.core.percentage import format_percentage
from ledger.entry.balancing import by_hand
from ledger.enums import AmendmentStatus, FundingSource, Side
from ledger.history.names import names_of
from ledger.history.reading import Event, timeline
from ledger.journal.stored import line_as_input
from ledger.models import (
    AuditEntry,
    Line,
    Municipality,
    Mutation,
)
from ledger.permissions import Access
from ledger.queries import load_keys

_WAYS = {"by_key": "via sleutel", "direct": "direct", "maatwerk": "maatwerk", "other": "overig"}


@dataclass(frozen=True, slots=True)
class YearLines:
    """The lines of one boekjaar that the reader may see, with their sums in cents."""

    year: int
    lines: Sequence[Line]

    @property
    def cost(self) -> int:
        """Sum of the lasten."""
        return sum(line.cents for line in self.lines if line.side == Side.COST)

    @property
    def income(self) -> int:
        """Sum of the baten."""
        return sum(line.cents for line in self.lines if line.side == Side.INCOME)


@dataclass(frozen=True, slots=True)
class Payer:
    """A row of the table of effects: who pays, the parts of the first boekjaar, and every boekjaar in total (cents)."""

    name: str
    parts: Sequence[int]
    totals: Sequence[int]


@dataclass(frozen=True)
class EffectTable:
    """Who pays what: the first boekjaar by how it is split (where it is split in more than one way), and totals."""

    parts: Sequence[str]
    years: Sequence[int]
    payers: Sequence[Payer]

    @property
    def totals(self) -> list[int]:
        """The sum of every boekjaar: the baten."""
        return [sum(payer.totals[position] for payer in self.payers) for position in range(len(self.years))]


@dataclass(frozen=True, slots=True)
class Member:
    """A mutatie of a group, with its lasten in the begrotingsjaar (cents)."""

    mutation: Mutation
    cost: int

    @property
    def name(self) -> str:
        """Its programma and number: the descriptions in a group are often all the same."""
        return f"{self.mutation.programme.name} {self.mutation.number or ''}".strip()


@dataclass(frozen=True, slots=True)
class ShiftTable:
    """What a verschuiving does per boekjaar (cents), an advantage positive: per party, by rounding, and together."""

    years: Sequence[int]
    parties: Sequence[tuple[str, Sequence[int]]]
    rounding: Sequence[int]
    totals: Sequence[int]


@dataclass(frozen=True)
class Group:
    """A budgettair neutrale verschuiving: its mutaties, and what they do together."""

    name: str
    members: Sequence[Member]
    shift: ShiftTable

    @property
    def cost(self) -> int:
        """The lasten of all members together: nil, once the wijziging is offered."""
        return sum(member.cost for member in self.members)


def covers_of(lines: Iterable[Line]) -> list[Cover]:
    """Return the baten among lines as what is split; verdeelgroep and gemeente are read along."""
    return [
        Cover(
            line.source or "",
            line.pool.code if line.pool else None,
            line.municipality.code if line.municipality else None,
            line.cents,
        )
        for line in lines
        if line.side == Side.INCOME
    ]


@dataclass(frozen=True)
class MutationPage:
    """One mutatie as this reader may see it.

    `whole` is false for a draft of which the reader sees the own lines only: then sums, group and history
    are left out, because they would tell what others pay.
    """

    mutation: Mutation
    access: Access
    reads_texts: bool
    years: Sequence[YearLines]
    keys: Mapping[str, Key]
    municipalities: Mapping[str, str]

    @property
    def whole(self) -> bool:
        """All lines are shown."""
        return self.access.sees_drafts or self.mutation.amendment.status != AmendmentStatus.DRAFT

    @property
    def balanced(self) -> bool:
        """Lasten equal baten in every boekjaar."""
        return all(year.cost == year.income for year in self.years)

    @property
    def index(self) -> str:
        """What filled the years ahead, in words; empty without an index, or when not all lines are shown."""
        points = self.mutation.index_basis_points
        if points is None or not self.whole:
            return ""
        lines = [line_as_input(line) for year in self.years for line in year.lines]
        last = self.mutation.budget_year_id + self.mutation.budget_year.years_ahead
        changed = ", met de hand aangepast" if by_hand(lines, points, last) else ""
        return f"geïndexeerd met {format_percentage(points)}% per jaar{changed}"

    @cached_property
    def effect(self) -> EffectTable:
        """Who pays this mutatie."""
        by_year = {year.year: self._effect(year.lines) for year in self.years}
        return self._table(by_year)

    @cached_property
    def group(self) -> Group | None:
        """The shift between programma's that this mutatie is a part of."""
        group = self.mutation.group
        if group is None or not self.whole:
            return None
        mutations = group.mutations.select_related("programme", "amendment").order_by(
            "programme__position", "number", "code"
        )
        year = self.mutation.budget_year_id
        lines: dict[int, list[Line]] = {mutation.pk: [] for mutation in mutations}
        for line in _lines(Line.objects.filter(mutation__group=group)):
            lines[line.mutation_id].append(line)
        members = [
            Member(
                mutation,
                sum(
                    line.cents for line in lines[mutation.pk] if line.side == Side.COST and line.effective_year == year
                ),
            )
            for mutation in mutations
        ]
        years = sorted({line.effective_year for several in lines.values() for line in several})
        shift = self._shift([line for several in lines.values() for line in several], years)
        return Group(group.name, members, shift)

    def _shift(self, lines: Sequence[Line], years: Sequence[int]) -> ShiftTable:
        shifts = [
            shift_of(
                covers_of(line for line in lines if line.effective_year == year), self.keys, list(self.municipalities)
            )
            for year in years
        ]
        parties = [
            (name, [shift.municipalities[code] for shift in shifts]) for code, name in self.municipalities.items()
        ]
        parties += [
            (source.label, [shift.others.get(source, 0) for shift in shifts])
            for source in FundingSource
            if any(source in shift.others for shift in shifts)
        ]
        return ShiftTable(years, parties, [shift.rounding for shift in shifts], [shift.total for shift in shifts])

    @cached_property
    def history(self) -> list[Event]:
        """What happened to this mutatie and its wijziging; what happened in the draft only for who sees drafts."""
        mutation = self.mutation
        amendment = f"amendment:{mutation.budget_year_id}:{mutation.amendment.number}"
        wanted = Q(subject=amendment) & ~Q(action="amendment.opened")
        if self.access.sees_drafts:
            wanted |= Q(subject=f"mutation:{mutation.budget_year_id}:{mutation.code}")
        entries = AuditEntry.objects.filter(wanted).select_related("actor").order_by("sequence")
        return list(timeline(entries, names_of(self.access, mutation.budget_year_id)))

    def _effect(self, lines: Sequence[Line]) -> Effect:
        return effect_of(covers_of(lines), self.keys, list(self.municipalities))

    def _table(self, by_year: Mapping[int, Effect]) -> EffectTable:
        years = list(by_year)
        effects = [by_year[year] for year in years]
        if not effects:
            return EffectTable((), (), ())
        first = effects[0].municipalities
        ways = [way for way in _WAYS if any(getattr(payment, way) for payment in first.values())]
        ways = ways if len(ways) > 1 else []
        payers = [
            Payer(
                name,
                [getattr(first[code], way) for way in ways],
                [effect.municipalities[code].total for effect in effects],
            )
            for code, name in self.municipalities.items()
        ]
        empty = [0] * len(ways)
        payers += [
            Payer(source.label, empty, [effect.others.get(source, 0) for effect in effects])
            for source in FundingSource
            if any(source in effect.others for effect in effects)
        ]
        if any(undivided := [effect.undivided for effect in effects]):
            payers.append(Payer("nog geen verdeling", empty, undivided))
        if not self.whole:
            payers = [payer for payer in payers if any(payer.totals)]
        return EffectTable([_WAYS[way] for way in ways], years, payers)


def _lines(queryset: QuerySet[Line]) -> list[Line]:
    return list(
        queryset.select_related("pool", "municipality", "order", "reserve").order_by(
            "mutation", "effective_year", "position"
        )
    )


def read_mutation(access: Access, year: int, pk: int) -> MutationPage:
    """Return the page of one mutatie; raises Mutation.DoesNotExist when the reader may not know of it."""
    mutation = (
        Mutation.objects.visible_to(access)
        .select_related("amendment", "budget_year", "programme", "theme", "group", "entered_by")
        .get(budget_year=year, pk=pk)
    )
    by_year: dict[int, list[Line]] = {}
    for line in _lines(Line.objects.visible_to(access).filter(mutation=mutation)):
        by_year.setdefault(line.effective_year, []).append(line)
    return MutationPage(
        mutation,
        access,
        Mutation.objects.wholly_visible_to(access).filter(pk=pk).exists(),
        [YearLines(year, lines) for year, lines in by_year.items()],
        in_force(load_keys(year), mutation.amendment.number),
        dict(Municipality.objects.values_list("code", "name")),
    )
