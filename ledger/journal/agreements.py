"""DVO's and werkplannen: the standing agreements that orders and directly paid verdeelgroepen rest on."""

from typing import Any

from django.db import transaction

from ledger.journal.audit import Entry, record
from ledger.journal.errors import JournalError
from ledger.models import CostPool, Municipality, ServiceAgreement, User
from ledger.permissions import Verb, require


@transaction.atomic
def add_agreement(
    *,
    actor: User,
    code: str,
    kind: str,
    name: str,
    municipality: Municipality,
    valid_from: int,
    pool: CostPool | None = None,
    valid_until: int | None = None,
    reference: str = "",
) -> ServiceAgreement:
    """Add a DVO or werkplan of a gemeente, good for whole years; `pool` is the verdeelgroep that rests on it."""
    require(actor, Verb.SET_UP)
    if ServiceAgreement.objects.filter(code=code).exists():
        raise JournalError(f"Overeenkomst '{code}' bestaat al. Kies een andere code.")
    row = ServiceAgreement(
        code=code,
        kind=kind,
        name=name,
        municipality=municipality,
        pool=pool,
        valid_from=valid_from,
        valid_until=valid_until,
        reference=reference,
    )
    _save(row)
    record(actor, [Entry("agreement.added", f"agreement:{code}", content_of(row))])
    return row


@transaction.atomic
def change_agreement(
    *,
    actor: User,
    agreement: ServiceAgreement,
    name: str,
    pool: CostPool | None,
    valid_from: int,
    valid_until: int | None,
    reference: str,
) -> ServiceAgreement:
    """Change a DVO or werkplan; its code, soort and gemeente stay, because orders rest on them."""
    require(actor, Verb.SET_UP)
    row: ServiceAgreement = ServiceAgreement.objects.select_for_update().get(pk=agreement.pk)
    old = content_of(row)
    row.name, row.pool, row.reference = name, pool, reference
    row.valid_from, row.valid_until = valid_from, valid_until
    now = content_of(row)
    if now == old:
        raise JournalError("Er is niets veranderd.")
    _save(row)
    was = {f"old_{field}": old[field] for field in old if old[field] != now[field]}
    record(actor, [Entry("agreement.changed", f"agreement:{row.code}", now | was)])
    return row


def _save(row: ServiceAgreement) -> None:
    if row.valid_until is not None and row.valid_until < row.valid_from:
        raise JournalError("Het laatste jaar ligt voor het eerste jaar. Verbeter een van beide.")
    row.save()


def content_of(row: ServiceAgreement) -> dict[str, Any]:
    """Return a DVO or werkplan as the log has it, with codes for what it names."""
    return {
        "kind": row.kind,
        "name": row.name,
        "municipality": row.municipality.code,
        "pool": row.pool.code if row.pool else None,
        "valid_from": row.valid_from,
        "valid_until": row.valid_until,
        "reference": row.reference,
    }
