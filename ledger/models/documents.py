"""The documents of the P&C cycle: chapters, blocks of text and figures, and what was sealed of them."""

from django.db import models
from django.db.models import Q

from ledger import enums
from ledger.models.budget import Amendment, BudgetYear
from ledger.models.organisation import Municipality, Programme, User
from ledger.visibility import DocumentQuerySet


class Document(models.Model):
    """One document of one begrotingsjaar. A new year gets a set with the structure of the year before."""

    budget_year = models.ForeignKey(BudgetYear, models.PROTECT, related_name="documents")
    slug = models.SlugField("code", max_length=40)
    position = models.PositiveIntegerField("volgorde")
    title = models.CharField("titel", max_length=200)
    subtitle = models.CharField("ondertitel", max_length=200, blank=True)
    audience = models.CharField("voor wie", max_length=10, choices=enums.Audience.choices)
    asks_views = models.BooleanField("vraagt zienswijze", default=False)
    amendment = models.ForeignKey(
        Amendment, models.PROTECT, null=True, blank=True, related_name="documents", verbose_name="wijziging"
    )
    status = models.CharField(
        "status", max_length=10, choices=enums.DocumentStatus.choices, default=enums.DocumentStatus.DRAFT.value
    )

    objects = DocumentQuerySet.as_manager()

    class Meta:
        ordering = ["budget_year", "position"]
        constraints = [models.UniqueConstraint(fields=["budget_year", "slug"], name="document_slug_unique_in_year")]

    def __str__(self) -> str:
        return self.title


class Milestone(models.Model):
    """A day in the P&C calendar of a document."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="milestones")
    kind = models.CharField("soort", max_length=12, choices=enums.MilestoneKind.choices)
    on = models.DateField("datum")
    note = models.CharField("toelichting", max_length=200, blank=True)

    class Meta:
        ordering = ["on", "document"]
        constraints = [models.UniqueConstraint(fields=["document", "kind"], name="milestone_once_per_document")]

    def __str__(self) -> str:
        return f"{self.document}: {self.get_kind_display()}"


class Chapter(models.Model):
    """A heading with what stands under it. Its number follows from the levels of those before it."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="chapters")
    code = models.SlugField("code", max_length=80)
    position = models.PositiveIntegerField("volgorde")
    level = models.PositiveSmallIntegerField("niveau", default=1)
    numbered = models.BooleanField("genummerd", default=True)
    title = models.CharField("titel", max_length=300)
    programme = models.ForeignKey(Programme, models.PROTECT, null=True, blank=True, related_name="+")
    status = models.CharField(
        "status", max_length=12, choices=enums.ChapterStatus.choices, default=enums.ChapterStatus.ASSIGNED.value
    )
    assigned_to = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    reviewed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField("versie", default=1)

    class Meta:
        ordering = ["document", "position"]
        constraints = [
            models.UniqueConstraint(fields=["document", "code"], name="chapter_code_unique_in_document"),
            models.CheckConstraint(condition=Q(level__gte=1, level__lte=4), name="chapter_level_in_range"),
        ]

    def __str__(self) -> str:
        return self.title


class Block(models.Model):
    """One place in a chapter. `text` is Markdown with live figures (`[[...]]`); `content` what its kind asks."""

    chapter = models.ForeignKey(Chapter, models.CASCADE, related_name="blocks")
    position = models.PositiveIntegerField("volgorde")
    kind = models.CharField("soort", max_length=10, choices=enums.BlockKind.choices)
    text = models.TextField("tekst", blank=True)
    content = models.JSONField("inhoud", default=dict, blank=True)
    version = models.PositiveIntegerField("versie", default=1)
    changed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    changed_at = models.DateTimeField("gewijzigd op", auto_now=True)

    class Meta:
        ordering = ["chapter", "position", "pk"]

    def __str__(self) -> str:
        return f"{self.chapter} {self.position}"


class BlockComment(models.Model):
    """A remark of one author to another about a block; it never comes in print.

    `about` says which paragraph of the block, with its first words as they were; empty for the whole block.
    """

    block = models.ForeignKey(Block, models.CASCADE, related_name="comments")
    about = models.CharField("over", max_length=200, blank=True)
    text = models.TextField("opmerking")
    actor = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField("gemaakt op", auto_now_add=True)
    resolved_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    resolved_at = models.DateTimeField("afgehandeld op", null=True, blank=True)

    class Meta:
        ordering = ["block", "pk"]

    def __str__(self) -> str:
        return self.text[:60]


class DocumentVersion(models.Model):
    """A document as it was sent or adopted: texts, figures and keys, frozen. Append-only.

    `content` is all that is needed to make the document again, `digest` the SHA-256 of its canonical form and
    `head` the head of the chain of the ledger at that moment.
    """

    document = models.ForeignKey(Document, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField("versie")
    kind = models.CharField("soort", max_length=10, choices=enums.VersionKind.choices)
    content = models.JSONField("inhoud")
    digest = models.CharField("hash van de inhoud", max_length=64, unique=True)
    head = models.CharField("hoofd van de ketting", max_length=64)
    actor = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField("vastgelegd op", auto_now_add=True)

    class Meta:
        ordering = ["document", "number"]
        constraints = [models.UniqueConstraint(fields=["document", "number"], name="document_version_number_unique")]

    def __str__(self) -> str:
        return f"{self.document}, versie {self.number}"


class SealedFile(models.Model):
    """A file made of a sealed version: the whole document, or the uittreksel of one gemeente. Append-only."""

    version = models.ForeignKey(DocumentVersion, models.PROTECT, related_name="files")
    municipality = models.ForeignKey(Municipality, models.PROTECT, null=True, blank=True, related_name="+")
    format = models.CharField("vorm", max_length=10, choices=enums.FileFormat.choices)
    name = models.CharField("bestandsnaam", max_length=200)
    digest = models.CharField("SHA-256", max_length=64, db_index=True)
    data = models.BinaryField("bestand")

    class Meta:
        ordering = ["version", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "municipality", "format"],
                condition=Q(municipality__isnull=False),
                name="sealed_extract_once",
            ),
            models.UniqueConstraint(
                fields=["version", "format"], condition=Q(municipality__isnull=True), name="sealed_file_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class RenderJob(models.Model):
    """The making of a file in the background: how far it is, what came out, or why it failed."""

    token = models.UUIDField("kenmerk", unique=True)
    document = models.ForeignKey(Document, models.CASCADE, related_name="jobs")
    version = models.ForeignKey(DocumentVersion, models.PROTECT, null=True, blank=True, related_name="jobs")
    municipality = models.ForeignKey(Municipality, models.PROTECT, null=True, blank=True, related_name="+")
    format = models.CharField("vorm", max_length=10, choices=enums.FileFormat.choices)
    head = models.CharField("stand van de gegevens", max_length=64)
    status = models.CharField(
        "status", max_length=10, choices=enums.JobStatus.choices, default=enums.JobStatus.WAITING.value
    )
    progress = models.PositiveSmallIntegerField("voortgang in procenten", default=0)
    stage = models.CharField("stap", max_length=120, blank=True)
    error = models.CharField("reden", max_length=500, blank=True)
    data = models.BinaryField("bestand", null=True, blank=True)
    actor = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField("gevraagd op", auto_now_add=True)
    beat_at = models.DateTimeField("laatste teken van leven", auto_now=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.document} {self.format}"
