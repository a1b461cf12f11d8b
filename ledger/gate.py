"""The completeness gate: what a wijziging still lacks before it can be offered to the councils."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Case, Count, F, Q, Sum, When

from ledger.core.money import format_euros
from ledger.enums import AmendmentStatus, FundingSource, Side
from ledger.models import Amendment, Line, Mutation, PoolRule, Theme


@dataclass(frozen=True, slots=True)
class Lack:
    """One thing that is missing: a Dutch sentence, and the mutatie (id) and field where it is mended."""

    sentence: str
    mutation: int | None = None
    field: str = ""


def lacks(amendment: Amendment) -> list[Lack]:
    """Return everything that stands in the way of offering a wijziging; a fixed number of queries."""
    return [*_unsound(amendment), *_incomplete(amendment)]


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
    if not amendment.mutations.exists() and not amendment.investments.exists():
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
