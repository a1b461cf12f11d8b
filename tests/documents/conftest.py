"""The small ledger for the tests of documents."""

import pytest

from tests.ledger.factories import World, small_world


@pytest.fixture
def world(db: None) -> World:
    return small_world()
