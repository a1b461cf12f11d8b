"""The steps in the life of a wijziging, a maatwerkorder and a document: tables with the verb behind each arrow."""

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
    (OrderStatus.AGREED, OrderStatus.IN_OGON): Verb.ENTER,
    (OrderStatus.AGREED, OrderStatus.TAKEN_UP): Verb.ENTER,
    (OrderStatus.TAKEN_UP, OrderStatus.AGREED): Verb.ENTER,
    (OrderStatus.TAKEN_UP, OrderStatus.COMPLETED): Verb.ENTER,
}

DOCUMENT_STEPS: dict[tuple[str, str], Verb] = {
    (DocumentStatus.DRAFT, DocumentStatus.SENT): Verb.SEND,
    (DocumentStatus.SENT, DocumentStatus.ADOPTED): Verb.ADOPT,
    (DocumentStatus.DRAFT, DocumentStatus.ADOPTED): Verb.ADOPT,
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
