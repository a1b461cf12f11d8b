"""The cube: sums of selections equal naive filters, shares follow the key."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.core.cube import (
    DIMENSIONS,
    Cube,
    Fact,
    Group,
    Key,
    KeyRing,
    Reckoning,
    Selection,
    Share,
    Term,
    Value,
    in_force,
)

VALUES: st.SearchStrategy[Value] = st.sampled_from([None, "a", "b", "c"])
GROUPS: st.SearchStrategy[Group] = st.tuples(st.integers(0, 3), *[VALUES] * (len(DIMENSIONS) - 1))
CUBES = st.lists(st.tuples(GROUPS, st.integers(-(10**13), 10**13)), max_size=30).map(lambda rows: Cube(tuple(rows)))


@st.composite
def selections(draw):
    chosen = draw(st.sets(st.sampled_from(DIMENSIONS), max_size=4))
    return Selection.of(
        **{
            name: draw(st.lists(st.integers(0, 3) if name == "amendment" else VALUES, max_size=4))
            for name in sorted(chosen)
        }
    )


def _matches(group: Group, selection: Selection) -> bool:
    return all(group[DIMENSIONS.index(name)] in wanted for name, wanted in selection.where)


@given(CUBES, st.lists(selections(), max_size=4))
def test_a_total_is_the_sum_of_the_groups_that_match(cube, wanted):
    for selection in wanted:  # several, because the cube keeps an index per set of dimensions
        assert cube.total(selection) == sum(cents for group, cents in cube.groups if _matches(group, selection))


@given(CUBES, st.sampled_from(DIMENSIONS), st.one_of(st.none(), selections()))
def test_values_are_those_that_occur_among_the_selected(cube, name, selection):
    position = DIMENSIONS.index(name)
    assert cube.values(name, selection) == {
        group[position] for group, _ in cube.groups if selection is None or _matches(group, selection)
    }


def test_a_value_that_sums_to_zero_still_occurs():
    group: Group = (0, "staf", *[None] * (len(DIMENSIONS) - 2))
    cube = Cube(((group, 5), (group, -5)))
    assert cube.total(Selection.of(programme="staf")) == 0
    assert cube.values("programme") == {"staf"}


def test_a_single_value_and_a_list_of_one_are_the_same_selection():
    assert Selection.of(side="cost", amendment=1) == Selection.of(amendment=[1], side=("cost",))
    assert Selection.of(theme=None).where == (("theme", (None,)),)


def test_narrowing_replaces_a_dimension():
    assert Selection.of(side="cost", amendment=1).narrowed(side="income") == Selection.of(side="income", amendment=1)


def test_a_dimension_that_does_not_exist_is_refused():
    with pytest.raises(ValueError, match="colour"):
        Selection.of(colour="red")
    with pytest.raises(ValueError, match="colour"):
        Selection.of(side="cost").narrowed(colour="red")


@given(st.integers(-(10**11), 10**11), st.lists(st.integers(0, 10**9), min_size=1, max_size=20).filter(any))
def test_whole_euros_are_split_in_whole_euros(euros, weights):
    key = Key(tuple((f"g{position}", weight) for position, weight in enumerate(weights)))
    shares = key.shares(euros * 100)
    assert sum(shares.values()) == euros * 100
    assert all(share % 100 == 0 for share in shares.values())


def test_a_total_with_cents_is_split_in_cents():
    assert Key((("a", 1), ("b", 1))).shares(101) == {"a": 51, "b": 50}
    assert Key((("a", 1), ("b", 1))).shares(100) == {"a": 100, "b": 0}


def test_payers_are_those_with_a_weight():
    key = Key((("a", 3), ("b", 0), ("c", 4)))
    assert key.payers == {"a": 3, "c": 4}
    assert key.total == 7


@given(CUBES, selections(), st.sampled_from([1, -1]), st.lists(st.integers(1, 9), min_size=2, max_size=5))
def test_a_figure_adds_its_terms_and_the_shares_add_up_to_the_selection(cube, selection, sign, weights):
    key = Key(tuple((f"g{position}", weight) for position, weight in enumerate(weights)))
    reckoning = Reckoning(cube, {"pool": KeyRing.of(key)})
    whole = Term(selection, sign)
    shares = [replace(whole, share=Share("pool", name)) for name, _ in key.weights]
    assert reckoning.figure(shares) == reckoning.figure([whole]) == sign * cube.total(selection)
    assert reckoning.figure([whole, Fact("begin", 7)]) == sign * cube.total(selection) + 7
    assert reckoning.term(replace(whole, share=Share("pool", "elsewhere"))) == 0


def _key(since: int, weights: list[int]) -> Key:
    return Key(tuple(zip("abc", weights, strict=True)), f"{weights}", since=since)


def test_the_key_in_force_is_the_last_one_taken_into_use():
    ring = KeyRing.of(_key(2, [1, 1, 2]), _key(0, [1, 1, 0]), _key(4, [1, 1, 2]), _key(5, [1, 1, 0]))

    assert [key.since for key in ring.keys] == [0, 2, 5]  # from 4 on it is the same one as before
    assert [ring.at(number).since for number in range(7)] == [0, 0, 2, 2, 2, 5, 5]
    assert [number for number in range(1, 7) if ring.replaced(number, range(number))] == [2, 5]
    assert ring.replaced(2, []) is None, "before the first wijziging there is nothing to replace"
    assert ring.replaced(5, [0, 1]) is None, "when those between are withdrawn the old key never went away"
    assert ring.replaced(3, [0, 1]) == ring.at(0), "a withdrawn wijziging counts nowhere: the next one moves"
    assert in_force({"pool": ring}, 3) == {"pool": ring.at(2)}


def test_a_share_names_its_key():
    group = dict.fromkeys(DIMENSIONS) | {"amendment": 0, "pool": "pool"}
    ring = KeyRing.of(_key(0, [1, 1, 0]), _key(1, [0, 1, 3]))
    reckoning = Reckoning(Cube(((tuple(group.values()), 400_00),)), {"pool": ring})
    pool = Selection.of(pool="pool")

    assert [reckoning.term(Term(pool, 1, Share("pool", name))) for name in "abc"] == [200_00, 200_00, 0]
    assert [reckoning.term(Term(pool, 1, Share("pool", name, 1))) for name in "abc"] == [0, 100_00, 300_00]
