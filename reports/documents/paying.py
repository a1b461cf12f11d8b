"""What each gemeente pays, as a document keeps it: the figures behind the uittreksels."""

from collections import defaultdict
from collections.abc import Mapping

from ledger.core.book import Book
from ledger.core.content import Paid, Payments
from ledger.core.cube import DIMENSIONS, in_force
from ledger.core.effect import Cover, effect_of
from ledger.enums import Recurrence, Side
from ledger.models import BudgetYear
from ledger.queries import books_ahead, load_effects
from reports.catalogue import CATALOGUE, compile_table
from reports.documents.figures import Lookup
from reports.documents.frozen import freeze
from reports.statements.columns import amendment_key
from reports.table import Table

_AT = {name: place for place, name in enumerate(DIMENSIONS)}


def payments(lookup: Lookup, amendment: int | None) -> Payments:
    """Return what is paid of the budget, and of the wijziging that the document carries (None: of no wijziging)."""
    return Payments(
        contributions=freeze(lookup.table("contributions")),
        maatwerk=freeze(lookup.table("maatwerk")),
        mutations=_mutations(lookup, amendment) if amendment else (),
        ahead=_ahead(lookup, amendment) if amendment else {},
    )


def _mutations(lookup: Lookup, amendment: int) -> tuple[Paid, ...]:
    book = lookup.book
    covers: defaultdict[int, list[Cover]] = defaultdict(list)
    for pk, group, cents in load_effects(book):
        if group[_AT["amendment"]] == amendment and group[_AT["side"]] == Side.INCOME:
            source, pool, municipality = (group[_AT[name]] for name in ("source", "pool", "municipality"))
            covers[pk].append(
                Cover(
                    str(source),
                    None if pool is None else str(pool),
                    None if municipality is None else str(municipality),
                    cents,
                )
            )
    keys = in_force(book.keys, amendment)
    codes = [municipality.code for municipality in book.municipalities]
    found = []
    for mutation in lookup.mutations.values():
        if mutation.amendment != amendment:
            continue
        effect = effect_of(covers[mutation.pk], keys, codes)
        paid = {code: payment.total for code, payment in effect.municipalities.items() if payment.total}
        programme = book.programme_of[mutation.programme].name
        label = Recurrence(mutation.recurrence).label
        found.append(Paid(mutation.code, mutation.number, programme, mutation.description, label, paid))
    return tuple(found)


def _ahead(lookup: Lookup, amendment: int) -> Mapping[str, Mapping[str, int]]:
    """Return what a wijziging does to what each gemeente pays, in its year and in the years ahead (cents)."""
    book = lookup.book
    years = BudgetYear.objects.values_list("years_ahead", flat=True).get(pk=book.year)
    ahead = books_ahead(book, range(book.year + 1, book.year + years + 1))
    tables = {book.year: lookup.table("contributions")} | {
        year: compile_table(CATALOGUE["contributions"], other) for year, other in ahead.items()
    }
    return {str(year): _column(table, book, amendment) for year, table in tables.items()}


def _column(table: Table, book: Book, amendment: int) -> dict[str, int]:
    column = amendment_key(amendment)
    return {
        municipality.code: -(table.cents(f"{municipality.code}/total", column) or 0)
        for municipality in book.municipalities
    }
