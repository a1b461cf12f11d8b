"""The entry grid of one programma: every row held against what is stored, with its figures."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from ledger.entry.balancing import Entry
from ledger.entry.choices import Choices
from ledger.entry.forms import (
    HEADINGS,
    RawRow,
    blank_row,
    mutation_of,
    new_code,
    read_row,
    row_field,
    shown_row,
    tidy,
)
from ledger.entry.stored import Stored
from ledger.entry.sums import Sums, signed, summary, sums_of
from ledger.enums import FundingSource, Recurrence, Side
from ledger.journal import LineInput
from ledger.journal.grid import RowChange, row_problems
from ledger.models import Amendment, Programme

_BLANK_ROWS = 3
_EMPTY_GRID = 6


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two versions of one mutatie: what differs (label, mine, theirs) and who made the other one."""

    by: str
    gone: bool
    differences: Sequence[tuple[str, str, str]]

    @property
    def sentence(self) -> str:
        """What is told while somebody is still typing."""
        done = "weggehaald" if self.gone else "gewijzigd"
        who = self.by or "Iemand anders"
        return f"{who} heeft deze mutatie intussen {done}. Bij het opslaan kiest u welke versie blijft."


@dataclass(slots=True)
class GridRow:
    """A row as the page shows it."""

    raw: RawRow
    lines: Sequence[LineInput] = ()
    index: int | None = None  # basis points a year that fill the years ahead
    wrong: list[tuple[str, str]] = field(default_factory=list)  # field and sentence
    conflict: Conflict | None = None
    sums: Sums | None = None
    summary: str = ""

    @property
    def wrong_fields(self) -> frozenset[str]:
        """The fields with a mistake."""
        return frozenset(name for name, _ in self.wrong)


@dataclass(frozen=True)
class Grid:
    """A grid that has been examined."""

    rows: Sequence[GridRow]
    changes: Sequence[RowChange]
    others: Sequence[Stored]  # mutaties of the programma that are not rows here
    programme: Sums
    amendment: Sums

    @property
    def refused(self) -> bool:
        """Something has to be mended or chosen before the grid can be stored."""
        return any(row.wrong or row.conflict for row in self.rows)


