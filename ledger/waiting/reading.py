"""What waits for whom: one list per role, with what is overdue. Read with a fixed number of queries per open year."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Exists, Max, Min, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from ledger.core.agreement import Standing
from ledger.core.consultation import TERM, earliest_decision, last_answer
from ledger.core.days import in_words
from ledger.enums import (
    AmendmentStatus,
    ChapterStatus,
    DocumentStatus,
    MeetingStatus,
    MilestoneKind,
    OrderStatus,
    Role,
    YearStatus,
)
from ledger.gates.amendment import lacks
from ledger.gates.document import WRITTEN
from ledger.journal.order_follow import too_late, with_agreement
from ledger.models import (
    Amendment,
    AuditEntry,
    BudgetYear,
    Chapter,
    Consultation,
    MaatwerkOrder,
    Mutation,
    OgonAnswer,
    OgonMeeting,
    OgonQuestion,
    RoleGrant,
    User,
)
from ledger.ogon.reading import pages_of
from ledger.permissions import Access, Verb
from ledger.subjects import Item, agenda, deciding
from ledger.visibility import OrderQuerySet

LATE_AFTER = timedelta(days=14)
"""What waits longer than this is overdue."""
ENDS_WITHIN = timedelta(days=30)
"""A role that ends within this time asks for attention."""


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do: in words, where it is done, and since when it waits or until when it can (if known)."""

    text: str
    address: str
    since: date | None = None
    until: date | None = None

    @property
    def overdue(self) -> bool:
        """Waits too long, or its last day is over."""
        today = timezone.localdate()
        late = self.since is not None and today - self.since > LATE_AFTER
        return late or (self.until is not None and self.until < today)


@dataclass(frozen=True, slots=True)
class Group:
    """Tasks of one kind; those `of_others` the reader only follows, so they count as nothing to do."""

    title: str
    tasks: Sequence[Task]
    of_others: bool = False

    @property
    def late(self) -> int:
        """How many tasks wait too long."""
        return sum(task.overdue for task in self.tasks)


def to_do(groups: Sequence[Group]) -> Sequence[Group]:
    """Return what the reader has to do: without what waits for somebody else."""
    return [group for group in groups if not group.of_others]


def waiting_for(access: Access, user: User) -> list[Group]:
    """Return what waits for somebody, by kind; only kinds with something in them."""
    works = any(access.can(verb) for verb in (Verb.REVIEW, Verb.ENTER, Verb.ADOPT))
    years = list(BudgetYear.objects.filter(status=YearStatus.OPEN)) if works else []
    found: list[Group] = []
    if access.can(Verb.REVIEW) and access.ogon_municipalities:
        found += _of_member(access, user, years)
    if access.can(Verb.ENTER):
        found += _of_finance(user, years)
    if access.can(Verb.SEND):
        found += _of_the_councils(years)
    if councils := [pk for role, pk, _ in access.grants if role == Role.COUNCIL_READER]:
        found.append(Group("Uw raad kan een zienswijze geven", list(_asked(access, councils))))
    if access.can(Verb.ADOPT):
        found.append(Group("Wijzigingen om vast te stellen", list(_to_adopt(years))))
    if access.can(Verb.MANAGE_USERS):
        found.append(Group("Rollen die binnenkort eindigen", list(_ending_roles())))
    return [group for group in found if group.tasks]


def _of_member(access: Access, user: User, years: Sequence[BudgetYear]) -> Iterator[Group]:
    own = access.ogon_municipalities
    seats = set(deciding().filter(user=user).values_list("ogon", "municipality"))
    yield Group("Te beslissen in het OGON", _decisions([item for item in _agenda(years, own) if _seated(item, seats)]))
    recent = timezone.now() - LATE_AFTER
    answered = OgonQuestion.objects.visible_to(access).filter(budget_year__in=years, answers__at__gte=recent)
    yield Group("Antwoorden op vragen van uw gemeente", list(_questions(answered.distinct())))
    requests = _orders(years, OrderStatus.REQUESTED, OrderStatus.QUOTED).filter(municipality__in=own)
    followed = [_order(row, row.get_status_display()) for row in requests]
    yield Group("Eigen aanvragen, in behandeling bij Duo+", followed, of_others=True)


