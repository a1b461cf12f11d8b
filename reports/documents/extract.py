"""The uittreksel of one gemeente: from the content of the whole document, the part that this gemeente pays. Pure.

It takes its figures from what the document keeps and computes none, so that the uittreksels together are the
whole. What rounding leaves between the mutaties and the total of table 6.11 has a row of its own.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from ledger.core.content import Content, Figure, Part, Prose, Section, Tabular, Text
from ledger.core.money import format_euros
from reports.documents.frozen import freeze, thaw
from reports.statements.columns import amendment_key
from reports.statements.contributions import CURRENT
from reports.table import Column, Layout, Role, Rounding, Row, Table, TextColumn, Unit

_MORE = "Een bedrag zonder minteken wordt meer betaald."
_REST = "Afronding en herverdeling"
_EURO = "€\N{NO-BREAK SPACE}"


def extract(content: Content, code: str, name: str) -> Content:
    """Return the uittreksel of a gemeente; raises LookupError when the document has no figures of it."""
    own = _Extract(content, code, name)
    if f"{code}/total" not in own.contributions.layout.row_of:
        raise LookupError(f"Dit document heeft geen bedragen van {name}.")
    return replace(
        content,
        title=f"{content.title}: uittreksel {name}",
        subtitle=content.title,
        sections=tuple(
            Section(key, str(place), 1, title, "", tuple(parts))
            for place, (key, title, parts) in enumerate(own.sections(), 1)
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

    def sections(self) -> Iterator[tuple[str, str, list[Part]]]:
        """Yield code, title and parts of each chapter; the first is the oplegger of one page."""
        yield "in-het-kort", "In het kort", [self.summary()]
        yield "bijdrage", f"Bijdrage van {self.name}", [self.contribution()]
        yield "maatwerk", f"Maatwerk van {self.name}", [self.maatwerk()]
        if self.content.payments.mutations:
            yield "mutaties", f"Wat de mutaties betekenen voor {self.name}", [self.mutations()]
            yield "komende-jaren", "Komende jaren", [self.ahead()]

    def summary(self) -> Text:
        """Return the oplegger: what is asked of the council, and what it costs."""
        content, year = self.content, self.content.year
        after = -(self.contributions.cents(f"{self.code}/total", CURRENT) or 0)
        compared = (
            f"Voor deze wijziging was dat [[voor]]: {_more(self.change)}." if self.change else "Dat blijft gelijk."
        )
        facts = [
            f"{content.organisation} legt dit document voor: **{content.title}**.",
            f"{self.name} betaalt over {year}, maatwerk meegerekend, [[na]]. {compared}",
        ]
        ahead = [
            f"- {later}: {_more(amounts[self.code])}"
            for later, amounts in content.payments.ahead.items()
            if int(later) > year
        ]
        if ahead:
            facts += ["Wat deze wijziging in de jaren daarna betekent:", "\n".join(ahead)]
        if content.asks_views:
            facts.append("De raad kan tot twaalf weken na de verzending een zienswijze geven (artikel 35 Wgr).")
        facts.append("In het hele document staat de toelichting op elke mutatie. De griffie heeft het.")
        figures = {
            "voor": Figure(f"{_EURO}{format_euros(after - self.change)}", after - self.change),
            "na": Figure(f"{_EURO}{format_euros(after)}", after),
        }
        return Text(Prose("\n\n".join(facts), figures))

    def contribution(self) -> Tabular:
        """Return the rows of table 6.11 of this gemeente."""
        table = self.contributions
        rows = tuple(row for row in table.layout.rows if row.key.startswith(f"{self.code}/"))
        title = f"Bijdrage van {self.name} {self.content.year}"
        return _narrowed(table, replace(table.layout, title=title, rows=rows))

    def maatwerk(self) -> Part:
        """Return the orders of table 6.10 that this gemeente pays."""
        table = thaw(dict(self.content.payments.maatwerk))
        rows = [row for row in table.layout.rows if row.role is Role.DETAIL and (row.key, self.code) in table.exact]
        if not rows:
            return Text(Prose(f"{self.name} heeft in {self.content.year} geen maatwerk.", {}))
        total = replace(table.layout.rows[-1], parts=tuple(row.key for row in rows))
        columns = tuple(column for column in table.layout.columns if column.key == self.code)
        title = f"Maatwerk van {self.name} {self.content.year}"
        return _narrowed(table, replace(table.layout, title=title, columns=columns, rows=(*rows, total)))

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
            note=_MORE,
            year=self.content.year,
            through=self.content.through,
            unit=Unit.EUR,
            columns=(Column("paid", f"{self.name} betaalt meer"),),
            rows=tuple(rows),
            row_heading="Mutatie",
            text_columns=(
                TextColumn("number", "Nr.", leading=True),
                TextColumn("programme", "Programma", leading=True),
                TextColumn("recurrence", "Incidenteel of structureel", after=True),
            ),
        )
        return _filled(layout, {(row, "paid"): amount for row, amount in (cents | {"total": self.change}).items()})

    def ahead(self) -> Tabular:
        """Return what the wijziging does to this gemeente in the years ahead."""
        years = self.content.payments.ahead
        layout = Layout(
            slug="extract-years",
            paragraph="",
            title=f"Effect van deze wijziging voor {self.name} per jaar",
            note=_MORE,
            year=self.content.year,
            through=self.content.through,
            unit=Unit.EUR,
            columns=tuple(Column(year, year) for year in years),
            rows=(Row("paid", f"{self.name} betaalt meer", path=(self.name,)),),
            row_heading="Bijdrage en maatwerk",
        )
        return _filled(layout, {("paid", year): amounts[self.code] for year, amounts in years.items()})


def _more(cents: int) -> str:
    """Return what a change is called: `€ 12.000 meer`."""
    amount = f"{_EURO}{format_euros(abs(cents))}"
    return f"{amount} meer" if cents > 0 else f"{amount} minder" if cents else "geen verschil"


def _narrowed(table: Table, layout: Layout) -> Tabular:
    """Return a table with only the cells of a smaller layout, as they are."""

    def kept(values: Mapping[tuple[str, str], int]) -> dict[tuple[str, str], int]:
        return {
            (row, column): value
            for (row, column), value in values.items()
            if row in layout.row_of and column in layout.column_of
        }

    return Tabular(freeze(replace(table, layout=layout, exact=kept(table.exact), shown=kept(table.shown))))


def _filled(layout: Layout, cents: Mapping[tuple[str, str], int]) -> Tabular:
    return Tabular(freeze(Table(layout, Rounding.PLAIN, cents, {cell: _whole(value) for cell, value in cents.items()})))


def _whole(cents: int) -> int:
    """Round to whole euros, halves away from zero."""
    euros = (abs(cents) + 50) // 100
    return -euros if cents < 0 else euros
