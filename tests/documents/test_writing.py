"""Writing a document: chapter by chapter, with several people, and nothing that anybody typed gets lost."""

from datetime import date
from typing import Any

import pytest

from ledger import journal
from ledger.core.document import BlockInput, ChapterInput
from ledger.core.outline import Direction
from ledger.enums import Role
from ledger.models import AuditEntry, BlockComment, Document
from ledger.permissions import NotAllowedError
from tests.documents.papers import PRIORITY, block, chapter, kinds, outline, written
from tests.ledger.factories import person


def _log(action):
    return AuditEntry.objects.filter(action=action).latest("sequence")


# --- two people in one piece --------------------------------------------------------------------


def test_two_people_in_one_paragraph_lose_nothing(world):
    seen = block(written(world))
    journal.edit_block(actor=world.finance, block=seen, text="Van Fenna.", content={}, version=seen.version)

    with pytest.raises(journal.StaleBlockError, match="Iemand anders heeft dit stuk intussen gewijzigd") as caught:
        journal.edit_block(actor=world.colleague, block=seen, text="Van Koos.\r\n", content={}, version=seen.version)

    conflict = caught.value
    assert conflict.typed == BlockInput("text", "Van Koos.", {})
    assert conflict.stored is not None
    assert (conflict.stored.text, conflict.stored.version) == ("Van Fenna.", 2)
    assert conflict.stored.changed_by == world.finance
    merged = "Van Fenna. Van Koos."
    journal.edit_block(actor=world.colleague, block=seen, text=merged, content={}, version=conflict.stored.version)
    assert block(seen.chapter.document).text == merged


def test_what_somebody_removed_meanwhile_is_still_in_the_hands_of_who_typed(world):
    seen = block(written(world))
    journal.remove_block(actor=world.finance, block=seen, version=1)

    with pytest.raises(journal.StaleBlockError, match="intussen verwijderd") as caught:
        journal.edit_block(actor=world.colleague, block=seen, text="Mijn tekst", content={}, version=1)

    assert caught.value.stored is None
    assert caught.value.typed.text == "Mijn tekst"


def test_removing_a_piece_that_somebody_changed_meanwhile_is_refused(world):
    seen = block(written(world))
    journal.edit_block(actor=world.finance, block=seen, text="Anders", content={}, version=1)

    with pytest.raises(journal.StaleBlockError):
        journal.remove_block(actor=world.colleague, block=seen, version=1)


def test_two_people_in_two_pieces_do_not_meet(world):
    document = written(world)
    one, other = block(document), block(document, "priority")
    journal.edit_block(actor=world.finance, block=one, text="A", content={}, version=1)
    journal.edit_block(actor=world.colleague, block=other, text="", content=PRIORITY | {"goal": "B"}, version=1)

    assert block(document).text == "A"
    assert block(document, "priority").content["goal"] == "B"


def test_the_same_text_again_is_no_change(world):
    seen = block(written(world))
    entries = AuditEntry.objects.count()
    journal.edit_block(actor=world.colleague, block=seen, text=" Wat er speelt.\n", content={}, version=1)

    assert block(seen.chapter.document).version == 1
    assert AuditEntry.objects.count() == entries


def test_what_is_wrong_with_a_piece_is_told_and_nothing_changes(world):
    seen = block(written(world), "priority")

    with pytest.raises(journal.JournalError, match="'geld' is niet bekend bij 'Speerpunten'"):
        journal.edit_block(actor=world.finance, block=seen, text="", content={"focus": ["geld"]}, version=1)

    assert block(seen.chapter.document, "priority").content == PRIORITY


# --- the log --------------------------------------------------------------------------------------


def test_the_log_keeps_the_old_words_of_what_changed(world):
    seen = block(written(world), "priority")
    journal.edit_block(actor=world.finance, block=seen, text="", content=PRIORITY | {"progress": "Klaar"}, version=1)

    entry = _log("block.edited")
    assert entry.payload == {"kind": "priority", "version": 2, "progress": "Klaar", "old_progress": "Half klaar"}
    assert entry.subject == f"block:2030:kadernota:programma-burger:{seen.pk}"


