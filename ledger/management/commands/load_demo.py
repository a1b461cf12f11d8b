"""`manage.py load_demo`: the begroting 2024 of Duo+, through the journal, and in demo mode users for every role."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from ledger.exchange.actors import DEMO_PASSWORD, demo_ogons, demo_users
from ledger.exchange.database import prepare
from ledger.exchange.importing import import_folder
from ledger.models import BudgetYear

FOLDER = settings.BASE_DIR / "fixtures" / "duoplus-2024"


class Command(BaseCommand):
    help = "Laad de begroting 2024 van Duo+ als er nog geen begroting is; maak in de demo gebruikers voor elke rol."

    def handle(self, *_: Any, **__: Any) -> None:
        prepare(create=True)
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
