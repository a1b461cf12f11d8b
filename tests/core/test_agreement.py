"""An akkoord holds as long as nobody pays a euro more or less, in another year, or somebody else does."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.core.agreement import Change, Standing, Term, canonical, changes, fingerprint, paid, standing

PLACES = ("diemen", "ouder-amstel", "uithoorn")
terms = st.builds(
    Term,
    year=st.integers(2024, 2028),
    cents=st.integers(-(10**9), 10**9).filter(bool),
    source=st.sampled_from(["maatwerk", "contribution", "reserve"]),
    pool=st.sampled_from(["", "burger", "buurt"]),
    payer=st.sampled_from(["", *PLACES]),
    reserve=st.sampled_from(["", "algemeen"]),
    order=st.sampled_from(["", "401"]),
)
several = st.lists(terms, min_size=1, max_size=6)


def mark(found: list[Term]) -> str:
    return fingerprint(canonical(found))


@given(several, st.randoms())
def test_the_order_of_lines_and_how_they_are_cut_do_not_matter(found, random):
    shuffled = random.sample(found, len(found))
    first = shuffled[0]
    cut = [replace(first, cents=first.cents - 1), replace(first, cents=1), *shuffled[1:]]

    assert mark(shuffled) == mark(cut) == mark(found)


@given(several, st.data())
def test_a_euro_a_year_or_a_payer_opens_it_again(found, data):
    index = data.draw(st.integers(0, len(found) - 1))
    term = found[index]
    other = data.draw(
        st.sampled_from(
            [
                replace(term, cents=term.cents + 100),
                replace(term, year=term.year + 1),
                replace(term, payer=next(place for place in PLACES if place != term.payer)),
                replace(term, pool=f"{term.pool}-anders"),
                replace(term, source=f"{term.source}-anders"),
                replace(term, reserve=f"{term.reserve}-anders"),
                replace(term, order=f"{term.order}-anders"),
            ]
        )
    )
    changed = [*found[:index], other, *found[index + 1 :]]
    before, after = canonical(found), canonical(changed)

    # What comes to the same all the same (a line that is cancelled by another) is the same.
    same = _sums(found) == _sums(changed)
    assert (fingerprint(before) == fingerprint(after)) is same
    held = standing("agreed", fingerprint(before), fingerprint(after))
    assert held is (Standing.AGREED if same else Standing.REOPENED)


def _sums(found: list[Term]) -> dict[Term, int]:
    sums: dict[Term, int] = {}
    for term in found:
        key = replace(term, cents=0)
        sums[key] = sums.get(key, 0) + term.cents
    return {key: cents for key, cents in sums.items() if cents}


@given(several)
def test_nothing_of_nil_is_kept_and_what_is_kept_comes_back(found):
    bound = canonical(found)

    assert all(row["cents"] for row in bound)
    again = [Term(**row) for row in bound]
    assert canonical(again) == bound


@pytest.mark.parametrize(
    ("verdict", "decided", "now", "expected"),
    [
        (None, "", "a", Standing.OPEN),
        ("agreed", "a", "a", Standing.AGREED),
        ("declined", "a", "a", Standing.DECLINED),
        ("agreed", "a", "b", Standing.REOPENED),
        ("declined", "a", "b", Standing.REOPENED),
    ],
)
def test_a_verdict_holds_for_what_it_was_about(verdict, decided, now, expected):
    assert standing(verdict, decided, now) is expected


def test_what_changed_is_told_per_year_for_the_one_who_pays():
    then = canonical([Term(2024, 1_000_000, payer="diemen"), Term(2025, 500, payer="diemen"), Term(2024, 7)])
    now = canonical([Term(2024, 1_000_100, payer="diemen"), Term(2026, 500, payer="diemen"), Term(2024, 8)])

    assert paid(then, "diemen") == {2024: 1_000_000, 2025: 500}
    assert changes(then, now, "diemen") == [
        Change(2024, 1_000_000, 1_000_100), Change(2025, 500, 0), Change(2026, 0, 500),
    ]  # fmt: skip
    assert changes(then, now, "uithoorn") == []