def test_the_log_keeps_what_was_removed(world):
    document = written(world)
    journal.remove_chapter(actor=world.finance, chapter=chapter(document, "balie"), version=1)
    journal.remove_chapter(actor=world.finance, chapter=chapter(document), version=1)

    removed = AuditEntry.objects.filter(action="block.removed").order_by("sequence")
    assert [entry.payload["kind"] for entry in removed] == ["notes", "text", "priority", "table"]
    assert removed[1].payload["old_text"] == "Wat er speelt."
    assert removed[2].payload["old_goal"] == "Minder papier"
    assert _log("chapter.removed").payload["old_title"] == "Programma Burger"


# --- chapters -------------------------------------------------------------------------------------


def test_chapters_are_added_where_they_belong(world):
    document = written(world)
    first, burger = chapter(document, "inleiding"), chapter(document)
    journal.add_chapter(actor=world.finance, document=document, chapter=ChapterInput("Samenvatting"), after=first)
    journal.add_chapter(actor=world.finance, document=document, chapter=ChapterInput("Zaal", 2), after=burger)
    journal.add_chapter(actor=world.finance, document=document, chapter=ChapterInput("Slot"), after=burger)
    journal.add_chapter(actor=world.finance, document=document, chapter=ChapterInput("Slot"))

    assert outline(document) == [
        (1, 1, "inleiding"), (2, 1, "samenvatting"), (3, 1, "programma-burger"), (4, 2, "zaal"), (5, 2, "balie"),
        (6, 1, "slot"), (7, 1, "slot-2"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("new", "sentence"),
    [
        (ChapterInput("Te diep", 4), "Een hoofdstuk van niveau 4 past hier niet"),
        (ChapterInput(" "), "De titel ontbreekt"),
        (ChapterInput("Dubbel", code="balie"), "De code 'balie' is van een ander hoofdstuk"),
        (ChapterInput("Vreemd", programme="zuid"), "Programma 'zuid' bestaat niet"),
    ],
)
def test_a_chapter_that_does_not_fit_is_refused(world, new, sentence):
    document = written(world)
    before = outline(document)

    with pytest.raises(journal.JournalError, match=sentence):
        journal.add_chapter(actor=world.finance, document=document, chapter=new)

    assert outline(document) == before


def test_a_chapter_moves_with_what_is_under_it(world):
    document = written(world)
    journal.move_chapter(actor=world.finance, chapter=chapter(document), direction=Direction.UP)

    assert outline(document) == [(1, 1, "programma-burger"), (2, 2, "balie"), (3, 1, "inleiding")]
    with pytest.raises(journal.JournalError, match="Dit hoofdstuk kan niet omhoog"):
        journal.move_chapter(actor=world.finance, chapter=chapter(document), direction=Direction.UP)


def test_a_chapter_with_others_under_it_is_not_removed(world):
    document = written(world)

    with pytest.raises(journal.JournalError, match="Onder 'Programma Burger' staan nog hoofdstukken"):
        journal.remove_chapter(actor=world.finance, chapter=chapter(document), version=1)


def test_a_chapter_keeps_its_code_under_another_title(world):
    document = written(world)
    _describe(document, world.finance, title="Burgerzaken")

    assert chapter(document).title == "Burgerzaken"
    with pytest.raises(journal.JournalError, match="Iemand anders heeft dit hoofdstuk intussen gewijzigd"):
        _describe(document, world.colleague, title="Balie", version=1)


def test_the_number_and_the_programma_of_a_chapter_change_and_the_log_says_only_that(world):
    document = written(world)
    _describe(document, world.finance, numbered=False, programme=world.programmes["staf"])
    _describe(document, world.finance, numbered=False, programme=world.programmes["staf"])  # the same: nothing

    row = chapter(document)
    assert (row.title, row.numbered, row.programme, row.version) == (
        "Programma Burger", False, world.programmes["staf"], 2,
    )  # fmt: skip
    (entry,) = AuditEntry.objects.filter(action="chapter.described")
    assert entry.payload == {
        "numbered": False, "old_numbered": True, "programme": "staf", "old_programme": "burger",
    }  # fmt: skip


def _describe(document, actor, **facts):
    row = chapter(document)
    asked: dict[str, Any] = {
        "title": row.title,
        "numbered": row.numbered,
        "programme": row.programme,
        "version": row.version,
    }
    return journal.describe_chapter(actor=actor, chapter=row, **asked | facts)


def test_blocks_are_added_moved_and_taken_out(world):
    document = written(world)
    text, table = block(document), block(document, "table")
    journal.add_block(
        actor=world.finance, chapter=chapter(document), block=BlockInput("chart", content={"chart": "waterfall"}),
        after=text,
    )  # fmt: skip
    assert kinds(document) == ["text", "chart", "priority", "table"]
    journal.move_block(actor=world.finance, block=table, direction=Direction.UP)
    journal.remove_block(actor=world.finance, block=text, version=1)
    assert kinds(document) == ["chart", "table", "priority"]
    with pytest.raises(journal.JournalError, match="Dit stuk kan niet omhoog"):
        journal.move_block(actor=world.finance, block=block(document, "chart"), direction=Direction.UP)


# --- remarks ------------------------------------------------------------------------------------


def test_a_remark_is_about_one_paragraph_as_it_was(world):
    seen = block(written(world))
    journal.edit_block(actor=world.finance, block=seen, text="Eerst.\n\nDan dit.", content={}, version=1)

    remark = journal.comment(actor=world.colleague, block=seen, text="Klopt dit?", about="alinea 2: Dan dit.")
    assert remark.about == "alinea 2: Dan dit."
    assert AuditEntry.objects.get(action="block.commented").payload["about"] == "alinea 2: Dan dit."

    journal.edit_block(actor=world.finance, block=seen, text="Eerst.\n\nIets anders.", content={}, version=2)
    with pytest.raises(journal.JournalError, match="Deze alinea is intussen gewijzigd"):
        journal.comment(actor=world.colleague, block=seen, text="En nu?", about="alinea 2: Dan dit.")
    assert BlockComment.objects.get().about == "alinea 2: Dan dit."  # what was said stays understood


def test_remarks_are_made_and_dealt_with(world):
    seen = block(written(world))
    remark = journal.comment(actor=world.colleague, block=seen, text=" Klopt dit? ")
    journal.resolve_comment(actor=world.finance, comment=remark)
    journal.resolve_comment(actor=world.colleague, comment=remark)

    (stored,) = BlockComment.objects.all()
    assert (stored.text, stored.actor, stored.resolved_by) == ("Klopt dit?", world.colleague, world.finance)
    journal.reopen_comment(actor=world.colleague, comment=remark)
    journal.reopen_comment(actor=world.finance, comment=remark)
    stored.refresh_from_db()
    assert (stored.resolved_by, stored.resolved_at) == (None, None)
    assert list(AuditEntry.objects.order_by("-sequence").values_list("action", flat=True)[:2]) == [
        "block.unresolved",
        "block.resolved",
    ]
    with pytest.raises(journal.JournalError, match="De opmerking is leeg"):
        journal.comment(actor=world.finance, block=seen, text=" ")


# --- who may, and until when ----------------------------------------------------------------------


def _acts(world, document, actor):
    part, piece = chapter(document), block(document)
    remark = BlockComment.objects.first() or BlockComment.objects.create(block=piece, text="?", actor=world.finance)
    return {
        "add_chapter": lambda: journal.add_chapter(actor=actor, document=document, chapter=ChapterInput("Nieuw")),
        "describe_chapter": lambda: _describe(document, actor, title="X"),
        "move_chapter": lambda: journal.move_chapter(actor=actor, chapter=part, direction=Direction.UP),
        "remove_chapter": lambda: journal.remove_chapter(actor=actor, chapter=chapter(document, "balie"), version=1),
        "assign_chapter": lambda: journal.assign_chapter(actor=actor, chapter=part, to=world.colleague),
        "set_chapter_status": lambda: journal.set_chapter_status(
            actor=actor, chapter=part, status="ready", version=part.version
        ),
        "add_block": lambda: journal.add_block(actor=actor, chapter=part, block=BlockInput(text="X")),
        "edit_block": lambda: journal.edit_block(actor=actor, block=piece, text="X", content={}, version=1),
        "move_block": lambda: journal.move_block(actor=actor, block=piece, direction=Direction.DOWN),
        "remove_block": lambda: journal.remove_block(actor=actor, block=piece, version=1),
        "comment": lambda: journal.comment(actor=actor, block=piece, text="X"),
        "resolve_comment": lambda: journal.resolve_comment(actor=actor, comment=remark),
        "reopen_comment": lambda: journal.reopen_comment(actor=actor, comment=remark),
        "set_branch_status": lambda: journal.set_branch_status(
            actor=actor, chapter=part, status="ready", version=part.version
        ),
        "rename_document": lambda: journal.rename_document(actor=actor, document=document, title="X", subtitle=""),
        "address_document": lambda: journal.address_document(
            actor=actor, document=document, audience="public", asks_views=False
        ),
        "carry_amendment": lambda: journal.carry_amendment(actor=actor, document=document, amendment=None),
    }


NAMES = (
    "add_chapter", "describe_chapter", "move_chapter", "remove_chapter", "assign_chapter", "set_chapter_status",
    "add_block", "edit_block", "move_block", "remove_block", "comment", "resolve_comment", "reopen_comment",
    "set_branch_status", "rename_document", "address_document", "carry_amendment",
)  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("status", ["sent", "adopted"])
def test_after_sending_nothing_changes(world, name, status):
    document = written(world)
    act = _acts(world, document, world.finance)[name]
    Document.objects.filter(pk=document.pk).update(status=status)
    entries = AuditEntry.objects.count()

    with pytest.raises(journal.JournalError, match="de tekst ligt vast"):
        act()

    assert AuditEntry.objects.count() == entries


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("role", [Role.BOARD, Role.ACCOUNTANT, Role.OGON_MEMBER])
def test_only_who_may_write_writes(world, name, role):
    own = world.municipalities["diemen"] if role == Role.OGON_MEMBER else None
    document = written(world)

    with pytest.raises(NotAllowedError):
        _acts(world, document, person("wie", role, own))[name]()


def test_the_days_of_a_document_can_also_change_after_sending(world):
    document = written(world)
    Document.objects.filter(pk=document.pk).update(status="sent")
    day = {"actor": world.finance, "document": document}
    journal.set_milestone(**day, kind="board", on=date(2030, 9, 4), note="Met reactienota")
    journal.set_milestone(**day, kind="board", on=date(2030, 9, 11))
    journal.set_milestone(**day, kind="send", on=None)

    assert list(document.milestones.values_list("kind", "on", "note")) == [("board", date(2030, 9, 11), "")]
    assert _log("document.milestone").payload["old_on"] == "2030-04-29"
    with pytest.raises(journal.JournalError, match="'feest' is geen soort datum"):
        journal.set_milestone(**day, kind="feest", on=date(2030, 9, 4))


def test_a_document_carries_a_wijziging_of_its_own_year(world):
    document, amendment = written(world), world.draft(1)
    journal.carry_amendment(actor=world.finance, document=document, amendment=amendment)
    document.refresh_from_db()
    assert document.amendment == amendment
    journal.withdraw_amendment(actor=world.finance, amendment=amendment, reason="Toch niet")
    amendment.refresh_from_db()

    with pytest.raises(journal.JournalError, match="geen wijziging van 2030 die meetelt"):
        journal.carry_amendment(actor=world.finance, document=document, amendment=amendment)


def test_a_title_is_not_emptied(world):
    document = written(world)
    journal.rename_document(actor=world.finance, document=document, title="Kaders 2030", subtitle="voor de raden")
    document.refresh_from_db()

    assert (document.title, document.subtitle) == ("Kaders 2030", "voor de raden")
    with pytest.raises(journal.JournalError, match="De titel ontbreekt"):
        journal.rename_document(actor=world.finance, document=document, title=" ", subtitle="")
