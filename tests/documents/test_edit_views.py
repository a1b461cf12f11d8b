"""Writing a document on the site: chapters, pieces and remarks; nothing that anybody typed gets lost."""

import re

import pytest

from ledger import journal
from ledger.core.document import BlockInput, ChapterInput
from ledger.enums import ChapterStatus
from ledger.models import Block, BlockComment, Document, DocumentVersion
from tests.documents.desk import BASE, BURGER, CHAPTER_QUERIES, EDIT, OUTLINE_QUERIES, send, words
from tests.documents.papers import PRIORITY, block, chapter, kinds, outline, written
from tests.ledger.factories import YEAR, change

# --- the outline --------------------------------------------------------------------------------


def test_the_outline_shows_how_far_each_chapter_is(paper, world, fenna):
    journal.assign_chapter(actor=world.finance, chapter=chapter(paper), to=world.colleague)
    journal.comment(actor=world.colleague, block=block(paper), text="Klopt dit?")

    page = words(fenna.get(f"{EDIT}/"))

    assert "2 Programma Burger" in page
    assert "2.1 Balie" in page
    assert "1 opmerking<" in page
    assert "nog te doen" not in page.replace("Nog te doen (2)", "")  # nothing is wrong; two are not reviewed yet
    assert f"<dt>{world.colleague.get_username()}</dt><dd>1 hoofdstuk, 1 nog te schrijven</dd>" in page
    assert "<dt>nog niemand</dt><dd>2 hoofdstukken, 2 nog te schrijven</dd>" in page


def test_the_outline_counts_what_is_wrong_in_a_chapter(paper, world, fenna):
    journal.edit_block(actor=world.finance, block=block(paper), text="Zie [[mutatie:weg]].", content={}, version=1)

    assert "nog te doen: 1" in words(fenna.get(f"{EDIT}/"))


def test_who_asks_for_their_own_chapters_sees_only_those(paper, world, fenna):
    journal.assign_chapter(actor=world.finance, chapter=chapter(paper, "balie"), to=world.finance)

    page = words(fenna.get(f"{EDIT}/?toon=mij"))

    assert "2.1 Balie" in page  # with the number that it has in the whole
    assert "Programma Burger</a>" not in page


def test_who_reviews_finds_what_is_ready_and_not_their_own(paper, fenna, koos):
    assert send(fenna, f"{BURGER}/", status="ready", version=1).status_code == 302

    assert "2 Programma Burger</a>" in words(koos.get(f"{EDIT}/?toon=nakijken"))
    assert "Hier zijn geen hoofdstukken om te tonen." in words(fenna.get(f"{EDIT}/?toon=nakijken"))


def test_a_chapter_moves_with_what_is_under_it(paper, fenna):
    answer = send(fenna, f"{EDIT}/", verplaats="programma-burger:up")

    assert answer.status_code == 302
    assert [code for *_, code in outline(paper)] == ["programma-burger", "balie", "inleiding"]


def test_a_chapter_that_cannot_go_there_stays(paper, fenna):
    answer = send(fenna, f"{EDIT}/", verplaats="inleiding:up")

    assert answer.status_code == 422
    assert "Dit hoofdstuk kan niet omhoog." in words(answer)
    assert send(fenna, f"{EDIT}/", verplaats="inleiding:opzij").status_code == 404
    assert fenna.post(f"{EDIT}/", {"verplaats": "balie:up"}).status_code == 422


def test_the_number_of_queries_does_not_grow_with_the_chapters(world, fenna, django_assert_num_queries):
    world.adopted(0, change("m1"))
    chapters = [
        ChapterInput(f"Hoofdstuk {number}", blocks=(BlockInput(text="Tekst"), BlockInput("priority", content=PRIORITY)))
        for number in range(3)
    ]
    for slug, some in (("een", chapters[:1]), ("drie", chapters)):
        row = written(world, slug, chapters=some)
        for piece in Block.objects.filter(chapter__document=row):
            journal.comment(actor=world.colleague, block=piece, text="Mooi")
        with django_assert_num_queries(OUTLINE_QUERIES):
            assert fenna.get(f"/{YEAR}/documenten/{slug}/bewerken/").status_code == 200
        with django_assert_num_queries(CHAPTER_QUERIES):
            assert fenna.get(f"/{YEAR}/documenten/{slug}/bewerken/hoofdstuk-0/").status_code == 200


# --- the document and its chapters --------------------------------------------------------------


