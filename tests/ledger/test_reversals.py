"""A tegenboeking names what it takes back, wherever it goes: the log, an edit, undo, the workbook."""

from dataclasses import replace
from io import BytesIO

import pytest

from ledger import journal
from ledger.checks import invariants as checks
from ledger.exchange.importing import import_workbook
from ledger.exchange.stored import read_ledger
from ledger.exchange.writing import export_workbook
from ledger.journal.audit import Entry, record
from ledger.journal.undo import from_payload
from ledger.models import AuditEntry, Mutation
from tests.ledger.factories import World, change, contribution, cost, small_world

pytestmark = pytest.mark.django_db
BACK = (cost(-1000), contribution(-1000))


@pytest.fixture
def world() -> World:
    world = small_world()
    world.adopted(0, change("m1"), change("m2"))
    return world


def reverses(code: str) -> str | None:
    original = Mutation.objects.get(code=code).reverses
    return original.code if original else None


def test_the_log_says_what_it_reverses(world):
    journal.reverse_mutation(actor=world.finance, mutation=world.mutation("m1"), amendment=world.draft(1))

    entry = AuditEntry.objects.get(subject__endswith=":m1-tegenboeking")
    assert (entry.action, entry.payload["reverses"]) == ("mutation.posted", "m1")
    assert all(result.ok for result in checks.run())


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (change("t", *BACK, reverses="m9"), "'m9' is geen mutatie van een eerdere wijziging van 2030 die vastligt"),
        (change("t", *BACK, reverses="d1"), "'d1' is geen mutatie van een eerdere wijziging"),
        (change("t", *BACK, reverses="m2"), "Mutatie m2 heeft al een tegenboeking: eerste."),
    ],
)
def test_it_names_a_fixed_mutatie_of_an_earlier_wijziging_once(world, content, sentence):
    world.draft(1, change("eerste", *BACK, reverses="m2"))
    draft = world.draft(2, change("d1"))

    with pytest.raises(journal.JournalError, match=sentence):
        journal.post_mutation(actor=world.finance, amendment=draft, mutation=content)


def test_two_in_one_save_cannot_reverse_the_same(world):
    both = [change("a", *BACK, reverses="m1"), change("b", *BACK, reverses="m1")]

    with pytest.raises(journal.JournalError, match="Mutatie m1 heeft al een tegenboeking: a"):
        world.draft(1, *both)


def test_a_mutatie_of_the_primitieve_begroting_reverses_nothing(world):
    with pytest.raises(journal.JournalError, match="geen mutatie van een eerdere wijziging"):
        world.draft(1, change("m3", *BACK, reverses="m3"))


def test_an_edit_keeps_the_link_and_undoing_a_removal_brings_it_back(world):
    draft = world.draft(1)
    made = journal.reverse_mutation(actor=world.finance, mutation=world.mutation("m1"), amendment=draft)
    content = from_payload(AuditEntry.objects.get(subject__endswith=f":{made.code}").payload)
    edited = replace(content, explanation="Beter uitgelegd.")
    journal.edit_mutation(actor=world.finance, mutation=made, change=edited, version=1)
    assert reverses(made.code) == "m1"

    journal.delete_mutation(actor=world.finance, mutation=made, version=2)
    journal.undo_last(actor=world.finance, amendment=draft)

    assert reverses(made.code) == "m1"
    assert all(result.ok for result in checks.run())


def test_a_log_from_before_tells_the_link_in_an_entry_of_its_own(world):
    """Once the posted entry did not say it, and `mutation.reversal` did."""
    draft = world.draft(1, change("t", *BACK))
    Mutation.objects.filter(code="t").update(reverses=world.mutation("m1"))
    subject = "mutation:2030:t"
    record(world.finance, [Entry("mutation.reversal", subject, {"reverses": "m1", "amendment": 1}, 2030)])
    entry = AuditEntry.objects.get(subject=subject, action="mutation.posted")
    old = {name: value for name, value in entry.payload.items() if name not in ("reverses", "index_basis_points")}

    assert from_payload(old, "m1").reverses == "m1"
    assert from_payload(old).index_basis_points is None
    assert draft.mutations.get().reverses == world.mutation("m1")


def test_the_workbook_carries_it_out_and_in(world):
    draft = world.draft(1)
    journal.reverse_mutation(actor=world.finance, mutation=world.mutation("m1"), amendment=draft)
    journal.withdraw_amendment(actor=world.finance, amendment=draft, reason="Toch niet")
    journal.reverse_mutation(actor=world.finance, mutation=world.mutation("m2"), amendment=world.draft(2))
    book = BytesIO()
    export_workbook(book)
    rows = {row["code"]: row["reverses"] for row in read_ledger()["mutations"]}
    assert rows["m2-tegenboeking"] == "m2"

    again = import_workbook(BytesIO(book.getvalue()), "boek.xlsx")

    assert (again.total, again.changed, again.complaints) == (0, 0, ())
