"""Everything that happened to one wijziging: its own steps, its mutaties, groepen and investeringen."""

from dataclasses import replace

from django.db.models import Q

from ledger.history.names import names_of
from ledger.history.reading import Event, subject_label, timeline
from ledger.history.subjects import address_of
from ledger.history.words import Names
from ledger.models import Amendment, AuditEntry
from ledger.permissions import Access


def events_of(amendment: Amendment, access: Access, *, only_steps: bool = False) -> list[Event]:
    """Return what happened, oldest first; what happened in the draft only for who sees drafts.

    The subject of an event is empty for the wijziging itself.
    """
    year, number = amendment.budget_year_id, amendment.number
    itself = f"amendment:{year}:{number}"
    wanted = Q(subject=itself)
    if not access.sees_drafts:
        wanted &= ~Q(action="amendment.opened")
    elif not only_steps:
        wanted |= Q(subject__startswith=f"mutation:{year}:", payload__amendment=number)
        wanted |= Q(subject__startswith=f"group:{year}:{number}:") | Q(
            subject__startswith=f"investment:{year}:{number}:"
        )
        # These entries name a mutatie and not its wijziging.
        wanted |= Q(subject__startswith=f"mutation:{year}:", action="mutation.undone")
    entries = list(AuditEntry.objects.filter(wanted).select_related("actor").order_by("sequence"))
    written = {entry.subject for entry in entries if entry.action != "mutation.undone"}
    subjects = {entry.sequence: entry.subject for entry in entries if entry.subject in written}
    names = names_of(access, year)
    return [
        event if subjects[event.sequence] == itself else _about(event, subjects[event.sequence], year, names)
        for event in timeline((entry for entry in entries if entry.subject in written), names)
    ]


def _about(event: Event, subject: str, year: int, names: Names) -> Event:
    return replace(event, subject=subject_label(subject, names), address=address_of(subject, year))