def test_titles_days_and_the_wijziging_of_a_document(paper, world, fenna):
    first = world.year.amendments.get(number=0)
    send_day = {"title": "Kadernota", "subtitle": "met bijlage", "amendment": first.pk, "send": f"{YEAR}-04-01"}
    send_day |= {"send-note": "na het presidium", "audience": "councils", "asks_views": "on"}

    assert send(fenna, f"{BASE}/gegevens/", **send_day, board=f"{YEAR}-06-01").status_code == 302

    row = Document.objects.get(pk=paper.pk)
    assert (row.title, row.subtitle, row.amendment) == ("Kadernota", "met bijlage", first)
    days = {day.kind: (f"{day.on:%m-%d}", day.note) for day in row.milestones.all()}
    assert days == {"send": ("04-01", "na het presidium"), "board": ("06-01", "")}
    assert "(na het presidium)" in words(fenna.get(f"{EDIT}/"))


def test_for_whom_a_document_is_changes_until_it_is_sent(paper, world, fenna):
    fields = {"title": paper.title, "audience": "public"}
    assert send(fenna, f"{BASE}/gegevens/", **fields).status_code == 302
    row = Document.objects.get(pk=paper.pk)
    assert (row.audience, row.asks_views) == ("public", False)

    board = send(fenna, f"{BASE}/gegevens/", **fields | {"audience": "board", "asks_views": "on"})
    assert board.status_code == 422
    assert "er kan geen zienswijze op komen" in words(board)
    DocumentVersion.objects.create(
        document=row, number=1, kind="sent", content={}, digest="d", head="h", actor=world.finance
    )
    late = send(fenna, f"{BASE}/gegevens/", **fields | {"audience": "councils"})
    assert late.status_code == 422
    assert "is al eens verzonden" in words(late)


def test_a_document_without_a_title_is_not_stored_half(paper, fenna):
    days = {"send": "gisteren", "board-note": "onder voorbehoud"}
    answer = send(fenna, f"{BASE}/gegevens/", title="", subtitle="Anders", **days)

    assert answer.status_code == 422
    assert "Vul een datum in, of maak de toelichting erbij leeg." in words(answer)
    assert "Vul een titel in." in words(answer)
    assert "Vul een datum in" in words(answer)
    assert Document.objects.get(pk=paper.pk).subtitle == ""


def test_the_days_of_a_document_that_was_sent_still_change_and_its_title_does_not(paper, fenna):
    Document.objects.filter(pk=paper.pk).update(status="sent")

    answer = send(fenna, f"{BASE}/gegevens/", title="Stiekem anders", board=f"{YEAR}-07-01")

    assert answer.url == f"{BASE}/"
    row = Document.objects.get(pk=paper.pk)
    assert row.title == paper.title
    assert [day.kind for day in row.milestones.all()] == ["board"]


def test_a_chapter_comes_after_the_one_that_was_chosen(paper, fenna):
    assert "Na welk hoofdstuk?" in words(fenna.get(f"{BASE}/hoofdstuk-toevoegen/?na=inleiding"))

    fields = {"title": "Risico's", "after": chapter(paper, "inleiding").pk, "level": "1", "numbered": "ja"}
    answer = send(fenna, f"{BASE}/hoofdstuk-toevoegen/", **fields)

    assert answer.url == f"{EDIT}/risico-s/"
    assert [code for *_, code in outline(paper)] == ["inleiding", "risico-s", "programma-burger", "balie"]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"title": "", "level": "1", "numbered": "ja"}, "Vul een titel in."),
        ({"title": "Diep", "level": "4", "numbered": "ja"}, "Een hoofdstuk van niveau 4 past hier niet."),
        ({"title": "Waar?", "level": "1", "numbered": "ja", "after": "99999"}, "Dit hoofdstuk is er niet meer."),
    ],
)
def test_a_chapter_that_does_not_fit_is_refused(paper, fenna, fields, sentence):
    answer = send(fenna, f"{BASE}/hoofdstuk-toevoegen/", **fields)

    assert answer.status_code == 422
    assert sentence in words(answer)
    assert paper.chapters.count() == 3


