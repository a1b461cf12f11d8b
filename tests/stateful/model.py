"""An independent reckoning of what the ledger should do: it says of every operation whether it is refused.

It knows nothing of the database, the journal or the guards. The machine asks it first, then does the operation,
and the two have to agree.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
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
KEYS = ("inwoners", "gelijk", "scheef")
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
    """One change of a mutatie, for undo: what it made of it (None: gone), and the act it is a part of."""

    act: int
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
    act: int | None = None  # the act that is going on, when it has several changes
    rules: dict[int, str] = field(default_factory=lambda: {0: KEYS[0]})  # of one verdeelgroep, by first wijziging

    def can(self, actor: str, verb: str) -> bool:
        return verb in ROLES[actor]

    def drafting(self, actor: str, amendment: int) -> bool:
        return self.can(actor, "enter") and not self.closed and self.amendments.get(amendment) == "draft"

    def of(self, amendment: int) -> list[Row]:
        return [row for row in self.rows.values() if row.amendment == amendment]

    def codes(self, *statuses: str) -> list[str]:
        return sorted(code for code, row in self.rows.items() if self.amendments[row.amendment] in statuses)

    # --- what each operation does ---

    @contextmanager
    def one_act(self) -> Iterator[None]:
        """Everything inside is one act, which is taken back as one."""
        self.act = len(self.writes)
        yield
        self.act = None

    def _write(self, actor: str, amendment: int, code: str, content: MutationInput | None) -> None:
        act = len(self.writes) if self.act is None else self.act
        self.writes.append(Write(act, actor, amendment, code, content))

    def post(self, actor: str, amendment: int, content: MutationInput) -> None:
        self.rows[content.code] = Row(amendment, content, actor)
        self._write(actor, amendment, content.code, content)

    def edit(self, actor: str, content: MutationInput) -> None:
        row = self.rows[content.code]
        self.rows[content.code] = replace(
            row, content=content, entered_by=actor, approved_by=None, version=row.version + 1
        )
        self._write(actor, row.amendment, content.code, content)

    def delete(self, actor: str, code: str) -> None:
        row = self.rows.pop(code)
        self._write(actor, row.amendment, code, None)

    def undoable(self, actor: str, amendment: int) -> list[int]:
        """The writes that undo would take back together; none when there are none, or somebody came after."""
        if not self.drafting(actor, amendment):
            return []
        mine = [
            position
            for position, write in enumerate(self.writes)
            if write.actor == actor and write.amendment == amendment and position not in self.undone
        ]
        last = [position for position in mine if self.writes[position].act == self.writes[mine[-1]].act]
        untouched = all(self._history(self.writes[position].code)[-1] == position for position in last)
        return last if untouched else []

    def _history(self, code: str) -> list[int]:
        return [p for p, write in enumerate(self.writes) if write.code == code and p not in self.undone]

    def undo(self, actor: str, act: list[int]) -> None:
        """Put back what stood there before; it is of who entered it."""
        made = len(self.writes)
        authors = {}
        with self.one_act():
            for position in act:
                write = self.writes[position]
                history = self._history(write.code)
                earlier = self.writes[history[-2]] if len(history) > 1 else None
                if earlier is None or earlier.content is None:
                    self.delete(actor, write.code)
                    continue
                if write.code in self.rows:
                    self.edit(actor, earlier.content)
                else:
                    self.post(actor, write.amendment, earlier.content)
                authors[write.code] = earlier.actor
        for code, author in authors.items():
            self.rows[code].entered_by = author
        self.undone |= {*act, *range(made, len(self.writes))}

    # --- who pays ---

    def key_at(self, amendment: int) -> str:
        """The key that holds at a wijziging."""
        return self.rules[max(since for since in self.rules if since <= amendment)]

    def may_divide_anew(self, actor: str, amendment: int, key: str) -> bool:
        """Whether another key may be taken into use from a wijziging on."""
        fixed = any(
            number >= amendment and status in ("submitted", "adopted") for number, status in self.amendments.items()
        )
        return (
            self.can(actor, "enter")
            and not self.closed
            and not fixed
            and (amendment == 0 or self.amendments.get(amendment) == "draft")  # 0 is the whole year
            and self.key_at(amendment) != key
        )

    def divide_anew(self, amendment: int, key: str) -> None:
        """Use another key from a wijziging on; the one that held before it takes the replacement back."""
        if amendment and self.key_at(amendment - 1) == key:
            del self.rules[amendment]
        else:
            self.rules[amendment] = key

    # --- what stands in the way ---

    def complete(self, amendment: int) -> bool:
        """Everything the gate asks for."""
        rows = self.of(amendment)
        return (
            (bool(rows) or (amendment > 0 and amendment in self.rules))  # another key is a change too
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
