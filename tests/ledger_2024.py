"""The begroting 2024 for tests: loaded through the journal, and gone again after them.

`books_2024` reads it once per run and keeps the books, for tests that think without a database.
`ledger_2024` leaves it in the database for the tests of one module; each of them rolls back what it changes.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.db import transaction

from ledger.core.book import Book

FOLDER = Path(__file__).parent.parent / "fixtures" / "duoplus-2024"
THROUGH = (0, 1, 2)


@contextmanager
def _loaded(blocker: Any) -> Iterator[None]:
    from ledger.enums import Role
    from ledger.exchange.importing import import_folder
    from ledger.models import RoleGrant, User

    with blocker.unblock(), transaction.atomic():
        actor = User.objects.create(username="overname 2024")
        RoleGrant.objects.create(user=actor, role=Role.TAKEOVER, valid_until=date.max)
        outcome = import_folder(FOLDER, actor=actor)
        assert not outcome.complaints, outcome.report()
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="session")
def books_2024(django_db_setup: None, django_db_blocker: Any) -> Mapping[int, Book]:
    """The book of 2024 up to and including each wijziging, by its number."""
    from ledger.queries import load_book

    with _loaded(django_db_blocker):
        return {through: load_book(2024, through, with_mutations=True) for through in THROUGH}


@pytest.fixture(scope="module")
def ledger_2024(books_2024: Mapping[int, Book], django_db_blocker: Any) -> Iterator[None]:
    """2024 in the database while the tests of one module run; not for tests with real commits.

    The books are read first, because 2024 cannot be loaded a second time while it is there.
    """
    with _loaded(django_db_blocker):
        yield


def published(table: str) -> dict[tuple[str, str], str]:
    """Every printed cell of a published table by row and column key, as printed."""
    document = yaml.safe_load((FOLDER / "published" / f"{table}.yaml").read_text(encoding="utf-8"))
    return {(row["key"], column): text for row in document["rijen"] for column, text in row["cellen"].items()}


def read_printed(text: str) -> int:
    """A printed cell as whole units: thousands marks away, a dash is nil."""
    return 0 if text == "-" else int(text.replace(".", ""))