def test_a_chapter_is_named_and_given_to_somebody(paper, world, fenna):
    row = chapter(paper)
    fields = {"title": "Burger", "numbered": "nee", "programme": "staf"}

    assert _sent(fenna, f"{BURGER}/gegevens/", **fields, assigned_to=world.colleague.pk, under="on").status_code == 302
    row.refresh_from_db()
    assert (row.title, row.numbered, row.programme) == ("Burger", False, world.programmes["staf"])
    assert row.assigned_to == chapter(paper, "balie").assigned_to == world.colleague

    stale = send(fenna, f"{BURGER}/gegevens/", **fields | {"title": "Te laat"}, assigned_to="", version=1)
    assert stale.status_code == 422
    assert "Iemand anders heeft dit hoofdstuk intussen gewijzigd." in words(stale)
    assert 'value="Te laat"' in words(stale)
    nobody = _sent(fenna, f"{BURGER}/gegevens/", **fields, assigned_to=world.board.pk)
    assert "Deze gebruiker kan geen teksten schrijven." in words(nobody)


def _sent(client, address, **fields):
    """Send the form of a page as a browser does: with every field that it has hidden."""
    page = words(client.get(address))
    hidden = dict(
        re.findall(
            r'<input type="hidden" name="(\w+)" value="([^"]*)"', page[page.index('method="post" class="duo-card') :]
        )
    )
    return client.post(address, hidden | fields)


def test_removing_a_chapter_asks_first(paper, fenna):
    page = words(fenna.get(f"{EDIT}/balie/verwijderen/"))
    assert "met alles wat erin staat (1 stuk)" in page
    assert paper.chapters.count() == 3

    under = send(fenna, f"{BURGER}/verwijderen/", version=1)
    assert under.status_code == 422
    assert "Verwijder of verplaats die eerst." in words(under)
    assert _sent(fenna, f"{EDIT}/balie/verwijderen/").status_code == 302
    assert paper.chapters.count() == 2


def test_a_colleague_reviews_what_is_ready(paper, fenna, koos):
    assert send(fenna, f"{BURGER}/", status="ready", version=1).status_code == 302
    own = send(fenna, f"{BURGER}/", status="reviewed", version=2)
    assert own.status_code == 422
    assert "kijkt het niet zelf na" in words(own)
    assert send(koos, f"{BURGER}/", status="reviewed", version=2).status_code == 302
    assert chapter(paper).status == ChapterStatus.REVIEWED
    assert send(koos, f"{BURGER}/", status="onzin", version=3).status_code == 422


# --- a piece ------------------------------------------------------------------------------------


def test_a_text_is_written_and_read(paper, fenna):
    row = block(paper)
    address = f"{BURGER}/{row.pk}/"
    assert "Wat er speelt." in words(fenna.get(address))

    answer = send(fenna, address, text="Het kost [[mutatie:m1]].", version=1, kind="text")

    assert answer.url.startswith(f"{BURGER}/?opgeslagen=")
    page = words(fenna.get(f"{BURGER}/"))
    assert "€\u00a0111.372" in page
    assert 'class="duo-live" href=' in page  # leads to the mutatie


def test_a_priority_has_its_own_fields(paper, fenna):
    row = block(paper, "priority")
    page = words(fenna.get(f"{BURGER}/{row.pk}/"))
    assert "Wat willen we bereiken?" in page
    assert "Half klaar" in page

    fields = {"focus": ["kwaliteit", "kosten"], "goal": "Meer rust", "action": "", "progress": "Klaar", "title": ""}
    assert send(fenna, f"{BURGER}/{row.pk}/", **fields, version=1, kind="priority").status_code == 302

    row.refresh_from_db()
    assert row.content == {"focus": ["kwaliteit", "kosten"], "goal": "Meer rust", "progress": "Klaar"}
    wrong = send(fenna, f"{BURGER}/{row.pk}/", focus="geluk", goal="Mijn doel", version=2, kind="priority")
    assert wrong.status_code == 422
    assert "Kies uit de lijst." in words(wrong)
    assert "Mijn doel" in words(wrong)


def test_two_people_in_one_paragraph_see_both_versions(paper, fenna, koos):
    row = block(paper)
    send(fenna, f"{BURGER}/{row.pk}/", text="Van Fenna.", version=1, kind="text")

    answer = send(koos, f"{BURGER}/{row.pk}/", text="Van Koos.", version=1, kind="text")

    page = words(answer)
    assert answer.status_code == 422
    assert "<td>Van Koos.</td><td>Van Fenna.</td>" in page
    assert "Van Koos.</textarea>" in page.replace("\n", "")
    assert 'name="version" value="2"' in page  # saving again is a choice made with both in sight
    assert block(paper).text == "Van Fenna."
    send(koos, f"{BURGER}/{row.pk}/", text="Van Fenna. Van Koos.", version=2, kind="text")
    assert block(paper).text == "Van Fenna. Van Koos."


