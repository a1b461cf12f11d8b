"""6.7 Overzicht van baten en lasten (BBV art. 8 and 17). Thousands; baten positive, lasten negative.

Lasten flagged overhead stand on the Overhead row. Income from a reserve, and additions to one, stand under
"Toevoegingen en onttrekkingen reserves" by programma; income from the balans is in the programma.
"""

from collections.abc import Iterable

from ledger.core.book import Book
from ledger.core.cube import Figure, Selection, Term
from ledger.enums import FundingSource, Placement, ReserveKind, Side
from reports.table import Column, Layout, Role, Row, Unit

_PERIODS = (("original", "Primitieve begroting"), ("amendment", "Wijziging"), ("current", "Begroting na wijziging"))
_FLOWS = (("income", "Baten"), ("cost", "Lasten"), ("balance", "Saldo"))
_GENERAL = (
    ("local-levies", "Lokale heffingen", Placement.LOCAL_LEVIES),
    ("general-grant", "Algemene uitkering", Placement.GENERAL_GRANT),
    ("dividend", "Dividend", Placement.DIVIDEND),
    ("financing", "Saldo financieringsfunctie", Placement.FINANCING),
    ("other", "Overige algemene dekkingsmiddelen", Placement.OTHER_GENERAL),
)


def overview(book: Book) -> Layout:
    """Return the overview of baten en lasten of a book."""
    roots = [programme for programme in book.programmes if programme.parent is None]
    rows: list[Row] = [_header("programmes", "Programma's")]
    for programme in roots:
        selection = Selection.of(programme=book.with_parts(programme.code), placement=Placement.PROGRAMME)
        rows.append(_detail(book, f"programme/{programme.code}", programme.overview_label, "Programma's", selection))
    rows.append(_sum("programmes/total", "Subtotaal programma's", "Programma's", _keys(rows, "programme/")))
    section = "Algemene dekkingsmiddelen"
    rows.append(_header("general", section))
    for key, label, placement in _GENERAL:
        rows.append(_detail(book, f"general/{key}", label, section, Selection.of(placement=placement)))
    rows.append(_sum("general/total", "Subtotaal algemene dekkingsmiddelen", section, _keys(rows, "general/")))
    section = "Taakvelden en Vpb"
    rows.append(_header("fields", section))
    rows.append(_detail(book, "fields/overhead", "Overhead", section, Selection.of(placement=Placement.OVERHEAD)))
    rows.append(_sum("fields/overhead-total", "Subtotaal overhead", section, ("fields/overhead",)))
    tax = Selection.of(placement=Placement.CORPORATE_TAX)
    rows.append(_detail(book, "fields/corporate-tax", "Vennootschapsbelasting (Vpb)", section, tax))
    fields = ["fields/overhead", "fields/corporate-tax"]
    if Placement.CONTINGENCY in book.cube.values("placement"):
        contingency = Selection.of(placement=Placement.CONTINGENCY)
        rows.append(_detail(book, "fields/contingency", "Onvoorzien", section, contingency))
        fields.append("fields/contingency")
    rows.append(_sum("fields/total", "Subtotaal taakvelden en Vpb", section, fields))
    label = "Saldo van baten en lasten"
    rows.append(
        Row("balance", label, Role.TOTAL, (label,), parts=("programmes/total", "general/total", "fields/total"))
    )
    section = "Toevoegingen en onttrekkingen reserves"
    rows.append(_header("reserves", section))
    for programme in roots:
        figures = _periods(book, _reserve_flows(book, book.with_parts(programme.code)))
        label = programme.overview_label
        rows.append(Row(f"reserves/{programme.code}", label, path=(section, label), figures=figures))
    rows.append(_sum("reserves/total", "Subtotaal reserves", section, _keys(rows, "reserves/")))
    label = "Gerealiseerd resultaat"
    rows.append(Row("result", label, Role.TOTAL, (label,), parts=("balance", "reserves/total")))
    return Layout(
        slug="overview",
        paragraph="6.7",
        title=f"Overzicht van baten en lasten {book.year}",
        note="Baten zijn positief, lasten hebben een minteken.",
        year=book.year,
        through=book.through,
        unit=Unit.EUR_1000,
        columns=_columns(),
        rows=tuple(rows),
        row_heading="Onderdeel",
    )


def _columns() -> tuple[Column, ...]:
    columns = []
    for period, group in _PERIODS:
        for flow, label in _FLOWS:
            parts: tuple[str, ...] = ()
            if flow == "balance":
                parts = (f"{period}-income", f"{period}-cost")
            elif period == "current":
                parts = (f"original-{flow}", f"amendment-{flow}")
            columns.append(Column(f"{period}-{flow}", label, group, parts))
    return tuple(columns)


def _header(key: str, label: str) -> Row:
    return Row(key, label, Role.HEADER, (label,))


def _sum(key: str, label: str, section: str, parts: Iterable[str]) -> Row:
    return Row(key, label, Role.SUBTOTAL, (section, label), parts=tuple(parts))


def _keys(rows: Iterable[Row], prefix: str) -> tuple[str, ...]:
    return tuple(row.key for row in rows if row.key.startswith(prefix) and row.role is Role.DETAIL)


def _detail(book: Book, key: str, label: str, section: str, selection: Selection) -> Row:
    income = Selection.of(**dict(selection.where), side=Side.INCOME, source=_OUTSIDE_RESERVES)
    cost = Selection.of(**dict(selection.where), side=Side.COST, reserve=_not_reserves(book))
    flows = {"income": (income, 1), "cost": (cost, -1)}
    return Row(key, label, path=(section, label), figures=_periods(book, flows))


_OUTSIDE_RESERVES = tuple(source for source in FundingSource if source is not FundingSource.RESERVE)


def _not_reserves(book: Book) -> tuple[str | None, ...]:
    """Costs that add to a reserve stand under the reserves; dotaties to a voorziening are plain lasten."""
    return (None, *(reserve.code for reserve in book.reserves if reserve.kind == ReserveKind.PROVISION))


def _reserve_flows(book: Book, programmes: tuple[str, ...]) -> dict[str, tuple[Selection, int]]:
    own = tuple(reserve.code for reserve in book.reserves if reserve.kind == ReserveKind.RESERVE)
    return {
        "income": (Selection.of(programme=programmes, side=Side.INCOME, source=FundingSource.RESERVE), 1),
        "cost": (Selection.of(programme=programmes, side=Side.COST, reserve=own), -1),
    }


def _periods(book: Book, flows: dict[str, tuple[Selection, int]]) -> dict[str, Figure]:
    later = tuple(number for number in book.numbers if number)
    return {
        f"{period}-{flow}": (Term(selection.narrowed(amendment=numbers), sign),)
        for period, numbers in (("original", (0,)), ("amendment", later))
        for flow, (selection, sign) in flows.items()
    }
