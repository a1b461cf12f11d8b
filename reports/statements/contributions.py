"""6.11 Bijdragen: what each gemeente pays per verdeelgroep and for maatwerk, and what others pay. Whole euros.

What a gemeente pays is negative. Each column of a verdeelgroep is split on its own total, so `na wijziging`
can differ by a euro from the sum of the split columns before it (accounting model, section 2). A wijziging that takes
another key into use also splits everything before it anew: see `reports.statements.shares`.
"""

from collections.abc import Collection

from ledger.core.book import Book, Named, PoolRecord
from ledger.core.cube import Figure, Selection, Term, Value
from ledger.enums import FundingSource, Side
from reports.statements import shares
from reports.statements.columns import amendment_columns, amendment_key
from reports.table import Column, Layout, Role, Row, Unit

CURRENT = "current"
OTHERS = "Derden en reserve"


def contributions(book: Book) -> Layout:
    """Return the table of contributions of a book."""
    rows: list[Row] = []
    totals: list[str] = []
    payers = {pool.code: _payers(book, pool) for pool in book.pools}
    for municipality in book.municipalities:
        details = [
            Row(
                f"{municipality.code}/{pool.code}",
                pool.name,
                path=(municipality.name, pool.name),
                figures=_pays(book, pool, municipality),
            )
            for pool in book.pools
            if municipality.code in payers[pool.code]
        ]
        maatwerk = Selection.of(side=Side.INCOME, source=FundingSource.MAATWERK, municipality=municipality.code)
        details.append(
            Row(
                f"{municipality.code}/maatwerk",
                "Maatwerk",
                path=(municipality.name, "Maatwerk"),
                figures=_columns(book, maatwerk),
            )
        )
        rows += _section(municipality.code, municipality.name, f"Totaal {municipality.name}", details)
        totals.append(f"{municipality.code}/total")
    others = [
        Row(
            f"other/{key}",
            label,
            path=(OTHERS, label),
            figures=_columns(book, Selection.of(side=Side.INCOME, source=sources)),
        )
        for key, label, sources in (
            ("third-parties", "Derden", (FundingSource.THIRD_PARTIES,)),
            ("reserve", "Vanuit de reserve/balans", (FundingSource.RESERVE, FundingSource.BALANCE_SHEET)),
        )
    ]
    rows += _section("other", OTHERS, f"Totaal {OTHERS.lower()}", others)
    label = "Totaal bijdragen en maatwerk"
    rows.append(Row("total", label, Role.TOTAL, (label,), parts=(*totals, "other/total")))
    return Layout(
        slug="contributions",
        paragraph="6.11",
        title=f"Bijdragen {book.participants} {book.year}",
        note="Een bedrag met een minteken wordt betaald.",
        year=book.year,
        through=book.through,
        unit=Unit.EUR,
        columns=(*amendment_columns(book), Column(CURRENT, f"Begroting {book.year} na wijziging")),
        rows=tuple(rows),
        row_heading="Onderdeel",
    )


def _section(key: str, name: str, total: str, details: list[Row]) -> list[Row]:
    return [
        Row(key, name, Role.HEADER, (name,)),
        *details,
        Row(f"{key}/total", total, Role.SUBTOTAL, (name, total), parts=tuple(row.key for row in details)),
    ]


def _by_column(book: Book, selection: Selection) -> dict[str, Selection]:
    """One selection per wijziging and one for all of them together."""
    selections = {amendment_key(number): selection.narrowed(amendment=number) for number in book.numbers}
    return selections | {CURRENT: selection.narrowed(amendment=book.numbers)}


def _columns(book: Book, selection: Selection) -> dict[str, Figure]:
    return {column: (Term(own, -1),) for column, own in _by_column(book, selection).items()}


def _pays(book: Book, pool: PoolRecord, municipality: Named) -> dict[str, Figure]:
    if pool.direct:
        lines = Selection.of(side=Side.INCOME, source=FundingSource.CONTRIBUTION, pool=pool.code)
        return _columns(book, lines.narrowed(municipality=municipality.code))
    columns = {
        amendment_key(number): shares.paid_in(book, pool.code, municipality.code, number) for number in book.numbers
    }
    return columns | {CURRENT: shares.paid_through(book, pool.code, municipality.code)}


def _payers(book: Book, pool: PoolRecord) -> Collection[Value]:
    """Return the gemeenten with a row for a verdeelgroep: a weight in a key, or a line of their own."""
    if not pool.direct:
        return shares.payers(book, pool.code)
    return book.cube.values("municipality", Selection.of(pool=pool.code))
