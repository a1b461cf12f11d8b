"""`run_render_jobs`: make the files that were asked for and wait; the site starts this by itself."""

from typing import Any

from django.core.management.base import BaseCommand

from reports.documents.jobs import run_waiting


class Command(BaseCommand):
    """Makes what waits and stops."""

    help = "Maak de documenten die klaarstaan om gemaakt te worden."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Do what waits."""
        self.stdout.write(f"{run_waiting()} gemaakt.")
