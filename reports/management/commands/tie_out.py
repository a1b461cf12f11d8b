"""`tie_out`: the aansluitcontrole as text or JSON."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ledger.queries import UnknownYearError
from reports.tieout import tie_out
from reports.tieout.text import as_text


class Command(BaseCommand):
    help = (
        "Aansluitcontrole: gepubliceerde cijfers naast de berekende, met bij elk verschil de oorzaak. "
        "De uitkomst is een rapport: ook met verschillen is de afsluitcode 0; alleen een onbekend jaar is een fout."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--year", type=int, required=True, help="het begrotingsjaar")
        parser.add_argument("--format", choices=("text", "json"), default="text", help="tekst (standaard) of JSON")

    def handle(self, *_: Any, **options: Any) -> None:
        try:
            report = tie_out(options["year"])
        except UnknownYearError as error:
            raise CommandError(str(error)) from error
        if options["format"] == "json":
            self.stdout.write(json.dumps(report.as_data(), ensure_ascii=False, indent=2))
        else:
            self.stdout.write(as_text(report))
