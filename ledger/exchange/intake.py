"""A workbook that somebody sends: looked at first, then taken over as it was shown, all or nothing.

received -> examine (reads in a process of its own, checks and posts on trial, rolled back) -> ready or refused
ready -> take over (posts through the journal, once) -> applied

A small workbook is done at once; a large one in a thread, with a row that tells how far it is. Each stage is
noted between transactions, since what happens inside one is seen by nobody else until it ends.
"""

import logging
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import asdict
from datetime import timedelta
from functools import partial
from hashlib import sha256
from io import BytesIO
from threading import Thread
from typing import Any, Final
from uuid import uuid4

from django.conf import settings
from django.db import connections, transaction
from django.db.models import QuerySet
from django.utils import timezone

from ledger import journal
from ledger.enums import IntakeStatus
from ledger.exchange.apart import read_apart
from ledger.exchange.guard import admit
from ledger.exchange.outcome import Outcome
from ledger.exchange.posting import import_book
from ledger.exchange.preview import agreement, planned_rows
from ledger.exchange.rows import Book, Complaint, RefusedError
from ledger.models import Intake, User

KEPT: Final = timedelta(days=1)
_SILENCE: Final = timedelta(minutes=10)  # longer than the largest workbook takes
_NAME: Final = 200
BUSY: Final = (IntakeStatus.CHECKING, IntakeStatus.APPLYING)
STAGES: Final = ("in de wachtrij", "het bestand wordt gelezen", "de rijen worden nagekeken en op proef geboekt")
_BROKEN: Final = Complaint("toepassing", "Er ging iets mis. Er is niets opgeslagen. Stuur het bestand nog eens.")
_LOG = logging.getLogger(__name__)


def intakes_of(actor: User) -> QuerySet[Intake]:
    """Return the workbooks of one user that are not too old, without their bytes."""
    return Intake.objects.filter(actor=actor, received_at__gte=timezone.now() - KEPT).defer("data")


def receive(actor: User, name: str, data: bytes) -> Intake:
    """Keep a file that is a workbook, and start looking at it; raise RefusedError when it is none."""
    name = name[-_NAME:]
    admit(BytesIO(data), name)
    with zipfile.ZipFile(BytesIO(data)) as archive:
        unpacked = sum(part.file_size for part in archive.infolist())
    Intake.objects.filter(received_at__lt=timezone.now() - KEPT).delete()
    row = Intake.objects.create(
        token=uuid4(),
        actor=actor,
        name=name,
        data=data,
        size=len(data),
        unpacked=unpacked,
        digest=sha256(data).hexdigest(),
    )
    _run(row, _examine)
    return row


def take_over(row: Intake, address: str) -> bool:
    """Start taking over a workbook that is ready; False when somebody did already. `address` shows the outcome."""
    started = Intake.objects.filter(pk=row.pk, status=IntakeStatus.READY).update(
        status=IntakeStatus.APPLYING, stage=0, beat_at=timezone.now()
    )
    if started:
        _run(row, lambda pk: _apply(pk, address))
    return bool(started)


def is_lost(row: Intake) -> bool:
    """Tell whether the work stopped without an end, as when the server was restarted: nothing was stored then."""
    return row.status in BUSY and row.beat_at < timezone.now() - _SILENCE


def _run(row: Intake, work: Callable[[int], None]) -> None:
    if row.unpacked <= settings.INTAKE_INLINE_BYTES:
        _guarded(row.pk, work)
    else:
        Thread(target=_in_thread, args=(row.pk, work), name=f"intake-{row.pk}").start()


def _in_thread(pk: int, work: Callable[[int], None]) -> None:
    try:
        _guarded(pk, work)
    finally:
        connections.close_all()


def _guarded(pk: int, work: Callable[[int], None]) -> None:
    """Do the work; whatever goes wrong, the row says so."""
    try:
        work(pk)
    except Exception:  # noqa: BLE001 - nobody waits for a thread, so nothing may get lost
        _LOG.exception("intake %s broke off", pk)
        _refuse(pk, Outcome(complaints=(_BROKEN,)))


def _tell(pk: int, stage: int) -> None:
    Intake.objects.filter(pk=pk).update(stage=stage, result={}, beat_at=timezone.now())


def _tell_rows(pk: int, sheet: str, rows: int) -> None:
    Intake.objects.filter(pk=pk).update(result={"sheet": sheet, "at": rows}, beat_at=timezone.now())


def _examine(pk: int) -> None:
    row = Intake.objects.select_related("actor").get(pk=pk)
    _tell(pk, 1)
    try:
        book, complaints = read_apart(bytes(row.data), row.name, partial(_tell_rows, pk))
    except RefusedError as error:
        _refuse(pk, Outcome(complaints=error.complaints))
        return
    _tell(pk, 2)
    outcome = import_book(book, actor=row.actor, complaints=complaints, dry_run=True)
    if outcome.complaints or outcome.plan is None:
        _refuse(pk, outcome)
        return
    Intake.objects.filter(pk=pk).update(
        status=IntakeStatus.READY, agreement=agreement(outcome.plan), result=as_json(outcome), beat_at=timezone.now()
    )


def _apply(pk: int, address: str) -> None:
    row = Intake.objects.select_related("actor").get(pk=pk)
    try:
        book, complaints = read_apart(bytes(row.data), row.name)  # before the transaction: nobody waits for it
        with transaction.atomic():
            journal.once(
                actor=row.actor, token=row.token, content=row.digest, act=lambda: _post(row, book, complaints, address)
            )
    except RefusedError as error:
        _refuse(pk, Outcome(complaints=error.complaints))
    except _NotTakenOverError as error:
        _refuse(pk, error.outcome)


def _post(row: Intake, book: Book, complaints: Iterable[Complaint], address: str) -> str:
    outcome = import_book(book, actor=row.actor, complaints=complaints, agreed=row.agreement)
    if outcome.complaints:
        raise _NotTakenOverError(outcome)
    journal.record_import(
        actor=row.actor, name=row.name, sha256=row.digest, added=outcome.total, changed=outcome.changed
    )
    Intake.objects.filter(pk=row.pk).update(status=IntakeStatus.APPLIED, data=b"", beat_at=timezone.now())
    return address


class _NotTakenOverError(Exception):
    """What was shown cannot be done any more; takes the token back with the transaction."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__()
        self.outcome = outcome


def _refuse(pk: int, outcome: Outcome) -> None:
    Intake.objects.filter(pk=pk).update(
        status=IntakeStatus.REFUSED, data=b"", agreement="", result=as_json(outcome), beat_at=timezone.now()
    )


def as_json(outcome: Outcome) -> dict[str, Any]:
    """Return an outcome as plain values, row by row."""
    return {
        "added": outcome.added,
        "present": outcome.present,
        "changed": outcome.changed,
        "cost": outcome.cost_cents,
        "income": outcome.income_cents,
        "complaints": len(outcome.complaints),
        "effects": [
            {"year": effect.year, "payers": [list(payer) for payer in effect.payers]} for effect in outcome.effects
        ],
        "rows": [asdict(row) for row in planned_rows(outcome.plan, outcome.complaints)],
    }


__all__ = ["BUSY", "KEPT", "STAGES", "RefusedError", "intakes_of", "is_lost", "receive", "take_over"]
