"""The 2e voortgangsrapportage 2024 is in the ledger as a whole document, and the aansluitcontrole reads that text."""

import pytest
import yaml

from ledger.core.document_source import DocumentReader, Source
from ledger.core.outline import numbers
from ledger.models import AuditEntry, Block, Chapter, Document, PublishedText
from tests.ledger_2024 import FOLDER

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ledger_2024")]

TABLES = {
    "3.1.2": ["headlines"], "6.2": ["amendment"], "6.4.7": ["maatwerk bedrijfsvoering"], "6.5.8": ["maatwerk burger"],
    "6.6.4": ["maatwerk buurt"], "6.7": ["overview"], "6.8": ["reserves"], "6.9": ["investments"], "6.10": ["maatwerk"],
    "6.11": ["contributions"],
}  # fmt: skip
PRIORITIES = {"4.1": 2, "4.2": 6, "4.3": 7, "4.4": 2}
TITLES = {
    "1": "Inleiding",
    "2": "Proces Planning- en Controlcyclus (P&C-cyclus) Duo+",
    "3": "Algemene ontwikkelingen",
    "3.1.2": "Financiële ontwikkelingen en risico's",
    "3.1.8": "Ontwikkelingen Buurt",
    "4": "Voortgang begroting",
    "4.3.7": "In 2024 wordt het Sociaal Domein data gedreven gestuurd",
    "5.1.10": "Borgen zaakgericht werken in de vier organisaties",
    "5.2.4": "Ziekteverzuim",
    "6.1": "Opvolging bevindingen accountant",
    "6.3.5": "Algemene dekkingsmiddelen, rentebaten",
    "6.11": "Bijdragen DUO-gemeenten",
}
_LETTERS = 20_000  # at least so many in the texts: nothing was left out by accident


@pytest.fixture
def document():
    return Document.objects.get(budget_year=2024, slug="voortgang-2")


@pytest.fixture
def chapters(document):
    """The chapters by their printed number; those without a number belong to the one before."""
    rows = list(document.chapters.order_by("position"))
    found: dict[str, list[Chapter]] = {}
    for row, number in zip(rows, numbers([(row.level, row.numbered) for row in rows]), strict=True):
        found.setdefault(number or next(reversed(found)), []).append(row)
    return found


def _blocks(chapters, number, kind):
    return Block.objects.filter(chapter__in=chapters[number], kind=kind).order_by("chapter__position", "position")


def test_the_set_of_2024_is_complete():
    assert list(Document.objects.filter(budget_year=2024).values_list("slug", "asks_views", "audience")) == [
        ("kadernota", True, "councils"), ("begroting", True, "councils"), ("wijziging-1", True, "councils"),
        ("voortgang-1", False, "councils"), ("voortgang-2", True, "councils"),
        ("bestuursrapportage", False, "board"), ("jaarrekening", False, "public"),
    ]  # fmt: skip


def test_it_carries_the_2e_wijziging_and_waits_for_review(document):
    assert (document.status, document.amendment.number) == ("draft", 2)
    assert set(document.chapters.values_list("status", flat=True)) == {"ready"}


def test_the_headings_number_themselves_as_printed(chapters):
    assert {number: chapters[number][0].title for number in TITLES} == TITLES
    assert [number for number in chapters if "." not in number] == ["1", "2", "3", "4", "5", "6"]
    assert [row.title[:12] for row in chapters["2"][1:]][::7] == ["1. Kadernota", "8. Jaarreken"]
    assert [row.title for row in chapters["5.1.4"][1:]] == [
        "Accountantscontrole Duo+",
        "Accountantscontrole DUO-gemeenten",
    ]


def test_the_tables_and_charts_stand_where_they_were_printed(chapters):
    found = {
        number: [" ".join(filter(None, (block.content["statement"], block.content.get("part")))) for block in blocks]
        for number in chapters
        if (blocks := _blocks(chapters, number, "table"))
    }
    assert found == TABLES
    assert [number for number in chapters if _blocks(chapters, number, "chart")] == ["3.1.2", "6.11"]
    assert [number for number in chapters if _blocks(chapters, number, "risks")] == ["3.1.2"]


def test_every_speerpunt_says_what_is_wanted_done_and_reached(chapters):
    for part, count in PRIORITIES.items():
        own = [number for number in chapters if number.startswith(f"{part}.")]
        assert len(own) == count
        for number in own:
            (block,) = _blocks(chapters, number, "priority")
            assert set(block.content) == {"focus", "goal", "action", "progress"}, number
    (werkplan,) = _blocks(chapters, "4.4.1", "priority")
    assert werkplan.content["focus"] == ["kwaliteit", "kwetsbaarheid", "kosten"]
    assert "\n- Werkplan nieuwe stijl,\n- Continuïteit borgen" in werkplan.content["action"]


def test_the_recommendations_of_the_accountant_are_followed_up(chapters):
    blocks = [block.content for block in _blocks(chapters, "6.1", "follow-up")]

    assert [content["title"] for content in blocks] == ["Processen", "IT-omgeving", "Misbruik & Oneigenlijk Gebruik"]
    assert [("recommendation" in content, "follow_up" in content) for content in blocks] == [
        (True, True), (True, True), (False, True),
    ]  # fmt: skip


def test_the_texts_are_whole_and_as_printed(document, chapters):
    texts = [
        str(value)
        for block in Block.objects.filter(chapter__document=document)
        for value in (block.text, *block.content.values())
    ]
    assert sum(map(len, texts)) > _LETTERS
    assert not [text for text in texts if "\u0133" in text or "•" in text or "Pagina" in text]
    (archive,) = _blocks(chapters, "6.4.2", "text")
    assert "€ 75.000 opgenomen op de balans" in archive.text  # the table says 75.262: that is for the check to find
    (schooling,) = _blocks(chapters, "6.3.2", "text")
    assert schooling.text.endswith("op te kunnen vangen.Deze verschuiving is budgettair neutraal.")
    (mistake,) = _blocks(chapters, "6.5.1", "text")
    assert "de De nieuwe Wet Inburgering" in mistake.text


def test_the_aansluitcontrole_reads_the_text_of_the_document(chapters):
    paragraphs = {row.paragraph: row for row in PublishedText.objects.filter(budget_year=2024)}

    assert len(paragraphs) == 31
    for number, row in paragraphs.items():
        assert row.title == chapters[number][0].title
        texts = Block.objects.filter(chapter__in=chapters[number], kind="text")
        for text in texts:
            assert text.text.replace("\n\n", "\n") in row.text


def test_every_chapter_and_block_is_in_the_log(document):
    subjects = f":2024:{document.slug}"
    assert AuditEntry.objects.filter(action="chapter.added", subject__contains=subjects).count() == 101
    assert AuditEntry.objects.filter(action="block.added", subject__contains=subjects).count() == 103


def test_the_source_is_read_without_a_word_of_complaint():
    reader = DocumentReader()
    fields = yaml.safe_load((FOLDER / "documenten" / "voortgang-2.yaml").read_text(encoding="utf-8"))

    assert isinstance(reader.read("voortgang-2.yaml", fields), Source)
    assert reader.wrong == []
