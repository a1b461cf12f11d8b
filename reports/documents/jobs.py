"""Making a file in the background: a row that tells how far it is, and a process of its own that does the work.

A file that was made is kept as long as it is of the same state of the ledger; a sealed version's for good.
"""

import logging
import subprocess
import sys
from datetime import timedelta
from typing import Final
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from ledger.enums import FileFormat, JobStatus
from ledger.models import Document, DocumentVersion, Municipality, RenderJob, User
from ledger.queries import head
from reports.documents.files import kept_or_made, make

AT_ONCE: Final = 2  # processes: each lays out pages for some seconds
_SILENCE: Final = timedelta(minutes=5)  # longer than the largest document takes
_KEPT: Final = timedelta(days=1)
_LOG = logging.getLogger(__name__)
BUSY: Final = (JobStatus.WAITING, JobStatus.RUNNING)


def ask(
    *,
    actor: User,
    document: Document,
    version: DocumentVersion | None = None,
    municipality: Municipality | None = None,
    form: FileFormat,
) -> RenderJob:
    """Return the making of a file: the one that is done or on its way for this state of the ledger, or a new one."""
    state = version.digest if version else head(document.budget_year_id)
    asked = {
        "document": document, "version": version, "municipality": municipality, "format": form.value, "head": state,
    }  # fmt: skip
    RenderJob.objects.filter(version__isnull=True, asked_at__lt=timezone.now() - _KEPT).delete()
    for job in RenderJob.objects.filter(**asked).exclude(status=JobStatus.FAILED).defer("data"):
        if not is_lost(job):
            return job
    job = RenderJob.objects.create(token=uuid4(), actor=actor, **asked)
    transaction.on_commit(lambda: _start(job.token))
    return job


def is_lost(job: RenderJob) -> bool:
    """Tell whether the work stopped without an end, as when the server was restarted."""
    return job.status in BUSY and job.beat_at < timezone.now() - _SILENCE


def _start(token: UUID) -> None:
    if settings.RENDER_INLINE:
        run(token)
    elif _at_work() < AT_ONCE:
        subprocess.Popen(  # noqa: S603 - our own interpreter and command, no words of a user
            [sys.executable, str(settings.BASE_DIR / "manage.py"), "run_render_jobs"],
            cwd=settings.BASE_DIR,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )


def _at_work() -> int:
    """Count what is being made now; work that stopped without an end keeps nobody waiting."""
    alive = timezone.now() - _SILENCE
    return RenderJob.objects.filter(status=JobStatus.RUNNING, beat_at__gte=alive).count()


def run_waiting() -> int:
    """Do what waits, one after the other; return how many."""
    done = 0
    while (job := _next()) is not None:
        run(job)
        done += 1
    return done


def _next() -> UUID | None:
    """Take the job that waits longest, so that no other process takes it too."""
    for pk, token in RenderJob.objects.filter(status=JobStatus.WAITING).order_by("pk").values_list("pk", "token"):
        taken = RenderJob.objects.filter(pk=pk, status=JobStatus.WAITING).update(
            status=JobStatus.RUNNING, beat_at=timezone.now()
        )
        if taken:
            return UUID(str(token))
    return None


def run(token: UUID) -> None:
    """Make the file of a job; whatever goes wrong, the row says so and it can be asked for again."""
    job = RenderJob.objects.select_related(
        "actor", "document__amendment", "version__document__amendment", "municipality"
    ).get(token=token)
    try:
        _tell(job, 20, "de tekst en de tabellen worden samengesteld")
        form = FileFormat(job.format)
        if form is FileFormat.PDF:
            _tell(job, 40, "de bladzijden worden opgemaakt")
        if job.version:
            made = kept_or_made(job.actor, job.version, job.municipality, form)
        else:
            made = make(job.document, None, job.municipality, form)
        RenderJob.objects.filter(pk=job.pk).update(
            status=JobStatus.DONE, progress=100, stage="", data=None if job.version else made.data
        )
    except LookupError as error:
        _fail(job, str(error))
    except Exception:  # noqa: BLE001 - nobody waits for this process, so nothing may get lost
        _LOG.exception("render job %s broke off", token)
        _fail(job, "Er ging iets mis bij het maken van het bestand. Probeer het opnieuw; lukt het niet, meld het dan.")


def _tell(job: RenderJob, progress: int, stage: str) -> None:
    RenderJob.objects.filter(pk=job.pk).update(
        status=JobStatus.RUNNING, progress=progress, stage=stage, beat_at=timezone.now()
    )


def _fail(job: RenderJob, reason: str) -> None:
    RenderJob.objects.filter(pk=job.pk).update(status=JobStatus.FAILED, error=reason[:500], stage="")
