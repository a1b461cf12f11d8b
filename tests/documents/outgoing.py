"""A document that is ready to go out: written, reviewed by a second person, sent and adopted."""

from datetime import date

from ledger import journal
from ledger.core.document import BlockInput, ChapterInput
from ledger.enums import ChapterStatus
from ledger.journal.sealing import adopt_document, send_document
from reports.documents.compose import compose
from tests.documents.papers import written
from tests.ledger.factories import YEAR

SENT, DECIDED = date(YEAR, 3, 1), date(YEAR, 6, 1)


def text(words, code="inleiding", **more):
    return ChapterInput(code.capitalize(), code=code, blocks=(BlockInput(text=words),), **more)


def report(world, amendment, *chapters):
    table = ChapterInput(
        "Bijdragen", code="bijdragen", blocks=(BlockInput("table", content={"statement": "contributions"}),)
    )
    row = written(world, "wijziging-1", title="1e wijziging", chapters=(*chapters, table), amendment=amendment.number)
    review(world, row)
    return row


def review(world, row):
    for chapter in row.chapters.all():
        ready = journal.set_chapter_status(
            actor=world.finance, chapter=chapter, status=ChapterStatus.READY, version=chapter.version
        )
        journal.set_chapter_status(
            actor=world.colleague, chapter=ready, status=ChapterStatus.REVIEWED, version=ready.version
        )


def send(world, row, **more):
    return send_document(actor=world.finance, document=row, content=compose(row), on=SENT, **more)


def adopt(world, row, actor=None):
    return adopt_document(
        actor=actor or world.board, document=row, content=compose(row), on=DECIDED, decision="Besluit 7"
    )
