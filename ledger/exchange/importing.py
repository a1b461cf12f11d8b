"""A whole import, from a file to an outcome: what commands and pages call."""

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
) -> Outcome:
    """Import an Excel workbook; `name` is how the user knows the file. Without an actor: a take-over.

    It is read in this process: for a file of who runs the installation. See `apart` for what others send.
    """
    try:
        book, complaints = read_workbook(stream, name)
    except RefusedError as error:
        return Outcome(complaints=error.complaints, dry_run=dry_run)
    return import_book(book, actor=actor, complaints=complaints, dry_run=dry_run)


def import_folder(folder: Path, *, actor: User | None = None, dry_run: bool = False) -> Outcome:
    """Import a folder of YAML source documents. Without an actor: a take-over."""
    book, documents, complaints = read_folder(folder)
    return import_book(book, actor=actor, complaints=complaints, documents=documents, dry_run=dry_run)
