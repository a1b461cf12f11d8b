"""Who takes part, what is reported and by which keys it is split: changes rarely."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q

from ledger import enums


class User(AbstractUser):
    """A person (or a technical account) who logs in; what they may do follows from their grants."""

    notify = models.CharField(
        "e-mail over wat wacht", max_length=10, choices=enums.NotifyWhen.choices, default=enums.NotifyWhen.AT_ONCE.value
    )
    calendar_key = models.CharField(
        "kenmerk van het agenda-adres (SHA-256)", max_length=64, null=True, blank=True, unique=True, editable=False
    )

    class Meta:
        verbose_name = "gebruiker"
        verbose_name_plural = "gebruikers"

    @property
    def known_as(self) -> str:
        """What colleagues read: the full name, or the username of who has none."""
        return self.get_full_name() or self.get_username()


class Organisation(models.Model):
    """The gemeenschappelijke regeling itself: one row. Names of bodies are data, not code."""

    name = models.CharField("naam", max_length=200)
    short_name = models.CharField("korte naam", max_length=40)
    board_name = models.CharField("bestuursorgaan", max_length=80, default="bestuur")
    participants_label = models.CharField("naam voor de deelnemers", max_length=80, default="deelnemende gemeenten")

    def __str__(self) -> str:
        return self.name


class Municipality(models.Model):
    """A deelnemende gemeente. Its position is also the order in which ties are broken."""

    code = models.SlugField("code", max_length=60, unique=True)
    name = models.CharField("naam", max_length=80, unique=True)
    position = models.PositiveIntegerField("volgorde")

    class Meta:
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.name


class RoleGrant(models.Model):
    """A role given to a user until a date, for one gemeente where the role is bound to one."""

    user = models.ForeignKey(User, models.CASCADE, related_name="grants")
    role = models.CharField("rol", max_length=20, choices=enums.Role.choices)
    municipality = models.ForeignKey(Municipality, models.PROTECT, null=True, blank=True)
    valid_until = models.DateField("geldig tot en met")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(role__in=[enums.Role.OGON_MEMBER, enums.Role.COUNCIL_READER], municipality__isnull=False)
                | (~Q(role__in=[enums.Role.OGON_MEMBER, enums.Role.COUNCIL_READER]) & Q(municipality__isnull=True)),
                name="grant_names_municipality_where_role_needs_one",
                violation_error_message=(
                    "Een OGON-lid en een raadslid horen bij precies één gemeente; andere rollen niet."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}"


class Programme(models.Model):
    """The level at which the board authorises (Gemeentewet art. 189). A part reports under its parent."""

    code = models.SlugField("code", max_length=60, unique=True)
    name = models.CharField("naam", max_length=80)
    overview_label = models.CharField("naam in overzicht", max_length=120, blank=True)
    amendment_label = models.CharField("naam in begrotingswijziging", max_length=120, blank=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="parts")
    maatwerk_for = models.ManyToManyField(Municipality, blank=True, verbose_name="maatwerk voor")
    position = models.PositiveIntegerField("volgorde")

    class Meta:
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.name


class CostPool(models.Model):
    """A verdeelgroep: a pot of bijdrage with one rule per year for who pays it."""

    code = models.SlugField("code", max_length=60, unique=True)
    name = models.CharField("naam", max_length=80)
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="pools")
    position = models.PositiveIntegerField("volgorde")

    class Meta:
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.name


class AllocationKey(models.Model):
    """A verdeelsleutel; its weights live in dated versions."""

    code = models.SlugField("code", max_length=60, unique=True)
    name = models.CharField("naam", max_length=80)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class KeyVersion(models.Model):
    """One dated set of weights with its source. A version that is in use does not change any more."""

    key = models.ForeignKey(AllocationKey, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField("versie")
    calculated_on = models.DateField("datum van berekening")
    basis = models.CharField(
        "grondslag", max_length=20, choices=enums.KeyBasis.choices, default=enums.KeyBasis.FIXED.value
    )
    source = models.TextField("bron")

    class Meta:
        ordering = ["key", "number"]
        constraints = [models.UniqueConstraint(fields=["key", "number"], name="key_version_number_unique")]

    def __str__(self) -> str:
        return f"{self.key.name}, versie {self.number}"


class KeyWeight(models.Model):
    """How much one gemeente weighs in a version; a gemeente with no weight pays nothing."""

    version = models.ForeignKey(KeyVersion, models.CASCADE, related_name="weights")
    municipality = models.ForeignKey(Municipality, models.PROTECT)
    weight = models.BigIntegerField("gewicht")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "municipality"], name="key_weight_once_per_municipality"),
            models.CheckConstraint(condition=Q(weight__gte=0), name="key_weight_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.municipality}: {self.weight}"


class Theme(models.Model):
    """A row of the table of headlines (3.1.2)."""

    code = models.SlugField("code", max_length=60, unique=True)
    name = models.CharField("naam", max_length=200)
    position = models.PositiveIntegerField("volgorde")

    class Meta:
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.name


class Reserve(models.Model):
    """A reserve or a voorziening (BBV art. 43 and 44)."""

    code = models.SlugField("code", max_length=60, unique=True)
    name = models.CharField("naam", max_length=120)
    kind = models.CharField(
        "soort", max_length=10, choices=enums.ReserveKind.choices, default=enums.ReserveKind.RESERVE.value
    )
    position = models.PositiveIntegerField("volgorde")

    class Meta:
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.name
