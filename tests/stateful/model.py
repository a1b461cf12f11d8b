"""An independent reckoning of what the ledger should do: it says of every operation whether it is refused.

It knows nothing of the database, the journal or the guards. The machine asks it first, then does the operation,
and the two have to agree.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from ledger.enums import FundingSource, Side
from ledger.journal import LineInput, MutationInput

ROLES = {
    "fenna": {"enter", "submit"},
    "koos": {"enter", "submit"},
    "bram": {"adopt"},
    "dubbel": {"enter", "submit", "adopt"},  # both roles at once: four eyes must hold for the person
    "olga": set[str](),  # OGON
    "anna": set[str](),  # accountant
}
WRITERS = ("fenna", "koos", "dubbel")
BOARD = ("bram", "dubbel")


@dataclass
class Row:
    """A mutatie as it should stand."""

    amendment: int
    content: MutationInput
    entered_by: str
    approved_by: str | None = None
    version: int = 1

    @property
    def reverses(self) -> str | None:
        return self.content.reverses


@dataclass(frozen=True)
class Write:
    """One change of a mutatie, for undo: what it made of it (None: gone)."""

    actor: str
    amendment: int
    code: str
    content: MutationInput | None


@dataclass
class Model:
    """The whole year as it should stand."""

    closed: bool = False
    amendments: dict[int, str] = field(default_factory=dict)
    submitted_by: dict[int, str] = field(default_factory=dict)
    rows: dict[str, Row] = field(default_factory=dict)
    writes: list[Write] = field(default_factory=list)
    undone: set[int] = field(default_factory=set)

    def can(self, actor: str, verb: str) -> bool:
        return verb in ROLES[actor]

    def drafting(self, actor: str, amendment: int) -> bool:
        return self.can(actor, "enter") and not self.closed and self.amendments.get(amendment) == "draft"

    def of(self, amendment: int) -> list[Row]:
        return [row for row in self.rows.values() if row.amendment == amendment]

    def codes(self, *statuses: str) -> list[str]:
        return sorted(code for code, row in self.rows.items() if self.amendments[row.amendment] in statuses)

    # --- what each operation does ---

    def post(self, actor: str, amendment: int, content: MutationInput) -> None:
        self.rows[content.code] = Row(amendment, content, actor)
        self.writes.append(Write(actor, amendment, content.code, content))

    def edit(self, actor: str, content: MutationInput) -> None:
        row = self.rows[content.code]
        self.rows[content.code] = replace(
            row, content=content, entered_by=actor, approved_by=None, version=row.version + 1
        )
        self.writes.append(Write(actor, row.amendment, content.code, content))

    def delete(self, actor: str, code: str) -> None:
        row = self.rows.pop(code)
        self.writes.append(Write(actor, row.amendment, code, None))

    def undoable(self, actor: str, amendment: int) -> Write | None:
        """What undo would take back; None when there is nothing, or somebody came after."""
        if not self.drafting(actor, amendment):
            return None
        mine = [
            (position, write)
            for position, write in enumerate(self.writes)
            if write.actor == actor and write.amendment == amendment and position not in self.undone
        ]
        if not mine:
            return None
        position, write = mine[-1]
        return write if self._history(write.code)[-1] == position else None

    def _history(self, code: str) -> list[int]:
        return [p for p, write in enumerate(self.writes) if write.code == code and p not in self.undone]

    def undo(self, actor: str, write: Write) -> None:
        """Put back what stood there before."""
        history = self._history(write.code)
        before = self.writes[history[-2]].content if len(history) > 1 else None
        taken_back, made = history[-1], len(self.writes)
        if before is None:
            self.delete(actor, write.code)
        elif write.code in self.rows:
            self.edit(actor, before)
        else:
            self.post(actor, write.amendment, before)
        self.undone |= {taken_back, made}

    # --- what stands in the way ---

    def complete(self, amendment: int) -> bool:
        """Everything the gate asks for."""
        rows = self.of(amendment)
        return (
            bool(rows)
            and all(row.approved_by and row.content.explanation for row in rows)
            and all(row.content.decided_in_ogon or not _maatwerk(row.content) for row in rows)
            and all(total == 0 for total in _groups(rows).values())
            and not any(self._reverses_nothing(row) for row in rows)
        )

    def _reverses_nothing(self, row: Row) -> bool:
        return row.reverses is not None and self.amendments[self.rows[row.reverses].amendment] == "withdrawn"

    def may_reverse(self, actor: str, code: str, amendment: int) -> bool:
        original = self.rows[code]
        return (
            self.drafting(actor, amendment)
            and self.amendments[original.amendment] in ("submitted", "adopted")
            and original.amendment < amendment
            and not any(row.reverses == code for row in self.rows.values())
            and f"{code}-tegenboeking" not in self.rows
        )


def _maatwerk(content: MutationInput) -> bool:
    return any(line.source == FundingSource.MAATWERK for line in content.lines)


def _groups(rows: Iterable[Row]) -> dict[tuple[str, int], int]:
    totals: dict[tuple[str, int], int] = {}
    for row in rows:
        for line in row.content.lines:
            if row.content.group and line.side == Side.COST:
                key = (row.content.group, line.effective_year)
                totals[key] = totals.get(key, 0) + line.cents
    return totals


def opposite(line: LineInput) -> LineInput:
    """The line that takes a line back."""
    return replace(line, cents=-line.cents)
