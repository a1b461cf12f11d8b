"""`manage.py send_notices`: tell of what waits or ends and mail what failed before; --daily adds the day's overview."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from ledger.enums import NotifyWhen
from ledger.journal.notices import remind_of_views
from ledger.journal.ogon import tell_of_decisions
from ledger.mailing import send_unsent


class Command(BaseCommand):
    help = "Mail wat er wacht en nog niet is verstuurd; met --daily ook de e-mail van één keer per dag."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--daily", action="store_true", help="ook voor wie één keer per dag e-mail wil")

    def handle(self, *_: Any, daily: bool, **__: Any) -> None:
        tell_of_decisions()
        remind_of_views(timezone.localdate())
        sent, failed = send_unsent(NotifyWhen.AT_ONCE)
        if daily:
            more, missed = send_unsent(NotifyWhen.DAILY)
            sent, failed = sent + more, failed + missed
        self.stdout.write(f"{sent} verstuurd, {failed} mislukt.")
        if failed:
            self.stderr.write("Wat mislukte, wordt de volgende keer opnieuw geprobeerd. De oorzaak staat in het log.")
            raise SystemExit(1)