def _of_finance(user: User, years: Sequence[BudgetYear]) -> Iterator[Group]:
    yield Group(
        "Aanvragen om een offerte voor te maken", [_order(row) for row in _orders(years, OrderStatus.REQUESTED)]
    )
    yield Group("Offertes om aan het OGON voor te leggen", [_order(row) for row in _orders(years, OrderStatus.QUOTED)])
    agreed = list(with_agreement(_orders(years, OrderStatus.AGREED)).select_related("budget_year"))
    yield Group("Orders met akkoord om op te nemen", [_order(row) for row in agreed if not too_late(row)])
    yield Group(
        "Late orders zonder rechtmatigheid", [_late(row) for row in agreed if too_late(row) and not row.lawfulness]
    )
    ended = _orders(years, OrderStatus.TAKEN_UP).filter(ends_on__lt=timezone.localdate())
    yield Group(
        "Orders om af te ronden", [_order(row, f"tot en met {in_words(row.ends_on)}") for row in ended if row.ends_on]
    )
    yield Group("Mutaties die op uw akkoord wachten", list(_approvals(user, years)))
    unanswered = OgonQuestion.objects.filter(
        ~Exists(OgonAnswer.objects.filter(question=OuterRef("pk"))), budget_year__in=years
    )
    yield Group("Vragen om te beantwoorden", list(_questions(unanswered)))
    yield from _of_the_ogons(list(_agenda(years, None)))
    yield Group("Overleggen om af te ronden", list(_meetings(years)))
    yield Group("Wijzigingen in concept", list(_drafts(years)))
    chapters = Chapter.objects.filter(document__status=DocumentStatus.DRAFT)
    unwritten = chapters.filter(assigned_to=user, status__in=(ChapterStatus.ASSIGNED, ChapterStatus.IN_PROGRESS))
    yield Group("Hoofdstukken om te schrijven", list(_chapters(unwritten, "te schrijven", "mij")))
    ready = chapters.filter(status=ChapterStatus.READY, blocks__kind__in=WRITTEN).exclude(assigned_to=user)
    yield Group("Hoofdstukken om na te kijken", list(_chapters(ready, "na te kijken", "nakijken")))


def _of_the_ogons(items: Sequence[Item]) -> Iterator[Group]:
    """Yield what finance has to do about what lies before the OGONs."""
    declined = [item for item in items if item.subject.is_open and item.standing == Standing.DECLINED]
    yield Group("Niet akkoord in het OGON", _decisions(declined))
    seats = set(deciding().values_list("ogon", "municipality"))
    asked = [item for item in items if item.undecided]
    tasks = [(_seated(item, seats), task) for item, task in zip(asked, _decisions(asked), strict=True)]
    yield Group(
        "In het OGON, maar niemand kan beslissen: geef iemand een plaats",
        [task for seated, task in tasks if not seated],
    )
    yield Group("Te lang zonder besluit van een gemeente", [task for seated, task in tasks if seated and task.overdue])


def _seated(item: Item, seats: Collection[tuple[int, int]]) -> bool:
    """Tell whether it waits for one of these seats (ids of OGON and gemeente)."""
    return item.waits and any((ogon.pk, item.municipality.pk) in seats for ogon in item.ogons)


def _agenda(years: Sequence[BudgetYear], municipalities: Sequence[int] | None) -> Iterator[Item]:
    for year in years:
        yield from agenda(year.pk, municipalities)


def _decisions(items: Sequence[Item]) -> list[Task]:
    """Return what a gemeente decides about, with since when it lies there as it is now: one query."""
    subjects = {item.subject.log_name for item in items}
    entries = AuditEntry.objects.filter(subject__in=subjects, action__in=_LAID_BEFORE).order_by()
    since = dict(entries.values_list("subject").annotate(last=Max("at")))
    return [_decision(item, since.get(item.subject.log_name)) for item in items]


_LAID_BEFORE = ("order.moved", "mutation.posted", "ogon.reopened")
"""The entries in the log by which something comes to lie before an OGON, or lies there again."""


def _decision(item: Item, since: datetime | None) -> Task:
    subject = item.subject
    address = reverse(f"ledger:ogon_{subject.kind.value}", args=[subject.year, subject.row.pk])
    return Task(f"{subject.title} ({item.municipality})", address, timezone.localdate(since) if since else None)


def _late(row: MaatwerkOrder) -> Task:
    return Task(f"{row} ({row.municipality})", reverse("ledger:late_order", args=[row.budget_year_id, row.pk]))


def _orders(years: Sequence[BudgetYear], *statuses: str) -> OrderQuerySet:
    rows = MaatwerkOrder.objects.filter(budget_year__in=years, status__in=statuses).select_related("municipality")
    found: OrderQuerySet = rows.annotate(since=Max("steps__at")).order_by("budget_year", "since", "pk")
    return found


def _order(row: MaatwerkOrder, more: str = "") -> Task:
    told = f"{row} ({row.municipality}{', ' + more if more else ''})"
    address = reverse("ledger:order", args=[row.budget_year_id, row.pk])
    since = row.since  # type: ignore[attr-defined]  # annotated
    return Task(told, address, timezone.localdate(since) if since else None)


def _approvals(user: User, years: Sequence[BudgetYear]) -> Iterator[Task]:
    waiting = Mutation.objects.filter(
        budget_year__in=years, amendment__status=AmendmentStatus.DRAFT, approved_by__isnull=True
    ).exclude(entered_by=user)
    counts: dict[int, int] = {}
    for year in waiting.values_list("budget_year", flat=True):
        counts[year] = counts.get(year, 0) + 1
    for year, count in sorted(counts.items()):
        words = "1 mutatie" if count == 1 else f"{count} mutaties"
        yield Task(f"{words} van {year}", reverse("ledger:approvals", args=[year]))


