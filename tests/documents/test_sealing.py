"""Sending and adopting: what goes out is frozen, proved, and stays what the councils read."""

import json

import pytest
from django.db import connection

from ledger import journal
from ledger.checks import invariants as checks
from ledger.core.content import Content, digest_of
from ledger.core.document import BlockInput, ChapterInput
from ledger.enums import AmendmentStatus, DocumentStatus, FileFormat, Role
from ledger.gates.document import Concern, objections
from ledger.guards.triggers import install, uninstall
from ledger.journal import JournalError
from ledger.journal.sealing import keep_file, reopen_document, send_document
from ledger.models import AuditEntry, Chapter, Document, DocumentVersion, SealedFile
from ledger.permissions import Access, NotAllowedError
from reports.documents.compose import compose
from reports.documents.files import make
from reports.documents.verify import Verdict, verify
from tests.documents.outgoing import SENT, adopt, report, review, send, text
from tests.documents.papers import written
from tests.ledger.factories import YEAR, person


def test_sending_offers_the_wijziging_and_freezes_what_the_document_says(world, document, amendment):
    version = send(world, document)

    document.refresh_from_db()
    amendment.refresh_from_db()
    assert (document.status, amendment.status) == (DocumentStatus.SENT, AmendmentStatus.SUBMITTED)
    content = Content.of(version.content)
    assert [figure.shown for _, prose in content.prose() for figure in prose.figures.values()] == [
        "€\N{NO-BREAK SPACE}2.000"
    ]
    assert digest_of(version.content) == version.digest
    entry = AuditEntry.objects.get(action="document.sent")
    assert entry.payload["digest"] == version.digest


def test_what_was_sent_is_made_again_the_same_and_adopting_does_not_change_it(world, document):
    sent = send(world, document)
    first = make(document, sent, None, FileFormat.XLSX).data
    adopted = adopt(world, document)

    sent.refresh_from_db()
    assert make(document, sent, None, FileFormat.XLSX).data == first
    assert adopted.number == 2
    assert adopted.digest != sent.digest
    document.refresh_from_db()
    assert document.status == DocumentStatus.ADOPTED


def test_who_sends_cannot_adopt_and_the_board_only_adopts_what_was_sent(world, document):
    with pytest.raises(JournalError, match="nog niet aan de raden gestuurd"):
        adopt(world, document)
    send(world, document)
    both = person("beide", Role.BOARD)
    DocumentVersion.objects.get()
    with pytest.raises(NotAllowedError, match="andere rol"):
        adopt(world, document, actor=world.finance)
    adopt(world, document, actor=both)


@pytest.mark.parametrize("chapters", [1, 3])
def test_a_document_is_read_in_a_fixed_number_of_queries(world, amendment, chapters, django_assert_num_queries):
    notes = BlockInput("notes", content={"programme": "burger"})
    blocks = (BlockInput(text="Het kost [[mutatie:m2]]."), BlockInput("risks"), notes)
    many = [ChapterInput(f"Deel {n}", code=f"deel-{n}", blocks=blocks) for n in range(chapters)]
    row = Document.objects.select_related("amendment", "budget_year").get(pk=report(world, amendment, *many).pk)

    with django_assert_num_queries(28):  # the book, the lines of the years ahead, and what the document itself asks
        compose(row)


def test_an_old_content_is_refused(world, document):
    old = compose(document)
    world.order("o1", "diemen")

    with pytest.raises(JournalError, match="intussen gewijzigd"):
        send_document(actor=world.finance, document=document, content=old, on=SENT)
    assert not DocumentVersion.objects.exists()


def test_a_figure_that_leads_nowhere_stops_the_document(world, amendment):
    row = report(world, amendment, text("Het kost [[mutatie:bestaat-niet]]."))

    with pytest.raises(JournalError, match="'bestaat-niet' bestaat niet"):
        send(world, row)
    amendment.refresh_from_db()
    assert amendment.status == AmendmentStatus.DRAFT


def test_a_mutatie_that_does_not_exist_stops_it_and_another_amount_asks_a_reason(world, amendment):
    row = report(
        world,
        amendment,
        text("Zie mutatie nr. 9.", "weg", programme="burger"),
        text("Begrotingswijziging nr. 2 kost € 2.500.", "anders", programme="burger"),
    )
    found = objections(row, compose(row))
    assert [(lack.chapter, lack.blocking) for lack in found] == [("weg", True), ("anders", False)]

    gone = Chapter.objects.get(document=row, code="weg")
    journal.remove_chapter(actor=world.finance, chapter=gone, version=gone.version)
    with pytest.raises(JournalError, match=r"€ 2\.500"):
        send(world, row)
    version = send(world, row, reason="Het verschil komt uit de reserve.")
    assert AuditEntry.objects.get(action="document.sent").payload["reason"] == "Het verschil komt uit de reserve."
    assert version.number == 1


