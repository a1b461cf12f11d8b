"""The status of an order follows its lines: verwerkt while a line of a counting wijziging names it, akkoord otherwise.

So an order that is entered by hand is taken up as well, and one whose last mutatie goes away can be taken up again.
"""

from collections.abc import Collection, Iterable

from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils import timezone

from ledger.enums import AmendmentStatus, OrderStatus
from ledger.journal.errors import JournalError
from ledger.journal.order_steps import release_order, take_up_order
from ledger.models import Amendment, Line, MaatwerkOrder, Mutation, OrderStep, User
from ledger.permissions import Access, Verb
from ledger.visibility import OrderQuerySet


def with_agreement(orders: OrderQuerySet) -> OrderQuerySet:
    """Add to each order the day of its last akkoord as `agreed_on`; empty when that is not known."""
    steps = OrderStep.objects.filter(order=OuterRef("pk"), status=OrderStatus.AGREED).order_by("-pk")
    annotated: OrderQuerySet = orders.annotate(agreed_on=Subquery(steps.values("on")[:1]))
    return annotated


def too_late(order: MaatwerkOrder) -> str:
    """Return why an order (with `agreed_on`) cannot be taken up in its year any more; empty when it can."""
    closed, agreed = order.budget_year.final_closes_on, order.agreed_on  # type: ignore[attr-defined]  # annotated
    if closed is None or agreed is None or agreed <= closed:
        return ""
    return (
        f"het akkoord is van {agreed:%d-%m-%Y}, na de sluitingsdatum {closed:%d-%m-%Y}. "
        "De order staat op de lijst voor de bestuursrapportage."
    )


def orders_on(*, mutation: Mutation | None = None, amendment: Amendment | None = None) -> set[int]:
    """Return the orders (ids) that the lines of a mutatie, or of a whole wijziging, name: one query."""
    lines = Line.objects.filter(mutation=mutation) if mutation else Line.objects.filter(amendment=amendment)
    return set(lines.filter(order__isnull=False).values_list("order", flat=True))


def follow(*, actor: User, orders: Collection[int], amendment: Amendment) -> None:
    """Let these orders (ids) follow what just changed in a wijziging, in the transaction of that change.

    Costs nothing without orders. Not in a take-over: that brings the life of an order as it was told elsewhere.
    Raises JournalError for an order whose akkoord came after the closing date of the year.
    """
    if not orders or Access.of(actor).can(Verb.TAKE_OVER):
        return
    for order in _behind(orders):
        if order.status == OrderStatus.TAKEN_UP:
            note = f"Staat niet meer in {amendment}."
            release_order(actor=actor, order=order, on=timezone.localdate(), note=note)
            continue
        if sentence := too_late(order):
            raise JournalError(f"Order {order.number or order.code}: {sentence}")
        take_up_order(actor=actor, order=order, on=timezone.localdate(), reference=str(amendment))


def _behind(orders: Collection[int]) -> Iterable[MaatwerkOrder]:
    """Return the orders whose status does not say what their lines say."""
    lines = Line.objects.filter(order=OuterRef("pk")).exclude(amendment__status=AmendmentStatus.WITHDRAWN)
    found = with_agreement(MaatwerkOrder.objects.filter(pk__in=orders)).select_related("budget_year")
    standing = Q(status=OrderStatus.AGREED) & Exists(lines)
    gone = Q(status=OrderStatus.TAKEN_UP) & ~Exists(lines)
    return list(found.filter(standing | gone).order_by("pk"))
