"""What one gemeente pays and why that changed: the story on the start page of who reads for that gemeente.

Everything comes out of 6.11 and 3.1.2, with what is paid as a positive amount, so every figure can be opened there.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from reports.glance import summary
from reports.statements.columns import ordinal
from reports.table import Column, Layout, Role, Row, Table

_MOST_REASONS = 3  # what is named in the sentence; the table under it has them all


@dataclass(frozen=True, slots=True)
class Reason:
    """An onderdeel of the bijdrage, and what it adds to what the gemeente pays (cents; negative: pays less)."""

    label: str
    cents: int


@dataclass(frozen=True, slots=True)
class OwnShare:
    """What a gemeente pays: at first, now (cents), why, per onderdeel, and of the last wijziging per thema."""

    code: str
    name: str
    original: int
    current: int
    reasons: tuple[Reason, ...]
    parts: Table
    themes: Table | None

    @property
    def change(self) -> int:
        """What it pays more (positive) or less than at first, in cents."""
        return self.current - self.original

    @property
    def distance(self) -> int:
        """How much more or less, without a sign, in cents."""
        return abs(self.change)

    @property
    def percentage(self) -> str:
        """The change without its sign, as in `9,9 %`; empty when nothing was paid at first."""
        if not self.original:
            return ""
        tenths = (abs(self.change) * 1000 + abs(self.original) // 2) // abs(self.original)
        return f"{tenths // 10},{tenths % 10}\u00a0%"


def own_shares(contributions: Table, headlines: Callable[[], Table], names: Iterable[str]) -> list[OwnShare]:
    """Return the story of each gemeente by name; a name without a section in 6.11 has none."""
    sections = {row.label: row.key for row in contributions.layout.rows if row.role is Role.HEADER}
    return [_own(contributions, headlines, sections[name], name) for name in names if name in sections]


def _own(contributions: Table, headlines: Callable[[], Table], code: str, name: str) -> OwnShare:
    layout = contributions.layout
    first, last = layout.columns[0].key, layout.columns[-1].key
    prefix = f"{code}/"
    details = [row for row in layout.rows if row.role is Role.DETAIL and row.key.startswith(prefix)]
    total = f"{code}/total"
    reasons = [
        Reason(row.label, contributions.exact[row.key, first] - contributions.exact[row.key, last]) for row in details
    ]
    largest = sorted((reason for reason in reasons if reason.cents), key=lambda reason: -abs(reason.cents))
    told = replace(
        layout,
        title=f"Waaruit de bijdrage van {name} bestaat",
        note="Hier staat wat wordt betaald zonder minteken. Kies een bedrag om te zien waaruit het bestaat.",
        columns=summary(contributions).layout.columns,
    )
    return OwnShare(
        code,
        name,
        -contributions.exact[total, first],
        -contributions.exact[total, last],
        tuple(largest[:_MOST_REASONS]),
        _paid(contributions, _only(told, details, total)),
        _themes(headlines(), code, name) if layout.through else None,
    )


def _themes(headlines: Table, code: str, name: str) -> Table | None:
    """Return what the last wijziging costs one gemeente per thema; None when it changes nothing for this gemeente."""
    layout = headlines.layout
    details = [row for row in layout.rows if row.role is Role.DETAIL and headlines.shown.get((row.key, code))]
    if not details:
        return None
    told = replace(
        layout,
        title=f"Wat de {ordinal(layout.through)} wijziging voor {name} verandert, per thema",
        note=f"Met een minteken: hierdoor betaalt {name} minder.",
        columns=(Column(code, "Meer of minder"),),
    )
    return _paid(headlines, _only(told, details, "total"))


def _only(layout: Layout, details: Iterable[Row], total: str) -> Layout:
    """Return a layout with some of its rows and their total alone."""
    return replace(layout, rows=(*details, replace(layout.row_of[total], label="Totaal", role=Role.TOTAL)))


def _paid(source: Table, layout: Layout) -> Table:
    """Return the numbers of another table in this layout, with what is paid positive."""
    cells = [
        (row.key, column.key)
        for row in layout.rows
        for column in layout.columns
        if (row.key, column.key) in source.exact
    ]
    return Table(
        layout,
        source.rounding,
        {cell: -source.exact[cell] for cell in cells},
        {cell: -source.shown[cell] for cell in cells},
        source.forced & set(cells),
    )
