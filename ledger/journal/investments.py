"""Investeringen of a draft wijziging: add, change, take out. Fixed with the wijziging. Cents."""

from django.db import transaction

from ledger.core.money import format_euros
from ledger.enums import Side
from ledger.journal.audit import Entry, record
from ledger.journal.errors import JournalError
from ledger.journal.mutations import lock_draft
from ledger.models import Amendment, Investment, User
from ledger.permissions import Verb, require


@transaction.atomic
def add_investment(
    *,
    actor: User,
    amendment: Amendment,
    number: int,
    description: str,
    cents: int,
    position: int,
    side: str = Side.COST,
) -> Investment:
    """Add an investeringskrediet to a draft wijziging (cents)."""
    require(actor, Verb.ENTER)
    amendment = lock_draft(amendment)
    if Investment.objects.filter(amendment=amendment, number=number).exists():
        raise JournalError(f"Investering {number} staat al in deze wijziging. Kies een ander nummer.")
    row = Investment.objects.create(
        amendment=amendment, number=number, description=description, cents=cents, position=position, side=side
    )
    payload = {"description": description, "cents": cents, "side": side, "position": position}
    record(actor, [Entry("investment.added", _subject(row, amendment), payload, amendment.budget_year_id)])
    return row


@transaction.atomic
def change_investment(
    *, actor: User, investment: Investment, description: str, cents: int, side: str, seen: tuple[str, int, str]
) -> Investment:
    """Change an investering of a draft; `seen` is the description, amount and side that the editor had before them.

    Raises JournalError when somebody else changed it meanwhile, or when nothing changes.
    """
    require(actor, Verb.ENTER)
    amendment = lock_draft(investment.amendment)
    row: Investment = Investment.objects.select_for_update().get(pk=investment.pk)
    old = (row.description, row.cents, row.side)
    if old != seen:
        raise JournalError(
            f"Iemand anders heeft deze investering intussen gewijzigd in: {row.description}, "
            f"€ {format_euros(row.cents)} ({row.get_side_display()}). Kijk of uw wijziging nog klopt en bewaar opnieuw."
        )
    if old == (description, cents, side):
        raise JournalError("Er is niets veranderd.")
    row.description, row.cents, row.side = description, cents, side
    row.save(update_fields=["description", "cents", "side"])
    payload = {"description": description, "cents": cents, "side": side, "position": row.position}
    was = dict(zip(("old_description", "old_cents", "old_side"), old, strict=True))
    record(actor, [Entry("investment.changed", _subject(row, amendment), payload | was, amendment.budget_year_id)])
    return row


@transaction.atomic
def delete_investment(*, actor: User, investment: Investment) -> None:
    """Take an investering out of a draft; its audit entries stay."""
    require(actor, Verb.ENTER)
    amendment = lock_draft(investment.amendment)
    payload = {"description": investment.description, "cents": investment.cents, "side": investment.side}
    subject = _subject(investment, amendment)
    Investment.objects.filter(pk=investment.pk).delete()
    record(actor, [Entry("investment.deleted", subject, payload, amendment.budget_year_id)])


def _subject(row: Investment, amendment: Amendment) -> str:
    return f"investment:{amendment.budget_year_id}:{amendment.number}:{row.number}"
