"""Zienswijzen: asking the councils, what they answered, what the board says to that, and when they were told.

Sending a document opens the clock of every council; the board cannot decide before it has run, nor before every
answer was dealt with (Wgr art. 35). What belongs to an adopted document does not change any more.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from django.db import transaction

from ledger.core.consultation import (
    TERM_ARTICLE,
    WITHIN_YEAR,
    Outcome,
    Rule,
    exemption_of,
    missing_before_decision,
)
from ledger.core.content import Payments
from ledger.core.days import in_words
from ledger.enums import DocumentStatus, ExemptionCondition, VersionKind
from ledger.journal.audit import Entry, record
from ledger.journal.errors import JournalError
from ledger.models import (
    Amendment,
    Consultation,
    ConsultationFile,
    Document,
    ExemptionRule,
    Municipality,
    User,
)
from ledger.permissions import Access, NotAllowedError, Verb, require
from ledger.uploads.attachments import AttachmentError, admit

MOST_FILES = 20  # of one zienswijze
LONGEST_TEXT = 50_000  # characters
LONGEST_REASON = 500  # characters
_STALE = "Iemand anders heeft dit intussen gewijzigd. Lees wat er nu staat en sla daarna opnieuw op."


def open_consultations(*, actor: User, document: Document, payments: Payments, on: date) -> None:
    """Start the twelve weeks of every council for a document that is sent; part of sending, in its transaction.

    Sending again starts the clock again. An answer that was given stays, what the council was told does not.
    """
    require(actor, Verb.SEND)
    if not document.asks_views:
        return
    rules = {row.code: row for row in ExemptionRule.objects.all()}
    municipalities = list(Municipality.objects.all())
    outcomes = _outcomes(document, rules, payments, on, [row.code for row in municipalities])
    known = {row.municipality_id: row for row in document.consultations.select_for_update()}
    entries = []
    for municipality in municipalities:
        outcome = outcomes[municipality.code]
        row = known.get(municipality.pk) or Consultation(document=document, municipality=municipality, version=0)
        old = row.sent_on
        row.exempt_by = rules[outcome.rule.code] if outcome.rule else None
        row.reason, row.sent_on, row.told_on = outcome.reason, on, None
        row.version += 1
        row.save()
        payload = {"on": on.isoformat(), "exempt": outcome.rule is not None, "reason": outcome.reason}
        payload |= {"old_on": old.isoformat()} if old else {}
        entries.append(Entry("consultation.opened", _subject(row), payload, document.budget_year_id))
    record(actor, entries)


def _outcomes(
    document: Document, rules: Mapping[str, ExemptionRule], payments: Payments, on: date, codes: Sequence[str]
) -> Mapping[str, Outcome]:
    amendment = document.amendment
    if amendment is None or amendment.number == 0:
        asked = Outcome(None, f"Nodig: de raden geven een zienswijze op dit document ({TERM_ARTICLE}).")
        return dict.fromkeys(codes, asked)
    ahead = payments.ahead.items()
    changes = {code: {int(year): cents.get(code, 0) for year, cents in ahead} for code in codes}
    known = [
        Rule(row.code, row.condition, row.reference, row.valid_from, row.valid_until, row.threshold_cents)
        for row in rules.values()
    ]
    return exemption_of(known, on, changes, only_maatwerk=_only_maatwerk(payments, amendment.number, codes))


def _only_maatwerk(payments: Payments, number: int, codes: Sequence[str]) -> bool:
    """Tell whether the wijziging changes what is paid for maatwerk and nothing else, as table 6.11 has it."""
    column = f"amendment-{number}"
    cents = {row["key"]: row["cents"].get(column) or 0 for row in payments.contributions["rows"]}
    maatwerk = {code: cents.get(f"{code}/maatwerk", 0) for code in codes}
    return any(maatwerk.values()) and all(cents.get(f"{code}/total", 0) == maatwerk[code] for code in codes)


@transaction.atomic
def send_later(*, actor: User, consultation: Consultation, on: date, reason: str, version: int) -> Consultation:
    """Record that one council got the document later than it was sent to all; its twelve weeks start that day.

    Earlier than the document was sealed is refused: that would shorten the term of the council.
    """
    require(actor, Verb.SEND)
    row = _locked(consultation, version)
    if row.sent_on is None or row.exempt_by_id is not None:
        raise JournalError("Voor deze raad loopt geen termijn: een zienswijze is niet nodig.")
    sealed = row.document.versions.filter(kind=VersionKind.SENT).order_by("-number").first()
    first = date.fromisoformat(sealed.content["on"]) if sealed else row.sent_on
    if on < first:
        raise JournalError(f"Het document is op {in_words(first)} verzonden. Eerder kan een raad het niet hebben.")
    if row.received_on and row.sent_on <= row.received_on < on:
        raise JournalError(f"De raad antwoordde al op {in_words(row.received_on)}. Verbeter de datum.")
    if not reason.strip():
        raise JournalError("Vul in waarom deze raad het document later kreeg.")
    if len(reason) > LONGEST_REASON:
        raise JournalError(f"De reden is langer dan {LONGEST_REASON} tekens. Kort haar in.")
    payload = {"on": on.isoformat(), "old_on": row.sent_on.isoformat(), "reason": reason.strip()}
    row.sent_on = on
    return _saved(actor, row, "consultation.sent", payload)


@transaction.atomic
def receive_view(
    *,
    actor: User,
    consultation: Consultation,
    on: date,
    text: str,
    decision: str,
    version: int,
    files: Sequence[tuple[str, bytes]] = (),
) -> Consultation:
    """Record what a council answered; an empty text is "geen zienswijze". Files are kept and never taken away."""
    require(actor, Verb.SEND)
    row = _locked(consultation, version)
    if row.sent_on is None or row.sent_on > on:
        sent = in_words(row.sent_on) if row.sent_on else ""
        raise JournalError(f"De raad kan niet antwoorden voordat het document is verzonden ({sent}).")
    _refuse_long(text)
    payload = {"on": on.isoformat(), "text": text.strip(), "decision": decision.strip(), "old_text": row.text}
    if text.strip() != row.text:
        payload |= {"old_reaction": row.reaction}
        row.reaction, row.told_on = "", None  # that was about something else
    row.received_on, row.text, row.decision = on, text.strip(), decision.strip()
    saved = _saved(actor, row, "consultation.received", payload)
    for name, data in files:
        _attach(actor, row, name, data)
    return saved


@transaction.atomic
def react(*, actor: User, consultation: Consultation, reaction: str, version: int) -> Consultation:
    """Record the reaction of the board to a zienswijze; finance prepares it, the board may word it itself."""
    access = Access.of(actor)
    if not (access.can(Verb.SEND) or access.can(Verb.ADOPT)):
        raise NotAllowedError(f"{actor.get_username()} mag dit niet doen: daarvoor is een andere rol nodig.")
    row = _locked(consultation, version)
    if not row.text:
        raise JournalError("Deze raad heeft geen zienswijze gegeven: er is niets om op te reageren.")
    if not reaction.strip():
        raise JournalError("Vul de reactie van het bestuur in.")
    _refuse_long(reaction)
    payload = {"reaction": reaction.strip(), "old_reaction": row.reaction}
    if row.told_on and reaction.strip() != row.reaction:
        raise JournalError("De raad is al over deze reactie geïnformeerd. Zij ligt vast.")
    row.reaction = reaction.strip()
    return _saved(actor, row, "consultation.reacted", payload)


@transaction.atomic
def tell_council(*, actor: User, consultation: Consultation, on: date, version: int) -> Consultation:
    """Record when a council was told what the board does with its zienswijze; from then on it reads the reaction."""
    require(actor, Verb.SEND)
    row = _locked(consultation, version)
    if row.received_on is None:
        raise JournalError("Leg eerst vast wat de raad heeft geantwoord.")
    if row.text and not row.reaction:
        raise JournalError("Leg eerst de reactie van het bestuur vast.")
    if on < row.received_on:
        raise JournalError(f"De raad antwoordde pas op {in_words(row.received_on)}. Verbeter de datum.")
    row.told_on = on
    return _saved(actor, row, "consultation.told", {"on": on.isoformat()})


def refuse_too_early(*, actor: User, document: Document, on: date) -> None:
    """Raise JournalError when the board cannot adopt this document on a day; a take-over brings what was decided."""
    if not document.asks_views or Access.of(actor).can(Verb.TAKE_OVER):
        return
    rows = list(document.consultations.select_related("municipality"))
    sentences = []
    if not rows:
        sentences.append(f"{document} is nog niet aan de raden gestuurd. Verzend het eerst.")
    amendment = document.amendment
    if amendment and amendment.number > 0 and on.year > document.budget_year_id:
        last = in_words(date(document.budget_year_id, 12, 31))
        sentences.append(
            f"Een wijziging van {document.budget_year_id} kan tot en met {last} worden vastgesteld ({WITHIN_YEAR})."
        )
    asked = [row for row in rows if row.exempt_by_id is None]
    answered = [(row.municipality.name, bool(row.reaction), row.told_on) for row in rows if row.text]
    sent = [row.sent_on for row in asked if row.sent_on]
    sentences += missing_before_decision(on, sent, answered)
    if sentences:
        raise JournalError(*sentences)


def refuse_amendment_too_early(*, actor: User, amendment: Amendment, on: date) -> None:
    """Raise JournalError when a document that carries a wijziging says that the board cannot decide yet.

    One that was offered before the ledger existed has no clock here, unless its document was sent from here.
    """
    for document in amendment.documents.filter(asks_views=True).select_related("amendment"):
        if amendment.submitted_by_id is not None or document.consultations.exists():
            refuse_too_early(actor=actor, document=document, on=on)


@transaction.atomic
def keep_exemption_rule(
    *,
    actor: User,
    code: str,
    condition: str,
    reference: str,
    valid_from: date,
    valid_until: date | None = None,
    threshold_cents: int | None = None,
    rule: ExemptionRule | None = None,
) -> ExemptionRule:
    """Add an exemption rule of the regeling, or change one; what was sent before keeps the reason of then. Cents."""
    require(actor, Verb.SET_UP)
    if condition not in ExemptionCondition.values:
        raise JournalError("Kies een voorwaarde.")
    limited = condition == ExemptionCondition.BELOW_AMOUNT
    if limited and (threshold_cents is None or threshold_cents <= 0):
        raise JournalError("Vul een grensbedrag boven nul in.")
    if not reference.strip():
        raise JournalError("Vul het artikel van de regeling in.")
    if valid_until is not None and valid_until < valid_from:
        raise JournalError("De laatste dag ligt voor de eerste. Verbeter de datums.")
    others = ExemptionRule.objects.exclude(pk=rule.pk) if rule else ExemptionRule.objects.all()
    if others.filter(code=code).exists():
        raise JournalError(f"De code {code} bestaat al. Kies een andere.")
    row = ExemptionRule.objects.select_for_update().get(pk=rule.pk) if rule else ExemptionRule()
    row.code, row.condition, row.reference = code, condition, reference.strip()
    row.valid_from, row.valid_until = valid_from, valid_until
    row.threshold_cents = threshold_cents if limited else None
    row.save()
    payload = {
        "condition": condition,
        "reference": row.reference,
        "starts_on": valid_from.isoformat(),
        "ends_on": valid_until.isoformat() if valid_until else None,
        "threshold_cents": row.threshold_cents,
    }
    record(actor, [Entry("exemption.changed" if rule else "exemption.added", f"exemption:{code}", payload, None)])
    return row


def _subject(row: Consultation) -> str:
    document = row.document
    return f"consultation:{document.budget_year_id}:{document.slug}:{row.municipality.code}"


def _locked(consultation: Consultation, version: int) -> Consultation:
    # The document first: adopting it locks it too, so that no answer slips in beside the decision.
    document = Document.objects.select_for_update().get(pk=consultation.document_id)
    found = Consultation.objects.select_for_update(of=("self",)).select_related("municipality")
    row: Consultation = found.get(pk=consultation.pk)
    row.document = document
    if document.status == DocumentStatus.ADOPTED:
        raise JournalError(f"{document} is vastgesteld: de zienswijzen liggen vast.")
    if row.version != version:
        raise JournalError(_STALE)
    return row


def _saved(actor: User, row: Consultation, action: str, payload: Mapping[str, object]) -> Consultation:
    row.version += 1
    row.save()
    record(actor, [Entry(action, _subject(row), dict(payload), row.document.budget_year_id)])
    return row


def _attach(actor: User, row: Consultation, name: str, data: bytes) -> None:
    try:
        file = admit(data, name)
    except AttachmentError as error:
        raise JournalError(str(error)) from None
    if known := row.files.filter(digest=file.digest).first():
        raise JournalError(f"Dit bestand staat er al, als {known.name}.")
    if row.files.count() >= MOST_FILES:
        raise JournalError(f"Bij een zienswijze passen {MOST_FILES} bestanden. Voeg er een paar samen.")
    ConsultationFile.objects.create(
        consultation=row,
        name=file.name,
        content_type=file.content_type,
        size=len(file.data),
        digest=file.digest,
        data=file.data,
        uploaded_by=actor,
    )
    # As with the documents of an order, the name of the file stays out of the log.
    payload = {"size": len(file.data), "sha256": file.digest}
    record(actor, [Entry("consultation.document", _subject(row), payload, row.document.budget_year_id)])


def _refuse_long(text: str) -> None:
    if len(text) > LONGEST_TEXT:
        raise JournalError(f"De tekst is langer dan {LONGEST_TEXT} tekens. Voeg hem als bestand toe.")
