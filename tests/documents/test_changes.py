"""What changed between two versions: every edit once, nothing when they are the same."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.core.content import Content, Figure, Payments, Prose, Section, Tabular, Text
from ledger.core.content_changes import Changes, figure_changes, text_changes
from reports.catalogue import CATALOGUE, compile_table
from reports.documents.frozen import freeze


def content(*sections):
    return Content(
        "kadernota", 2030, "Kadernota", "", "GR", "bestuur", "councils", True, "", 0, "0" * 64, "2030-01-01",
        Payments({}, {}, (), {}), sections,
    )  # fmt: skip


def section(code, *texts, title="Inleiding"):
    return Section(code, "1", 1, title, "", tuple(Text(Prose(text, {})) for text in texts))


def table_section(table):
    return Section("bijdragen", "2", 1, "Bijdragen", "", (Tabular(table),))


def test_a_changed_paragraph_stands_once_with_what_it_was():
    before = content(section("a", "Een.\n\nTwee.\n\nDrie."))
    after = content(section("a", "Een.\n\nTwee en een half.\n\nDrie."))

    (change,) = text_changes(before, after)
    assert (change.section, change.before, change.after, change.kind) == (
        "1 Inleiding", "Twee.", "Twee en een half.", "gewijzigd",
    )  # fmt: skip


def test_new_and_gone_chapters_are_told():
    before, after = content(section("a", "Een.")), content(section("b", "Twee.", title="Slot"))

    assert [(change.kind, change.before, change.after) for change in text_changes(before, after)] == [
        ("nieuw", "", "Slot"), ("nieuw", "", "Twee."), ("vervallen", "Inleiding", ""), ("vervallen", "Een.", ""),
    ]  # fmt: skip


def test_a_live_figure_that_moved_is_a_change_of_the_text():
    def said(shown):
        return content(
            Section("a", "1", 1, "A", "", (Text(Prose("Kost [[mutatie:x]].", {"mutatie:x": Figure(shown)})),))
        )

    (change,) = text_changes(said("€ 1"), said("€ 2"))
    assert (change.before, change.after) == ("Kost € 1.", "Kost € 2.")


@given(st.lists(st.sampled_from("abcde"), max_size=6), st.lists(st.sampled_from("abcde"), max_size=6))
def test_equal_versions_have_no_changes_and_others_have(one, other):
    before, after = (content(section("a", "\n\n".join(words))) for words in (one, other))

    assert (text_changes(before, after) == []) == (one == other)
    assert Changes.between(before, before, "versie 1").is_nothing


@pytest.mark.django_db
def test_a_cell_that_differs_is_named_with_both_amounts(books_2024):
    table = freeze(compile_table(CATALOGUE["contributions"], books_2024[2]))
    other = freeze(compile_table(CATALOGUE["contributions"], books_2024[2]))
    (row,) = [row for row in other["rows"] if row["key"] == "diemen/staf"]
    row["cents"]["current"] += 100

    before, after = (content(table_section(values)) for values in (table, other))
    (change,) = figure_changes(before, after)
    assert (change.row, change.difference) == ("Diemen / Staf", 100)
    assert change.column == "Begroting 2024 na wijziging"
    assert figure_changes(before, replace(before)) == []
