"""The OGONs themselves: which there are, who sits there, and their meetings with a decision list that gets fixed."""

from collections.abc import Collection, Iterable
from datetime import date

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.text import slugify

from ledger.enums import MeetingStatus, Role
from ledger.journal.audit import Entry, record
from ledger.journal.errors import JournalError
from ledger.models import (
    BudgetYear,
    MeetingItem,
    Municipality,
    Ogon,
    OgonDecision,
    OgonMeeting,
    OgonSeat,
    Programme,
    User,
)
from ledger.permissions import Access, NotAllowedError, Verb, require
from ledger.subjects import Item, agenda

Listed = tuple[Item, OgonDecision | None]
"""Something on the list, and what was decided about it in the meeting itself."""


def require_arranging(actor: User) -> None:
    """Raise NotAllowedError for who may not arrange who sits where: financiën and the administrator may."""
    if not Access.of(actor).verbs & {Verb.SET_UP, Verb.MANAGE_USERS}:
        raise NotAllowedError(f"{actor.get_username()} mag de OGON's niet inrichten: daarvoor is een andere rol nodig.")


@transaction.atomic
def add_ogon(*, actor: User, name: str, programmes: Iterable[Programme]) -> Ogon:
    """Start an OGON that deals with the orders and mutaties of these programma's."""
    require_arranging(actor)
    code = slugify(name)[:60]
    if not code or Ogon.objects.filter(code=code).exists():
        raise JournalError(f"Een OGON met de naam '{name}' bestaat al of de naam is leeg. Kies een andere naam.")
    last = Ogon.objects.aggregate(last=Max("position"))["last"] or 0
    row = Ogon.objects.create(code=code, name=name.strip(), position=last + 1)
    row.programmes.set(programmes)
    record(actor, [Entry("ogon.added", f"ogon:{code}", _content(row))])
    return row


@transaction.atomic
def change_ogon(*, actor: User, ogon: Ogon, name: str, programmes: Iterable[Programme]) -> Ogon:
    """Give an OGON another name or other programma's; what was decided stays."""
    require_arranging(actor)
    row: Ogon = Ogon.objects.select_for_update().get(pk=ogon.pk)
    if not name.strip():
        raise JournalError("Vul de naam van het OGON in.")
    row.name = name.strip()
    row.save(update_fields=["name"])
    row.programmes.set(programmes)
    record(actor, [Entry("ogon.changed", f"ogon:{row.code}", _content(row))])
    return row


def _content(row: Ogon) -> dict[str, object]:
    return {"name": row.name, "programmes": sorted(row.programmes.values_list("code", flat=True))}


@transaction.atomic
def seat_member(*, actor: User, ogon: Ogon, user: User, municipality: Municipality, deputy: bool = False) -> OgonSeat:
    """Seat somebody for a gemeente, or as a deputy; the same seat again changes only that.

    Raises JournalError for who is not an OGON-lid of the gemeente today.
    """
    require_arranging(actor)
    today = timezone.localdate()
    grants = user.grants.filter(role=Role.OGON_MEMBER, municipality=municipality, valid_until__gte=today)
    if not user.is_active or not grants.exists():
        raise JournalError(f"{user.get_username()} is geen OGON-lid van {municipality}. Geef eerst die rol.")
    row, _ = OgonSeat.objects.update_or_create(
        ogon=ogon, user=user, municipality=municipality, defaults={"deputy": deputy}
    )
    payload = {"user": user.pk, "municipality": municipality.code, "deputy": deputy}
    record(actor, [Entry("ogon.seated", f"ogon:{ogon.code}", payload)])
    return row


@transaction.atomic
def unseat(*, actor: User, seat: OgonSeat) -> None:
    """Take a seat away; what was decided from it stays."""
    require_arranging(actor)
    payload = {"user": seat.user_id, "municipality": seat.municipality.code}
    record(actor, [Entry("ogon.unseated", f"ogon:{seat.ogon.code}", payload)])
    OgonSeat.objects.filter(pk=seat.pk).delete()


