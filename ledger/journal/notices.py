"""Telling people that something waits for them: a sentence and an address, mailed once the change is stored."""

from collections.abc import Iterable
from datetime import date
from functools import partial

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from ledger.core.consultation import earliest_decision, last_answer, reminder_due
from ledger.core.days import in_words
from ledger.enums import DocumentStatus, NotifyWhen, OrderStatus, Role
from ledger.mailing import send_unsent
from ledger.models import Consultation, Document, MaatwerkOrder, Municipality, Notice, Programme, User
from ledger.subjects import Ogons, deciding


def tell(people: Iterable[User], sentence: str, path: str) -> None:
    """Note a sentence for each of these people, once, and mail it after the commit to who wants that at once.

    The sentence and the path name no person, no gemeente and no amount: they leave the building. A mail that
    fails never undoes the change.
    """
    wanted = {person.pk: person for person in people if person.notify != NotifyWhen.NEVER}
    Notice.objects.bulk_create(Notice(user=person, sentence=sentence, path=path) for person in wanted.values())
    now = [person.pk for person in wanted.values() if person.notify == NotifyWhen.AT_ONCE]
    if now:
        transaction.on_commit(partial(send_unsent, NotifyWhen.AT_ONCE, now), robust=True)


def holders(role: str) -> QuerySet[User]:
    """Return who has a role today."""
    today = timezone.localdate()
    return User.objects.filter(is_active=True, grants__role=role, grants__valid_until__gte=today).distinct()


def members(programme: Programme, municipality: Municipality) -> QuerySet[User]:
    """Return who decides for a gemeente about a programma: members and deputies with a role that still holds."""
    seats = deciding().filter(ogon__in=Ogons().of(programme), municipality=municipality)
    return User.objects.filter(pk__in=seats.values("user"))


def order_moved(order: MaatwerkOrder, before: str) -> None:
    """Tell who has to do something now that an order was requested, or took a step from the status `before`."""
    view = "ledger:ogon_order" if order.status == OrderStatus.IN_OGON else "ledger:order"
    path = reverse(view, args=[order.budget_year_id, order.pk])
    if order.status == OrderStatus.REQUESTED and not before:
        tell(holders(Role.FINANCE), "Er is een aanvraag voor maatwerk.", path)
    elif order.status == OrderStatus.REQUESTED:
        tell(members(order.programme, order.municipality), "Een aanvraag voor maatwerk kan worden gewijzigd.", path)
    elif order.status == OrderStatus.IN_OGON and before == OrderStatus.AGREED:
        tell(members(order.programme, order.municipality), REOPENED, path)
    elif order.status == OrderStatus.IN_OGON:
        tell(members(order.programme, order.municipality), "Er ligt een order voor in het OGON.", path)
    elif order.status == OrderStatus.DECLINED and before != OrderStatus.IN_OGON:
        tell(members(order.programme, order.municipality), "Een aanvraag voor maatwerk gaat niet door.", path)


def councils_asked(document: Document) -> None:
    """Tell who reads for a council that is asked about a document that was sent, until when it can answer."""
    today = timezone.localdate()
    path = reverse("reports:consultation", args=[document.budget_year_id, document.slug])
    for row in document.consultations.filter(exempt_by__isnull=True, sent_on__isnull=False):
        if row.sent_on is None or last_answer(row.sent_on) < today:
            continue  # a take-over brings what was sent long ago
        readers = User.objects.filter(
            is_active=True,
            grants__role=Role.COUNCIL_READER,
            grants__municipality=row.municipality_id,
            grants__valid_until__gte=today,
        )
        until = in_words(last_answer(row.sent_on))
        sentence = f"Uw raad kan tot en met {until} een zienswijze geven op een document over de begroting."
        tell(readers.distinct(), sentence, path)


def remind_of_views(today: date) -> int:
    """Tell finance and the board when the twelve weeks of the councils end; return of how many documents.

    Each reminder of `REMIND_BEFORE` goes once, also when nothing was run on its own day.
    """
    running = Consultation.objects.filter(exempt_by__isnull=True, sent_on__isnull=False, received_on__isnull=True)
    rows = running.exclude(document__status=DocumentStatus.ADOPTED).order_by("document")
    told = 0
    for year, slug, sent in rows.values_list("document__budget_year", "document__slug", "sent_on").distinct():
        due, end = reminder_due(sent, today), earliest_decision(sent)
        if due is None:
            continue
        weeks = (end - due).days // 7
        ahead = "1 week" if weeks == 1 else f"{weeks} weken"
        sentence = f"De termijn voor zienswijzen eindigt op {in_words(end)} (herinnering {ahead} van tevoren)."
        path = reverse("reports:consultation", args=[year, slug])
        if not Notice.objects.filter(sentence=sentence, path=path).exists():
            tell([*holders(Role.FINANCE), *holders(Role.BOARD)], sentence, path)
            told += 1
    return told


REOPENED = "Iets waarover u besloot, is veranderd en ligt weer voor."
