"""The small ledger for the tests of this folder."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from tests.entry_2024 import People, prepare
from tests.ledger.factories import World, small_world


@pytest.fixture
def world(db: None) -> World:
    return small_world()


@pytest.fixture(scope="module")
def people_2024(django_db_setup: None, django_db_blocker: Any) -> Iterator[People]:
    """2024 with an empty 2e wijziging, while the tests of one module run; each rolls back what it changes."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield prepare()
        transaction.set_rollback(True)


@pytest.fixture
def people(people_2024: People, db: None) -> People:
    return people_2024


@pytest.fixture
def fenna(people: People, client: Client) -> Client:
    client.force_login(people.fenna)
    return client
