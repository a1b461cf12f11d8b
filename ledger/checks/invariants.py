"""Every invariant of the ledger, checked on what is stored: for `manage.py check_ledger` and for tests.

The journal and the guards in the database keep these true. This looks whether they did, also when somebody
went past both; what was tampered with shows because it differs from the log, whose links are chained.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError, connection, transaction
from django.db.models import Case, F, Min, OuterRef, Q, QuerySet, Subquery, Sum, When
from django.db.models.functions import Coalesce

from ledger.checks import logged, recorded
from ledger.checks import sealed as sealed_checks
from ledger.core import chain
from ledger.core.cube import Key
from ledger.core.money import format_euros
from ledger.enums import AmendmentStatus, Side
from ledger.guards import triggers
from ledger.journal.audit import links
from ledger.models import (
    Amendment,
    AuditEntry,
    BudgetYear,
    KeyWeight,
    Line,
    MaatwerkOrder,
    Mutation,
    NeutralGroup,
    OpeningBalance,
    PoolRule,
)
from ledger.queries import load_keys
from ledger.visibility import PUBLISHED

_SHORTEST_DIGEST = 8  # characters
_SIGNED = Sum(Case(When(side=Side.COST, then=F("cents")), default=-F("cents")))


@dataclass(frozen=True, slots=True)
class CheckResult:
    """The outcome of one check: a Dutch sentence that should hold, whether it does, and what breaks it."""

    name: str
    ok: bool
    details: tuple[str, ...]


def run() -> list[CheckResult]:
    """Check everything, at one moment; never stops at the first failure."""
    results = []
    with transaction.atomic():
        for name, check in CHECKS.items():
            details = tuple(_carried_out(check))
            results.append(CheckResult(name, not details, details))
    return results


def _carried_out(check: Callable[[], Iterator[str]]) -> Iterator[str]:
    """Yield what a check finds, and that it could not go on when what a row names is not there."""
    try:
        yield from check()
    except ObjectDoesNotExist as error:
        yield f"Deze controle is niet af te maken: een rij verwijst naar iets dat er niet is ({error})."


def anchored(anchor: str) -> str | None:
    """Hold `sequence:beginning of the digest`, noted earlier outside the system, against the log.

    Returns a Dutch sentence when it does not agree, else None. It finds what the chain itself cannot: a log
    that was cut off, or made anew from some entry on.
    """
    number, _, digest = anchor.partition(":")
    if not number.isdecimal() or len(digest) < _SHORTEST_DIGEST:
        return f"'{anchor}' is geen schakel. Schrijf het nummer, een dubbele punt en de vingerafdruk."
    entry = AuditEntry.objects.filter(sequence=int(number)).first()
    if entry is None:
        return f"Schakel {number} is er niet: het logboek is afgekapt."
    if not entry.digest.startswith(digest):
        return f"Schakel {number} is een andere dan eerst genoteerd: het logboek is opnieuw gemaakt."
    return None


def _counting() -> QuerySet[Line]:
    return Line.objects.exclude(amendment__status=AmendmentStatus.WITHDRAWN)


def _guards() -> Iterator[str]:
    yield from (f"Bewaker {name} ontbreekt of is uitgezet. Draai manage.py migrate." for name in triggers.missing())
    yield from (f"Bewaker {name} is veranderd. Draai manage.py migrate." for name in triggers.altered())


def _chain() -> Iterator[str]:
    broken = chain.first_broken(links())
    if broken is not None:
        yield f"De eerste schakel die niet klopt is nummer {broken}."


def _references() -> Iterator[str]:
    try:
        connection.check_constraints()
    except IntegrityError as error:
        yield f"Een regel verwijst naar iets dat er niet is: {error}"


def _balance() -> Iterator[str]:
    rows = (
        Line.objects.values("mutation__code", "effective_year")
        .annotate(difference=_SIGNED)
        .exclude(difference=0)
        .order_by("mutation__code", "effective_year")
    )
    for row in rows:
        yield (
            f"Mutatie {row['mutation__code']} is in {row['effective_year']} niet in evenwicht: "
            f"verschil € {format_euros(row['difference'])}."
        )
    for code in Mutation.objects.filter(lines__isnull=True).values_list("code", flat=True):
        yield f"Mutatie {code} heeft geen regels."


def _groups() -> Iterator[str]:
    rows = (
        Line.objects.filter(side=Side.COST, mutation__group__isnull=False, amendment__status__in=PUBLISHED)
        .values("mutation__group__name", "effective_year")
        .annotate(cost=Sum("cents"))
        .exclude(cost=0)
        .order_by("mutation__group__name", "effective_year")
    )
    for row in rows:
        yield (
            f"Groep '{row['mutation__group__name']}' telt in {row['effective_year']} op tot "
            f"€ {format_euros(row['cost'])} aan lasten."
        )
    for group in NeutralGroup.objects.exclude(mutations__isnull=True).exclude(amendment=F("mutations__amendment")):
        yield f"Groep '{group}' heeft een mutatie uit een andere wijziging."


def _dimensions() -> Iterator[str]:
    lines = Line.objects.annotate(
        own_theme=Coalesce(F("theme"), 0), theme_of_mutation=Coalesce(F("mutation__theme"), 0)
    ).filter(
        ~Q(amendment=F("mutation__amendment"))
        | ~Q(budget_year=F("mutation__budget_year"))
        | ~Q(programme=F("mutation__programme"))
        | ~Q(recurrence=F("mutation__recurrence"))
        | ~Q(own_theme=F("theme_of_mutation"))
    )
    for code, position in lines.values_list("mutation__code", "position"):
        yield f"Regel {position} van mutatie {code} wijkt af van haar mutatie."
    for mutation in Mutation.objects.exclude(budget_year=F("amendment__budget_year")):
        yield f"Mutatie {mutation.code} hoort bij een ander jaar dan haar wijziging."
    outside = Line.objects.filter(
        Q(effective_year__lt=F("budget_year")) | Q(effective_year__gt=F("budget_year") + F("budget_year__years_ahead"))
    )
    for code, year in outside.values_list("mutation__code", "effective_year").distinct():
        yield f"Mutatie {code} heeft een regel in {year}, buiten de jaren van haar begroting."


def _orders() -> Iterator[str]:
    """The agreed amount is what the wijziging that placed the order put in; later ones may take it back."""
    placed = (
        _counting()
        .exclude(amendment__status=AmendmentStatus.DRAFT)
        .filter(order=OuterRef("pk"), effective_year=F("budget_year"))
    )
    first = placed.order_by().values("order").annotate(number=Min("amendment__number")).values("number")
    amount = placed.filter(amendment__number=OuterRef("first")).order_by().values("order").annotate(cents=Sum("cents"))
    orders = MaatwerkOrder.objects.annotate(first=Subquery(first)).filter(first__isnull=False)
    for order in orders.annotate(placed=Subquery(amount.values("cents"))).exclude(placed=F("cents")):
        yield (
            f"Order {order} is afgesproken voor € {format_euros(order.cents)}, maar wijziging {order.first} "
            f"boekt € {format_euros(order.placed)}."
        )
    for code, order_code in (
        Line.objects.filter(order__isnull=False)
        .exclude(municipality=F("order__municipality"), budget_year=F("order__budget_year"))
        .values_list("mutation__code", "order__code")
    ):
        yield f"Mutatie {code} boekt order {order_code} bij een andere gemeente of een ander jaar."


def _reserves() -> Iterator[str]:
    for opening in OpeningBalance.objects.select_related("reserve").order_by("budget_year", "reserve"):
        year = opening.budget_year_id
        moved = (
            Line.objects.filter(reserve=opening.reserve, budget_year=year, effective_year=year)
            .filter(amendment__status__in=PUBLISHED)
            .aggregate(moved=_SIGNED)["moved"]
        )
        closing = opening.opening_cents + opening.appropriation_cents + (moved or 0)
        if closing < 0:
            yield f"{opening.reserve} eindigt in {year} op € {format_euros(closing)}."
    without = Line.objects.filter(reserve__isnull=False, amendment__status__in=PUBLISHED).exclude(
        reserve__openings__budget_year=F("budget_year")
    )
    for name, year in without.values_list("reserve__name", "budget_year").distinct():
        yield f"{name} wordt in {year} gebruikt, maar heeft geen beginstand."


def _pools() -> Iterator[str]:
    by_year: dict[tuple[int, int], bool] = {}
    rules = PoolRule.objects.select_related("pool").order_by("budget_year", "pool__name", "from_amendment")
    for rule in rules:
        direct = rule.key_version_id is None
        place = rule.budget_year_id, rule.pool_id
        if rule.from_amendment and by_year.get(place, True):
            yield (
                f"Verdeelgroep {rule.pool} heeft in {rule.budget_year_id} een verdeling vanaf wijziging "
                f"{rule.from_amendment} die geen sleutel voor het hele jaar vervangt."
            )
        elif rule.from_amendment and direct:
            yield f"Verdeelgroep {rule.pool} wordt in {rule.budget_year_id} halverwege het jaar direct betaald."
        by_year.setdefault(place, direct)
    used = (
        Line.objects.filter(pool__isnull=False)
        .annotate(names=Case(When(municipality__isnull=True, then=0), default=1))
        .values_list("budget_year", "pool", "pool__name", "names")
        .distinct()
        .order_by("budget_year", "pool__name")
    )
    for year, pool, name, names_municipality in used:
        if (year, pool) not in by_year:
            yield f"Verdeelgroep {name} heeft in {year} geen verdeling."
        elif by_year[year, pool] != bool(names_municipality):
            way = "per sleutel" if names_municipality else "direct"
            yield f"Verdeelgroep {name} is in {year} {way}, maar een regel is anders."


def _keys() -> Iterator[str]:
    weighty = KeyWeight.objects.filter(weight__gt=0).values("version")
    for rule in PoolRule.objects.filter(key_version__isnull=False).exclude(key_version__in=weighty):
        yield f"Verdeelgroep {rule.pool} heeft in {rule.budget_year_id} een sleutel zonder gewichten."
    for weight in KeyWeight.objects.filter(weight__lt=0).select_related("version__key"):
        yield f"Sleutel {weight.version} heeft een negatief gewicht."


def _splits() -> Iterator[str]:
    """Every total that a table splits: of each wijziging, and of all up to and including it, by the key in force."""
    for year in BudgetYear.objects.values_list("year", flat=True):
        rings = load_keys(year)
        rows = (
            _counting()
            .filter(budget_year=year, pool__code__in=list(rings), municipality__isnull=True)
            .order_by("amendment__number")
            .values_list("pool__code", "effective_year", "amendment__number")
            .annotate(total=Sum("cents"))
        )
        together: dict[tuple[str, int], int] = {}
        for pool, effective, number, total in rows:
            whole = together[pool, effective] = together.get((pool, effective), 0) + total
            key, what = rings[pool].at(number), f"verdeelgroep {pool}, {effective},"
            yield from _wrong_split(key, total, f"{what} wijziging {number}")
            yield from _wrong_split(key, whole, f"{what} na wijziging {number}")
        for (pool, effective), whole in together.items():
            for key in rings[pool].keys[1:]:
                what = f"verdeelgroep {pool}, {effective}, met de sleutel vanaf wijziging {key.since}"
                yield from _wrong_split(key, whole, what)


def _wrong_split(key: Key, cents: int, what: str) -> Iterator[str]:
    shares = key.shares(cents)
    unit = 1 if cents % 100 else 100
    exact = {code: Fraction(cents * weight, key.total * unit) for code, weight in key.payers.items()}
    if sum(shares.values()) != cents or any(
        shares.get(code, 0) not in (floor(quota) * unit, ceil(quota) * unit) for code, quota in exact.items()
    ):
        yield f"De splitsing telt niet op: {what}."


def _result() -> Iterator[str]:
    rows = (
        _counting()
        .order_by("budget_year", "effective_year", "amendment__number")
        .values_list("budget_year", "effective_year", "amendment__number")
        .annotate(difference=_SIGNED)
    )
    for year, effective, number, difference in rows:
        if difference:
            yield (
                f"Wijziging {number} van {year} heeft in {effective} een resultaat van € {format_euros(-difference)}; "
                "dat hoort nul te zijn."
            )


def _four_eyes() -> Iterator[str]:
    for amendment in Amendment.objects.filter(adopted_by__isnull=False, adopted_by=F("submitted_by")):
        yield f"{amendment} is vastgesteld door wie haar aanbood."
    for mutation in Mutation.objects.filter(approved_by=F("entered_by")):
        yield f"Mutatie {mutation.code} is akkoord gegeven door wie haar invoerde."
    submitted: dict[str, int] = {}
    steps = AuditEntry.objects.filter(action__in=("amendment.submitted", "amendment.adopted")).order_by("sequence")
    for entry in steps:
        if entry.payload["taken_over"]:
            continue
        if entry.action == "amendment.submitted":
            submitted[entry.subject] = entry.actor_id
        elif submitted.get(entry.subject) == entry.actor_id:
            yield f"Volgens het logboek is {entry.subject} vastgesteld door wie haar aanbood."


CHECKS: dict[str, Callable[[], Iterator[str]]] = {
    "De bewakers in de database zijn er en zijn onveranderd": _guards,
    "De keten van het logboek is ongebroken": _chain,
    "Elke verwijzing in de database klopt": _references,
    "Elke mutatie is in elk boekjaar in evenwicht": _balance,
    "Elke neutrale groep telt op tot nul": _groups,
    "Elke regel volgt haar mutatie en valt binnen de jaren van de begroting": _dimensions,
    "Elke mutatie is zoals het logboek zegt": logged.mutations,
    "Elke wijziging en elk jaar is zoals het logboek zegt": logged.amendments,
    "Sleutels, verdeling, beginstanden, orders, investeringen en risico's zijn zoals het logboek zegt": logged.facts,
    "Namen, volgorde en indeling zijn zoals het logboek zegt": recorded.names,
    "Rollen en plaatsen in een OGON zijn zoals het logboek zegt": recorded.people,
    "Besluiten van het OGON en stappen van orders zijn zoals het logboek zegt": recorded.decisions,
    "Documenten en zienswijzen zijn zoals het logboek zegt": recorded.documents,
    "Elke maatwerkorder is geboekt voor het afgesproken bedrag": _orders,
    "Geen reserve of voorziening komt onder nul": _reserves,
    "Elke bijdrage heeft een verdeling": _pools,
    "Elke sleutel heeft gewichten": _keys,
    "Elke splitsing telt op": _splits,
    "Lasten en baten zijn samen nul": _result,
    "Niemand stelt vast of geeft akkoord wat hij zelf aanbood of invoerde": _four_eyes,
    "Verzonden en vastgestelde documenten zijn wat zij waren": sealed_checks.versions,
    "Bewaarde bestanden zijn wat zij waren": sealed_checks.files,
}
