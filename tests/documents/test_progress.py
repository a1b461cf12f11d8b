"""Who writes a chapter and how far it is: alone, or with all under it; nobody reviews their own work."""

import pytest

from ledger import journal
from ledger.models import AuditEntry
from ledger.permissions import NotAllowedError
from tests.documents.papers import block, chapter, written


def test_who_changed_a_chapter_last_does_not_review_it(world):
    document = written(world)
    seen = block(document)
    journal.edit_block(actor=world.colleague, block=seen, text="Nieuw", content={}, version=1)
    ready = journal.set_chapter_status(
        actor=world.finance, chapter=chapter(document), status="ready", version=chapter(document).version
    )

    with pytest.raises(NotAllowedError, match="Wie een hoofdstuk het laatst wijzigde, kijkt het niet zelf na"):
        journal.set_chapter_status(actor=world.colleague, chapter=ready, status="reviewed", version=ready.version)
    journal.set_chapter_status(actor=world.finance, chapter=ready, status="reviewed", version=ready.version)

    assert (chapter(document).status, chapter(document).reviewed_by) == ("reviewed", world.finance)


def test_taking_something_out_is_a_change_too(world):
    document = written(world)
    journal.remove_block(actor=world.colleague, block=block(document), version=1)
    ready = journal.set_chapter_status(actor=world.colleague, chapter=chapter(document), status="ready", version=2)

    with pytest.raises(NotAllowedError):
        journal.set_chapter_status(actor=world.colleague, chapter=ready, status="reviewed", version=ready.version)


def test_only_what_is_ready_is_reviewed_and_only_the_version_that_was_looked_at(world):
    document = written(world)
    with pytest.raises(journal.JournalError, match="Alleen een hoofdstuk dat gereed is"):
        journal.set_chapter_status(actor=world.colleague, chapter=chapter(document), status="reviewed", version=1)
    ready = journal.set_chapter_status(actor=world.finance, chapter=chapter(document), status="ready", version=1)
    journal.edit_block(actor=world.finance, block=block(document), text="Toch anders", content={}, version=1)

    with pytest.raises(journal.JournalError, match="intussen gewijzigd"):
        journal.set_chapter_status(actor=world.colleague, chapter=ready, status="reviewed", version=ready.version)


def test_what_changes_after_review_is_to_be_reviewed_again(world):
    document = written(world)
    ready = journal.set_chapter_status(actor=world.finance, chapter=chapter(document), status="ready", version=1)
    journal.set_chapter_status(actor=world.colleague, chapter=ready, status="reviewed", version=ready.version)
    journal.edit_block(actor=world.finance, block=block(document), text="Toch anders", content={}, version=1)

    assert (chapter(document).status, chapter(document).reviewed_by) == ("in-progress", None)


def test_a_chapter_is_given_to_somebody_who_may_write(world):
    document = written(world)
    journal.assign_chapter(actor=world.finance, chapter=chapter(document), to=world.colleague)
    assert chapter(document).assigned_to == world.colleague

    with pytest.raises(journal.JournalError, match="bram mag geen teksten schrijven"):
        journal.assign_chapter(actor=world.finance, chapter=chapter(document), to=world.board)


def test_a_chapter_is_given_to_somebody_with_all_under_it(world):
    document = written(world)
    journal.assign_chapter(actor=world.finance, chapter=chapter(document, "balie"), to=world.colleague)

    journal.assign_chapter(actor=world.finance, chapter=chapter(document), to=world.colleague, with_under=True)

    given = dict(document.chapters.values_list("code", "assigned_to"))
    assert given == {"inleiding": None, "programma-burger": world.colleague.pk, "balie": world.colleague.pk}
    assert AuditEntry.objects.filter(action="chapter.assigned").count() == 2  # what was so already, is not told again


def test_a_branch_is_ready_in_one_act_and_what_was_reviewed_stays_so(world):
    document = written(world)
    ready = journal.set_chapter_status(
        actor=world.finance, chapter=chapter(document, "balie"), status="ready", version=1
    )
    journal.set_chapter_status(actor=world.colleague, chapter=ready, status="reviewed", version=ready.version)

    progress = journal.set_branch_status(actor=world.finance, chapter=chapter(document), status="ready", version=1)

    assert [row.code for row in progress.changed] == ["programma-burger"]
    stands = dict(document.chapters.values_list("code", "status"))
    assert stands == {"inleiding": "assigned", "programma-burger": "ready", "balie": "reviewed"}


def test_reviewing_a_branch_leaves_what_is_not_ready_and_what_is_ones_own(world):
    document = written(world)
    journal.set_branch_status(actor=world.finance, chapter=chapter(document), status="ready", version=1)
    own = journal.set_branch_status(
        actor=world.finance, chapter=chapter(document), status="reviewed", version=chapter(document).version
    )
    assert ([row.code for row in own.refused], own.changed) == (["programma-burger", "balie"], [])
    journal.set_chapter_status(
        actor=world.finance,
        chapter=chapter(document, "balie"),
        status="in-progress",
        version=chapter(document, "balie").version,
    )

    progress = journal.set_branch_status(
        actor=world.colleague, chapter=chapter(document), status="reviewed", version=chapter(document).version
    )

    assert [row.code for row in progress.changed] == ["programma-burger"]
    assert [row.code for row in progress.refused] == ["balie"]
    assert chapter(document).reviewed_by == world.colleague


def test_the_chapters_of_another_document_have_their_own_writers(world):
    first, second = written(world), written(world, "begroting")
    journal.edit_block(actor=world.colleague, block=block(second), text="Nieuw", content={}, version=1)

    assert journal.last_writers(first)["programma-burger"] == world.finance.pk
    assert journal.last_writers(second)["programma-burger"] == world.colleague.pk
