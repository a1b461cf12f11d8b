"""Maatwerk: what one gemeente asks for besides the regular work, from the request to the wijziging it ends in."""

from django.db import models
from django.db.models import F, Q

from ledger import enums
from ledger.models.budget import BudgetYear
from ledger.models.files import KeptFile
from ledger.models.organisation import CostPool, Municipality, Programme, User
from ledger.visibility import OrderQuerySet


class ServiceAgreement(models.Model):
    """A DVO or werkplan: the standing agreement that an order, or what a gemeente pays directly, rests on."""

    code = models.SlugField("code", max_length=60, unique=True)
    kind = models.CharField("soort", max_length=20, choices=enums.AgreementKind.choices)
    name = models.CharField("naam", max_length=200)
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="agreements")
    pool = models.ForeignKey(CostPool, models.PROTECT, null=True, blank=True, related_name="agreements")
    valid_from = models.PositiveIntegerField("geldt vanaf jaar")
    valid_until = models.PositiveIntegerField("geldt tot en met jaar", null=True, blank=True)
    reference = models.CharField("bron", max_length=200, blank=True)

    class Meta:
        ordering = ["municipality__position", "code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="agreement_ends_after_it_starts",
                violation_error_message="Het laatste jaar ligt voor het eerste jaar. Verbeter een van beide.",
            )
        ]

    def __str__(self) -> str:
        return self.name


class MaatwerkOrder(models.Model):
    """Extra work that one gemeente asks for and pays. Without a number: already in the primitieve begroting.

    `cents` is what is paid in the begrotingsjaar itself; later years are `OrderAmount`. What stands in the
    budget are the lines that name the order, never this amount.
    """

    budget_year = models.ForeignKey(BudgetYear, models.PROTECT, related_name="orders")
    code = models.SlugField("code", max_length=60)
    number = models.PositiveIntegerField("nummer", null=True, blank=True)
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="orders")
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="orders")
    description = models.CharField("omschrijving", max_length=300)
    recurrence = models.CharField("incidenteel/structureel", max_length=10, choices=enums.Recurrence.choices)
    cents = models.BigIntegerField("afgesproken bedrag in centen")
    reference = models.CharField("bron", max_length=120, blank=True)
    status = models.CharField(
        "status", max_length=10, choices=enums.OrderStatus.choices, default=enums.OrderStatus.REQUESTED.value
    )
    performance = models.TextField("afgesproken prestatie", blank=True)
    starts_on = models.DateField("begint op", null=True, blank=True)
    ends_on = models.DateField("eindigt op", null=True, blank=True)
    agreement = models.ForeignKey(
        ServiceAgreement, models.PROTECT, null=True, blank=True, related_name="orders", verbose_name="DVO of werkplan"
    )
    lawfulness = models.CharField("rechtmatigheid", max_length=20, choices=enums.LawfulnessCategory.choices, blank=True)
    entered_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField("versie", default=1)

    objects = OrderQuerySet.as_manager()

    class Meta:
        ordering = ["budget_year", F("number").asc(nulls_first=True), "code"]
        constraints = [
            models.UniqueConstraint(fields=["budget_year", "code"], name="order_code_unique_in_year"),
            models.UniqueConstraint(fields=["budget_year", "number"], name="order_number_unique_in_year"),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True) | Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="order_ends_after_it_starts",
                violation_error_message="De einddatum ligt voor de begindatum. Verbeter een van beide.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number or 'Primitief'} {self.description}"


class OrderAmount(models.Model):
    """What a structural order costs in a year after its own. Cents, positive."""

    order = models.ForeignKey(MaatwerkOrder, models.CASCADE, related_name="amounts")
    effective_year = models.PositiveIntegerField("boekjaar")
    cents = models.BigIntegerField("bedrag in centen")

    class Meta:
        ordering = ["order", "effective_year"]
        constraints = [models.UniqueConstraint(fields=["order", "effective_year"], name="order_amount_once_per_year")]

    def __str__(self) -> str:
        return f"{self.order} {self.effective_year}"


class OrderContact(models.Model):
    """Who to turn to about an order: a function rather than a person where that will do (AVG)."""

    order = models.ForeignKey(MaatwerkOrder, models.CASCADE, related_name="contacts")
    role = models.CharField("rol", max_length=20, choices=enums.ContactRole.choices)
    name = models.CharField("functie of naam", max_length=120)
    email = models.EmailField("e-mail", blank=True)

    class Meta:
        ordering = ["order", "pk"]
        constraints = [models.UniqueConstraint(fields=["order", "role"], name="order_contact_once_per_role")]

    def __str__(self) -> str:
        return f"{self.get_role_display()}: {self.name}"


class OrderStep(models.Model):
    """A step that an order took, with its facts. Append-only. `on` is empty when the day is not known any more."""

    order = models.ForeignKey(MaatwerkOrder, models.PROTECT, related_name="steps")
    status = models.CharField("status", max_length=10, choices=enums.OrderStatus.choices)
    on = models.DateField("datum", null=True, blank=True)
    reference = models.CharField("kenmerk", max_length=200, blank=True)
    note = models.CharField("toelichting", max_length=500, blank=True)
    actor = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField("vastgelegd op", auto_now_add=True)

    class Meta:
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return f"{self.order}: {self.get_status_display()}"


class OrderDocument(KeptFile):
    """A file that belongs to an order, kept in the database as it was sent. Append-only."""

    order = models.ForeignKey(MaatwerkOrder, models.PROTECT, related_name="documents")

    class Meta:
        ordering = ["order", "pk"]


class LateDevelopment(models.Model):
    """Something that came after the closing date of the slotwijziging: for the bestuursrapportage. Cents."""

    budget_year = models.ForeignKey(BudgetYear, models.PROTECT, related_name="late_developments")
    code = models.SlugField("code", max_length=60)
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    announced_on = models.DateField("gemeld op")
    description = models.CharField("omschrijving", max_length=300)
    explanation = models.TextField("toelichting", blank=True)
    cents = models.BigIntegerField("verwachte last in centen", null=True, blank=True)
    lawfulness = models.CharField("rechtmatigheid", max_length=20, choices=enums.LawfulnessCategory.choices)
    version = models.PositiveIntegerField("versie", default=1)

    class Meta:
        ordering = ["budget_year", "announced_on", "code"]
        constraints = [models.UniqueConstraint(fields=["budget_year", "code"], name="late_code_unique_in_year")]

    def __str__(self) -> str:
        return self.description
