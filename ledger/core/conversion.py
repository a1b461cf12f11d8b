"""Maatwerk becomes regular work: the same payers, the same cents, through a verdeelgroep with other weights. Pure.

The bijdrage of the verdeelgroep grows by what the orders cost, the maatwerk goes away, and the weights are such
that every gemeente pays what it paid. Reckoned in the begrotingsjaar, in the state after the last wijziging of
the book (drafts included). Source: jaarstukken 2022, "een gewijzigd verdeelpercentage zodat dit geen financieel
effect geeft".
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ledger.core.apportionment import apportion
from ledger.core.book import Book, OrderRecord, PoolRecord
from ledger.core.cube import Key, Selection
from ledger.core.money import format_euros, group_digits
from ledger.core.solving import ROUND_TOTALS, SEARCHED, UnsolvableError, solve
from ledger.enums import FundingSource, Side

PRECISION = ROUND_TOTALS[-1]  # percentages with six decimals, as in the keys of 2024


class ConversionError(ValueError):
    """What was asked for is not there or cannot be; the message is a Dutch sentence."""


@dataclass(frozen=True, slots=True)
class Conversion:
    """What each gemeente pays for a verdeelgroep and some orders (cents, by code), now and by the new weights."""

    pool: PoolRecord
    orders: tuple[OrderRecord, ...]
    amounts: Mapping[str, int]  # of each order, by its code
    bijdrage: int  # of the verdeelgroep now, without the orders
    before: Mapping[str, int]
    after: Mapping[str, int]
    weights: Mapping[str, int]
    old: Key
    proved: bool  # nothing within the precision deviates less

    @property
    def deviation(self) -> int:
        """What the gemeenten pay more or less, each difference taken as positive: the sum, in cents."""
        return sum(abs(self.after[code] - cents) for code, cents in self.before.items())

    @property
    def exact(self) -> bool:
        """Whether every gemeente pays exactly what it paid, to the cent."""
        return self.deviation == 0

    @property
    def total(self) -> int:
        """The bijdrage of the verdeelgroep with the orders in it (cents)."""
        return sum(self.before.values())


def verdict(found: Conversion, precision: int) -> str:
    """Say whether everybody pays the same, and else by how little it fails at this precision."""
    total = group_digits(sum(found.weights.values()))
    if found.exact:
        return f"Elke gemeente betaalt precies wat zij nu betaalt, met gewichten die samen {total} zijn."
    limit = group_digits(precision)
    tried = f"hoogstens {limit}" if precision <= SEARCHED else f"100, 1.000, 10.000 en zo verder tot {limit}"
    smallest = "de kleinste afwijking" if found.proved else "de kleinste afwijking die is gevonden"
    return (
        f"Geen gehele oplossing binnen deze precisie: met gewichten die samen {tried} zijn betaalt niet elke gemeente "
        f"precies wat zij nu betaalt. Met gewichten die samen {total} zijn is {smallest} "
        f"€ {format_euros(found.deviation)}, alle verschillen bij elkaar."
    )


def find_pool(book: Book, name: str) -> PoolRecord:
    """Return the verdeelgroep with this code or name, however it is capitalised; it must have a key."""
    wanted = name.strip().casefold()
    for pool in book.pools:
        if wanted in (pool.code.casefold(), pool.name.casefold()):
            if pool.direct:
                raise ConversionError(
                    f"{pool.name} wordt in {book.year} direct betaald: er is geen verdeelsleutel om te wijzigen. "
                    f"Kies een van: {_keyed(book)}."
                )
            if pool.code not in book.keys:
                raise ConversionError(f"{pool.name} heeft in {book.year} geen verdeling. Kies een van: {_keyed(book)}.")
            return pool
    raise ConversionError(f"Onbekende verdeelgroep '{name}'. Kies een van: {_keyed(book)}.")


def find_orders(book: Book, names: Iterable[str]) -> tuple[OrderRecord, ...]:
    """Return the orders with these numbers or codes, in the order of the book; each may be named once."""
    by_name = {order.code.casefold(): order.code for order in book.orders}
    by_name |= {str(order.number): order.code for order in book.orders if order.number is not None}
    given = [name.strip() for name in names if name.strip()]
    wanted = {name.casefold(): name for name in given}
    booked = [order.code for order in book.orders if booked_cents(book, order.code)]
    known = ", ".join(booked) or "er zijn er nog geen"
    if not wanted:
        raise ConversionError(f"Noem ten minste één order. In de begroting {book.year} staan: {known}.")
    for name, shown in wanted.items():
        if name not in by_name:
            raise ConversionError(f"Onbekende order '{shown}'. In de begroting {book.year} staan: {known}.")
        if by_name[name] not in booked:
            raise ConversionError(
                f"Order {shown} staat in {book.year} niet (meer) in de begroting: er is niets om te zetten. "
                f"Wel: {known}."
            )
    chosen = {by_name[name] for name in wanted}
    if len(chosen) < len(given):
        codes = [by_name[name.casefold()] for name in given]
        twice = next(name for at, name in enumerate(given) if codes[at] in codes[:at])
        raise ConversionError(f"Order {twice} staat er twee keer. Noem elke order één keer.")
    return tuple(order for order in book.orders if order.code in chosen)


def convert(book: Book, pool: PoolRecord, orders: Sequence[OrderRecord], precision: int = PRECISION) -> Conversion:
    """Find the weights, together at most `precision`, by which every gemeente pays what it pays now.

    Whole euros are split in whole euros. Pays somebody cents of a total in whole euros, then what is aimed at is
    what each pays rounded to euros, and the cents count as deviation. Raises ConversionError with a sentence.
    """
    contribution = Selection.of(side=Side.INCOME, source=FundingSource.CONTRIBUTION, pool=pool.code)
    bijdrage = book.cube.total(contribution)
    key = book.keys[pool.code].at(book.through)
    before = dict.fromkeys((municipality.code for municipality in book.municipalities), 0)
    for code, cents in key.shares(bijdrage).items():
        before[code] += cents
    amounts = {order.code: booked_cents(book, order.code) for order in orders}
    for order in orders:
        before[order.municipality] += amounts[order.code]
    total = sum(before.values())
    try:
        solution = solve(_aims(list(before.values()), total), precision)
    except UnsolvableError as error:
        raise ConversionError(str(error)) from error
    weights = dict(zip(before, solution.weights, strict=True))
    return Conversion(
        pool=pool,
        orders=tuple(orders),
        amounts=amounts,
        bijdrage=bijdrage,
        before=before,
        after=Key(tuple(weights.items())).shares(total),
        weights=weights,
        old=key,
        proved=solution.proved,
    )


def booked_cents(book: Book, order: str) -> int:
    """Return what stands in the begroting for an order in the year of the book (cents)."""
    return book.cube.total(Selection.of(side=Side.INCOME, source=FundingSource.MAATWERK, order=order))


def _aims(cents: Sequence[int], total: int) -> list[int]:
    """Return what each is to pay in the unit in which `Key.shares` splits the total."""
    if total % 100 or min(cents) < 0 or total == 0:
        return list(cents)
    return apportion(total // 100, cents)


def _keyed(book: Book) -> str:
    return ", ".join(pool.name for pool in book.pools if not pool.direct and pool.code in book.keys) or "geen"
