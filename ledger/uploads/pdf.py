"""Look whether a PDF does something besides showing pages: scripts, programs that start, files inside, a password.

The file is not read as a PDF reader reads it, because then the question would be which reader. It is searched for the
names that such things need (ISO 32000-1, 7.11 and 12.6) wherever they stand, also written in hexadecimal
(`/J#61vaScript`, 7.3.5): in the file as it is, and in everything that unpacks, so in object streams (7.5.7) too. An
object stream in a packing that is not unpacked here is refused. This is no scanner for viruses: a font or picture
that abuses a mistake in a reader is not found.
"""

import re
import zlib
from collections.abc import Iterator
from typing import Final

from ledger.uploads.archive import MAX_UNPACKED, megabytes

_MAX_STREAMS: Final = 20_000  # looked into; ten megabytes of pages and pictures have some thousands
_DICTIONARY: Final = 2**12  # bytes before a stream in which must stand what it is
_STEP: Final = 2**16  # bytes unpacked at once
_LONGEST: Final = 64  # bytes of a name, which may stand on the edge of two pieces


def _names(*words: str) -> re.Pattern[bytes]:
    """Return what finds one of these names, each letter as it is or in hexadecimal."""
    spelled = ("".join(f"(?:{letter}|(?i:#{ord(letter):02x}))" for letter in word) for word in words)
    return re.compile(rf"/(?:{'|'.join(spelled)})(?=[\s()<>\[\]{{}}/%]|$)".encode())


_FORBIDDEN: Final = {
    "scripts": _names("JavaScript", "XFA"),
    "opdrachten die iets starten of versturen": _names("Launch", "SubmitForm", "ImportData", "GoToE"),
    "andere bestanden": _names("EmbeddedFile", "EmbeddedFiles", "RichMedia"),
}
_LOCKED: Final = _names("Encrypt")
_STREAM: Final = re.compile(rb"stream\r?\n")
_OBJECTS: Final = _names("ObjStm", "First")
_PACKED_ONCE: Final = _names("FlateDecode", "Fl")
_PACKED_OTHERWISE: Final = _names(
    "ASCIIHexDecode", "AHx", "ASCII85Decode", "A85", "LZWDecode", "LZW", "RunLengthDecode", "RL", "Crypt", "Predictor"
)


def objection(data: bytes) -> str:
    """Return why a PDF is not kept, as a Dutch sentence; empty when nothing was found."""
    if _LOCKED.search(data):
        return "Het bestand heeft een wachtwoord of beveiliging. Haal die weg en sla het opnieuw op."
    if what := _found_in(data):
        return _refused(what)
    room = MAX_UNPACKED
    for count, stream in enumerate(_STREAM.finditer(data)):
        if count == _MAX_STREAMS or _is_odd(data, stream.start()):
            return "Dit PDF-bestand is niet na te kijken. Druk het af naar een nieuwe PDF en kies die."
        edge = b""
        for piece in _unpacked(data, stream.end()):
            room -= len(piece)
            if room < 0:
                return f"Uitgepakt is het bestand meer dan {megabytes(MAX_UNPACKED)}. Maak het kleiner."
            if what := _found_in(edge + piece):
                return _refused(what)
            edge = piece[-_LONGEST:]
    return ""


def _refused(what: str) -> str:
    return f"In dit PDF-bestand zitten {what}. Druk het af naar een nieuwe PDF en kies die."


def _found_in(data: bytes) -> str:
    return next((what for what, names in _FORBIDDEN.items() if names.search(data)), "")


def _is_odd(data: bytes, end: int) -> bool:
    """Tell whether the stream that begins at `end` holds objects in a packing that is not unpacked here."""
    about = data[max(0, end - _DICTIONARY) : end].rpartition(b" obj")[2]
    if not _OBJECTS.search(about):
        return False
    return bool(_PACKED_OTHERWISE.search(about)) or len(_PACKED_ONCE.findall(about)) > 1


def _unpacked(data: bytes, begin: int) -> Iterator[bytes]:
    """Yield what is packed (Flate) from a place on, piece by piece; nothing of what is not packed so."""
    engine = zlib.decompressobj()
    for at in range(begin, len(data), _STEP):
        rest = data[at : at + _STEP]
        while rest and not engine.eof:
            try:
                piece = engine.decompress(rest, _STEP)
            except zlib.error:
                return
            yield piece
            rest = engine.unconsumed_tail
        if engine.eof:
            return
