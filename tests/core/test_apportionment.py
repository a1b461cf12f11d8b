"""Splitting by largest remainder, held against exact fractions."""

from fractions import Fraction
from math import ceil, floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.core.apportionment import NoWeightError, apportion
from ledger.core.money import MAX_CENTS

AMOUNTS = st.integers(-MAX_CENTS, MAX_CENTS)
WEIGHT = st.one_of(st.just(0), st.integers(0, 9), st.integers(0, 10**9))


def _weights(largest: int = 400) -> st.SearchStrategy[list[int]]:
    few = st.lists(WEIGHT, min_size=1, max_size=12)
    many = st.integers(1, largest).flatmap(lambda size: st.lists(WEIGHT, min_size=size, max_size=size))
    return st.one_of(few, many).filter(any)


def _by_fractions(amount: int, weights: list[int]) -> list[int]:
    """The rule of the accounting model, section 2, in so many words."""
    if amount < 0:
        return [-part for part in _by_fractions(-amount, weights)]
    quotas = [Fraction(amount * weight, sum(weights)) for weight in weights]
    parts = [floor(quota) for quota in quotas]
    for _ in range(amount - sum(parts)):
        remainders = [quota - part for quota, part in zip(quotas, parts, strict=True)]
        parts[remainders.index(max(remainders))] += 1  # index() finds the one that stands first
    return parts


@given(AMOUNTS, _weights())
def test_the_parts_add_up_to_the_amount(amount, weights):
    assert sum(apportion(amount, weights)) == amount


@given(AMOUNTS, _weights())
def test_every_part_is_the_floor_or_the_ceiling_of_its_quota(amount, weights):
    for part, weight in zip(apportion(amount, weights), weights, strict=True):
        quota = Fraction(amount * weight, sum(weights))
        assert floor(quota) <= part <= ceil(quota)


@given(AMOUNTS, _weights())
def test_a_negative_amount_is_split_as_its_absolute_value(amount, weights):
    assert apportion(-amount, weights) == [-part for part in apportion(amount, weights)]


@given(AMOUNTS, _weights())
def test_who_has_no_weight_pays_nothing(amount, weights):
    parts = apportion(amount, weights)
    assert [part for part, weight in zip(parts, weights, strict=True) if weight == 0] == [0] * weights.count(0)


@given(AMOUNTS, st.lists(WEIGHT, min_size=1, max_size=25).filter(any))
def test_it_is_the_rule_of_the_domain_text(amount, weights):
    assert apportion(amount, weights) == _by_fractions(amount, weights)


@given(AMOUNTS, st.lists(st.integers(0, 9), min_size=1, max_size=20).filter(any), st.integers(1, 10**6))
def test_only_the_proportion_of_the_weights_counts(amount, weights, factor):
    assert apportion(amount, [weight * factor for weight in weights]) == apportion(amount, weights)


@pytest.mark.parametrize(
    ("amount", "weights", "parts"),
    [
        (1, [1, 1], [1, 0]),  # a tie goes to the one that stands first
        (-1, [1, 1], [-1, 0]),
        (2, [1, 1, 1], [1, 1, 0]),
        (5, [1, 1, 1, 1], [2, 1, 1, 1]),
        (1, [0, 1, 1], [0, 1, 0]),
        (1, [1, 2], [0, 1]),  # but the larger remainder goes before
        (0, [3, 0], [0, 0]),
        (1_942_719, [37961090, 25004586, 37034324], [737_477, 485_769, 719_473]),  # Staf 2024, table 6.11
        (10**13, [10**9] * 3, [3333333333334, 3333333333333, 3333333333333]),
    ],
)
def test_splits_that_can_be_checked_by_hand(amount, weights, parts):
    assert apportion(amount, weights) == parts


@given(AMOUNTS, st.integers(1, 400))
def test_equal_weights_hand_out_the_rest_in_order(amount, size):
    parts = apportion(amount, [7] * size)
    sizes = [abs(part) for part in parts]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] - sizes[-1] <= 1


def test_a_key_without_weight_has_nobody_to_pay():
    for weights in ([], [0], [0, 0, 0]):
        with pytest.raises(NoWeightError):
            apportion(100, weights)


def test_a_negative_weight_is_refused_even_where_the_sum_is_positive():
    with pytest.raises(ValueError, match="negative"):
        apportion(100, [2, -1])
