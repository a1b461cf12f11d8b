"""What the journal or the database refuses while rows are posted, told with the place of the row."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DatabaseError

from ledger.exchange.rows import Complaint, RefusedError, Row
from ledger.journal.errors import JournalError
from ledger.permissions import NotAllowedError


@contextmanager
def at_row(row: Row) -> Iterator[None]:
    """Give what the journal or the database refuses the place of the row that it was about."""
    try:
        yield
    except JournalError as error:
        raise RefusedError(*(Complaint(row.place(None), sentence) for sentence in error.sentences)) from error
    except (NotAllowedError, DatabaseError) as error:
        raise RefusedError(Complaint(row.place(None), f"Dit kan niet worden opgeslagen: {error}")) from error
