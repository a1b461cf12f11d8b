"""The words of the audit log: handelingen, onderwerpen, fields and values as they are read in Dutch.

A new action, subject or field of the journal gets its word here; a test holds the journal against these tables.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from ledger.core.blocks import CHARTS, STATEMENTS
from ledger.core.days import in_words
from ledger.core.money import format_euros, group_digits
from ledger.core.outline import Direction
from ledger.core.percentage import format_percentage
from ledger.enums import (
    AgreementKind,
    AmendmentStatus,
    Audience,
    BlockKind,
    ChapterStatus,
    ContactRole,
    DocumentStatus,
    ExemptionCondition,
    FundingSource,
    KeyBasis,
    LawfulnessCategory,
    MilestoneKind,
    NotifyWhen,
    OrderStatus,
    Placement,
    Recurrence,
    ReserveKind,
    Role,
    Side,
    Verdict,
)

Names = Mapping[str, Mapping[str, str]]  # per field: the name of each code

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
    "rule.deleted": "andere sleutel teruggenomen",
    "reserve.added": "reserve toegevoegd",
    "opening.added": "beginstand vastgelegd",
    "opening.changed": "beginstand gewijzigd",
    "order.added": "maatwerkorder geplaatst",
    "group.added": "neutrale groep toegevoegd",
    "group.deleted": "neutrale groep verwijderd",
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
    "order.changed": "maatwerkorder gewijzigd",
    "order.moved": "stap van de maatwerkorder",
    "order.document": "bijlage toegevoegd",
    "order.contacts": "contactpersonen gewijzigd",
    "order.transferred": "maatwerkorder naar een ander jaar",
    "ogon.decided": "besluit van het OGON",
    "ogon.asked": "vraag gesteld in het OGON",
    "ogon.answered": "vraag beantwoord",
    "ogon.reopened": "akkoord vervallen door een wijziging",
    "ogon.added": "OGON toegevoegd",
    "ogon.changed": "OGON gewijzigd",
    "ogon.seated": "plaats in een OGON gegeven",
    "ogon.unseated": "plaats in een OGON vervallen",
    "meeting.planned": "overleg gepland",
    "meeting.moved": "overleg verzet",
    "meeting.cancelled": "overleg vervallen",
    "meeting.held": "besluitenlijst vastgelegd",
    "user.notify": "e-mail ingesteld",
    "user.calendar": "agenda-adres gemaakt",
    "user.calendar_ended": "agenda-adres ingetrokken",
    "agreement.added": "DVO of werkplan toegevoegd",
    "agreement.changed": "DVO of werkplan gewijzigd",
    "year.closing_date": "sluitdatum van de slotwijziging vastgelegd",
    "late.added": "onderwerp voor de bestuursrapportage toegevoegd",
    "late.changed": "onderwerp voor de bestuursrapportage gewijzigd",
    "late.deleted": "onderwerp voor de bestuursrapportage verwijderd",
    "document.added": "document begonnen",
    "document.renamed": "titel van het document gewijzigd",
    "document.addressed": "voor wie het document is gewijzigd",
    "document.carries": "wijziging aan het document verbonden",
    "document.milestone": "datum van het document vastgelegd",
    "document.sent": "document verzonden",
    "document.file": "bestand gemaakt van een vastgelegde versie",
    "document.adopted": "document vastgesteld",
    "document.reopened": "document weer geopend",
    "consultation.opened": "termijn voor de zienswijze begonnen",
    "consultation.sent": "document later aan een raad verzonden",
    "consultation.received": "antwoord van de raad ontvangen",
    "consultation.document": "bestand bij de zienswijze toegevoegd",
    "consultation.reacted": "reactie van het bestuur vastgelegd",
    "consultation.told": "raad geïnformeerd",
    "exemption.added": "vrijstelling toegevoegd",
    "exemption.changed": "vrijstelling gewijzigd",
    "chapter.added": "hoofdstuk toegevoegd",
    "chapter.assigned": "hoofdstuk toegewezen",
    "chapter.described": "gegevens van het hoofdstuk gewijzigd",
    "chapter.moved": "hoofdstuk verplaatst",
    "chapter.removed": "hoofdstuk verwijderd",
    "chapter.status": "stand van het hoofdstuk gewijzigd",
    "block.added": "onderdeel toegevoegd",
    "block.commented": "opmerking geplaatst",
    "block.edited": "tekst gewijzigd",
    "block.moved": "onderdeel verplaatst",
    "block.removed": "onderdeel verwijderd",
    "block.resolved": "opmerking afgehandeld",
    "block.unresolved": "opmerking weer geopend",
}

SUBJECTS = {
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
    "ogon": "OGON",
    "meeting": "overleg",
    "agreement": "DVO of werkplan",
    "late": "onderwerp",
    "document": "document",
    "chapter": "hoofdstuk",
    "block": "onderdeel",
    "consultation": "zienswijze",
    "exemption": "vrijstelling",
}

FIELDS = {
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
    "from_amendment": "vanaf wijziging",
    "group": "groep",
    "impact": "impact",
    "index_basis_points": "indexatie per jaar",
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
    "digest": "kenmerk van de inhoud",
    "head": "vingerafdruk van de administratie",
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
    "agreement": "DVO of werkplan",
    "attachment": "bijlage",
    "contacts": "contactpersonen",
    "ends_on": "eindigt op",
    "starts_on": "begint op",
    "lawfulness": "rechtmatigheid",
    "later_cents": "bedrag in latere jaren",
    "performance": "afgesproken prestatie",
    "step_reference": "kenmerk",
    "note": "opmerking",
    "size": "grootte in bytes",
    "text": "tekst",
    "valid_from": "geldt vanaf jaar",
    "valid_until": "geldt tot en met jaar",
    "verdict": "besluit",
    "user": "gebruiker (nummer)",
    "deputy": "plaatsvervanger",
    "programmes": "programma's",
    "ogon": "OGON",
    "place": "plaats",
    "items": "aantal onderwerpen",
    "notify": "e-mail",
    "pool": "verdeelgroep",
    "moved_to": "verplaatst naar",
    "announced_on": "gemeld op",
    "final_closes_on": "sluitingsdatum slotwijziging",
    "title": "titel",
    "subtitle": "ondertitel",
    "closing_date": "sluitdatum",
    "assigned_to": "toegewezen aan",
    "author": "schrijver",
    "reviewer": "beoordelaar",
    "about": "over",
    "action": "wat gaan we ervoor doen",
    "asks_views": "vraagt zienswijze",
    "audience": "voor wie",
    "chart": "grafiek",
    "comment": "opmerking",
    "direction": "richting",
    "focus": "speerpunten",
    "follow_up": "opvolging",
    "goal": "wat willen we bereiken",
    "level": "niveau",
    "numbered": "genummerd",
    "part": "programma",
    "progress": "stand van zaken",
    "recommendation": "aanbeveling",
    "statement": "tabel",
    "condition": "voorwaarde",
    "exempt": "vrijgesteld",
    "reaction": "reactie van het bestuur",
    "threshold_cents": "grensbedrag",
}

NOTHING = "–"
TECHNICAL = frozenset({"content", "fingerprint", "line", "question"})
"""Fields that tell a reader nothing."""

_CHOICES: dict[str, Mapping[str, str]] = {
    "audience": dict(Audience.choices),
    "basis": dict(KeyBasis.choices),
    "condition": dict(ExemptionCondition.choices),
    "contacts": dict(ContactRole.choices),
    "chart": CHARTS,
    "direction": dict(Direction.choices),
    "kind": {
        **dict(ReserveKind.choices),
        **dict(AgreementKind.choices),
        **dict(BlockKind.choices),
        **dict(MilestoneKind.choices),
    },
    "lawfulness": dict(LawfulnessCategory.choices),
    "notify": dict(NotifyWhen.choices),
    "placement": dict(Placement.choices),
    "recurrence": dict(Recurrence.choices),
    "role": dict(Role.choices),
    "side": dict(Side.choices),
    "source": dict(FundingSource.choices),
    "statement": STATEMENTS,
    "status": {
        **dict(AmendmentStatus.choices),
        **dict(OrderStatus.choices),
        **dict(DocumentStatus.choices),
        **dict(ChapterStatus.choices),
    },
    "verdict": dict(Verdict.choices),
}
_SAME_NAMES = {
    "maatwerk_for": "municipality",
    "parent": "programme",
    "programmes": "programme",
    "weights": "municipality",
}
_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)")


def field_label(name: str) -> str:
    """Return the name of a column or of a part of an entry, in words."""
    if name.startswith("old_") and name not in FIELDS:
        return f"{field_label(name.removeprefix('old_'))} was"
    return FIELDS.get(name, name)


def euros(cents: int | None) -> str:
    """Return cents as `€ 1.234,50`; a dash for no amount."""
    return NOTHING if cents is None else f"€ {format_euros(cents)}"


def shown(name: str, value: Any, names: Names | None = None) -> str:
    """Return the value of a field as a person reads it: amounts in euros, codes as names, dates in words."""
    name = name.removeprefix("old_")
    if value is None or value in ("", [], {}):
        return NOTHING
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if isinstance(value, Mapping):
        return ", ".join(f"{_named(name, code, names)} {_plain(name, part)}" for code, part in value.items())
    if isinstance(value, list):
        return ", ".join(_named(name, item, names) for item in value)
    return _plain(name, value) if isinstance(value, int) and name not in (names or {}) else _named(name, value, names)


def _plain(name: str, value: Any) -> str:
    if isinstance(value, int):
        written = next((write for end, write in _WRITTEN.items() if name.endswith(end)), str)
        return written(value)
    return str(value)


_WRITTEN: dict[str, Callable[[int], str]] = {
    "cents": euros,
    "weights": group_digits,
    "basis_points": lambda points: f"{format_percentage(points)}%",
}


def _named(name: str, value: Any, names: Names | None) -> str:
    """Return the name behind a code, the label of a choice, a date in words, or else the value itself."""
    text = str(value)
    known = (names or {}).get(_SAME_NAMES.get(name, name), {}).get(text) or _CHOICES.get(name, {}).get(text)
    if name == "order":
        return f"order {known or text}"
    if known:
        return known
    if match := _DAY.fullmatch(text):
        year, month, day = map(int, match.groups())
        return in_words(date(year, month, day)) if _is_day(year, month, day) else text
    return text


def _is_day(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True
