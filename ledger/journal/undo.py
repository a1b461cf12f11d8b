"""Taking back the last thing somebody did to the mutaties of a draft; itself an act, in the log."""

from typing import Any

from django.db import transaction

from ledger.journal.audit import Entry, record
from ledger.journal.errors import JournalError
from ledger.journal.lines import LineInput, MutationInput
from ledger.journal.mutations import delete_mutation, edit_mutation, lock_draft, post_mutation
from ledger.models import Amendment, AuditEntry, Mutation, User
from ledger.permissions import Verb, require

_WRITES = ("mutation.posted", "mutation.edited", "mutation.deleted")


def from_payload(payload: dict[str, Any]) -> MutationInput:
    """Return the mutatie that an audit entry recorded."""
    values = {name: value for name, value in payload.items() if name != "amendment"}
    return MutationInput(**values | {"lines": tuple(LineInput(**line) for line in payload["lines"])})


@transaction.atomic
def undo_last(*, actor: User, amendment: Amendment) -> str:
    """Take back the actor's last change of a mutatie in this draft; return its code.

    Raises JournalError when there is nothing to take back, or when somebody else changed the mutatie since.
    """
    require(actor, Verb.ENTER)
    amendment = lock_draft(amendment)
    year = amendment.budget_year_id
    undone = {
        entry.payload["entry"]
        for entry in AuditEntry.objects.filter(budget_year=year, action="mutation.undone").only("payload")
    }
    last = (
        AuditEntry.objects.filter(
            budget_year=year, actor=actor, action__in=_WRITES, payload__amendment=amendment.number
        )
        .exclude(sequence__in=undone)
        .order_by("-sequence")
        .first()
    )
    if last is None:
        raise JournalError("Er is niets om ongedaan te maken.")
    written = AuditEntry.objects.filter(subject=last.subject, action__in=_WRITES).exclude(sequence__in=undone)
    history = list(written.order_by("-sequence")[:2])
    if history[0].sequence != last.sequence:
        raise JournalError(f"Iemand anders heeft mutatie {last.payload['code']} daarna gewijzigd: dat blijft staan.")
    before = history[1] if len(history) > 1 else None
    mutation = Mutation.objects.filter(budget_year=year, code=last.payload["code"]).first()
    if last.action == "mutation.posted" and mutation:
        delete_mutation(actor=actor, mutation=mutation)
    elif last.action == "mutation.edited" and mutation and before:
        edit_mutation(actor=actor, mutation=mutation, change=from_payload(before.payload), version=mutation.version)
    elif last.action == "mutation.deleted" and before:
        post_mutation(actor=actor, amendment=amendment, mutation=from_payload(before.payload))
    # The act of undoing is not undone next: the entry it made and the one it took back are both passed over.
    made = AuditEntry.objects.filter(subject=last.subject, action__in=_WRITES).order_by("-sequence").first()
    entries = [last.sequence, *([made.sequence] if made else [])]
    record(
        actor,
        [
            Entry("mutation.undone", last.subject, {"entry": sequence, "code": last.payload["code"]}, year)
            for sequence in entries
        ],
    )
    return str(last.payload["code"])
