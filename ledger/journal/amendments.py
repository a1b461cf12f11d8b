"""The life of begrotingsjaren and wijzigingen."""

from collections.abc import Mapping
from datetime import date

from django.db import IntegrityError, transaction

from ledger.enums import AmendmentStatus, YearStatus
from ledger.gates.amendment import lacks, unsound
from ledger.guards import triggers
from ledger.journal.audit import Entry, record
from ledger.journal.consultations import refuse_amendment_too_early
from ledger.journal.errors import JournalError
from ledger.journal.order_follow import follow, orders_on
from ledger.journal.reserves import moves_of, refuse_overdrawn
from ledger.models import Amendment, BudgetYear, User
from ledger.permissions import Access, NotAllowedError, Verb, require
from ledger.workflow import step


@transaction.atomic
def open_year(*, actor: User, year: int, years_ahead: int = 3) -> BudgetYear:
    """Start a begrotingsjaar; `years_ahead` is how far a structural change reaches (BBV art. 22)."""
    require(actor, Verb.SET_UP)
    if BudgetYear.objects.filter(pk=year).exists():
        raise JournalError(f"Begrotingsjaar {year} bestaat al.")
    row = BudgetYear.objects.create(year=year, years_ahead=years_ahead)
    record(actor, [Entry("year.opened", f"year:{year}", {"years_ahead": years_ahead}, year)])
    return row


@transaction.atomic
def close_year(*, actor: User, year: BudgetYear) -> None:
    """Close a year for good: nothing can be added to it any more (Gemeentewet art. 192)."""
    require(actor, Verb.ADOPT)
    if not BudgetYear.objects.select_for_update().filter(pk=year.pk, status=YearStatus.OPEN).exists():
        raise JournalError(f"{year} is al gesloten.")
    drafts = year.amendments.filter(status__in=[AmendmentStatus.DRAFT, AmendmentStatus.SUBMITTED])
    if drafts.exists():
        names = ", ".join(str(amendment) for amendment in drafts)
        raise JournalError(f"{year} kan niet dicht: {names} is nog niet vastgesteld of ingetrokken.")
    BudgetYear.objects.filter(pk=year.pk).update(status=YearStatus.CLOSED)
    record(actor, [Entry("year.closed", f"year:{year.pk}", {}, year.pk)])


@transaction.atomic
def open_amendment(*, actor: User, year: int, number: int, name: str) -> Amendment:
    """Start a wijziging as a draft. Number 0 is the primitieve begroting."""
    require(actor, Verb.ENTER)
    budget_year = BudgetYear.objects.select_for_update().filter(pk=year).first()
    if budget_year is None:
        raise JournalError(f"Begrotingsjaar {year} bestaat niet. Maak het eerst aan.")
    if budget_year.status != YearStatus.OPEN:
        raise JournalError(f"Begrotingsjaar {year} is gesloten: er kan geen wijziging meer bij.")
    if budget_year.amendments.filter(number=number).exists():
        raise JournalError(f"Wijziging {number} van {year} bestaat al. Kies het volgende nummer.")
    row = Amendment.objects.create(budget_year=budget_year, number=number, name=name)
    record(actor, [Entry("amendment.opened", _subject(row), {"name": name}, year)])
    return row


@transaction.atomic
def submit_amendment(*, actor: User, amendment: Amendment, on: date | None, document: str = "") -> Amendment:
    """Offer a draft to the councils for their zienswijze; from here on its lines are fixed.

    Everything the completeness gate asks for must be there, the agreement of a colleague on every mutatie
    included. A take-over brings what was offered before the ledger existed: there only the arithmetic counts,
    and nobody here is named as the one who offered it. Then `on` may be None: a day that is not known any more.
    """
    row = _locked(actor, amendment, AmendmentStatus.SUBMITTED)
    taken_over = Access.of(actor).can(Verb.TAKE_OVER)
    if found := unsound(row) if taken_over else lacks(row):
        raise JournalError(*(lack.sentence for lack in found))
    row.status, row.submitted_on, row.document = AmendmentStatus.SUBMITTED, on, document
    row.submitted_by = None if taken_over else actor
    payload = {"on": on.isoformat() if on else None, "document": document, "taken_over": taken_over}
    return _save(actor, row, "amendment.submitted", payload)


@transaction.atomic
def adopt_amendment(
    *, actor: User, amendment: Amendment, on: date, decision: str, taken_over: bool = False
) -> Amendment:
    """Adopt a submitted wijziging (Gemeentewet art. 192): closed for good.

    With `taken_over` the decision was made outside the application, before the ledger was loaded: then
    nobody here counts as the one who adopted it. Otherwise it must be somebody else than who submitted it.
    """
    row = _locked(actor, amendment, AmendmentStatus.ADOPTED)
    if taken_over:
        require(actor, Verb.TAKE_OVER)
    elif row.submitted_by_id == actor.pk:
        raise NotAllowedError("Wie een wijziging aanbiedt, kan haar niet zelf vaststellen. Vraag een ander.")
    elif not decision.strip():
        raise JournalError("Vul het nummer of de naam van het besluit in.")
    if row.submitted_on and on < row.submitted_on:
        raise JournalError("Een wijziging kan niet zijn vastgesteld voordat zij is aangeboden. Verbeter de datum.")
    if not taken_over:
        refuse_amendment_too_early(actor=actor, amendment=row, on=on)
    row.status, row.adopted_on, row.decision = AmendmentStatus.ADOPTED, on, decision
    row.adopted_by = None if taken_over else actor
    payload = {"on": on.isoformat(), "decision": decision, "taken_over": taken_over}
    return _save(actor, row, "amendment.adopted", payload)


@transaction.atomic
def withdraw_amendment(*, actor: User, amendment: Amendment, reason: str) -> Amendment:
    """Withdraw a wijziging that is not adopted; it counts nowhere any more."""
    row = _locked(actor, amendment, AmendmentStatus.WITHDRAWN)
    if not reason.strip():
        raise JournalError("Vul in waarom de wijziging wordt ingetrokken.")
    row.status, row.withdrawal_reason = AmendmentStatus.WITHDRAWN, reason
    saved = _save(actor, row, "amendment.withdrawn", {"reason": reason})
    refuse_overdrawn(actor, row.budget_year_id, moves_of(row), {})
    follow(actor=actor, orders=orders_on(amendment=row), amendment=row)
    return saved


def _subject(amendment: Amendment) -> str:
    return f"amendment:{amendment.budget_year_id}:{amendment.number}"


def _locked(actor: User, amendment: Amendment, wanted: AmendmentStatus) -> Amendment:
    row: Amendment = Amendment.objects.select_for_update().select_related("budget_year").get(pk=amendment.pk)
    verb = step(row.status, wanted)
    if verb is None:
        raise JournalError(f"{row} is {row.get_status_display()} en kan niet {wanted.label} worden.")
    require(actor, verb)
    return row


def _save(actor: User, row: Amendment, action: str, payload: Mapping[str, object]) -> Amendment:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise JournalError(triggers.sentence(error)) from error
    record(actor, [Entry(action, _subject(row), dict(payload), row.budget_year_id)])
    return row
