"""`render_document SLUG --year 2024 --output FILE`: a document of the P&C cycle as a file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import Q

from ledger.enums import FileFormat
from ledger.exchange.actors import takeover_account
from ledger.models import Document, DocumentVersion, Municipality
from reports.documents.files import kept_or_made, make


class Command(BaseCommand):
    """Writes one file; the concept, or a sealed version."""

    help = "Maak een document als PDF, webpagina of Excel; zonder --version het concept zoals het nu is."

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        """Let `--version` be the version of the document: Django has the word for its own."""
        return super().create_parser(prog_name, subcommand, conflict_handler="resolve", **kwargs)

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which document, which version, for whom, and where to."""
        parser.add_argument("slug", help="bijvoorbeeld voortgang-2")
        parser.add_argument("--year", type=int, required=True)
        parser.add_argument("--version", type=int, dest="number", help="een vastgelegde versie")
        parser.add_argument("--gemeente", help="naam of code: het uittreksel van deze gemeente")
        parser.add_argument("--format", choices=FileFormat.values, default=FileFormat.PDF.value)
        parser.add_argument("--output", type=Path, required=True)

    def handle(self, *_args: Any, **options: Any) -> None:
        """Make the file and write it."""
        document = self._document(options["year"], options["slug"])
        version = self._version(document, options["number"])
        municipality = self._municipality(options["gemeente"])
        try:
            form = FileFormat(options["format"])
            if version:
                made = kept_or_made(takeover_account(), version, municipality, form)
            else:
                made = make(document, None, municipality, form)
            options["output"].write_bytes(made.data)
        except LookupError as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"{options['output']} kan niet worden geschreven: {error.strerror}.") from error
        self.stdout.write(f"{options['output']}: {len(made.data)} bytes.")

    def _document(self, year: int, slug: str) -> Document:
        documents = Document.objects.filter(budget_year=year).select_related("amendment")
        found: Document | None = documents.filter(slug=slug).first()
        if found is None:
            known = ", ".join(documents.values_list("slug", flat=True)) or "geen"
            raise CommandError(f"Er is geen document '{slug}' van {year}. Wel: {known}.")
        return found

    def _version(self, document: Document, number: int | None) -> DocumentVersion | None:
        if number is None:
            return None
        found: DocumentVersion | None = document.versions.filter(number=number).first()
        if found is None:
            known = ", ".join(str(known) for known in document.versions.values_list("number", flat=True)) or "geen"
            raise CommandError(f"{document} heeft geen versie {number}. Wel: {known}.")
        return found

    def _municipality(self, name: str | None) -> Municipality | None:
        if name is None:
            return None
        found: Municipality | None = Municipality.objects.filter(Q(code__iexact=name) | Q(name__iexact=name)).first()
        if found is None:
            known = ", ".join(Municipality.objects.values_list("name", flat=True))
            raise CommandError(f"Er is geen gemeente '{name}'. Wel: {known}.")
        return found
