"""What surrounds the figures, held against the log: names and places, who may do what, and what others said.

Whoever swaps the names of two gemeenten moves a contribution without touching an amount.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import partial
from typing import Any

from django.utils import timezone

from ledger.checks.logged import compare
from ledger.core import agreement
from ledger.enums import DocumentStatus, MilestoneKind, OrderStatus, Role
from ledger.history.reading import subject_label
from ledger.journal.agreements import content_of as agreement_content
from ledger.journal.setup import printed_digest
from ledger.models import (
    AllocationKey,
    AuditEntry,
    Consultation,
    CostPool,
    Document,
    Municipality,
    NeutralGroup,
    Ogon,
    OgonDecision,
    OgonSeat,
    OrderStep,
    Organisation,
    Programme,
    Reserve,
    RoleGrant,
    ServiceAgreement,
    Theme,
)
from ledger.moves import code_in

Payload = dict[str, Any]
Read = Callable[[AuditEntry, Payload], Mapping[str, Any]]


def _merged(prefix: str, tell: Read = lambda entry, _: entry.payload) -> dict[str, Payload]:
    """Return by subject what the entries of one kind say together; `tell` reads one, beside what was said before."""
    found: dict[str, Payload] = {}
    for entry in AuditEntry.objects.filter(action__startswith=f"{prefix}.").order_by("sequence"):
        if entry.action == f"{prefix}.deleted":
            found.pop(entry.subject, None)
        else:
            known = found.setdefault(entry.subject, {})
            known.update(tell(entry, known))
    return found


def names() -> Iterator[str]:
    """Yield every name, place or kind of the set-up that is not what the log says."""
    for prefix, rows, content in _SET_UP:
        yield from compare(_merged(prefix), rows(), partial(_subject, prefix), content)
    organisations: list[Organisation] = list(Organisation.objects.all())
    fields = ("name", "short_name", "board_name", "participants_label")
    yield from compare(
        _merged("organisation"),
        organisations,
        lambda _: "organisation",
        lambda row: {f: getattr(row, f) for f in fields},
    )
    for subject, said in _merged("published").items():
        year = subject.partition(":")[2]
        if said.get("sha256", "") not in ("", printed_digest(int(year))):
            yield f"Wat er van {year} gepubliceerd is, is niet meer wat is vastgelegd."
    first: dict[str, Payload] = {}
    for entry in AuditEntry.objects.filter(action="key.added").order_by("sequence"):
        first.setdefault(entry.subject.rpartition(":")[0], {"name": entry.payload["name"]})
    keys = AllocationKey.objects.all()
    yield from compare(first, keys, lambda row: f"key:{row.code}", lambda row: {"name": row.name})


def _subject(prefix: str, row: Any) -> str:
    if isinstance(row, NeutralGroup):
        return f"{prefix}:{row.amendment.budget_year_id}:{row.amendment.number}:{row.code}"
    return f"{prefix}:{row.code}"


def _placed(row: Municipality | Theme) -> Payload:
    return {"name": row.name, "position": row.position}


_SET_UP: tuple[tuple[str, Callable[[], Iterable[Any]], Callable[[Any], Payload]], ...] = (
    ("municipality", Municipality.objects.all, _placed),
    ("theme", Theme.objects.all, _placed),
    (
        "programme",
        lambda: Programme.objects.select_related("parent").prefetch_related("maatwerk_for"),
        lambda row: {
            "name": row.name,
            "position": row.position,
            "parent": row.parent.code if row.parent else None,
            "overview_label": row.overview_label,
            "amendment_label": row.amendment_label,
        },
    ),
    (
        "pool",
        lambda: CostPool.objects.select_related("programme"),
        lambda row: {"name": row.name, "programme": row.programme.code, "position": row.position},
    ),
    (
        "reserve",
        Reserve.objects.all,
        lambda row: {"name": row.name, "position": row.position, "kind": row.kind},
    ),
    ("group", lambda: NeutralGroup.objects.select_related("amendment"), lambda row: {"name": row.name}),
    (
        "agreement",
        lambda: ServiceAgreement.objects.select_related("municipality", "pool"),
        agreement_content,
    ),
)


_OF_PEOPLE = ("user.added", "role.granted", "role.ended")


def people() -> Iterator[str]:
    """Yield every role and every seat in an OGON that is not what the log says.

    Of accounts that were made outside the journal and got no role through it, as those of the demo, it cannot tell.
    """
    grants: dict[tuple[str, str, str | None], str | None] = {}
    known = set()
    for entry in AuditEntry.objects.filter(action__in=_OF_PEOPLE).order_by("sequence"):
        known.add(entry.subject)
        if entry.action != "user.added":
            which = entry.subject, entry.payload["role"], entry.payload["municipality"]
            grants[which] = entry.payload.get("until")
    today = timezone.localdate().isoformat()
    valid = RoleGrant.objects.exclude(role=Role.TAKEOVER).filter(valid_until__gte=today)
    for grant in valid.select_related("municipality", "user").order_by("pk"):
        which = f"user:{grant.user_id}", grant.role, grant.municipality.code if grant.municipality else None
        if which[0] in known and grants.get(which) != grant.valid_until.isoformat():
            yield f"De rol {Role(grant.role).label} van {grant.user} staat zo niet in het logboek."
    seats: dict[tuple[str, int, str], bool] = {}
    for entry in AuditEntry.objects.filter(action__in=("ogon.seated", "ogon.unseated")).order_by("sequence"):
        place = entry.subject, entry.payload["user"], entry.payload["municipality"]
        if entry.action == "ogon.seated":
            seats[place] = entry.payload["deputy"]
        else:
            seats.pop(place, None)
    for seat in OgonSeat.objects.select_related("ogon", "municipality", "user").order_by("pk"):
        if seats.pop((f"ogon:{seat.ogon.code}", seat.user_id, seat.municipality.code), None) != seat.deputy:
            yield f"De plaats van {seat.user} in {seat.ogon} staat zo niet in het logboek."
    for subject, _, code in seats:
        yield f"Een plaats van {code} in {subject_label(subject)} staat in het logboek, maar is verdwenen."
    ogons = Ogon.objects.prefetch_related("programmes")
    expected = {subject: said for subject, said in _merged("ogon").items() if subject.startswith("ogon:")}
    yield from compare(
        expected,
        ogons,
        lambda row: f"ogon:{row.code}",
        lambda row: {"name": row.name, "programmes": sorted(programme.code for programme in row.programmes.all())},
    )


def _counted(stored: Counter[tuple[Any, ...]], logged: Counter[tuple[Any, ...]], what: str) -> Iterator[str]:
    """Yield which of two piles of facts are only in one; the first of each fact is its subject in the log."""
    for fact in stored - logged:
        yield f"{what} bij {subject_label(fact[0])} staat zo niet in het logboek."
    for fact in logged - stored:
        yield f"{what} bij {subject_label(fact[0])} staat in het logboek, maar is verdwenen of veranderd."


def decisions() -> Iterator[str]:
    """Yield every decision of an OGON and every step of an order that is not what the log says."""
    stored: Counter[tuple[Any, ...]] = Counter()
    for row in OgonDecision.objects.select_related("municipality"):
        subject = f"{row.kind}:{row.budget_year_id}:{row.code}"
        stored[subject, row.actor_id, row.municipality.code, row.verdict, row.reason, row.fingerprint] += 1
        if agreement.fingerprint(row.bound) != row.fingerprint:
            yield f"Het besluit van {row.municipality} bij {subject_label(subject)} is niet meer waarover is besloten."
    said = ("municipality", "verdict", "reason", "fingerprint")
    logged = Counter(
        (entry.subject, entry.actor_id, *(entry.payload[name] for name in said))
        for entry in AuditEntry.objects.filter(action="ogon.decided")
    )
    yield from _counted(stored, logged, "Een besluit van het OGON")
    yield from _counted(_stored_steps(), _logged_steps(), "Een stap")


def _stored_steps() -> Counter[tuple[Any, ...]]:
    """The steps of orders; of the first one of each order the log tells no more than its status."""
    found: Counter[tuple[Any, ...]] = Counter()
    begun = set()
    for row in OrderStep.objects.select_related("order").order_by("order", "pk"):
        facts = (row.on and row.on.isoformat(), row.reference, row.note) if row.order_id in begun else ()
        begun.add(row.order_id)
        found[f"order:{row.order.code}", row.actor_id, row.status, *facts] += 1
    return found


def _logged_steps() -> Counter[tuple[Any, ...]]:
    found: Counter[tuple[Any, ...]] = Counter()
    for entry in AuditEntry.objects.filter(action__in=("order.added", "order.moved")).order_by("sequence"):
        said = entry.payload
        facts = (said["on"], said["step_reference"], said["note"]) if entry.action == "order.moved" else ()
        code = code_in(entry.subject)  # without its year, to which it may have moved since
        found[f"order:{code}", entry.actor_id, said.get("status", OrderStatus.REQUESTED), *facts] += 1
    return found


_STATUS = {
    "document.added": DocumentStatus.DRAFT,
    "document.sent": DocumentStatus.SENT,
    "document.adopted": DocumentStatus.ADOPTED,
    "document.reopened": DocumentStatus.DRAFT,
}
_OF_DOCUMENT = ("title", "subtitle", "audience", "asks_views", "amendment")


def documents() -> Iterator[str]:
    """Yield every document and every zienswijze that is not what the log says of it."""

    def of_document(entry: AuditEntry, _: Payload) -> Payload:
        told = {name: entry.payload[name] for name in _OF_DOCUMENT if name in entry.payload}
        return told | ({"status": _STATUS[entry.action]} if entry.action in _STATUS else {})

    yield from compare(
        _merged("document", of_document),
        Document.objects.select_related("amendment"),
        lambda row: f"document:{row.budget_year_id}:{row.slug}",
        lambda row: {
            "title": row.title,
            "subtitle": row.subtitle,
            "audience": row.audience,
            "asks_views": row.asks_views,
            "amendment": row.amendment.number if row.amendment else None,
            "status": row.status,
        },
    )
    yield from compare(
        _merged("document", _of_milestone),
        Document.objects.prefetch_related("milestones"),
        lambda row: f"document:{row.budget_year_id}:{row.slug}",
        lambda row: {kind: on and on.isoformat() for kind, on in _days(row).items()},
    )
    yield from compare(
        _merged("consultation", _of_consultation),
        Consultation.objects.select_related("document", "municipality"),
        lambda row: f"consultation:{row.document.budget_year_id}:{row.document.slug}:{row.municipality.code}",
        lambda row: {
            "sent_on": row.sent_on and row.sent_on.isoformat(),
            "exempt": row.exempt_by_id is not None,
            "reason": row.reason,
            "received_on": row.received_on and row.received_on.isoformat(),
            "decision": row.decision,
            "text": row.text,
            "reaction": row.reaction,
            "told_on": row.told_on and row.told_on.isoformat(),
        },
    )


def _of_milestone(entry: AuditEntry, _: Payload) -> Payload:
    return {entry.payload["kind"]: entry.payload["on"]} if entry.action == "document.milestone" else {}


def _days(row: Document) -> dict[str, date | None]:
    """The day of every milestone; None of one that the document does not have."""
    return dict.fromkeys(MilestoneKind.values) | {day.kind: day.on for day in row.milestones.all()}


_UNANSWERED: Payload = {"received_on": None, "decision": "", "text": "", "reaction": "", "told_on": None}


def _of_consultation(entry: AuditEntry, known: Payload) -> Payload:
    said = entry.payload
    match entry.action.partition(".")[2]:
        case "opened":
            opened = {"sent_on": said["on"], "exempt": said["exempt"], "reason": said["reason"], "told_on": None}
            return {**_UNANSWERED, **known, **opened}
        case "sent":
            return {"sent_on": said["on"]}
        case "received":
            answer = {"received_on": said["on"], "decision": said["decision"], "text": said["text"]}
            return answer if said["text"] == known["text"] else answer | {"reaction": "", "told_on": None}
        case "reacted":
            return {"reaction": said["reaction"]}
        case "told":
            return {"told_on": said["on"]}
    return {}
