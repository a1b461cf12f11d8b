"""A stored mutatie said again as it would be entered: for a tegenboeking, a form, or to hold it against the log."""

from collections.abc import Sequence

from ledger.journal.lines import LineInput, MutationInput
from ledger.models import Line, Mutation


def line_as_input(line: Line) -> LineInput:
    """Return a stored line with the codes of what it names, which the caller has read along."""
    return LineInput(
        side=line.side,
        cents=line.cents,
        effective_year=line.effective_year,
        placement=line.placement,
        source=line.source,
        pool=line.pool.code if line.pool else None,
        municipality=line.municipality.code if line.municipality else None,
        order=line.order.code if line.order else None,
        reserve=line.reserve.code if line.reserve else None,
    )


def mutation_as_input(row: Mutation, lines: Sequence[LineInput]) -> MutationInput:
    """Return a stored mutatie with these lines; programme, theme, group and what it reverses are read along."""
    return MutationInput(
        code=row.code,
        programme=row.programme.code,
        description=row.description,
        recurrence=row.recurrence,
        lines=lines,
        number=row.number,
        theme=row.theme.code if row.theme else None,
        group=row.group.code if row.group else None,
        decided_in_ogon=row.decided_in_ogon,
        explanation=row.explanation,
        reference=row.reference,
        index_basis_points=row.index_basis_points,
        reverses=row.reverses.code if row.reverses else None,
    )
