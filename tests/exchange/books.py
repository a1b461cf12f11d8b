"""Workbooks for the tests: a small good one to spoil, and what the ledger looks like before and after."""

from io import BytesIO
from typing import Any

from openpyxl import Workbook

from ledger.exchange.guide import EXAMPLE
from ledger.exchange.importing import import_workbook
from ledger.exchange.outcome import Outcome
from ledger.exchange.sheets import SHEETS
from ledger.exchange.stored import read_ledger
from ledger.models import AuditEntry, RoleGrant, User


def example() -> Workbook:
    """Return the workbook of the manual: gemeenten oost and west, one mutatie `start`, its lines in Regels 2 and 3."""
    workbook = Workbook()
    del workbook["Sheet"]
    for sheet in SHEETS:
        worksheet = workbook.create_sheet(sheet.title)
        worksheet.append([column.heading for column in sheet.columns])
        for row in EXAMPLE.get(sheet.key, ()):
            worksheet.append([row.get(column.key) for column in sheet.columns])
    return workbook


def saved(workbook: Workbook) -> BytesIO:
    """Return the file."""
    stream = BytesIO()
    workbook.save(stream)
    stream.seek(0)
    return stream


def imported(workbook: Workbook, **options: Any) -> Outcome:
    """Import a workbook under the name `boek.xlsx`."""
    return import_workbook(saved(workbook), "boek.xlsx", **options)


def sentences(outcome: Outcome) -> list[str]:
    """Return the complaints as a user reads them."""
    return [str(complaint) for complaint in outcome.complaints]


def everything() -> tuple[Any, ...]:
    """Return all that an import can change, to compare before and after."""
    users = sorted(User.objects.values_list("username", "password"))
    return read_ledger(), users, RoleGrant.objects.count(), AuditEntry.objects.count()
