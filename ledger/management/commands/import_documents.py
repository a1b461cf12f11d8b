"""`manage.py import_documents FOLDER [--dry-run]`: documents of the P&C cycle from YAML files into the ledger."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from ledger.exchange.database import prepare
from ledger.exchange.importing import import_folder


class Command(BaseCommand):
    help = (
        "Lees P&C-documenten in uit een map met YAML-bestanden (zoals fixtures/duoplus-2024/documenten). "
        "Een document dat er al is, blijft zoals het is. Bij een fout wordt niets opgeslagen."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, metavar="MAP")
        parser.add_argument("--dry-run", action="store_true", help="controleer alles en sla niets op")

    def handle(self, *_: Any, **options: Any) -> None:
        prepare()
        outcome = import_folder(options["folder"], dry_run=options["dry_run"])
        for sentence in outcome.report():
            (self.stderr if outcome.complaints else self.stdout).write(sentence)
        if outcome.complaints:
            raise SystemExit(1)
