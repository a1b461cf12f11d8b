"""The uittreksel of one gemeente: from the content of the whole document, the part that this gemeente pays. Pure.

It takes its figures from what the document keeps and computes none, so that the uittreksels together are the
whole. What rounding leaves between the mutaties and the total of table 6.11 has a row of its own.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from ledger.core.content import Content, Part, Prose, Section, Tabular, Text
from reports.documents.brief import in_short
from reports.documents.derived import MUTATION_TEXTS, PAYS_MORE, filled, narrowed
from reports.documents.frozen import thaw
from reports.statements.columns import amendment_key
from reports.table import Column, Layout, Role, Row, Table, TextColumn, Unit

_REST = "Afronding en herverdeling"


def extract(content: Content, code: str, name: str) -> Content:
    """Return the uittreksel of a gemeente; raises LookupError when the document has no figures of it."""
    own = _Extract(content, code, name)
    if f"{code}/total" not in own.contributions.layout.row_of:
        raise LookupError(f"Dit document heeft geen bedragen van {name}.")
    return replace(
        content,
        title=f"{content.title}: uittreksel {name}",
        sections=(
            in_short(content, code, name),
            *(
                Section(key, str(place), 1, title, "", (part,))
                for place, (key, title, part) in enumerate(own.sections(), 1)
            ),
        ),
        municipality=code,
    )


@dataclass(frozen=True)
class _Extract:
    """One document and one gemeente."""

    content: Content
    code: str
    name: str

    @cached_property
    def contributions(self) -> Table:
        return thaw(dict(self.content.payments.contributions))

    @cached_property
    def change(self) -> int:
        """What the wijziging of the document makes this gemeente pay more (cents), by table 6.11."""
        if not self.content.payments.mutations:
            return 0
        return -(self.contributions.cents(f"{self.code}/total", amendment_key(self.content.through)) or 0)

    def sections(self) -> Iterator[tuple[str, str, Part]]:
        """Yield code, title and what is in it of each chapter after the oplegger."""
        yield "bijdrage", f"Bijdrage van {self.name}", self.contribution()
        yield "maatwerk", f"Maatwerk van {self.name}", self.maatwerk()
        if self.content.payments.mutations:
            yield "mutaties", f"Wat de mutaties betekenen voor {self.name}", self.mutations()
            yield "komende-jaren", "Komende jaren", self.ahead()

    def contribution(self) -> Tabular:
        """Return the rows of table 6.11 of this gemeente."""
        table = self.contributions
        rows = tuple(row for row in table.layout.rows if row.key.startswith(f"{self.code}/"))
        title = f"Bijdrage van {self.name} {self.content.year}"
        return narrowed(table, replace(table.layout, title=title, rows=rows))

    def maatwerk(self) -> Part:
        """Return the orders of table 6.10 that this gemeente pays."""
        table = thaw(dict(self.content.payments.maatwerk))
        rows = [row for row in table.layout.rows if row.role is Role.DETAIL and (row.key, self.code) in table.exact]
        if not rows:
            return Text(Prose(f"{self.name} heeft in {self.content.year} geen maatwerk.", {}))
        total = replace(table.layout.rows[-1], parts=tuple(row.key for row in rows))
        columns = tuple(column for column in table.layout.columns if column.key == self.code)
        title = f"Maatwerk van {self.name} {self.content.year}"
        return narrowed(table, replace(table.layout, title=title, columns=columns, rows=(*rows, total)))

    def mutations(self) -> Tabular:
        """Return what each mutatie does to this gemeente; the total is that of table 6.11."""
        rows: list[Row] = []
        cents: dict[str, int] = {}
        for paid in self.content.payments.mutations:
            if amount := paid.cents.get(self.code):
                texts = {
                    "number": str(paid.number or ""),
                    "programme": paid.programme,
                    "recurrence": paid.recurrence,
                }
                rows.append(Row(f"mutation/{paid.code}", paid.description, path=(paid.description,), texts=texts))
                cents[rows[-1].key] = amount
        if rest := self.change - sum(cents.values()):
            rows.append(Row("rounding", _REST, path=(_REST,)))
            cents["rounding"] = rest
        label = f"Totaal {self.name}"
        rows.append(Row("total", label, Role.TOTAL, (label,), parts=tuple(cents)))
        layout = Layout(
            slug="extract-mutations",
            paragraph="",
            title=f"Effect per mutatie voor {self.name} {self.content.year}",
            note=PAYS_MORE,
            year=self.content.year,
            through=self.content.through,
            unit=Unit.EUR,
            columns=(Column("paid", f"{self.name} betaalt meer"),),
            rows=tuple(rows),
            row_heading="Mutatie",
            text_columns=(*MUTATION_TEXTS, TextColumn("recurrence", "Incidenteel of structureel", after=True)),
        )
        return filled(layout, {(row, "paid"): amount for row, amount in (cents | {"total": self.change}).items()})

    def ahead(self) -> Tabular:
        """Return what the wijziging does to this gemeente in the years ahead."""
        years = self.content.payments.ahead
        layout = Layout(
            slug="extract-years",
            paragraph="",
            title=f"Effect van deze wijziging voor {self.name} per jaar",
            note=PAYS_MORE,
            year=self.content.year,
            through=self.content.through,
            unit=Unit.EUR,
            columns=tuple(Column(year, year) for year in years),
            rows=(Row("paid", f"{self.name} betaalt meer", path=(self.name,)),),
            row_heading="Bijdrage en maatwerk",
        )
        return filled(layout, {("paid", year): amounts[self.code] for year, amounts in years.items()})
