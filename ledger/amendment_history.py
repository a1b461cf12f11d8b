"""Everything that happened to one wijziging: its own steps, its mutaties, groepen and investeringen."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Q

from ledger.detail import names_by_code
from ledger.history import Event, subject_label, timeline
from ledger.models import Amendment, AuditEntry
from ledger.permissions import Access


@dataclass(frozen=True, slots=True)
class Happening:
    """One step, and what it was about; `subject` is empty for the wijziging itself."""

    subject: str
    event: Event


def events_of(amendment: Amendment, access: Access, *, only_steps: bool = False) -> list[Happening]:
    """Return what happened, oldest first; what happened in the draft only for who sees drafts."""
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
    entries = AuditEntry.objects.filter(wanted).select_related("actor").order_by("sequence")
    by_subject: dict[str, list[AuditEntry]] = defaultdict(list)
    for entry in entries:
        by_subject[entry.subject].append(entry)
    names = names_by_code() if access.sees_drafts else {}
    found = [
        Happening("" if subject == itself else subject_label(subject), event)
        for subject, several in by_subject.items()
        if any(entry.action != "mutation.undone" for entry in several)
        for event in timeline(several, names)
    ]
    return sorted(found, key=lambda happening: happening.event.at)