def _questions(rows: QuerySet[OgonQuestion]) -> Iterator[Task]:
    found = list(rows.select_related("municipality").order_by("pk"))
    pages = pages_of(found)
    for row in found:
        yield Task(f"{row} ({row.municipality})", pages[row.pk], timezone.localdate(row.at))


def _meetings(years: Sequence[BudgetYear]) -> Iterator[Task]:
    today = timezone.localdate()
    rows = OgonMeeting.objects.filter(budget_year__in=years, status=MeetingStatus.PLANNED, held_on__lte=today)
    for row in rows.select_related("ogon").order_by("held_on"):
        yield Task(str(row), reverse("ledger:ogon_meeting", args=[row.budget_year_id, row.pk]), row.held_on)


def _drafts(years: Sequence[BudgetYear]) -> Iterator[Task]:
    rows = Amendment.objects.filter(budget_year__in=years, status=AmendmentStatus.DRAFT).select_related("budget_year")
    for row in rows.order_by("budget_year", "number"):
        missing = len(lacks(row))
        words = "klaar om aan te bieden"
        if missing:
            words = "er ontbreekt nog 1 ding" if missing == 1 else f"er ontbreken nog {missing} dingen"
        address = reverse("ledger:amendment", args=[row.budget_year_id, row.number])
        yield Task(f"{row}: {words}", address, until=row.budget_year.final_closes_on)


def _chapters(rows: QuerySet[Chapter], what: str, shown: str) -> Iterator[Task]:
    """Yield one task per document for what is to be done in its chapters, until its concept is due: one query."""
    due = Min("document__milestones__on", filter=Q(document__milestones__kind=MilestoneKind.DRAFT_READY))
    counted = rows.values("document__budget_year", "document__slug", "document__title")
    for row in counted.annotate(count=Count("pk", distinct=True), due=due).order_by(
        "document__budget_year", "document__position"
    ):
        words = "1 hoofdstuk" if row["count"] == 1 else f"{row['count']} hoofdstukken"
        address = reverse("reports:document_edit", args=[row["document__budget_year"], row["document__slug"]])
        yield Task(f"{row['document__title']}: {words} {what}", f"{address}?toon={shown}", until=row["due"])


def _to_adopt(years: Sequence[BudgetYear]) -> Iterator[Task]:
    asked = Q(documents__consultations__exempt_by__isnull=True)
    rows = Amendment.objects.filter(budget_year__in=years, status=AmendmentStatus.SUBMITTED)
    rows = rows.annotate(sent=Max("documents__consultations__sent_on", filter=asked))
    for row in rows.order_by("budget_year", "number"):
        # The councils have twelve weeks, so two weeks of waiting is not too long: no day is given here.
        sent = row.sent
        words = f"{row}, vanaf {in_words(earliest_decision(sent))}" if sent else str(row)
        yield Task(words, reverse("ledger:amendment", args=[row.budget_year_id, row.number]))


def _of_the_councils(years: Sequence[BudgetYear]) -> Iterator[Group]:
    """Yield what an answer of a council asks for, as long as the board has not decided."""
    rows = Consultation.objects.filter(document__budget_year__in=years, received_on__isnull=False, told_on__isnull=True)
    rows = rows.exclude(document__status=DocumentStatus.ADOPTED).exclude(text="")
    found = list(rows.select_related("document", "municipality").order_by("received_on", "pk"))
    yield Group("Zienswijzen om op te reageren", [_view(row) for row in found if not row.reaction])
    yield Group("Raden om te informeren over de reactie", [_view(row) for row in found if row.reaction])


def _asked(access: Access, councils: Sequence[int | None]) -> Iterator[Task]:
    """Yield what the councils of a reader can still answer to, with the last day."""
    rows = Consultation.objects.visible_to(access).filter(
        municipality__in=councils,
        exempt_by__isnull=True,
        received_on__isnull=True,
        sent_on__gt=timezone.localdate() - TERM,
    )
    for row in rows.exclude(document__status=DocumentStatus.ADOPTED).select_related("document").order_by("sent_on"):
        if row.sent_on:
            address = reverse("reports:consultation", args=[row.document.budget_year_id, row.document.slug])
            yield Task(str(row.document), address, until=last_answer(row.sent_on))


def _view(row: Consultation) -> Task:
    document = row.document
    address = reverse("reports:consultation", args=[document.budget_year_id, document.slug])
    return Task(f"{document} ({row.municipality})", address, row.received_on)


def _ending_roles() -> Iterator[Task]:
    today = timezone.localdate()
    ending = RoleGrant.objects.filter(valid_until__range=(today, today + ENDS_WITHIN), user__is_active=True)
    rows = ending.exclude(role=Role.TAKEOVER).select_related("user", "municipality").order_by("valid_until", "pk")
    for row in rows:
        told = f"{row.user.get_username()}: {row}{f' {row.municipality}' if row.municipality else ''}"
        yield Task(told, reverse("ledger:user", args=[row.user_id]), until=row.valid_until)
