"""`manage.py check_ledger`: every invariant of the ledger, one line each; status 1 when one does not hold."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from ledger.checks import invariants as checks
from ledger.models import AuditEntry

_SHOWN = 20  # broken cases per check; the rest is counted


class Command(BaseCommand):
    help = "Controleer alles wat in de administratie altijd moet kloppen."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--anchor", metavar="NUMMER:VINGERAFDRUK", help="een schakel van het logboek die eerder is genoteerd"
        )

    def handle(self, *_: Any, anchor: str | None, **__: Any) -> None:
        migrations = MigrationExecutor(connection)
        if migrations.migration_plan(migrations.loader.graph.leaf_nodes()):
            raise CommandError("De database is van een andere versie dan het programma. Draai eerst manage.py migrate.")
        results = checks.run()
        if anchor:
            wrong = checks.anchored(anchor)
            results.append(
                checks.CheckResult("Het logboek bevat de genoteerde schakel", wrong is None, (wrong,) if wrong else ())
            )
        for result in results:
            self.stdout.write(f"{'goed' if result.ok else 'FOUT'}  {result.name}")
            for detail in result.details[:_SHOWN]:
                self.stdout.write(f"      - {detail}")
            if len(result.details) > _SHOWN:
                self.stdout.write(f"      - en nog {len(result.details) - _SHOWN} keer")
        last = AuditEntry.objects.order_by("-sequence").first()
        if last is not None:
            self.stdout.write(f"Laatste schakel van het logboek: {last.sequence} {last.digest}")
        failed = sum(not result.ok for result in results)
        if failed:
            self.stderr.write(f"{failed} van de {len(results)} controles zijn niet goed.")
            raise SystemExit(1)
        self.stdout.write(f"Alle {len(results)} controles zijn goed.")
