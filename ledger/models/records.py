"""What was printed, and who did what."""

from django.db import models

from ledger.models.budget import BudgetYear
from ledger.models.organisation import Programme, User


class PublishedFigure(models.Model):
    """A cell of a published table, exactly as printed. Only ever compared with, never computed with."""

    budget_year = models.ForeignKey(BudgetYear, models.PROTECT, related_name="published")
    through = models.PositiveIntegerField("tot en met wijziging")
    paragraph = models.CharField("paragraaf", max_length=20)
    statement = models.CharField("tabel", max_length=20)
    part = models.CharField("deel", max_length=60, blank=True)
    unit = models.CharField("eenheid", max_length=10)
    position = models.PositiveIntegerField("volgorde")
    row_key = models.CharField("rij", max_length=120)
    row_label = models.CharField("gedrukte rij", max_length=300)
    row_role = models.CharField("rol", max_length=10)
    column_key = models.CharField("kolom", max_length=60, blank=True)
    column_label = models.CharField("gedrukte kolom", max_length=120, blank=True)
    printed = models.CharField("gedrukt", max_length=40, blank=True)

    class Meta:
        ordering = ["budget_year", "paragraph", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["budget_year", "through", "paragraph", "row_key", "column_key"], name="published_cell_unique"
            )
        ]

    def __str__(self) -> str:
        return f"{self.paragraph} {self.row_label} {self.column_label}: {self.printed}"


class PublishedText(models.Model):
    """A paragraph of a published document, whose references and amounts are held against the mutaties."""

    budget_year = models.ForeignKey(BudgetYear, models.PROTECT, related_name="texts")
    paragraph = models.CharField("paragraaf", max_length=20)
    position = models.PositiveIntegerField("volgorde")
    title = models.CharField("titel", max_length=300)
    text = models.TextField("tekst", blank=True)
    programme = models.ForeignKey(Programme, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["budget_year", "position"]
        constraints = [models.UniqueConstraint(fields=["budget_year", "paragraph"], name="published_text_unique")]

    def __str__(self) -> str:
        return f"{self.paragraph} {self.title}"


class AuditEntry(models.Model):
    """Who did what and why; append-only and chained, so that a change afterwards shows.

    `digest` is the SHA-256 of the previous digest and of this entry; see `ledger.core.chain`.
    """

    sequence = models.PositiveBigIntegerField("volgnummer", unique=True)
    at = models.DateTimeField("tijdstip")
    actor = models.ForeignKey(User, models.PROTECT, related_name="+")
    action = models.CharField("handeling", max_length=40)
    subject = models.CharField("onderwerp", max_length=120)
    budget_year = models.ForeignKey(BudgetYear, models.PROTECT, null=True, blank=True, related_name="+")
    payload = models.JSONField("inhoud")
    previous = models.CharField("vorige", max_length=64, unique=True)
    digest = models.CharField("hash", max_length=64, unique=True)

    class Meta:
        ordering = ["sequence"]
        indexes = [
            models.Index(fields=["subject"], name="audit_subject"),
            models.Index(fields=["budget_year"], name="audit_year"),
        ]

    def __str__(self) -> str:
        return f"{self.sequence} {self.action} {self.subject}"


class FormToken(models.Model):
    """A form that was sent: the same token again gives the first result, so a double click stores once."""

    token = models.UUIDField("kenmerk", unique=True)
    actor = models.ForeignKey(User, models.PROTECT, related_name="+")
    fingerprint = models.CharField("vingerafdruk van de inhoud", max_length=64)
    result = models.CharField("uitkomst", max_length=200)
    at = models.DateTimeField("tijdstip", auto_now_add=True)

    def __str__(self) -> str:
        return str(self.token)
