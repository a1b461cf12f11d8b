"""A document as a PDF: for people and archives in one file, with its figures attached for who calculates."""

from collections.abc import Iterator
from datetime import date

from ledger.core.content import Content
from ledger.core.content_changes import Changes
from reports.documents import figures_file, page
from reports.renderers import pdf

_SHEETS = (*pdf.SHEETS, "document.css", "document-pdf.css")


def render(content: Content, seal: page.Seal | None, changes: Changes | None = None) -> bytes:
    """Return the document as PDF/A-3a and PDF/UA-1; the same content and seal give the same bytes."""
    mark = seal.mark(content) if seal else ""
    return pdf.write(page.whole(content, seal, changes, paper=True), _SHEETS, list(_attachments(content, mark)), mark)


def _attachments(content: Content, mark: str) -> Iterator[pdf.Attached]:
    """Yield the figures as files; a document without tables has none."""
    if not any(content.tables()):
        return
    made_on = date.fromisoformat(content.made_on)
    yield pdf.Attached(
        figures_file.XLSX_NAME,
        "Alle tabellen van dit document als rekenblad",
        figures_file.xlsx(content, mark),
        made_on,
    )
    yield pdf.Attached(
        figures_file.CSV_NAME, "Alle bedragen van dit document als CSV", figures_file.csv(content), made_on
    )
