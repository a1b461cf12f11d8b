"""Documents of the P&C cycle: making them, naming them, their days. Chapters and blocks have modules of their own.

A document can be worked on while it is a concept; what was sent or adopted stays as it is. A closed begrotingsjaar
does not matter: its jaarrekening is written after it.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from django.db import transaction

from ledger.core.blocks import tidy
from ledger.core.document import (
    BlockInput,
    DocumentInput,
    MilestoneInput,
    code_of,
    milestone_problems,
    name_problems,
    problems,
)
from ledger.core.text import clean
from ledger.enums import AmendmentStatus, Audience, DocumentStatus
from ledger.journal.audit import Entry, record
from ledger.journal.errors import JournalError
from ledger.models import Amendment, Block, BudgetYear, Chapter, Document, Milestone, Programme, User
from ledger.permissions import Verb, require

_BATCH = 500


def document_subject(document: Document) -> str:
    """Return how the log names a document."""
    return f"document:{document.budget_year_id}:{document.slug}"


def chapter_subject(document: Document, code: str) -> str:
    """Return how the log names a chapter."""
    return f"chapter:{document.budget_year_id}:{document.slug}:{code}"


def block_subject(document: Document, code: str, pk: int | str) -> str:
    """Return how the log names a block of the chapter with this code."""
    return f"block:{document.budget_year_id}:{document.slug}:{code}:{pk}"


def chapter_in(subject: str) -> str:
    """Return the code of the chapter out of how the log names a chapter or a block."""
    return subject.split(":")[3]


def lock_document(actor: User, document: int) -> Document:
    """Lock a document (by id) for writing in it; raises JournalError unless it is a concept."""
    require(actor, Verb.WRITE)
    row: Document | None = Document.objects.select_for_update().filter(pk=document).first()
    if row is None:
        raise JournalError("Dit document bestaat niet meer.")
    if row.status != DocumentStatus.DRAFT:
        raise JournalError(f"{row} is {row.get_status_display()}: de tekst ligt vast.")
    return row


def add_document(*, actor: User, year: BudgetYear, document: DocumentInput) -> Document:
    """Add one document to the set of a year; see `post_documents`."""
    return post_documents(actor=actor, year=year, documents=[document])[0]


@transaction.atomic
def post_documents(*, actor: User, year: BudgetYear, documents: Sequence[DocumentInput]) -> list[Document]:
    """Add documents with all their chapters and blocks, after those that the year has: all or none.

    Raises JournalError with a Dutch sentence per broken rule.
    """
    require(actor, Verb.WRITE)
    BudgetYear.objects.select_for_update().get(pk=year.pk)
    programmes = dict(Programme.objects.values_list("code", "pk"))
    taken = set(year.documents.values_list("slug", flat=True))
    sentences = []
    for document in documents:
        if document.slug in taken:
            sentences.append(f"Document {document.slug} van {year.pk} bestaat al. Kies een andere code.")
        taken.add(document.slug)
        sentences += [f"Document {document.slug}: {sentence}" for sentence in problems(document, programmes.keys())]
    if sentences:
        raise JournalError(*sentences)
    counting = year.amendments.exclude(status=AmendmentStatus.WITHDRAWN)
    amendments: dict[int, Amendment] = {row.number: row for row in counting}
    last = year.documents.order_by("-position").values_list("position", flat=True).first() or 0
    rows = [
        Document(
            budget_year=year,
            slug=document.slug,
            position=position,
            title=clean(document.title).strip(),
            subtitle=clean(document.subtitle).strip(),
            audience=document.audience,
            asks_views=document.asks_views,
            amendment=amendments.get(document.amendment) if document.amendment is not None else None,
        )
        for position, document in enumerate(documents, last + 1)
    ]
    Document.objects.bulk_create(rows)
    pairs = list(zip(rows, documents, strict=True))
    Milestone.objects.bulk_create(
        Milestone(document=row, kind=day.kind, on=day.on, note=clean(day.note))
        for row, document in pairs
        for day in document.milestones
    )
    record(actor, [*_entries(pairs), *_write_chapters(actor, pairs, programmes)])
    return rows


def _entries(pairs: Iterable[tuple[Document, DocumentInput]]) -> Iterator[Entry]:
    for row, document in pairs:
        payload = {
            "title": row.title,
            "subtitle": row.subtitle,
            "audience": row.audience,
            "asks_views": row.asks_views,
            "amendment": row.amendment.number if row.amendment else None,
        }
        yield Entry("document.added", document_subject(row), payload, row.budget_year_id)
        for day in document.milestones:
            new = {"kind": day.kind, "on": day.on.isoformat(), "note": day.note}
            yield Entry("document.milestone", document_subject(row), new, row.budget_year_id)


def _write_chapters(
    actor: User, pairs: Sequence[tuple[Document, DocumentInput]], programmes: dict[str, int]
) -> list[Entry]:
    """Write the chapters and blocks of new documents; return what the log says of them."""
    chapters: list[Chapter] = []
    blocks: list[Block] = []
    for row, document in pairs:
        taken = {chapter.code for chapter in document.chapters if chapter.code}
        for position, chapter in enumerate(document.chapters, 1):
            code = chapter.code or code_of(chapter.title, taken)
            taken.add(code)
            chapters.append(
                Chapter(
                    document=row,
                    code=code,
                    position=position,
                    level=chapter.level,
                    numbered=chapter.numbered,
                    title=clean(chapter.title).strip(),
                    programme_id=programmes[chapter.programme] if chapter.programme else None,
                    status=chapter.status,
                )
            )
            blocks += block_rows(actor, chapters[-1], chapter.blocks)
    Chapter.objects.bulk_create(chapters, batch_size=_BATCH)
    Block.objects.bulk_create(blocks, batch_size=_BATCH)
    entries = [chapter_entry(chapter) for chapter in chapters]
    return entries + [block_entry(block, block.chapter) for block in blocks]


def block_rows(actor: User, chapter: Chapter, blocks: Sequence[BlockInput], first: int = 1) -> Iterator[Block]:
    """Yield blocks of a chapter that are not stored yet, from position `first` on."""
    for position, block in enumerate(blocks, first):
        text, content = tidy(block.text, block.content)
        yield Block(chapter=chapter, position=position, kind=block.kind, text=text, content=content, changed_by=actor)


def chapter_entry(chapter: Chapter) -> Entry:
    """Return what the log says of a new chapter."""
    payload = {
        "title": chapter.title,
        "level": chapter.level,
        "numbered": chapter.numbered,
        "programme": chapter.programme.code if chapter.programme_id and chapter.programme else None,
        "status": chapter.status,
    }
    subject = chapter_subject(chapter.document, chapter.code)
    return Entry("chapter.added", subject, payload, chapter.document.budget_year_id)


def block_entry(block: Block, chapter: Chapter) -> Entry:
    """Return what the log says of a new block: its kind, and each of its fields under its own name."""
    payload = {"kind": block.kind, "text": block.text, **block.content}
    subject = block_subject(chapter.document, chapter.code, block.pk)
    return Entry("block.added", subject, payload, chapter.document.budget_year_id)


def removed_entry(block: Block, chapter: Chapter) -> Entry:
    """Return what the log says of a block that is taken out: all that it said."""
    payload = {"kind": block.kind, "old_text": block.text}
    payload |= {f"old_{name}": value for name, value in block.content.items()}
    subject = block_subject(chapter.document, chapter.code, block.pk)
    return Entry("block.removed", subject, payload, chapter.document.budget_year_id)


@transaction.atomic
def rename_document(*, actor: User, document: Document, title: str, subtitle: str) -> Document:
    """Give a document another titel and ondertitel."""
    row = lock_document(actor, document.pk)
    wrong = list(name_problems(title, subtitle))
    if wrong:
        raise JournalError(*wrong)
    payload = {"old_title": row.title, "old_subtitle": row.subtitle}
    row.title, row.subtitle = clean(title).strip(), clean(subtitle).strip()
    row.save(update_fields=["title", "subtitle"])
    payload |= {"title": row.title, "subtitle": row.subtitle}
    record(actor, [Entry("document.renamed", document_subject(row), payload, row.budget_year_id)])
    return row


@transaction.atomic
def address_document(*, actor: User, document: Document, audience: str, asks_views: bool) -> Document:
    """Tell for whom a document is, and whether the raden are asked for a zienswijze; only before it was ever sent."""
    row = lock_document(actor, document.pk)
    if audience not in Audience.values:
        raise JournalError("Kies voor wie het document is.")
    payload = {"old_audience": row.audience, "old_asks_views": row.asks_views}
    if (row.audience, row.asks_views) == (audience, asks_views):
        return row
    if row.versions.exists():
        raise JournalError(
            f"{row} is al eens verzonden. Voor wie het is en of een zienswijze wordt gevraagd, ligt vast."
        )
    if asks_views and audience == Audience.BOARD:
        raise JournalError("Een document voor het bestuur gaat niet naar de raden: er kan geen zienswijze op komen.")
    row.audience, row.asks_views = audience, asks_views
    row.save(update_fields=["audience", "asks_views"])
    payload |= {"audience": audience, "asks_views": asks_views}
    record(actor, [Entry("document.addressed", document_subject(row), payload, row.budget_year_id)])
    return row


@transaction.atomic
def carry_amendment(*, actor: User, document: Document, amendment: Amendment | None) -> Document:
    """Tell which wijziging a document carries: its tables are those up to and including that one."""
    row = lock_document(actor, document.pk)
    if amendment and (amendment.budget_year_id != row.budget_year_id or amendment.status == AmendmentStatus.WITHDRAWN):
        raise JournalError(f"{amendment} is geen wijziging van {row.budget_year_id} die meetelt. Kies een andere.")
    payload = {"old_amendment": row.amendment.number if row.amendment else None}
    row.amendment = amendment
    row.save(update_fields=["amendment"])
    payload |= {"amendment": amendment.number if amendment else None}
    record(actor, [Entry("document.carries", document_subject(row), payload, row.budget_year_id)])
    return row


@transaction.atomic
def set_milestone(*, actor: User, document: Document, kind: str, on: date | None, note: str = "") -> Milestone | None:
    """Put a day of a document in the P&C calendar, or without a date take it out.

    Also after the document was sent: the decision and the sending to the provincie come later than the text.
    """
    require(actor, Verb.WRITE)
    row = Document.objects.select_for_update().get(pk=document.pk)
    wrong = list(milestone_problems([MilestoneInput(kind, on or date.max, note)]))
    if wrong:
        raise JournalError(*wrong)
    current: Milestone | None = row.milestones.filter(kind=kind).first()
    old = (current.on.isoformat(), current.note) if current else (None, "")
    new = (on.isoformat() if on else None, clean(note).strip() if on else "")
    if old == new:
        return current
    if on is None:
        row.milestones.filter(kind=kind).delete()
    else:
        current, _ = row.milestones.update_or_create(kind=kind, defaults={"on": on, "note": new[1]})
    payload = {"kind": kind, "on": new[0], "note": new[1], "old_on": old[0], "old_note": old[1]}
    record(actor, [Entry("document.milestone", document_subject(row), payload, row.budget_year_id)])
    return current if on else None
