"""One ledger for all tests of a module; each test takes back what it changes."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from tests.access.world import Secretive, secretive_world


@pytest.fixture(scope="module")
def kept(django_db_setup: None, django_db_blocker: Any) -> Iterator[Secretive]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield secretive_world()
        transaction.set_rollback(True)


@pytest.fixture
def secretive(kept: Secretive, db: None) -> Secretive:
    return kept
