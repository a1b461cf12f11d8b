"""The offerte on a request: amount and performance agreed, and the step to it, in one act."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from django.db import transaction

from ledger.enums import OrderStatus
from ledger.journal.order_steps import move_order
from ledger.journal.orders import edit_order, input_of
from ledger.models import MaatwerkOrder, User
from ledger.permissions import Verb, require


@transaction.atomic
def quote_order(
    *,
    actor: User,
    order: MaatwerkOrder,
    on: date,
    reference: str,
    cents: int,
    performance: str,
    version: int,
    later: Mapping[int, int] | None = None,
    note: str = "",
) -> MaatwerkOrder:
    """Answer a request with an offerte: its kenmerk, what it costs (cents) and what is delivered for it.

    A structural order costs the same every year ahead unless `later` says otherwise. Raises JournalError when a fact
    is missing or somebody changed the order meanwhile (`version`).
    """
    require(actor, Verb.ENTER)
    now = input_of(order)
    change = replace(now, cents=cents, performance=performance, later=later)
    if change != now or order.version != version:
        order = edit_order(actor=actor, order=order, change=change, version=version)
    return move_order(actor=actor, order=order, status=OrderStatus.QUOTED, on=on, reference=reference, note=note)
