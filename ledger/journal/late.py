"""After the closing date of the slotwijziging: what comes then is reported to the board (bestuursrapportage).

An order that was agreed after that date cannot be taken up in the year any more; other developments are entered
here, with what they mean for the rechtmatigheid.
"""

from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F

from ledger.core.money import MAX_CENTS
from ledger.enums import LawfulnessCategory, OrderStatus
from ledger.journal.audit import Entry, record
from ledger.journal.errors import JournalError
from ledger.journal.order_follow import with_agreement
from ledger.journal.setup import refuse_closed
from ledger.models import BudgetYear, LateDevelopment, MaatwerkOrder, Programme, User
from ledger.permissions import Access, Verb, require
from ledger.visibility import OrderQuerySet


@dataclass(frozen=True, slots=True)
class LateInput:
    """A development as entered. Cents; None is not known yet."""

    programme: Programme
    announced_on: date
    description: str
    lawfulness: str
    cents: int | None = None
    explanation: str = ""


def late_orders(year: BudgetYear, access: Access) -> OrderQuerySet:
    """Return the agreed orders that came after the closing date, with `agreed_on`, oldest first."""
    orders = with_agreement(MaatwerkOrder.objects.visible_to(access))
    agreed = orders.filter(budget_year=year, status=OrderStatus.AGREED)
    return agreed.filter(agreed_on__gt=year.final_closes_on or date.max).order_by("agreed_on", F("number"), "code")


@transaction.atomic
def set_closing_date(*, actor: User, year: BudgetYear, on: date | None) -> BudgetYear:
    """Say after which day nothing is taken up any more in the slotwijziging of a year; None: not decided yet."""
    require(actor, Verb.SET_UP)
    row: BudgetYear = BudgetYear.objects.select_for_update().get(pk=year.pk)
    refuse_closed(row)
    if row.final_closes_on == on:
        raise JournalError("Er is niets veranderd.")
    payload = {"final_closes_on": _day(on), "old_final_closes_on": _day(row.final_closes_on)}
    row.final_closes_on = on
    row.save(update_fields=["final_closes_on"])
    record(actor, [Entry("year.closing_date", f"year:{row.pk}", payload, row.pk)])
    return row


@transaction.atomic
def add_late(*, actor: User, year: BudgetYear, change: LateInput, code: str | None = None) -> LateDevelopment:
    """Add a development that came too late for a wijziging. Without a code it gets one: ontwikkeling-1, -2."""
    require(actor, Verb.ENTER)
    year = BudgetYear.objects.select_for_update().get(pk=year.pk)
    refuse_closed(year)
    _refuse_wrong(change)
    taken = set(LateDevelopment.objects.filter(budget_year=year).values_list("code", flat=True))
    if code in taken:
        raise JournalError(f"Ontwikkeling '{code}' bestaat al in {year.pk}. Kies een andere code.")
    code = code or next(name for n in range(1, len(taken) + 2) if (name := f"ontwikkeling-{n}") not in taken)
    row = LateDevelopment(budget_year=year, code=code, version=0)
    _write(row, change)
    record(actor, [Entry("late.added", subject_of(row), content_of(row), year.pk)])
    return row


@transaction.atomic
def edit_late(*, actor: User, late: LateDevelopment, change: LateInput, version: int) -> LateDevelopment:
    """Change a development; `version` is the one the editor saw. Raises JournalError when it is another by now."""
    require(actor, Verb.ENTER)
    row = _locked(late, version)
    _refuse_wrong(change)
    old = content_of(row)
    _write(row, change)
    now = content_of(row)
    if now == old:
        raise JournalError("Er is niets veranderd.")
    was = {f"old_{name}": old[name] for name in old if old[name] != now[name]}
    record(actor, [Entry("late.changed", subject_of(row), now | was, row.budget_year_id)])
    return row


@transaction.atomic
def delete_late(*, actor: User, late: LateDevelopment, version: int) -> None:
    """Take a development off the list; what it said stays in the log."""
    require(actor, Verb.ENTER)
    row = _locked(late, version)
    subject, payload = subject_of(row), content_of(row)
    row.delete()
    record(actor, [Entry("late.deleted", subject, payload, row.budget_year_id)])


def _locked(late: LateDevelopment, version: int) -> LateDevelopment:
    row = LateDevelopment.objects.select_for_update().filter(pk=late.pk).first()
    if row is None:
        raise JournalError("Iemand anders heeft deze ontwikkeling intussen weggehaald.")
    if row.version != version:
        raise JournalError("Iemand anders heeft deze ontwikkeling intussen gewijzigd. Bekijk haar opnieuw.")
    refuse_closed(row.budget_year)
    return row


def _refuse_wrong(change: LateInput) -> None:
    wrong = [
        (not change.description.strip(), "De omschrijving ontbreekt. Vul in wat er is gebeurd."),
        (change.lawfulness not in LawfulnessCategory.values, "Kies wat het betekent voor de rechtmatigheid."),
        (change.cents is not None and change.cents < 0, "De verwachte last is negatief. Vul hem in zonder minteken."),
        (
            (change.cents or 0) > MAX_CENTS,
            "Het bedrag is te groot: het mag hoogstens 100 miljard euro zijn.",
        ),
    ]
    if sentences := [sentence for is_wrong, sentence in wrong if is_wrong]:
        raise JournalError(*sentences)


def _write(row: LateDevelopment, change: LateInput) -> None:
    for each in fields(change):
        setattr(row, each.name, getattr(change, each.name))
    row.version += 1
    row.save()


def content_of(row: LateDevelopment) -> dict[str, Any]:
    """Return everything a development says, in codes, as it stands in the log."""
    return {
        "programme": row.programme.code,
        "announced_on": row.announced_on.isoformat(),
        "description": row.description,
        "explanation": row.explanation,
        "cents": row.cents,
        "lawfulness": row.lawfulness,
    }


def _day(on: date | None) -> str | None:
    return on.isoformat() if on else None


def subject_of(row: LateDevelopment) -> str:
    """Return the name of a development in the log."""
    return f"late:{row.budget_year_id}:{row.code}"
