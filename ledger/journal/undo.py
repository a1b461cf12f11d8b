"""Taking back the last thing somebody did to the mutaties of a draft; itself an act, in the log.

What is taken back is a whole act: every row of one save of the grid, one paste, one verschuiving. The entries
of one act have the same moment (see `ledger.journal.audit.one_act`).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import BigIntegerField, QuerySet
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from ledger.journal.audit import Entry, one_act, record
from ledger.journal.errors import JournalError
from ledger.journal.grid import RowChange, save_rows
from ledger.journal.keys import in_use, rules_of, take_into_use
from ledger.journal.lines import LineInput, MutationInput
from ledger.journal.mutations import lock_draft
from ledger.models import Amendment, AuditEntry, CostPool, KeyVersion, Mutation, NeutralGroup, PoolRule, User
from ledger.permissions import Verb, require

_WRITES = ("mutation.posted", "mutation.edited", "mutation.deleted")
_NAMED = 3  # mutaties that a sentence names one by one


@dataclass(frozen=True)
class Act:
    """Something that somebody did to mutaties of a draft: its entries in the log, oldest first."""

    entries: Sequence[AuditEntry]

    @property
    def mark(self) -> int:
        """The number of its last entry: what a form says to take back this act and no other."""
        return int(self.entries[-1].sequence)

    @property
    def codes(self) -> list[str]:
        """The codes of its mutaties."""
        return list(dict.fromkeys(entry.payload["code"] for entry in self.entries))

    @property
    def label(self) -> str:
        """What the button says that takes it back."""
        count = len(self.codes)
        return f"Mijn laatste opslag ongedaan maken ({count} {'mutatie' if count == 1 else 'mutaties'})"

    @property
    def subjects(self) -> dict[str, list[AuditEntry]]:
        """Its entries by mutatie."""
        found: dict[str, list[AuditEntry]] = {}
        for entry in self.entries:
            found.setdefault(entry.subject, []).append(entry)
        return found


def from_payload(payload: Mapping[str, Any], reverses: str | None = None) -> MutationInput:
    """Return the mutatie that an audit entry recorded.

    `reverses` is for an entry that does not tell: the link of a tegenboeking had an entry of its own once.
    """
    values = {"reverses": reverses} | {name: value for name, value in payload.items() if name != "amendment"}
    return MutationInput(**values | {"lines": tuple(LineInput(**line) for line in payload["lines"])})


def last_act(actor: User, amendment: Amendment) -> Act | None:
    """Return what `undo_last` would take back; None when there is nothing. Three queries at most."""
    mine = _standing(amendment).filter(actor=actor, payload__amendment=amendment.number)
    last = mine.order_by("-sequence").first()
    return Act(list(mine.filter(at=last.at).order_by("sequence"))) if last else None


@transaction.atomic
@one_act()
def undo_last(*, actor: User, amendment: Amendment, mark: int | None = None) -> list[str]:
    """Take back the whole last act of the actor in this draft; return the codes of its mutaties.

    All or nothing. `mark` is that of the act that the actor was shown. What stands again is of who entered it: taking
    back is no entering, and four eyes look at who did. Raises JournalError when there is nothing to take back, when
    it is another act by now, or when somebody else changed one of its mutaties since.
    """
    require(actor, Verb.ENTER)
    amendment = lock_draft(amendment)
    act = last_act(actor, amendment)
    if act is None:
        raise JournalError("Er is niets om ongedaan te maken.")
    if mark is not None and mark != act.mark:
        raise JournalError("U hebt intussen iets anders opgeslagen. Bekijk het raster en probeer het opnieuw.")
    written: dict[str, list[AuditEntry]] = {subject: [] for subject in act.subjects}
    for entry in _standing(amendment).filter(subject__in=written).order_by("sequence").select_related("actor"):
        written[entry.subject].append(entry)
    _refuse_changed(act, written)
    before = _before(act, written)
    _put_keys_back(actor, amendment, act)  # first: what a key rests on cannot go while it is in use
    save_rows(actor=actor, amendment=amendment, changes=_back(amendment, act, before))
    _give_back(amendment, before)
    _drop_groups(actor, amendment, act)
    # The act of undoing is not undone next: what it wrote and what it took back are both passed over.
    known = {entry.sequence for entries in written.values() for entry in entries}
    made = _standing(amendment).filter(subject__in=written).exclude(sequence__in=known).order_by("sequence")
    entries = [*act.entries, *made]
    record(
        actor,
        [
            Entry(
                "mutation.undone",
                entry.subject,
                {"entry": entry.sequence, "code": entry.payload["code"]} | _author(before[entry.subject]),
                amendment.budget_year_id,
            )
            for entry in entries
        ],
    )
    return act.codes


def _standing(amendment: Amendment) -> QuerySet[AuditEntry]:
    """Return the changes of mutaties of the year that have not been undone."""
    year = amendment.budget_year_id
    undone = AuditEntry.objects.filter(budget_year=year, action="mutation.undone").annotate(
        entry=Cast(KT("payload__entry"), BigIntegerField())
    )
    return AuditEntry.objects.filter(budget_year=year, action__in=_WRITES).exclude(sequence__in=undone.values("entry"))


def _refuse_changed(act: Act, written: Mapping[str, Sequence[AuditEntry]]) -> None:
    """Raise JournalError when a mutatie of the act has been changed after it."""
    later = [
        written[subject][-1]
        for subject, entries in act.subjects.items()
        if written[subject][-1].sequence != entries[-1].sequence
    ]
    if later:
        who = later[0].actor.known_as
        codes = ", ".join(entry.payload["code"] for entry in later[:_NAMED])
        more = f" en {len(later) - _NAMED} andere" if len(later) > _NAMED else ""
        what = "mutatie" if len(later) == 1 else "mutaties"
        raise JournalError(
            f"{who} heeft {what} {codes}{more} daarna gewijzigd: dat blijft staan. Er is niets ongedaan gemaakt."
        )


def _before(act: Act, written: Mapping[str, Sequence[AuditEntry]]) -> dict[str, AuditEntry | None]:
    """Return the entry that wrote each mutatie as it was before the act; None where there was none."""
    found: dict[str, AuditEntry | None] = {}
    for subject, entries in act.subjects.items():
        earlier = [entry for entry in written[subject] if entry.sequence < entries[0].sequence]
        found[subject] = earlier[-1] if earlier and earlier[-1].action != "mutation.deleted" else None
    return found


def _author(before: AuditEntry | None) -> dict[str, int]:
    """Return what the log says of who entered what stands again."""
    return {"entered_by": before.actor_id} if before else {}


def _give_back(amendment: Amendment, before: Mapping[str, AuditEntry | None]) -> None:
    """Make every mutatie that stands again one of who entered it."""
    for entry in before.values():
        if entry is not None:
            rows = Mutation.objects.filter(budget_year=amendment.budget_year_id, code=entry.payload["code"])
            rows.update(entered_by=entry.actor_id)


def _back(amendment: Amendment, act: Act, before: Mapping[str, AuditEntry | None]) -> list[RowChange]:
    """Return the changes that put every mutatie of the act back as it was before it."""
    stored = Mutation.objects.filter(budget_year=amendment.budget_year_id, code__in=act.codes)
    present = {code: (pk, version) for code, pk, version in stored.values_list("code", "pk", "version")}
    links = _links(act.subjects)
    changes = []
    for row, (subject, entries) in enumerate(act.subjects.items()):
        entry = before[subject]
        pk, version = present.get(entries[0].payload["code"], (None, 0))
        content = from_payload(entry.payload, links.get(subject)) if entry else None
        if content or pk:
            changes.append(RowChange(row, content, pk, version))
    return changes


def _links(subjects: Collection[str]) -> dict[str, str]:
    """Return what tegenboekingen reverse whose own entry does not tell."""
    entries = AuditEntry.objects.filter(action="mutation.reversal", subject__in=subjects)
    return {entry.subject: entry.payload["reverses"] for entry in entries}


def _drop_groups(actor: User, amendment: Amendment, act: Act) -> None:
    """Take away the groep that a verschuiving made, once nothing is in it any more."""
    start = f"group:{amendment.budget_year_id}:{amendment.number}:"
    made = AuditEntry.objects.filter(
        action="group.added", actor=actor, at=act.entries[0].at, subject__startswith=start
    ).values_list("subject", flat=True)
    codes = [subject.removeprefix(start) for subject in made]
    empty = list(NeutralGroup.objects.filter(amendment=amendment, code__in=codes, mutations__isnull=True))
    for group in empty:
        group.delete()
    year = amendment.budget_year_id
    record(actor, [Entry("group.deleted", f"{start}{group.code}", {"name": group.name}, year) for group in empty])


def _put_keys_back(actor: User, amendment: Amendment, act: Act) -> None:
    """Let the key that the act took into use from this wijziging on give way to the one before it."""
    year = amendment.budget_year
    taken = AuditEntry.objects.filter(
        action__in=("rule.added", "rule.changed"), actor=actor, at=act.entries[0].at, budget_year=year
    )
    for entry in taken.filter(payload__from_amendment=amendment.number):
        pool = CostPool.objects.get(code=entry.subject.split(":")[2])
        version = _version_before(entry, in_use(rules_of(year, pool), amendment.number - 1))
        take_into_use(actor=actor, year=year, pool=pool, key_version=version, from_amendment=amendment.number)


def _version_before(entry: AuditEntry, rule: PoolRule | None) -> KeyVersion | None:
    """Return the key that an entry replaced: the one it names, or that of the verdeling before it."""
    if old := entry.payload.get("old_key"):
        key, _, number = old.rpartition(":")
        return KeyVersion.objects.get(key__code=key, number=number)
    return rule.key_version if rule else None
