"""Made-up ledgers in the database: written as a workbook, imported through the journal, gone again afterwards."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO

from django.db import transaction

from ledger.exchange.importing import import_workbook
from ledger.exchange.writing import write_workbook
from tests.exchange.generator import Budget

DEEP = os.environ.get("HYPOTHESIS_PROFILE") == "deep"


@contextmanager
def in_database(budget: Budget) -> Iterator[None]:
    """Load a budget by way of a workbook; roll it back at the end."""
    stream = BytesIO()
    write_workbook(stream, budget.sheets)
    stream.seek(0)
    with transaction.atomic():
        outcome = import_workbook(stream, "verzonnen.xlsx")
        assert not outcome.complaints, list(outcome.report())
        yield
        transaction.set_rollback(True)