def test_of_two_long_versions_only_what_differs_is_shown(paper, fenna, koos):
    row = block(paper)
    same = "\n\n".join(f"Alinea {number}." for number in range(12))
    send(fenna, f"{BURGER}/{row.pk}/", text=f"{same}\n\nVan Fenna.", version=1, kind="text")

    page = words(send(koos, f"{BURGER}/{row.pk}/", text=f"{same}\n\nVan Koos.", version=1, kind="text"))

    assert "12 alinea's zijn gelijk" in page
    assert "<td>Van Koos.</td><td>Van Fenna.</td>" in page
    assert "<td>Alinea 3.</td>" not in page


def test_what_was_written_for_a_piece_that_is_gone_can_be_put_back(paper, world, koos):
    row = block(paper)
    journal.remove_block(actor=world.finance, block=row, version=1)

    answer = send(koos, f"{BURGER}/{row.pk}/", text="Mijn werk", version=1, kind="text")

    assert answer.status_code == 422
    assert "Mijn werk" in words(answer)
    assert "Opnieuw toevoegen" in words(answer)
    assert send(koos, f"{BURGER}/{row.pk}/", text="Mijn werk", version=0, kind="text", opnieuw="1").status_code == 302
    assert block(paper).text == "Mijn werk"


def test_what_was_written_for_a_chapter_that_is_gone_is_shown(paper, world, koos):
    row = block(paper, "notes", "balie")
    journal.remove_chapter(actor=world.finance, chapter=chapter(paper, "balie"), version=1)

    for address in (f"{EDIT}/balie/{row.pk}/", f"{EDIT}/balie/nieuw/text/"):
        answer = send(koos, address, text="Mijn <b>werk</b>", version=1, kind="text")
        assert answer.status_code == 409
        assert "Mijn &lt;b&gt;werk&lt;/b&gt;" in words(answer)


def test_what_was_written_while_the_document_went_out_stays_on_the_page(paper, fenna):
    row = block(paper)
    Document.objects.filter(pk=paper.pk).update(status="sent")

    answer = send(fenna, f"{BURGER}/{row.pk}/", text="Te laat, maar van mij", version=1, kind="text")

    assert answer.status_code == 422
    assert "de tekst ligt vast" in words(answer)
    assert "Te laat, maar van mij" in words(answer)
    assert fenna.get(f"{BURGER}/{row.pk}/").url == f"{BASE}/"


def test_the_example_needs_no_script(paper, fenna):
    row = block(paper)

    fields = {"text": "Nu [[mutatie:m1:K]] en **veel**.", "version": 1, "kind": "text", "voorbeeld": "1"}
    answer = send(fenna, f"{BURGER}/{row.pk}/", **fields)

    assert answer.status_code == 200
    assert "€\u00a0111K" in words(answer)
    assert "<strong>veel</strong>" in words(answer)
    assert block(paper).text == "Wat er speelt."


def test_pieces_are_added_moved_and_removed(paper, fenna):
    first = block(paper)
    page = words(fenna.get(f"{BURGER}/nieuw/table/?na={first.pk}"))
    assert "Bijdragen per gemeente" in page

    fields = {"statement": "reserves", "version": "0", "kind": "table"}
    assert send(fenna, f"{BURGER}/nieuw/table/?na={first.pk}", **fields).status_code == 302
    assert kinds(paper) == ["text", "table", "priority", "table"]
    assert send(fenna, f"{BURGER}/{first.pk}/verplaatsen/", richting="down").status_code == 302
    assert kinds(paper) == ["table", "text", "priority", "table"]
    table = block(paper, "table")
    up = send(fenna, f"{BURGER}/{table.pk}/verplaatsen/", richting="up")
    assert up.status_code == 422
    assert "Dit stuk kan niet omhoog." in words(up)
    assert "U kunt het daarna terugzetten." in words(fenna.get(f"{BURGER}/{table.pk}/verwijderen/"))
    assert _sent(fenna, f"{BURGER}/{table.pk}/verwijderen/").status_code == 302
    assert kinds(paper) == ["text", "priority", "table"]


