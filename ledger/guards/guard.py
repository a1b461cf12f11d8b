"""One refusal by the database; `ledger.guards.triggers` installs them."""

from typing import NamedTuple


class Guard(NamedTuple):
    """One refusal: before `event` on `table`, when `condition` holds, raise `message`."""

    name: str
    table: str
    event: str  # INSERT, UPDATE, DELETE, TRUNCATE
    condition: str
    message: str
    lock: str = ""  # PostgreSQL only: a row to lock first, so that nobody closes it meanwhile
