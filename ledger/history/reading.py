"""The audit log as a timeline: what happened, and what changed from which value into which."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from ledger.enums import FundingSource, Placement, Side
from ledger.history.words import ACTIONS, NOTHING, SUBJECTS, TECHNICAL, Names, euros, field_label, shown
from ledger.models import AuditEntry

_WRITES = frozenset({"mutation.posted", "mutation.edited"})
_OF_THE_STEP = frozenset(
    {"on", "reason", "decision", "document", "note", "step_reference", "taken_over", "text", "verdict", "until"}
)
"""What belongs to one step, and is no change of what the step before said."""

_ALONE = frozenset(
    {
        "answered",
        "asked",
        "commented",
        "decided",
        "document",
        "ended",
        "granted",
        "reopened",
        "resolved",
        "seated",
        "unseated",
    }
)
"""Acts that say nothing of how the thing itself is: each tells its own story."""

_MUTATION_FIELDS = (
    "description", "programme", "number", "recurrence", "theme", "group", "decided_in_ogon", "explanation", "reference",
    "index_basis_points", "reverses",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that got another value."""

    what: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Event:
    """One step in the history of something; `subject` and `address` say what, where that is not clear by itself."""

    at: datetime
    who: str
    title: str
    facts: tuple[tuple[str, str], ...] = ()
    changes: tuple[Change, ...] = ()
    subject: str = ""
    address: str = field(default="", compare=False)
    sequence: int = field(default=0, compare=False)  # its number and hash in the log
    digest: str = field(default="", compare=False)


def subject_label(subject: str, names: Names | None = None) -> str:
    """Return what an entry is about, in words: `mutatie 2024-2-staf-3`, `reserve Algemene reserve`."""
    kind, _, rest = subject.partition(":")
    label = SUBJECTS.get(kind, kind)
    year, _, code = rest.partition(":")
    if names is None:
        return f"{label} {code if kind == 'mutation' else rest.replace(':', ' ')}".strip()
    if not (code and year.isdigit() and len(year) == len("2024")):
        code = rest  # not of one year
    known = names.get(_NAMED_AS.get(kind, kind), {})
    if code in known and kind == "amendment":
        return known[code]
    if code in known:
        return f"{label} {known[code]}"
    if kind == "rule" and ":" in code:
        pool, _, number = code.rpartition(":")
        return f"{label} {known.get(pool, pool)} vanaf wijziging {number}"
    if kind in ("investment", "group") and ":" in code:
        number, _, code = code.partition(":")
        return f"{label} {names.get(kind, {}).get(code, code)} van wijziging {number}"
    return f"{label} {code}".strip()


_NAMED_AS = {"rule": "pool", "opening": "reserve"}


def timeline(entries: Iterable[AuditEntry], names: Names) -> Iterator[Event]:
    """Yield what happened, in the order of the entries (oldest first), each with what it changed.

    Entries of several subjects may be mixed; of each subject all earlier ones must be there.
    """
    before: dict[str, Mapping[str, Any]] = {}
    previous: dict[str, Event] = {}
    for entry in entries:
        event = _event(entry, before.get(entry.subject), names)
        if entry.action.endswith(".deleted"):
            before.pop(entry.subject, None)
        elif entry.action in _WRITES:
            before[entry.subject] = entry.payload
        elif not entry.subject.startswith("mutation:") and not _is_alone(entry):
            before[entry.subject] = {**before.get(entry.subject, {}), **entry.payload}
        if event != previous.get(entry.subject):  # taking something back leaves two entries
            yield event
        previous[entry.subject] = event


def _event(entry: AuditEntry, before: Mapping[str, Any] | None, names: Names) -> Event:
    who = entry.actor.known_as
    title = ACTIONS.get(entry.action, entry.action)
    event = Event(entry.at, who, title, sequence=entry.sequence, digest=entry.digest)
    if entry.action == "mutation.edited" and before is not None:
        return replace(event, changes=tuple(changes_between(before, entry.payload, names)))
    if entry.action == "mutation.posted":
        return replace(event, facts=_posted(entry.payload, names))
    if entry.action.startswith("mutation."):
        return event
    if _is_alone(entry):
        before = None
    return replace(
        event, facts=tuple(_facts(entry.payload, before, names)), changes=tuple(_changes(entry.payload, before, names))
    )


def _is_alone(entry: AuditEntry) -> bool:
    return entry.action.partition(".")[2] in _ALONE


def _posted(payload: Mapping[str, Any], names: Names) -> tuple[tuple[str, str], ...]:
    """Say of a new mutatie how much it is."""
    lines = payload["lines"]
    told = [(field_label(name), shown(name, payload.get(name), names)) for name in ("index_basis_points", "reverses")]
    return (
        ("regels", str(len(lines))),
        ("lasten", _cost(lines)),
        *((what, value) for what, value in told if value != NOTHING),
    )


def _facts(payload: Mapping[str, Any], before: Mapping[str, Any] | None, names: Names) -> Iterator[tuple[str, str]]:
    """Yield what an entry says for the first time, or only about itself."""
    known = before or {}
    for name, value in payload.items():
        is_old = name.startswith("old_")
        if is_old and name.removeprefix("old_") in payload:
            continue
        first = is_old or name in _OF_THE_STEP or (name not in known and f"old_{name}" not in payload)
        if first and name not in TECHNICAL and (words := shown(name, value, names)) != NOTHING:
            yield field_label(name), words


def _changes(payload: Mapping[str, Any], before: Mapping[str, Any] | None, names: Names) -> Iterator[Change]:
    """Yield what an entry says otherwise than the one before, or than it says was there."""
    known = before or {}
    for name, value in payload.items():
        if name in TECHNICAL or (name in _OF_THE_STEP and f"old_{name}" not in payload):
            continue
        old = payload.get(f"old_{name}", known.get(name, value))
        if old != value:
            yield Change(field_label(name), shown(name, old, names), shown(name, value, names))


def changes_between(old: Mapping[str, Any], new: Mapping[str, Any], names: Names) -> Iterator[Change]:
    """Yield what differs between two payloads of one mutatie: field by field, line by line."""
    for name in _MUTATION_FIELDS:
        if old.get(name) != new.get(name):
            yield Change(field_label(name), shown(name, old.get(name), names), shown(name, new.get(name), names))
    was, now = _by_line(old.get("lines", []), names), _by_line(new.get("lines", []), names)
    for what in [*was, *(what for what in now if what not in was)]:
        if was.get(what) != now.get(what):
            yield Change(what, euros(was.get(what)), euros(now.get(what)))


def _by_line(lines: Iterable[Mapping[str, Any]], names: Names) -> dict[str, int]:
    """Return cents per kind of line, named by everything but its amount."""
    cents: dict[str, int] = {}
    for line in lines:
        parts = [f"{Side(line['side']).label} {line['effective_year']}"]
        if line["side"] == Side.COST:
            parts.append(Placement(line["placement"]).label)
        else:
            parts.append(FundingSource(line["source"]).label)
        payer = ("pool", "municipality", "order", "reserve")
        parts += [shown(name, line[name], names) for name in payer if line.get(name)]
        what = ", ".join(parts)
        cents[what] = cents.get(what, 0) + line["cents"]
    return cents


def _cost(lines: Iterable[Mapping[str, Any]]) -> str:
    """Lasten in the first year, the year of the budget."""
    costs = [line for line in lines if line["side"] == Side.COST]
    first = min((line["effective_year"] for line in costs), default=0)
    return euros(sum(line["cents"] for line in costs if line["effective_year"] == first))
