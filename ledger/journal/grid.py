"""Saving many rows of a form at once: all or none, with everything that is wrong per row."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction

from ledger.journal.audit import one_act
from ledger.journal.errors import JournalError
from ledger.journal.lines import MutationInput, Problem, Registry, problems
from ledger.journal.mutations import delete_mutation, edit_mutation, lock_draft, post_mutations
from ledger.journal.setup import add_neutral_group
from ledger.models import Amendment, Mutation, User
from ledger.permissions import Verb, require


@dataclass(frozen=True, slots=True)
class RowChange:
    """What one row of a form asks for: a new mutatie, a change of an existing one, or (without content) its removal.

    `version` is the one the editor saw.
    """

    row: int
    mutation: MutationInput | None
    pk: int | None = None
    version: int = 0


@dataclass(frozen=True, slots=True)
class Saved:
    """How many mutaties were written."""

    added: int
    changed: int
    removed: int


class StaleRowsError(JournalError):
    """Somebody else changed or removed these rows meanwhile."""

    def __init__(self, rows: Iterable[int]) -> None:
        """Keep which rows."""
        super().__init__("Iemand anders heeft intussen een van deze mutaties gewijzigd. Kies welke versie blijft.")
        self.rows = frozenset(rows)


def row_problems(
    changes: Sequence[RowChange], registry: Registry, numbers: Mapping[tuple[str, int | None], int]
) -> dict[int, list[Problem]]:
    """Return everything that is wrong, per row. `numbers` are those in use in the year: (programma, number) to id."""
    found: dict[int, list[Problem]] = {}
    moving = {change.pk for change in changes if change.pk is not None}
    used = {key for key, pk in numbers.items() if pk not in moving}
    for change in changes:
        mutation = change.mutation
        if mutation is None:
            continue
        wrong = list(problems(mutation, registry))
        if mutation.number is not None:
            key = (mutation.programme, mutation.number)
            if key in used:
                wrong.append(
                    Problem(
                        f"Nummer {mutation.number} is in dit programma al in gebruik. Kies een ander nummer.", "number"
                    )
                )
            used.add(key)
        if wrong:
            found[change.row] = wrong
    return found


@transaction.atomic
@one_act()
def save_rows(*, actor: User, amendment: Amendment, changes: Sequence[RowChange]) -> Saved:
    """Carry out the changes of a form, all or none; together they are one act (see `ledger.journal.undo`).

    Raises StaleRowsError when a row is not the version that the editor saw, JournalError when a rule is
    broken, and NotAllowedError without the right to enter.
    """
    require(actor, Verb.ENTER)
    amendment = lock_draft(amendment)
    wanted = [change.pk for change in changes if change.pk is not None]
    current: dict[int, Mutation] = {
        row.pk: row for row in Mutation.objects.filter(amendment=amendment, pk__in=wanted).select_related("amendment")
    }
    stale = [
        change.row
        for change in changes
        if change.pk is not None and (change.pk not in current or current[change.pk].version != change.version)
    ]
    if stale:
        raise StaleRowsError(stale)
    added = [change.mutation for change in changes if change.pk is None and change.mutation]
    edits = [
        (current[change.pk], change.mutation, change.version)
        for change in changes
        if change.pk is not None and change.mutation
    ]
    removed = [current[change.pk] for change in changes if change.pk is not None and change.mutation is None]
    for mutation in removed:
        delete_mutation(actor=actor, mutation=mutation, version=mutation.version)
    # Two rows may trade numbers: both let go before either takes the other's.
    moved = [mutation.pk for mutation, change, _ in edits if mutation.number != change.number]
    Mutation.objects.filter(pk__in=moved).update(number=None)
    for mutation, change, version in edits:
        edit_mutation(actor=actor, mutation=mutation, change=change, version=version)
    if added:
        post_mutations(actor=actor, amendment=amendment, mutations=added)
    return Saved(len(added), len(edits), len(removed))


@transaction.atomic
@one_act()
def post_shift(
    *, actor: User, amendment: Amendment, code: str, name: str, mutations: Sequence[MutationInput]
) -> list[Mutation]:
    """Post a budgettair neutrale verschuiving: its groep and its mutaties, which name it, as one act."""
    add_neutral_group(actor=actor, amendment=amendment, code=code, name=name)
    return post_mutations(actor=actor, amendment=amendment, mutations=mutations)
