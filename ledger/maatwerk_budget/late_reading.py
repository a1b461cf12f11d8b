"""The bestuursrapportage list of a year: late orders and other developments by date, and what they add up to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from ledger.enums import LawfulnessCategory
from ledger.journal.late import late_orders
from ledger.lists.download import Euros, Value
from ledger.models import BudgetYear, LateDevelopment, Programme
from ledger.permissions import Access

HEADINGS = (
    "Gemeld op", "Soort", "Nummer of code", "Programma", "Gemeente", "Omschrijving", "Toelichting",
    "Verwachte last", "Rechtmatigheid",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Late:
    """One row of the list. Cents; None is not known yet."""

    on: date
    kind: str
    code: str
    programme: Programme
    municipality: str
    description: str
    explanation: str
    cents: int | None
    lawfulness: str
    address: str  # the page of the order; empty for another development
    change_address: str

    @property
    def category(self) -> str:
        """The label of its category; empty when nobody has said it yet."""
        return LawfulnessCategory(self.lawfulness).label if self.lawfulness else ""


def read_list(year: BudgetYear, access: Access) -> list[Late]:
    """Return the list by date: two queries."""
    rows = [
        Late(
            on=order.agreed_on,
            kind="maatwerkorder",
            code=str(order.number or order.code),
            programme=order.programme,
            municipality=order.municipality.name,
            description=order.description,
            explanation=order.performance,
            cents=order.cents,
            lawfulness=order.lawfulness,
            address=reverse("ledger:order", args=[year.pk, order.pk]),
            change_address=reverse("ledger:late_order", args=[year.pk, order.pk]),
        )
        for order in late_orders(year, access).select_related("programme", "municipality")
    ]
    rows += [
        Late(
            on=row.announced_on,
            kind="ontwikkeling",
            code=row.code,
            programme=row.programme,
            municipality="",
            description=row.description,
            explanation=row.explanation,
            cents=row.cents,
            lawfulness=row.lawfulness,
            address="",
            change_address=reverse("ledger:late_edit", args=[year.pk, row.code]),
        )
        for row in LateDevelopment.objects.filter(budget_year=year).select_related("programme")
    ]
    return sorted(rows, key=lambda late: (late.on, late.kind, late.code))


def totals(rows: Sequence[Late]) -> list[tuple[str, list[int], int]]:
    """Return per programma the cents of every category (`columns`), and their total; the last row is of all."""
    codes = columns()
    programmes = sorted({row.programme for row in rows}, key=lambda programme: (programme.position, programme.code))
    table = [
        (
            programme.name,
            [_sum(row for row in rows if row.programme == programme and row.lawfulness == code) for code in codes],
        )
        for programme in programmes
    ]
    table.append(("Totaal", [sum(cells[column] for _, cells in table) for column in range(len(codes))]))
    return [(name, cells, sum(cells)) for name, cells in table]


def columns() -> list[str]:
    """Return the categories in the order of the table of totals; the empty one is for what has none yet."""
    return [*LawfulnessCategory.values, ""]


def export_rows(rows: Sequence[Late]) -> list[tuple[Value, ...]]:
    """Return the list as rows of a file."""
    return [
        (
            row.on.isoformat(),
            row.kind,
            row.code,
            row.programme.name,
            row.municipality,
            row.description,
            row.explanation,
            None if row.cents is None else Euros(row.cents),
            row.category,
        )
        for row in rows
    ]


def _sum(rows: Iterable[Late]) -> int:
    return sum(row.cents or 0 for row in rows)
