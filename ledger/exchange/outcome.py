"""What became of an import."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from ledger.core.money import format_euros
from ledger.exchange.checking import Plan
from ledger.exchange.effects import YearEffect
from ledger.exchange.rows import Complaint
from ledger.exchange.sheets import SHEETS


@dataclass(frozen=True)
class Outcome:
    """What an import did, or would do on a dry run; with complaints nothing was stored."""

    added: dict[str, int] = field(default_factory=dict)  # rows by key of the sheet
    present: dict[str, int] = field(default_factory=dict)
    documents: int = 0  # of the P&C cycle, from source files
    changed: int = 0  # mutaties
    cost_cents: int = 0  # what is added to the lasten of all boekjaren together
    income_cents: int = 0
    complaints: tuple[Complaint, ...] = ()
    dry_run: bool = False
    plan: Plan | None = None  # row by row; None when the file could not be read
    effects: tuple[YearEffect, ...] = ()

    @property
    def total(self) -> int:
        """How many rows were added."""
        return sum(self.added.values())

    def report(self, most: int = 100) -> Iterator[str]:
        """Yield the outcome as Dutch sentences; at most so many complaints."""
        if self.complaints:
            yield from map(str, self.complaints[:most])
            if len(self.complaints) > most:
                yield f"En nog {len(self.complaints) - most} meldingen."
            yield "Er is niets opgeslagen."
            return
        for sheet in SHEETS:
            if added := self.added.get(sheet.key):
                yield f"{sheet.title}: {added} toegevoegd"
        if self.documents:
            yield f"Documenten: {self.documents} toegevoegd"
        if self.changed:
            yield f"Mutaties: {self.changed} gewijzigd"
        if self.cost_cents or self.income_cents:
            cost, income = format_euros(self.cost_cents), format_euros(self.income_cents)
            yield f"Alle boekjaren samen: lasten € {cost}, baten € {income}"
        present = sum(self.present.values())
        changed = f" {self.changed} gewijzigd," if self.changed else ""
        yield f"Samen {self.total} toegevoegd,{changed} {present} stonden er al."
        if self.dry_run:
            yield "Dit was een proef: er is niets opgeslagen."
