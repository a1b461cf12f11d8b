"""The chain over the audit entries: no change goes unseen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.core.chain import GENESIS, Link, canonical, digest, first_broken

FIELDS = st.lists(st.text(max_size=8), min_size=1, max_size=5).map(tuple)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)


def _chain(contents: list[tuple[str, ...]]) -> list[Link]:
    links, previous = [], GENESIS
    for sequence, fields in enumerate(contents, 1):
        own = digest(previous, fields)
        links.append(Link(sequence, fields, previous, own))
        previous = own
    return links


CHAINS = st.lists(FIELDS, min_size=1, max_size=6).map(_chain)


@given(CHAINS)
def test_an_untouched_chain_is_whole(links):
    assert first_broken(links) is None
    assert first_broken([]) is None


@given(CHAINS, st.data())
def test_any_changed_column_is_found_where_it_is(links, data):
    position = data.draw(st.integers(0, len(links) - 1))
    link = links[position]
    column = data.draw(st.sampled_from(["sequence", "previous", "digest", *range(len(link.fields))]))
    if isinstance(column, int):
        other = data.draw(st.text(max_size=8).filter(lambda text: text != link.fields[column]))
        changed = link._replace(fields=(*link.fields[:column], other, *link.fields[column + 1 :]))
    elif column == "sequence":
        changed = link._replace(sequence=data.draw(st.integers().filter(lambda number: number != link.sequence)))
    else:
        changed = link._replace(**{column: digest(GENESIS, ["forged"])})
    assert first_broken([*links[:position], changed, *links[position + 1 :]]) == changed.sequence


@given(CHAINS, st.data())
def test_a_forger_who_makes_the_digest_fit_is_found_at_the_next_entry(links, data):
    position = data.draw(st.integers(0, len(links) - 1))
    fields = (*links[position].fields, "added")
    forged = links[position]._replace(fields=fields, digest=digest(links[position].previous, fields))
    rest = links[position + 1 :]
    assert first_broken([*links[:position], forged, *rest]) == (rest[0].sequence if rest else None)


@given(st.lists(FIELDS, min_size=2, max_size=6).map(_chain), st.data())
def test_changed_order_and_missing_entries_are_found(links, data):
    first, second = sorted(data.draw(st.sets(st.integers(0, len(links) - 1), min_size=2, max_size=2)))
    swapped = list(links)
    swapped[first], swapped[second] = links[second], links[first]
    assert first_broken(swapped) == links[second].sequence
    cut = links[:first] + links[first + 1 :]
    assert first_broken(cut) == links[first + 1].sequence


@given(CHAINS)
def test_an_entry_told_twice_is_found(links):
    assert first_broken([*links, links[-1]]) == links[-1].sequence


@given(FIELDS, FIELDS)
def test_other_fields_give_another_digest(one, other):
    assert (digest(GENESIS, one) == digest(GENESIS, other)) == (one == other)


def test_text_cannot_move_from_one_field_to_the_next():
    assert digest(GENESIS, ["ab", "c"]) != digest(GENESIS, ["a", "bc"])
    assert digest(GENESIS, ["a", ""]) != digest(GENESIS, ["a"])


@given(JSON)
def test_canonical_json_does_not_depend_on_the_order_of_the_keys(value):
    def turned(inner):
        if isinstance(inner, dict):
            return {key: turned(inner[key]) for key in reversed(inner)}
        return [turned(item) for item in inner] if isinstance(inner, list) else inner

    assert canonical(turned(value)) == canonical(value)


@pytest.mark.parametrize(("one", "other"), [(1, "1"), (None, ""), ([], {}), (True, 1), ({"a": 1}, {"a": 2})])
def test_canonical_json_tells_different_content_apart(one, other):
    assert canonical(one) != canonical(other)
