"""`manage.py export_workbook --year 2024 FILE.xlsx`: the budget as a workbook that can be imported again."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from ledger.exchange.database import prepare
from ledger.exchange.rows import RefusedError
from ledger.exchange.writing import export_workbook


class Command(BaseCommand):
    help = "Schrijf de begroting als Excel-werkboek dat weer kan worden ingelezen."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="BESTAND.xlsx")
        parser.add_argument("--year", type=int, metavar="JAAR", help="alleen dit begrotingsjaar; anders alle jaren")

    def handle(self, *_: Any, **options: Any) -> None:
        prepare()
        path: Path = options["file"]
        try:
            rows = export_workbook(path, year=options["year"])
        except (RefusedError, OSError) as error:
            self.stderr.write(str(error))
            raise SystemExit(1) from error
        self.stdout.write(
            f"{path}: {sum(rows.values())} rijen op {len([title for title in rows if rows[title]])} bladen."
        )
