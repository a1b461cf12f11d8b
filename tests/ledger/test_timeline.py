"""The budget as it stood: the log played again, and what differs between two moments."""

from datetime import UTC, date, datetime

import pytest
from django.db import transaction
from django.utils import timezone

from ledger import journal
from ledger.core.timeline import Logged, State, differences, replay
from ledger.enums import AmendmentStatus, Role
from ledger.history.past import load_past_book, read_moment, state_at
from ledger.journal.audit import Entry, record
from ledger.permissions import Access
from ledger.queries import UnknownYearError, load_book
from reports.catalogue import CATALOGUE, compile_table
from reports.compare import CHANGED, GONE, NEW, compare, snapshot
from tests.ledger.factories import YEAR, World, change, contribution, cost

STAFF = Access(((Role.FINANCE.value, None, ""),))
COUNCIL = Access(((Role.COUNCIL_READER.value, 1, "Diemen"),))


def mutation(code: str, cents: int, amendment: int = 1) -> dict[str, object]:
    return {"code": code, "amendment": amendment, "lines": [{"cents": cents}]}


def opened(number: int) -> Logged:
    return Logged("amendment.opened", f"amendment:2030:{number}", {"name": "x"})


def test_replay_keeps_the_last_version_and_forgets_what_was_deleted():
    state = replay(
        [
            opened(1),
            Logged("mutation.posted", "mutation:2030:a", mutation("a", 1)),
            Logged("mutation.posted", "mutation:2030:b", mutation("b", 2)),
            Logged("mutation.edited", "mutation:2030:a", mutation("a", 3)),
            Logged("mutation.approved", "mutation:2030:a", {"code": "a", "version": 2, "amendment": 1}),
            Logged("mutation.deleted", "mutation:2030:b", {"code": "b", "amendment": 1}),
            Logged("amendment.submitted", "amendment:2030:1", {}),
        ]
    )

    assert state.mutations == {"a": mutation("a", 3)}
    assert state.amendments == {1: "submitted"}


def test_a_withdrawn_wijziging_counts_as_not_there():
    before = replay([opened(1), Logged("mutation.posted", "mutation:2030:a", mutation("a", 1))])
    after = State(before.mutations, {1: "withdrawn"})

    assert [(each.code, each.before is None, each.after is None) for each in differences(before, after)] == [
        ("a", False, True)
    ]


def test_limiting_a_state_leaves_out_other_wijzigingen():
    state = State({"a": mutation("a", 1), "b": mutation("b", 1, 2)}, {1: "adopted", 2: "draft"})

    assert state.limited({1}).mutations.keys() == {"a"}
    assert state.limited({1}).amendments == {1: "adopted"}


@pytest.mark.parametrize("text", ["gisteren", "2024-13-01", "0001-01-01T00:00", "9999-12-31", "2024-09-01T25:00", ""])
def test_what_is_no_moment_is_refused(text):
    with pytest.raises(ValueError):  # noqa: PT011 - the message is not shown
        read_moment(text)


def test_a_day_is_read_up_to_its_end_in_our_own_time_zone():
    assert read_moment("2024-09-01").astimezone(UTC) == datetime(2024, 9, 1, 21, 59, 59, 999999, UTC)
    assert read_moment("2024-01-15T14:30").astimezone(UTC) == datetime(2024, 1, 15, 13, 30, 59, 999999, UTC)
    assert read_moment("2024-01-15T14:30:15").astimezone(UTC) == datetime(2024, 1, 15, 13, 30, 15, 0, UTC)


@pytest.mark.usefixtures("db")
def test_every_table_of_a_past_moment_is_the_table_of_that_moment(world: World):
    draft = world.draft(0, change("m1"), change("m2", cost(300), contribution(300)))
    journal.add_investment(
        actor=world.finance, amendment=draft, number=1, description="Server", cents=50_000_00, position=1
    )
    then, tables = (
        timezone.now(),
        [compile_table(each, load_book(YEAR, with_mutations=True)) for each in CATALOGUE.values()],
    )

    edited = change("m1", cost(5000), contribution(5000), description="Heel anders")
    journal.edit_mutation(actor=world.colleague, mutation=world.mutation("m1"), change=edited, version=1)
    journal.delete_mutation(actor=world.finance, mutation=world.mutation("m2"), version=1)
    later = world.draft(1, change("m3"))
    journal.withdraw_amendment(actor=world.finance, amendment=later, reason="Niet nodig")

    past = [compile_table(each, load_past_book(YEAR, then, STAFF)) for each in CATALOGUE.values()]
    assert [table.exact for table in past] == [table.exact for table in tables]
    assert [table.shown for table in past] == [table.shown for table in tables]
    assert [row.label for table in past for row in table.layout.rows] == [
        row.label for table in tables for row in table.layout.rows
    ]
    now = [compile_table(each, load_book(YEAR, with_mutations=True)) for each in CATALOGUE.values()]
    assert [table.exact for table in now] != [table.exact for table in tables]


