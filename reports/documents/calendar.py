"""The P&C-kalender of a year: planned days, the clocks of the councils, and what the law wants when."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.db.models import Prefetch
from django.urls import reverse
from django.utils import timezone

from ledger.core.consultation import LEGAL_DAYS, TERM_ARTICLE, WITHIN_YEAR
from ledger.core.days import MONTHS
from ledger.enums import AmendmentStatus, DocumentStatus, MilestoneKind
from ledger.models import Document, Milestone
from ledger.permissions import Access
from reports.documents.consulting import Asking, askings


@dataclass(frozen=True, slots=True)
class Day:
    """One thing on one day: `state` is what is to be said of it, with the tone of the badge; `code` names it."""

    year: int
    on: date
    code: str
    title: str
    document: str
    address: str
    note: str = ""
    state: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class Month:
    """The days of a month, first one first."""

    name: str
    days: Sequence[Day]


_LATE, _DONE, _SOON = ("te laat", "bad"), ("gedaan", "good"), ("", "")


def days_of(access: Access, year: int | None) -> list[Day]:
    """Return everything in the calendar of a year (or of all) that a reader may see: a fixed number of queries."""
    today = timezone.localdate()
    documents = Document.objects.visible_to(access).select_related("amendment")
    if year is not None:
        documents = documents.filter(budget_year=year)
    documents = documents.prefetch_related(Prefetch("milestones", Milestone.objects.order_by("on")))
    found = [day for row in documents for day in _of_document(row, access, today)]
    found += [day for asking in askings(access, year) for day in _of_clock(asking)]
    return sorted(found, key=lambda day: (day.on, day.document, day.code))


def by_month(days: Sequence[Day]) -> list[Month]:
    """Return the days month by month."""
    months = groupby(days, key=lambda day: (day.on.year, day.on.month))
    return [Month(f"{MONTHS[month - 1].capitalize()} {year}", list(found)) for (year, month), found in months]


def _of_document(row: Document, access: Access, today: date) -> Iterator[Day]:
    address = reverse("reports:document", args=[row.budget_year_id, row.slug])
    planned: dict[str, date] = {}
    for milestone in row.milestones.all():
        planned[milestone.kind] = milestone.on
        if milestone.kind == MilestoneKind.DRAFT_READY and not access.sees_drafts:
            continue
        title = MilestoneKind(milestone.kind).label.capitalize()
        state = _state(row, milestone.kind, milestone.on, today)
        yield Day(row.budget_year_id, milestone.on, milestone.kind, title, row.title, address, milestone.note, state)
    for legal in LEGAL_DAYS:
        if legal.document != row.slug:
            continue
        limit = legal.before(row.budget_year_id)
        plan = planned.get(legal.kind)
        state = _state(row, legal.kind, limit, today, limit=True)
        if state != _DONE and plan and legal.is_missed(row.budget_year_id, plan):
            state = ("te laat gepland", "bad")
        title = f"Wettelijke termijn: vóór deze dag {legal.words}"
        note = f"Termijn van de wet: {legal.article}."
        yield Day(row.budget_year_id, limit, f"wet-{legal.kind}", title, row.title, address, note, state)


def _state(row: Document, kind: str, on: date, today: date, *, limit: bool = False) -> tuple[str, str]:
    """Say whether it was done, or should have been; on a `limit` itself it is too late already."""
    adopted = _is_adopted(row)
    out = adopted or row.status == DocumentStatus.SENT
    over = today >= on if limit else today > on
    recorded = kind not in (MilestoneKind.VIEWS_DUE, MilestoneKind.PROVINCE)  # nobody notes that these were done
    if recorded and (out if kind in (MilestoneKind.DRAFT_READY, MilestoneKind.SEND) else adopted):
        return _DONE
    if not over:
        return _SOON
    return _LATE if recorded or (limit and not adopted) else ("voorbij", "neutral")


def _is_adopted(row: Document) -> bool:
    """The document was adopted, or the wijziging that it carries was: in a take-over, without its document."""
    carried = row.amendment is not None and row.amendment.status == AmendmentStatus.ADOPTED
    return row.status == DocumentStatus.ADOPTED or carried


def _of_clock(asking: Asking) -> Iterator[Day]:
    row = asking.document
    address = reverse("reports:consultation", args=[row.budget_year_id, row.slug])
    last, earliest = asking.last_sending, asking.earliest
    if last:
        missed = ("te laat verzonden", "bad") if asking.too_late else _SOON
        if not asking.councils and not _is_adopted(row) and asking.today > last:
            missed = _LATE
        note = f"Na deze dag kan het bestuur niet meer binnen het jaar besluiten ({WITHIN_YEAR})."
        title = "Laatste dag van verzenden aan de raden"
        yield Day(row.budget_year_id, last, "laatste-verzending", title, row.title, address, note, missed)
    if earliest:
        state = _DONE if _is_adopted(row) else _SOON
        note = f"De twaalf weken voor de raden zijn voorbij ({TERM_ARTICLE})."
        title = "Eerste dag waarop het bestuur kan besluiten"
        yield Day(row.budget_year_id, earliest, "besluit-mogelijk", title, row.title, address, note, state)
