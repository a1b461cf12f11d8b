"""What the aansluitcontrole needs from the database: the published document, and the mutaties as described."""

from collections import Counter, defaultdict

from django.db.models import Q

from ledger.core.book import Book
from ledger.core.cube import DIMENSIONS
from ledger.enums import FundingSource, Side
from ledger.models import Mutation, PublishedFigure, PublishedText
from reports.tieout.published import DescribedMutation, PublishedParagraph, PublishedTable
from reports.tieout.vectors import Effects


def published_tables(year: int) -> list[PublishedTable]:
    """Return the published tables of a year, in the order of their paragraphs."""
    rows: dict[tuple[str, int], dict[str, str]] = defaultdict(dict)
    cells: dict[tuple[str, int], dict[tuple[str, str], str]] = defaultdict(dict)
    heads: dict[tuple[str, int], tuple[str, str, str]] = {}
    figures = PublishedFigure.objects.filter(budget_year=year).order_by("paragraph", "through", "position", "pk")
    for figure in figures:
        key = figure.paragraph, figure.through
        heads[key] = figure.statement, figure.part, figure.unit
        rows[key].setdefault(figure.row_key, figure.row_label)
        if figure.column_key:
            cells[key][figure.row_key, figure.column_key] = figure.printed
    times = Counter(paragraph for paragraph, _ in heads)
    tables = []
    for (paragraph, through), head in heads.items():
        name = paragraph if times[paragraph] == 1 else f"{paragraph} (tot en met wijziging {through})"
        key = paragraph, through
        tables.append(PublishedTable(name, paragraph, *head, through, rows[key], cells[key]))
    return sorted(tables, key=lambda table: in_order(table.paragraph))


def published_paragraphs(year: int) -> list[PublishedParagraph]:
    """Return the published texts of a year, in the order of the document."""
    rows = PublishedText.objects.filter(budget_year=year).order_by("position")
    return [PublishedParagraph(*row) for row in rows.values_list("paragraph", "title", "text", "programme__code")]


def described_mutations(book: Book, effects: Effects) -> list[DescribedMutation]:
    """Return every mutatie of a book with what it costs and who pays, in the order of the ledger."""
    side, source = DIMENSIONS.index("side"), DIMENSIONS.index("source")
    costs: dict[int, int] = {}
    income: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for pk, group, cents in effects:
        if group[side] == Side.COST:
            costs[pk] = costs.get(pk, 0) + cents
        else:
            income[pk][str(group[source])] += cents
    rows = (
        Mutation.objects.filter(Q(budget_year=book.year), amendment__in=[item.pk for item in book.amendments])
        .order_by("amendment__number", "programme__position", "number", "code")
        .values_list("pk", "programme__code", "number", "amendment__number", "description", "group__code")
    )
    return [
        DescribedMutation(
            pk,
            programme,
            number,
            amendment,
            description,
            group,
            maatwerk=FundingSource.MAATWERK.value in income[pk],
            cost=costs.get(pk),
            amounts=frozenset(amount for amount in (costs.get(pk, 0), *income[pk].values()) if amount),
        )
        for pk, programme, number, amendment, description, group in rows
    ]


def in_order(paragraph: str) -> tuple[int, ...]:
    """Sort paragraphs as a document does: 6.2 before 6.11."""
    return tuple(int(part) if part.isdigit() else 0 for part in paragraph.split("."))
