"""Whether a file is what was sealed: by its bytes, or by the mark inside it and by making that one file again."""

import json
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum
from hashlib import sha256
from io import BytesIO

from ledger.checks.sealed import damage, is_logged
from ledger.core.days import in_words
from ledger.enums import FileFormat, VersionKind
from ledger.models import DocumentVersion, Municipality, SealedFile
from reports.documents.files import make
from reports.documents.package import METADATA

_MOST = 200_000  # bytes of the part of a zip file that names what it is
_MARK = re.compile(rb"(?<![0-9a-f])([0-9a-f]{64})(?![0-9a-f])(?::([-a-zA-Z0-9_]+))?")  # see `page.Seal.mark`
_PARTS = {"docProps/core.xml": FileFormat.XLSX, METADATA: FileFormat.PACKAGE}  # where a zip file names what it is


class Verdict(Enum):
    """What can be said of a file; the value is the heading of the page that says it."""

    GENUINE = "Dit bestand is echt"
    ALTERED = "Dit bestand is niet wat is vastgelegd"
    UNKNOWN = "Dit bestand is hier niet bekend"
    DAMAGED = "De administratie is aangetast"


@dataclass(frozen=True, slots=True)
class Finding:
    """The verdict and a Dutch sentence that says why and what to do."""

    verdict: Verdict
    sentence: str

    @property
    def tone(self) -> str:
        """How loud it is said: a file from elsewhere is no alarm."""
        return {Verdict.GENUINE: "good", Verdict.UNKNOWN: "warning"}.get(self.verdict, "bad")


@dataclass(frozen=True, slots=True)
class _Named:
    """What a file says of itself: the sealed version, and of an uittreksel the gemeente (empty: the whole)."""

    version: DocumentVersion
    code: str


def verify(data: bytes) -> Finding:
    """Tell of any file whether it is one that was sealed here, unchanged.

    A file that went out is known by its bytes, and so is what differs from it. Only when no such file of the version
    that it names went out, that one is made again.
    """
    digest = sha256(data).hexdigest()
    files = SealedFile.objects.select_related("version__document", "municipality").defer("data")
    if kept := files.filter(digest=digest).first() or _package_with(digest):
        wrong = damage(kept.version) or _planted(kept)
        return Finding(Verdict.DAMAGED, wrong) if wrong else _genuine(kept.version, kept.municipality)
    form = _form(data)
    named = _named(data, form)
    if named is None:
        return Finding(Verdict.UNKNOWN, _UNKNOWN)
    if wrong := damage(named.version):
        return Finding(Verdict.DAMAGED, wrong)
    municipality = Municipality.objects.filter(code=named.code).first() if named.code else None
    known = municipality is not None or not named.code
    if known and not _went_out(named.version, municipality, form) and _made(named.version, municipality, form) == data:
        return _genuine(named.version, municipality)
    return Finding(Verdict.ALTERED, _ALTERED.format(_label(named.version, municipality)))


_UNKNOWN = (
    "Dit bestand noemt geen document dat in deze administratie is vastgelegd. Misschien is het een concept, is het "
    "ergens anders gemaakt, of heeft een ander programma het opnieuw opgeslagen."
)
_ALTERED = (
    "Dit bestand noemt {}, maar is niet het bestand dat daarvan is gemaakt. Het is gewijzigd, of opnieuw opgeslagen "
    "(dat doet Excel ook als u niets verandert). Haal het opnieuw op bij het document."
)


def _genuine(version: DocumentVersion, municipality: Municipality | None) -> Finding:
    return Finding(Verdict.GENUINE, f"Dit bestand is echt: {_label(version, municipality)}.")


def _planted(kept: SealedFile) -> str:
    """Return what is wrong with a kept file that the log does not know."""
    return "" if is_logged(kept) else f"Het logboek kent bestand {kept.name} niet: de administratie is aangetast."


def _went_out(version: DocumentVersion, municipality: Municipality | None, form: FileFormat) -> bool:
    """Tell whether this file of a version was made before: then every one that is genuine has those bytes."""
    kept = version.files.filter(municipality=municipality, format=form).defer("data").first()
    return kept is not None and is_logged(kept)


def _made(version: DocumentVersion, municipality: Municipality | None, form: FileFormat) -> bytes | None:
    try:
        return make(version.document, version, municipality, form).data
    except LookupError:  # a document without tables has no workbook
        return None


def _label(version: DocumentVersion, municipality: Municipality | None) -> str:
    kind = VersionKind(version.kind).label
    day = in_words(date.fromisoformat(version.content["on"]))
    title, year = version.document.title, str(version.document.budget_year_id)
    name = title if year in title else f"{title} {year}"
    part = f", uittreksel voor {municipality.name}" if municipality else ""
    return f"{name}, versie {version.number}, {kind} op {day}{part}"


def _named(data: bytes, form: FileFormat) -> _Named | None:
    """Return what a file says that it is; None when it names nothing that was sealed here."""
    marks = dict(_marks(data, form))
    versions = DocumentVersion.objects.filter(digest__in=sorted(marks)[:500]).select_related("document__amendment")
    version: DocumentVersion | None = versions.first()
    return _Named(version, marks[version.digest]) if version else None


def _marks(data: bytes, form: FileFormat) -> Iterator[tuple[str, str]]:
    """Yield every digest in a file with the gemeente it is of; the one with a gemeente comes last."""
    if form is FileFormat.PACKAGE:
        yield from _package_marks(data)
        return
    text = _part(data, "docProps/core.xml") if form is FileFormat.XLSX else data
    found = {(digest.decode(), code.decode()) for digest, code in _MARK.findall(text)}
    yield from sorted(found)


def _package_marks(data: bytes) -> Iterator[tuple[str, str]]:
    values = _metadata(data)
    digest, code = values.get("kenmerk_inhoud"), values.get("gemeente") or ""
    if isinstance(digest, str) and isinstance(code, str):
        yield digest, code


def _metadata(data: bytes) -> dict[str, object]:
    """Return what a package says of itself; nothing when that cannot be read."""
    try:
        values = json.loads(_part(data, METADATA))
    except ValueError:
        return {}
    return values if isinstance(values, dict) else {}


def _part(data: bytes, name: str) -> bytes:
    """Return the beginning of a part of a zip file; nothing when it is broken or locked."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive, archive.open(name) as part:
            return part.read(_MOST)
    except (zipfile.BadZipFile, KeyError, RuntimeError, NotImplementedError, OSError, EOFError, zlib.error):
        return b""


def _package_with(digest: str) -> SealedFile | None:
    """Return the package that was kept with a file of this digest in it: the loose figures name nothing."""
    packages = SealedFile.objects.filter(format=FileFormat.PACKAGE).select_related("version__document", "municipality")
    for package in packages.iterator(10):
        listed = _metadata(bytes(package.data)).get("bestanden")
        if isinstance(listed, list) and any(entry.get("sha256") == digest for entry in listed):
            return package
    return None


def _form(data: bytes) -> FileFormat:
    """Return what kind of file it is; what is nothing else is looked at as a web page."""
    if data[:4] == b"%PDF":
        return FileFormat.PDF
    if data[:4] == b"PK\x03\x04" and zipfile.is_zipfile(BytesIO(data)):
        try:
            with zipfile.ZipFile(BytesIO(data)) as archive:
                names = set(archive.namelist())
        except zipfile.BadZipFile:
            return FileFormat.HTML
        return next((form for part, form in _PARTS.items() if part in names), FileFormat.HTML)
    return FileFormat.HTML
