"""The form between a file and the ledger: rows that know where they stand, and what is wrong with them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

Place: TypeAlias = Callable[[str | None], str]


class Invalid:
    """Stands in a cell that could not be read, so that one mistake is told once and the rest is still checked."""

    def __repr__(self) -> str:
        return "INVALID"


INVALID: Final = Invalid()


@dataclass(frozen=True, slots=True)
class Row:
    """One row: values by column key (raw as in the file, or typed), and where it stands.

    `place(None)` names the row, `place(column key)` the cell: `blad Regels, cel K12`.
    """

    values: dict[str, Any]
    place: Place

    def __getitem__(self, column: str) -> Any:
        return self.values[column]


Book: TypeAlias = dict[str, list[Row]]  # by key of the sheet


@dataclass(frozen=True, slots=True)
class Complaint:
    """Something wrong with a file: where, and a Dutch sentence that says what it is and what to do."""

    where: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.where[:1].upper()}{self.where[1:]}: {self.sentence}"


class RefusedError(ValueError):
    """A file that is not taken in: one or more complaints."""

    def __init__(self, *complaints: Complaint) -> None:
        """Keep the complaints, to show them one under the other."""
        super().__init__("\n".join(map(str, complaints)))
        self.complaints = complaints


def in_sheet(title: str, number: int, letters: Mapping[str, str], column: str | None) -> str:
    """Name a row or cell of a workbook; bind all but the last to get a Place."""
    if column and column in letters:
        return f"blad {title}, cel {letters[column]}{number}"
    return f"blad {title}, rij {number}"


def in_file(where: str, headings: Mapping[str, str], column: str | None) -> str:
    """Name an entry or field of a YAML file; bind all but the last to get a Place."""
    return f"{where}, veld {headings[column]}" if column and column in headings else where
