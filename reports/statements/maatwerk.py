"""6.10 (and 6.4.7, 6.5.8, 6.6.4) Maatwerk: orders by number with the gemeente that pays. Whole euros, negative."""

from ledger.core.book import Book
from ledger.core.cube import Figure, Selection, Term
from ledger.enums import FundingSource, Side
from reports.table import Column, Layout, Role, Row, TextColumn, Unit


def maatwerk(book: Book, programme: str | None = None) -> Layout:
    """Return the maatwerk orders of a book, of one programma when asked; orders that come to nothing are left out."""
    base = Selection.of(side=Side.INCOME, source=FundingSource.MAATWERK, amendment=book.numbers)
    orders = sorted(book.orders, key=lambda order: (order.number is not None, order.number or 0))
    rows = []
    for order in orders:
        selection = base.narrowed(order=order.code)
        if not book.cube.total(selection) or (programme and book.root(order.programme).code != programme):
            continue
        figures: dict[str, Figure] = {order.municipality: (Term(selection, -1),)}
        texts = {
            "number": str(order.number) if order.number else "Primitief",
            "programme": book.root(order.programme).name,
        }
        rows.append(
            Row(f"order/{order.code}", order.description, path=(order.description,), figures=figures, texts=texts)
        )
    label = f"Totaal maatwerk {book.year}"
    rows.append(Row("total", label, Role.TOTAL, (label,), parts=tuple(row.key for row in rows)))
    name = f" programma {book.programme_of[programme].name}" if programme else ""
    return Layout(
        slug="maatwerk",
        paragraph="6.10",
        title=f"Maatwerk{name} {book.year}",
        note="Een bedrag met een minteken wordt door deze gemeente betaald.",
        year=book.year,
        through=book.through,
        unit=Unit.EUR,
        columns=tuple(Column(municipality.code, municipality.name) for municipality in book.municipalities),
        rows=tuple(rows),
        row_heading="Omschrijving",
        text_columns=(TextColumn("number", "Nr.", leading=True), TextColumn("programme", "Programma", leading=True)),
    )
