"""Who writes the chapters of a document that is a concept, and how far they are: one, or one with all under it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q

from ledger.core import outline
from ledger.enums import ChapterStatus
from ledger.journal.audit import one_act
from ledger.journal.chapters import lock_chapter, note_change
from ledger.journal.documents import block_subject, chapter_in, chapter_subject
from ledger.journal.errors import JournalError
from ledger.models import AuditEntry, Chapter, Document, User
from ledger.permissions import Access, NotAllowedError, Verb

_CHANGES = ("chapter.added", "chapter.described", "block.added", "block.edited", "block.moved", "block.removed")
_NOT_READY = "Alleen een hoofdstuk dat gereed is, kan worden nagekeken."
_OWN_WORK = "Wie een hoofdstuk het laatst wijzigde, kijkt het niet zelf na. Vraag een ander."


@dataclass(frozen=True, slots=True)
class Progress:
    """What came of telling how far several chapters are: those that changed, and those that could not."""

    changed: Sequence[Chapter]
    refused: Sequence[Chapter]


@transaction.atomic
def assign_chapter(*, actor: User, chapter: Chapter, to: User | None, with_under: bool = False) -> Chapter:
    """Give a chapter to somebody who may write, or to nobody; `with_under` also all the chapters under it."""
    row = lock_chapter(actor, chapter)
    if to is not None and not Access.of(to).can(Verb.WRITE):
        raise JournalError(f"{to.known_as} mag geen teksten schrijven. Kies een ander.")
    with one_act():
        for each in branch(row) if with_under else [row]:
            if each.assigned_to_id == (to.pk if to else None):
                continue
            payload = {
                "assigned_to": to.get_username() if to else None,
                "old_assigned_to": each.assigned_to.get_username() if each.assigned_to else None,
            }
            each.assigned_to = to
            each.version += 1
            note_change(actor, each, "chapter.assigned", payload)
    row.refresh_from_db()
    return row


@transaction.atomic
def set_chapter_status(*, actor: User, chapter: Chapter, status: str, version: int) -> Chapter:
    """Tell how far a chapter is. `version` is the one that was looked at.

    Only what is ready can be reviewed, by somebody else than who last changed it (NotAllowedError).
    """
    row = lock_chapter(actor, chapter, version)
    _refuse_unknown(status)
    if status == row.status:
        return row
    if status == ChapterStatus.REVIEWED:
        if row.status != ChapterStatus.READY:
            raise JournalError(_NOT_READY)
        if last_writers(row.document).get(row.code) == actor.pk:
            raise NotAllowedError(_OWN_WORK)
    return _set(actor, row, status)


@transaction.atomic
def set_branch_status(*, actor: User, chapter: Chapter, status: str, version: int) -> Progress:
    """Tell how far a chapter and all under it are. `version` is the one of the chapter that was looked at.

    What is reviewed stays so when the rest is ready. What cannot be reviewed (see `set_chapter_status`) is left and
    returned as refused.
    """
    row = lock_chapter(actor, chapter, version)
    _refuse_unknown(status)
    chapters = branch(row)
    refused: list[Chapter] = []
    if status == ChapterStatus.REVIEWED:
        writers = last_writers(row.document)
        open_ones = [each for each in chapters if each.status != ChapterStatus.REVIEWED]
        refused = [
            each for each in open_ones if each.status != ChapterStatus.READY or writers.get(each.code) == actor.pk
        ]
    kept = {each.pk for each in refused}
    if status == ChapterStatus.READY:
        kept |= {each.pk for each in chapters if each.status == ChapterStatus.REVIEWED}
    with one_act():
        changed = [_set(actor, each, status) for each in chapters if each.pk not in kept and each.status != status]
    return Progress(changed, refused)


def branch(chapter: Chapter) -> list[Chapter]:
    """Return a chapter and all under it, in their order."""
    rows = list(chapter.document.chapters.select_related("assigned_to").order_by("position"))
    index = next(place for place, row in enumerate(rows) if row.pk == chapter.pk)
    found = rows[index : outline.end_of([row.level for row in rows], index)]
    for row in found:
        row.document = chapter.document
    return found


def last_writers(document: Document) -> dict[str, int]:
    """Return who last changed the text of each chapter (code to id of the user), from the log; one query.

    Also who took something out or moved it.
    """
    of_chapter, of_block = chapter_subject(document, ""), block_subject(document, "", "").removesuffix(":")
    mine = Q(subject__startswith=of_chapter) | Q(subject__startswith=of_block)
    entries = AuditEntry.objects.filter(mine, budget_year=document.budget_year_id, action__in=_CHANGES)
    rows = entries.order_by("sequence").values_list("subject", "actor")
    return {chapter_in(subject): actor for subject, actor in rows}


def _refuse_unknown(status: str) -> None:
    if status not in ChapterStatus.values:
        raise JournalError("Kies hoe ver het hoofdstuk is.")


def _set(actor: User, row: Chapter, status: str) -> Chapter:
    payload = {"status": status, "old_status": row.status}
    row.status = status
    row.reviewed_by = actor if status == ChapterStatus.REVIEWED else None
    row.version += 1
    return note_change(actor, row, "chapter.status", payload)
