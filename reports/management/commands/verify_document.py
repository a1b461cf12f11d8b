"""`verify_document FILE`: whether a file is one that was sealed here, unchanged."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reports.documents.verify import Verdict, verify


class Command(BaseCommand):
    """Says what a file is; ends with 1 when it is not what was sealed."""

    help = "Controleer of een PDF, webpagina of Excel precies is wat hier is vastgelegd."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which file."""
        parser.add_argument("file", type=Path)

    def handle(self, *_args: Any, **options: Any) -> None:
        """Look at the file and say what it is."""
        try:
            data = options["file"].read_bytes()
        except OSError as error:
            raise CommandError(f"{options['file']} kan niet worden gelezen: {error.strerror}.") from error
        finding = verify(data)
        self.stdout.write(finding.sentence)
        if finding.verdict is not Verdict.GENUINE:
            sys.exit(1)
