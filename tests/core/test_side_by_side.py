"""Two versions beside each other: nothing of either is lost."""

from hypothesis import given
from hypothesis import strategies as st

from ledger.core.side_by_side import Pair, side_by_side


def test_only_what_differs_is_repeated():
    mine = "Eerst.\n\nMijn zin.\n\nDan.\n\nSlot."
    theirs = "Eerst.\n\nUw zin.\n\nDan.\n\nSlot.\n\nEn nog iets."

    assert list(side_by_side(mine, theirs)) == [
        Pair(alike=1),
        Pair("Mijn zin.", "Uw zin."),
        Pair(alike=2),
        Pair("", "En nog iets."),
    ]


TEXTS = st.lists(st.sampled_from(["een", "twee", "drie", "vier"]), max_size=8)


@given(TEXTS, TEXTS)
def test_nothing_of_either_is_lost(mine, theirs):
    pairs = list(side_by_side("\n\n".join(mine), "\n\n".join(theirs)))
    alike = sum(pair.alike for pair in pairs)

    assert len([pair for pair in pairs if pair.mine]) + alike == len(mine)
    assert len([pair for pair in pairs if pair.theirs]) + alike == len(theirs)
    assert all(pair.mine != pair.theirs for pair in pairs if not pair.alike)
