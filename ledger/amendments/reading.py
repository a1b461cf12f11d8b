"""What the pages about a wijziging show, read with a fixed number of queries: no request, no markup."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Count, F, Q, QuerySet, Sum

from ledger.core.cube import Key, KeyRing, in_force
from ledger.core.effect import Cover, Effect, effect_of
from ledger.enums import AmendmentStatus, FundingSource, Side
from ledger.gates.amendment import Lack, lacks
from ledger.keys.change import Redivision, redivision_of
from ledger.lists.detail import EffectTable, Payer, covers_of
from ledger.models import Amendment, Line, Municipality, Mutation, Organisation, User
from ledger.permissions import Access, Verb
from ledger.queries import load_keys
from ledger.workflow import step

# Each step: where it leads, the word in the address, and on the button.
STEPS = (
    (AmendmentStatus.SUBMITTED, "aanbieden", "Aanbieden"),
    (AmendmentStatus.ADOPTED, "vaststellen", "Vaststellen"),
    (AmendmentStatus.WITHDRAWN, "intrekken", "Intrekken"),
)
_NOTHING_MOVES = Redivision()
_WHO = {Verb.SUBMIT: "financiën", Verb.ADOPT: "het bestuur"}


@dataclass(frozen=True, slots=True)
class Step:
    """A step from where the wijziging stands now; `hindrance` says why this reader cannot take it."""

    status: AmendmentStatus
    path: str
    label: str
    hindrance: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """A wijziging in the list, with its mutaties and lasten (cents) in the begrotingsjaar."""

    amendment: Amendment
    mutations: int
    waiting: int
    cost: int
    next: str


@dataclass(frozen=True, slots=True)
class ProgrammeRows:
    """The mutaties of one programma with their lasten in the begrotingsjaar (cents, more is positive)."""

    name: str
    code: str
    mutations: Sequence[Mutation]

    @property
    def cost(self) -> int:
        """Sum of the lasten."""
        return sum(mutation.cost for mutation in self.mutations)  # type: ignore[attr-defined]  # annotated


def amendments_of(access: Access, year: int) -> list[Listed]:
    """Return the wijzigingen of a year that may be seen, first one first."""
    this_year = Q(mutations__lines__side=Side.COST, mutations__lines__effective_year=year)
    found = Amendment.objects.visible_to(access).filter(budget_year=year).order_by("number")
    costs = dict(found.annotate(cost=Sum("mutations__lines__cents", filter=this_year)).values_list("pk", "cost"))
    counted = found.select_related("budget_year").annotate(
        mutation_count=Count("mutations"), waiting=Count("mutations", filter=Q(mutations__approved_by__isnull=True))
    )
    board = _board()
    return [
        Listed(row, row.mutation_count, row.waiting, costs[row.pk] or 0, _next(row, row.waiting, board))
        for row in counted
    ]


def _board() -> str:
    organisation = Organisation.objects.first()
    return organisation.board_name if organisation else "bestuur"


def _next(amendment: Amendment, waiting: int, board: str) -> str:
    """Say who has to do something now."""
    if amendment.status == AmendmentStatus.SUBMITTED:
        return f"Het {board} stelt vast."
    if amendment.status != AmendmentStatus.DRAFT:
        return "Niemand: de wijziging is gesloten."
    if waiting:
        return f"Een collega geeft akkoord op {waiting} {'mutatie' if waiting == 1 else 'mutaties'}."
    return "Financiën biedt aan."


def next_number(year: int) -> int:
    """Return the number that a new wijziging gets."""
    last = Amendment.objects.filter(budget_year=year).order_by("-number").values_list("number", flat=True).first()
    return 0 if last is None else last + 1


@dataclass(frozen=True)
class AmendmentPage:
    """One wijziging as this reader may see it."""

    amendment: Amendment
    access: Access
    user: User

    @property
    def is_draft(self) -> bool:
        """Its lines can still change."""
        return self.amendment.status == AmendmentStatus.DRAFT

    @property
    def enters(self) -> bool:
        """This reader may change the mutaties now."""
        return self.is_draft and self.access.can(Verb.ENTER)

    @cached_property
    def programmes(self) -> list[ProgrammeRows]:
        """The mutaties, per programma."""
        year = self.amendment.budget_year_id
        this_year = Q(lines__side=Side.COST, lines__effective_year=year)
        rows = (
            Mutation.objects.filter(amendment=self.amendment)
            .select_related("programme", "entered_by", "approved_by")
            .annotate(cost=Sum("lines__cents", filter=this_year, default=0))
            .order_by("programme__position", "programme__code", F("number").asc(nulls_last=True), "code")
        )
        found: dict[int, ProgrammeRows] = {}
        for row in rows:
            name, code = row.programme.name, row.programme.code
            members = found.setdefault(row.programme_id, ProgrammeRows(name, code, [])).mutations
            assert isinstance(members, list)  # noqa: S101 - made so just above
            members.append(row)
        return list(found.values())

    @property
    def count(self) -> int:
        """How many mutaties there are."""
        return sum(len(programme.mutations) for programme in self.programmes)

    @property
    def cost(self) -> int:
        """The lasten of the begrotingsjaar."""
        return sum(programme.cost for programme in self.programmes)

    @property
    def waiting(self) -> int:
        """How many mutaties nobody has agreed to."""
        return sum(m.approved_by_id is None for programme in self.programmes for m in programme.mutations)

    @cached_property
    def lacks(self) -> list[Lack]:
        """What is missing before it can be offered; only asked of a draft."""
        return lacks(self.amendment) if self.is_draft and self.access.sees_drafts else []

    @cached_property
    def effect(self) -> EffectTable:
        """Who pays the whole wijziging, per boekjaar: each verdeelgroep is split on its total, as in 6.11."""
        covers = covers_by_year(Line.objects.filter(amendment=self.amendment))
        keys = in_force(self._rings, self.amendment.number)
        return effect_table(covers, keys, self._places, self.redivision)

    @cached_property
    def redivision(self) -> Redivision:
        """What other keys that this wijziging takes into use move between the gemeenten."""
        return redivision_of(self.amendment, self._rings, self.access)

    @property
    def moved(self) -> EffectTable:
        """The same as a table; a part of `effect`."""
        return effect_table({}, {}, self._places, self.redivision)

    @cached_property
    def _rings(self) -> dict[str, KeyRing]:
        return load_keys(self.amendment.budget_year_id)

    @cached_property
    def _places(self) -> dict[str, str]:
        return dict(Municipality.objects.values_list("code", "name"))

    @cached_property
    def next(self) -> str:
        """Who has to do something now."""
        if self.is_draft and self.lacks and not self.waiting:
            return "Financiën vult aan wat nog ontbreekt."
        return _next(self.amendment, self.waiting, _board())

    @cached_property
    def steps(self) -> list[Step]:
        """The steps from here, each with what stands in the way of this reader."""
        if not self.access.sees_drafts:
            return []
        return [
            Step(status, path, label, self._hindrance(status, verb))
            for status, path, label in STEPS
            if (verb := step(self.amendment.status, status)) is not None
        ]

    def _hindrance(self, status: AmendmentStatus, verb: Verb) -> str:
        if not self.access.can(verb):
            return f"Dit kan alleen {_WHO[verb]} doen."
        if status == AmendmentStatus.SUBMITTED and self.lacks:
            return "Dit kan pas als alles compleet is: zie 'Wat ontbreekt er nog'."
        if status == AmendmentStatus.SUBMITTED and not (self.count or self.redivision.keys):
            return "Er staat nog geen mutatie in deze wijziging."
        if status == AmendmentStatus.ADOPTED and self.amendment.submitted_by_id == self.user.pk:
            return "U hebt deze wijziging zelf aangeboden. Een ander moet haar vaststellen."
        return ""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A mutatie that waits for a second pair of eyes, with its lasten (cents) and who pays it."""

    mutation: Mutation
    cost: int
    cover: str
    payers: Sequence[tuple[str, int]]


