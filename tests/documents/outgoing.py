"""A document that is ready to go out: written, reviewed by a second person, sent and adopted."""

from datetime import date
from typing import Any

from ledger import journal
from ledger.core.document import BlockInput, ChapterInput
from ledger.enums import ChapterStatus
from ledger.journal.sealing import adopt_document, send_document
from ledger.models import Amendment, Document, DocumentVersion, User
from reports.documents.compose import compose
from tests.documents.papers import written
from tests.ledger.factories import YEAR, World

SENT, DECIDED = date(YEAR, 3, 1), date(YEAR, 6, 1)


def text(words: str, code: str = "inleiding", **more: Any) -> ChapterInput:
    """A chapter with one text."""
    return ChapterInput(code.capitalize(), code=code, blocks=(BlockInput(text=words),), **more)


def report(world: World, amendment: Amendment, *chapters: ChapterInput) -> Document:
    """A document that carries a wijziging, every chapter reviewed; it ends with the table of contributions."""
    table = ChapterInput(
        "Bijdragen", code="bijdragen", blocks=(BlockInput("table", content={"statement": "contributions"}),)
    )
    row = written(world, "wijziging-1", title="1e wijziging", chapters=(*chapters, table), amendment=amendment.number)
    review(world, row)
    return row


def review(world: World, row: Document) -> None:
    """Write by one person, look at by another."""
    for chapter in row.chapters.all():
        ready = journal.set_chapter_status(
            actor=world.finance, chapter=chapter, status=ChapterStatus.READY, version=chapter.version
        )
        journal.set_chapter_status(
            actor=world.colleague, chapter=ready, status=ChapterStatus.REVIEWED, version=ready.version
        )


def send(world: World, row: Document, **more: Any) -> DocumentVersion:
    """Send it as it is now."""
    return send_document(actor=world.finance, document=row, content=compose(row), on=SENT, **more)


def adopt(world: World, row: Document, actor: User | None = None) -> DocumentVersion:
    """Adopt it as it is now."""
    return adopt_document(
        actor=actor or world.board, document=row, content=compose(row), on=DECIDED, decision="Besluit 7"
    )