def test_the_investeringen_of_a_withdrawn_wijziging_are_still_there_in_the_past(world: World):
    world.draft(0, change("m1"))
    draft = world.draft(1, change("m2"))
    journal.add_investment(actor=world.finance, amendment=draft, number=1, description="Auto", cents=10_00, position=1)
    then = timezone.now()
    journal.withdraw_amendment(actor=world.finance, amendment=draft, reason="Niet nodig")

    assert [item.description for item in load_past_book(YEAR, then, STAFF).investments] == ["Auto"]
    assert load_past_book(YEAR, timezone.now(), STAFF).investments == ()


def test_a_council_reads_of_the_past_only_what_was_offered_then(world: World):
    draft = world.draft(0, change("m1"))
    before = timezone.now()
    world.submit(draft)

    with pytest.raises(UnknownYearError):
        load_past_book(YEAR, before, COUNCIL)
    assert load_past_book(YEAR, timezone.now(), COUNCIL).amendments[0].status == AmendmentStatus.SUBMITTED
    assert load_past_book(YEAR, before, STAFF).amendments[0].status == AmendmentStatus.DRAFT


def test_two_moments_differ_line_by_line_and_the_totals_close(world: World):
    world.draft(0, change("m1"), change("m2", cost(300), contribution(300)))
    then = timezone.now()
    edited = change("m1", cost(1500), contribution(1500), description="Meer werk")
    journal.edit_mutation(actor=world.colleague, mutation=world.mutation("m1"), change=edited, version=1)
    journal.delete_mutation(actor=world.finance, mutation=world.mutation("m2"), version=1)
    world.draft(1, change("m3", cost(70), contribution(70, pool="staf")))

    before = snapshot(YEAR, STAFF, "toen", then, None)
    found = compare(YEAR, before, snapshot(YEAR, STAFF, "nu", None, None), {})

    assert [(row.code, row.kind, row.before, row.after) for row in found.mutations] == [
        ("m1", CHANGED, 1000_00, 1500_00),
        ("m2", GONE, 300_00, 0),
        ("m3", NEW, 0, 70_00),
    ]
    changes = [(each.old, each.new) for each in found.mutations[0].changes]
    assert ("Mutatie m1", "Meer werk") in changes
    assert ("€ 1.000", "€ 1.500") in changes
    # 50, 30 and 20 percent of 1.000 + 300, and of 1.500 and of 70 in another verdeelgroep
    assert [(row.name, row.before, row.after) for row in found.payers] == [
        ("Diemen", 650_00, 785_00),
        ("Ouder-Amstel", 390_00, 471_00),
        ("Uithoorn", 260_00, 314_00),
        ("Derden en reserve", 0, 0),
    ]
    assert (found.total.before, found.total.after, found.cost) == (1300_00, 1570_00, 270_00)
    assert found.closes


def test_two_wijzigingen_differ_by_what_came_between(world: World):
    world.draft(0, change("m1"))
    world.draft(1, change("m2"))
    world.draft(2, change("m3"))

    first, second = (snapshot(YEAR, STAFF, "x", None, number) for number in (0, 1))

    assert [row.code for row in compare(YEAR, first, second, {}).mutations] == ["m2"]
    assert [row.kind for row in compare(YEAR, second, first, {}).mutations] == [GONE]


def test_a_council_compares_only_what_it_may_see(world: World):
    world.submitted(0, change("m1"))
    world.draft(1, change("m2", description="Geheim"))

    before = snapshot(YEAR, COUNCIL, "toen", timezone.now(), 0)
    found = compare(YEAR, before, snapshot(YEAR, COUNCIL, "nu", None, None), {})

    assert found.mutations == []
    with pytest.raises(UnknownYearError):
        snapshot(YEAR, COUNCIL, "x", None, 1)


def test_a_state_after_every_entry_is_a_prefix_of_the_log(world: World):
    world.draft(0, change("m1"))
    first = state_at(YEAR)
    journal.delete_mutation(actor=world.finance, mutation=world.mutation("m1"), version=1)

    assert first.mutations.keys() == {"m1"}
    assert state_at(YEAR).mutations == {}


def test_a_past_moment_is_split_by_the_key_of_that_moment(world: World):
    world.draft(0, change("m1"))
    then = timezone.now()
    weights = dict(zip(world.municipalities.values(), (1, 1, 2), strict=True))
    journal.add_key_version(
        actor=world.finance, code="inwoners", name="Inwoners", number=2, calculated_on=date(YEAR, 2, 1), source="CBS",
        weights=weights,
    )  # fmt: skip
    with transaction.atomic():
        entry = Entry("rule.changed", f"rule:{YEAR}:burger", {"key": "inwoners:2", "old_key": "inwoners:1"}, YEAR)
        record(world.finance, [entry])

    paid = [
        compile_table(CATALOGUE["contributions"], load_past_book(YEAR, moment, STAFF)).cents("diemen/total", "current")
        for moment in (then, timezone.now())
    ]

    assert paid == [-500_00, -250_00]
