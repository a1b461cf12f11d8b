"""Weights that split an amount exactly as it is paid now: against every possible answer, and on large pools."""

import time
from collections.abc import Iterator

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ledger.core.apportionment import apportion
from ledger.core.solving import ROUND_TOTALS, SEARCHED, UnsolvableError, fairest, is_exact, nearest, solve

small = st.lists(st.integers(0, 40), min_size=1, max_size=4).filter(any)
pools = st.lists(st.integers(0, 10**8), min_size=2, max_size=60).filter(any)


def all_weights(targets: list[int], total: int) -> Iterator[tuple[int, ...]]:
    """Every way to divide `total` over those who paid something."""
    first, *rest = targets
    if not rest:
        yield from [(total,)] if first or not total else []
        return
    for weight in range(total + 1 if first else 1):
        for others in all_weights(rest, total - weight):
            yield (weight, *others)


def deviation(targets: list[int], weights: tuple[int, ...]) -> int:
    shares = apportion(sum(targets), weights)
    return sum(abs(share - target) for share, target in zip(shares, targets, strict=True))


@given(small, st.integers(1, 14))
@example([1, 1], 1)
@example([0, 0, 5, 5], 3)
def test_no_other_weights_of_the_same_total_do_better(targets, total):
    best = min(deviation(targets, weights) for weights in all_weights(targets, total))
    assert is_exact(targets, fairest(targets, total)) == (best == 0)
    found = nearest(targets, total)
    assert sum(found.weights) == total
    assert found.deviation == deviation(targets, found.weights) == best


@given(small, st.integers(1, 12))
@example([10, 11, 19], 12)
def test_within_the_precision_nothing_does_better(targets, precision):
    """Of all weights of all totals: exact when anything is, and else with the smallest deviation there is."""
    best = {
        total: min(deviation(targets, weights) for weights in all_weights(targets, total))
        for total in range(1, precision + 1)
    }
    found = solve(targets, precision)
    assert found.deviation == deviation(targets, found.weights) == min(best.values())
    assert found.proved
    if found.exact:
        assert found.total == (precision if best[precision] == 0 else min(t for t in best if best[t] == 0))


@given(pools, st.sampled_from([*ROUND_TOTALS[:3], 12_345, 10**10]))
def test_a_pool_of_any_size_is_solved_or_the_deviation_is_the_true_one(targets, precision):
    found = solve(targets, precision)
    assert found.total <= precision
    assert tuple(apportion(sum(targets), found.weights)) == found.shares
    assert found.deviation == deviation(targets, found.weights)
    assert found.exact == (found.shares == tuple(targets))
    assert all(weight == 0 for weight, target in zip(found.weights, targets, strict=True) if target == 0)
    if sum(targets) <= precision:
        assert found.exact, "as many parts as there are euros is always enough"


@given(st.lists(st.integers(0, 10**6), min_size=2, max_size=60).filter(any), st.sampled_from(ROUND_TOTALS))
def test_weights_that_exist_are_found_again(weights, total):
    """What a verdeelsleutel of a round total gives can be given by a sleutel of that total."""
    key = apportion(total, weights)
    targets = apportion(7 * 10**6, key)
    found = solve(targets, total)
    assert found.exact
    assert found.total <= total


@pytest.mark.parametrize(("count", "unit", "proved"), [(4, 997, True), (10, 97, True), (60, 1, False)])
def test_also_without_an_answer_it_is_quick_and_claims_no_more_than_it_looked_at(count, unit, proved):
    """Amounts for which a million parts are too few, so that every total has to be looked at."""
    targets = [pow(7, place + 9, 10**6 + 3) * unit for place in range(count)]
    began = time.monotonic()

    found = solve(targets, SEARCHED)

    assert time.monotonic() - began < 30
    assert found.deviation == deviation(targets, found.weights) > 0
    assert found.proved == proved
    assert found.deviation <= min(nearest(targets, total).deviation for total in ROUND_TOTALS[:5])


def test_the_fewest_decimals_that_will_do():
    assert solve([600, 400], 10**8).weights == (60, 40)
    assert solve([123_456, 876_544], 10**8).weights == (123_456, 876_544)


def test_a_total_that_is_not_round_when_the_round_ones_fail():
    assert solve([1_000_000] * 3, 10**6).weights == (1, 1, 1)


def test_one_gemeente_pays_all():
    assert solve([0, 12_345_678], 100).weights == (0, 100)


@pytest.mark.parametrize(
    ("targets", "precision", "said"),
    [
        ([5, -1], 100, "minder dan nul"),
        ([0, 0], 100, "niets te verdelen"),
        ([], 100, "niets te verdelen"),
        ([1, 2], 0, "grotere precisie"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_a_sentence(targets, precision, said):
    with pytest.raises(UnsolvableError, match=said):
        solve(targets, precision)
