"""A whole import, from a file to an outcome: what commands and pages call."""

from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from ledger.exchange.outcome import Outcome
from ledger.exchange.posting import import_book
from ledger.exchange.reading import read_workbook
from ledger.exchange.rows import RefusedError
from ledger.exchange.sources import read_folder
from ledger.models import User


def import_workbook(
    stream: BinaryIO,
    name: str,
    *,
    actor: User | None = None,
    dry_run: bool = False,
    agreed: str | None = None,
    tell: Callable[[int], None] | None = None,
) -> Outcome:
    """Import an Excel workbook; `name` is how the user knows the file. Without an actor: a take-over.

    With `agreed` it does what that mark stands for or nothing; `tell` hears each stage before it begins (1, 2).
    """
    hear = tell or (lambda _: None)
    hear(1)
    try:
        book, complaints = read_workbook(stream, name)
    except RefusedError as error:
        return Outcome(complaints=error.complaints, dry_run=dry_run)
    hear(2)
    return import_book(book, actor=actor, complaints=complaints, dry_run=dry_run, agreed=agreed)


def import_folder(folder: Path, *, actor: User | None = None, dry_run: bool = False) -> Outcome:
    """Import a folder of YAML source documents. Without an actor: a take-over."""
    book, complaints = read_folder(folder)
    return import_book(book, actor=actor, complaints=complaints, dry_run=dry_run)
