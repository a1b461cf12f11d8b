"""Text as stored and as searched."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.core.text import clean, search_key

LATIN = st.text(st.characters(max_codepoint=0x24F, exclude_categories=("Cc", "Cs")), max_size=40)


@pytest.mark.parametrize(
    ("printed", "stored"),
    [
        ("b\u0133drage", "bijdrage"),
        ("\u0132SSELMEER", "IJSSELMEER"),
        ("Coo\u0308rdinator", "Coördinator"),
        ("gewoon", "gewoon"),
    ],
)
def test_ligatures_and_accents_are_stored_in_one_way(printed, stored):
    assert clean(printed) == stored


@given(st.text(max_size=40))
def test_cleaning_twice_changes_nothing(text):
    assert clean(clean(text)) == clean(text)
    assert unicodedata.is_normalized("NFC", clean(text))
    assert not {"\u0132", "\u0133"} & set(clean(text))


@pytest.mark.parametrize("query", ["coordinator", "COÖRDINATOR", "Coo\u0308rdinator", "coördinator"])
def test_searching_minds_neither_case_nor_accents(query):
    assert search_key(query) == search_key("Coördinator")


def test_a_ligature_is_found_by_two_letters():
    assert "bijdrage" in search_key("De B\u0133drage van Diemen")


@given(LATIN)
def test_a_search_key_is_its_own_search_key(text):
    assert search_key(search_key(text)) == search_key(text)


@given(LATIN, LATIN)
def test_a_part_of_a_text_is_found_in_it(before, after):
    assert search_key("Oekraïne") in search_key(f"{before} Oekraïne {after}")
