"""Django rebuilds tables on SQLite and loses their triggers silently: after a migration they are all back."""

import pytest
from django.core.checks import run_checks
from django.core.management import call_command
from django.db import IntegrityError, connection, models

from ledger.guards import triggers
from ledger.models import Line
from tests.ledger.factories import change, small_world


@pytest.fixture
def world(transactional_db):
    return small_world()


def _assert_guarded():
    assert triggers.missing() == []
    assert triggers.altered() == []
    with pytest.raises(IntegrityError, match="DP001"):
        Line.objects.update(cents=1)


def test_after_migrating_back_and_forth_on_a_filled_ledger(world):
    world.adopted(0, change("m1"))
    for name in ("0001_initial", None):
        call_command("migrate", "ledger", *([name] if name else []), verbosity=0)

    _assert_guarded()


def test_after_a_table_was_rebuilt(world):
    world.adopted(0, change("m1"))
    if connection.vendor == "sqlite":
        triggers.uninstall()  # as pre_migrate does: a trigger that names a table being rebuilt stops the migration
    field = Line._meta.get_field("position")
    wider: models.Field[int, int] = models.PositiveBigIntegerField("regel")
    wider.set_attributes_from_name("position")
    with connection.schema_editor() as editor:
        editor.alter_field(Line, field, wider)
        editor.alter_field(Line, wider, field)
    call_command("migrate", "ledger", verbosity=0)

    _assert_guarded()


def test_a_lost_guard_comes_back_with_migrate_and_is_told_meanwhile(world):
    world.adopted(0, change("m1"))
    triggers.uninstall()

    (warning,) = [message for message in run_checks(databases=["default"]) if message.id == "ledger.W001"]
    assert "guard_line_update" in warning.msg
    assert warning.hint == "Draai manage.py migrate."

    call_command("migrate", verbosity=0)

    _assert_guarded()
    assert [message for message in run_checks(databases=["default"]) if message.id == "ledger.W001"] == []
