"""The state of a year at a glance: does it close, and what does each gemeente pay."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ledger.core.book import Book
from ledger.core.cube import Selection
from ledger.enums import Side
from reports.charts import Chart, Step, waterfall
from reports.statements.columns import amendment_key, ordinal
from reports.statements.contributions import CURRENT
from reports.table import Column, Role, Row, Table

NO_MINUS = "Wat wordt betaald, staat hier zonder minteken."
_MOST_BARS = 40  # more than this cannot be taken in: then only the outcome is drawn


@dataclass(frozen=True, slots=True)
class Coverage:
    """Dekking: everything that is spent has to be paid by somebody."""

    cost: int
    income: int

    @property
    def difference(self) -> int:
        """What is not covered (positive), or covered twice."""
        return self.cost - self.income

    @property
    def closes(self) -> bool:
        """Tell whether lasten equal baten."""
        return not self.difference


def coverage(book: Book) -> Coverage:
    """Return lasten and baten of all wijzigingen in a book together."""
    return Coverage(book.cube.total(Selection.of(side=Side.COST)), book.cube.total(Selection.of(side=Side.INCOME)))


def summary(contributions: Table) -> Table:
    """Return the totals of 6.11 alone, each payer by name, with what is paid as a positive amount."""
    layout = contributions.layout
    rows = []
    header = ""
    for row in layout.rows:
        if row.role is Role.HEADER:
            header = row.label
        elif row.role is Role.SUBTOTAL:
            rows.append(Row(row.key, header, Role.DETAIL, (header,)))
        elif row.role is Role.TOTAL:
            rows.append(Row(row.key, "Totaal", Role.TOTAL, ("Totaal",)))
    cells = [(row.key, column.key) for row in rows for column in layout.columns]
    return Table(
        replace(
            layout,
            title="Betaald per gemeente en door anderen",
            note="Hier staat wat wordt betaald zonder minteken. Kies een bedrag om te zien waaruit het bestaat.",
            columns=tuple(Column(column.key, _short(column)) for column in layout.columns),
            rows=tuple(rows),
            row_heading="Betaler",
        ),
        contributions.rounding,
        {cell: -contributions.exact[cell] for cell in cells},
        {cell: -contributions.shown[cell] for cell in cells},
    )


def _short(column: Column) -> str:
    if column.key == CURRENT:
        return "Na wijziging"
    return "Primitief" if column.key == amendment_key(0) else f"{ordinal(int(column.key.rpartition('-')[2]))} wijziging"


def steps(table: Table, row: str) -> list[Step]:
    """Return the walk of one payer from primitief to na wijziging (whole euros): one bar when nothing changed it."""
    found = []
    columns = table.layout.columns
    for column in columns if len(columns) > 2 else columns[-1:]:  # noqa: PLR2004 - primitief and na wijziging: the same
        amount = table.shown[row, column.key]
        is_result = column.key == CURRENT
        found.append(
            Step(column.label, amount, is_level=is_result or column.key == amendment_key(0), is_result=is_result)
        )
    return found


def total_chart(table: Table) -> Chart:
    """Return the chart of everything together."""
    row = table.layout.rows[-1]
    return waterfall("Van primitieve begroting naar begroting na wijziging", [("", steps(table, row.key))])


def payer_chart(table: Table) -> Chart:
    """Return the chart of each payer; of many payers only what each pays in the end."""
    payers = table.layout.rows[:-1]
    groups: Sequence[tuple[str, list[Step]]] = [(row.label, steps(table, row.key)) for row in payers]
    if sum(len(each) for _, each in groups) > _MOST_BARS:
        groups = [("", [Step(name, each[-1].amount, is_level=True, is_result=True) for name, each in groups])]
    return waterfall("Wie betaalt wat", groups)