@dataclass(frozen=True)
class Sheet:
    """What a grid is about: the programma of a draft, what is stored in the wijziging, and what may be chosen."""

    amendment: Amendment
    programme: Programme
    place: str
    choices: Choices
    stored: dict[int, Stored]

    def opened(self) -> list[RawRow]:
        """Return the rows to start with: the stored simple mutaties, and room for new ones."""
        rows = [
            shown_row(stored, stored.entry, index)
            for index, stored in enumerate(stored for stored in self._own() if stored.entry)
            if stored.entry
        ]
        return padded(rows, _BLANK_ROWS if rows else _EMPTY_GRID)

    def _own(self) -> list[Stored]:
        return [stored for stored in self.stored.values() if stored.mutation.programme == self.programme.code]

    def examined(self, raws: Iterable[RawRow]) -> Grid:
        """Hold every row against what is stored, find what is wrong, and add up."""
        rows: list[GridRow] = []
        changes: list[RowChange] = []
        used = set(self.choices.taken.codes)
        for raw in raws:
            row, change = self._examine(raw, used)
            rows.append(row)
            if change:
                changes.append(change)
        by_index = {row.raw.index: row for row in rows}
        for index, problems in row_problems(changes, self.choices.registry, self.choices.taken.numbers).items():
            seen = dict.fromkeys((row_field(problem), problem.sentence) for problem in problems)
            by_index[index].wrong += list(seen)
        here = {row.raw.pk for row in rows if row.raw.pk}
        others = [stored for stored in self._own() if stored.pk not in here]
        own = [line for row in rows for line in row.lines]
        own += [line for stored in others for line in stored.mutation.lines]
        elsewhere = [
            line
            for stored in self.stored.values()
            if stored.mutation.programme != self.programme.code
            for line in stored.mutation.lines
        ]
        for row in rows:
            if row.lines:
                row.sums = self._sums(row.lines)
                row.summary = summary(row.sums, self.choices.municipalities, row.index)
        self._warn_of_groups(rows, [stored for stored in self.stored.values() if stored.pk not in here])
        return Grid(rows, changes, others, self._sums(own), self._sums([*own, *elsewhere]))

    def _sums(self, lines: Iterable[LineInput]) -> Sums:
        return sums_of(lines, self.choices.year, self.choices.keys, list(self.choices.municipalities))

    def _warn_of_groups(self, rows: Iterable[GridRow], others: Iterable[Stored]) -> None:
        """Say beside a row that its budgettair neutrale groep does not sum to zero, as it must before submission."""
        groups = {stored.pk: stored.mutation.group for stored in self.stored.values()}
        totals: defaultdict[str | None, int] = defaultdict(int)
        for group, lines in [
            *((groups.get(row.raw.pk or 0), row.lines) for row in rows),
            *((stored.mutation.group, stored.mutation.lines) for stored in others),
        ]:
            totals[group] += sum(
                line.cents for line in lines if line.side == Side.COST and line.effective_year == self.choices.year
            )
        for row in rows:
            group = groups.get(row.raw.pk or 0)
            if group and totals[group]:
                row.summary += f" · hoort bij een verschuiving die niet neutraal is: samen {signed(totals[group])}"

    def _examine(self, raw: RawRow, used: set[str]) -> tuple[GridRow, RowChange | None]:
        """Return the row as it is to be shown, and what it asks for."""
        if raw.blank or (raw.pk is None and raw.remove):
            return GridRow(raw), None
        current = self.stored.get(raw.pk or 0)
        if raw.pk is not None and (standing := self._standing(raw, current)):
            return standing, None
        if raw.remove:
            return GridRow(raw), RowChange(raw.index, None, raw.pk, raw.version) if current else None
        reading = read_row(raw, self.programme.code, self.place, self.choices, current)
        if reading.entry is None:
            return GridRow(raw, wrong=[(problem.field, problem.sentence) for problem in reading.problems]), None
        entry = reading.entry
        if current is None:
            prefix = f"{self.amendment.budget_year_id}-{self.amendment.number}"
            entry = replace(entry, code=new_code(prefix, entry.programme, entry.number, entry.description, used))
        mutation = mutation_of(entry, self.choices)
        changed = current is None or current.entry is None or entry != _tidied(current.entry)
        change = RowChange(raw.index, mutation, current.pk if current else None, raw.version) if changed else None
        return GridRow(raw, mutation.lines, mutation.index_basis_points), change

    def _standing(self, raw: RawRow, current: Stored | None) -> GridRow | None:
        """Return the row of a stored mutatie that is not to be written: untouched, given up, or in conflict."""
        if not raw.touched:
            return self._untouched(raw, current)
        there = current.version if current else 0
        if raw.version != there or (raw.conflict and not raw.keep):
            shown = replace(raw, version=there, conflict=True, keep="")
            return GridRow(shown, current.mutation.lines if current else (), conflict=self._conflict(raw, current))
        return self._untouched(raw, current) if raw.conflict and raw.keep == "theirs" else None

    def _untouched(self, raw: RawRow, current: Stored | None) -> GridRow:
        """Return the row with what is stored now: the reader changed nothing here, or chose the other version."""
        if current is None or current.entry is None:
            return GridRow(blank_row(raw.index))  # gone, or it needs the full form now: listed below the grid
        mutation = current.mutation
        return GridRow(shown_row(current, current.entry, raw.index), mutation.lines, mutation.index_basis_points)

    def _conflict(self, raw: RawRow, current: Stored | None) -> Conflict:
        mine = self._words(raw.texts) if not raw.remove else {}
        if current is None:
            return Conflict("", True, [(HEADINGS[name], text, "") for name, text in mine.items() if text])
        if current.entry:
            theirs = self._words(shown_row(current, current.entry, raw.index).texts)
        else:
            cost = sum(line.cents for line in current.mutation.lines if line.side == Side.COST)
            words = {"description": current.mutation.description, "spending": signed(-cost), "cover": "meer regels"}
            theirs = dict.fromkeys(HEADINGS, "") | words
        differences = [
            (HEADINGS[name], mine.get(name, "(weghalen)"), theirs[name])
            for name in HEADINGS
            if mine.get(name) != theirs[name]
        ]
        return Conflict(current.entered_by, False, differences)

    def _words(self, texts: Any) -> dict[str, str]:
        """Return what a row says, as the reader knows it instead of in codes."""
        words = dict(texts)
        words["cover"] = self.choices.cover_names.get(words["cover"], words["cover"])
        words["theme"] = self.choices.theme_names.get(words["theme"], words["theme"])
        if words["recurrence"] in Recurrence.values:
            words["recurrence"] = Recurrence(words["recurrence"]).label
        return words


