"""What the pages of the OGONs show, read for one reader with a fixed number of queries: no request, no markup."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse

from ledger.core.agreement import Standing
from ledger.core.money import format_euros
from ledger.enums import AmendmentStatus, FundingSource, Side, SubjectKind
from ledger.models import Line, MaatwerkOrder, Mutation, OgonDecision, OgonQuestion
from ledger.permissions import Access, Verb
from ledger.subjects import Item, Reference, Subject, items_of, mutation_subjects, order_subjects

TONES = {
    Standing.OPEN: "warning",
    Standing.REOPENED: "warning",
    Standing.AGREED: "good",
    Standing.DECLINED: "bad",
}


def takes_part(access: Access) -> bool:
    """Tell whether somebody has anything to do with the OGONs: inside the organisation, or as an OGON-lid."""
    return access.sees_drafts or (access.can(Verb.REVIEW) and bool(access.ogon_municipalities))


def reach(access: Access) -> Collection[int] | None:
    """Return the gemeenten (ids) of which this reader sees what the OGON says; None is all."""
    return None if access.sees_drafts else access.ogon_municipalities


@dataclass(frozen=True)
class Talk:
    """What was asked, answered and decided about one subject, as far as this reader may see."""

    questions: Sequence[OgonQuestion]
    decisions: Sequence[OgonDecision]

    def __bool__(self) -> bool:
        return bool(self.questions or self.decisions)


@dataclass(frozen=True)
class SubjectPage:
    """One order or mutatie in the OGON: what each gemeente in reach is asked, and what was said."""

    subject: Subject
    items: Sequence[Item]
    talk: Talk
    reads_texts: bool

    @property
    def is_order(self) -> bool:
        """An order; otherwise a mutatie."""
        return self.subject.kind == SubjectKind.ORDER


def questions_of(access: Access, year: int) -> QuerySet[OgonQuestion]:
    """Return the questions of a year that may be seen, with their answers: two queries."""
    found = OgonQuestion.objects.visible_to(access).filter(budget_year=year)
    return found.select_related("municipality", "actor").prefetch_related("answers__actor").order_by("pk")


def talk_of(access: Access, year: int, kind: str, code: str) -> Talk:
    """Return what was said about one subject: three queries."""
    decisions = OgonDecision.objects.visible_to(access).filter(budget_year=year, kind=kind, code=code)
    return Talk(
        list(questions_of(access, year).filter(kind=kind, code=code)),
        list(decisions.select_related("municipality", "actor", "meeting__ogon").order_by("-pk")),
    )


def read_subject_page(access: Access, year: int, kind: str, pk: int) -> SubjectPage | None:
    """Return the page of a subject by its id, or None when it does not concern this reader."""
    if not takes_part(access):
        return None
    if kind == SubjectKind.ORDER:
        found = order_subjects(MaatwerkOrder.objects.filter(budget_year=year, pk=pk))
    else:
        found = mutation_subjects(year, Mutation.objects.filter(pk=pk))
    items = items_of(year, found, reach(access))
    if not items:
        return None
    subject = found[0]
    return SubjectPage(subject, items, talk_of(access, year, *subject.reference), _reads_texts(access, subject))


def _reads_texts(access: Access, subject: Subject) -> bool:
    """Tell whether the toelichting may be read: not when it may name what another gemeente pays."""
    row = subject.row
    if access.sees_drafts or isinstance(row, MaatwerkOrder) or row.amendment.status != AmendmentStatus.DRAFT:
        return True
    foreign = Line.objects.filter(mutation=row, side=Side.INCOME).exclude(municipality__in=access.ogon_municipalities)
    if row.decided_in_ogon:  # brought to all of them: what they pay together is no secret
        foreign = foreign.filter(municipality__isnull=False)
    return not foreign.exists()


def line_label(line: Line) -> str:
    """Return a line in words: `2030: bijdrage Burgerzaken, € 1.200`."""
    source = FundingSource(line.source).label if line.source else line.get_side_display()
    what = f"{source} {line.pool}" if line.pool else f"{source} {line.order.number or ''}" if line.order else source
    return f"{line.effective_year}: {what.strip()}, € {format_euros(line.cents)}"


def why_open(item: Item) -> str:
    """Return why a decision holds no more, in a sentence; nothing when it holds or was never made."""
    if item.standing != Standing.REOPENED:
        return ""
    if item.changes:
        years: dict[tuple[int, int], list[int]] = {}
        for each in item.changes:
            years.setdefault((each.was, each.now), []).append(each.year)
        told = [
            f"in {_in_words(several)} staat nu € {format_euros(now)} (was € {format_euros(was)})"
            for (was, now), several in years.items()
        ]
        return f"Opnieuw open: {', '.join(told)}."
    if item.decision and item.decision.fingerprint == item.part.fingerprint:
        return "Opnieuw open: de order is weer voorgelegd."
    return "Opnieuw open: de dekking of het bedrag van allen samen is veranderd."


def _in_words(years: Sequence[int]) -> str:
    """Return years as `2024`, `2024 en 2026` or `2024 tot en met 2027`."""
    if len(years) > 1 and years[-1] - years[0] == len(years) - 1:
        return f"{years[0]} tot en met {years[-1]}"
    return " en ".join(str(year) for year in years)


def pages_of(questions: Sequence[OgonQuestion]) -> dict[int, str]:
    """Return where each question (by id) stands; the list of the year when its subject is gone. Two queries."""
    codes = {question.code for question in questions}
    found: dict[tuple[str, int, str], str] = {}
    for kind, rows in (
        (SubjectKind.ORDER, MaatwerkOrder.objects.all()),
        (SubjectKind.MUTATION, Mutation.objects.all()),
    ):
        for year, code, pk in rows.filter(code__in=codes).values_list("budget_year", "code", "pk"):
            found[kind, year, code] = reverse(f"ledger:ogon_{kind.value}", args=[year, pk])
    return {
        each.pk: f"{found[each.kind, each.budget_year_id, each.code]}#vraag-{each.pk}"
        if (each.kind, each.budget_year_id, each.code) in found
        else reverse("ledger:ogon", args=[each.budget_year_id])
        for each in questions
    }


def titles(year: int, references: Collection[Reference]) -> dict[Reference, str]:
    """Return the number and description of subjects, as far as they are there (still): two queries."""
    found: dict[Reference, str] = {}
    for kind, rows in (
        (SubjectKind.ORDER, MaatwerkOrder.objects.all()),
        (SubjectKind.MUTATION, Mutation.objects.all()),
    ):
        codes = [code for wanted, code in references if wanted == kind]
        for code, number, description in rows.filter(budget_year=year, code__in=codes).values_list(
            "code", "number", "description"
        ):
            found[kind, code] = f"{number} {description}" if number else description
    return found
