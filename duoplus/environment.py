"""Read settings from environment variables, and refuse a value that is not understood.

The messages are for whoever installs the application, so they are Dutch and name the variable,
what it holds now and what it may hold. A wrong value never falls back to a default silently.
"""

import os
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

_BOOLEANS = {"1": True, "true": True, "ja": True, "0": False, "false": False, "nee": False}

# Every SQLite connection gets these. IMMEDIATE: a transaction that will write takes its lock at
# the start, so two writers queue instead of failing with "database is locked". FULL: an adopted
# amendment survives a power cut. recursive_triggers: REPLACE must fire the delete triggers that
# keep the ledger append-only. (Django itself turns foreign_keys on.)
_SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,  # seconds to wait for another writer
    "init_command": ("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA recursive_triggers=ON"),
}
_DATABASE_SCHEMES = {"sqlite", "postgres", "postgresql"}


class SettingRefusedError(ImproperlyConfigured):
    """An environment variable is missing or wrong; the message is a Dutch sentence that says which."""


def read_bool(name: str, *, default: bool = False) -> bool:
    """Read a yes/no variable; empty or absent is the default."""
    text = os.environ.get(name, "").strip().lower()
    if not text:
        return default
    if text not in _BOOLEANS:
        raise SettingRefusedError(f"{name} is {text!r}, maar kan alleen een van deze zijn: {', '.join(_BOOLEANS)}.")
    return _BOOLEANS[text]


def read_int(name: str, *, default: int, minimum: int = 0) -> int:
    """Read a whole number of at least `minimum`; empty or absent is the default."""
    text = os.environ.get(name, "").strip()
    if not text:
        return default
    if not (text.isascii() and text.isdigit()) or int(text) < minimum:
        raise SettingRefusedError(f"{name} is {text!r}, maar moet een heel getal zijn van {minimum} of hoger.")
    return int(text)


def read_list(name: str) -> list[str]:
    """Read a comma-separated list; empty or absent is an empty list."""
    return [item.strip() for item in os.environ.get(name, "").split(",") if item.strip()]


def read_database(name: str, *, default: str) -> dict[str, Any]:
    """Read a database URL into one entry of Django's DATABASES.

    `sqlite:////absolute/file.sqlite3`, `sqlite://:memory:` (nothing is kept) or
    `postgres://user:password@host:port/name`. A PostgreSQL that listens on a unix socket is
    `postgres:///name?host=/folder/of/the/socket`.
    """
    url = os.environ.get(name, "").strip() or default
    scheme = urlsplit(url).scheme
    # The URL may hold a password, so the message shows the scheme only.
    if scheme not in _DATABASE_SCHEMES:
        raise SettingRefusedError(f"{name} begint met {scheme!r}, maar moet beginnen met sqlite:// of postgres://.")
    try:
        config = dict(dj_database_url.parse(url))
    except ValueError as error:
        raise SettingRefusedError(
            f"{name} is geen geldig databaseadres. Voorbeelden: "
            "sqlite:////pad/naar/duoplus.sqlite3 of postgres://gebruiker:wachtwoord@server/naam."
        ) from error
    if not config.get("NAME"):
        raise SettingRefusedError(f"{name} noemt geen database: zet de naam achter de laatste /.")
    if scheme == "sqlite":
        config["OPTIONS"] = dict(_SQLITE_OPTIONS)
    else:
        config["CONN_MAX_AGE"] = 60  # seconds a connection is kept for the next request
        config["CONN_HEALTH_CHECKS"] = True
    return config


class MailServer(NamedTuple):
    """Where mail is handed in; without a host it is printed to the console."""

    host: str = ""
    port: int = 25
    user: str = ""
    password: str = ""
    use_tls: bool = False
    use_ssl: bool = False


_MAIL_PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}


def read_mail_server(name: str) -> MailServer:
    """Read `smtp+tls://user:password@host:port`; `smtp` is without encryption, `smtps` with it from the start."""
    text = os.environ.get(name, "").strip()
    if not text:
        return MailServer()
    try:
        parts = urlsplit(text)
        port = parts.port or _MAIL_PORTS.get(parts.scheme, 0)
    except ValueError:
        parts, port = urlsplit(""), 0
    # The URL may hold a password, so the message does not show it.
    if parts.scheme not in _MAIL_PORTS or not parts.hostname or parts.path.strip("/") or not port:
        raise SettingRefusedError(
            f"{name} is geen mailserver. Schrijf smtp+tls://gebruiker:wachtwoord@server:587 "
            "(of smtps:// of, zonder versleuteling, smtp://)."
        )
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return MailServer(parts.hostname, port, user, password, parts.scheme == "smtp+tls", parts.scheme == "smtps")


def read_address(name: str, *, default: str) -> str:
    """Read the address of the site, `https://begroting.example`, without a path."""
    text = os.environ.get(name, "").strip().rstrip("/") or default
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.netloc or parts.path or parts.query or parts.fragment:
        raise SettingRefusedError(f"{name} is {text!r}, maar moet een adres zijn zoals https://begroting.example.")
    return text
