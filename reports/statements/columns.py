"""Columns that several statements share: one per wijziging."""

from ledger.core.book import Book
from reports.table import Column


def ordinal(number: int) -> str:
    """Return `1e`, `2e`: how a wijziging is counted in Dutch."""
    return f"{number}e"


def amendment_key(number: int) -> str:
    """Return the column key of a wijziging: `original` for the primitieve begroting."""
    return "original" if number == 0 else f"amendment-{number}"


def amendment_columns(book: Book) -> tuple[Column, ...]:
    """Return a column for the primitieve begroting and for every wijziging."""
    return tuple(
        Column(
            amendment_key(number),
            f"Primitief {book.year}" if number == 0 else f"{ordinal(number)} wijziging {book.year}",
        )
        for number in book.numbers
    )
