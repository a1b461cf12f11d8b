"""Spreadsheets are zip files; these make them the same for the same content."""

import re
from datetime import date, datetime, time
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")
_READABLE = 0o644 << 16


def printable(text: str) -> str:
    """Return text without the characters that XML cannot hold."""
    return _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", text)


def moment(day: date) -> datetime:
    """Return the moment that a file bears: the start of its date."""
    return datetime.combine(day, time())


def dated(archive: bytes, day: date) -> bytes:
    """Return a zip file in which everything is from one date, instead of from the moment it was written."""
    stamp = moment(day)
    written = BytesIO()
    with ZipFile(BytesIO(archive)) as source, ZipFile(written, "w") as target:
        for entry in source.infolist():
            content = source.read(entry)
            if entry.filename == "docProps/core.xml":  # openpyxl writes the time of saving here
                content = _MODIFIED.sub(rb"\g<1>" + f"{stamp.isoformat()}Z".encode(), content)
            copy = ZipInfo(entry.filename, (max(stamp.year, 1980), *stamp.timetuple()[1:6]))
            copy.compress_type = ZIP_STORED if entry.compress_type == ZIP_STORED else ZIP_DEFLATED
            copy.external_attr = _READABLE
            target.writestr(copy, content)
    return written.getvalue()
