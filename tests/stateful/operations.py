"""What can happen in a life, and how often."""

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from tests.stateful.model import BOARD, ROLES, WRITERS

anyone = st.sampled_from(sorted(ROLES))
writer = st.one_of(st.sampled_from(WRITERS), st.sampled_from(WRITERS), anyone)
board = st.one_of(st.sampled_from(BOARD), anyone)
pick = st.integers(0, 7)
euros = st.integers(-5000, 5000).filter(bool)


def op(
    weight: int, when: Callable[[Any], Any] = lambda _: True, **strategies: st.SearchStrategy[Any]
) -> Callable[[Any], Any]:
    """Mark what can happen, and how often.

    One rule draws from all of them. Rules of their own would be switched off in whole lives at a time (swarm
    testing), and hardly any wijziging would get as far as the board.
    """

    def mark(method: Any) -> Any:
        OPERATIONS.append((method.__name__, weight, when, strategies))
        return method

    return mark


OPERATIONS: list[tuple[str, int, Callable[[Any], Any], dict[str, st.SearchStrategy[Any]]]] = []
