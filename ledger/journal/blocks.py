"""Blocks of a document that is a concept: add, edit, move, remove, and remarks about them. Nothing typed is lost."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from ledger.core.blocks import paragraphs_of, tidy
from ledger.core.document import BlockInput, block_problems
from ledger.core.outline import Direction
from ledger.core.text import clean
from ledger.enums import BlockKind
from ledger.journal.audit import Entry, record
from ledger.journal.chapters import lock_chapter, touch
from ledger.journal.documents import block_entry, block_rows, block_subject, removed_entry
from ledger.journal.errors import JournalError
from ledger.models import Block, BlockComment, Chapter, Programme, User

_LONGEST_REMARK = 5_000


class StaleBlockError(JournalError):
    """Somebody else changed or removed the block meanwhile; both versions are here, so that nothing is lost.

    `stored` is the block as it stands now (None when it is gone), `typed` what was to be saved.
    """

    def __init__(self, stored: Block | None, typed: BlockInput) -> None:
        """Keep both versions."""
        what = "gewijzigd" if stored else "verwijderd"
        super().__init__(f"Iemand anders heeft dit stuk intussen {what}. Kies wat er blijft; uw tekst is er nog.")
        self.stored = stored
        self.typed = typed


@transaction.atomic
def add_block(*, actor: User, chapter: Chapter, block: BlockInput, after: Block | None = None) -> Block:
    """Add a block to a chapter, after another one or at the end."""
    locked = lock_chapter(actor, chapter)
    block = _sound(block)
    _number(locked)
    position = locked.blocks.count() + 1
    if after is not None:
        before = locked.blocks.filter(pk=after.pk).values_list("position", flat=True).first()
        if before is None:
            raise JournalError("Het stuk waarna dit komt, is er niet meer. Kies een andere plaats.")
        position = before + 1
    locked.blocks.filter(position__gte=position).update(position=F("position") + 1)
    (row,) = block_rows(actor, locked, [block], position)
    row.save()
    touch(locked)
    record(actor, [block_entry(row, locked)])
    return row


@transaction.atomic
def edit_block(*, actor: User, block: Block, text: str, content: Mapping[str, Any], version: int) -> Block:
    """Replace what a block says; `version` is the one the editor saw. Nothing happens when it says the same.

    Raises StaleBlockError when somebody else changed it meanwhile, JournalError when a rule is broken.
    """
    typed = BlockInput(block.kind, *tidy(text, content))
    row = _locked(actor, block, version, typed)
    _sound(typed)
    if (row.text, row.content) == (typed.text, typed.content):
        return row
    was, now = {"text": row.text, **row.content}, {"text": typed.text, **typed.content}
    changed = [name for name in was | now if was.get(name) != now.get(name)]
    row.text, row.content, row.changed_by = typed.text, dict(typed.content), actor
    row.version += 1
    row.save()
    payload = {"kind": row.kind, "version": row.version}
    payload |= {name: now.get(name) for name in changed} | {f"old_{name}": was.get(name) for name in changed}
    _note(actor, row, "block.edited", payload)
    return row


@transaction.atomic
def move_block(*, actor: User, block: Block, direction: Direction) -> None:
    """Move a block past the one before or after it in its chapter; JournalError where it cannot go that way."""
    row = _locked(actor, block)
    _number(row.chapter)
    step = {Direction.UP: -1, Direction.DOWN: 1}.get(direction, 0)
    blocks = list(row.chapter.blocks.order_by("position"))
    index = next(place for place, other in enumerate(blocks) if other.pk == row.pk)
    if not step or not 0 <= index + step < len(blocks):
        raise JournalError(f"Dit stuk kan niet {direction.label}.")
    for other, position in ((blocks[index], index + step + 1), (blocks[index + step], index + 1)):
        Block.objects.filter(pk=other.pk).update(position=position)
    _note(actor, row, "block.moved", {"kind": row.kind, "direction": direction.value})


@transaction.atomic
def remove_block(*, actor: User, block: Block, version: int) -> None:
    """Take a block out; the log keeps what it said. `version` is the one the editor saw.

    Raises StaleBlockError when somebody else changed it meanwhile.
    """
    row = _locked(actor, block, version)
    touch(row.chapter)
    record(actor, [removed_entry(row, row.chapter)])
    row.delete()


@transaction.atomic
def comment(*, actor: User, block: Block, text: str, about: str = "") -> BlockComment:
    """Make a remark about a block, or about one paragraph of it by its name (`core.blocks.paragraphs_of`).

    It never comes in print. Raises JournalError when that paragraph is not there any more.
    """
    row = _locked(actor, block)
    if about and about not in paragraphs_of(row.kind, row.text, row.content):
        raise JournalError("Deze alinea is intussen gewijzigd. Kies opnieuw waar uw opmerking over gaat.")
    text = clean(text).strip()
    if not text:
        raise JournalError("De opmerking is leeg. Typ wat u wilt zeggen.")
    if len(text) > _LONGEST_REMARK or "\x00" in text:
        raise JournalError(f"De opmerking is langer dan {_LONGEST_REMARK} tekens of niet te lezen. Kort haar in.")
    remark = BlockComment.objects.create(block=row, about=about, text=text, actor=actor)
    record(actor, [_entry(row, "block.commented", {"comment": text, "about": about})])
    return remark


@transaction.atomic
def resolve_comment(*, actor: User, comment: BlockComment) -> BlockComment:
    """Tell that a remark has been dealt with; doing it twice changes nothing."""
    row, remark = _remark(actor, comment)
    if remark.resolved_at is None:
        remark.resolved_by, remark.resolved_at = actor, timezone.now()
        remark.save(update_fields=["resolved_by", "resolved_at"])
        record(actor, [_entry(row, "block.resolved", {"comment": remark.text})])
    return remark


@transaction.atomic
def reopen_comment(*, actor: User, comment: BlockComment) -> BlockComment:
    """Tell that a remark has not been dealt with after all; doing it twice changes nothing."""
    row, remark = _remark(actor, comment)
    if remark.resolved_at is not None:
        remark.resolved_by, remark.resolved_at = None, None
        remark.save(update_fields=["resolved_by", "resolved_at"])
        record(actor, [_entry(row, "block.unresolved", {"comment": remark.text})])
    return remark


def _remark(actor: User, comment: BlockComment) -> tuple[Block, BlockComment]:
    """Return a remark as it stands, and its block, locked."""
    row = _locked(actor, comment.block)
    remark: BlockComment | None = BlockComment.objects.filter(pk=comment.pk).first()
    if remark is None:
        raise JournalError("Deze opmerking is er niet meer.")
    return row, remark


def _locked(actor: User, block: Block, version: int | None = None, typed: BlockInput | None = None) -> Block:
    """Lock the document of a block and return the block as it stands, or raise StaleBlockError."""
    chapter = Chapter.objects.filter(pk=block.chapter_id).first()
    if chapter is not None:
        chapter = lock_chapter(actor, chapter)
    row: Block | None = Block.objects.select_related("changed_by").filter(pk=block.pk).first()
    if row is None or chapter is None or (version is not None and row.version != version):
        raise StaleBlockError(row, typed or BlockInput(block.kind, block.text, block.content))
    row.chapter = chapter
    return row


def _sound(block: BlockInput) -> BlockInput:
    """Return a block as it is stored; raises JournalError when something is wrong with it."""
    if block.kind not in BlockKind.values:
        raise JournalError("Kies wat voor stuk het is.")
    tidied = BlockInput(block.kind, *tidy(block.text, block.content))
    wrong = list(block_problems(tidied, set(Programme.objects.values_list("code", flat=True))))
    if wrong:
        raise JournalError(*wrong)
    return tidied


def _number(chapter: Chapter) -> None:
    """Number the blocks of a chapter 1, 2, 3: removing leaves holes."""
    for position, block in enumerate(chapter.blocks.order_by("position", "pk"), 1):
        if block.position != position:
            Block.objects.filter(pk=block.pk).update(position=position)


def _entry(block: Block, action: str, payload: dict[str, Any]) -> Entry:
    document = block.chapter.document
    return Entry(action, block_subject(document, block.chapter.code, block.pk), payload, document.budget_year_id)


def _note(actor: User, block: Block, action: str, payload: dict[str, Any]) -> None:
    """Note a change of a block in its chapter and in the log."""
    touch(block.chapter)
    record(actor, [_entry(block, action, payload)])
