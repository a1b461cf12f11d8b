"""No reserve or voorziening goes below zero: opening + bestemming + dotaties - onttrekkingen of the budget year.

A take-over brings what was decided elsewhere, also where that was wrong: there `check_ledger` tells.
"""

from collections.abc import Collection, Iterable, Mapping

from django.db.models import Case, F, QuerySet, Sum, When

from ledger.core.money import format_euros
from ledger.enums import AmendmentStatus, Side
from ledger.journal.errors import JournalError
from ledger.journal.lines import MutationInput
from ledger.models import Amendment, Line, Mutation, OpeningBalance, Reserve, User
from ledger.permissions import Access, Verb

Moves = Mapping[str, int]  # cents by code of the reserve: a dotatie adds, an onttrekking takes


def moved(mutations: Iterable[MutationInput], year: int) -> Moves:
    """Return what mutaties do to each reserve in the budget year."""
    sums: dict[str, int] = {}
    for mutation in mutations:
        for line in mutation.lines:
            if line.reserve is not None and line.effective_year == year:
                cents = line.cents if line.side == Side.COST else -line.cents
                sums[line.reserve] = sums.get(line.reserve, 0) + cents
    return sums


def stored_moves(mutation: Mutation) -> Moves:
    """Return what a mutatie does to each reserve as it stands: one query."""
    return _stored(Line.objects.filter(mutation=mutation), mutation.budget_year_id)


def moves_of(amendment: Amendment) -> Moves:
    """Return what a whole wijziging does to each reserve: one query."""
    return _stored(Line.objects.filter(amendment=amendment), amendment.budget_year_id)


def _stored(lines: QuerySet[Line], year: int) -> Moves:
    rows = lines.filter(reserve__isnull=False, effective_year=year)
    return dict(rows.order_by().values_list("reserve__code").annotate(cents_moved=_SIGNED))


def closing(year: int, reserves: Collection[int]) -> dict[int, int]:
    """Return what is left of each reserve (by id) at the end of a year, drafts included: two queries. Cents."""
    left = dict.fromkeys(reserves, 0)
    facts = OpeningBalance.objects.filter(budget_year=year, reserve__in=left)
    for pk, opening, appropriation in facts.values_list("reserve", "opening_cents", "appropriation_cents"):
        left[pk] += opening + appropriation
    lines = Line.objects.filter(budget_year=year, effective_year=year, reserve__in=left)
    lines = lines.exclude(amendment__status=AmendmentStatus.WITHDRAWN)
    for pk, cents in lines.order_by().values_list("reserve").annotate(cents_moved=_SIGNED):
        left[pk] += cents
    return left


def refuse_overdrawn(actor: User, year: int, old: Moves, new: Moves) -> None:
    """Raise JournalError when what was just written takes more from a reserve than is left.

    `old` and `new` are what the mutatie did before and does now. Costs nothing where no reserve is drawn on.
    """
    taken = {code: new.get(code, 0) - old.get(code, 0) for code in {**old, **new}}
    drawn = {code: cents for code, cents in taken.items() if cents < 0}
    if not drawn or Access.of(actor).can(Verb.TAKE_OVER):
        return
    # Locked, so that two people cannot both take the last of it.
    rows = list(Reserve.objects.select_for_update().filter(code__in=drawn).order_by("pk"))
    left = closing(year, [row.pk for row in rows])
    sentences = [_too_much(row.name, year, left[row.pk], new.get(row.code, 0)) for row in rows if left[row.pk] < 0]
    if sentences:
        raise JournalError(*sentences)


def _too_much(name: str, year: int, left: int, own: int) -> str:
    short = format_euros(-left)
    if own >= 0:
        return f"Zo komt {name} in {year} € {short} onder nul: andere mutaties halen dat er al uit. Pas die eerst aan."
    return (
        f"In {name} is in {year} nog € {format_euros(max(left - own, 0))} over. Dit haalt er € {short} te veel uit. "
        "Verlaag de onttrekking of kies een andere dekking."
    )


_SIGNED = Sum(Case(When(side=Side.COST, then=F("cents")), default=-F("cents")))
