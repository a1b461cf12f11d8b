"""Headings: their numbers follow from their levels, and moving one takes along what is under it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.core.outline import DEEPEST, Direction, end_of, fits, moved, numbers


@st.composite
def outlines(draw):
    """Levels of a whole outline."""
    levels = [1]
    for _ in range(draw(st.integers(0, 12))):
        levels.append(draw(st.integers(1, min(DEEPEST, levels[-1] + 1))))
    return levels


def test_the_numbers_of_the_2e_voortgangsrapportage():
    levels = [(1, True), (2, True), (3, True), (4, False), (3, True), (2, True), (1, True), (2, True)]

    assert numbers(levels) == ["1", "1.1", "1.1.1", "", "1.1.2", "1.2", "2", "2.1"]


def test_a_heading_without_a_number_counts_not():
    assert numbers([(1, True), (2, False), (2, True), (1, False), (1, True)]) == ["1", "", "1.1", "", "2"]


@pytest.mark.parametrize(
    ("levels", "fitting"),
    [([], True), ([1, 2, 3, 4], True), ([1, 3], False), ([2], False), ([1, 2, 3, 4, 5], False), ([0], False)],
)
def test_levels_go_one_deeper_at_a_time(levels, fitting):
    assert fits(levels) is fitting


def test_a_heading_goes_past_its_neighbour_with_all_that_is_under_it():
    levels = [1, 2, 3, 2, 1]

    assert moved(levels, 1, Direction.DOWN) == [(0, 1), (3, 2), (1, 2), (2, 3), (4, 1)]
    assert moved(levels, 4, Direction.UP) == [(4, 1), (0, 1), (1, 2), (2, 3), (3, 2)]
    assert moved(levels, 3, Direction.IN) == [(0, 1), (1, 2), (2, 3), (3, 3), (4, 1)]
    assert moved(levels, 3, Direction.OUT) == [(0, 1), (1, 2), (2, 3), (3, 1), (4, 1)]


@pytest.mark.parametrize(
    ("index", "direction"),
    [
        (0, Direction.UP),
        (1, Direction.UP),
        (3, Direction.DOWN),
        (4, Direction.DOWN),
        (0, Direction.OUT),
        (2, Direction.IN),
    ],
)
def test_where_a_heading_cannot_go(index, direction):
    assert moved([1, 2, 3, 2, 1], index, direction) is None


@given(outlines(), st.data(), st.sampled_from(Direction))
def test_moving_keeps_an_outline_and_loses_no_heading(levels, data, direction):
    index = data.draw(st.integers(0, len(levels) - 1))
    order = moved(levels, index, direction)

    if order is not None:
        assert sorted(place for place, _ in order) == list(range(len(levels)))
        assert fits([level for _, level in order])
        size = end_of(levels, index) - index
        start = [place for place, _ in order].index(index)
        assert [place for place, _ in order[start : start + size]] == list(range(index, index + size))


@given(outlines(), st.data())
def test_down_and_up_again_changes_nothing(levels, data):
    index = data.draw(st.integers(0, len(levels) - 1))
    order = moved(levels, index, Direction.DOWN)

    if order is not None:
        places = [place for place, _ in order]
        back = moved([level for _, level in order], places.index(index), Direction.UP)
        assert back is not None
        assert [places[place] for place, _ in back] == list(range(len(levels)))
