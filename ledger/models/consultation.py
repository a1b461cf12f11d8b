"""Zienswijzen: what each council was asked, when, what it said and what was done with it (Wgr art. 35)."""

from django.db import models
from django.db.models import Q

from ledger import enums
from ledger.models.documents import Document
from ledger.models.files import KeptFile
from ledger.models.organisation import Municipality
from ledger.visibility import ConsultationQuerySet


class ExemptionRule(models.Model):
    """A category of wijzigingen for which the regeling does not ask the councils (Wgr art. 35 lid 5). Cents."""

    code = models.SlugField("code", max_length=60, unique=True)
    condition = models.CharField("voorwaarde", max_length=30, choices=enums.ExemptionCondition.choices)
    threshold_cents = models.BigIntegerField("grensbedrag in centen", null=True, blank=True)
    reference = models.CharField("artikel van de regeling", max_length=200)
    valid_from = models.DateField("geldt vanaf")
    valid_until = models.DateField("geldt tot en met", null=True, blank=True)

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(condition=enums.ExemptionCondition.BELOW_AMOUNT) | Q(threshold_cents__isnull=False),
                name="exemption_below_amount_has_amount",
                violation_error_message="Vul het grensbedrag in.",
            )
        ]

    def __str__(self) -> str:
        return self.reference


class Consultation(models.Model):
    """The zienswijze of one council on one document: from sending to what the council was told."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="consultations")
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="consultations")
    exempt_by = models.ForeignKey(
        ExemptionRule, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="vrijgesteld volgens"
    )
    reason = models.CharField("waarom wel of geen zienswijze", max_length=300, blank=True)
    sent_on = models.DateField("verzonden op", null=True, blank=True)
    received_on = models.DateField("ontvangen op", null=True, blank=True)
    decision = models.CharField("raadsbesluit", max_length=200, blank=True)
    text = models.TextField("zienswijze", blank=True)
    reaction = models.TextField("reactie van het bestuur", blank=True)
    told_on = models.DateField("raad geïnformeerd op", null=True, blank=True)
    version = models.PositiveIntegerField("versie", default=1)

    objects = ConsultationQuerySet.as_manager()

    class Meta:
        ordering = ["document", "municipality__position"]
        constraints = [models.UniqueConstraint(fields=["document", "municipality"], name="consultation_once")]

    def __str__(self) -> str:
        return f"{self.document}: {self.municipality}"


class ConsultationFile(KeptFile):
    """A file that a council sent with its zienswijze. Append-only."""

    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="files")

    class Meta:
        ordering = ["consultation", "pk"]
