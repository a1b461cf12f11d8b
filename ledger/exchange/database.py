"""Is the database ready for the ledger?"""

from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.executor import MigrationExecutor


def prepare(*, create: bool = False) -> None:
    """Raise CommandError unless every table is there; with `create`, make them in an empty database."""
    connection = connections[DEFAULT_DB_ALIAS]
    executor = MigrationExecutor(connection)
    if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return
    if create and not connection.introspection.table_names():
        call_command("migrate", verbosity=0)
        return
    raise CommandError("De database mist tabellen of is van een oudere versie. Draai eerst: manage.py migrate")
