"""Django's description of the reports app."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """The statements of the budget."""

    name = "reports"
    verbose_name = "Overzichten"
    default_auto_field = "django.db.models.BigAutoField"
