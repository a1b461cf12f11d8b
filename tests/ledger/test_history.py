"""The audit log in words."""

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from ledger import journal
from ledger.history.reading import Change, subject_label, timeline
from ledger.history.subjects import KINDS
from ledger.history.words import ACTIONS, FIELDS, SUBJECTS, TECHNICAL, field_label, shown
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
    assert event.facts == (("datum", "1 juni 2030"), ("besluit", "B12"), ("overgenomen besluit", "nee"))


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


ORDER = {"status": "quoted", "cents": 50_000, "municipality": "diemen", "on": "2030-01-02", "reference": "B1"}


def test_of_anything_an_entry_tells_what_is_new_and_what_became_what():
    """New kinds of entries need no code of their own: only words."""
    entries = [
        _entry("order.added", ORDER, "order:2030:401"),
        _entry("order.moved", ORDER | {"status": "in-ogon", "on": "2030-02-03"}, "order:2030:401"),
        _entry("order.changed", ORDER | {"status": "in-ogon", "cents": 60_000, "old_cents": 50_000}, "order:2030:401"),
        _entry("order.changed", {"old_reference": "B1", "reference": ""}, "order:2030:401"),
    ]
    names = {"municipality": {"diemen": "Diemen"}}

    added, moved, changed, emptied = timeline(entries, names)

    assert added.facts == (
        ("status", "offerte"), ("bedrag", "€ 500"), ("gemeente", "Diemen"), ("datum", "2 januari 2030"), ("bron", "B1"),
    )  # fmt: skip
    assert moved.changes == (Change("status", "offerte", "in OGON"),)
    assert moved.facts == (("datum", "3 februari 2030"),)  # of the step, no change of the day of the step before
    assert changed.changes == (Change("bedrag", "€ 500", "€ 600"),)
    assert emptied.changes == (Change("bron", "B1", "–"),)


def test_acts_that_stand_alone_are_not_held_against_each_other():
    """A second role is no change of the first."""
    entries = [_entry("role.granted", {"role": role, "until": "2030-01-02"}, "user:7") for role in ("board", "finance")]

    assert [(event.facts[0], event.changes) for event in timeline(entries, {})] == [
        (("rol", "bestuur"), ()), (("rol", "financiën"), ()),
    ]  # fmt: skip


def test_what_was_deleted_and_comes_back_is_new():
    payload = {"description": "Auto", "cents": 100}
    entries = [
        _entry(f"investment.{what}", payload, "investment:2030:1:1") for what in ("added", "deleted", "added")
    ]  # fmt: skip

    assert [event.facts for event in timeline(entries, {})][2] == (("omschrijving", "Auto"), ("bedrag", "€ 1"))


def test_subjects_that_are_mixed_are_told_apart():
    entries = [
        _entry("opening.added", {"opening_cents": 100}, "opening:2030:a"),
        _entry("opening.added", {"opening_cents": 200}, "opening:2030:b"),
        _entry("opening.changed", {"opening_cents": 300}, "opening:2030:a"),
    ]

    assert [event.changes for event in timeline(entries, {})] == [(), (), (Change("beginstand", "€ 1", "€ 3"),)]


@pytest.mark.parametrize(
    ("subject", "label"),
    [
        ("reserve:algemeen", "reserve Algemene reserve"),
        ("opening:2030:algemeen", "beginstand Algemene reserve"),
        ("rule:2030:burger", "verdeling Burger"),
        ("rule:2030:burger:2", "verdeling Burger vanaf wijziging 2"),
        ("key:inwoners:2", "sleutel Inwoners, versie 2"),
        ("amendment:2030:1", "1e wijziging"),
        ("investment:2030:1:3", "investering 3 van wijziging 1"),
        ("group:2030:1:opleidingen", "groep opleidingen van wijziging 1"),
        ("mutation:2030:2030-1-staf-3", "mutatie 2030-1-staf-3"),
        ("organisation", "organisatie"),
        ("year:2030", "begrotingsjaar 2030"),
        ("user:7", "gebruiker 7"),
    ],
)
def test_a_subject_by_its_name(subject, label):
    names = {
        "reserve": {"algemeen": "Algemene reserve"}, "pool": {"burger": "Burger"}, "amendment": {"1": "1e wijziging"},
        "key": {"inwoners:2": "Inwoners, versie 2"},
    }  # fmt: skip
    assert subject_label(subject, names) == label


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("opening_cents", 123_450, "€ 1.234,50"),
        ("old_opening_cents", 0, "€ 0"),
        ("weights", {"diemen": 12345, "x": 7}, "Diemen 12.345, x 7"),
        ("later_cents", {"2031": 100_00}, "2031 € 100"),
        ("maatwerk_for", ["diemen", "x"], "Diemen, x"),
        ("parent", None, "–"),
        ("on", "2030-06-01", "1 juni 2030"),
        ("on", "2030-99-99", "2030-99-99"),
        ("basis", "inhabitants", "inwoners"),
        ("description", "cost", "cost"),  # somebody's own word, no code of ours
        ("role", "finance", "financiën"),
        ("taken_over", False, "nee"),
        ("number", 4, "4"),
    ],
)
def test_a_value_in_words(name, value, words):
    assert shown(name, value, {"municipality": {"diemen": "Diemen"}}) == words


def _written(pattern: str) -> set[str]:
    """What the modules that write the log say, by their source."""
    folder = Path(journal.__file__).parent
    files = [*folder.glob("*.py")]
    return {found for path in files for found in re.findall(pattern, path.read_text(encoding="utf-8"))}


def test_every_act_of_the_journal_has_its_words():
    """Every text in the journal that is written as an act: `"order.moved"`."""
    known = "|".join([*SUBJECTS, "role"])
    written = _written(rf'"((?:{known})\.[a-z_]+)"') | _written(r'Entry\(\s*"([a-z_]+\.[a-z_]+)"')
    written |= {f"{what}.added" for what in _written(r'_added\(\s*actor,\s*"(\w+)"')}

    assert len(written) > 50
    assert sorted(written - set(ACTIONS)) == []


def test_every_subject_of_the_journal_has_its_word_and_its_kind():
    prefixes = {action.partition(".")[0] for action in ACTIONS} - {"role"}

    assert sorted(prefixes - set(SUBJECTS)) == []
    assert sorted(prefixes - {prefix for kind in KINDS for prefix in kind.prefixes}) == []


def test_every_field_of_an_entry_has_its_words(world):
    """All payloads of a ledger with something of everything; an unknown field would be shown in English."""
    world.adopted(0, change("m1"))
    world.order("401", "diemen", number=401)
    names = {name for entry in AuditEntry.objects.all() for name in entry.payload}

    assert {name for name in names if name not in FIELDS and not name.startswith("old_")} <= TECHNICAL | {"amendment"}
    assert field_label("old_municipality") == "gemeente was"
