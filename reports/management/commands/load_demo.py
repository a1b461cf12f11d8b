"""`manage.py load_demo`: the begroting 2024 of Duo+, through the journal; in demo mode users and a sent report."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from ledger.enums import DocumentStatus, MilestoneKind
from ledger.exchange.actors import DEMO_PASSWORD, demo_ogons, demo_users, has_real_people, takeover_account
from ledger.exchange.database import prepare
from ledger.exchange.importing import import_folder
from ledger.journal.sealing import send_document
from ledger.models import BudgetYear, Document
from reports.documents.compose import compose

FOLDER = settings.BASE_DIR / "fixtures" / "duoplus-2024"


class Command(BaseCommand):
    help = "Laad de begroting 2024 van Duo+ als er nog geen begroting is; maak in de demo gebruikers voor elke rol."

    def handle(self, *_: Any, **__: Any) -> None:
        prepare(create=True)
        if settings.DEMO and has_real_people():
            raise CommandError(
                "In deze database staan echte gebruikers: er komen geen demo-accounts in, want daarvan kent iedereen "
                "het wachtwoord. Haal DUOPLUS_DEMO weg, of kies met DATABASE_URL een andere database."
            )
        if BudgetYear.objects.exists():
            self.stdout.write("Er staat al een begroting in de database: die blijft zoals zij is.")
        else:
            outcome = import_folder(FOLDER)
            for sentence in outcome.report():
                (self.stderr if outcome.complaints else self.stdout).write(sentence)
            if outcome.complaints:
                raise SystemExit(1)
        if not settings.DEMO:
            return
        self.stdout.write(f"Gebruikers van de demo, elk met wachtwoord {DEMO_PASSWORD} (zolang dat niet is gewijzigd):")
        for username, role in demo_users():
            self.stdout.write(f"  {username:<20} {role}")
        if made := demo_ogons():
            self.stdout.write(f"OGON's van de demo, met een plaats voor elk OGON-lid: {', '.join(made)}.")
        if sent := _send_report():
            self.stdout.write(f"{sent} is in de demo verzonden: de raden kunnen het lezen.")


def _send_report() -> Document | None:
    """Send the report of 2024 to the councils, on the day that its calendar proposes: the source does not tell it."""
    concepts = Document.objects.filter(budget_year=2024, slug="voortgang-2", status=DocumentStatus.DRAFT)
    document: Document | None = concepts.first()
    day = document.milestones.filter(kind=MilestoneKind.SEND).first() if document else None
    if document is None or day is None or document.versions.exists():
        return None
    send_document(actor=takeover_account(), document=document, content=compose(document), on=day.on)
    return document
