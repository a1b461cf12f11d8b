"""What a block may hold: each kind its own fields, and a Dutch sentence for everything else."""

import pytest

from ledger.core.blocks import CHARTS, FIELDS, MAX_TEXT, STATEMENTS, paragraphs_of, problems, tidy
from ledger.core.document import BlockInput, ChapterInput, DocumentInput, block_problems, code_of
from ledger.core.document import problems as document_problems
from ledger.enums import BlockKind
from reports.catalogue import CATALOGUE

PRIORITY = {
    "title": "KCC",
    "focus": ["kwaliteit", "kosten"],
    "goal": "Beter bereikbaar",
    "action": "- bellen\n- mailen",
    "progress": "Gestart",
}


def _sentences(kind, text="", content=None):
    return [problem.sentence for problem in problems(kind, text, content or {})]


def test_every_kind_has_its_fields_and_every_table_is_in_the_catalogue():
    assert set(FIELDS) == set(BlockKind.values)
    assert set(STATEMENTS) == set(CATALOGUE)
    assert {slug: report.name for slug, report in CATALOGUE.items()} == dict(STATEMENTS)


@pytest.mark.parametrize(
    ("kind", "text", "content"),
    [
        ("text", "", {}),
        ("text", "Een *alinea*.", {}),
        ("priority", "", PRIORITY),
        ("priority", "", {}),
        ("follow-up", "", {"title": "IT", "recommendation": "Doe dit", "follow_up": "Gedaan"}),
        ("table", "", {"statement": "maatwerk", "part": "burger", "note": "Nog niet compleet"}),
        ("notes", "", {"programme": "burger"}),
        ("risks", "", {}),
        ("late", "", {}),
        *(("chart", "", {"chart": chart}) for chart in CHARTS),
    ],
)
def test_what_is_right(kind, text, content):
    assert _sentences(kind, text, content) == []


@pytest.mark.parametrize(
    ("kind", "text", "content", "sentence"),
    [
        ("gedicht", "", {}, "'gedicht' is geen soort blok. Kies uit: text, priority"),
        ("text", "", {"goal": "x"}, "Het veld 'goal' is niet bekend bij tekst. Bekend: geen."),
        ("text", "a" * (MAX_TEXT + 1), {}, "Deze tekst is langer dan 50000 tekens. Verdeel hem over meer blokken."),
        ("text", "a\x00b", {}, "Deze tekst bevat een teken dat niet kan worden opgeslagen."),
        ("risks", "Tekst", {}, "Dit soort blok heeft geen eigen tekst. Zet de tekst in een blok van de soort tekst."),
        ("priority", "", {"focus": "kosten"}, "'Speerpunten' is geen lijst."),
        ("priority", "", {"focus": ["geld"]}, "'geld' is niet bekend bij 'Speerpunten'. Kies uit: kwaliteit,"),
        ("priority", "", {"focus": ["kosten", "kosten"]}, "'kosten' staat twee keer bij 'Speerpunten'."),
        ("priority", "", {"focus": [["kosten"]]}, "'['kosten']' is niet bekend bij 'Speerpunten'."),
        ("priority", "", {"goal": 3}, "'Wat willen we bereiken?' is geen tekst."),
        ("priority", "", {"title": "a\nb"}, "'Titel' is één regel van hoogstens 300 tekens. Kort hem in."),
        ("table", "", {}, "Kies bij 'Tabel' een waarde."),
        ("table", "", {"statement": "balans"}, "'balans' is niet bekend bij 'Tabel'. Kies uit: headlines,"),
        ("table", "", {"statement": "overview", "part": "burger"}, "Deze tabel is er alleen in haar geheel."),
        ("chart", "", {"chart": "taart"}, "'taart' is niet bekend bij 'Grafiek'. Kies uit: waterfall, contributions."),
        ("notes", "", {"programme": ""}, "Kies bij 'Programma' een waarde."),
    ],
)
def test_what_is_wrong_is_told(kind, text, content, sentence):
    (found,) = _sentences(kind, text, content)

    assert found.startswith(sentence)


