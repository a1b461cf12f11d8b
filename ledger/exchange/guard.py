"""Look at an uploaded file before any parser does: is it an Excel workbook of a reasonable size, and nothing else?"""

import re
import zipfile
import zlib
from io import BytesIO
from pathlib import PurePosixPath
from typing import IO, BinaryIO, Final

from ledger.exchange.rows import Complaint, RefusedError
from ledger.uploads.archive import ENCRYPTED, MAX_UNPACKED, OLE2, is_tricky, megabytes

MAX_FILE: Final = 25 * 2**20  # bytes as they arrive
MAX_PARTS: Final = 300  # files inside the workbook; a full one of ours has about 30
_CHUNK: Final = 2**18
_OVERLAP: Final = 16  # so that a mark on the border of two chunks is seen

_ENTRY: Final = b"PK\x01\x02"  # begins each entry of the list of parts
_PACKED: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # what Excel writes; others cannot be unpacked in pieces
_ACTIVE: Final = re.compile(r"vbaproject|macrosheets/|externallinks/|activex/|embeddings/", re.IGNORECASE)
_FORMULA: Final = re.compile(rb"<(?:\w{1,8}:)?f[\s>/]")
_UTF16: Final = (b"\xff\xfe", b"\xfe\xff")  # would hide the marks below
_AGAIN: Final = "Open het in Excel, sla het opnieuw op en probeer het nog eens."
_DOCTYPE: Final = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


def admit(stream: BinaryIO, name: str) -> tuple[bytes, bool]:
    """Return the bytes of a workbook and whether its sheets have formulas; raise RefusedError if it is anything else.

    Nothing is unpacked to disk, and unpacking stops as soon as there is too much of it.
    """
    where = f"bestand {name}"
    data = stream.read(MAX_FILE + 1)
    if len(data) > MAX_FILE:
        size = stream.seek(0, 2) if stream.seekable() else len(data)
        raise _refused(
            where,
            f"Het bestand is {megabytes(size)}. Een werkboek mag hoogstens {MAX_FILE // 2**20} MB zijn. "
            "Haal plaatjes en lege rijen weg, of lever de jaren in aparte werkboeken aan.",
        )
    if not data:
        raise _refused(where, "Het bestand is leeg (0 bytes). Kies een ander bestand.")
    if data.startswith(OLE2):
        raise _refused(
            where,
            "Het bestand heeft een wachtwoord of is in het oude formaat .xls opgeslagen. "
            "Haal het wachtwoord weg en sla het op als Excel-werkmap (.xlsx).",
        )
    if (parts := data.count(_ENTRY)) > MAX_PARTS:  # before they are all read into memory
        raise _refused(where, _too_many(parts))
    if not zipfile.is_zipfile(BytesIO(data)):
        raise _refused(
            where, "Dit is geen Excel-werkboek. Sla het bestand op als Excel-werkmap (.xlsx) en kies dat bestand."
        )
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            return data, _look_inside(archive, where)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError) as error:
        if isinstance(error, RefusedError):
            raise
        raise _refused(where, f"Het bestand is beschadigd. {_AGAIN}") from error


def _too_many(parts: int) -> str:
    return f"Het bestand bestaat uit {parts} delen; dat mogen er hoogstens {MAX_PARTS} zijn. {_AGAIN}"


def _refused(where: str, sentence: str) -> RefusedError:
    return RefusedError(Complaint(where, sentence))


def _look_inside(archive: zipfile.ZipFile, where: str) -> bool:
    """Raise RefusedError for what does not belong in a workbook; return whether a sheet has formulas."""
    parts = archive.infolist()
    if sentence := _wrong_with(parts):
        raise _refused(where, sentence)
    room, formulas = MAX_UNPACKED, False
    for part in parts:
        with archive.open(part) as stream:
            size, found = _scan(stream, part.filename, room, where)
        room -= size
        formulas = formulas or found
    return formulas


def _wrong_with(parts: list[zipfile.ZipInfo]) -> str | None:
    """Return what the list of parts tells already, as a Dutch sentence."""
    names = [part.filename for part in parts]
    if len(parts) > MAX_PARTS:
        return _too_many(len(parts))
    if len(set(map(str.casefold, names))) != len(names) or any(is_tricky(name) for name in names):
        return f"De inhoud van het bestand klopt niet met die van een Excel-werkboek. {_AGAIN}"
    if sentence := _wrong_with_packing(parts):
        return sentence
    if "xl/workbook.xml" not in names:
        return _other_kind(names)
    if active := next((name for name in names if _ACTIVE.search(name)), None):
        return (
            "Het bestand bevat macro's, ingesloten objecten of koppelingen met andere bestanden "
            f"({PurePosixPath(active).name}). Sla het op als Excel-werkmap (.xlsx) zonder macro's en koppelingen."
        )
    return None


def _wrong_with_packing(parts: list[zipfile.ZipInfo]) -> str | None:
    if any(part.flag_bits & ENCRYPTED for part in parts):
        return "Het bestand heeft een wachtwoord. Haal het wachtwoord weg en sla het opnieuw op."
    if any(part.compress_type not in _PACKED for part in parts):
        return f"Het bestand is op een ongewone manier ingepakt. {_AGAIN}"
    return None


def _scan(stream: IO[bytes], name: str, room: int, where: str) -> tuple[int, bool]:
    """Unpack one part piece by piece; return its size in bytes and whether it is a sheet with formulas."""
    size, formulas, tail = 0, False, b""
    while chunk := stream.read(_CHUNK):
        size += len(chunk)
        if size > room:
            raise _refused(
                where,
                f"Uitgepakt is het bestand meer dan {MAX_UNPACKED // 2**20} MB. Zo groot is geen begroting: "
                "controleer het bestand, of lever de jaren in aparte werkboeken aan.",
            )
        window = tail + chunk
        if name.endswith((".xml", ".rels")) and (chunk.startswith(_UTF16) or _DOCTYPE.search(window)):
            raise _refused(where, f"Het bestand bevat iets wat Excel niet schrijft. {_AGAIN}")
        formulas = formulas or (name.startswith("xl/worksheets/") and _FORMULA.search(window) is not None)
        tail = window[-_OVERLAP:]
    return size, formulas


def _other_kind(names: list[str]) -> str:
    if "content.xml" in names:
        return "Dit is een OpenDocument-bestand. Kies in LibreOffice Opslaan als, en dan Excel 2007-365 (.xlsx)."
    if "xl/workbook.bin" in names:
        return "Dit is een binair werkboek (.xlsb). Sla het op als Excel-werkmap (.xlsx)."
    return "Dit is geen Excel-werkboek. Sla het bestand op als Excel-werkmap (.xlsx) en kies dat bestand."
