"""A document of a next year has the structure of this one, without what was about this year's mutaties."""

from hypothesis import given
from hypothesis import strategies as st

from ledger.core.document import BlockInput, ChapterInput
from ledger.core.next_year import next_year
from ledger.core.outline import fits

TEXT = BlockInput(text="Zo ging het.")
TABLE = BlockInput("table", content={"statement": "maatwerk", "part": "burger", "note": "Voorlopig"})
PRIORITY = {"title": "KCC", "focus": ["kosten"], "goal": "Bereikbaar", "action": "Bellen", "progress": "Gestart"}


def short(chapters):
    """Level, title and kinds of block of each chapter."""
    return [(row.level, row.title, [block.kind for block in row.blocks]) for row in chapters]


def test_chapters_about_mutaties_make_place_for_the_toelichtingen_of_the_new_year():
    chapters = [
        ChapterInput("Toelichting programma Burger", 1, programme="burger", blocks=(TEXT,)),
        ChapterInput("Formatie (begrotingswijziging nr. 2 en 3)", 2, blocks=(TEXT,)),
        ChapterInput("Langdurig zieken (begrotingswijziging nr. 4)", 2, blocks=(TEXT,)),
        ChapterInput("Maatwerk (begrotingswijziging nr. 12 tot en met nr. 24)", 2, blocks=(TEXT, TABLE)),
        ChapterInput("Overzicht na de 1e en 2e begrotingswijziging 2024", 1, blocks=(TABLE,)),
    ]

    found = next_year(chapters, 2024, 2025)

    assert short(found) == [
        (1, "Toelichting programma Burger", ["text", "notes"]),
        (2, "Maatwerk", ["text", "table"]),
        (1, "Overzicht na de 1e en 2e begrotingswijziging 2025", ["table"]),
    ]
    assert found[0].blocks[1].content == {"programme": "burger"}
    assert [block.text for row in found for block in row.blocks] == [""] * 5


def test_how_things_stood_is_written_anew():
    (found,) = next_year([ChapterInput("A", blocks=(BlockInput("priority", content=PRIORITY), TABLE))], 2024, 2025)

    assert found.blocks[0].content == {name: PRIORITY[name] for name in ("title", "focus", "goal", "action")}
    assert found.blocks[1].content == {"statement": "maatwerk", "part": "burger"}


def test_a_chapter_about_a_mutatie_stays_while_something_under_it_does():
    chapters = [
        ChapterInput("Project (begrotingswijziging nr. 2)", 1, blocks=(TEXT,)),
        ChapterInput("Planning", 2, blocks=(TEXT,)),
    ]

    assert [row.title for row in next_year(chapters, 2024, 2025)] == ["Project", "Planning"]


TITLES = st.sampled_from(["Inleiding", "Project (mutatie nr. 4)", "Mutatie nr. 5", "Tabel (begrotingswijziging nr. 1)"])


@given(st.lists(st.tuples(st.integers(1, 4), TITLES, st.booleans()), max_size=12))
def test_what_is_left_is_still_an_outline(rows):
    levels: list[int] = []
    for level, _, _ in rows:
        levels.append(min(level, (levels[-1] if levels else 0) + 1))
    chapters = [
        ChapterInput(title, level, blocks=(TEXT, TABLE) if tabled else (TEXT,))
        for level, (_, title, tabled) in zip(levels, rows, strict=True)
    ]

    found = next_year(chapters, 2024, 2025)

    assert fits([row.level for row in found])
    assert sum(tabled for _, _, tabled in rows) == sum(len(row.blocks) > 1 for row in found)
