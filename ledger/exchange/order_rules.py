"""What the sheets about maatwerk must obey: the steps of an order follow each other, its amounts fit its years."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from typing import Any, TypeAlias

from ledger.enums import OrderStatus, Recurrence
from ledger.exchange.rows import INVALID, Book, Row
from ledger.exchange.stored import Values
from ledger.workflow import order_step

Broken: TypeAlias = tuple[Row, str, str]  # the row, the column and a Dutch sentence
_Key: TypeAlias = tuple[Any, Any]  # year and code of an order
_IN_THE_APPLICATION = "Zet haar in de toepassing, of haal de rij weg."


def order_rules(book: Book, stored: dict[str, list[Values]]) -> Iterator[Broken]:
    """Yield every rule that the rows about maatwerk break."""
    known = {(values["year"], values["code"]) for values in stored["orders"]}
    orders = {(row["year"], row["code"]): row for row in book["orders"]}
    yield from _steps(book, stored, orders, known)
    yield from _amounts(book, stored, orders, known)
    yield from _dates(book)


def _steps(book: Book, stored: dict[str, list[Values]], orders: dict[_Key, Row], known: set[_Key]) -> Iterator[Broken]:
    present = {(values["year"], values["order"], values["number"]) for values in stored["order_steps"]}
    lives: dict[_Key, list[Row]] = defaultdict(list)
    for row in book["order_steps"]:
        key = (row["year"], row["order"])
        if key in known:
            if (*key, row["number"]) not in present:
                yield (
                    row,
                    "order",
                    f"Deze order staat al in de administratie: een stap erbij kan hier niet. {_IN_THE_APPLICATION}",
                )
        elif INVALID not in (*key, row["number"], row["status"]):
            lives[key].append(row)
    for key, rows in lives.items():
        life = sorted(rows, key=lambda row: int(row["number"]))
        for before, after in pairwise(life):
            if order_step(before["status"], after["status"]) is None:
                words = (OrderStatus(after["status"]).label, OrderStatus(before["status"]).label)
                yield after, "status", "Na '{1}' komt niet '{0}'. Verbeter de stappen van deze order.".format(*words)
        order = orders.get(key)
        status = order["status"] if order else None
        if order and status not in (None, INVALID, life[-1]["status"]):
            last = OrderStatus(life[-1]["status"]).label
            yield order, "status", f"De laatste stap van deze order is '{last}'. Maak de status daaraan gelijk."


def _amounts(
    book: Book, stored: dict[str, list[Values]], orders: dict[_Key, Row], known: set[_Key]
) -> Iterator[Broken]:
    present = {(values["year"], values["order"], values["effective_year"]) for values in stored["order_amounts"]}
    years = {values["year"]: values["years_ahead"] for values in stored["years"]}
    years |= {row["year"]: row["years_ahead"] for row in book["years"]}
    for row in book["order_amounts"]:
        key = (row["year"], row["order"])
        if key in known and (*key, row["effective_year"]) not in present:
            yield (
                row, "order",
                f"Deze order staat al in de administratie, zonder bedrag in dit jaar. {_IN_THE_APPLICATION}",
            )  # fmt: skip
        order, ahead = orders.get(key), years.get(row["year"])
        if order and order["recurrence"] == Recurrence.INCIDENTAL:
            yield row, "order", "Een incidentele order heeft geen bedragen in latere jaren. Haal de rij weg."
        if INVALID not in (row["year"], row["effective_year"], ahead) and ahead is not None:
            last = row["year"] + ahead
            if not row["year"] < row["effective_year"] <= last:
                sentence = f"Een later bedrag valt in {row['year'] + 1} tot en met {last}. Verbeter het jaar."
                yield row, "effective_year", sentence
        if row["amount"] is not INVALID and row["amount"] <= 0:
            yield row, "amount", "Het bedrag is niet hoger dan nul. Verbeter het bedrag of haal de rij weg."


def _dates(book: Book) -> Iterator[Broken]:
    for row in book["orders"]:
        starts, ends = row["starts_on"], row["ends_on"]
        if INVALID not in (starts, ends) and starts and ends and ends < starts:
            yield row, "ends_on", "De einddatum ligt voor de begindatum. Verbeter een van beide."
    for row in book["agreements"]:
        first, last = row["valid_from"], row["valid_until"]
        if INVALID not in (first, last) and last is not None and last < first:
            yield row, "valid_until", "Het laatste jaar ligt voor het eerste jaar. Verbeter een van beide."
