"""ASGI entry point, for servers that speak ASGI. All views are synchronous; WSGI serves as well."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "duoplus.settings")

application = get_asgi_application()
