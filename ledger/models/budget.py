"""The budget itself: years, wijzigingen, mutaties and their lines. Amounts are integer eurocents."""

from django.db import models
from django.db.models import F, Q

from ledger import enums
from ledger.core.money import MAX_CENTS
from ledger.models.organisation import CostPool, KeyVersion, Municipality, Programme, Reserve, Theme, User
from ledger.visibility import AmendmentQuerySet, LineQuerySet, MutationQuerySet


class BudgetYear(models.Model):
    """A begrotingsjaar; a structural change of it reaches `years_ahead` years further (BBV art. 22)."""

    year = models.PositiveIntegerField("jaar", primary_key=True)
    years_ahead = models.PositiveIntegerField("jaren vooruit", default=3)
    status = models.CharField(
        "status", max_length=10, choices=enums.YearStatus.choices, default=enums.YearStatus.OPEN.value
    )
    final_closes_on = models.DateField("sluitingsdatum slotwijziging", null=True, blank=True)

    class Meta:
        ordering = ["-year"]

    def __str__(self) -> str:
        return f"Begroting {self.year}"


class PoolRule(models.Model):
    """Who pays a verdeelgroep from a wijziging on: by a key version, or direct (each line names its gemeente).

    From wijziging `from_amendment` on the whole verdeelgroep of the year is split by this version; what was
    decided before keeps the division it was decided with.
    """

    budget_year = models.ForeignKey(BudgetYear, models.PROTECT, related_name="pool_rules")
    pool = models.ForeignKey(CostPool, models.PROTECT, related_name="rules")
    from_amendment = models.PositiveIntegerField("vanaf wijziging", default=0)
    key_version = models.ForeignKey(KeyVersion, models.PROTECT, null=True, blank=True, related_name="rules")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["budget_year", "pool", "from_amendment"], name="pool_rule_once_per_amendment"
            )
        ]

    def __str__(self) -> str:
        return f"{self.pool} {self.budget_year_id}"


class Amendment(models.Model):
    """A begrotingswijziging; the primitieve begroting is number 0. Adopted is closed for good."""

    budget_year = models.ForeignKey(BudgetYear, models.PROTECT, related_name="amendments")
    number = models.PositiveIntegerField("nummer")
    name = models.CharField("naam", max_length=120)
    status = models.CharField(
        "status", max_length=10, choices=enums.AmendmentStatus.choices, default=enums.AmendmentStatus.DRAFT.value
    )
    submitted_on = models.DateField("aangeboden op", null=True, blank=True)
    submitted_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    adopted_on = models.DateField("vastgesteld op", null=True, blank=True)
    adopted_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    decision = models.CharField("besluit", max_length=200, blank=True)
    document = models.CharField("stuk", max_length=200, blank=True)
    withdrawal_reason = models.CharField("reden van intrekking", max_length=200, blank=True)

    objects = AmendmentQuerySet.as_manager()

    class Meta:
        ordering = ["budget_year", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["budget_year", "number"],
                name="amendment_number_unique_in_year",
                violation_error_message="Dit nummer is in dit jaar al in gebruik. Kies het volgende nummer.",
            ),
            models.CheckConstraint(
                condition=Q(submitted_by__isnull=True) | Q(adopted_by__isnull=True) | ~Q(adopted_by=F("submitted_by")),
                name="amendment_adopted_by_somebody_else",
                violation_error_message="Wie een wijziging aanbiedt, kan haar niet zelf vaststellen.",
            ),
            models.CheckConstraint(
                condition=~Q(status=enums.AmendmentStatus.ADOPTED) | Q(adopted_on__isnull=False),
                name="amendment_adopted_has_date",
            ),
        ]

    def __str__(self) -> str:
        year = str(self.budget_year_id)
        return self.name if year in self.name else f"{self.name} {year}"


