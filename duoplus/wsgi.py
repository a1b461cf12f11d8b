"""WSGI entry point, for gunicorn: `gunicorn duoplus.wsgi`."""

import os

from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "duoplus.settings")

application = get_wsgi_application()

from ledger.guards import triggers  # noqa: E402 - needs the applications that the line above loads

# A database that has lost its guards would let adopted lines change: then there is no service.
if lost := triggers.missing():
    raise ImproperlyConfigured(f"Duo+ start niet: de database mist {len(lost)} bewakers. Draai manage.py migrate.")
