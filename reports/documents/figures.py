"""What live figures stand for: the mutaties of a year and the cells of its tables, looked up once."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import F, Q, Sum

from ledger.core.book import Book
from ledger.core.content import Figure, Prose
from ledger.core.live import BadReferenceError, Form, Reference, amount, parse, sources
from ledger.enums import AmendmentStatus, Side
from ledger.models import Mutation
from ledger.queries import load_book
from reports.catalogue import BY_PATH, CATALOGUE, compile_table
from reports.table import Layout, Rounding, Table, compute


@dataclass(frozen=True, slots=True)
class MutationFigure:
    """A mutatie as texts refer to it; see `amount_of` for `cents`."""

    pk: int
    code: str
    number: int | None
    description: str
    explanation: str
    recurrence: str
    programme: str
    amendment: int
    cents: int


def amount_of(cost: int | None, income: int | None) -> int:
    """Return the amount by which a mutatie is called: its lasten, or without those what it brings in (cents)."""
    return cost if cost is not None else income or 0


@dataclass
class Lookup:
    """The state of one year that a document prints: read as far as it is asked for, each thing once."""

    year: int
    through: int | None
    visible: Q | None = None
    _tables: dict[str, Table] = field(default_factory=dict)

    @cached_property
    def book(self) -> Book:
        """The book of the year, with its mutaties."""
        return load_book(self.year, self.through, visible=self.visible, with_mutations=True, or_empty=True)

    @cached_property
    def mutations(self) -> dict[str, MutationFigure]:
        """Mutaties by code, in printing order: one query."""
        this_year = Q(lines__effective_year=self.year)
        rows = (
            Mutation.objects.filter(budget_year=self.year)
            .exclude(amendment__status=AmendmentStatus.WITHDRAWN)
            .annotate(
                cost=Sum("lines__cents", filter=this_year & Q(lines__side=Side.COST)),
                income=Sum("lines__cents", filter=this_year & Q(lines__side=Side.INCOME, lines__cents__gt=0)),
            )
            .order_by("amendment__number", "programme__position", F("number").asc(nulls_last=True), "code")
        )
        return {
            row.code: MutationFigure(
                row.pk, row.code, row.number, row.description, row.explanation, row.recurrence,
                programme, number, amount_of(row.cost, row.income),
            )
            for row, programme, number in (
                (row, row.programme_code, row.amendment_number)
                for row in rows.annotate(programme_code=F("programme__code"), amendment_number=F("amendment__number"))
            )
        }  # fmt: skip

    def table(self, slug: str) -> Table:
        """Return a table of the catalogue by its slug."""
        if slug not in self._tables:
            self._tables[slug] = compile_table(CATALOGUE[slug], self.book)
        return self._tables[slug]

    def laid_out(self, layout: Layout) -> Table:
        """Return a table of another layout of the same book: a part of a table of the catalogue."""
        return compute(layout, self.book.reckoning, Rounding.CONTROLLED)

    def figure(self, source: str) -> Figure:
        """Return what a reference stands for; a broken one says why, and nothing is made up."""
        try:
            return self._found(parse(source))
        except BadReferenceError as error:
            return Figure(f"[[{source}]]", broken=str(error))

    def _found(self, reference: Reference) -> Figure:
        if reference.is_mutation:
            mutation = self.mutations.get(reference.names[0])
            if mutation is None:
                raise BadReferenceError(f"Mutatie '{reference.names[0]}' bestaat niet in {self.year}.")
            if reference.form is Form.NUMBER:
                return Figure(str(mutation.number or mutation.code), mutation.cents)
            if reference.form is Form.NAME:
                return Figure(mutation.description, mutation.cents)
            return Figure(amount(mutation.cents, reference.form), mutation.cents)
        report = BY_PATH.get(reference.kind)
        if report is None:
            raise BadReferenceError(f"Er is geen tabel '{reference.kind}'. Kies uit: {', '.join(sorted(BY_PATH))}.")
        cents = self.table(report.slug).cents(*reference.names)
        if cents is None:
            row, column = reference.names
            raise BadReferenceError(f"Tabel '{reference.kind}' heeft geen bedrag in rij '{row}', kolom '{column}'.")
        return Figure(amount(cents, reference.form), cents)

    def prose(self, markdown: str) -> Prose:
        """Return a text with everything its references stand for."""
        return Prose(markdown, {source: self.figure(source) for source in sources(markdown)})


def broken(texts: Iterable[Prose]) -> list[str]:
    """Return the sentences of the references that lead nowhere."""
    return [figure.broken for text in texts for figure in text.figures.values() if figure.broken]
