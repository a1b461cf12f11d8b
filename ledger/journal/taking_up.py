"""Agreed orders into the begroting: each a balanced mutatie of a draft, once, with the order as its source."""

from collections.abc import Collection, Iterator, Sequence
from itertools import count

from django.db import transaction
from django.db.models import Max

from ledger.enums import AmendmentStatus, FundingSource, OrderStatus, Side
from ledger.journal.audit import one_act
from ledger.journal.errors import JournalError
from ledger.journal.lines import LineInput, MutationInput
from ledger.journal.mutations import lock_draft, post_mutations
from ledger.journal.order_follow import too_late, with_agreement
from ledger.models import Amendment, BudgetYear, Line, MaatwerkOrder, Mutation, User
from ledger.permissions import Verb, require


@transaction.atomic
@one_act()
def take_up_orders(
    *, actor: User, amendment: Amendment, orders: Sequence[str], theme: str | None = None
) -> list[Mutation]:
    """Take agreed orders (codes) up in a draft: per order one mutatie of its programma, in the next free number.

    Its last stands in the programma and its baat is maatwerk of the gemeente, in the begrotingsjaar and in the
    years for which the order has an amount. All or nothing; raises JournalError with a sentence per order that
    is not agreed, came after the closing date, or stands in a wijziging already.
    """
    require(actor, Verb.ENTER)
    amendment = lock_draft(amendment)
    rows = lock_orders(amendment.budget_year, orders)
    if sentences := [f"Order {row.number or row.code}: {sentence}" for row in rows if (sentence := obstacle(row))]:
        raise JournalError(*sentences)
    vacancies = Vacancies(amendment.budget_year_id)
    mutations = [_mutation(row, vacancies, theme) for row in rows]
    return post_mutations(actor=actor, amendment=amendment, mutations=mutations)  # the orders follow by themselves


def lock_orders(year: BudgetYear, codes: Collection[str]) -> list[MaatwerkOrder]:
    """Lock the orders with these codes and return them by number, as they are now, with `agreed_on`.

    Raises JournalError when none is named, or one that is not there.
    """
    if not codes:
        raise JournalError("Kies ten minste één order.")
    found = MaatwerkOrder.objects.filter(budget_year=year, code__in=codes)
    list(found.select_for_update().order_by("pk").values_list("pk"))  # two people at once wait for each other here
    rows = list(with_agreement(found).select_related("municipality", "programme", "budget_year"))
    if unknown := sorted(set(codes) - {row.code for row in rows}):
        raise JournalError(f"Onbekende order in {year.pk}: {', '.join(unknown)}. Ververs de pagina.")
    return rows


def obstacle(order: MaatwerkOrder) -> str:
    """Return why an order (with `agreed_on`) cannot be taken up in its year; empty when it can."""
    if order.status != OrderStatus.AGREED:
        return f"de order is {order.get_status_display()}. Alleen een order met akkoord wordt opgenomen."
    standing = Line.objects.filter(order=order).exclude(amendment__status=AmendmentStatus.WITHDRAWN)
    if line := standing.select_related("amendment").first():
        return f"de order staat al in {line.amendment}. Haal hem daar eerst weg."
    if order.cents <= 0:
        return "de order heeft nog geen bedrag. Vul eerst in wat hij kost."
    return too_late(order)


class Vacancies:
    """The codes and numbers that mutaties of a year do not have yet, given out one by one."""

    def __init__(self, year: int) -> None:
        mutations = Mutation.objects.filter(budget_year=year)
        self._codes = set(mutations.values_list("code", flat=True))
        highest = mutations.order_by().values_list("programme__code").annotate(highest=Max("number"))
        self._numbers = {programme: number or 0 for programme, number in highest}

    def code(self, wanted: str) -> str:
        """Return this code, or with -2, -3 after it when a mutatie has it already."""
        code = next(code for code in _numbered(wanted) if code not in self._codes)
        self._codes.add(code)
        return code

    def number(self, programme: str) -> int:
        """Return the next number in a programma (by code)."""
        self._numbers[programme] = self._numbers.get(programme, 0) + 1
        return self._numbers[programme]


def _numbered(code: str) -> Iterator[str]:
    yield code
    for attempt in count(2):
        yield f"{code}-{attempt}"


def _mutation(row: MaatwerkOrder, vacancies: Vacancies, theme: str | None) -> MutationInput:
    amounts = {row.budget_year_id: row.cents} | dict(row.amounts.values_list("effective_year", "cents"))
    lines: list[LineInput] = []
    for year, cents in sorted(amounts.items()):
        lines += [
            LineInput(Side.COST, cents, year),
            LineInput(
                Side.INCOME,
                cents,
                year,
                source=FundingSource.MAATWERK,
                municipality=row.municipality.code,
                order=row.code,
            ),
        ]
    return MutationInput(
        code=vacancies.code(f"maatwerk-{row.code}"),
        programme=row.programme.code,
        description=row.description,
        recurrence=row.recurrence,
        lines=lines,
        number=vacancies.number(row.programme.code),
        theme=theme,
        decided_in_ogon=True,
        explanation=row.performance or row.description,
        reference=row.reference,
    )
