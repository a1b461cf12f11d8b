"""The completeness gate: what a wijziging still lacks before it can be offered to the councils."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.db.models import Case, Count, F, Q, Sum, When

from ledger import subjects
from ledger.core.agreement import Standing
from ledger.core.money import format_euros
from ledger.core.references import Known, disagreements, named_mutations
from ledger.enums import AmendmentStatus, FundingSource, Side
from ledger.models import Amendment, Line, Mutation, PoolRule, Programme, Theme


@dataclass(frozen=True, slots=True)
class Lack:
    """One thing that is missing: a Dutch sentence, and the mutatie (id) and field where it is mended."""

    sentence: str
    mutation: int | None = None
    field: str = ""


def lacks(amendment: Amendment) -> list[Lack]:
    """Return everything that stands in the way of offering a wijziging; a fixed number of queries."""
    return [*_unsound(amendment), *_incomplete(amendment), *_not_agreed(amendment), *_contradicted(amendment)]


def unsound(amendment: Amendment) -> list[Lack]:
    """Return only what the database would refuse as well: balance, neutral groups, verdeling."""
    return list(_unsound(amendment))


def _unsound(amendment: Amendment) -> Iterator[Lack]:
    lines = Line.objects.filter(amendment=amendment)
    signed = Sum(Case(When(side=Side.COST, then=F("cents")), default=-F("cents")))
    unbalanced = (
        lines.values("mutation", "mutation__code", "mutation__description", "effective_year")
        .annotate(difference=signed)
        .exclude(difference=0)
        .order_by("mutation__code", "effective_year")
    )
    for row in unbalanced:
        yield Lack(
            f"Mutatie {row['mutation__code']} ({row['mutation__description']}) is in {row['effective_year']} "
            f"niet in evenwicht: verschil € {format_euros(row['difference'])}. Maak lasten en baten gelijk.",
            row["mutation"],
            "lines",
        )
    not_neutral = (
        lines.filter(mutation__group__isnull=False, side=Side.COST)
        .values("mutation__group__name", "effective_year")
        .annotate(cost=Sum("cents"))
        .exclude(cost=0)
        .order_by("mutation__group__name", "effective_year")
    )
    for row in not_neutral:
        yield Lack(
            f"Groep '{row['mutation__group__name']}' is in {row['effective_year']} niet budgettair neutraal: "
            f"de lasten tellen op tot € {format_euros(row['cost'])}.",
            field="group",
        )
    for mutation in Mutation.objects.filter(amendment=amendment, lines__isnull=True):
        yield Lack(f"Mutatie {mutation} heeft geen regels. Vul een bedrag in.", mutation.pk, "lines")
    ruled = PoolRule.objects.filter(budget_year=amendment.budget_year_id).values("pool")
    for name in (
        lines.filter(pool__isnull=False).exclude(pool__in=ruled).values_list("pool__name", flat=True).distinct()
    ):
        yield Lack(
            f"Verdeelgroep {name} heeft in {amendment.budget_year_id} geen verdeling. Leg die eerst vast.", field="rule"
        )


def _incomplete(amendment: Amendment) -> Iterator[Lack]:
    rules = PoolRule.objects.filter(budget_year=amendment.budget_year_id, from_amendment=amendment.number)
    new_key = amendment.number and rules.exists()
    if not (amendment.mutations.exists() or amendment.investments.exists() or new_key):
        yield Lack(f"In {amendment} staat nog geen mutatie.", field="empty")
    gone = Mutation.objects.filter(amendment=amendment, reverses__amendment__status=AmendmentStatus.WITHDRAWN)
    for mutation in gone:
        yield Lack(
            f"Mutatie {mutation} boekt iets tegen dat is ingetrokken en dus niet meer telt. Haal haar weg.", mutation.pk
        )
    maatwerk = Count("lines", filter=Q(lines__source=FundingSource.MAATWERK))
    themes = Theme.objects.exists()
    mutations = Mutation.objects.filter(amendment=amendment).annotate(maatwerk=maatwerk)
    for mutation in mutations.order_by("programme__position", "number", "code"):
        if themes and mutation.theme_id is None:
            yield Lack(f"Mutatie {mutation} heeft geen thema. Kies er een.", mutation.pk, "theme")
        if not mutation.explanation.strip():
            yield Lack(
                f"Mutatie {mutation} heeft geen toelichting. Leg uit waarom zij nodig is.", mutation.pk, "explanation"
            )
        if mutation.maatwerk and not mutation.decided_in_ogon:
            sentence = f"Mutatie {mutation} is maatwerk, maar is niet in het OGON besproken. Bespreek haar daar."
            yield Lack(sentence, mutation.pk, "decided_in_ogon")
        if mutation.approved_by_id is None:
            yield Lack(f"Mutatie {mutation} wacht op akkoord van een collega.", mutation.pk, "approved_by")


def _not_agreed(amendment: Amendment) -> Iterator[Lack]:
    """What an OGON deals with and a gemeente that pays has not agreed to, as it stands now; see `ledger.subjects`."""
    if not subjects.Ogons():
        return
    asked = subjects.mutation_subjects(amendment.budget_year_id, Mutation.objects.filter(amendment=amendment))
    for item in subjects.items_of(amendment.budget_year_id, asked):
        if item.lacks_agreement:
            said = "is niet akkoord" if item.standing == Standing.DECLINED else "heeft nog geen akkoord gegeven"
            sentence = f"Mutatie {item.subject.row}: {item.municipality} {said} in {item.ogons[0]}."
            yield Lack(sentence, item.subject.row.pk, "ogon")


_TEXTS = {"description": "De omschrijving", "explanation": "De toelichting"}


def known_mutations(amendment: Amendment, besides: Iterable[int] = ()) -> dict[int, Known]:
    """Return what texts may say of the numbered mutaties up to and including a wijziging, by id: two queries.

    `besides` are ids of mutaties that count as well, though they have no number.
    """
    year = amendment.budget_year_id
    rows = (
        Mutation.objects.filter(Q(number__isnull=False) | Q(pk__in=list(besides)))
        .filter(budget_year=year, amendment__number__lte=amendment.number)
        .exclude(amendment__status=AmendmentStatus.WITHDRAWN)
        .values_list("pk", "programme__code", "number")
    )
    found = list(rows)
    costs: dict[int, int] = {}
    amounts: dict[int, set[int]] = defaultdict(set)
    sums = (
        Line.objects.filter(budget_year=year, mutation__in=[pk for pk, _, _ in found])
        .order_by()
        .values_list("mutation", "effective_year", "side", "source")
        .annotate(total=Sum("cents"))
    )
    for pk, effective, side, _, cents in sums:
        amounts[pk].add(cents)
        if side == Side.COST and effective == year:
            costs[pk] = cents
    return {
        pk: Known(programme, number, costs.get(pk), frozenset(filter(None, amounts[pk])))
        for pk, programme, number in found
    }


def _contradicted(amendment: Amendment) -> Iterator[Lack]:
    """Texts that name a mutatie which is not there, or with another amount than it has."""
    programmes: Mapping[str, str] = dict(Programme.objects.values_list("code", "name"))
    year = amendment.budget_year_id
    speaking = [
        (mutation, name)
        for mutation in amendment.mutations.select_related("programme").order_by(
            "programme__position", "number", "code"
        )
        for name in _TEXTS
        if named_mutations(getattr(mutation, name), programmes, mutation.programme.code, year)
    ]
    if not speaking:
        return
    by_pk = known_mutations(amendment, {mutation.pk for mutation, _ in speaking})
    known = {(one.programme, one.number): one for one in by_pk.values() if one.number is not None}
    for mutation, name in speaking:
        for wrong in disagreements(
            getattr(mutation, name),
            known,
            programmes=programmes,
            year=year,
            own=mutation.programme.code,
            speaker=by_pk[mutation.pk],
        ):
            sentence = f"{_TEXTS[name]} van mutatie {mutation} {wrong.sentence} Verbeter de tekst of de mutatie."
            yield Lack(sentence, mutation.pk, name)
