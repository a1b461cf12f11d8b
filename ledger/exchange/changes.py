"""What an import would change of a mutatie that the ledger has: its old and its new content, and the difference."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple, TypeAlias

from ledger.core.money import format_euros
from ledger.exchange.cells import show
from ledger.exchange.rows import Row
from ledger.exchange.sheets import BY_KEY
from ledger.exchange.stored import Values

Key: TypeAlias = tuple[Any, ...]  # year and code of a mutatie

_NOTHING: Final = "–"
_MUTATIONS: Final = BY_KEY["mutations"]
_LINES: Final = BY_KEY["lines"]
_DESCRIBING: Final = tuple(column for column in _LINES.columns if column.key not in ("year", "mutation", "amount"))


class Change(NamedTuple):
    """One thing that gets another value, in words."""

    what: str
    old: str
    new: str


@dataclass
class Edit:
    """A mutatie of a draft as it stands, and as the file has it. A part that the file leaves out stays as it is."""

    old: Values
    old_lines: list[Values]
    row: Row | None = None  # of sheet Mutaties, when it differs
    line_rows: list[Row] = field(default_factory=list)  # of sheet Regels, when they differ

    def describe(self, row: Row) -> None:
        """Take the content of the mutatie from this row."""
        self.row = row

    def replace_lines(self, rows: list[Row]) -> None:
        """Take the lines from these rows."""
        self.line_rows = rows

    @property
    def values(self) -> Values:
        """The mutatie as it will be."""
        return self.row.values if self.row else self.old

    @property
    def lines(self) -> list[Values]:
        """The lines as they will be."""
        return [row.values for row in self.line_rows] or self.old_lines

    @property
    def first(self) -> Row:
        """The row of the file that asks for the change."""
        return self.row or self.line_rows[0]

    def changes(self) -> list[Change]:
        """Return what differs: column by column, then line by line."""
        found = [
            Change(column.heading, _plain(self.old[column.key], column), _plain(self.values[column.key], column))
            for column in _MUTATIONS.columns
            if not same(self.old[column.key], self.values[column.key])
        ]
        was, now = _by_kind(self.old_lines), _by_kind(self.lines)
        by_line = [
            Change(what, _euros(was.get(what)), _euros(now.get(what)))
            for what in dict.fromkeys([*was, *now])
            if was.get(what) != now.get(what)
        ]
        if not by_line and any(differing_lines(self.old_lines, self.lines)):
            by_line = [Change("Regels", f"{len(self.old_lines)} regels", f"{len(self.lines)} regels, zelfde bedragen")]
        return found + by_line


def same(one: Any, other: Any) -> bool:
    """Tell whether two typed values are the same; a list has no order."""
    return set(one) == set(other) if isinstance(one, tuple) and isinstance(other, tuple) else bool(one == other)


def as_key(row: Row | Values) -> Key:
    """Return year and code of a mutatie."""
    return (row["year"], row["code"])


def differing_lines(old: Iterable[Values], new: Iterable[Values]) -> tuple[list[Key], list[Key]]:
    """Return the lines that only the new ones have, and those that only the old ones have; order does not matter."""
    was, now = (
        Counter(tuple(values[column.key] for column in _LINES.columns) for values in rows) for rows in (old, new)
    )
    return list((now - was).elements()), list((was - now).elements())


def line_words(values: Values) -> str:
    """Name a line by everything but its amount: `baat 2024, bijdrage, burger`."""
    shown = {column.key: _plain(values[column.key], column) for column in _DESCRIBING if values[column.key] is not None}
    first = f"{shown.pop('side')} {shown.pop('effective_year')}"
    if "source" in shown:
        shown.pop("placement", None)
    return ", ".join([first, *shown.values()])


def summed(lines: Iterable[Values], side: str) -> int:
    """Return the cents of one side."""
    return sum(line["amount"] for line in lines if line["side"] == side)


def _by_kind(lines: Sequence[Values]) -> dict[str, int]:
    cents: dict[str, int] = {}
    for line in lines:
        what = line_words(line)
        cents[what] = cents.get(what, 0) + line["amount"]
    return cents


def _plain(value: Any, column: Any) -> str:
    """Return a value as read, without the quotes that a sentence puts around it."""
    text = show(value, column)
    return _NOTHING if text == "leeg" else text.strip("'")


def _euros(cents: int | None) -> str:
    return _NOTHING if cents is None else f"€ {format_euros(cents)}"
