"""A plan row by row, as somebody reads it before it is carried out; and the mark of what was shown."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

from ledger.core.money import format_euros
from ledger.exchange.cells import show
from ledger.exchange.changes import Change, line_words
from ledger.exchange.checking import Plan
from ledger.exchange.rows import INVALID, Complaint, Row
from ledger.exchange.schema import Kind, Sheet
from ledger.exchange.sheets import SHEETS

ADDED: Final = "added"
CHANGED: Final = "changed"
REFUSED: Final = "refused"
_SHOWN: Final = 5  # columns that name a row
_SHEET: Final = re.compile(r"blad ([^,]+)")


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """One row of the file: where it stands, what it is, and what becomes of it."""

    sheet: str  # key, or empty for the file as a whole
    what: str  # ADDED, CHANGED or REFUSED
    place: str
    words: str
    changes: tuple[Change, ...] = ()


def planned_rows(plan: Plan | None, complaints: Iterable[Complaint]) -> Iterator[PlannedRow]:
    """Yield what is refused, then what is changed, then what is added, in the order of the sheets."""
    titles = {sheet.title: sheet.key for sheet in SHEETS}
    for complaint in complaints:
        match = _SHEET.match(complaint.where)
        yield PlannedRow(titles.get(match[1], "") if match else "", REFUSED, complaint.where, complaint.sentence)
    if plan is None:
        return
    for edit in plan.edits.values():
        if any(INVALID in values.values() for values in (edit.values, *edit.lines)):
            continue
        words = f"{edit.values['code']}: {edit.values['description']}"
        yield PlannedRow("mutations", CHANGED, edit.first.place(None), words, tuple(edit.changes()))
    for sheet in SHEETS:
        for row in plan.new[sheet.key]:
            if INVALID in row.values.values():
                continue  # refused already, for the cell that cannot be read
            yield PlannedRow(sheet.key, ADDED, row.place(None), _words(row, sheet))


def agreement(plan: Plan) -> str:
    """Return a mark of everything a plan would do: the same mark is the same deed."""
    digest = sha256()
    for sheet in SHEETS:
        for row in plan.new[sheet.key]:
            digest.update(repr((sheet.key, sorted(row.values.items()))).encode())
    for key, edit in sorted(plan.edits.items()):
        deed = (edit.old, edit.old_lines, edit.values, edit.lines)
        digest.update(repr((key, deed)).encode())
    return digest.hexdigest()


def _words(row: Row, sheet: Sheet) -> str:
    """Name a row by its first columns that are filled, and by its amounts."""
    if sheet.key == "mutations":
        return f"{row['code']}: {row['description']}"
    if sheet.key == "lines":
        return f"{row['mutation']}: {line_words(row.values)} · € {format_euros(row['amount'])}"
    filled = [column for column in sheet.columns if row[column.key] not in (None, "", ())]
    named = [column for column in filled if column.kind is not Kind.AMOUNT][:_SHOWN]
    amounts = [column for column in filled if column.kind is Kind.AMOUNT]
    return " · ".join(_value(row[column.key], column) for column in [*named, *amounts])


def _value(value: Any, column: Any) -> str:
    return show(value, column).strip("'")
