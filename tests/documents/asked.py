"""A document that carries a wijziging, ready to be sent to three councils; and what is done with it."""

from datetime import date

from ledger import journal
from ledger.journal import consultations
from ledger.journal.sealing import adopt_document, send_document
from ledger.models import Consultation, Document, User
from reports.documents.compose import compose
from tests.documents.outgoing import report, text
from tests.ledger.factories import YEAR, World, change, contribution, cost

SENT, LAST = date(YEAR, 10, 8), date(YEAR, 12, 31)


def ready(world: World) -> Document:
    """A document of a wijziging of two thousand euros that may be sent."""
    world.adopted(0, change("p1", number=1))
    amendment = world.draft(1, change("m2", cost(2000), contribution(2000), number=2, theme=None))
    journal.approve_mutation(actor=world.colleague, mutation=world.mutation("m2"), version=1)
    document: Document = report(world, amendment, text("Het wordt duurder."))
    return document


def sent(world: World, document: Document, on: date = SENT) -> Document:
    """Send it."""
    send_document(actor=world.finance, document=document, content=compose(document), on=on)
    document.refresh_from_db()
    return document


def adopted(world: World, document: Document, on: date = LAST, actor: User | None = None) -> Document:
    """Adopt it."""
    adopt_document(
        actor=actor or world.board, document=document, content=compose(document), on=on, decision="Besluit 7"
    )
    document.refresh_from_db()
    return document


def asked(document: Document, code: str = "diemen") -> Consultation:
    """The zienswijze of one council, as it is now."""
    found = Consultation.objects.select_related("municipality", "document")
    row: Consultation = found.get(document=document, municipality__code=code)
    return row


def answered(world: World, document: Document, code: str = "diemen", words: str = "Graag minder.") -> Consultation:
    """A council answered."""
    row = asked(document, code)
    return consultations.receive_view(
        actor=world.finance, consultation=row, on=date(YEAR, 11, 20), text=words, decision="R-12", version=row.version
    )


def dealt_with(world: World, document: Document, code: str = "diemen", reaction: str = "Dat doen wij.") -> None:
    """The board reacted, and the council was told."""
    row = asked(document, code)
    row = consultations.react(actor=world.board, consultation=row, reaction=reaction, version=row.version)
    consultations.tell_council(actor=world.finance, consultation=row, on=date(YEAR, 12, 10), version=row.version)
