"""Rows about maatwerk into the ledger: overeenkomsten, and orders with their amounts and their life so far."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from ledger import journal
from ledger.enums import OrderStatus
from ledger.exchange.refusals import at_row
from ledger.exchange.rows import Book, Row
from ledger.journal import StepInput
from ledger.models import BudgetYear, CostPool, MaatwerkOrder, Municipality, Programme, ServiceAgreement, User
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


@dataclass(frozen=True, slots=True)
class Life:
    """The steps that an order still has to take, with the row that tells of it."""

    row: Row
    order: MaatwerkOrder
    steps: Sequence[StepInput]


def post_orders(
    actor: User,
    new: Book,
    years: Mapping[int, BudgetYear],
    municipalities: Mapping[str, Municipality],
    programmes: Mapping[str, Programme],
) -> list[Life]:
    """Place the orders where their life begins, or at their status when the file tells no steps; return the rest.

    The rest of a life comes after the wijzigingen (see `play_lives`): while these are posted, an order whose life is
    underway would follow its lines, and take steps that the file tells of already.
    """
    lives = []
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
        told = [_step(each) for each in sorted(steps[key], key=lambda step: int(step["number"]))]
        with at_row(row):
            order = journal.place_order(
                actor=actor,
                year=years[row["year"]],
                municipality=municipalities[row["municipality"]],
                programme=programmes[row["programme"]],
                cents=row["amount"],
                agreement=agreements[row["agreement"]] if row["agreement"] else None,
                lawfulness=row["lawfulness"] or "",
                later=later[key],
                status=row["status"] or silent.get(key, OrderStatus.REQUESTED),
                steps=told[:1],
                **{name: row[name] for name in names},
            )
        lives.append(Life(row, order, told[1:]))
    return lives


def play_lives(actor: User, lives: Sequence[Life]) -> None:
    """Let the orders take the rest of their steps."""
    for life in lives:
        with at_row(life.row):
            journal.play_order(actor=actor, order=life.order, steps=life.steps)


def _silent_status(actor: User, new: Book) -> dict[_Key, str]:
    """Return the status of orders whose file says none: in a take-over, what a line names has been taken up."""
    if not Access.of(actor).can(Verb.TAKE_OVER):
        return {}
    return {(row["year"], row["order"]): OrderStatus.TAKEN_UP for row in new["lines"] if row["order"]}


def _step(row: Row) -> StepInput:
    values: dict[str, Any] = {name: row[name] for name in ("status", "on", "reference", "note")}
    return StepInput(**values)
