"""Give somebody a role until a date: `manage.py grant_role jansen finance --until 2027-06-30`."""

from argparse import ArgumentParser
from datetime import date
from getpass import getpass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from ledger.accounts import grant_role
from ledger.enums import Role
from ledger.journal import JournalError


class Command(BaseCommand):
    help = "Geeft een gebruiker een rol tot een datum; maakt de gebruiker als die nog niet bestaat."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username", help="inlognaam")
        parser.add_argument("role", choices=[role.value for role in Role if role is not Role.TAKEOVER])
        parser.add_argument("--gemeente", default="", help="code van de gemeente, voor OGON-lid en raadslid")
        parser.add_argument("--until", required=True, type=date.fromisoformat, help="laatste dag, jjjj-mm-dd")

    def handle(self, **options: Any) -> None:
        try:
            user, created = grant_role(options["username"], options["role"], options["gemeente"], options["until"])
            if created:
                user.set_password(getpass("Wachtwoord (minstens 12 tekens): "))
                user.save()
        except (JournalError, ValidationError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{user.get_username()} is {Role(options['role']).label} tot en met {options['until']}.")
