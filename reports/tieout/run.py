"""From the database to the report."""

from collections.abc import Mapping, Sequence

from django.db.models import Q

from ledger.core.book import Book
from ledger.queries import load_book, load_effects
from reports.catalogue import CATALOGUE
from reports.tieout.causes import Causes, Finding
from reports.tieout.prose import Prose, Remark
from reports.tieout.published import PublishedTable
from reports.tieout.reading import described_mutations, published_paragraphs, published_tables
from reports.tieout.relations import Document
from reports.tieout.report import TEXTS, Cause, Compared, Difference, Report
from reports.tieout.sheets import Ref, Sheet, lay_out, layout_of
from reports.tieout.vectors import Effects, Space
from reports.tieout.wording import Wording


def tie_out(year: int, *, visible: Q | None = None) -> Report:
    """Return the aansluitcontrole of a year; raises UnknownYearError when there is no such year.

    `visible` narrows the wijzigingen to what the reader may see, as for any table.
    """
    tables = [table for table in published_tables(year) if table.slug in CATALOGUE]
    books = {
        through: load_book(year, through, visible=visible, with_mutations=True)
        for through in sorted({table.through for table in tables})
    }
    book = books[max(books)] if books else load_book(year, visible=visible, with_mutations=True)
    effects = load_effects(book)
    document = document_of(tables, books, book, effects)
    prose = Prose(
        published_paragraphs(year),
        described_mutations(book, effects),
        {programme.code: programme.name for programme in book.programmes},
        book.through,
    )
    return report(year, document, prose)


def document_of(tables: Sequence[PublishedTable], books: Mapping[int, Book], book: Book, effects: Effects) -> Document:
    """Lay published tables next to the recomputed ones; `books` by wijziging, `book` the last of them."""
    layouts = [layout_of(books[table.through], table) for table in tables]
    space = Space(book, effects, layouts)
    pairs = zip(tables, layouts, strict=True)
    return Document([lay_out(books[table.through], table, layout, space) for table, layout in pairs], space)


def report(year: int, document: Document, prose: Prose) -> Report:
    """Return the report of a document and its texts."""
    causes = Causes(document)
    findings = causes.find()
    numbers = {ref: number for number, ref in enumerate(causes.deviating, start=1)}
    wording = Wording(causes)
    differences = [_difference(ref, findings, numbers, wording) for ref in causes.deviating]
    remarks = prose.remarks()
    differences += [_of_text(remark, len(differences) + index) for index, remark in enumerate(remarks, start=1)]
    compared = [_compared(sheet, causes) for sheet in document.sheets.values()]
    if prose.checked:
        compared.append(Compared(TEXTS, "", "Verwijzingen en bedragen in de teksten", prose.checked, len(remarks)))
    broken = sum(not document.holds(relation) for relation in document.relations)
    return Report(year, tuple(differences), tuple(compared), len(document.relations), broken)


def _difference(ref: Ref, findings: Mapping[Ref, Finding], numbers: Mapping[Ref, int], wording: Wording) -> Difference:
    cell = wording.document.cells[ref]
    finding = findings[ref]
    nothing = cell.text is None or not cell.readable
    return Difference(
        number=numbers[ref],
        place=wording.place(ref),
        unit=wording.document.sheets[ref.table].layout.unit.name,
        published=None if nothing else cell.value,
        expected=cell.shown,
        difference=None if not cell.readable else cell.value - cell.expected,
        cause=finding.cause,
        explanation=wording.explain(ref),
        proofs=wording.proofs(ref),
        related=wording.related(ref),
        root=_root(ref, findings, numbers),
    )


def _root(ref: Ref, findings: Mapping[Ref, Finding], numbers: Mapping[Ref, int]) -> int | None:
    """Return the difference at the beginning of the chain that a figure follows from."""
    seen = {ref}
    while roots := [root for root in findings[ref].roots if root not in seen]:
        ref = roots[0]
        seen.add(ref)
    return numbers[ref] if len(seen) > 1 else None


def _of_text(remark: Remark, number: int) -> Difference:
    amounts = remark.cause is Cause.WRONG_AMOUNT and remark.published is not None and remark.expected is not None
    return Difference(
        number=number,
        place=remark.place,
        unit=remark.unit,
        published=remark.published,
        expected=remark.expected,
        difference=(remark.published or 0) - (remark.expected or 0) if amounts else None,
        cause=remark.cause,
        explanation=remark.explanation,
        proofs=remark.proofs,
        related=remark.related,
    )


def _compared(sheet: Sheet, causes: Causes) -> Compared:
    """Count the cells that were printed, and those that should have been."""
    differing = {ref for ref in causes.deviating if ref.table == sheet.name}
    printed = {ref for ref, cell in sheet.cells.items() if cell.text is not None}
    return Compared(sheet.layout.slug, sheet.paragraph, sheet.layout.title, len(printed | differing), len(differing))
