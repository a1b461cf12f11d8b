"""Django's description of the ledger app: installs and checks the guards in the database."""

from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Tags, register
from django.core.checks import Warning as CheckWarning
from django.db.models.signals import post_migrate, pre_migrate


class LedgerConfig(AppConfig):
    """The budget ledger."""

    name = "ledger"
    verbose_name = "Begrotingsadministratie"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Take the guards away before a migration (SQLite rebuilds tables) and put them back after it."""
        pre_migrate.connect(_remove_guards, sender=self)
        post_migrate.connect(_install_guards, sender=self)
        register(_guards_present, Tags.database)


def _remove_guards(using: str, **_: Any) -> None:
    from ledger.guards import triggers  # noqa: PLC0415 - models are not ready when this module is read

    triggers.uninstall(using)


def _install_guards(using: str, **_: Any) -> None:
    from ledger.guards import triggers  # noqa: PLC0415

    triggers.install(using)


def _guards_present(
    *,
    app_configs: Any,  # noqa: ARG001 - Django's own signature
    databases: Any = None,
    **_: Any,
) -> list[CheckMessage]:
    """Tell of a database that has lost its guards. A warning, because `migrate` itself has to run to mend it."""
    from ledger.guards import triggers  # noqa: PLC0415

    return [
        CheckWarning(
            f"In de database '{alias}' ontbreken de bewakers: {', '.join(lost)}.",
            hint="Draai manage.py migrate.",
            id="ledger.W001",
        )
        for alias in databases or []
        if (lost := triggers.missing(alias))
    ]
