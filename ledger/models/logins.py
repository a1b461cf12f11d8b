"""Attempts to log in, kept for as long as they count."""

from django.db import models


class LoginAttempt(models.Model):
    """An attempt to log in that did not succeed; see `ledger.journal.logins`.

    Who tried and from where are kept as a keyed hash: enough to count, and nothing to read.
    """

    account = models.CharField("account", max_length=64)
    address = models.CharField("adres", max_length=64)
    at = models.DateTimeField("tijdstip", db_index=True)

    class Meta:
        indexes = [
            models.Index(fields=["account", "address"], name="login_attempt_of"),
            models.Index(fields=["address"], name="login_attempt_from"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"
