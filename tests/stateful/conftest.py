"""A ledger for tests with real commits, of several connections at the same time."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection

from tests.ledger.factories import World, small_world


@pytest.fixture
def world(transactional_db: None, tmp_path: Path) -> Iterator[World]:
    """The small world, in a database that several connections can use: on SQLite that has to be a file."""
    if connection.vendor != "sqlite":
        yield small_world()
        return
    with connection.cursor() as cursor:
        cursor.execute(f"VACUUM INTO '{tmp_path / 'ledger.sqlite3'}'")
    settings = connection.settings_dict
    earlier = connection.connection, settings["NAME"]
    connection.connection, settings["NAME"] = None, str(tmp_path / "ledger.sqlite3")
    connection.connect()
    try:
        yield small_world()
    finally:
        connection.close()
        connection.connection, settings["NAME"] = earlier