def padded(rows: Sequence[RawRow], blanks: int) -> list[RawRow]:
    """Return the rows followed by at least so many blank ones."""
    kept = list(rows)
    first = max((row.index for row in kept), default=-1) + 1
    return [*kept, *(blank_row(first + extra) for extra in range(max(blanks - blanks_of(kept), 0)))]


def blanks_of(rows: Sequence[RawRow]) -> int:
    """Return how many blank rows stand at the end."""
    count = 0
    while count < len(rows) and rows[-1 - count].blank:
        count += 1
    return count


def figures_of(sums: Sums, prefix: str) -> dict[str, str]:
    """Return the figures of the foot of the grid as text, by the name of their place on the page."""
    figures = {f"{prefix}-cost": signed(sums.cost), f"{prefix}-income": signed(sums.income)}
    figures |= {f"{prefix}-{source}": signed(sums.sources[source]) for source in FundingSource}
    return figures | {f"{prefix}-place-{code}": signed(paid.total) for code, paid in sums.effect.municipalities.items()}


def verdict(sums: Sums) -> str:
    """Return in words whether lasten and cover are equal."""
    if not sums.open:
        return "Sluit: lasten en dekking zijn gelijk."
    return f"Sluit niet: het verschil tussen lasten en dekking is € {signed(sums.open)}."


def as_json(grid: Grid) -> dict[str, Any]:
    """Return what the script shows while somebody types; amounts in cents, and as text."""
    return {
        "rows": [
            {
                "index": row.raw.index,
                "summary": row.conflict.sentence if row.conflict else row.summary,
                "problems": [{"field": name, "sentence": sentence} for name, sentence in row.wrong],
                **(_totals(row.sums) if row.sums else {}),
            }
            for row in grid.rows
            if not row.raw.blank
        ],
        "programme": _totals(grid.programme),
        "amendment": _totals(grid.amendment),
        "figures": figures_of(grid.programme, "programme") | figures_of(grid.amendment, "amendment"),
        "status": f"Dit programma: lasten {signed(grid.programme.cost)}, "
        f"bijdrage {signed(grid.programme.sources[FundingSource.CONTRIBUTION])}. {verdict(grid.programme)} "
        f"Hele wijziging: lasten {signed(grid.amendment.cost)}.",
    }


def _totals(sums: Sums) -> dict[str, Any]:
    return {
        "cost": sums.cost,
        "income": sums.income,
        "sources": dict(sums.sources),
        "effect": {code: paid.total for code, paid in sums.effect.municipalities.items()},
    }


def _tidied(entry: Entry) -> Entry:
    """Return a stored row as the page shows it, so that an untouched text is no change."""
    return replace(entry, description=tidy(entry.description), explanation=tidy(entry.explanation))
