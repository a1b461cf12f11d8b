"""The files of a document: which form, under what name, made of a concept or of a sealed version."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.utils.text import slugify

from ledger.core.content import Content
from ledger.core.content_changes import Changes
from ledger.core.days import in_words
from ledger.enums import FileFormat, VersionKind
from ledger.journal.sealing import keep_file
from ledger.models import Document, DocumentVersion, Municipality, User
from reports.documents import figures_file, package, page, pdf
from reports.documents.compose import compose
from reports.documents.extract import extract
from reports.documents.page import Seal

CONTENT_TYPES = {
    FileFormat.PDF: "application/pdf",
    FileFormat.HTML: "text/html; charset=utf-8",
    FileFormat.PACKAGE: "application/zip",
    FileFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_MAKERS: dict[FileFormat, Callable[[Content, Seal | None, Changes | None], bytes]] = {
    FileFormat.PDF: pdf.render,
    FileFormat.HTML: page.twin,
    FileFormat.PACKAGE: package.render,
    FileFormat.XLSX: lambda content, seal, _changes: figures_file.xlsx(content, seal.mark(content) if seal else ""),
}


@dataclass(frozen=True, slots=True)
class Made:
    """A file that was made."""

    name: str
    data: bytes


def content_of(
    document: Document, version: DocumentVersion | None, municipality: Municipality | None = None
) -> Content:
    """Return what a sealed version says, or without one what the document says now; for one gemeente when asked."""
    content = Content.of(version.content) if version else compose(document)
    return extract(content, municipality.code, municipality.name) if municipality else content


def seal_of(version: DocumentVersion | None) -> Seal | None:
    """Return what proves a version."""
    if version is None:
        return None
    label = VersionKind(version.kind).label
    return Seal(label, version.number, date.fromisoformat(version.content["on"]), version.digest)


def make(
    document: Document, version: DocumentVersion | None, municipality: Municipality | None, form: FileFormat
) -> Made:
    """Make a file; the same sealed version gives the same bytes."""
    content = content_of(document, version, municipality)
    data = _MAKERS[form](content, seal_of(version), changes_before(document, version, municipality))
    return Made(file_name(document, version, municipality, form), data)


def kept_or_made(actor: User, version: DocumentVersion, municipality: Municipality | None, form: FileFormat) -> Made:
    """Return the file that was made of a sealed version before; the first time it is made and kept.

    So whatever went out is known by its bytes, also when the application lays out pages differently by then.
    """
    kept = version.files.filter(municipality=municipality, format=form).first()
    if kept is None:
        made = make(version.document, version, municipality, form)
        kept = keep_file(
            actor=actor, version=version, municipality=municipality, form=form, made=(made.name, made.data)
        )
    return Made(kept.name, bytes(kept.data))


def changes_before(
    document: Document, version: DocumentVersion | None, municipality: Municipality | None = None
) -> Changes | None:
    """Return what changed since the version that was sealed before this one (None: there is none before it)."""
    if version is None or version.number == 1:
        return None
    earlier = document.versions.get(number=version.number - 1)
    return changes_between(document, earlier, version, municipality)


def changes_between(
    document: Document,
    earlier: DocumentVersion,
    later: DocumentVersion | None,
    municipality: Municipality | None = None,
) -> Changes:
    """Return what changed from a sealed version to another, or to the concept (None)."""
    before, after = (content_of(document, version, municipality) for version in (earlier, later))
    seal = seal_of(earlier)
    since = f"versie {earlier.number}, {seal.label} {in_words(seal.on)}" if seal else ""
    return Changes.between(before, after, since)


def file_name(
    document: Document, version: DocumentVersion | None, municipality: Municipality | None, form: FileFormat
) -> str:
    """Return the name of a file: `voortgang-2-2024-diemen-versie-1.pdf`."""
    words = [document.slug, str(document.budget_year_id), municipality.code if municipality else ""]
    words.append(f"versie-{version.number}" if version else "concept")
    return f"{slugify('-'.join(filter(None, words)))}.{form.value}"
