"""What the database itself refuses about documents; every attack also works where the guards are gone."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Model, QuerySet

from ledger import journal
from ledger.enums import DocumentStatus
from ledger.guards import triggers
from ledger.journal import StaleBlockError
from ledger.models import (
    Block,
    Chapter,
    Consultation,
    ConsultationFile,
    Document,
    DocumentVersion,
    SealedFile,
)
from ledger.workflow import DOCUMENT_STEPS
from tests.documents.papers import block, chapter, written
from tests.ledger.attacks import _empty, _overwrite, _row, sql
from tests.ledger.factories import World, small_world

Attack = Callable[[World], object]


@pytest.fixture
def world(db: None) -> World:
    """A concept (begroting), a document that was sent, with a sealed version and its file, and one adopted."""
    world = small_world()
    for slug in ("begroting", "verzonden", "vastgesteld"):
        written(world, slug)
    Consultation.objects.create(document=_document("vastgesteld"), municipality=world.municipalities["uithoorn"])
    _step("verzonden", "sent")
    _step("vastgesteld", "adopted")
    version = DocumentVersion.objects.create(
        document=_document("verzonden"), number=1, kind="sent", content={}, digest="a" * 64, head="b" * 64,
        actor=world.finance,
    )  # fmt: skip
    SealedFile.objects.create(version=version, format="pdf", name="v.pdf", digest="c" * 64, data=b"%PDF")
    consultation = Consultation.objects.create(
        document=_document("verzonden"), municipality=world.municipalities["diemen"], sent_on=date(2030, 10, 8)
    )
    ConsultationFile.objects.create(
        consultation=consultation, name="brief.pdf", content_type="application/pdf", size=4, digest="d" * 64,
        data=b"%PDF", uploaded_by=world.finance,
    )  # fmt: skip
    return world


def _document(slug: str = "verzonden") -> Document:
    return Document.objects.get(slug=slug)


def _decided(world: World) -> QuerySet[Consultation]:
    """The zienswijze of a document that the board adopted."""
    return Consultation.objects.filter(document__slug="vastgesteld", municipality=world.municipalities["uithoorn"])


def _step(slug: str, status: str) -> None:
    Document.objects.filter(slug=slug).update(status=status)


def _replace(row: Model, **changes: object) -> None:
    """REPLACE of a row by one that is the same row for a constraint, under a new id unless given."""
    _overwrite(row._meta.db_table, **_row(row, **changes))


ATTACKS: dict[str, Attack] = {
    "change a text that was sent": lambda w: Block.objects.filter(pk=block(_document()).pk).update(text="Anders"),
    "change a text that was adopted": lambda w: Block.objects.filter(pk=block(_document("vastgesteld")).pk).update(
        text="Anders"
    ),
    "change a text in SQL": lambda w: sql("UPDATE ledger_block SET text = 'x' WHERE id = %s", block(_document()).pk),
    "add a text to what was sent": lambda w: Block.objects.create(
        chapter=chapter(_document()), position=9, kind="text"
    ),
    "take a text out of what was sent": lambda w: block(_document(), "table").delete(),
    "move a text into what was sent": lambda w: Block.objects.filter(pk=block(_document("begroting")).pk).update(
        chapter=chapter(_document())
    ),
    "move a text out of what was sent": lambda w: Block.objects.filter(pk=block(_document()).pk).update(
        chapter=chapter(_document("begroting"))
    ),
    "rename a chapter that was sent": lambda w: Chapter.objects.filter(document__slug="verzonden").update(title="X"),
    "add a chapter to what was sent": lambda w: Chapter.objects.create(
        document=_document(), code="nieuw", position=9, title="Nieuw"
    ),
    "delete a chapter that was sent": lambda w: sql(
        "DELETE FROM ledger_block WHERE chapter_id = %s", chapter(_document(), "balie").pk
    ),
    "move a chapter into what was adopted": lambda w: Chapter.objects.filter(
        document__slug="begroting", code="inleiding"
    ).update(document=_document("vastgesteld"), code="inleiding-2"),
    "review a chapter after sending": lambda w: Chapter.objects.filter(document__slug="verzonden").update(
        status="reviewed"
    ),
    "rename what was sent": lambda w: Document.objects.filter(slug="verzonden").update(title="Anders"),
    "show what was sent to others": lambda w: Document.objects.filter(slug="verzonden").update(audience="public"),
    "let what was sent carry another wijziging": lambda w: Document.objects.filter(slug="verzonden").update(
        amendment=w.draft(1)
    ),
    "take what was adopted back to what was sent": lambda w: _step("vastgesteld", "sent"),
    "take what was adopted back to concept": lambda w: _step("vastgesteld", "draft"),
    "begin as sent": lambda w: Document.objects.create(
        budget_year=w.year, slug="zo", position=9, title="Zo", audience="councils", status="sent"
    ),
    "delete what was adopted": lambda w: Document.objects.filter(slug="vastgesteld")._raw_delete("default"),
    "change a sealed version": lambda w: DocumentVersion.objects.update(content={"vals": True}),
    "delete a sealed version": lambda w: sql("DELETE FROM ledger_documentversion"),
    "change a sealed file": lambda w: SealedFile.objects.update(data=b"vals"),
    "delete a sealed file": lambda w: SealedFile.objects.all().delete(),
    "change a file of a zienswijze": lambda w: ConsultationFile.objects.update(data=b"vals"),
    "delete a file of a zienswijze": lambda w: ConsultationFile.objects.all().delete(),
    "change a zienswijze after the decision": lambda w: _decided(w).update(text="Akkoord"),
    "take a zienswijze out of what was adopted": lambda w: _decided(w)._raw_delete("default"),
    "add a zienswijze to what was adopted": lambda w: Consultation.objects.create(
        document=_document("vastgesteld"), municipality=w.municipalities["diemen"]
    ),
    "move a zienswijze into what was adopted": lambda w: Consultation.objects.filter(document__slug="verzonden").update(
        document=_document("vastgesteld")
    ),
}

ON_SQLITE: dict[str, Attack] = {
    "overwrite what was sent by its code": lambda w: _replace(_document(), status="draft"),
    "overwrite a text that was sent": lambda w: _replace(
        block(_document()), id=block(_document()).pk, chapter_id=chapter(_document("begroting")).pk
    ),
    "overwrite a sealed version by its number": lambda w: _replace(DocumentVersion.objects.get(), digest="e" * 64),
    "overwrite a sealed file of the whole": lambda w: _replace(SealedFile.objects.get(), data=b"vals"),
}


def _refused(world: World, attack: Attack) -> None:
    with pytest.raises(IntegrityError, match=r"DP\d{3} "), transaction.atomic():
        attack(world)


def _works_unguarded(world: World, attack: Attack) -> None:
    with transaction.atomic():
        triggers.uninstall()
        attack(world)
        transaction.set_rollback(True)


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
def test_refused(world, attack):
    _refused(world, attack)
    _works_unguarded(world, attack)


@pytest.mark.parametrize("attack", ON_SQLITE.values(), ids=ON_SQLITE)
def test_refused_on_sqlite(world, attack):
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite has REPLACE")
    _refused(world, attack)
    _works_unguarded(world, attack)


@pytest.mark.parametrize("table", ["documentversion", "sealedfile", "consultationfile"])
def test_what_was_sealed_is_not_emptied(world, table):
    if connection.vendor != "postgresql":
        pytest.skip("only PostgreSQL has TRUNCATE")
    with pytest.raises(IntegrityError, match="DP002 "), transaction.atomic():
        _empty(f"ledger_{table}")


@pytest.mark.parametrize("current", DocumentStatus.values)
@pytest.mark.parametrize("wanted", DocumentStatus.values)
def test_a_document_takes_the_steps_of_the_workflow_and_no_other(world, current, wanted):
    with transaction.atomic():
        triggers.uninstall()
        _step("begroting", current)
    triggers.install()
    if current == wanted or (current, wanted) in DOCUMENT_STEPS:
        _step("begroting", wanted)
        assert _document("begroting").status == wanted
    else:
        with pytest.raises(IntegrityError, match="DP016"), transaction.atomic():
            _step("begroting", wanted)


def test_a_concept_can_be_written_in_and_thrown_away(world):
    document = _document("begroting")
    piece = block(document)
    journal.edit_block(actor=world.finance, block=piece, text="Nieuw", content={}, version=1)
    journal.remove_block(actor=world.finance, block=block(document, "table"), version=1)
    with pytest.raises(StaleBlockError):
        journal.edit_block(actor=world.finance, block=piece, text="Oud", content={}, version=1)
    document.delete()

    assert not Document.objects.filter(slug="begroting").exists()