def waiting_for(user: User, year: int) -> tuple[list[Waiting], int]:
    """Return what this user may agree to, and how many mutaties of the own hand wait for somebody else."""
    drafts = Mutation.objects.filter(
        budget_year=year, amendment__status=AmendmentStatus.DRAFT, approved_by__isnull=True
    )
    own = drafts.filter(entered_by=user).count()
    mutations = list(
        drafts.exclude(entered_by=user)
        .select_related("amendment", "programme", "entered_by", "theme")
        .order_by("amendment__number", "programme__position", F("number").asc(nulls_last=True), "code")
    )
    lines: dict[int, list[Line]] = {mutation.pk: [] for mutation in mutations}
    for line in Line.objects.filter(mutation__in=mutations, effective_year=year).select_related("pool", "municipality"):
        lines[line.mutation_id].append(line)
    rings = load_keys(year)
    places = dict(Municipality.objects.values_list("code", "name"))
    return [
        _waiting(mutation, lines[mutation.pk], in_force(rings, mutation.amendment.number), places)
        for mutation in mutations
    ], own


def _waiting(mutation: Mutation, lines: Sequence[Line], keys: Mapping[str, Key], places: Mapping[str, str]) -> Waiting:
    covers = covers_of(lines)
    effect = effect_of(covers, keys, list(places))
    used = {cover.source for cover in covers}
    return Waiting(
        mutation,
        sum(line.cents for line in lines if line.side == Side.COST),
        ", ".join(source.label for source in FundingSource if source in used),
        [(name, cents) for name, cents in _paid(effect, places) if cents],
    )


def _paid(effect: Effect, places: Mapping[str, str]) -> Iterator[tuple[str, int]]:
    for code, name in places.items():
        yield name, effect.municipalities[code].total
    for source in FundingSource:
        if source in effect.others:
            yield source.label, effect.others[source]
    if effect.undivided:
        yield "nog geen verdeling", effect.undivided


def covers_by_year(lines: QuerySet[Line]) -> dict[int, list[Cover]]:
    """Return the baten per boekjaar, grouped by who covers: one query."""
    rows = (
        lines.filter(side=Side.INCOME)
        .order_by("effective_year")
        .values_list("effective_year", "source", "pool__code", "municipality__code")
        .annotate(total=Sum("cents"))
    )
    found: dict[int, list[Cover]] = {}
    for year, source, pool, municipality, cents in rows:
        found.setdefault(year, []).append(Cover(source, pool, municipality, cents))
    return found


def effect_table(
    covers: Mapping[int, Iterable[Cover]],
    keys: Mapping[str, Key],
    places: Mapping[str, str],
    redivision: Redivision = _NOTHING_MOVES,
) -> EffectTable:
    """Return who pays in every boekjaar, what other keys move included; the rows of a year add up to its baten."""
    paid = {}
    for year in sorted({*covers, *redivision.years}):
        effect = effect_of(covers.get(year, ()), keys, list(places))
        for code, cents in redivision.of(year).items():
            effect.municipalities[code].by_key += cents
        paid[year] = dict(_paid(effect, places))
    names = dict.fromkeys(name for year in paid.values() for name in year)
    payers = [Payer(name, (), [year.get(name, 0) for year in paid.values()]) for name in names]
    return EffectTable((), list(paid), payers)
