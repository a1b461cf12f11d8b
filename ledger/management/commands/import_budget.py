"""`manage.py import_budget FILE.xlsx [--dry-run]`: a whole budget from a workbook into the ledger."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from ledger.exchange.database import prepare
from ledger.exchange.importing import import_workbook


class Command(BaseCommand):
    help = "Lees een Excel-werkboek in; zie docs/workbook.md. Bij een fout wordt niets opgeslagen."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="BESTAND.xlsx")
        parser.add_argument("--dry-run", action="store_true", help="controleer alles en sla niets op")

    def handle(self, *_: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            with path.open("rb") as stream:
                prepare(create=True)
                outcome = import_workbook(stream, path.name, dry_run=options["dry_run"])
        except OSError as error:
            self.stderr.write(f"Bestand {path} is niet te openen: {error.strerror}.")
            raise SystemExit(1) from error
        for sentence in outcome.report():
            (self.stderr if outcome.complaints else self.stdout).write(sentence)
        if outcome.complaints:
            raise SystemExit(1)
