"""What the pages about maatwerk show, read for one reader with a fixed number of queries: no request, no markup."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet, Sum

from ledger.enums import AmendmentStatus, OrderStatus
from ledger.models import Line, MaatwerkOrder, OrderContact, OrderDocument, OrderStep, ServiceAgreement
from ledger.permissions import Access, Verb
from ledger.workflow import ORDER_ASKS, StepAsks, order_step


@dataclass(frozen=True, slots=True)
class Way:
    """A step that finance takes by itself: where it leads, its word in the address, and what its form says."""

    status: OrderStatus
    path: str
    label: str
    lead: str
    reference: str = ""  # label of the kenmerk; empty: not asked
    note: str = "Toelichting"
    back: bool = False  # undoes or ends something: not what one comes for

    def asks(self, current: str) -> StepAsks:
        """Return which facts are required from here."""
        return ORDER_ASKS[current, self.status]


WAYS: Mapping[str, Sequence[Way]] = {
    OrderStatus.REQUESTED: (
        Way(
            OrderStatus.QUOTED, "offerte", "Offerte uitbrengen",
            "Leg vast wat het kost en wat de gemeente ervoor krijgt.", "Kenmerk van de offerte",
        ),
        Way(
            OrderStatus.DECLINED, "afwijzen", "Aanvraag afwijzen", "De aanvraag gaat niet door.",
            note="Reden", back=True,
        ),
    ),
    OrderStatus.QUOTED: (
        Way(
            OrderStatus.IN_OGON, "naar-ogon", "Naar het OGON",
            "Het OGON van de gemeente geeft akkoord op het bedrag, het jaar en de betaler.", "Kenmerk",
        ),
        Way(
            OrderStatus.REQUESTED, "terug-naar-aanvraag", "Terug naar aanvraag",
            "De gemeente kan haar aanvraag weer wijzigen.", note="Reden", back=True,
        ),
    ),
    OrderStatus.IN_OGON: (
        Way(
            OrderStatus.QUOTED, "terug-naar-offerte", "Terug naar offerte", "De order gaat uit het OGON.", note="Reden",
            back=True,
        ),
    ),
    OrderStatus.DECLINED: (
        Way(
            OrderStatus.REQUESTED, "heropenen", "Heropenen",
            "De order wordt weer een aanvraag, met hetzelfde nummer. Wat is gevraagd en besloten, blijft erbij staan.",
            note="Reden", back=True,
        ),
    ),
    OrderStatus.AGREED: (
        Way(
            OrderStatus.IN_OGON, "opnieuw-voorleggen", "Opnieuw voorleggen",
            "Het akkoord vervalt; het OGON beslist opnieuw.", note="Reden", back=True,
        ),
    ),
    OrderStatus.TAKEN_UP: (
        Way(
            OrderStatus.COMPLETED, "afronden", "Afronden", "De prestatie is geleverd.", "Kenmerk van de afrekening",
        ),
    ),
}  # fmt: skip

_NEXT = {
    OrderStatus.REQUESTED: "Duo+ brengt een offerte uit",
    OrderStatus.QUOTED: "Duo+ legt de offerte voor aan het OGON",
    OrderStatus.IN_OGON: "het OGON van de gemeente",
    OrderStatus.AGREED: "Duo+ neemt de order op in een wijziging",
    OrderStatus.TAKEN_UP: "Duo+ rondt de order af als de prestatie is geleverd",
}


@dataclass(frozen=True)
class OrderLife:
    """What may not be read by everybody: amounts of later years (cents), steps, documents, contacts, agreements."""

    order: MaatwerkOrder
    later: Sequence[tuple[int, int]]
    steps: Sequence[OrderStep]
    documents: Sequence[OrderDocument]
    contacts: Sequence[OrderContact]
    agreements: Sequence[ServiceAgreement]
    may_change: bool
    may_edit: bool
    takes_up: bool
    ways: Sequence[Way]

    @property
    def decides(self) -> bool:
        """The order waits for the gemeente, and the reader is of that gemeente."""
        return self.order.status == OrderStatus.IN_OGON and self.may_change and not self.ways

    @property
    def quoted(self) -> OrderStep | None:
        """The last offerte, with its day and kenmerk."""
        return next((step for step in reversed(self.steps) if step.status == OrderStatus.QUOTED), None)

    @property
    def next(self) -> str:
        """Who has to do what; empty when the life of the order has ended."""
        return _NEXT.get(OrderStatus(self.order.status), "")


def may_change(access: Access, order: MaatwerkOrder) -> bool:
    """Tell whether somebody works on this order: finance, and the OGON member of the gemeente that asks."""
    own = order.municipality_id in access.ogon_municipalities
    return access.can(Verb.REQUEST_ORDER) and (access.can(Verb.ENTER) or own)


def may_edit(access: Access, order: MaatwerkOrder) -> bool:
    """Tell whether what the order says can be changed: by finance until it is taken up, by a gemeente while it asks."""
    if not may_change(access, order):
        return False
    if access.can(Verb.ENTER):
        return order.status in (OrderStatus.REQUESTED, OrderStatus.QUOTED, OrderStatus.IN_OGON, OrderStatus.AGREED)
    return bool(order.status == OrderStatus.REQUESTED)


def ways_of(access: Access, order: MaatwerkOrder) -> Sequence[Way]:
    """Return the steps that somebody may take from where the order stands."""
    found = WAYS.get(order.status, ())
    verbs = [(way, order_step(order.status, way.status)) for way in found]
    return [way for way, verb in verbs if verb is not None and access.can(verb)]


def visible_agreements(access: Access) -> QuerySet[ServiceAgreement]:
    """Return the DVO's and werkplannen somebody may see: inside the organisation all, a gemeente its own."""
    found = ServiceAgreement.objects.select_related("municipality", "pool__programme")
    return found if access.sees_drafts else found.filter(municipality__in=access.ogon_municipalities)


