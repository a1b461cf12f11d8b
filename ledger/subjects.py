"""What the OGONs talk about: orders and mutaties with what each gemeente pays of them, and how it stands.

An order concerns the gemeente that pays it. A mutatie concerns the gemeenten that a baat of it names, and
when it was marked for the OGON also those that pay a part of it by a key.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from ledger.core import agreement
from ledger.core.agreement import Bound, Change, Standing, Term
from ledger.core.cube import in_force
from ledger.enums import AmendmentStatus, FundingSource, OrderStatus, Role, Side, SubjectKind, Verdict
from ledger.models import Line, MaatwerkOrder, Municipality, Mutation, Ogon, OgonDecision, OgonSeat, Programme

Reference = tuple[str, str]  # kind and code: a subject within its year

_ASKED = (OrderStatus.IN_OGON, OrderStatus.AGREED, OrderStatus.DECLINED)


@dataclass(frozen=True)
class Part:
    """What one gemeente is asked to agree to."""

    municipality: Municipality
    bound: Bound
    lines: Sequence[Line] = ()

    @property
    def fingerprint(self) -> str:
        """The digest a decision is bound to."""
        return agreement.fingerprint(self.bound)

    @property
    def by_year(self) -> Mapping[int, int]:
        """What this gemeente pays more, per year in cents."""
        return agreement.paid(self.bound, self.municipality.code)


@dataclass(frozen=True)
class Subject:
    """An order or a mutatie, with the part of every gemeente it concerns (by id)."""

    kind: SubjectKind
    row: MaatwerkOrder | Mutation
    parts: Mapping[int, Part]
    terms_by_order: Mapping[str, Bound] = field(default_factory=dict)  # of a mutatie: per order that pays it

    @property
    def reference(self) -> Reference:
        """What questions and decisions know it by."""
        return self.kind, self.row.code

    @property
    def log_name(self) -> str:
        """What the log knows it by."""
        return f"{self.kind}:{self.year}:{self.row.code}"

    @property
    def year(self) -> int:
        """The begrotingsjaar."""
        return self.row.budget_year_id

    @property
    def programme(self) -> Programme:
        """The programma."""
        return self.row.programme

    @property
    def title(self) -> str:
        """Number and description."""
        return f"{self.row.number} {self.row.description}" if self.row.number else self.row.description

    @property
    def is_open(self) -> bool:
        """A gemeente can still decide: an order that is in the OGON, a mutatie of a draft."""
        if isinstance(self.row, MaatwerkOrder):
            return self.row.status == OrderStatus.IN_OGON
        return self.row.amendment.status == AmendmentStatus.DRAFT

    @property
    def asks(self) -> bool:
        """Akkoord is needed: of an order always, of a mutatie when it is marked for the OGON or is maatwerk."""
        return isinstance(self.row, MaatwerkOrder) or self.row.decided_in_ogon or bool(self.terms_by_order)


@dataclass(frozen=True)
class Item:
    """One subject for one gemeente: what is asked, what was decided last, and whether that still holds."""

    subject: Subject
    part: Part
    decision: OgonDecision | None
    standing: Standing
    ogons: Sequence[Ogon]
    by_order: bool = False  # the akkoord is that on the orders that pay it

    @property
    def municipality(self) -> Municipality:
        """The gemeente that is asked."""
        return self.part.municipality

    @property
    def waits(self) -> bool:
        """The gemeente has to decide."""
        return self.undecided and bool(self.ogons)

    @property
    def undecided(self) -> bool:
        """Akkoord can be given, is needed and is not there; without an OGON nobody can give it."""
        no_decision = self.standing in (Standing.OPEN, Standing.REOPENED)
        return self.subject.is_open and self.subject.asks and no_decision

    @property
    def lacks_agreement(self) -> bool:
        """What an OGON has to agree to, and this gemeente does not."""
        return self.subject.asks and bool(self.ogons) and self.standing != Standing.AGREED

    @property
    def this_year(self) -> int:
        """What the gemeente pays more in the begrotingsjaar, in cents."""
        return self.part.by_year.get(self.subject.year, 0)

    @property
    def later(self) -> list[tuple[int, int]]:
        """What it pays more in the years after, in cents."""
        return [(year, cents) for year, cents in sorted(self.part.by_year.items()) if year > self.subject.year]

    @property
    def changes(self) -> Sequence[Change]:
        """What is different from what was agreed to."""
        if self.decision is None:
            return ()
        return agreement.changes(self.decision.bound, self.part.bound, self.municipality.code)


class Ogons:
    """Which OGONs deal with a programma: those that name it or the programma it is a part of. Two queries."""

    def __init__(self) -> None:
        self._by_programme: dict[int, list[Ogon]] = {}
        for ogon in Ogon.objects.prefetch_related("programmes"):
            for programme in ogon.programmes.all():
                self._by_programme.setdefault(programme.pk, []).append(ogon)

    def __bool__(self) -> bool:
        return bool(self._by_programme)

    def of(self, programme: Programme) -> list[Ogon]:
        """Return the OGONs of a programma."""
        found = self._by_programme.get(programme.pk, [])
        parent = self._by_programme.get(programme.parent_id or 0, [])
        return [*found, *(ogon for ogon in parent if ogon not in found)]


def deciding() -> QuerySet[OgonSeat]:
    """Return the seats of who can decide today: somebody active, with the role for the gemeente of the seat."""
    return OgonSeat.objects.filter(
        user__is_active=True,
        user__grants__role=Role.OGON_MEMBER,
        user__grants__municipality=F("municipality"),
        user__grants__valid_until__gte=timezone.localdate(),
    ).distinct()


def order_subjects(orders: QuerySet[MaatwerkOrder]) -> list[Subject]:
    """Return orders as subjects: two queries."""
    rows = orders.select_related("programme", "municipality", "agreement").prefetch_related("amounts")
    return [
        Subject(SubjectKind.ORDER, row, {row.municipality_id: Part(row.municipality, _of_order(row))}) for row in rows
    ]


def _of_order(row: MaatwerkOrder) -> Bound:
    years = [(row.budget_year_id, row.cents), *((each.effective_year, each.cents) for each in row.amounts.all())]
    payer, source = row.municipality.code, FundingSource.MAATWERK.value
    return agreement.canonical(Term(year, cents, source=source, payer=payer, order=row.code) for year, cents in years)


def mutation_subjects(year: int, mutations: QuerySet[Mutation]) -> list[Subject]:
    """Return mutaties of a year as subjects: four queries."""
    rows = list(mutations.filter(budget_year=year).select_related("programme", "amendment"))
    lines: dict[int, list[Line]] = {row.pk: [] for row in rows}
    wanted = Line.objects.filter(mutation__in=lines, side=Side.INCOME)
    for line in wanted.select_related("pool", "municipality", "reserve", "order").order_by("mutation", "position"):
        lines[line.mutation_id].append(line)
    # Here and not above: reading the keys loads the journal, which tells who has to decide and so loads this.
    from ledger.queries import load_keys  # noqa: PLC0415

    rings = load_keys(year) if any(row.decided_in_ogon for row in rows) else {}
    places = {place.pk: place for place in Municipality.objects.all()}
    return [_of_mutation(row, lines[row.pk], in_force(rings, row.amendment.number), places) for row in rows]


def _of_mutation(
    row: Mutation, lines: Sequence[Line], keys: Mapping[str, Any], places: Mapping[int, Municipality]
) -> Subject:
    terms: dict[int, list[Term]] = {}
    own: dict[int, list[Line]] = {}
    keyed: dict[tuple[int, str], int] = {}
    keyed_lines: dict[str, list[Line]] = {}
    orders: dict[str, list[Term]] = {}
    for line in lines:
        term = _term(line)
        if line.municipality_id is not None:
            terms.setdefault(line.municipality_id, []).append(term)
            own.setdefault(line.municipality_id, []).append(line)
        elif line.pool and row.decided_in_ogon:
            which = line.effective_year, line.pool.code
            keyed[which] = keyed.get(which, 0) + line.cents
            keyed_lines.setdefault(line.pool.code, []).append(line)
        if line.order:
            orders.setdefault(line.order.code, []).append(term)
    by_code = {place.code: pk for pk, place in places.items()}
    for (effective_year, pool), cents in keyed.items():
        if pool not in keys:
            continue
        source = FundingSource.CONTRIBUTION.value
        whole = Term(effective_year, cents, source=source, pool=pool)
        for code, share in keys[pool].shares(cents).items():
            part = Term(effective_year, share, source=source, pool=pool, payer=code)
            terms.setdefault(by_code[code], []).extend((whole, part))
    for pool, several in keyed_lines.items():
        for code in keys[pool].payers if pool in keys else ():
            own.setdefault(by_code[code], []).extend(several)
    parts = {
        pk: Part(places[pk], agreement.canonical(terms[pk]), sorted(own[pk], key=lambda line: line.position))
        for pk in places
        if pk in terms
    }
    by_order = {code: agreement.canonical(several) for code, several in orders.items()}
    return Subject(SubjectKind.MUTATION, row, parts, by_order)


def _term(line: Line) -> Term:
    return Term(
        line.effective_year,
        line.cents,
        source=line.source or "",
        pool=line.pool.code if line.pool else "",
        payer=line.municipality.code if line.municipality else "",
        reserve=line.reserve.code if line.reserve else "",
        order=line.order.code if line.order else "",
    )


def last_decisions(year: int, codes: Collection[str] | None = None) -> dict[tuple[str, str, int], OgonDecision]:
    """Return the decision that counts, by kind, code and gemeente: one query."""
    rows = OgonDecision.objects.filter(budget_year=year).select_related("actor").order_by("pk")
    if codes is not None:
        rows = rows.filter(code__in=codes)
    return {(row.kind, row.code, row.municipality_id): row for row in rows}


def items_of(year: int, subjects: Iterable[Subject], municipalities: Collection[int] | None = None) -> list[Item]:
    """Return how each gemeente stands towards subjects; narrowed to `municipalities` (ids) unless None.

    A fixed number of queries: the OGONs, the decisions and, where orders pay a mutatie, those orders.
    """
    subjects = list(subjects)
    paying = {code for subject in subjects for code in subject.terms_by_order}
    ogons, decisions, orders = Ogons(), last_decisions(year), _agreed_orders(year, paying)
    found = []
    for subject in subjects:
        dealing = ogons.of(subject.programme)
        for pk, part in subject.parts.items():
            if municipalities is None or pk in municipalities:
                decision = decisions.get((*subject.reference, pk))
                by_order = _covered(subject, part, orders, decisions)
                stands = Standing.AGREED if by_order else _standing(subject, part, decision)
                found.append(Item(subject, part, decision, stands, dealing, by_order))
    return found


def _standing(subject: Subject, part: Part, decision: OgonDecision | None) -> Standing:
    found = agreement.standing(
        decision.verdict if decision else None, decision.fingerprint if decision else "", part.fingerprint
    )
    # An order that is in the OGON again asks for a new decision, also when it is what it was before.
    return Standing.REOPENED if decision and subject.kind == SubjectKind.ORDER and subject.is_open else found


def _agreed_orders(year: int, codes: Collection[str]) -> dict[str, Bound]:
    if not codes:
        return {}
    rows = MaatwerkOrder.objects.filter(budget_year=year, code__in=codes)
    return {subject.row.code: part.bound for subject in order_subjects(rows) for part in subject.parts.values()}


def _covered(
    subject: Subject,
    part: Part,
    orders: Mapping[str, Bound],
    decisions: Mapping[tuple[str, str, int], OgonDecision],
) -> bool:
    """Tell whether the akkoord on its orders says it all: the gemeente pays nothing else and no other amount."""
    named = {row.get("order", "") for row in part.bound}
    if "" in named or not named:
        return False
    for code in named:
        decision = decisions.get((SubjectKind.ORDER, code, part.municipality.pk))
        own = subject.terms_by_order.get(code, [])
        agreed = decision is not None and decision.verdict == Verdict.AGREED
        if decision is None or not agreed or orders.get(code) != own or decision.bound != own:
            return False
    return True


def agenda(year: int, municipalities: Collection[int] | None = None) -> list[Item]:
    """Return everything the OGONs talk about in a year: what is open and what was decided.

    Orders from the moment they are in the OGON; mutaties of a draft that concern a gemeente, and what has a
    decision. In the order of the programma's. A fixed number of queries.
    """
    decided = OgonDecision.objects.filter(budget_year=year, code=OuterRef("code"))
    orders = MaatwerkOrder.objects.filter(
        Q(status__in=_ASKED) | Exists(decided.filter(kind=SubjectKind.ORDER)), budget_year=year
    )
    mutations = Mutation.objects.filter(
        Q(amendment__status=AmendmentStatus.DRAFT) & (Q(decided_in_ogon=True) | Exists(_named()))
        | Exists(decided.filter(kind=SubjectKind.MUTATION))
    )
    if municipalities is not None:
        orders = orders.filter(municipality__in=municipalities)
    found = items_of(year, [*order_subjects(orders), *mutation_subjects(year, mutations)], municipalities)
    return sorted(
        found,
        key=lambda item: (
            item.subject.programme.position, item.subject.kind, item.subject.row.number or 0, item.subject.row.code,
            item.municipality.position,
        ),
    )  # fmt: skip


def _named() -> QuerySet[Line]:
    return Line.objects.filter(mutation=OuterRef("pk"), side=Side.INCOME, municipality__isnull=False)


def read_subject(year: int, kind: str, code: str) -> Subject | None:
    """Return one subject, or None when it is not there (any more)."""
    if kind == SubjectKind.ORDER:
        found = order_subjects(MaatwerkOrder.objects.filter(budget_year=year, code=code))
    else:
        found = mutation_subjects(year, Mutation.objects.filter(code=code))
    return found[0] if found else None
