"""Look at a file that somebody adds to an order: a PDF or office file of a reasonable size, and nothing else.

A PDF with scripts, actions, files inside or a password is refused (`ledger.uploads.pdf`), and so is an office file
with macros.

What counts is the content, not what the sender says it is. Nothing is opened or unpacked to disk.
"""

import re
import unicodedata
import zipfile
import zlib
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import PurePosixPath
from typing import Final

from ledger.uploads import pdf
from ledger.uploads.archive import ENCRYPTED, MAX_UNPACKED, OLE2, is_tricky, megabytes

MAX_FILE: Final = 10 * 2**20  # bytes
MAX_NAME: Final = 120  # characters
_MAX_PARTS: Final = 2_000  # files inside an office file; a long report with pictures has some hundreds
_CHUNK: Final = 2**18
_PDF: Final = b"%PDF-"
_PDF_END: Final = b"%%EOF"
_TAIL: Final = 2048  # bytes at the end of a PDF in which its end mark stands
_OFFICE: Final = "application/vnd.openxmlformats-officedocument."
_ODF: Final = "application/vnd.oasis.opendocument."
TYPES: Final = {
    ".pdf": "application/pdf",
    ".docx": f"{_OFFICE}wordprocessingml.document",
    ".xlsx": f"{_OFFICE}spreadsheetml.sheet",
    ".odt": f"{_ODF}text",
    ".ods": f"{_ODF}spreadsheet",
}
KINDS: Final = "PDF, Word (.docx), Excel (.xlsx) of OpenDocument (.odt, .ods)"
_BEGIN: Final = b"PK\x03\x04"  # a zip may have anything in front of it, and then is two things at once
_ENTRY: Final = b"PK\x01\x02"  # begins each entry of the list of parts
_PACKED: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # what office programs write; the rest comes out at once
_ACTIVE: Final = re.compile(r"vbaproject|vbadata|macrosheets/|activex|^basic/|^scripts/", re.IGNORECASE)
_SPACES: Final = re.compile(r"\s+")


class AttachmentError(ValueError):
    """A file that is not kept; the message is a Dutch sentence."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file as it is kept: a clean name, the type that its content has, and its SHA-256."""

    name: str
    content_type: str
    digest: str
    data: bytes


def admit(data: bytes, name: str) -> Attachment:
    """Return the file as it is kept; raise AttachmentError with a Dutch sentence when it is anything else."""
    cleaned = clean_name(name)
    suffix = PurePosixPath(cleaned).suffix
    if suffix not in TYPES:
        raise AttachmentError(f"Dit soort bestand kan niet. Kies {KINDS}.")
    if not data:
        raise AttachmentError("Het bestand is leeg (0 bytes). Kies een ander bestand.")
    if len(data) > MAX_FILE:
        raise AttachmentError(f"Het bestand is {megabytes(len(data))}. Het mag hoogstens {megabytes(MAX_FILE)} zijn.")
    if suffix == ".pdf":
        if not data.startswith(_PDF) or _PDF_END not in data[-_TAIL:]:
            raise AttachmentError(_not_what_it_says(suffix))
        if sentence := pdf.objection(data):
            raise AttachmentError(sentence)
    else:
        _look_inside(data, suffix)
    return Attachment(cleaned, TYPES[suffix], sha256(data).hexdigest(), data)


def clean_name(name: str) -> str:
    """Return a file name without folders and without characters that are not seen, its ending in small letters."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    seen = "".join(" " if character.isspace() else character for character in last)
    seen = "".join(character for character in seen if unicodedata.category(character)[0] != "C")
    path = PurePosixPath(_SPACES.sub(" ", re.sub(r'[<>:"|?*%]', "_", seen)).strip(" ."))
    suffix = path.suffix.lower()
    return f"{path.stem[: MAX_NAME - len(suffix)].strip() or 'document'}{suffix}"


def _not_what_it_says(suffix: str) -> str:
    return f"De inhoud van dit bestand is niet die van een {suffix}-bestand. Sla het opnieuw op en kies dat bestand."


def _look_inside(data: bytes, suffix: str) -> None:
    """Refuse an office file that is protected, damaged, of another kind, too large unpacked, or has macros."""
    if data.startswith(OLE2):
        raise AttachmentError(
            "Het bestand heeft een wachtwoord of is in een oud formaat opgeslagen (.doc of .xls). "
            "Haal het wachtwoord weg en sla het op in het nieuwe formaat."
        )
    # The parts are counted before they are all read into memory.
    if not data.startswith(_BEGIN) or data.count(_ENTRY) > _MAX_PARTS:
        raise AttachmentError(_not_what_it_says(suffix))
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            _inspect(archive, suffix)
    except AttachmentError:
        raise
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError, RuntimeError) as error:
        raise AttachmentError(_not_what_it_says(suffix)) from error


def _inspect(archive: zipfile.ZipFile, suffix: str) -> None:
    parts = archive.infolist()
    names = [part.filename for part in parts]
    odd = any(part.compress_type not in _PACKED for part in parts)
    if odd or len(set(map(str.casefold, names))) != len(names) or any(map(is_tricky, names)):
        raise AttachmentError(_not_what_it_says(suffix))
    if any(part.flag_bits & ENCRYPTED for part in parts):
        raise AttachmentError("Het bestand heeft een wachtwoord. Haal het wachtwoord weg en sla het opnieuw op.")
    if any(_ACTIVE.search(name) for name in names):
        raise AttachmentError("Het bestand bevat macro's. Sla het op zonder macro's, of maak er een PDF van.")
    _refuse_bomb(archive)
    marks = _office_marks if suffix in (".docx", ".xlsx") else _odf_marks
    if not marks(archive, names, TYPES[suffix]):
        raise AttachmentError(_not_what_it_says(suffix))


def _refuse_bomb(archive: zipfile.ZipFile) -> None:
    """Unpack piece by piece, keeping nothing, until it is clear that it is not too much."""
    room = MAX_UNPACKED
    for part in archive.infolist():
        with archive.open(part) as stream:
            while chunk := stream.read(_CHUNK):
                room -= len(chunk)
                if room < 0:
                    raise AttachmentError(
                        f"Uitgepakt is het bestand meer dan {megabytes(MAX_UNPACKED)}. Maak het kleiner."
                    )


def _office_marks(archive: zipfile.ZipFile, names: list[str], content_type: str) -> bool:
    """Tell whether the list of contents names this kind of document, and no macros."""
    if "[Content_Types].xml" not in names:
        return False
    listed = archive.read("[Content_Types].xml")
    if b"macroEnabled" in listed:
        raise AttachmentError("Het bestand bevat macro's. Sla het op zonder macro's, of maak er een PDF van.")
    return f"{content_type}.main+xml".encode() in listed


def _odf_marks(archive: zipfile.ZipFile, names: list[str], content_type: str) -> bool:
    """Tell whether the first part, stored as it is, names this kind of document (ODF 1.2 part 3, 3.3)."""
    return names[:1] == ["mimetype"] and archive.read("mimetype") == content_type.encode() and "content.xml" in names
