"""`manage.py export_table contributions --year 2024 --format pdf --output bijdragen.pdf`: one table as a file."""

from argparse import ArgumentParser
from collections.abc import Collection
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ledger.exchange.database import prepare
from ledger.queries import UnknownYearError
from reports.catalogue import CATALOGUE, build
from reports.renderers import RENDERERS
from reports.renderers.context import of_year
from reports.table import Rounding

_KNOWN: dict[str, tuple[str, Collection[str]]] = {
    "slug": ("tabel", CATALOGUE),
    "format": ("soort bestand", RENDERERS),
    "rounding": ("afronding", [rounding.value for rounding in Rounding]),
}


class Command(BaseCommand):
    help = "Schrijf een tabel van de begroting als bestand."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", metavar="TABEL", help=", ".join(CATALOGUE))
        parser.add_argument("--year", type=int, required=True, metavar="JAAR")
        parser.add_argument("--through", type=int, metavar="N", help="tot en met deze wijziging; 0 is primitief")
        parser.add_argument("--rounding", default="controlled", metavar="|".join(_KNOWN["rounding"][1]))
        parser.add_argument("--format", required=True, metavar="|".join(RENDERERS))
        parser.add_argument("--output", type=Path, metavar="BESTAND", help="zonder: naar de standaarduitvoer")

    def handle(self, *_: Any, year: int, output: Path | None, **options: Any) -> None:
        for name, (word, known) in _KNOWN.items():
            if options[name] not in known:
                raise CommandError(f"'{options[name]}' is geen {word}. Kies uit: {', '.join(known)}.")
        prepare()
        try:
            table = build(options["slug"], year, options["through"], Rounding(options["rounding"]))
            content = RENDERERS[options["format"]].render(table, of_year(year))
            buffer: Any = getattr(self.stdout, "buffer", None)
            if output:
                output.write_bytes(content)
            elif buffer:
                buffer.write(content)
            else:  # called from Python with a text to write to
                self.stdout.write(content.decode(), ending="")
        except UnknownYearError as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(
                f"'{output}' kan niet worden geschreven. Is er zo'n map, en mag u erin schrijven?"
            ) from error
