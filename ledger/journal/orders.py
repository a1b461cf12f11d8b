"""Maatwerkorders: request, change, number. Their steps are in `order_steps`. Amounts are cents, positive.

An order goes through its life by steps (`ledger.workflow.ORDER_STEPS`); each leaves an `OrderStep` and an entry in
the log. Approval is bound to who pays how much in which year: change that and the order is back in the OGON.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from ledger.core.money import MAX_CENTS
from ledger.enums import LawfulnessCategory, OrderStatus, Recurrence, YearStatus
from ledger.journal import notices
from ledger.journal.audit import Entry, record
from ledger.journal.errors import JournalError
from ledger.journal.order_steps import (
    BEFORE_OGON,
    StepInput,
    lock_order,
    play_order,
    subject_of,
    take_step,
    write_first_step,
)
from ledger.models import (
    BudgetYear,
    Line,
    MaatwerkOrder,
    Municipality,
    OrderAmount,
    Programme,
    ServiceAgreement,
    User,
)
from ledger.moves import TRANSFERRED, left_behind, years_of
from ledger.permissions import Access, NotAllowedError, Verb, require
from ledger.visibility import PUBLISHED

_SERIES = 100  # numbers of a year: its last digit, then 01, 02, ...
_OPEN_FOR_CHANGE = frozenset({OrderStatus.REQUESTED, OrderStatus.QUOTED, OrderStatus.IN_OGON, OrderStatus.AGREED})


@dataclass(frozen=True, slots=True)
class OrderInput:
    """What an order says. `later` is what is paid after the begrotingsjaar, cents by boekjaar.

    Without `later` a structural order keeps the amounts it has, and gets its own amount for every year ahead as
    soon as the amount, the year or the soort is another.
    """

    municipality: Municipality
    programme: Programme
    description: str
    recurrence: str
    cents: int
    performance: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    agreement: ServiceAgreement | None = None
    lawfulness: str = ""
    reference: str = ""
    number: int | None = None
    later: Mapping[int, int] | None = None


def next_number(year: int) -> int:
    """Return the number that the next order of a year gets: one more than the highest, or the first of its series.

    Not one of an order that was moved to another year: what is kept of that one is kept under its number.
    """
    orders = MaatwerkOrder.objects.filter(budget_year=year)
    highest = orders.aggregate(highest=Max("number"))["highest"]
    number = highest + 1 if highest is not None else year % 10 * _SERIES + 1
    taken = {*orders.values_list("code", flat=True), *left_behind(year)}
    while str(number) in taken:
        number += 1
    return int(number)


def later_amounts(order: MaatwerkOrder) -> dict[int, int]:
    """Return what is paid in the years after the begrotingsjaar: cents by boekjaar."""
    return dict(order.amounts.order_by("effective_year").values_list("effective_year", "cents"))


def bound_of(order: MaatwerkOrder) -> dict[str, Any]:
    """Return what an approval is bound to: begrotingsjaar, payer, and cents per boekjaar."""
    years = {order.budget_year_id: order.cents} | later_amounts(order)
    return {
        "year": order.budget_year_id,
        "municipality": order.municipality.code,
        "cents": {str(year): cents for year, cents in sorted(years.items())},
    }


@transaction.atomic
def place_order(
    *,
    actor: User,
    year: BudgetYear,
    code: str,
    number: int | None,
    municipality: Municipality,
    programme: Programme,
    description: str,
    recurrence: str,
    cents: int,
    reference: str = "",
    performance: str = "",
    starts_on: date | None = None,
    ends_on: date | None = None,
    agreement: ServiceAgreement | None = None,
    lawfulness: str = "",
    later: Mapping[int, int] | None = None,
    steps: Sequence[StepInput] = (),
    status: str = OrderStatus.REQUESTED,
) -> MaatwerkOrder:
    """Place an order as it is known elsewhere: of an import or a take-over, with the steps it took so far.

    Without `steps` the order stands at `status` and has that one step, without a day. What the OGON decides is
    only placed by a take-over: raises NotAllowedError for anybody else.
    """
    require(actor, Verb.ENTER)
    _lock_year(year)
    life = list(steps) or [StepInput(status)]
    if life[0].status not in BEFORE_OGON:
        require(actor, Verb.TAKE_OVER)
    change = OrderInput(
        municipality=municipality,
        programme=programme,
        description=description,
        recurrence=recurrence,
        cents=cents,
        performance=performance,
        starts_on=starts_on,
        ends_on=ends_on,
        agreement=agreement,
        lawfulness=lawfulness,
        reference=reference,
        number=number,
        later=later or {},
    )
    row = _add(actor, year, code, change, life[0])
    play_order(actor=actor, order=row, steps=life[1:])
    row.refresh_from_db()
    return row


@transaction.atomic
def request_order(*, actor: User, year: BudgetYear, change: OrderInput, on: date, note: str = "") -> MaatwerkOrder:
    """Ask for work: an OGON member for the own gemeente, finance for any. The order gets the next number of the year.

    Raises JournalError with a sentence per thing that is wrong and NotAllowedError for another gemeente.
    """
    require(actor, Verb.REQUEST_ORDER)
    require_own(actor, change.municipality.pk)
    year = _lock_year(year)
    change = replace(change, number=change.number or next_number(year.pk), later=_later(change, year))
    _refuse_wrong(change, year)
    row = _add(actor, year, str(change.number), change, StepInput(OrderStatus.REQUESTED, on, note=note))
    notices.order_moved(row, "")
    return row


@transaction.atomic
def edit_order(
    *, actor: User, order: MaatwerkOrder, change: OrderInput, version: int, year: BudgetYear | None = None
) -> MaatwerkOrder:
    """Change what an order says until it is taken up; `version` is the one the editor saw, `year` another year.

    A gemeente changes its own request only. An agreed order whose amount (of any year), begrotingsjaar or payer
    becomes another goes back to the OGON, as a step; a change of text leaves the approval as it is.
    """
    require(actor, Verb.REQUEST_ORDER)
    row = lock_order(order)
    require_own(actor, row.municipality_id)
    if row.version != version:
        raise JournalError(
            "Iemand anders heeft deze order intussen gewijzigd. "
            "Bekijk de nieuwe versie en voer uw wijziging opnieuw in."
        )
    if row.status not in _OPEN_FOR_CHANGE:
        raise JournalError(f"Deze order is {row.get_status_display()}: hij kan niet meer worden gewijzigd.")
    old_year = row.budget_year
    year = _lock_year(year or old_year)
    old, was = _content(row), bound_of(row)
    change = replace(change, number=change.number or row.number, later=_later(change, year, row))
    _refuse_foreign_fields(actor, row, change, year)
    _refuse_wrong(change, year, row)
    _refuse_booked(row, change, year)
    if old_year.pk != year.pk and year.pk not in years_of(old_year.pk, row.code):  # it may go back where it came from
        _refuse_used(year, row.code)
    if (old_year.pk, old) == (year.pk, _said(change, row.status)):
        raise JournalError("Er is niets veranderd.")
    _write(row, change, year)
    entries = []
    if old_year.pk != year.pk:
        left = {"status": row.status, "moved_to": year.pk, "cents": row.cents}
        entries.append(Entry(TRANSFERRED, f"order:{old_year.pk}:{row.code}", left, old_year.pk))
    now = _content(row)
    said = {f"old_{name}": old[name] for name in old if old[name] != now[name]}
    entries.append(Entry("order.changed", subject_of(row), now | said, year.pk))
    record(actor, entries)
    if row.status == OrderStatus.AGREED and (words := _differing(was, bound_of(row))):
        note = f"Gewijzigd na akkoord: {words}. Daarom ligt de order weer bij het OGON."
        take_step(actor, row, StepInput(OrderStatus.IN_OGON, timezone.localdate(), note=note))
    return row


@transaction.atomic
def set_amounts(*, actor: User, order: MaatwerkOrder, later: Mapping[int, int], version: int) -> MaatwerkOrder:
    """Say what a structural order costs in the years ahead (cents by boekjaar); see `edit_order`."""
    return edit_order(actor=actor, order=order, change=replace(input_of(order), later=later), version=version)


def input_of(order: MaatwerkOrder) -> OrderInput:
    """Return a stored order as it would be entered; its amounts per year stay as they are."""
    return OrderInput(
        municipality=order.municipality,
        programme=order.programme,
        description=order.description,
        recurrence=order.recurrence,
        cents=order.cents,
        performance=order.performance,
        starts_on=order.starts_on,
        ends_on=order.ends_on,
        agreement=order.agreement,
        lawfulness=order.lawfulness,
        reference=order.reference,
        number=order.number,
    )


def require_own(actor: User, municipality: int) -> None:
    """Raise NotAllowedError for who may not enter for everybody and does not sit here for this gemeente (id)."""
    access = Access.of(actor)
    if not access.can(Verb.ENTER) and municipality not in access.ogon_municipalities:
        raise NotAllowedError(f"{actor.get_username()} mag dit alleen voor de eigen gemeente doen.")


def _lock_year(year: BudgetYear) -> BudgetYear:
    """Return the open year, locked: two requests at once do not get one number."""
    locked: BudgetYear = BudgetYear.objects.select_for_update().get(pk=year.pk)
    if locked.status != YearStatus.OPEN:
        raise JournalError(f"Begrotingsjaar {year.pk} is gesloten: er kan niets meer bij.")
    return locked


def _add(actor: User, year: BudgetYear, code: str, change: OrderInput, first: StepInput) -> MaatwerkOrder:
    _refuse_taken(year, code, change.number)
    _refuse_used(year, code)
    row = MaatwerkOrder(code=code, status=first.status, entered_by=actor, version=0)
    _write(row, change, year)
    record(actor, [Entry("order.added", subject_of(row), _content(row), year.pk)])
    write_first_step(actor, row, first)
    return row


def _write(row: MaatwerkOrder, change: OrderInput, year: BudgetYear) -> None:
    if change.agreement is not None and change.agreement.municipality_id != change.municipality.pk:
        raise JournalError(
            f"'{change.agreement}' is van een andere gemeente. Kies een DVO of werkplan van {change.municipality}."
        )
    row.budget_year = year
    for name in _OWN:
        setattr(row, name, getattr(change, name))
    row.version += 1
    row.save()
    later = change.later or {}
    if later_amounts(row) != later:
        row.amounts.all().delete()
        OrderAmount.objects.bulk_create(
            OrderAmount(order=row, effective_year=effective, cents=cents) for effective, cents in sorted(later.items())
        )


_OWN = (
    "municipality", "programme", "description", "recurrence", "cents", "performance", "starts_on", "ends_on",
    "agreement", "lawfulness", "reference", "number",
)  # fmt: skip


def _content(row: MaatwerkOrder) -> dict[str, Any]:
    """Return everything an order says, in codes, as it stands in the log."""
    return _said(replace(input_of(row), later=later_amounts(row)), row.status)


def _said(change: OrderInput, status: str) -> dict[str, Any]:
    return {
        "status": status,
        "number": change.number,
        "municipality": change.municipality.code,
        "programme": change.programme.code,
        "description": change.description,
        "recurrence": change.recurrence,
        "cents": change.cents,
        "later_cents": {str(year): cents for year, cents in sorted((change.later or {}).items())},
        "performance": change.performance,
        "starts_on": change.starts_on and change.starts_on.isoformat(),
        "ends_on": change.ends_on and change.ends_on.isoformat(),
        "agreement": change.agreement.code if change.agreement else None,
        "lawfulness": change.lawfulness,
        "reference": change.reference,
    }


def _later(change: OrderInput, year: BudgetYear, row: MaatwerkOrder | None = None) -> Mapping[int, int]:
    """Return the amounts of the years ahead: as given, as they were, or the own amount every year."""
    if change.later is not None:
        return change.later
    if change.recurrence != Recurrence.STRUCTURAL:
        return {}
    same = row is not None and (row.cents, row.budget_year_id, row.recurrence) == (
        change.cents,
        year.pk,
        change.recurrence,
    )
    if row is not None and same:
        return later_amounts(row)
    ahead = range(year.pk + 1, year.pk + year.years_ahead + 1)
    return dict.fromkeys(ahead, change.cents) if change.cents > 0 else {}


def _refuse_taken(year: BudgetYear, code: str, number: int | None, besides: int | None = None) -> None:
    others = MaatwerkOrder.objects.filter(budget_year=year).exclude(pk=besides)
    if others.filter(code=code).exists():
        raise JournalError(f"Maatwerkorder '{year.pk}, {code}' bestaat al. Kies een andere code.")
    if number is not None and others.filter(number=number).exists():
        raise JournalError(f"Maatwerknummer '{year.pk}, {number}' bestaat al. Kies een ander nummer.")


def _refuse_used(year: BudgetYear, code: str) -> None:
    """A begrotingsjaar and a code name one order for ever, also after it was moved away: see `ledger.moves`."""
    if code in left_behind(year.pk):
        raise JournalError(
            f"Maatwerkorder '{year.pk}, {code}' staat nu in een ander begrotingsjaar: wat erover is gezegd, is onder "
            "die code bewaard. Kies een andere code."
        )


def _refuse_foreign_fields(actor: User, row: MaatwerkOrder, change: OrderInput, year: BudgetYear) -> None:
    """A gemeente changes its own request and only what it asks for; the rest is for finance."""
    if Access.of(actor).can(Verb.ENTER):
        return
    if row.status != OrderStatus.REQUESTED:
        raise NotAllowedError(f"De order is al {row.get_status_display()}: vraag Duo+ om hem te wijzigen.")
    for name in ("municipality", "agreement", "lawfulness", "number", "reference"):
        if getattr(change, name) != getattr(row, name) or year.pk != row.budget_year_id:
            raise NotAllowedError(f"{actor.get_username()} mag dit niet wijzigen: daarvoor is een andere rol nodig.")


def _refuse_wrong(change: OrderInput, year: BudgetYear, row: MaatwerkOrder | None = None) -> None:
    later = change.later or {}
    last = year.pk + year.years_ahead
    wrong = [
        (not change.description.strip(), "De omschrijving ontbreekt. Vul in wat er moet gebeuren."),
        (change.recurrence not in Recurrence.values, "Kies incidenteel of structureel."),
        (change.cents < 0, "Het bedrag is negatief. Vul in wat het kost, zonder minteken."),
        (
            any(cents <= 0 for cents in later.values()),
            "Een bedrag van een later jaar is nul of negatief. Vul in wat het kost, of laat het jaar leeg.",
        ),
        (
            max(change.cents, 0, *later.values()) > MAX_CENTS,
            "Het bedrag is te groot: het mag hoogstens 100 miljard euro zijn.",
        ),
        (
            bool(later) and change.recurrence != Recurrence.STRUCTURAL,
            "Een incidentele order heeft geen bedragen in latere jaren. Maak die leeg, of kies structureel.",
        ),
        (
            any(not year.pk < effective <= last for effective in later),
            f"Een later bedrag valt buiten {year.pk + 1} tot en met {last}. Kies een van die jaren.",
        ),
        (
            bool(change.starts_on and change.ends_on and change.ends_on < change.starts_on),
            "De einddatum ligt voor de begindatum. Verbeter een van beide.",
        ),
        (
            bool(change.lawfulness) and change.lawfulness not in LawfulnessCategory.values,
            "Kies een bestaande categorie van rechtmatigheid.",
        ),
    ]
    if sentences := [sentence for is_wrong, sentence in wrong if is_wrong]:
        raise JournalError(*sentences)
    if row is not None:
        _refuse_taken(year, row.code, change.number, row.pk)


def _refuse_booked(row: MaatwerkOrder, change: OrderInput, year: BudgetYear) -> None:
    """Who pays and in which year stand on the lines as well; what was offered to the councils stays as it was."""
    lines = Line.objects.filter(order=row)
    if (change.municipality.pk, year.pk) != (row.municipality_id, row.budget_year_id) and lines.exists():
        raise JournalError("Er staan mutaties op deze order. Haal die weg voordat u de gemeente of het jaar wijzigt.")
    figures = (change.cents, change.number) != (row.cents, row.number) or change.later != later_amounts(row)
    if figures and lines.filter(amendment__status__in=PUBLISHED).exists():
        raise JournalError("Deze order staat in een aangeboden wijziging: zijn nummer en bedragen liggen vast.")


def _differing(was: Mapping[str, Any], now: Mapping[str, Any]) -> str:
    words = {"year": "begrotingsjaar", "municipality": "gemeente", "cents": "bedrag"}
    return ", ".join(words[name] for name in was if was[name] != now[name])
