"""Sending and adopting a document: its content is frozen with its digest and the head of the chain, and proved later.

The content comes composed (`reports.documents.compose`); here it is only taken when it is of the ledger as it
stands at this moment. Sending a document that carries a wijziging offers that wijziging to the councils, and
adopting it adopts the wijziging: one act, one transaction.
"""

from datetime import date
from hashlib import sha256
from typing import Any

from django.db import transaction

from ledger.core.content import Content, digest_of
from ledger.enums import AmendmentStatus, DocumentStatus, FileFormat, VersionKind
from ledger.gates.document import objections
from ledger.journal.amendments import adopt_amendment, submit_amendment
from ledger.journal.audit import Entry, record
from ledger.journal.consultations import open_consultations, refuse_too_early
from ledger.journal.documents import document_subject
from ledger.journal.errors import JournalError
from ledger.journal.notices import councils_asked
from ledger.models import Document, DocumentVersion, Municipality, SealedFile, User
from ledger.permissions import Access, NotAllowedError, Verb, require
from ledger.queries import head
from ledger.workflow import document_step

_LONGEST_REASON = 500
FILE_KEPT = "document.file"


@transaction.atomic
def send_document(*, actor: User, document: Document, content: Content, on: date, reason: str = "") -> DocumentVersion:
    """Send a document to those it is made for; what was sent is sealed.

    `reason` says why it may go although the ledger has an amount in its texts otherwise. Raises JournalError
    with a sentence for everything that stands in the way, the gate of its wijziging included.
    """
    row = _locked(actor, document, DocumentStatus.SENT)
    _refuse_unfit(actor, row, content, reason)
    version = _seal(actor, row, content.sealed(_number(row), VersionKind.SENT, on.isoformat()))
    if row.amendment and row.amendment.status == AmendmentStatus.DRAFT:
        submit_amendment(actor=actor, amendment=row.amendment, on=on, document=row.title)
    open_consultations(actor=actor, document=row, payments=content.payments, on=on)
    councils_asked(row)
    return _stepped(actor, row, version, "document.sent", {"on": on.isoformat(), "reason": reason.strip()})


@transaction.atomic
def adopt_document(
    *, actor: User, document: Document, content: Content, on: date, decision: str, reason: str = ""
) -> DocumentVersion:
    """Adopt a document, and the wijziging that it carries; what was adopted is sealed and does not change any more."""
    row = _locked(actor, document, DocumentStatus.ADOPTED)
    if not decision.strip():
        raise JournalError("Vul het nummer of de naam van het besluit in.")
    sent = row.versions.filter(kind=VersionKind.SENT).order_by("-number").first()
    if row.asks_views and sent is None:
        raise JournalError(f"{row} is nog niet aan de raden gestuurd. Verzend het eerst.")
    if sent is not None and sent.actor_id == actor.pk:
        raise NotAllowedError("Wie een document verzendt, kan het niet zelf vaststellen. Vraag een ander.")
    refuse_too_early(actor=actor, document=row, on=on)
    _refuse_unfit(actor, row, content, reason)
    version = _seal(actor, row, content.sealed(_number(row), VersionKind.ADOPTED, on.isoformat()))
    amendment = row.amendment
    if amendment and amendment.status != AmendmentStatus.ADOPTED:
        adopt_amendment(actor=actor, amendment=amendment, on=on, decision=decision)
    payload = {"on": on.isoformat(), "decision": decision.strip(), "reason": reason.strip()}
    return _stepped(actor, row, version, "document.adopted", payload)


@transaction.atomic
def reopen_document(*, actor: User, document: Document, reason: str) -> Document:
    """Take a document that was sent up again, to work the answers of the councils into it.

    What was sent stays sealed and stays what the councils read; the next version shows what changed.
    """
    row = _locked(actor, document, DocumentStatus.DRAFT)
    if not reason.strip():
        raise JournalError("Vul in waarom het document weer wordt aangepast.")
    row.status = DocumentStatus.DRAFT
    row.save(update_fields=["status"])
    payload = {"reason": reason.strip()[:_LONGEST_REASON]}
    record(actor, [Entry("document.reopened", document_subject(row), payload, row.budget_year_id)])
    return row


@transaction.atomic
def keep_file(
    *,
    actor: User,
    version: DocumentVersion,
    municipality: Municipality | None,
    form: FileFormat,
    made: tuple[str, bytes],
) -> SealedFile:
    """Keep a file (name, bytes) that was made of a sealed version, so that it can be proved later.

    The first one made is the one kept. Its digest is in the log, so that no other file can take its place.
    """
    name, data = made
    row, created = SealedFile.objects.get_or_create(
        version=version,
        municipality=municipality,
        format=form,
        defaults={"name": name, "data": data, "digest": sha256(data).hexdigest()},
    )
    if created:
        document = version.document
        payload = {"version": version.number, "name": name, "sha256": row.digest}
        record(actor, [Entry(FILE_KEPT, document_subject(document), payload, document.budget_year_id)])
    return row


def _locked(actor: User, document: Document, wanted: DocumentStatus) -> Document:
    row: Document = Document.objects.select_for_update(of=("self",)).select_related("amendment").get(pk=document.pk)
    verb = document_step(row.status, wanted)
    if verb is None:
        raise JournalError(f"{row} is {row.get_status_display()} en kan niet {wanted.label} worden.")
    require(actor, verb)
    return row


def _refuse_unfit(actor: User, row: Document, content: Content, reason: str) -> None:
    """Raise JournalError when the content is not of this moment, or may not go out as it is."""
    if (content.slug, content.year) != (row.slug, row.budget_year_id) or content.head != head(row.budget_year_id):
        raise JournalError("De administratie is intussen gewijzigd. Bekijk het document opnieuw en doe het nog eens.")
    if Access.of(actor).can(Verb.TAKE_OVER):
        return  # a take-over brings what was sent before: with its mistakes
    found = objections(row, content)
    if stopping := [objection.sentence for objection in found if objection.blocking]:
        raise JournalError(*stopping)
    asking = [objection.sentence for objection in found if objection.needs_reason]
    if asking and not reason.strip():
        raise JournalError(*asking, "Verbeter de tekst, of vul in waarom dit zo klopt.")
    if len(reason) > _LONGEST_REASON:
        raise JournalError(f"De reden is langer dan {_LONGEST_REASON} tekens. Kort haar in.")


def _number(row: Document) -> int:
    return row.versions.count() + 1


def _seal(actor: User, row: Document, content: dict[str, Any]) -> DocumentVersion:
    return DocumentVersion.objects.create(
        document=row,
        number=content["version"],
        kind=content["kind"],
        content=content,
        digest=digest_of(content),
        head=content["head"],
        actor=actor,
    )


def _stepped(
    actor: User, row: Document, version: DocumentVersion, action: str, payload: dict[str, str]
) -> DocumentVersion:
    row.status = DocumentStatus.SENT if version.kind == VersionKind.SENT else DocumentStatus.ADOPTED
    row.save(update_fields=["status"])
    facts = {"version": version.number, "digest": version.digest, "head": version.head}
    record(actor, [Entry(action, document_subject(row), payload | facts, row.budget_year_id)])
    return version
