"""The mutaties of a draft as they stand in the database, as input for the forms: two queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from ledger.entry.balancing import Entry, expand, simple
from ledger.journal import LineInput, MutationInput
from ledger.journal.stored import mutation_as_input
from ledger.models import Amendment, Line, Mutation


@dataclass(frozen=True)
class Stored:
    """A mutatie with the version that was read, and who entered that version."""

    pk: int
    version: int
    entered_by: str
    mutation: MutationInput
    year: int
    years_ahead: int

    @cached_property
    def entry(self) -> Entry | None:
        """The row of the grid that makes exactly this mutatie, or None: then it needs the full form."""
        entry = simple(self.mutation)
        if entry is None:
            return None
        return entry if set(expand(entry, self.year, self.years_ahead).lines) == set(self.mutation.lines) else None


def stored_mutations(amendment: Amendment, only: Iterable[int] | None = None) -> dict[int, Stored]:
    """Read the mutaties of a wijziging (or those with the given ids) by id, in printing order."""
    mutations = Mutation.objects.filter(amendment=amendment)
    lines = Line.objects.filter(amendment=amendment)
    if only is not None:
        mutations, lines = mutations.filter(pk__in=list(only)), lines.filter(mutation__in=list(only))
    by_mutation: dict[int, list[LineInput]] = {}
    columns = (
        "mutation",
        "side",
        "cents",
        "effective_year",
        "placement",
        "source",
        "pool__code",
        "municipality__code",
        "order__code",
        "reserve__code",
    )
    for pk, *values in lines.order_by("mutation", "position").values_list(*columns):
        by_mutation.setdefault(pk, []).append(LineInput(*values))
    rows = mutations.select_related("programme", "theme", "group", "reverses", "entered_by").order_by(
        "programme__position", "number", "code"
    )
    year = amendment.budget_year
    return {
        row.pk: Stored(
            row.pk,
            row.version,
            row.entered_by.known_as,
            mutation_as_input(row, tuple(by_mutation.get(row.pk, ()))),
            year.year,
            year.years_ahead,
        )
        for row in rows
    }
