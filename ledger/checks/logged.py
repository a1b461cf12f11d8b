"""What is stored, held against what the audit log says was stored last: tampering shows here."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.db.models import Model, Prefetch

from ledger.enums import AmendmentStatus, OrderStatus, YearStatus
from ledger.history.reading import subject_label
from ledger.history.words import field_label
from ledger.journal import late
from ledger.journal.keys import rule_place
from ledger.journal.stored import line_as_input, mutation_as_input
from ledger.models import (
    Amendment,
    AuditEntry,
    BudgetYear,
    Investment,
    KeyVersion,
    LateDevelopment,
    Line,
    MaatwerkOrder,
    Mutation,
    OpeningBalance,
    PoolRule,
    Risk,
)

Payload = Mapping[str, Any]

_CHUNK = 500


@dataclass(slots=True)
class _LoggedMutation:
    """The state of one mutatie that its entries lead to."""

    payload: Payload
    entered_by: int
    version: int = 1
    approved_by: int | None = None
    reverses: str | None = None


def mutations() -> Iterator[str]:
    """Yield every mutatie that differs from its last entry, is not in the log, or is gone."""
    expected = _replayed()
    lines = Line.objects.select_related("pool", "municipality", "order", "reserve").order_by("position")
    stored = (
        Mutation.objects.select_related("amendment", "programme", "theme", "group", "reverses")
        .prefetch_related(Prefetch("lines", lines))
        .order_by("pk")
    )
    for row in stored.iterator(_CHUNK):
        subject = f"mutation:{row.budget_year_id}:{row.code}"
        entry = expected.pop(subject, None)
        if entry is None:
            yield f"Mutatie {row.code} staat niet in het logboek."
            continue
        entered = [line_as_input(line) for line in row.lines.all()]
        now = asdict(mutation_as_input(row, entered)) | {"amendment": row.amendment.number}
        now["lines"] = list(now["lines"])
        # What a tegenboeking reverses had an entry of its own once, so it is a fact beside the payload.
        wrong = [name for name in now if name != "reverses" and now[name] != entry.payload.get(name)]
        facts = {
            "entered_by": (row.entered_by_id, entry.entered_by),
            "version": (row.version, entry.version),
            "approved_by": (row.approved_by_id, entry.approved_by),
            "reverses": (row.reverses.code if row.reverses else None, entry.reverses),
        }
        wrong += [name for name, (is_now, was_logged) in facts.items() if is_now != was_logged]
        if wrong:
            yield f"Mutatie {row.code} wijkt af van het logboek: {', '.join(field_label(name) for name in wrong)}."
    for subject in expected:
        yield f"{subject_label(subject).capitalize()} staat in het logboek, maar is verdwenen."


def _replayed() -> dict[str, _LoggedMutation]:
    state: dict[str, _LoggedMutation] = {}
    for entry in AuditEntry.objects.filter(subject__startswith="mutation:").order_by("sequence").iterator(_CHUNK):
        known = state.get(entry.subject)
        if entry.action == "mutation.posted" or (entry.action == "mutation.edited" and known is None):
            reverses = entry.payload.get("reverses")
            state[entry.subject] = _LoggedMutation(entry.payload, entry.actor_id, reverses=reverses)
        elif entry.action == "mutation.deleted":
            state.pop(entry.subject, None)
        elif known is None:
            continue
        elif entry.action == "mutation.edited":
            known.payload, known.entered_by, known.approved_by = entry.payload, entry.actor_id, None
            known.reverses = entry.payload.get("reverses", known.reverses)
            known.version += 1
        elif entry.action == "mutation.approved":
            known.approved_by = entry.actor_id
        elif entry.action == "mutation.reversal":
            known.reverses = entry.payload["reverses"]
        elif entry.action == "mutation.undone":
            known.entered_by = entry.payload.get("entered_by", known.entered_by)
    return state


_STATUS = {
    "amendment.opened": AmendmentStatus.DRAFT,
    "amendment.submitted": AmendmentStatus.SUBMITTED,
    "amendment.adopted": AmendmentStatus.ADOPTED,
    "amendment.withdrawn": AmendmentStatus.WITHDRAWN,
}


def amendments() -> Iterator[str]:
    """Yield every wijziging and every year whose state is not the one that the log leads to."""
    expected: dict[str, dict[str, Any]] = {}
    for entry in AuditEntry.objects.filter(action__in=_STATUS).order_by("sequence"):
        facts = expected.setdefault(entry.subject, {"decision": "", "document": "", "withdrawal_reason": ""})
        facts["status"] = _STATUS[entry.action]
        if entry.action == "amendment.opened":
            facts["name"] = entry.payload["name"]
        elif entry.action == "amendment.submitted":
            submitter = None if entry.payload["taken_over"] else entry.actor_id
            facts |= {"submitted_on": entry.payload["on"], "submitted_by": submitter}
            facts["document"] = entry.payload["document"]
        elif entry.action == "amendment.adopted":
            adopter = None if entry.payload["taken_over"] else entry.actor_id
            facts |= {"adopted_on": entry.payload["on"], "decision": entry.payload["decision"], "adopted_by": adopter}
        elif entry.action == "amendment.withdrawn":
            facts["withdrawal_reason"] = entry.payload["reason"]
    yield from compare(
        expected,
        Amendment.objects.order_by("pk"),
        lambda row: f"amendment:{row.budget_year_id}:{row.number}",
        lambda row: {
            "status": row.status,
            "name": row.name,
            "submitted_on": row.submitted_on and row.submitted_on.isoformat(),
            "submitted_by": row.submitted_by_id,
            "adopted_on": row.adopted_on and row.adopted_on.isoformat(),
            "adopted_by": row.adopted_by_id,
            "decision": row.decision,
            "document": row.document,
            "withdrawal_reason": row.withdrawal_reason,
        },
    )
    years: dict[str, dict[str, Any]] = {}
    told = ("year.opened", "year.closing_date", "year.closed")
    for entry in AuditEntry.objects.filter(action__in=told).order_by("sequence"):
        state = years.setdefault(entry.subject, {"status": YearStatus.OPEN, "final_closes_on": None})
        state |= entry.payload
        if entry.action == "year.closed":
            state["status"] = YearStatus.CLOSED
    yield from compare(
        years,
        BudgetYear.objects.order_by("pk"),
        lambda row: f"year:{row.pk}",
        lambda row: {
            "status": row.status,
            "years_ahead": row.years_ahead,
            "final_closes_on": row.final_closes_on and row.final_closes_on.isoformat(),
        },
    )


def facts() -> Iterator[str]:
    """Yield every fact that was recorded once and is not stored so any more."""
    for prefix, rows, subject, content in _FACTS:
        expected: dict[str, dict[str, Any]] = {}
        for entry in AuditEntry.objects.filter(subject__startswith=f"{prefix}:").order_by("sequence"):
            if entry.action in (f"{prefix}.deleted", f"{prefix}.transferred"):
                expected.pop(entry.subject, None)
            else:
                expected.setdefault(entry.subject, dict(_BEFORE.get(prefix, {}))).update(entry.payload)
        yield from compare(expected, rows(), subject, content)


def compare(
    expected: dict[str, dict[str, Any]],
    rows: Iterable[Any],
    subject: Callable[[Any], str],
    content: Callable[[Any], dict[str, Any]],
) -> Iterator[str]:
    """Yield every row that is not as the log says of its subject (`expected`), and what only one of both has."""
    for row in rows:
        name = subject(row)
        was = expected.pop(name, None)
        if was is None:
            yield f"{subject_label(name).capitalize()} staat niet in het logboek."
        elif wrong := [key for key, value in content(row).items() if value != was.get(key)]:
            fields = ", ".join(field_label(key) for key in wrong)
            yield f"{subject_label(name).capitalize()} wijkt af van het logboek: {fields}."
    for name in expected:
        yield f"{subject_label(name).capitalize()} staat in het logboek, maar is verdwenen."


def _weights(row: KeyVersion) -> dict[str, Any]:
    return {
        "calculated_on": row.calculated_on.isoformat(),
        "source": row.source,
        "basis": row.basis,
        "weights": {weight.municipality.code: weight.weight for weight in row.weights.all()},
    }


# What an entry of before these fields says of them: nothing.
_BEFORE: dict[str, dict[str, Any]] = {
    "order": {
        "status": OrderStatus.REQUESTED, "performance": "", "starts_on": None, "ends_on": None, "agreement": None,
        "lawfulness": "", "later_cents": {},
    }
}  # fmt: skip


def _order(row: MaatwerkOrder) -> dict[str, Any]:
    return {
        "number": row.number,
        "municipality": row.municipality.code,
        "programme": row.programme.code,
        "description": row.description,
        "recurrence": row.recurrence,
        "cents": row.cents,
        "later_cents": {str(amount.effective_year): amount.cents for amount in row.amounts.all()},
        "reference": row.reference,
        "status": row.status,
        "performance": row.performance,
        "starts_on": row.starts_on and row.starts_on.isoformat(),
        "ends_on": row.ends_on and row.ends_on.isoformat(),
        "agreement": row.agreement.code if row.agreement else None,
        "lawfulness": row.lawfulness,
    }


_FACTS: tuple[tuple[str, Callable[[], Iterable[Model]], Callable[[Any], str], Callable[[Any], dict[str, Any]]], ...] = (
    (
        "key",
        lambda: KeyVersion.objects.select_related("key").prefetch_related("weights__municipality"),
        lambda row: f"key:{row.key.code}:{row.number}",
        _weights,
    ),
    (
        "rule",
        lambda: PoolRule.objects.select_related("pool", "key_version__key"),
        lambda row: f"rule:{rule_place(row)}",
        lambda row: {"key": f"{row.key_version.key.code}:{row.key_version.number}" if row.key_version else None},
    ),
    (
        "opening",
        lambda: OpeningBalance.objects.select_related("reserve"),
        lambda row: f"opening:{row.budget_year_id}:{row.reserve.code}",
        lambda row: {"opening_cents": row.opening_cents, "appropriation_cents": row.appropriation_cents},
    ),
    (
        "order",
        lambda: MaatwerkOrder.objects.select_related("municipality", "programme", "agreement").prefetch_related(
            "amounts"
        ),
        lambda row: f"order:{row.budget_year_id}:{row.code}",
        _order,
    ),
    (
        "investment",
        lambda: Investment.objects.select_related("amendment"),
        lambda row: f"investment:{row.amendment.budget_year_id}:{row.amendment.number}:{row.number}",
        lambda row: {
            "description": row.description,
            "cents": row.cents,
            "side": row.side,
            "position": row.position,
        },
    ),
    ("late", lambda: LateDevelopment.objects.select_related("programme"), late.subject_of, late.content_of),
    (
        "risk",
        Risk.objects.all,
        lambda row: f"risk:{row.budget_year_id}:{row.position}",
        lambda row: {
            "description": row.description,
            "likelihood": row.likelihood,
            "impact": row.impact,
            "measure": row.measure,
            "score_cents": row.score_cents,
        },
    ),
)
