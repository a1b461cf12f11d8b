"""`manage.py solve_key --year 2024 --pool "Buurt overig" --orders 408`: weights by which maatwerk moves no money."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ledger.core.book import Book
from ledger.core.conversion import PRECISION, Conversion, ConversionError, convert, find_orders, find_pool, verdict
from ledger.core.money import format_euros, group_digits
from ledger.exchange.database import prepare
from ledger.journal.structural import objections
from ledger.models import BudgetYear
from ledger.queries import UnknownYearError, load_book

_FORMATS = ("text", "json")


class Command(BaseCommand):
    help = "Zoek gewichten waarmee maatwerk in een verdeelgroep opgaat en elke gemeente hetzelfde betaalt."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--year", type=int, required=True, metavar="JAAR")
        parser.add_argument("--pool", required=True, metavar="NAAM", help="code of naam van de verdeelgroep")
        parser.add_argument("--orders", required=True, metavar="408,...", help="nummers of codes, met komma's ertussen")
        parser.add_argument(
            "--precision", type=int, default=PRECISION, metavar="N", help="wat de gewichten samen hoogstens zijn"
        )
        parser.add_argument("--format", default="text", metavar="|".join(_FORMATS))

    def handle(self, *_: Any, year: int, pool: str, orders: str, precision: int, **options: Any) -> None:
        if options["format"] not in _FORMATS:
            raise CommandError(f"'{options['format']}' is geen soort uitvoer. Kies uit: {', '.join(_FORMATS)}.")
        prepare()
        try:
            book = load_book(year)
            found = convert(book, find_pool(book, pool), find_orders(book, orders.split(",")), precision)
        except UnknownYearError as error:
            years = ", ".join(str(known) for known in BudgetYear.objects.values_list("year", flat=True)) or "geen"
            raise CommandError(f"{error} Wel van: {years}.") from error
        except ConversionError as error:
            raise CommandError(str(error)) from error
        for sentence in objections(book, found):  # what follows is reckoned all the same, and changes nothing
            self.stderr.write(f"Let op: zo is dit niet klaar te zetten in een wijziging. {sentence}")
        self.stdout.write(_as_json(found) if options["format"] == "json" else _as_text(book, found, precision))


def _as_json(found: Conversion) -> str:
    return json.dumps(
        {
            "before": found.before,
            "after": found.after,
            "weights": found.weights,
            "exact": found.exact,
            "deviation": found.deviation,
        }
    )


def _as_text(book: Book, found: Conversion, precision: int) -> str:
    names = {municipality.code: municipality.name for municipality in book.municipalities}
    orders = ", ".join(str(order.number or order.code) for order in found.orders)
    rows = [("Gemeente", "Nu", "Straks", "Gewicht")]
    rows += [
        (names[code], format_euros(cents), format_euros(found.after[code]), group_digits(found.weights[code]))
        for code, cents in found.before.items()
    ]
    total = format_euros(found.total)
    rows.append(("Totaal", total, total, group_digits(sum(found.weights.values()))))
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    table = [
        "  ".join(
            (row[0].ljust(widths[0]), *(text.rjust(width) for text, width in zip(row[1:], widths[1:], strict=True)))
        )
        for row in rows
    ]
    title = f"{found.pool.name} {book.year}, met order {orders} (in euro's)"
    return "\n".join([title, "", *table, "", verdict(found, precision)])
