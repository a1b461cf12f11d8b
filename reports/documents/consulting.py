"""What the pages about zienswijzen show, read with a fixed number of queries: no request, no markup."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import Prefetch
from django.utils import timezone

from ledger.core.consultation import Clock, latest_sending, missing_before_decision
from ledger.enums import DocumentStatus
from ledger.models import Consultation, ConsultationFile, Document
from ledger.permissions import Access, Verb

# What can be done with the zienswijze of one council: the word in the address, and on the button.
ANSWER, REACTION, TELLING, SENDING = "antwoord", "reactie", "informeren", "verzending"
LABELS = {
    ANSWER: "Antwoord vastleggen",
    REACTION: "Reactie schrijven",
    TELLING: "Informeren vastleggen",
    SENDING: "Later verzonden",
}


@dataclass(frozen=True)
class Council:
    """The zienswijze of one council as this reader may see it."""

    row: Consultation
    document: Document
    access: Access
    today: date

    @property
    def is_exempt(self) -> bool:
        """The regeling does not ask this council."""
        return self.row.exempt_by_id is not None

    @property
    def clock(self) -> Clock | None:
        """The twelve weeks; None where none run."""
        return None if self.is_exempt or self.row.sent_on is None else Clock(self.row.sent_on, self.today)

    @property
    def shows_reaction(self) -> bool:
        """Who works on the reaction reads it; others once the council was told or the board decided."""
        decided = self.document.status == DocumentStatus.ADOPTED
        return bool(self.row.reaction) and (self.access.sees_drafts or self.row.told_on is not None or decided)

    @property
    def answered_before_sending(self) -> bool:
        """The answer is about what was sent earlier."""
        row = self.row
        return row.received_on is not None and row.sent_on is not None and row.received_on < row.sent_on

    @property
    def may_answer(self) -> bool:
        """The reader is here for this council, which is asked and has not answered within its term yet."""
        own = self.row.municipality_id in self.access.own_municipalities
        clock = self.clock
        running = clock is not None and not clock.is_over and self.document.status != DocumentStatus.ADOPTED
        return own and running and self.row.received_on is None

    @property
    def state(self) -> tuple[str, str]:
        """Where it stands, in words, and the tone of the badge."""
        row = self.row
        if row.told_on:
            return "raad geïnformeerd", "good"
        if self.shows_reaction:
            return "reactie klaar", "info"
        if row.received_on and row.text:
            return "zienswijze ontvangen", "warning"
        if row.received_on:
            return "geen zienswijze", "good"
        if self.is_exempt:
            return "niet nodig", "neutral"
        return ("termijn voorbij", "neutral") if self.clock and self.clock.is_over else ("loopt", "info")

    @property
    def ways(self) -> list[tuple[str, str]]:
        """Path and label of what this reader may do now."""
        row = self.row
        if self.document.status == DocumentStatus.ADOPTED:
            return []
        sends = self.access.can(Verb.SEND)
        open_to = {
            ANSWER: sends and row.sent_on is not None,
            REACTION: bool(row.text) and not row.told_on and (sends or self.access.can(Verb.ADOPT)),
            SENDING: sends and self.clock is not None,
            TELLING: sends and bool(row.received_on) and not row.told_on and bool(row.reaction or not row.text),
        }
        return [(path, label) for path, label in LABELS.items() if open_to[path]]


@dataclass(frozen=True)
class Asking:
    """A document that asks the councils, with what this reader may see of their answers."""

    document: Document
    councils: Sequence[Council]
    access: Access
    today: date

    @cached_property
    def earliest(self) -> date | None:
        """First day on which the board may decide; None when no term that this reader sees runs."""
        return max((council.clock.earliest for council in self.councils if council.clock), default=None)

    @property
    def last_sending(self) -> date | None:
        """See `last_sending`."""
        return last_sending(self.document)

    @property
    def too_late(self) -> bool:
        """It was sent so late that the board cannot decide within the year."""
        last = self.last_sending
        return last is not None and any(council.clock and council.clock.sent > last for council in self.councils)

    @property
    def is_adopted(self) -> bool:
        """The board decided."""
        return self.document.status == DocumentStatus.ADOPTED

    @property
    def hindrances(self) -> list[str]:
        """Why the board cannot decide today, for who prepares the decision."""
        if self.is_adopted or not self.councils or not self.access.sees_drafts:
            return []
        sent = [council.clock.sent for council in self.councils if council.clock]
        rows = [council.row for council in self.councils if council.row.text]
        answered = [(row.municipality.name, bool(row.reaction), row.told_on) for row in rows]
        return list(missing_before_decision(self.today, sent, answered))

    @property
    def can_be_decided(self) -> bool:
        """Nothing stands in the way today."""
        return bool(self.councils) and not self.is_adopted and not self.too_late and not self.hindrances


def last_sending(document: Document) -> date | None:
    """Return the last day of sending for a wijziging to be decided within its year; None for another document."""
    amendment = document.amendment
    asks = document.asks_views and amendment and amendment.number > 0
    return latest_sending(document.budget_year_id) if asks else None


def askings(access: Access, year: int | None, slug: str = "") -> list[Asking]:
    """Return the documents of a year, or of all, that ask for a zienswijze (or the one named): three queries."""
    today = timezone.localdate()
    documents = Document.objects.visible_to(access).filter(asks_views=True)
    if year is not None:
        documents = documents.filter(budget_year=year)
    if slug:
        documents = documents.filter(slug=slug)
    consultations = (
        Consultation.objects.visible_to(access)
        .select_related("municipality", "exempt_by")
        .order_by("municipality__position")
        .prefetch_related(Prefetch("files", ConsultationFile.objects.defer("data").order_by("pk")))
    )
    found = documents.select_related("amendment").prefetch_related(Prefetch("consultations", consultations))
    return [_asking(row, access, today) for row in found]


def _asking(document: Document, access: Access, today: date) -> Asking:
    councils = [Council(row, document, access, today) for row in document.consultations.all()]
    return Asking(document, councils, access, today)
