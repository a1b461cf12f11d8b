"""WSGI entry point, for gunicorn: `gunicorn duoplus.wsgi`."""

import os

from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "duoplus.settings")
# That is for a command at the prompt. What answers the web is held against every rule, whatever was left behind.
os.environ.pop("DUOPLUS_COMMAND", None)

application = get_wsgi_application()

# These need the applications that the line above loads.
from django.db import connection  # noqa: E402
from django.db.migrations.executor import MigrationExecutor  # noqa: E402

from ledger.guards import triggers  # noqa: E402

# A program that is newer than its database would answer with errors.
_migrations = MigrationExecutor(connection)
if waiting := _migrations.migration_plan(_migrations.loader.graph.leaf_nodes()):
    raise ImproperlyConfigured(
        f"Duo+ start niet: de database is van een oudere versie ({len(waiting)} stappen). Draai manage.py migrate."
    )
# A database that has lost its guards would let adopted lines change: then there is no service.
if lost := triggers.missing():
    raise ImproperlyConfigured(f"Duo+ start niet: de database mist {len(lost)} bewakers. Draai manage.py migrate.")
