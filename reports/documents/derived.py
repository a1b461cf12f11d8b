"""Small tables and words made of what a document keeps: never a figure that is not kept. Pure."""

from collections.abc import Mapping
from dataclasses import replace

from ledger.core.content import Tabular
from ledger.core.money import format_euros
from ledger.core.rounding import round_half_away
from reports.documents.frozen import freeze
from reports.table import Layout, Rounding, Table, TextColumn

PAYS_MORE = "Een bedrag zonder minteken wordt meer betaald."
MUTATION_TEXTS = (TextColumn("number", "Nr.", leading=True), TextColumn("programme", "Programma", leading=True))


def narrowed(table: Table, layout: Layout) -> Tabular:
    """Return a table with only the cells of a smaller layout, as they are."""

    def kept(values: Mapping[tuple[str, str], int]) -> dict[tuple[str, str], int]:
        return {
            (row, column): value
            for (row, column), value in values.items()
            if row in layout.row_of and column in layout.column_of
        }

    return Tabular(freeze(replace(table, layout=layout, exact=kept(table.exact), shown=kept(table.shown))))


def filled(layout: Layout, cents: Mapping[tuple[str, str], int]) -> Tabular:
    """Return a table in whole euros with these cells (cents)."""
    shown = {cell: round_half_away(value, layout.unit.value) for cell, value in cents.items()}
    return Tabular(freeze(Table(layout, Rounding.PLAIN, cents, shown)))


def euros(cents: int) -> str:
    """Return an amount as in a sentence; it is not broken over two lines."""
    return f"€\N{NO-BREAK SPACE}{format_euros(cents)}"


def more(cents: int) -> str:
    """Return what a change is called: `€ 12.000 meer`."""
    amount = euros(abs(cents))
    return f"{amount} meer" if cents > 0 else f"{amount} minder" if cents else "geen verschil"
