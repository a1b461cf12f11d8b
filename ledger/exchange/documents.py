"""Documents of the P&C cycle from source files into the ledger, through the journal."""

from collections.abc import Iterator, Sequence

from ledger import journal
from ledger.core.document import problems
from ledger.core.document_source import Source, StandardSet
from ledger.exchange.rows import Complaint, RefusedError
from ledger.journal.cycle import standard
from ledger.models import BudgetYear, Document, Programme, User


def post_sources(actor: User, sources: Sequence[Source | StandardSet]) -> int:
    """Add the documents that the ledger does not have yet, in their order, and return how many; all or none.

    Must run in a transaction. Raises RefusedError with everything that is wrong, at its place.
    """
    stored = set(Document.objects.values_list("budget_year", "slug"))
    written = [source for part in sources for source in ([part] if isinstance(part, Source) else _standard(part))]
    new = [source for source in written if (source.year, source.document.slug) not in stored]
    years = {year.pk: year for year in BudgetYear.objects.all()}
    codes = set(Programme.objects.values_list("code", flat=True))
    wrong = [
        Complaint(source.where, f"Begrotingsjaar {source.year} bestaat niet. Maak het eerst aan.")
        for source in new
        if source.year not in years
    ]
    wrong += [Complaint(source.where, sentence) for source in new for sentence in problems(source.document, codes)]
    if wrong:
        raise RefusedError(*wrong)
    for source in sorted(new, key=lambda source: (source.year, source.position)):
        try:
            journal.add_document(actor=actor, year=years[source.year], document=source.document)
        except journal.JournalError as error:
            raise RefusedError(*(Complaint(source.where, sentence) for sentence in error.sentences)) from error
    return len(new)


def _standard(part: StandardSet) -> Iterator[Source]:
    """Yield the documents of the standard structure that a file asks for; refuse a code that is not in it."""
    known = {document.slug: (place, document) for place, document in enumerate(standard(part.year), 1)}
    for slug in part.slugs:
        if slug not in known:
            names = ", ".join(known)
            raise RefusedError(Complaint(part.where, f"'{slug}' is geen standaarddocument. Kies uit: {names}."))
        place, document = known[slug]
        yield Source(part.where, part.year, place, document)