def test_a_chapter_that_nobody_reviewed_stops_it(world, amendment):
    row = written(world, "wijziging-1", chapters=(text("Nog niet klaar."),), amendment=1)

    with pytest.raises(JournalError, match="nog niet nagekeken"):
        send(world, row)


def test_a_text_that_is_reviewed_and_still_empty_stops_it(world, amendment):
    row = report(world, amendment, text("Wat wij doen.", "geschreven"), text(" \n", "leeg"))

    assert [(lack.chapter, lack.concern, lack.part) for lack in objections(row, compose(row))] == [
        ("leeg", Concern.UNWRITTEN, 0)
    ]
    with pytest.raises(JournalError, match="nog leeg is"):
        send(world, row)


def test_after_the_answers_of_the_councils_the_text_can_change_and_the_sent_version_stays(world, document):
    sent = send(world, document)
    block = document.chapters.get(code="inleiding").blocks.get()
    with pytest.raises(JournalError, match="tekst ligt vast"):
        journal.edit_block(actor=world.finance, block=block, text="Anders.", content={}, version=block.version)

    reopen_document(actor=world.finance, document=document, reason="Zienswijze van Diemen")
    journal.edit_block(actor=world.finance, block=block, text="Anders.", content={}, version=block.version)
    document.refresh_from_db()
    review(world, document)
    adopted = adopt(world, document)

    sent.refresh_from_db()
    assert "[[mutatie:m2]]" in str(sent.content)
    assert "Anders." in str(adopted.content)


def test_councils_read_sealed_versions_only(world, document):
    council = person("raad", Role.COUNCIL_READER, world.municipalities["diemen"])
    visible = Document.objects.visible_to(Access.of(council))
    assert not visible.exists()

    send(world, document)
    assert list(visible.all()) == [document]


@pytest.mark.parametrize("form", FileFormat)
def test_a_file_that_was_sealed_is_genuine_and_one_that_was_changed_is_not(world, document, form):
    version = send(world, document)
    data = make(document, version, None, form).data

    assert verify(data).verdict is Verdict.GENUINE
    altered = data.replace(b"2.000", b"9.000") if form is FileFormat.HTML else data + b"\n"
    assert verify(altered).verdict is Verdict.ALTERED
    assert verify(b"%PDF-1.7 iets anders").verdict is Verdict.UNKNOWN


def test_an_extract_is_proved_as_well(world, document):
    version = send(world, document)
    data = make(document, version, world.municipalities["diemen"], FileFormat.XLSX).data

    assert verify(data).verdict is Verdict.GENUINE


def test_the_extracts_together_are_the_whole(world, document, amendment):
    content = compose(document)
    whole = {row["key"]: row["cents"] for row in content.payments.contributions["rows"]}
    paid = [sum(mutation.cents.values()) for mutation in content.payments.mutations]

    assert paid == [2000_00]
    assert {year: sum(amounts.values()) for year, amounts in content.payments.ahead.items()}[str(YEAR)] == 2000_00
    assert -sum(whole[f"{code}/total"]["amendment-1"] for code in world.municipalities) == 2000_00


def test_tampering_with_what_was_sealed_shows(world, document):
    version = send(world, document)
    data = make(document, version, None, FileFormat.XLSX).data
    assert [result.name for result in checks.run() if not result.ok] == []

    with connection.cursor() as cursor:
        uninstall()
        cursor.execute("UPDATE ledger_documentversion SET content = %s", [json.dumps({"format": "anders"})])
    wrong = [result for result in checks.run() if not result.ok and "documenten" in result.name]
    install()

    assert len(wrong) == 1
    assert "aangetast" in wrong[0].details[0]
    assert verify(data).verdict is Verdict.DAMAGED


def test_a_kept_file_that_was_changed_shows(world, document):
    version = send(world, document)
    made = ("a.html", b"zoals het was")
    keep_file(actor=world.finance, version=version, municipality=None, form=FileFormat.HTML, made=made)
    uninstall()
    SealedFile.objects.update(data=b"anders")
    install()

    assert [result.name for result in checks.run() if not result.ok] == ["Bewaarde bestanden zijn wat zij waren"]
