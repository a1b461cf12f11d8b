"""Structural maatwerk becomes regular work: the key version, its use, and the mutaties, prepared in one act."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from django.db import transaction
from django.db.models import Max, Sum
from django.utils import timezone

from ledger.core.book import Book
from ledger.core.conversion import Conversion, ConversionError, convert, find_orders, find_pool
from ledger.core.money import format_euros
from ledger.enums import AmendmentStatus, FundingSource, KeyBasis, Recurrence, Side
from ledger.journal.audit import one_act
from ledger.journal.errors import JournalError
from ledger.journal.keys import take_into_use
from ledger.journal.lines import LineInput, MutationInput
from ledger.journal.mutations import lock_draft, post_mutations
from ledger.journal.setup import add_key_version
from ledger.journal.taking_up import Vacancies, lock_orders
from ledger.models import (
    Amendment,
    CostPool,
    KeyVersion,
    Line,
    MaatwerkOrder,
    Municipality,
    Mutation,
    PoolRule,
    User,
)
from ledger.permissions import Verb, require
from ledger.queries import load_book


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be turned: orders (codes) into a verdeelgroep (code), with weights together at most `precision`."""

    pool: str
    orders: Sequence[str]
    precision: int


def propose(book: Book, plan: Plan) -> Conversion:
    """Return what a plan does. Raises JournalError when it is not about structural orders of the same programma."""
    try:
        found = convert(book, find_pool(book, plan.pool), find_orders(book, plan.orders), plan.precision)
    except ConversionError as error:
        raise JournalError(str(error)) from error
    if sentences := objections(book, found):
        raise JournalError(*sentences)
    return found


def objections(book: Book, found: Conversion) -> list[str]:
    """Return why a conversion can be reckoned but not be prepared: orders of another programme, or incidental ones."""
    home = book.root(found.pool.programme)
    sentences = [
        f"Order {order.number or order.code} is van {book.root(order.programme).name}, maar {found.pool.name} "
        f"is van {home.name}. Kies een verdeelgroep van hetzelfde programma."
        for order in found.orders
        if book.root(order.programme) != home
    ]
    codes = [order.code for order in found.orders]
    rows = MaatwerkOrder.objects.filter(budget_year=book.year, code__in=codes).exclude(recurrence=Recurrence.STRUCTURAL)
    return sentences + [
        f"Order {row.number or row.code} is incidenteel: alleen structureel maatwerk gaat op." for row in rows
    ]


def mark(found: Conversion) -> str:
    """Return the fingerprint of what somebody saw of a proposal: preparing it is refused when it is another by then."""
    said = [sorted(part.items()) for part in (found.before, found.weights, found.amounts)]
    return sha256(repr(said).encode()).hexdigest()


@transaction.atomic
@one_act()
def make_structural(
    *,
    actor: User,
    amendment: Amendment,
    plan: Plan,
    seen: str,
    deviation_accepted: bool = False,
    theme: str | None = None,
    decided_in_ogon: bool = False,
) -> list[Mutation]:
    """Prepare a conversion in a draft that is the last wijziging of its year; `seen` is the mark of what was shown.

    Makes a key version for the verdeelgroep, takes it into use from this wijziging on, and posts per order one
    mutatie that moves its cover from maatwerk to bijdrage, in every boekjaar; the lasten stay. What the gemeenten
    pay is the same in the begrotingsjaar. Raises JournalError when something changed since, or when it is not
    exact and that is not accepted.
    """
    require(actor, Verb.ENTER)
    require(actor, Verb.SET_UP)
    amendment = lock_draft(amendment)
    year = amendment.budget_year
    orders = lock_orders(year, plan.orders)
    book = load_book(year.pk)
    if book.through != amendment.number:
        raise JournalError(f"{amendment} is niet de laatste wijziging van {year.pk}. Kies de laatste.")
    found = propose(book, plan)
    if mark(found) != seen:
        raise JournalError("De begroting is intussen veranderd. Bekijk het nieuwe voorstel.")
    if not found.exact and not deviation_accepted:
        raise JournalError(
            f"Dit voorstel wijkt € {format_euros(found.deviation)} af van wat de gemeenten nu betalen. "
            "Kies een grotere precisie, of vink aan dat u de afwijking accepteert."
        )
    pool = CostPool.objects.get(code=found.pool.code)
    version = _key_version(actor, amendment, pool, found)
    take_into_use(actor=actor, year=year, pool=pool, key_version=version, from_amendment=amendment.number)
    vacancies = Vacancies(year.pk)
    mutations = [
        MutationInput(
            code=vacancies.code(f"structureel-{row.code}"),
            programme=row.programme.code,
            description=f"Maatwerk wordt vast werk: {row.description}"[:300],
            recurrence=Recurrence.STRUCTURAL,
            lines=_lines(row, found.pool.code),
            number=vacancies.number(row.programme.code),
            theme=theme,
            decided_in_ogon=decided_in_ogon,
            explanation=f"Order {row.number or row.code} gaat op in {pool.name}. Door de nieuwe verdeelsleutel "
            f"{version} heeft dit geen financieel effect voor de gemeenten.",
            reference=row.reference,
        )
        for row in orders
    ]
    return post_mutations(actor=actor, amendment=amendment, mutations=mutations)


def _key_version(actor: User, amendment: Amendment, pool: CostPool, found: Conversion) -> KeyVersion:
    """Make the next version of the key of this verdeelgroep; of a key of its own when others use the same."""
    numbers = ", ".join(str(order.number or order.code) for order in found.orders)
    rules = PoolRule.objects.filter(budget_year=amendment.budget_year_id, pool=pool)
    rule = rules.select_related("key_version__key").order_by("-from_amendment").first()
    assert rule is not None and rule.key_version is not None  # noqa: S101, PT018 - what `find_pool` asks
    key = rule.key_version.key
    shared = PoolRule.objects.filter(key_version__key=key).exclude(pool=pool).exists()
    code, name = (f"{pool.code}-eigen"[:60], pool.name[:80]) if shared else (key.code, key.name)
    last = KeyVersion.objects.filter(key__code=code).aggregate(last=Max("number"))["last"] or 0
    places = {place.code: place for place in Municipality.objects.all()}
    weights: Mapping[Municipality, int] = {places[code]: weight for code, weight in found.weights.items() if weight}
    return add_key_version(
        actor=actor,
        code=code,
        name=name,
        number=last + 1,
        calculated_on=timezone.localdate(),
        source=f"Maatwerk {numbers} opgenomen in {pool.name} zonder financieel effect, {amendment}",
        weights=weights,
        basis=KeyBasis.FIXED,
    )


def _lines(order: MaatwerkOrder, pool: str) -> list[LineInput]:
    """Return what moves the cover of an order, in every boekjaar in which it stands in the begroting."""
    booked = (
        Line.objects.filter(order=order, source=FundingSource.MAATWERK)
        .exclude(amendment__status=AmendmentStatus.WITHDRAWN)
        .order_by("effective_year")
        .values_list("effective_year")
        .annotate(total=Sum("cents"))
    )
    lines: list[LineInput] = []
    for year, cents in booked:
        if cents:
            away = {"source": FundingSource.MAATWERK, "municipality": order.municipality.code, "order": order.code}
            lines += [
                LineInput(Side.INCOME, -cents, year, **away),
                LineInput(Side.INCOME, cents, year, source=FundingSource.CONTRIBUTION, pool=pool),
            ]
    return lines
