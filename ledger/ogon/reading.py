"""What the pages of the OGONs show, read for one reader with a fixed number of queries: no request, no markup."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet, Sum
from django.urls import reverse

from ledger.core.agreement import Standing
from ledger.core.cube import in_force
from ledger.core.effect import Cover, effect_of
from ledger.core.money import format_euros
from ledger.enums import AmendmentStatus, FundingSource, Side, SubjectKind
from ledger.models import Amendment, Line, MaatwerkOrder, Municipality, Mutation, OgonDecision, OgonQuestion
from ledger.moves import places_now, years_of
from ledger.permissions import Access, Verb
from ledger.queries import load_keys
from ledger.subjects import Item, Subject, items_of, mutation_subjects, order_subjects
from ledger.visibility import PUBLISHED

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


def narrowed(access: Access) -> str:
    """Return the gemeenten whose part this reader sees only, as `Diemen en Uithoorn`; empty when that is all."""
    if access.sees_drafts:
        return ""
    names = {pk: name for _, pk, name in access.grants if pk in access.ogon_municipalities}
    return " en ".join(names.values())


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


def questions_of(access: Access, *years: int) -> QuerySet[OgonQuestion]:
    """Return the questions asked in these years that may be seen, with their answers: two queries."""
    found = OgonQuestion.objects.visible_to(access).filter(budget_year__in=years)
    return found.select_related("municipality", "actor").prefetch_related("answers__actor").order_by("pk")


def talk_of(access: Access, year: int, kind: str, code: str) -> Talk:
    """Return what was said about one subject: three queries, and two more for an order.

    What was said about an order before it was moved to this begrotingsjaar is part of it.
    """
    years = years_of(year, code) if kind == SubjectKind.ORDER else {year}
    decisions = OgonDecision.objects.visible_to(access).filter(budget_year__in=years, kind=kind, code=code)
    return Talk(
        list(questions_of(access, *years).filter(kind=kind, code=code)),
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


def paid_now(year: int) -> dict[int, int]:
    """Return what each gemeente (id) pays in all in a begrotingsjaar, in cents: the outcome of table 6.11.

    By what is offered or adopted, which is public to all; nothing as long as no wijziging is. Four queries.
    """
    published = Amendment.objects.filter(budget_year=year, status__in=PUBLISHED).order_by("number")
    numbers = dict(published.values_list("pk", "number"))
    if not numbers:
        return {}
    places = dict(Municipality.objects.values_list("code", "pk"))
    lines = Line.objects.filter(amendment__in=numbers, effective_year=year, side=Side.INCOME).order_by()
    rows = lines.values_list("source", "pool__code", "municipality__code").annotate(total=Sum("cents"))
    covers = [Cover(source or "", pool, place, cents) for source, pool, place, cents in rows]
    effect = effect_of(covers, in_force(load_keys(year), max(numbers.values())), list(places))
    return {places[code]: payment.total for code, payment in effect.municipalities.items()}


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


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where the subject of a question stands now, and its number and description."""

    kind: SubjectKind
    year: int
    pk: int
    title: str

    @property
    def address(self) -> str:
        """Its page in the OGON."""
        return reverse(f"ledger:ogon_{self.kind.value}", args=[self.year, self.pk])


def whereabouts_of(questions: Collection[OgonQuestion]) -> dict[int, Whereabouts]:
    """Return what each question (by id) is about, also when an order was moved to another year; not what is gone.

    Two queries, and three more when an order does not stand any more where it was asked about.
    """
    asked = {each.pk: (SubjectKind(each.kind), each.budget_year_id, each.code) for each in questions}
    found = _rows(SubjectKind.ORDER, asked.values()) | _rows(SubjectKind.MUTATION, asked.values())
    gone = {(year, code) for kind, year, code in set(asked.values()) - set(found) if kind is SubjectKind.ORDER}
    if gone:
        places = {place: (SubjectKind.ORDER, *now) for place, now in places_now(gone).items()}
        moved = _rows(SubjectKind.ORDER, places.values())
        found |= {(SubjectKind.ORDER, *place): moved[now] for place, now in places.items() if now in moved}
    return {pk: found[subject] for pk, subject in asked.items() if subject in found}


_Asked = tuple[SubjectKind, int, str]  # kind, begrotingsjaar and code of a subject


def _rows(wanted: SubjectKind, asked: Iterable[_Asked]) -> dict[_Asked, Whereabouts]:
    codes = {code for kind, _, code in asked if kind is wanted}
    rows = MaatwerkOrder.objects.all() if wanted is SubjectKind.ORDER else Mutation.objects.all()
    read = rows.filter(code__in=codes).values_list("budget_year", "code", "pk", "number", "description")
    return {
        (wanted, year, code): Whereabouts(wanted, year, pk, f"{number} {description}" if number else description)
        for year, code, pk, number, description in read
    }


def pages_of(questions: Collection[OgonQuestion]) -> dict[int, str]:
    """Return where each question (by id) stands; the list of the year when its subject is gone."""
    found = whereabouts_of(questions)
    return {
        each.pk: f"{found[each.pk].address}#vraag-{each.pk}"
        if each.pk in found
        else reverse("ledger:ogon", args=[each.budget_year_id])
        for each in questions
    }
