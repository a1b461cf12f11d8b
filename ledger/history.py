"""The audit log in words: what happened, and what changed from which value into which."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from ledger.core.money import format_euros
from ledger.enums import FundingSource, Placement, Recurrence, ReserveKind, Side
from ledger.models import AuditEntry

ACTIONS = {
    "mutation.posted": "mutatie ingevoerd",
    "mutation.edited": "mutatie gewijzigd",
    "mutation.deleted": "mutatie verwijderd",
    "mutation.approved": "akkoord gegeven",
    "mutation.reversal": "tegenboeking gemaakt",
    "mutation.undone": "laatste handeling ongedaan gemaakt",
    "amendment.opened": "wijziging begonnen",
    "amendment.submitted": "wijziging aangeboden",
    "amendment.adopted": "wijziging vastgesteld",
    "amendment.withdrawn": "wijziging ingetrokken",
    "year.opened": "begrotingsjaar geopend",
    "year.closed": "begrotingsjaar gesloten",
    "organisation.described": "organisatie beschreven",
    "published.recorded": "gepubliceerde cijfers vastgelegd",
    "municipality.added": "gemeente toegevoegd",
    "programme.added": "programma toegevoegd",
    "pool.added": "verdeelgroep toegevoegd",
    "theme.added": "thema toegevoegd",
    "key.added": "verdeelsleutel toegevoegd",
    "rule.added": "verdeling vastgelegd",
    "rule.changed": "andere sleutel in gebruik genomen",
    "reserve.added": "reserve toegevoegd",
    "opening.added": "beginstand vastgelegd",
    "opening.changed": "beginstand gewijzigd",
    "order.added": "maatwerkorder geplaatst",
    "group.added": "neutrale groep toegevoegd",
    "investment.added": "investering toegevoegd",
    "investment.changed": "investering gewijzigd",
    "investment.deleted": "investering verwijderd",
    "risk.added": "risico toegevoegd",
    "book.imported": "werkboek overgenomen",
    "user.added": "gebruiker toegevoegd",
    "user.password": "nieuw wachtwoord gegeven",
    "user.active": "account aan- of uitgezet",
    "role.granted": "rol gegeven",
    "role.ended": "rol beëindigd",
}

_SUBJECTS = {
    "mutation": "mutatie",
    "amendment": "wijziging",
    "year": "begrotingsjaar",
    "organisation": "organisatie",
    "published": "gepubliceerde cijfers",
    "municipality": "gemeente",
    "programme": "programma",
    "pool": "verdeelgroep",
    "theme": "thema",
    "key": "sleutel",
    "rule": "verdeling",
    "reserve": "reserve",
    "opening": "beginstand",
    "order": "maatwerkorder",
    "group": "groep",
    "investment": "investering",
    "risk": "risico",
    "book": "werkboek",
    "user": "gebruiker",
}

_FIELDS = {
    "adopted_by": "vastgesteld door",
    "adopted_on": "vastgesteld op",
    "amendment": "wijziging",
    "added": "toegevoegd",
    "amendment_label": "naam in begrotingswijziging",
    "approved_by": "akkoord",
    "appropriation_cents": "bestemming resultaat",
    "basis": "grondslag",
    "board_name": "bestuursorgaan",
    "calculated_on": "berekend op",
    "cents": "bedrag",
    "changed": "gewijzigd",
    "code": "code",
    "decided_in_ogon": "besproken in OGON",
    "decision": "besluit",
    "description": "omschrijving",
    "document": "stuk",
    "entered_by": "ingevoerd door",
    "entry": "regel van het logboek",
    "explanation": "toelichting",
    "file": "bestand",
    "figures": "aantal cijfers",
    "group": "groep",
    "impact": "impact",
    "key": "sleutel",
    "kind": "soort",
    "likelihood": "kans",
    "lines": "regels",
    "maatwerk_for": "maatwerk voor",
    "measure": "beheersmaatregel",
    "municipality": "gemeente",
    "name": "naam",
    "number": "nummer",
    "old_appropriation_cents": "bestemming was",
    "old_cents": "bedrag was",
    "old_description": "omschrijving was",
    "old_key": "sleutel was",
    "old_opening_cents": "beginstand was",
    "old_side": "lasten of baten was",
    "on": "datum",
    "opening_cents": "beginstand",
    "overview_label": "naam in overzicht",
    "parent": "onderdeel van",
    "participants_label": "naam voor de deelnemers",
    "position": "volgorde",
    "programme": "programma",
    "reason": "reden",
    "active": "aan",
    "role": "rol",
    "until": "geldig tot en met",
    "recurrence": "soort",
    "reference": "bron",
    "score_cents": "risicoscore",
    "reverses": "tegenboeking van",
    "short_name": "korte naam",
    "side": "lasten of baten",
    "source": "bron",
    "sha256": "SHA-256",
    "status": "status",
    "submitted_by": "aangeboden door",
    "submitted_on": "aangeboden op",
    "taken_over": "overgenomen besluit",
    "texts": "aantal teksten",
    "theme": "thema",
    "version": "versie",
    "weights": "gewichten",
    "withdrawal_reason": "reden van intrekking",
    "years_ahead": "jaren vooruit",
}

_WRITES = frozenset({"mutation.posted", "mutation.edited"})
_NOTHING = "–"
_LABELS = {**dict(Side.choices), **dict(Recurrence.choices), **dict(ReserveKind.choices)}
_MUTATION_FIELDS = (
    "description", "programme", "number", "recurrence", "theme", "group", "decided_in_ogon", "explanation", "reference",
)  # fmt: skip

Names = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that got another value."""

    what: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Event:
    """One step in the history of a mutatie."""

    at: datetime
    who: str
    title: str
    facts: tuple[tuple[str, str], ...] = ()
    changes: tuple[Change, ...] = ()