def test_a_programma_must_exist():
    block = BlockInput("notes", content={"programme": "zuid"})

    assert list(block_problems(block, {"burger"})) == ["Programma 'zuid' bestaat niet."]
    assert list(block_problems(block, {"zuid"})) == []


def test_what_is_stored_has_one_kind_of_line_end_no_ligature_and_no_empty_fields():
    text, content = tidy(" Bĳ ons\r\nthuis ", {"goal": " ĳs\r", "action": "", "focus": [], "title": None})

    assert (text, content) == ("Bij ons\nthuis", {"goal": "ijs"})


def test_what_comes_from_a_word_processor_becomes_plain_markdown():
    pasted = (
        "Kop\x0bregel\r\n•\teen\r\n·  twee\r\no\tdrie\n\u2022vier\n“Slim” zacht\u00adstreepje\u200b, € 5\u2028einde"
    )

    text, _ = tidy(pasted, {})

    assert text == "Kop\nregel\n- een\n- twee\n- drie\n- vier\n“Slim” zachtstreepje, € 5\neinde"
    assert tidy(text, {})[0] == text
    assert tidy("Ga naar o en – niet •", {})[0] == "Ga naar o en – niet •"


def test_paragraphs_are_called_by_their_place_and_first_words():
    assert list(paragraphs_of("text", "Een.\n \n\n  Twee\nregels " + "lang " * 30, {})) == [
        "alinea 1: Een.",
        f"alinea 2: {('Twee regels ' + 'lang ' * 30)[:79].rstrip()}…",
    ]
    assert list(paragraphs_of("text", "Eén alinea.", {})) == []
    assert list(paragraphs_of("priority", "", PRIORITY))[::2] == [
        "Wat willen we bereiken? alinea 1: Beter bereikbaar",
        "Wat is de stand van zaken? alinea 1: Gestart",
    ]
    assert list(paragraphs_of("table", "", {"statement": "overview"})) == []


def test_a_chapter_gets_a_code_from_its_title():
    assert code_of("Risico's & kansen", ()) == "risico-s-kansen"
    assert code_of("Inleiding", {"inleiding", "inleiding-2"}) == "inleiding-3"
    assert code_of("***", ()) == "hoofdstuk"
    long = code_of("woord " * 40, ())
    assert len(long) <= 50
    assert code_of("woord " * 40, {long}) == f"{long[:46].strip('-')}-2"


@pytest.mark.parametrize(
    ("document", "sentence"),
    [
        (DocumentInput("Kader Nota", "K"), "'Kader Nota' is geen code: gebruik kleine letters, cijfers en streepjes"),
        (DocumentInput("k", " "), "De titel ontbreekt. Vul hem in."),
        (DocumentInput("k", "K" * 201), "De titel is langer dan 200 tekens. Kort hem in."),
        (DocumentInput("k", "K", "a\nb"), "De ondertitel is één regel, zonder tekens die u niet ziet."),
        (DocumentInput("k", "K", audience="buren"), "'buren' is niet bekend bij voor wie."),
        (DocumentInput("k", "K", chapters=[ChapterInput("A", 2)]), "De niveaus van de hoofdstukken kloppen niet"),
        (
            DocumentInput("k", "K", chapters=[ChapterInput("A", code="a"), ChapterInput("B", code="a")]),
            "De code 'a' is van meer dan één hoofdstuk.",
        ),
        (DocumentInput("k", "K", chapters=[ChapterInput("A", programme="x")]), "Hoofdstuk 'A': Programma 'x' bestaat"),
        (
            DocumentInput("k", "K", chapters=[ChapterInput("A", status="reviewed")]),
            "Hoofdstuk 'A': Een hoofdstuk begint als toegewezen, in bewerking of gereed.",
        ),
        (
            DocumentInput("k", "K", chapters=[ChapterInput("A", blocks=[BlockInput("chart")])]),
            "Hoofdstuk 'A': Blok 1: Kies bij 'Grafiek' een waarde.",
        ),
    ],
)
def test_what_is_wrong_with_a_document_is_told_with_its_place(document, sentence):
    (found,) = document_problems(document, {"burger"})

    assert found.startswith(sentence)
