"""What hangs on an order besides its figures: documents, and who to turn to."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from ledger.enums import ContactRole
from ledger.journal.audit import Entry, record
from ledger.journal.errors import JournalError
from ledger.journal.order_steps import lock_order, subject_of
from ledger.journal.orders import require_own
from ledger.models import MaatwerkOrder, OrderContact, OrderDocument, User
from ledger.permissions import Verb, require
from ledger.uploads.attachments import AttachmentError, admit

MOST_DOCUMENTS = 50  # of one order


@transaction.atomic
def attach_document(*, actor: User, order: MaatwerkOrder, name: str, data: bytes) -> OrderDocument:
    """Keep a PDF or office file with an order, as it was sent; it cannot be taken away any more.

    Raises JournalError when the content is anything else (see `ledger.uploads.attachments`) or is there already.
    """
    require(actor, Verb.REQUEST_ORDER)
    row = lock_order(order)
    require_own(actor, row.municipality_id)
    try:
        file = admit(data, name)
    except AttachmentError as error:
        raise JournalError(str(error)) from None
    if known := row.documents.filter(digest=file.digest).first():
        raise JournalError(f"Dit bestand staat al bij de order, als {known.name}.")
    if row.documents.count() >= MOST_DOCUMENTS:
        raise JournalError(f"Bij een order passen {MOST_DOCUMENTS} documenten. Voeg er een paar samen.")
    kept = OrderDocument.objects.create(
        order=row,
        name=file.name,
        content_type=file.content_type,
        size=len(file.data),
        digest=file.digest,
        data=file.data,
        uploaded_by=actor,
    )
    # A file name may hold the name of a person, and the log is for ever: the digest says which file it was.
    payload = {"size": kept.size, "sha256": kept.digest}
    record(actor, [Entry("order.document", subject_of(row), payload, row.budget_year_id)])
    return kept


@dataclass(frozen=True, slots=True)
class ContactInput:
    """Who fills a role: a function rather than a person where that will do."""

    name: str
    email: str = ""


@transaction.atomic
def set_contacts(*, actor: User, order: MaatwerkOrder, contacts: Mapping[str, ContactInput]) -> None:
    """Say who to turn to, by role; a role that is left out has nobody. The log keeps the roles, not the names."""
    require(actor, Verb.REQUEST_ORDER)
    row = lock_order(order)
    require_own(actor, row.municipality_id)
    for role, contact in contacts.items():
        if not contact.name.strip():
            raise JournalError(f"Vul een functie of naam in bij {ContactRole(role).label}.")
        try:
            if contact.email:
                validate_email(contact.email)
        except ValidationError:
            raise JournalError(f"Het e-mailadres bij {ContactRole(role).label} klopt niet. Verbeter het.") from None
    was = {each.role: (each.name, each.email) for each in row.contacts.all()}
    if was == {role: (contact.name, contact.email) for role, contact in contacts.items()}:
        raise JournalError("Er is niets veranderd.")
    row.contacts.all().delete()
    OrderContact.objects.bulk_create(
        OrderContact(order=row, role=role, name=contact.name, email=contact.email) for role, contact in contacts.items()
    )
    record(actor, [Entry("order.contacts", subject_of(row), {"contacts": sorted(contacts)}, row.budget_year_id)])
