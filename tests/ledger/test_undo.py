"""Taking back a whole act: every row of one save, one paste, one verschuiving; all or nothing."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger import journal, queries
from ledger.checks import invariants as checks
from ledger.journal.audit import one_act
from ledger.journal.grid import RowChange, post_shift, save_rows
from ledger.journal.undo import last_act
from ledger.models import AuditEntry, Mutation, NeutralGroup
from ledger.permissions import NotAllowedError
from tests.ledger.factories import World, change, contribution, cost, small_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return small_world()


def standing() -> dict[str, tuple[str, int]]:
    """Description and lasten of every mutatie."""
    return {
        row.code: (row.description, sum(line.cents for line in row.lines.filter(side="cost")))
        for row in Mutation.objects.all()
    }


def as_now(code: str, content=None) -> RowChange:
    row = Mutation.objects.get(code=code)
    return RowChange(0, content, row.pk, row.version)


def test_one_save_of_a_grid_is_taken_back_as_a_whole(world):
    draft = world.draft(1, change("m1", number=1), change("m2", number=2), change("m3"))
    before = standing()
    changes = [
        as_now("m1", change("m1", cost(5), contribution(5), number=2)),  # m1 and m2 trade numbers
        as_now("m2", change("m2", number=1)),
        as_now("m3"),
        RowChange(3, change("m4")),
    ]
    save_rows(actor=world.finance, amendment=draft, changes=changes)
    act = last_act(world.finance, draft)
    assert act is not None
    assert act.label == "Mijn laatste opslag ongedaan maken (4 mutaties)"

    codes = journal.undo_last(actor=world.finance, amendment=draft, mark=act.mark)

    assert sorted(codes) == ["m1", "m2", "m3", "m4"]
    assert standing() == before
    assert dict(Mutation.objects.values_list("code", "number")) == {"m1": 1, "m2": 2, "m3": None}
    assert all(result.ok for result in checks.run())


def test_then_what_was_done_before_it_can_be_taken_back(world):
    draft = world.draft(1, change("m1"), change("m2"))
    save_rows(actor=world.finance, amendment=draft, changes=[as_now("m1"), as_now("m2")])

    journal.undo_last(actor=world.finance, amendment=draft)
    assert sorted(standing()) == ["m1", "m2"]
    journal.undo_last(actor=world.finance, amendment=draft)

    assert not standing()
    with pytest.raises(journal.JournalError, match="niets om ongedaan te maken"):
        journal.undo_last(actor=world.finance, amendment=draft)


def test_when_a_colleague_changed_one_of_them_nothing_is_taken_back(world):
    draft = world.draft(1, change("m1"), change("m2"), change("m3"))
    other = change("m2", description="Van Koos")
    journal.edit_mutation(actor=world.colleague, mutation=world.mutation("m2"), change=other, version=1)
    before, head = standing(), queries.head()

    with pytest.raises(
        journal.JournalError, match=r"koos heeft mutatie m2 daarna gewijzigd: dat blijft staan\. Er is niets ongedaan"
    ):
        journal.undo_last(actor=world.finance, amendment=draft)

    assert (standing(), queries.head()) == (before, head)


def test_a_verschuiving_goes_with_its_groep(world):
    draft = world.draft(1)
    rows = [
        change("plus", cost(7), contribution(7), group="g"),
        change("min", cost(-7), contribution(-7, "staf"), group="g", programme="staf"),
    ]
    post_shift(actor=world.finance, amendment=draft, code="g", name="Schuif", mutations=rows)

    assert sorted(journal.undo_last(actor=world.finance, amendment=draft)) == ["min", "plus"]

    assert not standing()
    assert not NeutralGroup.objects.exists()
    # The code is free again.
    post_shift(actor=world.finance, amendment=draft, code="g", name="Schuif", mutations=rows)
    assert all(result.ok for result in checks.run())


def test_a_button_takes_back_what_it_says_and_nothing_else(world):
    draft = world.draft(1, change("m1"))
    shown = last_act(world.finance, draft)
    assert shown is not None
    journal.post_mutation(actor=world.finance, amendment=draft, mutation=change("m2"))

    with pytest.raises(journal.JournalError, match="intussen iets anders opgeslagen"):
        journal.undo_last(actor=world.finance, amendment=draft, mark=shown.mark)

    assert sorted(standing()) == ["m1", "m2"]


def test_entries_that_were_made_apart_are_acts_of_one(world):
    draft = world.draft(1)
    for code in ("m1", "m2"):
        journal.post_mutation(actor=world.finance, amendment=draft, mutation=change(code))

    assert journal.undo_last(actor=world.finance, amendment=draft) == ["m2"]


def test_an_act_inside_an_act_is_a_part_of_it(world):
    draft = world.draft(1)
    with one_act():
        journal.post_mutation(actor=world.finance, amendment=draft, mutation=change("m1"))
        save_rows(actor=world.finance, amendment=draft, changes=[RowChange(0, change("m2")), as_now("m1")])

    assert AuditEntry.objects.filter(action__startswith="mutation.").values("at").distinct().count() == 1
    assert sorted(journal.undo_last(actor=world.finance, amendment=draft)) == ["m1", "m2"]
    assert not standing()


_ROW = st.tuples(st.sampled_from(["post", "edit", "delete"]), st.integers(0, 5), st.integers(1, 900))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(saves=st.lists(st.lists(_ROW, min_size=1, max_size=4), min_size=1, max_size=4))
def test_undoing_every_save_goes_back_step_by_step(saves):
    """However rows were added, changed and taken away, each undo leads to what stood there before that save."""
    from django.db import transaction

    with transaction.atomic():
        world = small_world()
        draft = world.draft(1)
        states, made = [standing()], 0
        for save in saves:
            changes, touched = [], set()
            present = sorted(standing())
            for kind, which, euros in save:
                if kind == "post" or not present:
                    made += 1
                    changes.append(RowChange(0, change(f"m{made}", cost(euros), contribution(euros))))
                    continue
                code = present[which % len(present)]
                if code not in touched:
                    touched.add(code)
                    content = change(code, cost(euros), contribution(euros)) if kind == "edit" else None
                    changes.append(as_now(code, content))
            save_rows(actor=world.finance, amendment=draft, changes=changes)
            states.append(standing())
        for expected in reversed(states[:-1]):
            journal.undo_last(actor=world.finance, amendment=draft)
            assert standing() == expected
        assert last_act(world.finance, draft) is None
        transaction.set_rollback(True)


def test_what_stands_again_is_of_who_entered_it(world):
    """Otherwise a colleague's change that is taken back would let somebody agree to what he entered himself."""
    draft = world.draft(1, change("m1"))
    save_rows(actor=world.colleague, amendment=draft, changes=[as_now("m1", change("m1", cost(5), contribution(5)))])

    journal.undo_last(actor=world.colleague, amendment=draft)

    mutation = world.mutation("m1")
    with pytest.raises(NotAllowedError, match="kan haar niet zelf akkoord geven"):
        journal.approve_mutation(actor=world.finance, mutation=mutation, version=mutation.version)
    journal.approve_mutation(actor=world.colleague, mutation=mutation, version=mutation.version)
    assert all(result.ok for result in checks.run())


def test_what_a_colleague_took_away_and_put_back_is_of_who_entered_it(world):
    draft = world.draft(1, change("m1"), change("m2"))
    save_rows(actor=world.colleague, amendment=draft, changes=[as_now("m1")])

    journal.undo_last(actor=world.colleague, amendment=draft)

    assert world.mutation("m1").entered_by == world.finance
    assert all(result.ok for result in checks.run())
