"""What an OGON says of an order or mutatie: decisions, questions and answers. Append-only.

A decision holds as long as the subject is what was decided about; see `ledger.core.agreement`.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from ledger.core.agreement import Standing
from ledger.enums import AmendmentStatus, MeetingStatus, Role, SubjectKind, Verdict, YearStatus
from ledger.journal import notices
from ledger.journal.audit import Entry, record
from ledger.journal.errors import JournalError
from ledger.journal.order_steps import settle_order
from ledger.models import (
    Amendment,
    BudgetYear,
    MaatwerkOrder,
    Municipality,
    Mutation,
    Notice,
    OgonAnswer,
    OgonDecision,
    OgonMeeting,
    OgonQuestion,
    OgonSeat,
    User,
)
from ledger.moves import places_now
from ledger.permissions import Access, NotAllowedError, Verb, require
from ledger.subjects import Item, Subject, agenda, items_of, mutation_subjects, read_subject

LONGEST_TEXT, LONGEST_REASON = 4000, 500
"""Characters of a question or an answer, and of a reason (which is a note in the life of an order too)."""


@transaction.atomic
def decide(
    *,
    actor: User,
    year: int,
    kind: str,
    code: str,
    municipality: Municipality,
    verdict: str,
    seen: str,
    reason: str = "",
    meeting: OgonMeeting | None = None,
) -> OgonDecision:
    """Agree to an order or mutatie for a gemeente, or decline it with a reason.

    `seen` is the fingerprint of what the member looked at. Raises NotAllowedError without a role for the
    gemeente and a seat in an OGON that deals with the programma; JournalError when something else stands
    there now, when there is nothing to decide any more, or when a reason is missing.
    """
    _require_member(actor, municipality)
    item = _locked(year, kind, code, municipality)
    subject = item.subject
    if not item.ogons:
        raise JournalError(
            f"Geen OGON gaat over programma {subject.programme}. Vraag financiën om het bij een OGON te zetten."
        )
    if not OgonSeat.objects.filter(user=actor, municipality=municipality, ogon__in=item.ogons).exists():
        names = " of ".join(ogon.name for ogon in item.ogons)
        raise NotAllowedError(f"U hebt voor {municipality} geen plaats in {names}. Vraag de beheerder om die plaats.")
    if not subject.is_open:
        raise JournalError(f"{subject.title} ligt niet (meer) voor in het OGON: er valt nu niets te beslissen.")
    if item.part.fingerprint != seen:
        raise JournalError(
            "Het bedrag, het jaar of de betaler is intussen veranderd. Bekijk wat er nu staat en beslis opnieuw."
        )
    reason = _text(reason, "de reden", required=verdict == Verdict.DECLINED, longest=LONGEST_REASON)
    _check_meeting(meeting, item)
    row = OgonDecision.objects.create(
        budget_year_id=year, kind=kind, code=code, municipality=municipality, verdict=verdict, reason=reason,
        bound=item.part.bound, fingerprint=seen, meeting=meeting, actor=actor,
    )  # fmt: skip
    payload = {"municipality": municipality.code, "verdict": verdict, "reason": reason, "fingerprint": seen}
    record(actor, [Entry("ogon.decided", subject.log_name, payload, year)])
    if isinstance(subject.row, MaatwerkOrder):
        settle_order(actor=actor, order=subject.row, verdict=verdict, on=timezone.localdate(), reason=reason)
    word = "akkoord" if verdict == Verdict.AGREED else "niet akkoord"
    notices.tell(notices.holders(Role.FINANCE), f"In een OGON is besloten: {word}.", address(subject))
    return row


@transaction.atomic
def ask(
    *,
    actor: User,
    year: int,
    kind: str,
    code: str,
    municipality: Municipality,
    text: str,
    line: int | None = None,
) -> OgonQuestion:
    """Ask a question about an order or mutatie, or about one line that the gemeente pays (by its position)."""
    _require_member(actor, municipality)
    item = _item(year, kind, code, municipality)
    if line is not None and line not in {row.position for row in item.part.lines}:
        raise JournalError(f"Regel {line} staat er niet (meer) of gaat niet over {municipality}. Kies een andere.")
    row = OgonQuestion.objects.create(
        budget_year_id=year, kind=kind, code=code, line=line, municipality=municipality, actor=actor,
        text=_text(text, "uw vraag", required=True),
    )  # fmt: skip
    payload = {"question": row.pk, "municipality": municipality.code, "line": line, "text": row.text}
    record(actor, [Entry("ogon.asked", item.subject.log_name, payload, year)])
    notices.tell(notices.holders(Role.FINANCE), "Er is een vraag gesteld in een OGON.", address(item.subject))
    return row


@transaction.atomic
def answer(*, actor: User, question: OgonQuestion, text: str) -> OgonAnswer:
    """Answer a question: by financiën, or by somebody of the gemeente that asked."""
    access = Access.of(actor)
    own = access.can(Verb.REVIEW) and question.municipality_id in access.ogon_municipalities
    if not own:
        require(actor, Verb.ENTER)
    row = OgonAnswer.objects.create(question=question, actor=actor, text=_text(text, "uw antwoord", required=True))
    subject = f"{question.kind}:{question.budget_year_id}:{question.code}"
    payload = {"question": question.pk, "municipality": question.municipality.code, "text": row.text}
    record(actor, [Entry("ogon.answered", subject, payload, question.budget_year_id)])
    concerned = [question.actor] if question.actor_id != actor.pk else notices.holders(Role.FINANCE)
    notices.tell(concerned, "Er is een antwoord op een vraag in een OGON.", question_address(question))
    return row


@transaction.atomic
def tell_of_decisions() -> int:
    """Tell who decides of what lies before an OGON and they were never told of; return of how many parts.

    An order tells when it comes there, but a mutatie is typed in bit by bit: of that people hear when this is run.
    """
    told = 0
    for year in BudgetYear.objects.filter(status=YearStatus.OPEN):
        for item in agenda(year.pk):
            path = address(item.subject)
            known = Notice.objects.filter(path=path).values("user")
            people = notices.members(item.subject.programme, item.municipality).exclude(pk__in=known)
            if item.waits and people:
                notices.tell(people, f"Er ligt een {_WORDS[item.subject.kind]} voor in het OGON.", path)
                told += 1
    return told


_WORDS = {SubjectKind.ORDER: "order", SubjectKind.MUTATION: "mutatie"}


def holding(kind: str, year: int, code: str) -> dict[int, Item]:
    """Return what the gemeenten (by id) agreed to or declined and still holds; to be asked before a change."""
    if not OgonDecision.objects.filter(budget_year=year, kind=kind, code=code).exists():
        return {}
    subject = read_subject(year, kind, code)
    return _held(items_of(year, [subject]) if subject else [])


def _held(items: Iterable[Item]) -> dict[int, Item]:
    return {
        item.municipality.pk: item
        for item in items
        if item.decision and item.standing in (Standing.AGREED, Standing.DECLINED)
    }


@contextmanager
def telling_of_new_shares(actor: User, year: int) -> Iterator[None]:
    """Surround a change of who pays a verdeelgroep: it may open what was decided about any mutatie of a draft."""
    decided = OgonDecision.objects.filter(budget_year=year, kind=SubjectKind.MUTATION).values("code")
    drafts = Mutation.objects.filter(code__in=decided, amendment__status=AmendmentStatus.DRAFT)
    items: dict[str, list[Item]] = {}
    for item in items_of(year, mutation_subjects(year, drafts)):
        items.setdefault(item.subject.row.code, []).append(item)
    held = [_held(several) for several in items.values()]
    yield
    for each in held:
        reopened(actor=actor, held=each)


def reopened(*, actor: User, held: Mapping[int, Item]) -> None:
    """Note which decisions a change opened again, and tell who decides; `held` is `holding` of before the change."""
    for municipality, before in held.items():
        kind, code = before.subject.reference
        year, now = before.subject.year, read_subject(before.subject.year, *before.subject.reference)
        part = now.parts.get(municipality) if now else None
        if part is not None and part.fingerprint == before.part.fingerprint:
            continue
        payload = {"municipality": before.municipality.code, "fingerprint": part.fingerprint if part else None}
        record(actor, [Entry("ogon.reopened", f"{kind}:{year}:{code}", payload, year)])
        path = address(now) if now else reverse("ledger:ogon", args=[year])
        people = notices.members(before.subject.programme, before.municipality)
        notices.tell(people, notices.REOPENED, path)


def address(subject: Subject) -> str:
    """Return the page of a subject in the OGON: by id, because a code may say what it is about."""
    view = "ledger:ogon_order" if subject.kind == SubjectKind.ORDER else "ledger:ogon_mutation"
    return reverse(view, args=[subject.year, subject.row.pk])


def question_address(question: OgonQuestion) -> str:
    """Return the page where a question stands, or the list when its subject is gone."""
    place = question.budget_year_id, question.code
    if question.kind == SubjectKind.ORDER:
        place = places_now([place])[place]
    subject = read_subject(place[0], question.kind, place[1])
    return address(subject) if subject else reverse("ledger:ogon", args=[question.budget_year_id])


def _require_member(actor: User, municipality: Municipality) -> None:
    require(actor, Verb.REVIEW)
    if municipality.pk not in Access.of(actor).ogon_municipalities:
        raise NotAllowedError(f"U bent geen OGON-lid van {municipality}.")


def _locked(year: int, kind: str, code: str, municipality: Municipality) -> Item:
    """Lock the subject before it is read, so that what is seen is what is decided about."""
    if kind == SubjectKind.ORDER:
        list(MaatwerkOrder.objects.select_for_update().filter(budget_year=year, code=code))
    else:
        wanted = Mutation.objects.filter(budget_year=year, code=code).values("amendment")
        list(Amendment.objects.select_for_update().filter(pk__in=wanted))
    return _item(year, kind, code, municipality)


def _item(year: int, kind: str, code: str, municipality: Municipality) -> Item:
    subject = read_subject(year, kind, code)
    items = items_of(year, [subject], [municipality.pk]) if subject else []
    if not items:
        raise JournalError(f"Dit gaat niet (meer) over {municipality}. Ga terug naar de lijst van het OGON.")
    return items[0]


def _check_meeting(meeting: OgonMeeting | None, item: Item) -> None:
    if meeting is None:
        return
    row = OgonMeeting.objects.select_for_update().get(pk=meeting.pk)
    fits = row.budget_year_id == item.subject.year and row.ogon_id in {ogon.pk for ogon in item.ogons}
    if row.status != MeetingStatus.PLANNED or not fits:
        raise JournalError(
            f"De besluitenlijst van {row} ligt vast of gaat hier niet over. Beslis buiten het overleg om."
        )


def _text(text: str, what: str, *, required: bool, longest: int = LONGEST_TEXT) -> str:
    text = text.strip()
    if required and not text:
        raise JournalError(f"Vul {what} in.")
    if len(text) > longest:
        raise JournalError(f"Maak {what} korter: hoogstens {longest} tekens.")
    return text


__all__ = ["address", "answer", "ask", "decide", "holding", "question_address", "reopened", "tell_of_decisions"]
