"""What the database itself refuses, whoever asks: every attack is also tried without the guards, where it works."""

import pytest
from django.db import DataError, IntegrityError, connection, transaction

from ledger import journal
from ledger.guards import triggers
from ledger.models import (
    Amendment,
    BudgetYear,
    Line,
    MaatwerkOrder,
    Mutation,
    OpeningBalance,
    OrderAmount,
)
from tests.ledger.attacks import ATTACKS, CONSTRAINTS, ON_POSTGRES, ON_SQLITE, Attack, amendment, sql
from tests.ledger.factories import YEAR, World, change, contribution, cost, maatwerk, small_world


@pytest.fixture
def world(db: None) -> World:
    """An adopted (0), a submitted (1) and a draft wijziging (2), and a closed year 2029."""
    world = small_world()
    closed = journal.open_year(actor=world.finance, year=YEAR - 1)
    world.order("oud", "diemen")
    opening = {"budget_year": closed, "reserve": world.reserve, "opening_cents": 5}
    OpeningBalance.objects.create(**opening)
    MaatwerkOrder.objects.filter(code="oud").update(budget_year=closed)
    draft = Amendment.objects.create(budget_year=closed, number=9, name="Concept van 2029")
    Mutation.objects.create(
        amendment=draft, budget_year=closed, programme=world.programmes["burger"], code="laat",
        description="Te laat", recurrence="incidental", entered_by=world.finance,
    )  # fmt: skip
    BudgetYear.objects.filter(pk=closed.pk).update(status="closed")
    adopted = world.draft(0, change("a1"))
    journal.add_investment(actor=world.finance, amendment=adopted, number=1, description="Bus", cents=5, position=1)
    journal.add_neutral_group(actor=world.finance, amendment=adopted, code="g", name="Groep")
    _order(world, adopted, "a")
    world.adopt(world.submit(adopted))
    offered = world.draft(1, change("s1"))
    _order(world, offered, "s")
    world.submit(offered)
    document = world.order("d", "diemen", number=3)
    journal.attach_document(actor=world.finance, order=document, name="offerte.pdf", data=b"%PDF-1.7\n%%EOF")
    world.draft(2, change("d1"))
    return world


def _order(world: World, draft: Amendment, code: str) -> None:
    """An order of 500 euros that a draft books, with an amount for the year after."""
    order = world.order(code, "diemen", number=ord(code))
    OrderAmount.objects.create(order=order, effective_year=YEAR + 1, cents=50_000)
    booked = change(f"order-{code}", cost(500), maatwerk(500, code, "diemen"), decided_in_ogon=True)
    journal.post_mutation(actor=world.finance, amendment=draft, mutation=booked)


def _refused(world: World, attack: Attack) -> None:
    with pytest.raises(IntegrityError, match=r"DP\d{3} "), transaction.atomic():
        attack(world)


def _works_unguarded(world: World, attack: Attack) -> None:
    with transaction.atomic():
        triggers.uninstall()
        attack(world)
        transaction.set_rollback(True)


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
def test_refused(world, attack):
    _refused(world, attack)


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
def test_the_attack_is_real(world, attack):
    _works_unguarded(world, attack)


@pytest.mark.parametrize("attack", ON_SQLITE.values(), ids=ON_SQLITE)
def test_refused_on_sqlite(world, attack):
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite has REPLACE and takes any type in any column")
    _refused(world, attack)
    _works_unguarded(world, attack)


@pytest.mark.parametrize("attack", ON_POSTGRES.values(), ids=ON_POSTGRES)
def test_refused_on_postgres(world, attack):
    if connection.vendor != "postgresql":
        pytest.skip("only PostgreSQL has TRUNCATE")
    _refused(world, attack)
    _works_unguarded(world, attack)


@pytest.mark.parametrize("attack", CONSTRAINTS.values(), ids=CONSTRAINTS)
def test_refused_by_a_constraint(world, attack):
    triggers.uninstall()
    with pytest.raises((IntegrityError, DataError)), transaction.atomic():
        attack(world)


def test_a_draft_can_be_worked_on(world):
    draft = amendment(2)
    journal.post_mutation(actor=world.finance, amendment=draft, mutation=change("d2"))
    mutation = world.mutation("d2")
    changed = change("d2", cost(5), contribution(5))
    journal.edit_mutation(actor=world.finance, mutation=mutation, change=changed, version=1)
    journal.delete_mutation(actor=world.finance, mutation=mutation, version=2)
    world.adopt(world.submit(draft))

    assert Line.objects.filter(amendment=draft, amendment__status="adopted").count() == 2


def test_a_missing_guard_is_seen(world):
    lost = "guard_line_update"
    table = " ON ledger_line" if connection.vendor == "postgresql" else ""

    assert triggers.missing() == []
    sql(f"DROP TRIGGER {lost}{table}")

    assert triggers.missing() == [lost]


def test_a_guard_that_was_made_harmless_is_seen(world):
    assert triggers.altered() == []
    if connection.vendor == "sqlite":
        sql("DROP TRIGGER guard_line_update")
        sql("CREATE TRIGGER guard_line_update BEFORE UPDATE ON ledger_line WHEN 1 = 0 BEGIN SELECT 1; END")
    else:
        sql(
            "CREATE OR REPLACE FUNCTION guard_line_update() RETURNS trigger LANGUAGE plpgsql "
            "AS $$ BEGIN RETURN NEW; END $$"
        )

    assert triggers.missing() == []
    assert triggers.altered() == ["guard_line_update"]


def test_a_guard_that_is_switched_off_is_missing(world):
    if connection.vendor != "postgresql":
        pytest.skip("only PostgreSQL can switch a trigger off")
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    sql("ALTER TABLE ledger_line DISABLE TRIGGER guard_line_update")

    assert triggers.missing() == ["guard_line_update"]


def test_a_guard_speaks_dutch_without_its_code(world):
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        Line.objects.filter(mutation__code="a1").update(cents=1)

    sentence = "De database weigert dit: de wijziging is niet meer in concept: haar regels liggen vast."
    assert triggers.sentence(caught.value) == sentence
    assert triggers.sentence(ValueError("iets anders")) == "De database weigert dit."