def subject_label(subject: str) -> str:
    """Return what an entry is about, in words: `mutatie 2024-2-staf-3`."""
    kind, _, rest = subject.partition(":")
    if kind == "mutation":
        rest = rest.partition(":")[2]
    return f"{_SUBJECTS.get(kind, kind)} {rest.replace(':', ' ')}".strip()


def field_label(name: str) -> str:
    """Return the name of a column or of a part of an entry, in words."""
    return _FIELDS.get(name, name)


def facts(payload: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Return the content of an entry as pairs of words."""
    pairs = [(field_label(name), _shown(name, value)) for name, value in payload.items() if name != "lines"]
    if "lines" in payload:
        pairs += [(what, _euros(cents)) for what, cents in _by_line(payload["lines"], {}).items()]
    return tuple((what, value) for what, value in pairs if value != _NOTHING)


def timeline(entries: Iterable[AuditEntry], names: Names) -> Iterator[Event]:
    """Yield the steps of one mutatie and of its wijziging, oldest first, each edit with what it changed."""
    before: Mapping[str, Any] | None = None
    previous: Event | None = None
    for entry in entries:
        who = entry.actor.get_full_name() or entry.actor.get_username()
        event = Event(entry.at, who, ACTIONS.get(entry.action, entry.action))
        if not entry.subject.startswith("mutation:"):
            event = replace(event, facts=facts(entry.payload))
        elif entry.action == "mutation.edited" and before is not None:
            event = replace(event, changes=tuple(changes_between(before, entry.payload, names)))
        elif entry.action == "mutation.posted":
            lines = entry.payload["lines"]
            event = replace(event, facts=(("regels", str(len(lines))), ("lasten", _cost(lines))))
        if entry.action in _WRITES:
            before = entry.payload
        if event != previous:  # taking something back leaves two entries
            yield event
        previous = event


def changes_between(old: Mapping[str, Any], new: Mapping[str, Any], names: Names) -> Iterator[Change]:
    """Yield what differs between two payloads of one mutatie: field by field, line by line."""
    for name in _MUTATION_FIELDS:
        if old.get(name) != new.get(name):
            yield Change(_FIELDS[name], _shown(name, old.get(name), names), _shown(name, new.get(name), names))
    was, now = _by_line(old.get("lines", []), names), _by_line(new.get("lines", []), names)
    for what in [*was, *(what for what in now if what not in was)]:
        if was.get(what) != now.get(what):
            yield Change(what, _euros(was.get(what)), _euros(now.get(what)))


def _by_line(lines: Iterable[Mapping[str, Any]], names: Names) -> dict[str, int]:
    """Return cents per kind of line, named by everything but its amount."""
    cents: dict[str, int] = {}
    for line in lines:
        parts = [f"{_LABELS[line['side']]} {line['effective_year']}"]
        if line["side"] == Side.COST:
            parts.append(Placement(line["placement"]).label)
        else:
            parts.append(FundingSource(line["source"]).label)
        payer = ("pool", "municipality", "order", "reserve")
        parts += [_shown(name, line[name], names) for name in payer if line.get(name)]
        what = ", ".join(parts)
        cents[what] = cents.get(what, 0) + line["cents"]
    return cents


def _cost(lines: Iterable[Mapping[str, Any]]) -> str:
    """Lasten in the first year, the year of the budget."""
    costs = [line for line in lines if line["side"] == Side.COST]
    first = min((line["effective_year"] for line in costs), default=0)
    return _euros(sum(line["cents"] for line in costs if line["effective_year"] == first))


def _euros(cents: int | None) -> str:
    return _NOTHING if cents is None else f"€ {format_euros(cents)}"


def _shown(name: str, value: Any, names: Names | None = None) -> str:  # noqa: PLR0911 - one line per kind of value
    if value is None or value in ("", []):
        return _NOTHING
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if name.endswith("cents"):
        return _euros(value)
    if isinstance(value, Mapping):
        return ", ".join(f"{code} {weight}" for code, weight in value.items())
    if isinstance(value, list):
        return ", ".join(str(item) for item in value)
    if name == "order":
        return f"order {value}"
    return str((names or {}).get(name, {}).get(value) or _LABELS.get(value) or value)
