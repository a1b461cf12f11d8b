"""Which tables there are, and how one is made: read the book, lay out the statement, fill in the numbers."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Q

from ledger.core.book import Book
from ledger.queries import load_book
from reports import statements
from reports.table import Layout, Rounding, Table, compute


@dataclass(frozen=True, slots=True)
class Report:
    """One table of the catalogue."""

    slug: str
    path: str  # the Dutch word in the address
    name: str
    summary: str
    statement: Callable[[Book], Layout]
    with_mutations: bool = False


CATALOGUE: dict[str, Report] = {
    report.slug: report
    for report in (
        Report(
            "headlines", "hoofdlijnen", "Hoofdlijnen",
            "Per thema: wat de laatste wijziging kost en wie dat betaalt.", statements.headlines,
        ),
        Report(
            "amendment", "begrotingswijziging", "Begrotingswijziging",
            "Per programma: elke mutatie en de inkomsten die haar dekken.", statements.amendment, with_mutations=True,
        ),
        Report(
            "overview", "baten-en-lasten", "Baten en lasten",
            "Per programma: begroting, wijziging en begroting na wijziging (BBV).", statements.overview,
        ),
        Report(
            "reserves", "reserves", "Reserves en voorzieningen",
            "Van beginstand naar eindstand.", statements.reserves,
        ),
        Report(
            "investments", "investeringen", "Investeringen",
            "De kredieten die in het jaar zijn gevraagd.", statements.investments,
        ),
        Report(
            "maatwerk", "maatwerk", "Maatwerk",
            "De extra opdrachten per gemeente.", statements.maatwerk,
        ),
        Report(
            "contributions", "bijdragen", "Bijdragen per gemeente",
            "Wat elke gemeente betaalt, per verdeelgroep en voor maatwerk.", statements.contributions,
        ),
    )
}  # fmt: skip
BY_PATH = {report.path: report for report in CATALOGUE.values()}


def build(
    slug: str, year: int, through: int | None = None, rounding: Rounding = Rounding.CONTROLLED, visible: Q | None = None
) -> Table:
    """Return a table of the catalogue; raises KeyError on an unknown slug and UnknownYearError on an unknown year."""
    report = CATALOGUE[slug]
    return compile_table(
        report, load_book(year, through, visible=visible, with_mutations=report.with_mutations), rounding
    )


def compile_table(report: Report, book: Book, rounding: Rounding = Rounding.CONTROLLED) -> Table:
    """Lay out and fill in one table of a book that is already read."""
    return compute(report.statement(book), book.reckoning, rounding)
