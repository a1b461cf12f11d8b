"""The steps in the life of a wijziging, a maatwerkorder and a document: tables with the verb behind each arrow."""

from dataclasses import dataclass

from ledger.enums import AmendmentStatus, DocumentStatus, OrderStatus
from ledger.permissions import Verb

STEPS: dict[tuple[str, str], Verb] = {
    (AmendmentStatus.DRAFT, AmendmentStatus.SUBMITTED): Verb.SUBMIT,
    (AmendmentStatus.SUBMITTED, AmendmentStatus.ADOPTED): Verb.ADOPT,
    (AmendmentStatus.DRAFT, AmendmentStatus.WITHDRAWN): Verb.SUBMIT,
    (AmendmentStatus.SUBMITTED, AmendmentStatus.WITHDRAWN): Verb.ADOPT,
}

# What a change of amount, year or payer does to an order that was agreed (back to the OGON) is a step too.
ORDER_STEPS: dict[tuple[str, str], Verb] = {
    (OrderStatus.REQUESTED, OrderStatus.QUOTED): Verb.ENTER,
    (OrderStatus.REQUESTED, OrderStatus.DECLINED): Verb.ENTER,
    (OrderStatus.QUOTED, OrderStatus.IN_OGON): Verb.ENTER,
    (OrderStatus.QUOTED, OrderStatus.REQUESTED): Verb.ENTER,
    (OrderStatus.IN_OGON, OrderStatus.QUOTED): Verb.ENTER,
    (OrderStatus.IN_OGON, OrderStatus.AGREED): Verb.REVIEW,
    (OrderStatus.IN_OGON, OrderStatus.DECLINED): Verb.REVIEW,
    (OrderStatus.DECLINED, OrderStatus.REQUESTED): Verb.ENTER,
    (OrderStatus.AGREED, OrderStatus.IN_OGON): Verb.ENTER,
    (OrderStatus.AGREED, OrderStatus.TAKEN_UP): Verb.ENTER,
    (OrderStatus.TAKEN_UP, OrderStatus.AGREED): Verb.ENTER,
    (OrderStatus.TAKEN_UP, OrderStatus.COMPLETED): Verb.ENTER,
}

DOCUMENT_STEPS: dict[tuple[str, str], Verb] = {
    (DocumentStatus.DRAFT, DocumentStatus.SENT): Verb.SEND,
    (DocumentStatus.SENT, DocumentStatus.DRAFT): Verb.SEND,
    (DocumentStatus.SENT, DocumentStatus.ADOPTED): Verb.ADOPT,
    (DocumentStatus.DRAFT, DocumentStatus.ADOPTED): Verb.ADOPT,
}


@dataclass(frozen=True, slots=True)
class StepAsks:
    """What a step of an order asks for besides its date: its own facts, and what the order itself must say by then."""

    reference: bool = False
    note: bool = False
    agreed: bool = False  # an amount above nil and the performance


ORDER_ASKS: dict[tuple[str, str], StepAsks] = {
    (OrderStatus.REQUESTED, OrderStatus.QUOTED): StepAsks(reference=True, agreed=True),
    (OrderStatus.REQUESTED, OrderStatus.DECLINED): StepAsks(note=True),
    (OrderStatus.QUOTED, OrderStatus.IN_OGON): StepAsks(agreed=True),
    (OrderStatus.QUOTED, OrderStatus.REQUESTED): StepAsks(note=True),
    (OrderStatus.IN_OGON, OrderStatus.QUOTED): StepAsks(note=True),
    (OrderStatus.IN_OGON, OrderStatus.AGREED): StepAsks(agreed=True),
    (OrderStatus.IN_OGON, OrderStatus.DECLINED): StepAsks(note=True),
    (OrderStatus.DECLINED, OrderStatus.REQUESTED): StepAsks(note=True),
    (OrderStatus.AGREED, OrderStatus.IN_OGON): StepAsks(note=True),
    (OrderStatus.AGREED, OrderStatus.TAKEN_UP): StepAsks(reference=True),
    (OrderStatus.TAKEN_UP, OrderStatus.AGREED): StepAsks(note=True),
    (OrderStatus.TAKEN_UP, OrderStatus.COMPLETED): StepAsks(),
}


def step(current: str, wanted: str) -> Verb | None:
    """Return the verb a step needs, or None when there is no such step."""
    return STEPS.get((current, wanted))


def order_step(current: str, wanted: str) -> Verb | None:
    """Return the verb a step of an order needs, or None when there is no such step."""
    return ORDER_STEPS.get((current, wanted))


def document_step(current: str, wanted: str) -> Verb | None:
    """Return the verb a step of a document needs, or None when there is no such step."""
    return DOCUMENT_STEPS.get((current, wanted))
