"""Posting, editing and deleting mutaties of a draft wijziging."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace

from django.db import transaction
from django.utils import timezone

from ledger.core.text import search_key
from ledger.enums import AmendmentStatus, ReserveKind, SubjectKind, YearStatus
from ledger.journal.audit import Entry, record
from ledger.journal.conversions import refuse_half
from ledger.journal.errors import JournalError
from ledger.journal.lines import LineInput, MutationInput, Registry, problems, unreversible
from ledger.journal.ogon import holding, reopened
from ledger.journal.order_follow import follow, orders_on
from ledger.journal.reserves import moved, refuse_overdrawn, stored_moves
from ledger.journal.stored import line_as_input
from ledger.models import (
    Amendment,
    BudgetYear,
    CostPool,
    Line,
    MaatwerkOrder,
    Municipality,
    Mutation,
    NeutralGroup,
    PoolRule,
    Programme,
    Reserve,
    Theme,
    User,
)
from ledger.permissions import NotAllowedError, Verb, require

__all__ = [
    "LineInput",
    "MutationInput",
    "delete_mutation",
    "edit_mutation",
    "post_mutation",
    "post_mutations",
    "registry_of",
]

_BATCH = 2000


def registry_of(amendment: Amendment) -> Registry:
    """Read what a mutatie of this wijziging may name: a fixed number of small queries."""
    year = BudgetYear.objects.get(pk=amendment.budget_year_id)
    reserves = list(Reserve.objects.values_list("code", "pk", "kind"))
    return Registry(
        year=year.year,
        years_ahead=year.years_ahead,
        programmes=dict(Programme.objects.values_list("code", "pk")),
        pools=dict(CostPool.objects.values_list("code", "pk")),
        municipalities=dict(Municipality.objects.values_list("code", "pk")),
        orders={
            code: (pk, municipality)
            for code, pk, municipality in MaatwerkOrder.objects.filter(budget_year=year).values_list(
                "code", "pk", "municipality__code"
            )
        },
        reserves={code: pk for code, pk, _ in reserves},
        themes=dict(Theme.objects.values_list("code", "pk")),
        groups=dict(NeutralGroup.objects.filter(amendment=amendment).values_list("code", "pk")),
        direct_pools={
            code: version is None
            for code, version in PoolRule.objects.filter(budget_year=year).values_list("pool__code", "key_version")
        },
        provisions=frozenset(code for code, _, kind in reserves if kind == ReserveKind.PROVISION),
    )


def post_mutation(*, actor: User, amendment: Amendment, mutation: MutationInput) -> Mutation:
    """Add one mutatie with its lines to a draft wijziging; see `post_mutations`."""
    return post_mutations(actor=actor, amendment=amendment, mutations=[mutation])[0]


@transaction.atomic
def post_mutations(*, actor: User, amendment: Amendment, mutations: Sequence[MutationInput]) -> list[Mutation]:
    """Add mutaties to a draft wijziging: all or none.

    Raises JournalError with a Dutch sentence per broken rule and NotAllowedError without the right to enter.
    """
    require(actor, Verb.ENTER)
    amendment = lock_draft(amendment)
    registry = registry_of(amendment)
    sentences = [
        f"Mutatie {mutation.code}: {problem.sentence}"
        for mutation in mutations
        for problem in problems(mutation, registry)
    ]
    sentences += _taken(amendment, mutations)
    originals, wrong = _originals(amendment, mutations)
    if sentences or wrong:
        raise JournalError(*wrong, *sentences)
    rows = [Mutation(**_columns(mutation, amendment, registry, originals), entered_by=actor) for mutation in mutations]
    Mutation.objects.bulk_create(rows, batch_size=_BATCH)
    _write_lines(zip(rows, mutations, strict=True), registry)
    refuse_overdrawn(actor, registry.year, {}, moved(mutations, registry.year))
    record(actor, (_entry("mutation.posted", amendment, mutation) for mutation in mutations))
    follow(actor=actor, orders=_orders(mutations, registry), amendment=amendment)
    return rows


@transaction.atomic
def edit_mutation(*, actor: User, mutation: Mutation, change: MutationInput, version: int) -> Mutation:
    """Replace the content of a draft mutatie; `version` is the one the editor saw.

    Raises JournalError when somebody else changed it meanwhile, or when a rule is broken.
    """
    require(actor, Verb.ENTER)
    amendment = lock_draft(mutation.amendment)
    current = _as_seen(mutation, version)
    if change.code != current.code:
        raise JournalError("De code van een mutatie verandert niet: het logboek kent haar daaraan.")
    registry = registry_of(amendment)
    sentences = [problem.sentence for problem in problems(change, registry)]
    sentences += _taken(amendment, [change], besides=current)
    originals, wrong = _originals(amendment, [change], besides=current)
    if sentences or wrong:
        raise JournalError(*wrong, *sentences)
    refuse_half(current, change.lines)
    old_moves, held = stored_moves(current), holding(SubjectKind.MUTATION, registry.year, current.code)
    orders = orders_on(mutation=current) | _orders([change], registry)
    Line.objects.filter(mutation=current).delete()
    for name, value in _columns(change, amendment, registry, originals).items():
        setattr(current, name, value)
    current.version += 1
    # What was agreed to is not what stands here now, and the editor is the one who entered it.
    current.entered_by, current.approved_by, current.approved_at = actor, None, None
    current.save()
    _write_lines([(current, change)], registry)
    refuse_overdrawn(actor, registry.year, old_moves, moved([change], registry.year))
    record(actor, [_entry("mutation.edited", amendment, change)])
    follow(actor=actor, orders=orders, amendment=amendment)
    reopened(actor=actor, held=held)
    return current


@transaction.atomic
def approve_mutation(*, actor: User, mutation: Mutation, version: int) -> Mutation:
    """Agree to a draft mutatie as a second pair of eyes; a later edit takes the agreement away.

    Raises NotAllowedError for who entered it, and JournalError when it is not the version that was looked at.
    """
    require(actor, Verb.ENTER)
    amendment = lock_draft(mutation.amendment)
    current: Mutation = Mutation.objects.select_for_update().get(pk=mutation.pk)
    if current.entered_by_id == actor.pk:
        raise NotAllowedError("Wie een mutatie invoert, kan haar niet zelf akkoord geven. Vraag een collega.")
    if current.version != version:
        raise JournalError("Deze mutatie is intussen gewijzigd. Bekijk haar opnieuw voordat u akkoord geeft.")
    current.approved_by, current.approved_at = actor, timezone.now()
    current.save(update_fields=["approved_by", "approved_at"])
    payload = {"code": current.code, "version": version, "amendment": amendment.number}
    record(actor, [Entry("mutation.approved", _subject(current), payload, amendment.budget_year_id)])
    return current


@transaction.atomic
def reverse_mutation(*, actor: User, mutation: Mutation, amendment: Amendment) -> Mutation:
    """Undo a mutatie that is fixed, by its opposite in a later draft of the same year (tegenboeking).

    Raises JournalError when the mutatie can still be edited, or has been reversed already.
    """
    original = Mutation.objects.select_related("amendment", "programme", "theme").get(pk=mutation.pk)
    if original.amendment.status not in (AmendmentStatus.SUBMITTED, AmendmentStatus.ADOPTED):
        raise JournalError(f"{original.amendment} is nog geen vaststaande wijziging: pas de mutatie zelf aan.")
    if original.budget_year_id != amendment.budget_year_id or original.amendment.number >= amendment.number:
        raise JournalError("Een tegenboeking hoort in een latere wijziging van hetzelfde jaar.")
    lines = original.lines.select_related("pool", "municipality", "order", "reserve").order_by("position")
    return post_mutation(
        actor=actor,
        amendment=amendment,
        mutation=MutationInput(
            code=f"{original.code}-tegenboeking"[:80],
            programme=original.programme.code,
            description=f"Tegenboeking: {original.description}"[:300],
            recurrence=original.recurrence,
            theme=original.theme.code if original.theme else None,
            decided_in_ogon=original.decided_in_ogon,
            explanation=f"Maakt mutatie {original} uit {original.amendment} ongedaan.",
            reference=original.reference,
            lines=tuple(replace(line_as_input(line), cents=-line.cents) for line in lines),
            reverses=original.code,
        ),
    )


def _subject(mutation: Mutation) -> str:
    return f"mutation:{mutation.budget_year_id}:{mutation.code}"


@transaction.atomic
def delete_mutation(*, actor: User, mutation: Mutation, version: int) -> None:
    """Take a mutatie out of a draft; the audit entries of it stay. `version` is the one the editor saw.

    Raises JournalError when somebody else changed it meanwhile.
    """
    require(actor, Verb.ENTER)
    amendment = lock_draft(mutation.amendment)
    refuse_half(_as_seen(mutation, version))
    subject = _subject(mutation)
    payload = {"code": mutation.code, "amendment": amendment.number}
    old_moves, orders = stored_moves(mutation), orders_on(mutation=mutation)
    held = holding(SubjectKind.MUTATION, amendment.budget_year_id, mutation.code)
    Line.objects.filter(mutation=mutation).delete()
    Mutation.objects.filter(pk=mutation.pk).delete()
    refuse_overdrawn(actor, amendment.budget_year_id, old_moves, {})
    record(actor, [Entry("mutation.deleted", subject, payload, amendment.budget_year_id)])
    follow(actor=actor, orders=orders, amendment=amendment)
    reopened(actor=actor, held=held)


def _orders(mutations: Sequence[MutationInput], registry: Registry) -> set[int]:
    """Return the orders (ids) that mutaties name."""
    return {registry.orders[line.order][0] for mutation in mutations for line in mutation.lines if line.order}


def _as_seen(mutation: Mutation, version: int) -> Mutation:
    """Lock a mutatie and return it as it stands; raise JournalError when it is not the version that was seen."""
    current: Mutation | None = Mutation.objects.select_for_update().filter(pk=mutation.pk).first()
    if current is None:
        raise JournalError("Iemand anders heeft deze mutatie intussen weggehaald.")
    if current.version != version:
        raise JournalError(
            "Iemand anders heeft deze mutatie intussen gewijzigd. "
            "Bekijk de nieuwe versie en voer uw wijziging opnieuw in."
        )
    return current


def lock_draft(amendment: Amendment) -> Amendment:
    """Lock the wijziging and return it; raise JournalError unless it is a draft of an open year."""
    locked: Amendment = Amendment.objects.select_for_update().select_related("budget_year").get(pk=amendment.pk)
    if locked.budget_year.status != YearStatus.OPEN:
        raise JournalError(f"Begrotingsjaar {locked.budget_year_id} is gesloten: er kan niets meer bij.")
    if locked.status != AmendmentStatus.DRAFT:
        raise JournalError(
            f"{locked} is {locked.get_status_display()}: de regels liggen vast. "
            "Herstel een fout met een tegenboeking in een latere wijziging."
        )
    return locked


def _taken(amendment: Amendment, mutations: Sequence[MutationInput], besides: Mutation | None = None) -> list[str]:
    """Sentences about codes and numbers that the year already has, or that occur twice here."""
    stored = Mutation.objects.filter(budget_year=amendment.budget_year_id)
    if besides:
        stored = stored.exclude(pk=besides.pk)
    codes, numbers = set(), set()
    for code, programme, number in stored.values_list("code", "programme__code", "number"):
        codes.add(code)
        numbers.add((programme, number))
    sentences = []
    for mutation in mutations:
        if mutation.code in codes:
            sentences.append(f"Mutatie {mutation.code}: deze code is in {amendment.budget_year_id} al in gebruik.")
        if mutation.number is not None and (mutation.programme, mutation.number) in numbers:
            sentences.append(
                f"Mutatie {mutation.code}: nummer {mutation.number} is in programma {mutation.programme} "
                "al in gebruik. Kies een ander nummer."
            )
        codes.add(mutation.code)
        numbers.add((mutation.programme, mutation.number))
    return sentences


def _originals(
    amendment: Amendment, mutations: Sequence[MutationInput], besides: Mutation | None = None
) -> tuple[Mapping[str, int], list[str]]:
    """Return the ids of what tegenboekingen reverse, and sentences about what cannot be reversed (again)."""
    wanted = {mutation.reverses for mutation in mutations if mutation.reverses is not None}
    if not wanted:
        return {}, []
    fixed = Mutation.objects.filter(
        budget_year=amendment.budget_year_id, amendment__number__lt=amendment.number, code__in=wanted
    ).exclude(amendment__status=AmendmentStatus.DRAFT)
    # Locked, so that two people cannot both be the first to reverse it.
    ids = dict(fixed.select_for_update().values_list("code", "pk"))
    others = Mutation.objects.filter(reverses__in=ids.values()).exclude(pk=besides.pk if besides else None)
    reversed_by = dict(others.values_list("reverses__code", "code"))
    sentences = []
    for mutation in mutations:
        code = mutation.reverses
        if code is None:
            continue
        if code not in ids:
            sentences.append(f"Mutatie {mutation.code}: {unreversible(code, amendment.budget_year_id)}")
        elif code in reversed_by:
            sentences.append(f"Mutatie {code} heeft al een tegenboeking: {reversed_by[code]}.")
        reversed_by.setdefault(code, mutation.code)
    return ids, sentences


def _columns(
    mutation: MutationInput, amendment: Amendment, registry: Registry, originals: Mapping[str, int]
) -> dict[str, object]:
    return {
        "amendment": amendment,
        "budget_year_id": amendment.budget_year_id,
        "programme_id": registry.programmes[mutation.programme],
        "code": mutation.code,
        "number": mutation.number,
        "description": mutation.description,
        "recurrence": mutation.recurrence,
        "theme_id": registry.themes[mutation.theme] if mutation.theme else None,
        "group_id": registry.groups[mutation.group] if mutation.group else None,
        "decided_in_ogon": mutation.decided_in_ogon,
        "explanation": mutation.explanation,
        "reference": mutation.reference,
        "index_basis_points": mutation.index_basis_points,
        "reverses_id": originals[mutation.reverses] if mutation.reverses else None,
        "search_text": search_key(f"{mutation.description} {mutation.explanation} {mutation.reference}"),
    }


def _write_lines(pairs: Iterable[tuple[Mutation, MutationInput]], registry: Registry) -> None:
    def optional(ids: Mapping[str, int], code: str | None) -> int | None:
        return ids[code] if code is not None else None

    lines = [
        Line(
            mutation_id=row.pk,
            position=position,
            budget_year_id=row.budget_year_id,
            effective_year=line.effective_year,
            amendment_id=row.amendment_id,
            programme_id=row.programme_id,
            recurrence=row.recurrence,
            theme_id=row.theme_id,
            side=line.side,
            placement=line.placement,
            source=line.source,
            pool_id=optional(registry.pools, line.pool),
            municipality_id=optional(registry.municipalities, line.municipality),
            order_id=registry.orders[line.order][0] if line.order else None,
            reserve_id=optional(registry.reserves, line.reserve),
            cents=line.cents,
        )
        for row, mutation in pairs
        for position, line in enumerate(mutation.lines, 1)
    ]
    Line.objects.bulk_create(lines, batch_size=_BATCH)


def _entry(action: str, amendment: Amendment, mutation: MutationInput) -> Entry:
    payload = asdict(mutation) | {"amendment": amendment.number}
    return Entry(action, f"mutation:{amendment.budget_year_id}:{mutation.code}", payload, amendment.budget_year_id)
