"""Audit entries: who, when, what, why; chained (see `ledger.core.chain`)."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from ledger.core import chain
from ledger.models import AuditEntry, User

_LOCK = 0x64756F2B  # 'duo+': one chain, one lock
_act: ContextVar[list[datetime] | None] = ContextVar("act", default=None)


@dataclass(frozen=True)
class Entry:
    """What is to be written: the action, what it is about and its content."""

    action: str
    subject: str
    payload: dict[str, Any]
    budget_year: int | None = None


def fields_of(entry: AuditEntry) -> tuple[str, ...]:
    """Return every column of an entry that the digest covers, as text."""
    at: datetime = entry.at.astimezone(UTC)
    return (
        str(entry.sequence),
        at.isoformat(timespec="microseconds"),
        str(entry.actor_id),
        entry.action,
        entry.subject,
        str(entry.budget_year_id or ""),
        chain.canonical(entry.payload),
    )


def links() -> Iterator[chain.Link]:
    """Yield the chain as stored, in order."""
    for entry in AuditEntry.objects.order_by("sequence").iterator(2000):
        yield chain.Link(entry.sequence, fields_of(entry), entry.previous, entry.digest)


@contextmanager
def one_act() -> Iterator[None]:
    """Give everything that is recorded inside the same moment: that makes it one act, which is taken back as one.

    Must surround or be inside one transaction. An act inside an act is a part of it.
    """
    if _act.get() is not None:
        yield
        return
    token = _act.set([])
    try:
        yield
    finally:
        _act.reset(token)


def _moment() -> datetime:
    """Return the moment of the act: that of its first entry, from which on nobody else can write."""
    moments = _act.get()
    if moments is None:
        return timezone.now()
    if not moments:
        moments.append(timezone.now())
    return moments[0]


def record(actor: User, entries: Iterable[Entry]) -> None:
    """Append entries to the chain. Must run inside the transaction of the change itself."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("an audit entry belongs to the transaction of its change")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    last = AuditEntry.objects.order_by("-sequence").only("sequence", "digest").first()
    sequence, previous = (last.sequence, last.digest) if last else (0, chain.GENESIS)
    now = _moment()
    rows = []
    for entry in entries:
        sequence += 1
        row = AuditEntry(
            sequence=sequence,
            at=now,
            actor=actor,
            action=entry.action,
            subject=entry.subject,
            budget_year_id=entry.budget_year,
            payload=entry.payload,
            previous=previous,
        )
        row.digest = previous = chain.digest(previous, fields_of(row))
        rows.append(row)
    AuditEntry.objects.bulk_create(rows, batch_size=500)
