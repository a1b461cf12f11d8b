"""Give somebody a role until a date: `manage.py grant_role jansen finance --until 2027-06-30`."""

from argparse import ArgumentParser
from datetime import date
from getpass import getpass
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from ledger.enums import Role
from ledger.journal import JournalError
from ledger.journal.accounts import grant_role
from ledger.models import Municipality, User


class Command(BaseCommand):
    help = "Geeft een gebruiker een rol tot een datum; maakt de gebruiker als die nog niet bestaat."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username", help="inlognaam")
        parser.add_argument("role", choices=[role.value for role in Role if role is not Role.TAKEOVER])
        parser.add_argument("--gemeente", default="", help="code van de gemeente, voor OGON-lid en raadslid")
        parser.add_argument("--until", required=True, type=date.fromisoformat, help="laatste dag, jjjj-mm-dd")

    @transaction.atomic
    def handle(self, **options: Any) -> None:
        place = Municipality.objects.filter(code=options["gemeente"]).first()
        if options["gemeente"] and place is None:
            raise CommandError(f"Onbekende gemeente '{options['gemeente']}'.")
        user, created = User.objects.get_or_create(username=options["username"])
        try:
            if created:
                password = getpass("Wachtwoord voor de nieuwe gebruiker (minstens 12 tekens): ")
                validate_password(password, user)
                user.set_password(password)
                user.save()
            grant_role(actor=None, user=user, role=options["role"], municipality=place, until=options["until"])
        except (JournalError, ValidationError) as error:
            raise CommandError("; ".join(getattr(error, "messages", [str(error)]))) from error
        self.stdout.write(f"{user.get_username()} is {Role(options['role']).label} tot en met {options['until']}.")
