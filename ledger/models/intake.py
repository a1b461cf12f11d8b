"""A workbook that somebody sent: kept here between looking at it and taking it over."""

from django.db import models

from ledger import enums
from ledger.models.organisation import User


class Intake(models.Model):
    """One workbook on its way in. The file stays on this side: what is taken over is what was shown.

    `digest` is the SHA-256 of the file, `agreement` marks what it would do (`ledger.exchange.preview`), and
    `result` holds that row by row. The file goes once it is taken over or refused; the row after a day.
    """

    token = models.UUIDField("kenmerk", unique=True)
    actor = models.ForeignKey(User, models.PROTECT, related_name="+")
    name = models.CharField("bestandsnaam", max_length=200)
    data = models.BinaryField("bestand")
    size = models.PositiveIntegerField("grootte in bytes")
    unpacked = models.PositiveBigIntegerField("uitgepakte grootte in bytes")
    digest = models.CharField("SHA-256", max_length=64)
    status = models.CharField(
        "status", max_length=10, choices=enums.IntakeStatus.choices, default=enums.IntakeStatus.CHECKING.value
    )
    stage = models.PositiveSmallIntegerField("stap", default=0)
    agreement = models.CharField("kenmerk van wat getoond is", max_length=64, blank=True)
    result = models.JSONField("uitkomst", default=dict)
    received_at = models.DateTimeField("ontvangen op", auto_now_add=True)
    beat_at = models.DateTimeField("laatste teken van leven", auto_now=True)

    class Meta:
        ordering = ["-received_at"]
        indexes = [models.Index(fields=["actor", "received_at"], name="intake_of_actor")]

    def __str__(self) -> str:
        return self.name
