"""The set of documents of a begrotingsjaar: as an earlier year had it, or the standard structure."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import yaml
from django.conf import settings
from django.db import transaction
from django.db.models import Prefetch

from ledger.core.document import BlockInput, ChapterInput, DocumentInput, MilestoneInput
from ledger.core.document_source import DocumentReader
from ledger.core.next_year import next_year
from ledger.journal.documents import post_documents
from ledger.journal.errors import JournalError
from ledger.models import Block, BudgetYear, Chapter, Document, Programme, User
from ledger.permissions import Verb, require

_STANDARD = "fixtures/reference/documenten.yaml"
_LEAP_DAY = (2, 29)


@transaction.atomic
def open_cycle(*, actor: User, year: int, like: int | None = None) -> list[Document]:
    """Make the documents that a year lacks with the structure of year `like`, or the standard one; without their texts.

    Tables, charts and toelichtingen are kept, and speerpunten without how far they are; see `ledger.core.next_year`.
    Raises JournalError when nothing is lacking, or when there is nothing to copy.
    """
    require(actor, Verb.WRITE)
    row = BudgetYear.objects.select_for_update().filter(pk=year).first()
    if row is None:
        raise JournalError(f"Begrotingsjaar {year} bestaat niet. Maak het eerst aan.")
    documents = standard(year) if like is None else list(_copied(like, year))
    if not documents:
        raise JournalError(f"Begrotingsjaar {like} heeft geen documenten. Kies een ander jaar of de standaard.")
    there = set(row.documents.values_list("slug", flat=True))
    lacking = [document for document in documents if document.slug not in there]
    if not lacking:
        raise JournalError(f"Begrotingsjaar {year} heeft al deze documenten al. U kunt ze bewerken.")
    return post_documents(actor=actor, year=row, documents=lacking)


def standard(year: int) -> list[DocumentInput]:
    """Return the documents of the standard structure (`fixtures/reference/documenten.yaml`) for a year, in order."""
    path: Path = settings.BASE_DIR / _STANDARD
    programmes = list(Programme.objects.filter(parent__isnull=True).values_list("code", "name"))
    reader = DocumentReader(year, programmes)
    templates = yaml.safe_load(path.read_text(encoding="utf-8"))["documenten"]
    sources = [reader.read(path.name, fields) for fields in templates]
    if reader.wrong:
        raise JournalError(*(f"{where}: {sentence}" for where, sentence in reader.wrong))
    return [source.document for source in sources if source is not None]


def _copied(like: int, year: int) -> Iterator[DocumentInput]:
    """Yield the documents of an earlier year, with the days as many years later."""
    blocks = Prefetch("blocks", Block.objects.order_by("position", "pk"))
    chapters = Prefetch("chapters", Chapter.objects.select_related("programme").prefetch_related(blocks))
    rows = Document.objects.filter(budget_year=like).select_related("amendment")
    for row in rows.prefetch_related(chapters, "milestones").order_by("position"):
        yield DocumentInput(
            slug=row.slug,
            title=row.title.replace(str(like), str(year)),
            subtitle=row.subtitle.replace(str(like), str(year)),
            audience=row.audience,
            asks_views=row.asks_views,
            amendment=row.amendment.number if row.amendment else None,
            milestones=tuple(
                MilestoneInput(day.kind, _later(day.on, year - like), day.note) for day in row.milestones.all()
            ),
            chapters=next_year([_stored(chapter) for chapter in row.chapters.all()], like, year),
        )


def _later(day: date, years: int) -> date:
    if (day.month, day.day) == _LEAP_DAY:
        day = day.replace(day=28)
    return day.replace(year=day.year + years)


def _stored(chapter: Chapter) -> ChapterInput:
    return ChapterInput(
        title=chapter.title,
        level=chapter.level,
        numbered=chapter.numbered,
        code=chapter.code,
        programme=chapter.programme.code if chapter.programme else None,
        blocks=tuple(BlockInput(block.kind, content=block.content) for block in chapter.blocks.all()),
    )