def test_a_piece_without_its_choice_is_refused(paper, fenna):
    for kind in ("table", "chart", "notes"):
        answer = send(fenna, f"{BURGER}/nieuw/{kind}/", version="0", kind=kind)
        assert answer.status_code == 422
        assert "Kies bij" in words(answer)
    assert fenna.get(f"{BURGER}/nieuw/onzin/").status_code == 404


def test_a_piece_that_was_taken_out_is_put_back_where_it_is_wanted(paper, world, fenna):
    goal = block(paper, "priority")
    journal.remove_block(actor=world.colleague, block=goal, version=1)
    page = words(fenna.get(f"{BURGER}/"))
    assert f"door {world.colleague.get_username()}" in page
    (address,) = re.findall(r'href="([^"]*\?uit=\d+)"', page)
    assert "Half klaar" in words(fenna.get(address))

    assert send(fenna, address, **PRIORITY, version=0, kind="priority").status_code == 302

    assert block(paper, "priority").content == PRIORITY
    assert "Verwijderd uit dit hoofdstuk" not in words(fenna.get(f"{BURGER}/"))


def test_a_chapter_that_was_taken_out_comes_back_with_what_it_held(paper, world, fenna):
    journal.remove_block(actor=world.finance, block=block(paper, code="inleiding"), version=1)  # went before
    journal.add_block(actor=world.finance, chapter=chapter(paper, "balie"), block=BlockInput(text="Twee loketten."))
    journal.remove_chapter(actor=world.finance, chapter=chapter(paper, "balie"), version=2)
    (address,) = re.findall(r'href="([^"]*\?uit=\d+)"', words(fenna.get(f"{EDIT}/")))
    assert "met wat erin stond: 2 stukken" in words(fenna.get(address))

    answer = send(fenna, address, title="Balie", level="2", numbered="ja", after=chapter(paper).pk)

    assert answer.url == f"{EDIT}/balie/"
    assert kinds(paper, "balie") == ["notes", "text"]
    assert "Verwijderde hoofdstukken" not in words(fenna.get(f"{EDIT}/"))
    assert fenna.get(f"{BASE}/hoofdstuk-toevoegen/?uit=999999").status_code == 200


# --- remarks ------------------------------------------------------------------------------------


def test_a_remark_is_made_and_dealt_with(paper, fenna, koos):
    row = block(paper)
    address = f"{BURGER}/{row.pk}/opmerkingen/"

    assert send(koos, address, text="Klopt dit <b>echt</b>?").url == f"{BURGER}/#stuk-{row.pk}"
    assert "Klopt dit &lt;b&gt;echt&lt;/b&gt;?" in words(fenna.get(f"{BURGER}/"))
    remark = BlockComment.objects.get()
    assert send(fenna, address, afgehandeld=remark.pk).status_code == 302
    remark.refresh_from_db()
    assert remark.resolved_by is not None
    assert "Afgehandeld door" in words(fenna.get(f"{BURGER}/"))
    assert send(koos, address, heropend=remark.pk).status_code == 302
    assert "Afgehandeld door" not in words(fenna.get(f"{BURGER}/"))


def test_a_remark_is_made_about_one_paragraph(paper, fenna, koos):
    goal = block(paper, "priority")
    address = f"{BURGER}/{goal.pk}/opmerkingen/"
    page = words(koos.get(f"{BURGER}/"))
    about = "Wat gaan we ervoor doen? alinea 1: Scannen"
    assert f'<option value="{about}">{about}</option>' in page
    assert f'id="id_about-{block(paper).pk}"' not in page  # one paragraph: nothing to choose

    assert send(koos, address, text="Alles?", about=about).status_code == 302
    assert f"Over {about}</p>" in words(fenna.get(f"{BURGER}/"))
    gone = send(koos, address, text="Deze dan?", about="alinea 9: Weg")
    assert gone.status_code == 422
    assert "Deze alinea is intussen gewijzigd." in words(gone)
    assert "Deze dan?</textarea>" in words(gone)


def test_an_empty_remark_and_one_of_another_piece_are_refused(paper, fenna, world):
    row = block(paper)
    empty = send(fenna, f"{BURGER}/{row.pk}/opmerkingen/", text="")
    assert empty.status_code == 422
    assert "Typ wat u wilt zeggen." in words(empty)
    other = journal.comment(actor=world.finance, block=block(paper, code="inleiding"), text="Elders")
    assert send(fenna, f"{BURGER}/{row.pk}/opmerkingen/", afgehandeld=other.pk).status_code == 404
