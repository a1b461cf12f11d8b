"""A small document for tests: two chapters, one under the other, and a third."""

from datetime import date

from ledger import journal
from ledger.core.document import BlockInput, ChapterInput, DocumentInput, MilestoneInput
from ledger.models import Block, Chapter, Document
from tests.ledger.factories import World

PRIORITY = {"focus": ["kosten"], "goal": "Minder papier", "action": "Scannen", "progress": "Half klaar"}


def paper(slug: str = "kadernota", **more: object) -> DocumentInput:
    """A document as it would be entered."""
    values: dict[str, object] = {
        "slug": slug,
        "title": "Kadernota 2030",
        "asks_views": True,
        "milestones": (MilestoneInput("send", date(2030, 4, 29)),),
        "chapters": (
            ChapterInput("Inleiding", blocks=(BlockInput(text="Het jaar 2030."),)),
            ChapterInput(
                "Programma Burger",
                programme="burger",
                blocks=(
                    BlockInput(text="Wat er speelt."),
                    BlockInput("priority", content=PRIORITY),
                    BlockInput("table", content={"statement": "contributions", "note": "Nog niet vast"}),
                ),
            ),
            ChapterInput("Balie", level=2, blocks=(BlockInput("notes", content={"programme": "burger"}),)),
        ),
    }
    return DocumentInput(**values | more)  # type: ignore[arg-type]


def written(world: World, slug: str = "kadernota", **more: object) -> Document:
    """The document in the ledger."""
    return journal.add_document(actor=world.finance, year=world.year, document=paper(slug, **more))


def chapter(document: Document, code: str = "programma-burger") -> Chapter:
    """A chapter by its code."""
    return document.chapters.get(code=code)


def block(document: Document, kind: str = "text", code: str = "programma-burger") -> Block:
    """The first block of a kind in a chapter."""
    return Block.objects.filter(chapter__document=document, chapter__code=code, kind=kind).earliest("position")


def outline(document: Document) -> list[tuple[int, int, str]]:
    """Position, level and code of the chapters, as stored."""
    return list(document.chapters.order_by("position").values_list("position", "level", "code"))


def kinds(document: Document, code: str = "programma-burger") -> list[str]:
    """The kinds of the blocks of a chapter, in order."""
    return list(chapter(document, code).blocks.order_by("position").values_list("kind", flat=True))
