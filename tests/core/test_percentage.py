"""Percentages as typed, as in a cell and as printed; and what an index makes of an amount."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.core.percentage import PercentageError, format_percentage, indexed, parse_percentage


@pytest.mark.parametrize(
    ("typed", "points"),
    [
        ("2,5", 250), ("2,5%", 250), ("2,50 %", 250), ("-1,25", -125), ("−1,25", -125), ("+3", 300), ("0", 0),
        ("1000", 100_000), (2.5, 250), (3, 300), (0.1 + 0.2, 30), (Decimal("-1.25"), -125),
    ],
)  # fmt: skip
def test_what_is_typed(typed, points):
    assert parse_percentage(typed) == points


@pytest.mark.parametrize("typed", ["", "veel", "2.5", "1,234", "2,5,5", 1.005, float("nan"), float("inf"), True, None])
def test_what_is_no_percentage(typed):
    with pytest.raises(PercentageError):
        parse_percentage(typed)


@given(st.integers(-100_00, 1_000_00))
def test_what_is_printed_is_read_back(points):
    printed = format_percentage(points)

    assert parse_percentage(printed.replace(".", "")) == points


@pytest.mark.parametrize(
    ("cents", "points", "years", "amount"),
    [
        (100_000, 250, 0, 100_000),
        (100_000, 250, 2, 105_100),  # 1.050,625 in whole euros
        (-100_000, 250, 2, -105_100),
        (100_050, 250, 1, 102_551),  # with cents: 1.025,5125
        (100_000, -10_000, 1, 0),
        (100_000, 100_000, 1, 1_100_000),
    ],
)
def test_an_index_is_compounded_and_whole_euros_stay_whole(cents, points, years, amount):
    assert indexed(cents, points, years) == amount
