"""Every address of the project x every role = the status that is expected. A new address must be added here."""

import re
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from ledger.enums import Role
from tests.access.world import YEAR, Secretive, secretive_world

ROLES = ("anonymous", "nobody", "expired", "finance", "ogon", "other", "board", "council", "account", "admin")
_ROLE_OF_COLUMN = {
    "finance": Role.FINANCE, "ogon": Role.OGON_MEMBER, "other": Role.OGON_MEMBER, "board": Role.BOARD,
    "council": Role.COUNCIL_READER, "account": Role.ACCOUNTANT, "admin": Role.ADMINISTRATOR,
}  # fmt: skip

# GET opens the page; POST sends its form empty, so 422 (or a redirect) means: allowed, but not like this.
# `ogon` is the OGON member of Diemen, `other` the one of Uithoorn, `council` a reader of Diemen.
# anonymous: asked to log in. nobody has no role, expired had one. 404 is: does not exist for you.
MATRIX = """
@@MATRIX@@
"""

_TOKEN = UUID(int=0)
# What an address needs besides its name: after the colon the arguments, `@x` is the id of x in the test ledger.
_UNKNOWN = 999_999


def _rows() -> Iterator[tuple[str, str, str, tuple[int, ...]]]:
    for line in MATRIX.strip().splitlines():
        method, view, arguments, *statuses = line.split()
        yield method, view, arguments, tuple(int(status) for status in statuses)


def _views(resolver: Any = None, namespace: str = "") -> Iterator[str]:
    """The names of all addresses; one without a name is named by its pattern."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            yield from _views(pattern, f"{pattern.namespace}:" if pattern.namespace else namespace)
        else:
            assert isinstance(pattern, URLPattern)
            yield namespace + (pattern.name or str(pattern.pattern))


def address(view: str, arguments: str, ids: dict[str, int]) -> str:
    """Return the address of a row of the matrix."""
    if arguments == "-":
        return reverse(view)
    values: list[Any] = []
    for text in arguments.split(","):
        if text.startswith("@"):
            values.append(ids[text[1:].replace("_", " ") if text.startswith("@order") else text[1:]])
        elif text == "token":
            values.append(_TOKEN)
        elif text == "unknown":
            values.append(_UNKNOWN)
        else:
            values.append(int(text) if text.isdecimal() else text)
    return reverse(view, args=values)


def statuses(secretive: Secretive, method: str, path: str) -> tuple[int, ...]:
    """Ask for a page as everybody, each time as if for the first time."""
    found = []
    for role in ROLES:
        client = Client(raise_request_exception=False)
        with transaction.atomic():
            if role != "anonymous":
                client.force_login(secretive.users[role])
            found.append(client.generic(method, path).status_code)
            transaction.set_rollback(True)
    return tuple(found)


@pytest.fixture
def secretive(db: None) -> Secretive:
    return secretive_world()


def test_every_address_is_in_the_matrix():
    listed = {view for _, view, _, _ in _rows()}

    assert set(_views()) - listed == set()
    assert listed - set(_views()) == set()


def test_every_role_of_people_is_in_the_matrix():
    assert set(_ROLE_OF_COLUMN.values()) == set(Role) - {Role.TAKEOVER}


@pytest.mark.parametrize(("method", "view", "arguments", "expected"), _rows(), ids=lambda value: str(value))
def test_the_matrix(secretive, method, view, arguments, expected):
    found = statuses(secretive, method, address(view, arguments, secretive.ids))

    assert dict(zip(ROLES, found, strict=True)) == dict(zip(ROLES, expected, strict=True))


def test_who_has_no_role_reaches_nothing_but_their_own_account():
    open_to_all = {"login", "logout", "accessibility", "password_change"}
    for method, view, _, (_, nobody, expired, *_) in _rows():
        if view not in open_to_all:
            assert (nobody, expired) == (403, 403), (method, view)


def test_who_is_not_logged_in_reaches_nothing_but_the_log_in():
    for method, view, _, (anonymous, *_) in _rows():
        assert anonymous == 302 or view in {"login", "logout", "accessibility"}, (method, view)


def test_readers_write_nothing():
    """An accountant, a council reader and an OGON member get no form accepted, wherever they send it."""
    for method, view, _, (_, _, _, _, ogon, other, _, council, account, _) in _rows():
        if method == "POST" and view not in {"login", "logout", "password_change"}:
            assert {ogon, other, council, account} <= {403, 404, 405}, view


def test_the_table_is_readable():
    """Columns under each other: the table is read by people."""
    lines = MATRIX.strip().splitlines()

    assert len({len(line) for line in lines}) == 1
    assert not re.search(r"\t", MATRIX)
