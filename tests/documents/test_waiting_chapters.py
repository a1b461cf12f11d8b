"""What waits for whom tells of chapters: to write for who they were given to, to review for the others."""

from datetime import date

from ledger import journal
from ledger.models import Document
from ledger.permissions import Access
from ledger.waiting.reading import waiting_for
from tests.documents.papers import chapter
from tests.ledger.factories import YEAR


def tasks(user, title):
    """The tasks of one kind: words, address, last day."""
    groups = {group.title: group.tasks for group in waiting_for(Access.of(user), user)}
    return [(task.text, task.address, task.until) for task in groups.get(title, ())]


def test_chapters_wait_for_their_writer_and_then_for_a_reviewer(paper, world):
    address = f"/{YEAR}/documenten/kadernota/bewerken/"
    due = date(YEAR, 3, 15)
    journal.set_milestone(actor=world.finance, document=paper, kind="draft-ready", on=due)
    journal.assign_chapter(actor=world.finance, chapter=chapter(paper), to=world.colleague, with_under=True)

    assert tasks(world.colleague, "Hoofdstukken om te schrijven") == [
        ("Kadernota 2030: 2 hoofdstukken te schrijven", f"{address}?toon=mij", due)
    ]
    assert tasks(world.finance, "Hoofdstukken om te schrijven") == []

    row = chapter(paper)
    journal.set_branch_status(actor=world.colleague, chapter=row, status="ready", version=row.version)

    # The one under it has only toelichtingen: nothing that somebody wrote.
    assert tasks(world.finance, "Hoofdstukken om na te kijken") == [
        ("Kadernota 2030: 1 hoofdstuk na te kijken", f"{address}?toon=nakijken", due)
    ]
    assert tasks(world.colleague, "Hoofdstukken om na te kijken") == []
    Document.objects.update(status="sent")
    assert tasks(world.finance, "Hoofdstukken om na te kijken") == []
