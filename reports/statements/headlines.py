"""3.1.2 Financiële ontwikkelingen op hoofdlijnen: the last wijziging by thema and by who pays. Thousands.

Every column is minus the baten of that source; the total is minus the lasten. When the wijziging takes another key
into use, what that moves between the gemeenten has a row of its own.
"""

from ledger.core.book import Book
from ledger.core.cube import Fact, Figure, Selection, Term
from ledger.enums import FundingSource, Side
from reports.statements import shares
from reports.statements.columns import ordinal
from reports.table import Column, Layout, Role, Row, Unit

NO_THEME = "none"
REDIVIDED = "keys"


def headlines(book: Book) -> Layout:
    """Return the table of headlines of the last wijziging in a book."""
    base = Selection.of(side=Side.INCOME, amendment=book.through)
    payers = ("third-parties", "reserve", *(municipality.code for municipality in book.municipalities))
    columns = (
        Column("third-parties", "Derden"),
        Column("reserve", "Dekking reserve/balans"),
        *(Column(municipality.code, municipality.name) for municipality in book.municipalities),
        Column("total", "Totaal", parts=payers),
    )
    used = book.cube.values("theme", Selection.of(amendment=book.through))
    rows = [
        Row(
            f"theme/{theme.code}",
            theme.name,
            path=(theme.name,),
            figures=_figures(book, base.narrowed(theme=theme.code)),
        )
        for theme in book.themes
        if theme.code in used
    ]
    if None in used:
        label = "Zonder thema"
        rows.append(Row(f"theme/{NO_THEME}", label, path=(label,), figures=_figures(book, base.narrowed(theme=None))))
    if redivided := _redivided(book):
        label = "Andere verdeelsleutel"
        rows.append(Row(REDIVIDED, label, path=(label,), figures=redivided))
    rows.append(Row("total", "Totaal", Role.TOTAL, ("Totaal",), parts=tuple(row.key for row in rows)))
    which = f"{ordinal(book.through)} wijziging" if book.through else "primitieve begroting"
    return Layout(
        slug="headlines",
        paragraph="3.1.2",
        title=f"Financieel effect van de {which} {book.year} op hoofdlijnen",
        note="Een bedrag met een minteken is een last die deze partij dekt.",
        year=book.year,
        through=book.through,
        unit=Unit.EUR_1000,
        columns=columns,
        rows=tuple(rows),
        row_heading="Thema",
    )


def _figures(book: Book, selection: Selection) -> dict[str, Figure]:
    figures: dict[str, Figure] = {
        "third-parties": (Term(selection.narrowed(source=FundingSource.THIRD_PARTIES), -1),),
        "reserve": (Term(selection.narrowed(source=(FundingSource.RESERVE, FundingSource.BALANCE_SHEET)), -1),),
    }
    for municipality in book.municipalities:
        paid = selection.narrowed(source=FundingSource.MAATWERK, municipality=municipality.code)
        terms: list[Term | Fact] = [Term(paid, -1)]
        for pool in book.pools:
            of_pool = selection.narrowed(source=FundingSource.CONTRIBUTION, pool=pool.code)
            if pool.direct:
                terms.append(Term(of_pool.narrowed(municipality=municipality.code), -1))
            else:
                terms += shares.paid_of(book, of_pool, pool.code, municipality.code)
        figures[municipality.code] = tuple(terms)
    return figures


def _redivided(book: Book) -> dict[str, Figure]:
    """Return per gemeente what the keys that this wijziging takes into use move; nothing when it takes none."""
    return {
        municipality.code: figure
        for municipality in book.municipalities
        if (figure := tuple(term for pool in book.keys for term in shares.moved(book, pool, municipality.code)))
    }