class OpeningBalance(models.Model):
    """Opening facts of a year: the balance, and what the result of last year adds or takes. Cents."""

    budget_year = models.ForeignKey(BudgetYear, models.PROTECT, related_name="openings")
    reserve = models.ForeignKey(Reserve, models.PROTECT, related_name="openings")
    opening_cents = models.BigIntegerField("beginstand in centen")
    appropriation_cents = models.BigIntegerField("bestemming resultaat in centen", default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["budget_year", "reserve"], name="opening_once_per_year")]

    def __str__(self) -> str:
        return f"{self.reserve} {self.budget_year_id}"


class NeutralGroup(models.Model):
    """A budgettair neutrale verschuiving: mutaties of one wijziging whose lasten sum to zero."""

    amendment = models.ForeignKey(Amendment, models.PROTECT, related_name="groups")
    code = models.SlugField("code", max_length=60)
    name = models.CharField("naam", max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["amendment", "code"], name="group_code_unique_in_amendment")]

    def __str__(self) -> str:
        return self.name


class Mutation(models.Model):
    """One decided change of the budget (mutatie). Its lines balance in every year it reaches."""

    amendment = models.ForeignKey(Amendment, models.PROTECT, related_name="mutations")
    budget_year = models.ForeignKey(BudgetYear, models.PROTECT, related_name="+")
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="mutations")
    code = models.SlugField("code", max_length=80)
    number = models.PositiveIntegerField("nummer", null=True, blank=True)
    description = models.CharField("omschrijving", max_length=300)
    recurrence = models.CharField("incidenteel/structureel", max_length=10, choices=enums.Recurrence.choices)
    theme = models.ForeignKey(Theme, models.PROTECT, null=True, blank=True, related_name="mutations")
    group = models.ForeignKey(NeutralGroup, models.PROTECT, null=True, blank=True, related_name="mutations")
    decided_in_ogon = models.BooleanField("besproken in OGON", default=False)
    explanation = models.TextField("toelichting", blank=True)
    reference = models.CharField("bron", max_length=120, blank=True)
    index_basis_points = models.IntegerField("indexatie per jaar in honderdsten van een procent", null=True, blank=True)
    search_text = models.TextField(editable=False, default="")
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField("akkoord op", null=True, blank=True)
    reverses = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="reversed_by")
    version = models.PositiveIntegerField("versie", default=1)

    objects = MutationQuerySet.as_manager()

    class Meta:
        ordering = ["budget_year", "amendment__number", "programme__position", "number", "code"]
        constraints = [
            models.UniqueConstraint(fields=["budget_year", "code"], name="mutation_code_unique_in_year"),
            models.UniqueConstraint(
                fields=["budget_year", "programme", "number"],
                name="mutation_number_unique_in_programme",
                violation_error_message="Dit nummer is in dit programma al in gebruik. Kies het volgende nummer.",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("entered_by")),
                name="mutation_approved_by_somebody_else",
                violation_error_message="Wie een mutatie invoert, kan haar niet zelf akkoord geven.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.description}" if self.number else self.description


class Line(models.Model):
    """One last or baat of a mutatie in one effective year. Cents; positive is more, negative is less.

    The dimensions of the mutatie are repeated here so that one covering index answers every table; the
    triggers refuse a line that differs from its mutatie.
    """

    mutation = models.ForeignKey(Mutation, models.PROTECT, related_name="lines")
    position = models.PositiveIntegerField("regel")
    budget_year = models.ForeignKey(BudgetYear, models.PROTECT, related_name="+")
    effective_year = models.PositiveIntegerField("boekjaar")
    amendment = models.ForeignKey(Amendment, models.PROTECT, related_name="+")
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    recurrence = models.CharField(max_length=10, choices=enums.Recurrence.choices)
    theme = models.ForeignKey(Theme, models.PROTECT, null=True, related_name="+")
    side = models.CharField("soort", max_length=10, choices=enums.Side.choices)
    placement = models.CharField(
        "plaats", max_length=20, choices=enums.Placement.choices, default=enums.Placement.PROGRAMME.value
    )
    source = models.CharField("dekkingsbron", max_length=20, choices=enums.FundingSource.choices, null=True, blank=True)  # noqa: DJ001
    pool = models.ForeignKey(CostPool, models.PROTECT, null=True, blank=True, related_name="+")
    municipality = models.ForeignKey(Municipality, models.PROTECT, null=True, blank=True, related_name="+")
    order = models.ForeignKey("ledger.MaatwerkOrder", models.PROTECT, null=True, blank=True, related_name="lines")
    reserve = models.ForeignKey(Reserve, models.PROTECT, null=True, blank=True, related_name="lines")
    cents = models.BigIntegerField("bedrag in centen")

    objects = LineQuerySet.as_manager()

    class Meta:
        ordering = ["mutation", "effective_year", "position"]
        constraints = [
            models.UniqueConstraint(fields=["mutation", "position"], name="line_position_unique"),
            models.CheckConstraint(
                condition=Q(cents__gte=-MAX_CENTS, cents__lte=MAX_CENTS) & ~Q(cents=0), name="line_amount_in_range"
            ),
            models.CheckConstraint(
                condition=Q(side=enums.Side.COST, source__isnull=True)
                | Q(side=enums.Side.INCOME, source__isnull=False),
                name="line_income_has_source_and_cost_has_none",
            ),
            models.CheckConstraint(
                condition=(Q(source=enums.FundingSource.CONTRIBUTION) & Q(pool__isnull=False))
                | ((~Q(source=enums.FundingSource.CONTRIBUTION) | Q(source__isnull=True)) & Q(pool__isnull=True)),
                name="line_contribution_names_pool",
            ),
            models.CheckConstraint(
                condition=(
                    Q(source=enums.FundingSource.MAATWERK) & Q(order__isnull=False) & Q(municipality__isnull=False)
                )
                | ((~Q(source=enums.FundingSource.MAATWERK) | Q(source__isnull=True)) & Q(order__isnull=True)),
                name="line_maatwerk_names_order_and_municipality",
            ),
            models.CheckConstraint(
                condition=~Q(source=enums.FundingSource.RESERVE) | Q(reserve__isnull=False),
                name="line_reserve_names_reserve",
            ),
        ]
        indexes = [
            models.Index(
                "budget_year",
                "effective_year",
                "amendment",
                "programme",
                "pool",
                "side",
                "placement",
                "source",
                "municipality",
                "reserve",
                "recurrence",
                "theme",
                "order",
                "cents",
                name="line_cube",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_side_display()} {self.effective_year}, regel {self.position}"


class Investment(models.Model):
    """An investeringskrediet decided in a wijziging; not part of the exploitatie (6.9). Cents."""

    amendment = models.ForeignKey(Amendment, models.PROTECT, related_name="investments")
    number = models.PositiveIntegerField("nummer")
    description = models.CharField("omschrijving", max_length=300)
    side = models.CharField("lasten/baten", max_length=10, choices=enums.Side.choices, default=enums.Side.COST.value)
    cents = models.BigIntegerField("bedrag in centen")
    position = models.PositiveIntegerField("volgorde")

    class Meta:
        ordering = ["amendment", "position", "number"]
        constraints = [models.UniqueConstraint(fields=["amendment", "number"], name="investment_number_unique")]

    def __str__(self) -> str:
        return self.description


class Risk(models.Model):
    """A risico of a year (3.1.2): kans, impact, beheersmaatregel and score in cents (empty is pro memorie)."""

    budget_year = models.ForeignKey(BudgetYear, models.PROTECT, related_name="risks")
    position = models.PositiveIntegerField("volgorde")
    description = models.TextField("risico of gebeurtenis")
    likelihood = models.CharField("kans", max_length=40, blank=True)
    impact = models.CharField("impact", max_length=40, blank=True)
    measure = models.TextField("beheersmaatregel", blank=True)
    score_cents = models.BigIntegerField("risicoscore in centen", null=True, blank=True)

    class Meta:
        ordering = ["budget_year", "position"]
        constraints = [models.UniqueConstraint(fields=["budget_year", "position"], name="risk_position_unique")]

    def __str__(self) -> str:
        return self.description
