"""What came after the closing date: entered, changed and taken away, with its meaning for the rechtmatigheid."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from ledger.checks import logged
from ledger.enums import LawfulnessCategory
from ledger.journal import JournalError
from ledger.journal.late import LateInput, add_late, delete_late, edit_late, set_closing_date
from ledger.models import AuditEntry, BudgetYear, LateDevelopment
from ledger.permissions import NotAllowedError
from tests.ledger.factories import YEAR, World

pytestmark = pytest.mark.django_db


def input_of(world: World, **more: object) -> LateInput:
    values: dict[str, Any] = {
        "programme": world.programmes["staf"],
        "announced_on": date(YEAR, 11, 1),
        "description": "Management development traject",
        "lawfulness": LawfulnessCategory.PROGRAMME_OVERRUN.value,
        "cents": 50_000_00,
    }
    return LateInput(**values | more)


def test_added_changed_and_taken_away_all_in_the_log(world):
    row = add_late(actor=world.finance, year=world.year, change=input_of(world))
    assert (row.code, row.version) == ("ontwikkeling-1", 1)
    row = edit_late(actor=world.finance, late=row, change=input_of(world, cents=None), version=1)
    delete_late(actor=world.finance, late=row, version=2)
    entries = AuditEntry.objects.filter(subject=f"late:{YEAR}:ontwikkeling-1").order_by("sequence")
    assert [entry.action for entry in entries] == ["late.added", "late.changed", "late.deleted"]
    assert entries[1].payload["old_cents"] == 50_000_00
    assert not LateDevelopment.objects.exists()


def test_a_code_is_not_given_out_twice(world):
    first = add_late(actor=world.finance, year=world.year, change=input_of(world))
    add_late(actor=world.finance, year=world.year, change=input_of(world))
    delete_late(actor=world.finance, late=first, version=1)
    assert add_late(actor=world.finance, year=world.year, change=input_of(world)).code == "ontwikkeling-1"
    with pytest.raises(JournalError, match="bestaat al"):
        add_late(actor=world.finance, year=world.year, change=input_of(world), code="ontwikkeling-2")


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"description": " "}, "omschrijving ontbreekt"),
        ({"lawfulness": ""}, "rechtmatigheid"),
        ({"cents": -1}, "negatief"),
        ({"cents": 10**14}, "te groot"),
    ],
)
def test_wrong_input_is_refused_in_a_sentence(world, more, said):
    with pytest.raises(JournalError, match=said):
        add_late(actor=world.finance, year=world.year, change=input_of(world, **more))
    assert not LateDevelopment.objects.exists()


def test_what_somebody_else_changed_is_not_overwritten(world):
    row = add_late(actor=world.finance, year=world.year, change=input_of(world))
    edit_late(actor=world.colleague, late=row, change=input_of(world, cents=1), version=1)
    with pytest.raises(JournalError, match="intussen gewijzigd"):
        edit_late(actor=world.finance, late=row, change=input_of(world, cents=2), version=1)
    with pytest.raises(JournalError, match="Er is niets veranderd"):
        edit_late(actor=world.finance, late=row, change=input_of(world, cents=1), version=2)
    delete_late(actor=world.finance, late=row, version=2)
    with pytest.raises(JournalError, match="weggehaald"):
        edit_late(actor=world.finance, late=row, change=replace(input_of(world), cents=3), version=2)


def test_the_closing_date_is_for_finance_and_in_the_log(world):
    with pytest.raises(NotAllowedError):
        set_closing_date(actor=world.board, year=world.year, on=date(YEAR, 10, 1))
    set_closing_date(actor=world.finance, year=world.year, on=date(YEAR, 10, 1))
    entry = AuditEntry.objects.latest("sequence")
    assert (entry.action, entry.payload["final_closes_on"]) == ("year.closing_date", f"{YEAR}-10-01")
    with pytest.raises(JournalError, match="niets veranderd"):
        set_closing_date(actor=world.finance, year=world.year, on=date(YEAR, 10, 1))


def test_what_is_changed_outside_the_journal_shows_against_the_log(world):
    add_late(actor=world.finance, year=world.year, change=input_of(world))
    set_closing_date(actor=world.finance, year=world.year, on=date(YEAR, 10, 1))
    assert not [*logged.facts(), *logged.amendments()]
    LateDevelopment.objects.update(cents=1)
    BudgetYear.objects.update(final_closes_on=None)
    assert len(list(logged.facts())) == 1
    assert len(list(logged.amendments())) == 1
