"""3.1.2 Financiële ontwikkelingen op hoofdlijnen: the last wijziging by thema and by who pays. Thousands.

Every column is minus the baten of that source; the total is minus the lasten.
"""

from ledger.core.book import Book
from ledger.core.cube import Figure, Selection, Share, Term
from ledger.enums import FundingSource, Side
from reports.statements.columns import ordinal
from reports.table import Column, Layout, Role, Row, Unit

NO_THEME = "none"


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
        terms = [Term(paid, -1)]
        for pool in book.pools:
            of_pool = selection.narrowed(source=FundingSource.CONTRIBUTION, pool=pool.code)
            if pool.direct:
                terms.append(Term(of_pool.narrowed(municipality=municipality.code), -1))
            elif pool.code in book.keys and municipality.code in book.keys[pool.code].payers:
                terms.append(Term(of_pool, -1, Share(pool.code, municipality.code)))
        figures[municipality.code] = tuple(terms)
    return figures
