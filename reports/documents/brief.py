"""In het kort: what is asked of whom, what it costs and what changes most. Pure.

For the cover of a whole document, and as the oplegger of an uittreksel. It takes its figures from what the
document keeps, so that they are those of the tables further on.
"""

from dataclasses import dataclass, replace
from functools import cached_property

from ledger.core.content import Content, Paid, Part, Prose, Section, Tabular, Text
from ledger.enums import Audience
from reports import glance
from reports.documents.derived import PAYS_MORE, euros, filled, more, narrowed
from reports.documents.frozen import thaw
from reports.statements.columns import amendment_key
from reports.statements.contributions import CURRENT
from reports.table import Column, Layout, Row, Table, Unit

TITLE = "In het kort"
CODE = "in-het-kort"
_MOST = 5  # mutaties


def in_short(content: Content, code: str = "", name: str = "") -> Section:
    """Return the chapter, of the whole or of one gemeente (code and name), without a number."""
    brief = _Brief(content, code, name)
    return Section(CODE, "", 1, TITLE, "", brief.parts())


@dataclass(frozen=True)
class _Brief:
    content: Content
    code: str
    name: str

    @cached_property
    def paid(self) -> Table:
        """What every payer pays, without a minus sign."""
        return glance.summary(thaw(dict(self.content.payments.contributions)))

    @property
    def row(self) -> str:
        """The row of `paid` that this is about."""
        return f"{self.code}/total" if self.code else "total"

    def parts(self) -> tuple[Part, ...]:
        found: list[Part] = [Text(Prose(f"{self.asked()}\n\n{self.cost()}", {})), self.payers()]
        if self.content.payments.mutations:
            found.append(self.largest())
        if self.code and (ahead := self.ahead()):
            found.append(Text(Prose(ahead, {})))
        return tuple(found)

    def asked(self) -> str:
        """Return what is asked of who reads it."""
        content = self.content
        if content.asks_views:
            who = "De raad kan" if self.code else "De raden kunnen"
            after = f" Daarna beslist het {content.board}." if content.board else ""
            term = "tot twaalf weken na de verzending (artikel 35 Wgr)"
            return f"**Wat wordt gevraagd.** {who} een zienswijze geven, {term}.{after}"
        who = {
            Audience.COUNCILS: "de raad" if self.code else "de raden",
            Audience.BOARD: "het bestuur",
            Audience.PUBLIC: "iedereen",
        }[Audience(content.audience)]
        return f"**Wat wordt gevraagd.** Niets: dit document is ter kennisneming, voor {who}."

    def cost(self) -> str:
        """Return what is paid, and how much of that comes with this document."""
        content, lead = self.content, "**Wat het kost.**"
        total = euros(self.paid.exact[self.row, CURRENT])
        if self.code:
            sentence = f"{lead} {self.name} betaalt over {content.year}, maatwerk meegerekend, {total}."
        else:
            sentence = f"{lead} Gemeenten en anderen betalen over {content.year} samen {total}."
        if content.payments.mutations:
            change = self.paid.exact[self.row, amendment_key(content.through)]
            return f"{sentence} Deze wijziging: {more(change)}."
        return sentence if content.amendment else f"{sentence} Dit document verandert daar niets aan."

    def payers(self) -> Tabular:
        """Return what this wijziging does to every payer, or to this one; few columns, so that it fits a phone."""
        layout = self.paid.layout
        wanted = {amendment_key(self.content.through), CURRENT} if self.content.payments.mutations else {CURRENT}
        return narrowed(
            self.paid,
            replace(
                layout,
                slug="brief-payers",
                title="Wie betaalt wat",
                note=glance.NO_MINUS,
                columns=tuple(column for column in layout.columns if column.key in wanted),
                rows=tuple(row for row in layout.rows if row.key == self.row) if self.code else layout.rows,
            ),
        )

    def largest(self) -> Tabular:
        """Return the mutaties of this wijziging that cost or bring in most."""
        mutations = self.content.payments.mutations
        amounts = [(one, one.cents.get(self.code, 0) if self.code else sum(one.cents.values())) for one in mutations]
        largest = sorted((pair for pair in amounts if pair[1]), key=lambda pair: -abs(pair[1]))[:_MOST]
        rows = tuple(Row(f"mutation/{one.code}", name, path=(name,)) for one, _ in largest for name in (_named(one),))
        layout = Layout(
            slug="brief-mutations",
            paragraph="",
            title="Wat het meest verandert",
            note=PAYS_MORE,
            year=self.content.year,
            through=self.content.through,
            unit=Unit.EUR,
            columns=(Column("paid", f"{self.name} betaalt meer" if self.code else "Gemeenten betalen meer"),),
            rows=rows,
            row_heading="Mutatie",
        )
        return filled(layout, {(f"mutation/{one.code}", "paid"): cents for one, cents in largest})

    def ahead(self) -> str:
        """Return what the wijziging does to this gemeente in the years after this one."""
        years = [
            f"- {year}: {more(amounts[self.code])}"
            for year, amounts in self.content.payments.ahead.items()
            if int(year) > self.content.year
        ]
        return "\n\n".join(("**Wat deze wijziging daarna betekent.**", "\n".join(years))) if years else ""


def _named(mutation: Paid) -> str:
    """Return what a mutatie is called where there is no column for its number: `Brede uitvraag (Burger 10)`."""
    return f"{mutation.description} ({mutation.programme}{f' {mutation.number}' if mutation.number else ''})"
