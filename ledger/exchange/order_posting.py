"""Rows about maatwerk into the ledger: overeenkomsten, and orders with their amounts and their life so far."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any, TypeAlias

from ledger import journal
from ledger.enums import OrderStatus
from ledger.exchange.refusals import at_row
from ledger.exchange.rows import Book, Row
from ledger.journal import StepInput
from ledger.models import BudgetYear, CostPool, Municipality, Programme, ServiceAgreement, User
from ledger.permissions import Access, Verb

_Key: TypeAlias = tuple[int, str]  # year and code of an order


def post_agreements(actor: User, new: Book, municipalities: Mapping[str, Municipality]) -> None:
    """Add the DVO's and werkplannen."""
    pools = {pool.code: pool for pool in CostPool.objects.all()}
    for row in new["agreements"]:
        values = row.values | {
            "municipality": municipalities[row["municipality"]],
            "pool": pools[row["pool"]] if row["pool"] else None,
        }
        with at_row(row):
            journal.add_agreement(actor=actor, **values)


def post_orders(
    actor: User,
    new: Book,
    years: Mapping[int, BudgetYear],
    municipalities: Mapping[str, Municipality],
    programmes: Mapping[str, Programme],
) -> None:
    """Place the orders, each with the steps that the file tells of, or else at its status."""
    agreements = {agreement.code: agreement for agreement in ServiceAgreement.objects.all()}
    later: dict[_Key, dict[int, int]] = defaultdict(dict)
    for row in new["order_amounts"]:
        later[row["year"], row["order"]][row["effective_year"]] = row["amount"]
    steps: dict[_Key, list[Row]] = defaultdict(list)
    for row in new["order_steps"]:
        steps[row["year"], row["order"]].append(row)
    silent = _silent_status(actor, new)
    for row in new["orders"]:
        key = (row["year"], row["code"])
        names = ("code", "number", "description", "recurrence", "reference", "performance", "starts_on", "ends_on")
        with at_row(row):
            journal.place_order(
                actor=actor,
                year=years[row["year"]],
                municipality=municipalities[row["municipality"]],
                programme=programmes[row["programme"]],
                cents=row["amount"],
                agreement=agreements[row["agreement"]] if row["agreement"] else None,
                lawfulness=row["lawfulness"] or "",
                later=later[key],
                status=row["status"] or silent.get(key, OrderStatus.REQUESTED),
                steps=[_step(each) for each in sorted(steps[key], key=lambda step: int(step["number"]))],
                **{name: row[name] for name in names},
            )


def _silent_status(actor: User, new: Book) -> dict[_Key, str]:
    """Return the status of orders whose file says none: in a take-over, what a line names has been taken up."""
    if not Access.of(actor).can(Verb.TAKE_OVER):
        return {}
    return {(row["year"], row["order"]): OrderStatus.TAKEN_UP for row in new["lines"] if row["order"]}


def _step(row: Row) -> StepInput:
    values: dict[str, Any] = {name: row[name] for name in ("status", "on", "reference", "note")}
    return StepInput(**values)
