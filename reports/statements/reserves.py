"""6.8 Reserves en voorzieningen: begin, bestemming of last year's result, dotatie, onttrekking, eind. Thousands.

Dotatie and onttrekking come from lines; begin and bestemming are opening facts of the year (BBV art. 20).
"""

from ledger.core.book import Book, ReserveRecord
from ledger.core.cube import Fact, Figure, Selection, Term
from ledger.enums import ReserveKind, Side
from reports.table import Column, Layout, Role, Row, Unit

_MOVING = ("addition", "withdrawal", "closing")


def reserves(book: Book) -> Layout:
    """Return the course of reserves and voorzieningen of a book."""
    rows: list[Row] = []
    own = [reserve for reserve in book.reserves if reserve.kind == ReserveKind.RESERVE]
    provisions = [reserve for reserve in book.reserves if reserve.kind == ReserveKind.PROVISION]
    if own:
        rows.append(Row("reserves", "Reserves", Role.HEADER, ("Reserves",)))
        rows += [_row(book, reserve, "reserve", "Reserves") for reserve in own]
        repaid = -sum(reserve.appropriation for reserve in own)
        if repaid:
            label = f"Terugbetaling aan {book.participants}"
            figures: dict[str, Figure] = {"appropriation": (Fact(label, repaid),)}
            blank = frozenset({"opening", *_MOVING})
            rows.append(Row("repayment", label, path=("Reserves", label), figures=figures, blank=blank))
        parts = tuple(f"reserve/{reserve.code}" for reserve in own)
        label, blank = "Totaal mutaties", frozenset({"opening", "appropriation"})
        rows.append(Row("reserves/mutations", label, Role.SUBTOTAL, ("Reserves", label), parts=parts, blank=blank))
        label = "Totaal reserves"
        rows.append(Row("reserves/total", label, Role.TOTAL, ("Reserves", label), parts=parts))
    if provisions:
        rows.append(Row("provisions", "Voorzieningen", Role.HEADER, ("Voorzieningen",)))
        rows += [_row(book, provision, "provision", "Voorzieningen") for provision in provisions]
        parts = tuple(f"provision/{provision.code}" for provision in provisions)
        label, blank = "Totaal voorzieningen", frozenset({"appropriation"})
        rows.append(Row("provisions/total", label, Role.TOTAL, ("Voorzieningen", label), parts=parts, blank=blank))
    before = book.year - 1
    elementary = ("opening", "appropriation", "addition", "withdrawal")
    return Layout(
        slug="reserves",
        paragraph="6.8",
        title=f"Reserves en voorzieningen {book.year}",
        note="Een onttrekking heeft een minteken.",
        year=book.year,
        through=book.through,
        unit=Unit.EUR_1000,
        columns=(
            Column("opening", f"Beginstand {book.year}"),
            Column("appropriation", f"Resultaat {before}"),
            Column("addition", f"Dotatie {book.year}"),
            Column("withdrawal", f"Onttrekking {book.year}"),
            Column("closing", f"Eindstand {book.year}", parts=elementary),
        ),
        rows=tuple(rows),
        row_heading="Reserve of voorziening",
    )


def _row(book: Book, reserve: ReserveRecord, kind: str, section: str) -> Row:
    lines = Selection.of(reserve=reserve.code, amendment=book.numbers)
    figures: dict[str, Figure] = {
        "opening": (Fact(f"Beginstand {book.year} {reserve.name}", reserve.opening),),
        "addition": (Term(lines.narrowed(side=Side.COST)),),
        "withdrawal": (Term(lines.narrowed(side=Side.INCOME), -1),),
    }
    blank: frozenset[str] = frozenset({"appropriation"})
    if kind == "reserve":
        label = f"Bestemming resultaat {book.year - 1} {reserve.name}"
        figures["appropriation"] = (Fact(label, reserve.appropriation),)
        blank = frozenset()
    return Row(f"{kind}/{reserve.code}", reserve.name, path=(section, reserve.name), figures=figures, blank=blank)
