"""The audit log in words."""

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from ledger import journal
from ledger.history import ACTIONS, Change, facts, field_label, subject_label, timeline
from ledger.models import AuditEntry, User
from tests.ledger.factories import YEAR, change, contribution, cost

AT = datetime(2030, 1, 2, 3, 4, tzinfo=UTC)
PAYLOAD: dict[str, Any] = {
    "code": "m1", "programme": "burger", "description": "Balie", "recurrence": "incidental", "number": None,
    "theme": None, "group": None, "decided_in_ogon": False, "explanation": "", "reference": "", "amendment": 1,
    "lines": [
        {"side": "cost", "cents": 100_000, "effective_year": 2030, "placement": "overhead", "source": None,
         "pool": None, "municipality": None, "order": None, "reserve": None},
        {"side": "income", "cents": 100_000, "effective_year": 2030, "placement": "programme",
         "source": "contribution", "pool": "burger", "municipality": None, "order": None, "reserve": None},
    ],
}  # fmt: skip
NAMES = {"programme": {"burger": "Burgerzaken", "staf": "Stafbureau"}, "pool": {"burger": "Burger"}}


def _entry(action: str, payload: dict[str, object], subject: str = "mutation:2030:m1") -> AuditEntry:
    return AuditEntry(
        at=AT, actor=User(username="fenna", first_name="Fenna", last_name="Fijn"), action=action, subject=subject,
        payload=payload,
    )  # fmt: skip


def _changes(**new: object) -> list[Change]:
    entries = [_entry("mutation.posted", PAYLOAD), _entry("mutation.edited", PAYLOAD | new)]
    return list(list(timeline(entries, NAMES))[1].changes)


def test_a_posted_mutatie_says_how_much():
    (event,) = timeline([_entry("mutation.posted", PAYLOAD)], NAMES)

    assert (event.title, event.who, event.at) == ("mutatie ingevoerd", "Fenna Fijn", AT)
    assert event.facts == (("regels", "2"), ("lasten", "€ 1.000"))


@pytest.mark.parametrize(
    ("new", "changed"),
    [
        ({"description": "Loket"}, Change("omschrijving", "Balie", "Loket")),
        ({"programme": "staf"}, Change("programma", "Burgerzaken", "Stafbureau")),
        ({"number": 4}, Change("nummer", "–", "4")),
        ({"recurrence": "structural"}, Change("soort", "incidenteel", "structureel")),
        ({"decided_in_ogon": True}, Change("besproken in OGON", "nee", "ja")),
        ({"explanation": "Druk"}, Change("toelichting", "–", "Druk")),
    ],
)
def test_an_edit_says_what_became_what(new, changed):
    assert _changes(**new) == [changed]


def test_an_edit_of_lines_names_the_line():
    lines = [dict(line) for line in PAYLOAD["lines"]]
    lines[0]["cents"] = 150_050
    lines.append(lines[1] | {"source": "third-parties", "pool": None, "cents": 50_050})

    assert _changes(lines=lines) == [
        Change("last 2030, overhead", "€ 1.000", "€ 1.500,50"),
        Change("baat 2030, derden", "–", "€ 500,50"),
    ]


def test_lines_in_another_order_are_no_change():
    assert _changes(lines=list(reversed(PAYLOAD["lines"]))) == []


def test_an_edit_is_held_against_the_last_writing():
    approved = {"code": "m1", "version": 1, "amendment": 1}
    entries = [
        _entry("mutation.posted", PAYLOAD),
        _entry("mutation.approved", approved),
        _entry("mutation.edited", PAYLOAD | {"description": "Loket"}),
    ]

    assert [event.changes for event in timeline(entries, NAMES)] == [
        (), (), (Change("omschrijving", "Balie", "Loket"),),
    ]  # fmt: skip


def test_undoing_is_told_once(world):
    draft = world.draft(0, change("m1"))
    journal.edit_mutation(
        actor=world.finance, mutation=world.mutation("m1"), change=change("m1", cost(5), contribution(5)), version=1
    )
    journal.undo_last(actor=world.finance, amendment=draft)

    entries = AuditEntry.objects.filter(subject=f"mutation:{YEAR}:m1").order_by("sequence")

    assert [event.title for event in timeline(entries, {})] == [
        "mutatie ingevoerd", "mutatie gewijzigd", "mutatie gewijzigd", "laatste handeling ongedaan gemaakt",
    ]  # fmt: skip


def test_a_wijziging_says_its_facts():
    payload = {"on": "2030-06-01", "decision": "B12", "taken_over": False}

    (event,) = timeline([_entry("amendment.adopted", payload, "amendment:2030:1")], NAMES)

    assert event.title == "wijziging vastgesteld"
    assert event.facts == (("datum", "2030-06-01"), ("besluit", "B12"), ("overgenomen besluit", "nee"))


@pytest.mark.parametrize(
    ("subject", "label"),
    [
        ("mutation:2030:2030-1-staf-3", "mutatie 2030-1-staf-3"),
        ("amendment:2030:1", "wijziging 2030 1"),
        ("organisation", "organisatie"),
        ("order:2030:401", "maatwerkorder 2030 401"),
    ],
)
def test_a_subject_in_words(subject, label):
    assert subject_label(subject) == label


def test_the_content_of_an_entry_in_words():
    payload = {"opening_cents": 123_450, "weights": {"a": 5, "b": 7}, "parent": None, "maatwerk_for": ["a", "b"]}

    assert facts(payload) == (("beginstand", "€ 1.234,50"), ("gewichten", "a 5, b 7"), ("maatwerk voor", "a, b"))


def test_every_act_of_the_journal_has_its_words():
    folder = Path(journal.__file__).parent
    source = "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.py"))
    written = set(re.findall(r'"((?:mutation|amendment|year|published|organisation)\.\w+)"', source))
    written |= {f"{what}.added" for what in re.findall(r'_added\(\s*actor,\s*"(\w+)"', source)}

    assert len(written) > 20
    assert written <= set(ACTIONS)


def test_every_field_of_an_entry_has_its_words(world):
    """All payloads of a ledger with something of everything; an unknown field would be shown in English."""
    world.adopted(0, change("m1"))
    names = {name for entry in AuditEntry.objects.all() for name in entry.payload}

    unknown = {name for name in names if field_label(name) == name}
    assert unknown <= {"code", "status"}
