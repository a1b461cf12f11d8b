"""6.9 Investeringen: per investering the krediet decided; not part of the exploitatie. Thousands, positive."""

from ledger.core.book import Book, InvestmentRecord
from ledger.core.cube import Fact
from ledger.enums import Side
from reports.table import Column, Layout, Role, Row, TextColumn, Unit


def investments(book: Book) -> Layout:
    """Return the list of investments of a book."""
    names = investment_names(book)
    rows = [
        Row(
            f"investment/{names[item]}",
            item.description,
            path=(item.description,),
            texts={"side": "Lasten" if item.side == Side.COST else "Baten"},
            figures={"amount": (Fact(item.description, item.cents if item.side == Side.COST else -item.cents),)},
        )
        for item in book.investments
    ]
    rows.append(Row("total", "Totaal", Role.TOTAL, ("Totaal",), parts=tuple(row.key for row in rows)))
    return Layout(
        slug="investments",
        paragraph="6.9",
        title=f"Investeringen {book.year}",
        note="Lasten zijn positief, baten hebben een minteken.",
        year=book.year,
        through=book.through,
        unit=Unit.EUR_1000,
        columns=(Column("amount", str(book.year)),),
        rows=tuple(rows),
        row_heading="Omschrijving",
        text_columns=(TextColumn("side", "Lasten / baten"),),
    )


def investment_names(book: Book) -> dict[InvestmentRecord, str]:
    """Return what names an investering in row keys: its number, or wijziging and number where it is not the first.

    So a key that was given once stays, also when a later wijziging uses the number again.
    """
    names: dict[InvestmentRecord, str] = {}
    for item in sorted(book.investments, key=lambda item: (item.amendment, item.number)):
        taken = str(item.number) in names.values()
        names[item] = f"{item.amendment}/{item.number}" if taken else str(item.number)
    return names
