"""Whether a file is what was sealed: by its bytes, by the mark inside it, and by making it again."""

import re
import zipfile
from dataclasses import dataclass
from datetime import date
from enum import Enum
from hashlib import sha256
from io import BytesIO

from ledger.checks.sealed import damage
from ledger.core.days import in_words
from ledger.enums import FileFormat, VersionKind
from ledger.models import DocumentVersion, Municipality, SealedFile
from reports.documents.files import make
from reports.documents.package import METADATA

_MOST = 100_000  # bytes of the part of a zip file that names its digest
_DIGEST = re.compile(rb"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")
_PARTS = {"docProps/core.xml": FileFormat.XLSX, METADATA: FileFormat.PACKAGE}  # where a zip file names its digest


class Verdict(Enum):
    """What can be said of a file."""

    GENUINE = "echt"
    ALTERED = "gewijzigd"
    UNKNOWN = "onbekend"
    DAMAGED = "administratie beschadigd"


@dataclass(frozen=True, slots=True)
class Finding:
    """The verdict and a Dutch sentence that says why."""

    verdict: Verdict
    sentence: str


def verify(data: bytes) -> Finding:
    """Tell of any file whether it is one that was sealed here, unchanged."""
    kept = SealedFile.objects.filter(digest=sha256(data).hexdigest()).select_related("version__document").first()
    version = kept.version if kept else _named(data)
    if version is None:
        return Finding(Verdict.UNKNOWN, "Dit bestand noemt geen document dat in deze administratie is vastgelegd.")
    if wrong := damage(version):
        return Finding(Verdict.DAMAGED, wrong)
    if kept or _made_again(version, data):
        return Finding(Verdict.GENUINE, f"Dit bestand is echt: {_label(version)}.")
    return Finding(
        Verdict.ALTERED, f"Dit bestand noemt {_label(version)}, maar de inhoud is niet die welke is vastgelegd."
    )


def _label(version: DocumentVersion) -> str:
    kind = VersionKind(version.kind).label
    day = in_words(date.fromisoformat(version.content["on"]))
    title, year = version.document.title, str(version.document.budget_year_id)
    name = title if year in title else f"{title} {year}"
    return f"{name}, versie {version.number}, {kind} op {day}"


def _named(data: bytes) -> DocumentVersion | None:
    """Return the sealed version that a file names: its digest stands in the file."""
    form = _form(data)
    text = data
    if form in _PARTS.values():
        name = next(part for part, of in _PARTS.items() if of is form)
        with zipfile.ZipFile(BytesIO(data)) as archive, archive.open(name) as part:
            text = part.read(_MOST)
    found = {match.decode() for match in _DIGEST.findall(text)}
    version: DocumentVersion | None = (
        DocumentVersion.objects.filter(digest__in=sorted(found)[:500]).select_related("document__amendment").first()
    )
    return version


def _form(data: bytes) -> FileFormat:
    """Return what kind of file it is; what is nothing else is looked at as a web page."""
    if data[:4] == b"%PDF":
        return FileFormat.PDF
    if data[:4] == b"PK\x03\x04" and zipfile.is_zipfile(BytesIO(data)):
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = set(archive.namelist())
        return next((form for part, form in _PARTS.items() if part in names), FileFormat.HTML)
    return FileFormat.HTML


def _made_again(version: DocumentVersion, data: bytes) -> bool:
    """Tell whether making the file again from what was frozen gives these bytes, for all or for one gemeente."""
    return any(
        make(version.document, version, municipality, _form(data)).data == data
        for municipality in (None, *Municipality.objects.all())
    )
