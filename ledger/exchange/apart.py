"""A workbook that somebody sent is read in a process of its own, with limits: see `apart_process`.

The child has no database and gets no settings or secrets; what it says is taken in up to a limit, row by row.
Nothing is forked: a new interpreter starts, so threads and connections of this process are not touched.
"""

import json
import logging
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from functools import partial
from threading import BoundedSemaphore, Timer
from typing import IO, Any, Final

from django.conf import settings

from ledger.exchange.reading import Hear
from ledger.exchange.rows import INVALID, Book, Complaint, RefusedError, Row, in_sheet
from ledger.uploads.archive import megabytes

MODULE: Final = "ledger.exchange.apart_process"
_MOST: Final = 200 * 2**20  # bytes that it may say; 100.000 lines are about 40 MB
_LONGEST: Final = 16 * 2**20  # bytes of one row
_AT_ONCE: Final = BoundedSemaphore(2)  # a third file waits: together they may not take all memory
_KINDS: Final[dict[str, Callable[[str], Any]]] = {
    "invalid": lambda _: INVALID,
    "datetime": datetime.fromisoformat,
    "date": date.fromisoformat,
    "time": time.fromisoformat,
    "timedelta": lambda text: timedelta(seconds=float(text)),
}
_CHECK: Final = "Zo groot is geen begroting: controleer het bestand, of lever de jaren in aparte werkboeken aan."
_LOG = logging.getLogger(__name__)


def read_apart(data: bytes, name: str, hear: Hear | None = None) -> tuple[Book, list[Complaint]]:
    """Return what `reading.read_workbook` returns, read in a child process; raise RefusedError as it does.

    Also refused is a file that asks for more memory or time than the settings `INTAKE_MEMORY_BYTES` and
    `INTAKE_SECONDS` give it, or on which the child dies. `hear` is told sheet and rows now and then.
    """
    with _AT_ONCE, tempfile.TemporaryFile() as sent, tempfile.TemporaryFile() as errors:
        seconds = settings.INTAKE_SECONDS
        asked = {"name": name, "memory": settings.INTAKE_MEMORY_BYTES, "seconds": seconds}
        sent.write(json.dumps(asked).encode() + b"\n" + data)
        sent.seek(0)
        child = subprocess.Popen(  # noqa: S603 - our own interpreter and module, no words of a user
            [sys.executable, "-s", "-m", MODULE],
            stdin=sent,
            stdout=subprocess.PIPE,
            stderr=errors,
            cwd=settings.BASE_DIR,
            env=_environment(),
        )
        # Twice the time of the processor: the machine may be busy, but nothing waits for ever.
        watch = Timer(2 * seconds, child.kill)
        watch.start()
        try:
            return _listened(child, f"bestand {name}", hear)
        finally:
            watch.cancel()
            child.kill()
            child.wait()
            if child.stdout:
                child.stdout.close()
            errors.seek(0)
            if words := errors.read(4000).decode(errors="replace").strip():
                _LOG.error("reading a workbook apart: %s", words)


def _environment() -> dict[str, str]:
    """Nothing of ours goes along but what an interpreter needs to start."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LD_LIBRARY_PATH", "VIRTUAL_ENV") if name in os.environ}
    return kept | {"PYTHONDONTWRITEBYTECODE": "1", "OPENBLAS_NUM_THREADS": "1", "LC_ALL": "C.UTF-8"}


def _listened(child: "subprocess.Popen[bytes]", where: str, hear: Hear | None) -> tuple[Book, list[Complaint]]:
    assert child.stdout is not None  # noqa: S101 - it is a pipe
    heard = _Heard(where, hear or (lambda *_: None))
    try:
        for line in _lines(child.stdout, where):
            heard.take(line)
            if "done" in line:
                return heard.book, heard.complaints
    except RefusedError:
        raise
    except (ValueError, TypeError, KeyError) as error:  # not what our own program says: it was broken into
        raise _broken(where, child) from error
    raise _broken(where, child)


class _Heard:
    """What the child has said so far."""

    def __init__(self, where: str, hear: Hear) -> None:
        self.book: Book = {}
        self.complaints: list[Complaint] = []
        self._where, self._hear = where, hear
        self._rows: list[Row] = []
        self._title, self._letters = "", dict[str, str]()

    def take(self, line: dict[str, Any]) -> None:
        """Take in one line; raise RefusedError when it says that the file is refused."""
        if "row" in line:
            place = partial(in_sheet, self._title, line["row"], self._letters)
            self._rows.append(Row({key: _value(value) for key, value in line["values"].items()}, place))
        elif "at" in line:
            self._hear(*line["at"])
        elif "sheet" in line:
            self._rows = self.book.setdefault(line["sheet"], [])
            self._title, self._letters = line["title"], line["letters"]
        elif "complaint" in line:
            self.complaints.append(Complaint(*line["complaint"]))
        elif "refused" in line:
            raise RefusedError(*(Complaint(*pair) for pair in line["refused"]))
        elif "memory" in line:
            most = megabytes(settings.INTAKE_MEMORY_BYTES)
            raise _refused(self._where, f"Het lezen van het bestand vraagt meer dan {most} geheugen. {_CHECK}")


def _lines(stream: IO[bytes], where: str) -> Iterator[dict[str, Any]]:
    said = 0
    while line := stream.readline(_LONGEST):
        said += len(line)
        if said > _MOST or len(line) >= _LONGEST:
            raise _refused(where, f"In het bestand staat meer dan {megabytes(_MOST)} tekst. {_CHECK}")
        yield json.loads(line)


def _value(value: Any) -> Any:
    if isinstance(value, list):
        kind, text = value
        return _KINDS[kind](text)
    return value


def _broken(where: str, child: "subprocess.Popen[bytes]") -> RefusedError:
    """Say why a child ended without a last word."""
    code = child.wait()
    _LOG.warning("reading a workbook apart ended with %s", code)
    if code < 0:
        return _refused(
            where,
            f"Het lezen van het bestand is gestopt, omdat het te veel werk was (meer dan {settings.INTAKE_SECONDS} "
            f"seconden, of te veel geheugen). {_CHECK}",
        )
    sentence = "Het bestand is beschadigd. Open het in Excel, sla het opnieuw op en probeer het nog eens."
    return _refused(where, sentence)


def _refused(where: str, sentence: str) -> RefusedError:
    return RefusedError(Complaint(where, sentence))
