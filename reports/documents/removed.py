"""What was taken out of a document, from the log: to be looked at and put back."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from ledger.core.blocks import FIELDS
from ledger.core.document import BlockInput, ChapterInput
from ledger.enums import BlockKind
from ledger.journal.documents import block_subject, chapter_in, chapter_subject
from ledger.models import AuditEntry, Block, Chapter, Document

_LISTED = 10
_SHOWN = 80  # characters of a text
_OLD = "old_"


@dataclass(frozen=True, slots=True)
class Removed:
    """A piece or chapter that was taken out: what it is called, when and by whom; `number` is that of the log."""

    number: int
    name: str
    at: datetime
    by: str
    kind: str = ""


def removed_blocks(chapter: Chapter, present: list[Block]) -> list[Removed]:
    """Return the pieces last taken out of a chapter and not put back; one query."""
    there = [(block.kind, block.text, block.content) for block in present]
    found = []
    for entry in _entries(chapter.document, "block.removed", block_subject(chapter.document, chapter.code, "")):
        block = _block(entry)
        if (block.kind, block.text, block.content) not in there and has_form(block.kind):
            found.append(_told(entry, _name(block), block.kind))
    return found[:_LISTED]


def has_form(kind: str) -> bool:
    """Tell whether a kind of block has something to fill in."""
    return kind == BlockKind.TEXT or bool(FIELDS[kind])


def removed_block(chapter: Chapter, number: str) -> BlockInput | None:
    """Return a piece that was taken out of a chapter, by its number in the log."""
    entries = _entries(chapter.document, "block.removed", block_subject(chapter.document, chapter.code, ""))
    entry = next((entry for entry in entries if str(entry.sequence) == number), None)
    return _block(entry) if entry else None


def removed_chapters(document: Document) -> list[Removed]:
    """Return the chapters last taken out of a document and not put back; one query."""
    there = set(document.chapters.values_list("code", flat=True))
    entries = _entries(document, "chapter.removed", chapter_subject(document, ""))
    found: dict[str, Removed] = {}
    for entry in entries:
        code = chapter_in(entry.subject)
        if code not in there:
            found.setdefault(code, _told(entry, entry.payload["old_title"]))
    return list(found.values())[:_LISTED]


def removed_chapter(document: Document, number: str) -> ChapterInput | None:
    """Return a chapter that was taken out of a document, by its number in the log, with all that it held."""
    entries = _entries(document, "chapter.removed", chapter_subject(document, ""))
    entry = next((entry for entry in entries if str(entry.sequence) == number), None)
    if entry is None:
        return None
    code, was = chapter_in(entry.subject), entry.payload
    return ChapterInput(
        title=was["old_title"],
        level=was["old_level"],
        numbered=was["old_numbered"],
        programme=was.get("old_programme"),
        code=code,
        blocks=tuple(_held(document, code, entry.sequence))[::-1],
    )


def _held(document: Document, code: str, number: int) -> Iterator[BlockInput]:
    """Yield the pieces that went with a chapter, last first: they stand in the log right before it."""
    for entry in _entries(document, "block.removed", block_subject(document, code, "")).filter(sequence__lt=number):
        number -= 1
        if entry.sequence != number:
            return
        yield _block(entry)


def _entries(document: Document, action: str, subject: str) -> QuerySet[AuditEntry]:
    entries = AuditEntry.objects.filter(budget_year=document.budget_year_id, action=action, subject__startswith=subject)
    return entries.select_related("actor").order_by("-sequence")


def _block(entry: AuditEntry) -> BlockInput:
    was: dict[str, Any] = {name.removeprefix(_OLD): value for name, value in entry.payload.items()}
    return BlockInput(was.pop("kind"), was.pop("text"), was)


def _name(block: BlockInput) -> str:
    words = block.text or str(next((value for value in block.content.values() if isinstance(value, str)), ""))
    return f"{BlockKind(block.kind).label}: {words[:_SHOWN]}{'…' if len(words) > _SHOWN else ''}"


def _told(entry: AuditEntry, name: str, kind: str = "") -> Removed:
    return Removed(entry.sequence, name, entry.at, entry.actor.known_as, kind)