def sees_agreements(access: Access) -> bool:
    """Tell whether the page with DVO's and werkplannen is there for somebody."""
    return access.sees_drafts or bool(access.ogon_municipalities)


def in_year(agreements: QuerySet[ServiceAgreement], year: int) -> QuerySet[ServiceAgreement]:
    """Return the agreements that hold in a year."""
    return agreements.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=year), valid_from__lte=year)


@dataclass(frozen=True)
class Rested:
    """An agreement with what is paid directly because of it in a year (cents), as far as the reader may see."""

    agreement: ServiceAgreement
    cents: int


def rested(access: Access, year: int) -> list[Rested]:
    """Return the agreements that hold in a year, with the direct bijdragen that rest on them: two queries."""
    lines = Line.objects.visible_to(access).filter(effective_year=year, budget_year=year, pool__isnull=False)
    lines = lines.exclude(amendment__status=AmendmentStatus.WITHDRAWN)
    sums = lines.order_by().values_list("pool", "municipality").annotate(total=Sum("cents"))
    cents = {(pool, municipality): total for pool, municipality, total in sums}
    found = in_year(visible_agreements(access), year)
    return [Rested(each, cents.get((each.pool_id, each.municipality_id), 0)) for each in found]


def by_pool(found: Sequence[Rested]) -> dict[int, list[Rested]]:
    """Return the agreements by the verdeelgroep (id) that rests on them."""
    pools: dict[int, list[Rested]] = {}
    for each in found:
        if each.agreement.pool_id is not None:
            pools.setdefault(each.agreement.pool_id, []).append(each)
    return pools


def life_of(access: Access, order: MaatwerkOrder) -> OrderLife:
    """Read what only those may see who are concerned: five queries."""
    agreements = in_year(visible_agreements(access), order.budget_year_id).filter(municipality=order.municipality_id)
    return OrderLife(
        order=order,
        later=list(order.amounts.values_list("effective_year", "cents")),
        steps=list(order.steps.select_related("actor")),
        documents=list(order.documents.defer("data").select_related("uploaded_by")),
        contacts=list(order.contacts.all()),
        agreements=list(agreements.filter(pool__programme=order.programme_id).exclude(pk=order.agreement_id or 0)),
        may_change=may_change(access, order),
        may_edit=may_edit(access, order),
        takes_up=access.can(Verb.ENTER) and order.status == OrderStatus.AGREED,
        ways=ways_of(access, order),
    )