@transaction.atomic
def plan_meeting(*, actor: User, ogon: Ogon, year: BudgetYear, on: date, place: str = "") -> OgonMeeting:
    """Plan a meeting; its agenda is what is open until it is held."""
    require(actor, Verb.ENTER)
    _refuse_same_day(ogon, on)
    row = OgonMeeting.objects.create(ogon=ogon, budget_year=year, held_on=on, place=place.strip())
    payload = {"ogon": ogon.code, "on": on.isoformat(), "place": row.place}
    record(actor, [Entry("meeting.planned", f"meeting:{row.pk}", payload, year.pk)])
    return row


@transaction.atomic
def move_meeting(*, actor: User, meeting: OgonMeeting, on: date, place: str = "") -> OgonMeeting:
    """Give a planned meeting another day or place; what was decided in it stays with it."""
    require(actor, Verb.ENTER)
    row = _planned(meeting)
    was = {"old_on": row.held_on.isoformat(), "old_place": row.place}
    row.place = place.strip()
    if row.held_on != on:
        _refuse_same_day(row.ogon, on)
        row.held_on = on
    now = {"on": on.isoformat(), "place": row.place}
    if list(was.values()) == list(now.values()):
        raise JournalError("Er is niets veranderd.")
    row.save(update_fields=["held_on", "place"])
    payload = {"ogon": row.ogon.code, **now, **was}
    record(actor, [Entry("meeting.moved", f"meeting:{row.pk}", payload, row.budget_year_id)])
    return row


@transaction.atomic
def cancel_meeting(*, actor: User, meeting: OgonMeeting) -> None:
    """Take a planned meeting away; not one in which something was decided."""
    require(actor, Verb.ENTER)
    row = _planned(meeting)
    if row.decisions.exists():
        raise JournalError("In dit overleg is al iets besloten: het kan niet meer vervallen.")
    record(actor, [Entry("meeting.cancelled", f"meeting:{row.pk}", {"ogon": row.ogon.code}, row.budget_year_id)])
    row.delete()


@transaction.atomic
def hold_meeting(*, actor: User, meeting: OgonMeeting) -> OgonMeeting:
    """Fix the decision list: what was decided in the meeting, and what stayed open, as it is at this moment."""
    require(actor, Verb.ENTER)
    row = _planned(meeting)
    if row.held_on > timezone.localdate():
        raise JournalError(f"Het overleg is op {row.held_on:%d-%m-%Y}. Leg de besluitenlijst vast als het is geweest.")
    listed = decision_list(row)
    MeetingItem.objects.bulk_create(
        MeetingItem(
            meeting=row,
            position=position,
            kind=item.subject.kind,
            code=item.subject.row.code,
            title=item.subject.title,
            municipality=item.municipality,
            cents=item.this_year,
            verdict=decision.verdict if decision else "",
            note=decision.reason if decision else "",
        )
        for position, (item, decision) in enumerate(listed, 1)
    )
    row.status = MeetingStatus.HELD
    row.save(update_fields=["status"])
    record(actor, [Entry("meeting.held", f"meeting:{row.pk}", {"items": len(listed)}, row.budget_year_id)])
    return row


def decision_list(meeting: OgonMeeting, municipalities: Collection[int] | None = None) -> list[Listed]:
    """Return what a meeting that is still planned deals with: what is open, and what was decided in it.

    Narrowed to gemeenten (ids) unless None. A decision that holds no more counts as open again.
    """
    found: list[Listed] = []
    for item in agenda(meeting.budget_year_id, municipalities):
        if meeting.ogon not in item.ogons:
            continue
        here = item.decision if item.decision and item.decision.meeting_id == meeting.pk and not item.waits else None
        if here or item.waits:
            found.append((item, here))
    return found


def _refuse_same_day(ogon: Ogon, on: date) -> None:
    if OgonMeeting.objects.filter(ogon=ogon, held_on=on).exists():
        raise JournalError(f"{ogon} heeft op {on:%d-%m-%Y} al een overleg. Kies een andere dag.")


def _planned(meeting: OgonMeeting) -> OgonMeeting:
    row: OgonMeeting = OgonMeeting.objects.select_for_update().select_related("ogon").get(pk=meeting.pk)
    if row.status != MeetingStatus.PLANNED:
        raise JournalError(f"De besluitenlijst van {row} ligt al vast.")
    return row
