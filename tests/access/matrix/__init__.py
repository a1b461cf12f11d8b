"""Every address of the project x every role = the status that is expected: one module of rows per area.

A row is the method, the name of the address, its arguments, and what each of `ROLES` gets. Every address has a row
for GET and one for POST, also where the answer is 405: this method does not exist here. POST sends its form empty, so
422 (or a redirect) means: allowed, but not like this. An entry form without a button pressed is worked out and shown
again: 200. `@x` is the id of x in the test ledger, `unknown` one that nothing has.

`ogon` is the OGON member of Diemen, `other` the one of Uithoorn, `council` a reader of Diemen. anonymous is asked to
log in, nobody has no role, expired had one. 404 is: does not exist for you.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from ledger.enums import Role
from tests.access.matrix import (
    account,
    amendments,
    budget,
    consultations,
    control,
    documents,
    maatwerk,
    ogon,
    tables,
)
from tests.access.world import TOKENS

ROLES = ("anonymous", "nobody", "expired", "finance", "ogon", "other", "board", "council", "account", "admin")
ROLE_OF_COLUMN = {
    "finance": Role.FINANCE, "ogon": Role.OGON_MEMBER, "other": Role.OGON_MEMBER, "board": Role.BOARD,
    "council": Role.COUNCIL_READER, "account": Role.ACCOUNTANT, "admin": Role.ADMINISTRATOR,
}  # fmt: skip
AREAS = {
    area.__name__.rpartition(".")[2]: area.ROWS
    for area in (account, amendments, budget, maatwerk, ogon, documents, consultations, tables, control)
}

_UNKNOWN = 999_999
_SPACED = ("@order", "@q", "@ogon")  # the ids of the test ledger have a space there


class Row(NamedTuple):
    """A line of the matrix: `expected` in the order of `ROLES`."""

    method: str
    view: str
    arguments: str
    expected: tuple[int, ...]

    def answers(self) -> dict[str, int]:
        """Return the expected status of each role by its name."""
        return dict(zip(ROLES, self.expected, strict=True))


def rows() -> Iterator[Row]:
    """Read the rows of all areas."""
    for text in AREAS.values():
        for line in text.strip().splitlines():
            method, view, arguments, *statuses = line.split()
            yield Row(method, view, arguments, tuple(int(status) for status in statuses))


def views(resolver: Any = None, namespace: str = "") -> Iterator[str]:
    """The names of all addresses; one without a name is named by its pattern."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            yield from views(pattern, f"{pattern.namespace}:" if pattern.namespace else namespace)
        else:
            assert isinstance(pattern, URLPattern)
            yield namespace + (pattern.name or str(pattern.pattern))


def address(view: str, arguments: str, ids: dict[str, int]) -> str:
    """Return the address of a row."""
    if arguments == "-":
        return reverse(view)
    values: list[Any] = []
    for text in arguments.split(","):
        if text.startswith("@"):
            values.append(ids[text[1:].replace("_", " ") if text.startswith(_SPACED) else text[1:]])
        elif text in TOKENS:
            values.append(TOKENS[text])
        elif text == "unknown":
            values.append(_UNKNOWN)
        else:
            values.append(int(text) if text.isdecimal() else text)
    return reverse(view, args=values)
