"""A reader that a file has got hold of: it does what the file says. Runs in the child process of an import."""

import os
import sys
import time
from collections.abc import Callable
from itertools import count
from tempfile import TemporaryFile
from typing import BinaryIO

from ledger.exchange import apart_process
from ledger.exchange.rows import Book, Complaint


def allocate() -> None:
    [bytearray(2**20) for _ in count()]


def loop() -> None:
    while True:
        pass


def write_a_file() -> None:
    with TemporaryFile() as target:
        target.write(bytes(2**22))


def talk_nonsense() -> None:
    print("geen json", flush=True)  # noqa: T201
    os._exit(0)


def name_what_is_not_there() -> None:
    apart_process._write(sys.stdout.buffer, {"row": 1, "values": {"x": ["system", "rm"]}})
    sys.stdout.buffer.flush()
    os._exit(0)


DEEDS: dict[str, Callable[[], None]] = {
    "memory": allocate,
    "loop": loop,
    "sleep": lambda: time.sleep(60),
    "crash": os.abort,
    "files": write_a_file,
    "nonsense": talk_nonsense,
    "unknown kind": name_what_is_not_there,
}


def read(stream: BinaryIO, name: str, hear: Callable[[str, int], None] | None = None) -> tuple[Book, list[Complaint]]:
    deed = stream.read().decode()
    if deed in DEEDS:
        DEEDS[deed]()
    while deed == "talk" and hear:
        hear("Regels" * 1000, 1)
    return {}, [Complaint("omgeving", " ".join(sorted(os.environ)))]


if __name__ == "__main__":
    apart_process.read_workbook = read  # type: ignore[attr-defined]
    apart_process.main()
