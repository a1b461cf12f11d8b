"""Several people at the same moment, each in a thread and connection of their own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import IntegrityError, connection, connections

from ledger.journal import JournalError


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Carry out everything at the same moment, each in a thread and connection of its own."""
    start = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        try:
            connection.ensure_connection()
            start.wait(30)
            return act()
        except (JournalError, IntegrityError) as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def refusals(results: list[Any]) -> list[Exception]:
    return [result for result in results if isinstance(result, Exception)]
