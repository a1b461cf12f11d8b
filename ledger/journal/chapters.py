"""Chapters of a document that is a concept: add, name, move, remove. Who writes them is in `chapter_progress`."""

from collections.abc import Mapping

from django.db import transaction
from django.db.models import F

from ledger.core import outline
from ledger.core.document import ChapterInput, code_of, problems_of_chapter
from ledger.core.outline import Direction
from ledger.core.text import clean
from ledger.enums import ChapterStatus
from ledger.journal.audit import Entry, record
from ledger.journal.documents import (
    block_entry,
    block_rows,
    chapter_entry,
    chapter_subject,
    lock_document,
    removed_entry,
)
from ledger.journal.errors import JournalError
from ledger.models import Block, Chapter, Document, Programme, User


@transaction.atomic
def add_chapter(*, actor: User, document: Document, chapter: ChapterInput, after: Chapter | None = None) -> Chapter:
    """Add a chapter with its blocks after another one and what is under that; without `after` at the end.

    Raises JournalError when its level does not fit there, or when something else is wrong with it.
    """
    locked = lock_document(actor, document.pk)
    chapters = list(locked.chapters.order_by("position"))
    index = len(chapters)
    if after is not None:
        place = next((place for place, row in enumerate(chapters) if row.pk == after.pk), None)
        if place is None:
            raise JournalError("Het hoofdstuk waarna dit komt, is er niet meer. Kies een andere plaats.")
        index = outline.end_of([row.level for row in chapters], place)
        if chapter.level > after.level:  # the first under it, not the last
            index = place + 1
    programmes = dict(Programme.objects.values_list("code", "pk"))
    wrong = list(problems_of_chapter(chapter, programmes.keys()))
    levels = [row.level for row in chapters]
    if not outline.fits([*levels[:index], chapter.level, *levels[index:]]):
        wrong.append(f"Een hoofdstuk van niveau {chapter.level} past hier niet. Kies een ander niveau.")
    taken = {row.code for row in chapters}
    if chapter.code in taken:
        wrong.append(f"De code '{chapter.code}' is van een ander hoofdstuk. Kies een andere of laat haar weg.")
    if wrong:
        raise JournalError(*wrong)
    position = index + 1
    _renumber(chapters)
    locked.chapters.filter(position__gte=position).update(position=F("position") + 1)
    row = Chapter.objects.create(
        document=locked,
        code=chapter.code or code_of(chapter.title, taken),
        position=position,
        level=chapter.level,
        numbered=chapter.numbered,
        title=clean(chapter.title).strip(),
        programme_id=programmes[chapter.programme] if chapter.programme else None,
        status=chapter.status,
    )
    blocks = Block.objects.bulk_create(block_rows(actor, row, chapter.blocks))
    record(actor, [chapter_entry(row), *(block_entry(block, row) for block in blocks)])
    return row


@transaction.atomic
def describe_chapter(
    *, actor: User, chapter: Chapter, title: str, numbered: bool, programme: Programme | None, version: int
) -> Chapter:
    """Change the title of a chapter, whether it has a number and which programma it is about; its code stays.

    `version` is the one the editor saw.
    """
    row = lock_chapter(actor, chapter, version)
    title = clean(title).strip()
    wrong = list(problems_of_chapter(ChapterInput(title), ()))
    if wrong:
        raise JournalError(*wrong)
    was = _facts(row)
    row.title, row.numbered, row.programme = title, numbered, programme
    now = _facts(row)
    changed = [name for name in now if now[name] != was[name]]
    if not changed:
        return row
    payload = {name: now[name] for name in changed} | {f"old_{name}": was[name] for name in changed}
    touch(row)
    return note_change(actor, row, "chapter.described", payload)


def _facts(chapter: Chapter) -> dict[str, object]:
    return {
        "title": chapter.title,
        "numbered": chapter.numbered,
        "programme": chapter.programme.code if chapter.programme else None,
    }


@transaction.atomic
def move_chapter(*, actor: User, chapter: Chapter, direction: Direction) -> None:
    """Move a chapter with all that is under it past its neighbour, or to another level.

    Raises JournalError when it cannot go that way.
    """
    row = lock_chapter(actor, chapter)
    chapters = list(row.document.chapters.order_by("position"))
    index = next(place for place, other in enumerate(chapters) if other.pk == row.pk)
    order = outline.moved([other.level for other in chapters], index, direction)
    if order is None:
        raise JournalError(f"Dit hoofdstuk kan niet {direction.label}.")
    moving = [chapters[place] for place, _ in order]
    for other, (_, level) in zip(moving, order, strict=True):
        other.level = level
    _renumber(moving)
    payload = {"direction": direction.value, "title": row.title}
    record(actor, [Entry("chapter.moved", subject_of(row), payload, row.document.budget_year_id)])


@transaction.atomic
def remove_chapter(*, actor: User, chapter: Chapter, version: int) -> None:
    """Take a chapter and its blocks out; the log keeps the texts. `version` is the one the editor saw.

    Raises JournalError while there are chapters under it.
    """
    row = lock_chapter(actor, chapter, version)
    chapters = list(row.document.chapters.order_by("position"))
    index = next(place for place, other in enumerate(chapters) if other.pk == row.pk)
    if outline.end_of([other.level for other in chapters], index) > index + 1:
        raise JournalError(f"Onder '{row.title}' staan nog hoofdstukken. Verwijder of verplaats die eerst.")
    entries = [removed_entry(block, row) for block in row.blocks.order_by("position", "pk")]
    payload = {f"old_{name}": value for name, value in _facts(row).items()} | {"old_level": row.level}
    entries.append(Entry("chapter.removed", subject_of(row), payload, row.document.budget_year_id))
    row.delete()
    record(actor, entries)


def lock_chapter(actor: User, chapter: Chapter, version: int | None = None) -> Chapter:
    """Lock the document of a chapter and return the chapter as it stands.

    Raises JournalError when it is gone, or is not the version that was seen.
    """
    lock_document(actor, chapter.document_id)
    rows = Chapter.objects.select_related("document", "programme")
    row: Chapter | None = rows.filter(pk=chapter.pk).first()
    if row is None:
        raise JournalError("Iemand anders heeft dit hoofdstuk intussen verwijderd.")
    if version is not None and row.version != version:
        raise JournalError("Iemand anders heeft dit hoofdstuk intussen gewijzigd. Bekijk het en doe het opnieuw.")
    return row


def touch(chapter: Chapter) -> None:
    """Note that the text of a chapter changed: it is being worked on, and what was reviewed is not this text."""
    chapter.version += 1
    if chapter.status in (ChapterStatus.ASSIGNED, ChapterStatus.REVIEWED):
        chapter.status, chapter.reviewed_by = ChapterStatus.IN_PROGRESS, None
    chapter.save(update_fields=["version", "status", "reviewed_by"])


def note_change(actor: User, row: Chapter, action: str, payload: Mapping[str, object]) -> Chapter:
    """Store a chapter that was changed, and note it in the log."""
    row.save()
    record(actor, [Entry(action, subject_of(row), dict(payload), row.document.budget_year_id)])
    return row


def _renumber(chapters: list[Chapter]) -> None:
    """Store the order of all chapters of a document, and their levels."""
    for position, chapter in enumerate(chapters, 1):
        chapter.position = position
    Chapter.objects.bulk_update(chapters, ["position", "level"])


def subject_of(chapter: Chapter) -> str:
    """Return how the log names a chapter."""
    return chapter_subject(chapter.document, chapter.code)
