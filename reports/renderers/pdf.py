"""A table as a PDF for people and archives: PDF/A-3a and PDF/UA-1 in one file, tagged, in Dutch, with its fonts.

The same table and context give the same bytes. Making one takes seconds for a long table: not in a request.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from django.contrib.staticfiles import finders
from django.core.exceptions import SuspiciousFileOperation
from django.utils.safestring import SafeString

from reports.renderers import html
from reports.renderers.archives import moment
from reports.renderers.context import Context
from reports.renderers.grid import Grid
from reports.renderers.measure import parts, widths
from reports.table import Table

if TYPE_CHECKING:
    from weasyprint.urls import URLFetcher


@dataclass(frozen=True, slots=True)
class Attached:
    """A file inside a PDF: the figures for who wants to calculate with them."""

    name: str
    description: str
    data: bytes
    made_on: date


_STATIC = "https://static.invalid/"  # stands for our own static files; .invalid is no one's name (RFC 2606)
_PORTRAIT, _LANDSCAPE = 112, 168  # characters that fit beside each other


def render(source: Table, context: Context) -> bytes:
    """Return the table as a PDF; one that is too wide for a page is cut in parts that each repeat the row names."""
    css = "duo-print--landscape" if is_wide(source) else ""
    return write(html.page(on_paper(source, context, "tabel"), source, context, css=css))


def is_wide(source: Table, standing: int = _PORTRAIT) -> bool:
    """Tell whether a table needs a page on its side; `standing` is how many characters fit on one that stands."""
    return widths(Grid.of(source)).total > standing


def on_paper(source: Table, context: Context, identifier: str, standing: int = _PORTRAIT) -> list[SafeString]:
    """Return a table as the tables that fit a page, which lies on its side where one that stands is too narrow."""
    capacity = _LANDSCAPE if is_wide(source, standing) else standing
    grids = [Grid(source, columns) for columns in parts(Grid.of(source), capacity)]
    grids = grids or [Grid.of(source)]
    return [
        html.table(
            source,
            context,
            grid=grid,
            part=f"deel {number} van {len(grids)}" if len(grids) > 1 else "",
            identifier=f"{identifier}-{number}",
            on_paper=True,
        )
        for number, grid in enumerate(grids, start=1)
    ]


SHEETS = ("table.css", "print.css", "pdf.css")


def write(
    document: str, sheets: Sequence[str] = SHEETS, attachments: Sequence[Attached] = (), identifier: str = ""
) -> bytes:
    """Return a document of ours as a tagged PDF. Only our own static files are read, nothing else.

    `sheets` are names of our own stylesheets; `attachments` are files that go inside (PDF/A-3); `identifier` is
    the name of the file in its own trailer, which can be read without a PDF reader.
    """
    from weasyprint import CSS, HTML, Attachment  # noqa: PLC0415 - takes a second to load, and only a PDF needs it
    from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415

    from reports.renderers import tagging  # noqa: PLC0415

    fetcher = own_files_only()
    fonts = FontConfiguration()
    base = f"{_STATIC}duoplus/"
    styles = [
        CSS(string=html.stylesheet(name), base_url=base, url_fetcher=fetcher, font_config=fonts) for name in sheets
    ]
    files = [
        Attachment(
            string=attached.data,
            name=attached.name,
            description=attached.description,
            created=moment(attached.made_on),
            modified=moment(attached.made_on),
            relationship="Source",
        )
        for attached in attachments
    ]
    result: bytes = HTML(string=document, base_url=base, url_fetcher=fetcher).write_pdf(
        stylesheets=styles,
        font_config=fonts,
        pdf_variant="pdf/a-3a",
        finisher=tagging.finish,
        attachments=files,
        pdf_identifier=identifier.encode() or None,
    )
    return result


def own_files_only() -> "URLFetcher":
    """Return a fetcher that reads our own static files and refuses every other address."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse  # noqa: PLC0415

    class OwnFiles(URLFetcher):  # type: ignore[misc]  # WeasyPrint has no types
        def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:  # noqa: ARG002 - the name is WeasyPrint's
            return URLFetcherResponse(url, _own_file(url))

    return OwnFiles()


def _own_file(url: str) -> bytes:
    """Return a static file; Django's finders look nowhere outside the folders of the static files."""
    try:
        path = finders.find(unquote(url.removeprefix(_STATIC))) if url.startswith(_STATIC) else None
    except SuspiciousFileOperation:
        path = None
    if not isinstance(path, str) or not Path(path).is_file():
        raise ValueError("only the static files of the application can be used in a PDF")
    return Path(path).read_bytes()
