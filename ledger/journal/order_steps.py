"""The steps of a maatwerkorder, from offerte to afgerond: each with its day and facts, its right, and its log entry."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from ledger.enums import OrderStatus, Verdict, YearStatus
from ledger.journal import notices
from ledger.journal.audit import Entry, record
from ledger.journal.errors import JournalError
from ledger.models import MaatwerkOrder, OrderStep, User
from ledger.permissions import Access, NotAllowedError, Verb, require
from ledger.workflow import ORDER_ASKS, order_step

_BY_OTHERS = frozenset({OrderStatus.AGREED, OrderStatus.TAKEN_UP})
"""Not to be reached by `move_order`: the OGON agrees, and taking up comes with its mutaties."""
BEFORE_OGON = frozenset({OrderStatus.REQUESTED, OrderStatus.QUOTED, OrderStatus.IN_OGON})
"""How far anybody who enters may bring an order that is placed."""


@dataclass(frozen=True, slots=True)
class StepInput:
    """A step as it is told. Without a day: not known any more, which only a take-over may say."""

    status: str
    on: date | None = None
    reference: str = ""
    note: str = ""


def subject_of(order: MaatwerkOrder) -> str:
    """Return the name of an order in the log."""
    return f"order:{order.budget_year_id}:{order.code}"


def lock_order(order: MaatwerkOrder) -> MaatwerkOrder:
    """Lock an order of an open year and return it as it is now; raises JournalError when its year is closed."""
    row: MaatwerkOrder = MaatwerkOrder.objects.select_for_update().get(pk=order.pk)
    if row.budget_year.status != YearStatus.OPEN:
        raise JournalError(f"Begrotingsjaar {row.budget_year_id} is gesloten: er kan niets meer bij.")
    return row


@transaction.atomic
def move_order(
    *, actor: User, order: MaatwerkOrder, status: str, on: date, reference: str = "", note: str = ""
) -> MaatwerkOrder:
    """Take one step that finance takes: to the OGON, back, afgewezen, afgerond. The facts: `workflow.ORDER_ASKS`.

    Raises JournalError when there is no such step or a fact is missing, NotAllowedError without the right.
    """
    row = lock_order(order)
    if status in _BY_OTHERS or (row.status, status) == (OrderStatus.IN_OGON, OrderStatus.DECLINED):
        raise JournalError("Deze stap zet het OGON of de opname in een wijziging. Doe hem daar.")
    known = row.steps.filter(on__isnull=False).order_by("-on").values_list("on", flat=True).first()
    if known is not None and on < known:
        raise JournalError(f"De datum ligt voor de vorige stap, van {known:%d-%m-%Y}. Verbeter de datum.")
    take_step(actor, row, StepInput(status, on, reference, note))
    return row


@transaction.atomic
def settle_order(*, actor: User, order: MaatwerkOrder, verdict: str, on: date, reason: str = "") -> MaatwerkOrder:
    """Let the OGON of the gemeente agree to an order or decline it, in the transaction of its decision.

    Raises NotAllowedError for who does not sit in the OGON for this gemeente.
    """
    row = lock_order(order)
    access = Access.of(actor)
    if not access.can(Verb.TAKE_OVER) and row.municipality_id not in access.ogon_municipalities:
        raise NotAllowedError(f"{actor.get_username()} mag dit alleen voor de eigen gemeente doen.")
    status = OrderStatus.AGREED if verdict == Verdict.AGREED else OrderStatus.DECLINED
    take_step(actor, row, StepInput(status, on, note=reason))
    return row


@transaction.atomic
def take_up_order(*, actor: User, order: MaatwerkOrder, on: date, reference: str, note: str = "") -> MaatwerkOrder:
    """Note that an agreed order stands in a wijziging; `reference` names it. In the transaction of its mutaties."""
    row = lock_order(order)
    take_step(actor, row, StepInput(OrderStatus.TAKEN_UP, on, reference, note))
    return row


@transaction.atomic
def release_order(*, actor: User, order: MaatwerkOrder, on: date, note: str) -> MaatwerkOrder:
    """Note that an order does not stand in a wijziging any more (`note` says why): it is agreed again."""
    row = lock_order(order)
    take_step(actor, row, StepInput(OrderStatus.AGREED, on, note=note), consequence=True)
    return row


@transaction.atomic
def play_order(*, actor: User, order: MaatwerkOrder, steps: Sequence[StepInput]) -> None:
    """Let an order of a take-over or import take the steps it took elsewhere; their days and facts may be lost.

    A step that it has taken by itself meanwhile is not taken twice. What the OGON decides is only brought by a
    take-over: raises NotAllowedError for anybody else.
    """
    if {step.status for step in steps} - BEFORE_OGON:
        require(actor, Verb.TAKE_OVER)
    row = lock_order(order)
    for step in steps:
        if row.status != step.status:
            take_step(actor, row, step, strict=False)


def take_step(
    actor: User, row: MaatwerkOrder, step: StepInput, *, strict: bool = True, consequence: bool = False
) -> None:
    """Take a step of a locked order and write it down. Not `strict`: of a take-over, whose facts may be lost.

    A `consequence` follows from something else that the actor had the right to do.
    """
    verb = order_step(row.status, step.status)
    if verb is None:
        wanted = OrderStatus(step.status).label
        raise JournalError(f"De order is {row.get_status_display()}: de stap naar '{wanted}' kan nu niet.")
    if not consequence:
        require(actor, verb)
    if strict:
        _refuse_incomplete(row, step)
    before, row.status = row.status, step.status
    row.version += 1
    row.save(update_fields=["status", "version"])
    _write(actor, row, step)
    payload = {
        "status": step.status,
        "on": step.on and step.on.isoformat(),
        "cents": row.cents,
        "step_reference": step.reference,
        "note": step.note,
    }
    record(actor, [Entry("order.moved", subject_of(row), payload, row.budget_year_id)])
    if strict:
        notices.order_moved(row, before)


def write_first_step(actor: User, row: MaatwerkOrder, step: StepInput) -> None:
    """Write down where a new order begins; its log entry is that of the order."""
    _write(actor, row, step)


def _write(actor: User, row: MaatwerkOrder, step: StepInput) -> None:
    OrderStep.objects.create(
        order=row, status=step.status, on=step.on, reference=step.reference, note=step.note, actor=actor
    )


def _refuse_incomplete(row: MaatwerkOrder, step: StepInput) -> None:
    asks = ORDER_ASKS[row.status, step.status]
    missing = [
        (step.on is None, "Vul de datum van de stap in."),
        (asks.reference and not step.reference.strip(), "Vul het kenmerk in."),
        (asks.note and not step.note.strip(), "Vul de reden in."),
        (asks.agreed and row.cents <= 0, "De order heeft nog geen bedrag. Vul eerst in wat hij kost."),
        (
            asks.agreed and not row.performance.strip(),
            "De afgesproken prestatie ontbreekt. Vul eerst in wat er wordt geleverd.",
        ),
    ]
    if sentences := [sentence for is_missing, sentence in missing if is_missing]:
        raise JournalError(*sentences)
