"""Reads one workbook in a process of its own: `python -m ledger.exchange.apart_process`.

It gets a line of JSON with the limits and then the file on its standard input, and writes what it read as lines of
JSON. It has no settings, no secrets and no database, and may take so much memory and processor time and no more: a
file that breaks a parser breaks nothing but this. See `ledger.exchange.apart` for the other side.
"""

import json
import resource
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO, Final

from ledger.exchange.reading import read_workbook
from ledger.exchange.rows import INVALID, Complaint, RefusedError, Row

_FILES: Final = 64  # open at once
_WRITTEN: Final = 2**20  # bytes in any file, as the log of errors; not what goes through the pipe


def main() -> None:
    """Read the workbook on the standard input within the limits that come with it."""
    asked = json.loads(sys.stdin.buffer.readline(2**16))
    limit(memory=asked["memory"], seconds=asked["seconds"])
    serve(sys.stdin.buffer, asked["name"], partial(_write, sys.stdout.buffer))


def limit(*, memory: int, seconds: int) -> None:
    """Take at most so many bytes besides what the interpreter has already, and so many seconds of a processor."""
    for kind, most in (
        (resource.RLIMIT_AS, _taken() + memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, _WRITTEN),
        (resource.RLIMIT_NOFILE, _FILES),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (most, most))


def serve(stream: BinaryIO, name: str, write: Callable[[dict[str, Any]], None]) -> None:
    """Read a workbook and write what is in it; the last line says that this is all."""
    try:
        read = read_workbook(BytesIO(stream.read()), name, lambda sheet, rows: write({"at": [sheet, rows]}))
        book, complaints = read
        for sheet, rows in book.items():
            if rows:
                title, letters = _sheet_of(rows[0])
                write({"sheet": sheet, "title": title, "letters": letters})
            for row in rows:
                write(_row(row))
        for complaint in complaints:
            write({"complaint": _pair(complaint)})
        write({"done": True})
    except RefusedError as error:
        write({"refused": [_pair(complaint) for complaint in error.complaints]})
    except MemoryError:
        book = read = {}  # type: ignore[assignment]  # room to say so
        write({"memory": True})


def _sheet_of(row: Row) -> tuple[str, dict[str, str]]:
    """Return the title of the sheet that a row stands in, and the letters of its columns."""
    title, _, letters = _place(row)
    return title, letters


def _row(row: Row) -> dict[str, Any]:
    _, number, _ = _place(row)
    return {"row": number, "values": {name: _plain(value) for name, value in row.values.items()}}


def _place(row: Row) -> tuple[str, int, dict[str, str]]:
    """Return what names the place of a row of a workbook: sheet, number, letters of the columns."""
    assert isinstance(row.place, partial)  # noqa: S101 - so `reading` makes it
    title, number, letters = row.place.args
    return title, number, letters


def _plain(value: Any) -> Any:
    """Return a value as JSON has it; what it has no form for, as a pair of its kind and its text."""
    if value is None or isinstance(value, str | bool | int | float):
        return value
    if value is INVALID:
        return ["invalid", ""]
    for kind in (datetime, date, time):  # a datetime is a date too
        if isinstance(value, kind):
            return [kind.__name__, value.isoformat()]
    if isinstance(value, timedelta):
        return ["timedelta", str(value.total_seconds())]
    return str(value)


def _pair(complaint: Complaint) -> list[str]:
    return [complaint.where, complaint.sentence]


def _write(stream: BinaryIO, line: dict[str, Any]) -> None:
    stream.write(json.dumps(line, separators=(",", ":")).encode() + b"\n")
    if "at" in line:
        stream.flush()


def _taken() -> int:
    """Return how many bytes of address space this process has."""
    with suppress(OSError):
        return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()
    return 2**30  # no Linux: the interpreter with its libraries is never more


if __name__ == "__main__":
    main()
