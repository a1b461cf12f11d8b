"""`manage.py export_table contributions --year 2024 --format pdf --output bijdragen.pdf`: one table as a file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ledger.exchange.database import prepare
from ledger.queries import UnknownYearError
from reports.catalogue import CATALOGUE, build
from reports.renderers import RENDERERS
from reports.renderers.context import of_year
from reports.table import Rounding

_ROUNDINGS = {rounding.value: rounding for rounding in Rounding}
_KNOWN = {"slug": ("tabel", CATALOGUE), "format": ("soort bestand", RENDERERS), "rounding": ("afronding", _ROUNDINGS)}


class Command(BaseCommand):
    help = "Schrijf een tabel van de begroting als bestand."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", metavar="TABEL", help=", ".join(CATALOGUE))
        parser.add_argument("--year", type=int, required=True, metavar="JAAR")
        parser.add_argument("--through", type=int, metavar="N", help="tot en met deze wijziging; 0 is primitief")
        parser.add_argument("--rounding", default="controlled", metavar="|".join(_ROUNDINGS))
        parser.add_argument("--format", required=True, metavar="|".join(RENDERERS))
        parser.add_argument("--output", type=Path, metavar="BESTAND", help="zonder: naar de standaarduitvoer")

    def handle(self, *_: Any, slug: str, year: int, output: Path | None, **options: Any) -> None:
        for name, (word, known) in _KNOWN.items():
            if (given := {**options, "slug": slug}[name]) not in known:
                raise CommandError(f"'{given}' is geen {word}. Kies uit: {', '.join(known)}.")
        prepare()
        try:
            table = build(slug, year, options["through"], _ROUNDINGS[options["rounding"]])
            content = RENDERERS[options["format"]].render(table, of_year(year))
            output.write_bytes(content) if output else self.stdout.buffer.write(content)
        except (UnknownYearError, OSError) as error:
            raise CommandError(str(error)) from error
