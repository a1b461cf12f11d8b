"""What every file that somebody sent has in common."""

from django.db import models

from ledger.models.organisation import User


class KeptFile(models.Model):
    """A file kept in the database as it was sent, with its SHA-256. Append-only."""

    name = models.CharField("bestandsnaam", max_length=200)
    content_type = models.CharField("soort bestand", max_length=120)
    size = models.PositiveIntegerField("grootte in bytes")
    digest = models.CharField("SHA-256", max_length=64)
    data = models.BinaryField("bestand")
    uploaded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField("toegevoegd op", auto_now_add=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name
