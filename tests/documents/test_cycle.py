"""A new year gets a set of documents: as the year before, or the standard; the texts are to be written anew."""

from datetime import date

import pytest

from ledger import journal
from ledger.core.document import BlockInput, ChapterInput, MilestoneInput
from ledger.models import AuditEntry, Block, Document
from ledger.permissions import NotAllowedError
from tests.documents.papers import PRIORITY, block, chapter, kinds, outline, paper, written
from tests.ledger.factories import YEAR

SLUGS = ["kadernota", "begroting", "wijziging-1", "voortgang-1", "voortgang-2", "bestuursrapportage", "jaarrekening"]


@pytest.fixture
def next_year(world):
    return journal.open_year(actor=world.finance, year=YEAR + 1)


def test_the_standard_set_is_that_of_the_cycle(world):
    world.draft(1)
    documents = journal.open_cycle(actor=world.finance, year=YEAR)

    assert [document.slug for document in documents] == SLUGS
    asked = {document.slug for document in documents if document.asks_views}
    assert asked == {"kadernota", "begroting", "wijziging-1", "voortgang-2"}
    assert {document.slug: document.audience for document in documents if document.audience != "councils"} == {
        "bestuursrapportage": "board",
        "jaarrekening": "public",
    }
    assert [document.title for document in documents][:2] == ["Kadernota 2030", "Begroting 2030"]
    assert {document.slug: document.amendment.number for document in documents if document.amendment} == {
        "wijziging-1": 1
    }


def test_the_standard_days_keep_the_terms_of_the_law(world):
    journal.open_cycle(actor=world.finance, year=YEAR)
    days = {
        document.slug: dict(document.milestones.values_list("kind", "on"))
        for document in Document.objects.filter(budget_year=YEAR)
    }

    assert days["kadernota"]["send"] < date(YEAR - 1, 4, 30)
    assert days["begroting"]["province"] < date(YEAR - 1, 9, 15)
    assert days["jaarrekening"]["province"] < date(YEAR + 1, 7, 15)
    for document in Document.objects.filter(budget_year=YEAR, asks_views=True):
        own = days[document.slug]
        assert (own["views-due"] - own["send"]).days >= 12 * 7, document.slug
        assert own.get("board", own["views-due"]) >= own["views-due"], document.slug
    assert days["voortgang-2"]["board"] == date(YEAR, 12, 31)


def test_the_standard_has_a_chapter_for_each_programma(world):
    journal.open_cycle(actor=world.finance, year=YEAR)
    document = Document.objects.get(slug="wijziging-1")
    own = document.chapters.filter(programme__isnull=False).order_by("position")

    assert list(own.values_list("title", "programme__code")) == [
        ("Programma Staf", "staf"),
        ("Programma Burger", "burger"),
    ]
    assert [part.blocks.get().content for part in own] == [{"programme": "staf"}, {"programme": "burger"}]


def test_a_year_begins_as_the_year_before_without_its_texts(world, next_year):
    old = written(world)
    journal.set_milestone(actor=world.finance, document=old, kind="board", on=date(2032, 2, 29))
    (new,) = journal.open_cycle(actor=world.finance, year=YEAR + 1, like=YEAR)

    assert (new.title, new.slug, new.asks_views) == ("Kadernota 2031", "kadernota", True)
    assert outline(new) == outline(old)
    assert kinds(new) == ["text", "priority", "table"]
    assert set(Block.objects.filter(chapter__document=new).values_list("text", flat=True)) == {""}
    assert block(new, "priority").content == {key: PRIORITY[key] for key in ("focus", "goal", "action")}
    assert block(new, "table").content == {"statement": "contributions"}
    assert block(new, "notes", "balie").content == {"programme": "burger"}
    assert dict(new.milestones.values_list("kind", "on")) == {"send": date(2031, 4, 29), "board": date(2033, 2, 28)}
    assert (chapter(new).status, chapter(new).programme) == ("assigned", world.programmes["burger"])
    assert block(old).text == "Wat er speelt."


def test_a_set_is_made_once_and_completed_when_something_lacks(world):
    journal.open_cycle(actor=world.finance, year=YEAR)
    with pytest.raises(journal.JournalError, match="Begrotingsjaar 2030 heeft al deze documenten al"):
        journal.open_cycle(actor=world.finance, year=YEAR)
    Document.objects.get(slug="bestuursrapportage").delete()

    (made,) = journal.open_cycle(actor=world.finance, year=YEAR)

    assert made.slug == "bestuursrapportage"
    assert Document.objects.filter(budget_year=YEAR).count() == len(SLUGS)


@pytest.mark.parametrize(
    ("year", "like", "sentence"),
    [
        (1999, None, "Begrotingsjaar 1999 bestaat niet. Maak het eerst aan."),
        (YEAR, YEAR + 1, "Begrotingsjaar 2031 heeft geen documenten. Kies een ander jaar of de standaard."),
    ],
)
def test_there_must_be_a_year_and_something_to_copy(world, next_year, year, like, sentence):
    with pytest.raises(journal.JournalError, match=sentence):
        journal.open_cycle(actor=world.finance, year=year, like=like)


def test_only_who_may_write_opens_a_cycle(world):
    with pytest.raises(NotAllowedError):
        journal.open_cycle(actor=world.board, year=YEAR)


def test_documents_are_added_all_or_none(world):
    with pytest.raises(journal.JournalError) as caught:
        journal.post_documents(
            actor=world.finance, year=world.year,
            documents=[
                paper("goed"),
                paper("goed"),
                paper("fout", chapters=(ChapterInput("A", 2), ChapterInput("B", blocks=(BlockInput("chart"),)))),
                paper("dag", milestones=(MilestoneInput("feest", date(2030, 1, 1)),)),
            ],
        )  # fmt: skip

    doubled, levels, chart, day = caught.value.sentences
    assert doubled.startswith("Document goed van 2030 bestaat al.")
    assert levels.startswith("Document fout: De niveaus van de hoofdstukken kloppen niet: begin met 1,")
    assert chart == "Document fout: Hoofdstuk 'B': Blok 1: Kies bij 'Grafiek' een waarde."
    assert day.startswith("Document dag: 'feest' is geen soort datum.")
    assert not Document.objects.exists()


def test_every_part_of_a_new_document_is_in_the_log(world):
    entries = AuditEntry.objects.count()
    written(world)

    actions = list(
        AuditEntry.objects.filter(sequence__gt=entries).order_by("sequence").values_list("action", flat=True)
    )
    assert actions == ["document.added", "document.milestone", *["chapter.added"] * 3, *["block.added"] * 5]
