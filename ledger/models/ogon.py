"""The opdrachtgevers-opdrachtnemersoverleg (OGON): who sits there, what was asked, and what was decided.

Questions and decisions name their subject by begrotingsjaar, kind and code, not by row: a mutatie that was
taken out of a draft and came back is the same subject, and nothing said about it is lost.
"""

from django.db import models

from ledger import enums
from ledger.models.budget import BudgetYear
from ledger.models.organisation import Municipality, Programme, User
from ledger.visibility import SubjectQuerySet


class Ogon(models.Model):
    """One overleg, for instance Beheer Openbare Ruimte: it deals with orders and mutaties of its programma's."""

    code = models.SlugField("code", max_length=60, unique=True)
    name = models.CharField("naam", max_length=120)
    programmes = models.ManyToManyField(Programme, blank=True, related_name="ogons", verbose_name="programma's")
    position = models.PositiveIntegerField("volgorde")

    class Meta:
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.name


class OgonSeat(models.Model):
    """A member of an overleg for a gemeente, or the deputy of that member."""

    ogon = models.ForeignKey(Ogon, models.PROTECT, related_name="seats")
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    user = models.ForeignKey(User, models.PROTECT, related_name="seats")
    deputy = models.BooleanField("plaatsvervanger", default=False)

    class Meta:
        ordering = ["ogon", "municipality__position", "deputy", "pk"]
        constraints = [models.UniqueConstraint(fields=["ogon", "user", "municipality"], name="ogon_seat_once")]

    def __str__(self) -> str:
        return f"{self.ogon}: {self.user.get_username()}"


class OgonMeeting(models.Model):
    """A meeting of an overleg. Its agenda is what is open; once held, its decision list is fixed."""

    ogon = models.ForeignKey(Ogon, models.PROTECT, related_name="meetings")
    budget_year = models.ForeignKey(BudgetYear, models.PROTECT, related_name="meetings")
    held_on = models.DateField("datum")
    place = models.CharField("plaats", max_length=120, blank=True)
    status = models.CharField(
        "status", max_length=10, choices=enums.MeetingStatus.choices, default=enums.MeetingStatus.PLANNED.value
    )

    class Meta:
        ordering = ["-held_on", "ogon"]
        constraints = [models.UniqueConstraint(fields=["ogon", "held_on"], name="ogon_meeting_once_a_day")]

    def __str__(self) -> str:
        return f"{self.ogon} {self.held_on:%d-%m-%Y}"


class MeetingItem(models.Model):
    """A line of the fixed decision list of a meeting that was held, as it was then. Append-only."""

    meeting = models.ForeignKey(OgonMeeting, models.PROTECT, related_name="items")
    position = models.PositiveIntegerField("volgorde")
    kind = models.CharField("soort", max_length=10, choices=enums.SubjectKind.choices)
    code = models.SlugField("code", max_length=80)
    title = models.CharField("onderwerp", max_length=320)
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    cents = models.BigIntegerField("bedrag in centen")
    verdict = models.CharField("besluit", max_length=10, choices=enums.Verdict.choices, blank=True)
    note = models.TextField("toelichting", blank=True)

    objects = SubjectQuerySet.as_manager()

    class Meta:
        ordering = ["meeting", "position"]
        constraints = [models.UniqueConstraint(fields=["meeting", "position"], name="meeting_item_position_unique")]

    def __str__(self) -> str:
        return self.title


class OgonDecision(models.Model):
    """Akkoord of een gemeente, bound to who pays how much in which year. Append-only; the last one counts.

    `bound` is what was agreed to, `fingerprint` its digest: the decision holds as long as the subject still has
    the same fingerprint, so a change of a euro opens it again and a change of text does not.
    """

    budget_year = models.ForeignKey(BudgetYear, models.PROTECT, related_name="+")
    kind = models.CharField("soort", max_length=10, choices=enums.SubjectKind.choices)
    code = models.SlugField("code", max_length=80)
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    verdict = models.CharField("besluit", max_length=10, choices=enums.Verdict.choices)
    reason = models.TextField("reden", blank=True)
    bound = models.JSONField("waarop akkoord is gegeven")
    fingerprint = models.CharField("kenmerk", max_length=64)
    meeting = models.ForeignKey(OgonMeeting, models.PROTECT, null=True, blank=True, related_name="decisions")
    actor = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField("vastgelegd op", auto_now_add=True)

    objects = SubjectQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["budget_year", "kind", "code"], name="decision_subject")]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(verdict=enums.Verdict.DECLINED) | ~models.Q(reason=""),
                name="decision_declined_has_reason",
                violation_error_message="Vul in waarom u niet akkoord gaat.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.code}: {self.get_verdict_display()}"


class OgonQuestion(models.Model):
    """A question about an order, a mutatie, or one of its lines; of the gemeente that asked. Append-only."""

    budget_year = models.ForeignKey(BudgetYear, models.PROTECT, related_name="+")
    kind = models.CharField("soort", max_length=10, choices=enums.SubjectKind.choices)
    code = models.SlugField("code", max_length=80)
    line = models.PositiveIntegerField("regel", null=True, blank=True)
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    text = models.TextField("vraag")
    actor = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField("gevraagd op", auto_now_add=True)

    objects = SubjectQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["budget_year", "kind", "code"], name="question_subject")]

    def __str__(self) -> str:
        return self.text[:60]


class OgonAnswer(models.Model):
    """An answer to a question; there may be more than one. Append-only."""

    question = models.ForeignKey(OgonQuestion, models.PROTECT, related_name="answers")
    text = models.TextField("antwoord")
    actor = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField("beantwoord op", auto_now_add=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text[:60]


class Notice(models.Model):
    """What a user is told: a sentence without names or amounts and the address of the page. Mailed or not yet."""

    user = models.ForeignKey(User, models.CASCADE, related_name="notices")
    sentence = models.CharField("bericht", max_length=200)
    path = models.CharField("adres", max_length=300)
    at = models.DateTimeField("gemeld op", auto_now_add=True)
    sent_at = models.DateTimeField("gemaild op", null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["user", "sent_at"], name="notice_to_send")]

    def __str__(self) -> str:
        return self.sentence
