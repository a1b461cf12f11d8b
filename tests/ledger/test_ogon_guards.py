"""What was said in an OGON stays: every attack is refused by the database itself, and works without its guards."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from ledger import journal
from ledger.guards import triggers
from ledger.models import MeetingItem, OgonAnswer, OgonDecision, OgonMeeting, OgonQuestion
from tests.ledger.attacks import sql
from tests.ledger.factories import YEAR
from tests.ledger.ogon_world import Overleg, overleg

TABLES = ("ogondecision", "ogonquestion", "ogonanswer", "meetingitem")


@pytest.fixture
def talk(db: None) -> Overleg:
    """A meeting that was held, in which Diemen asked and decided."""
    made = overleg()
    made.shared()
    place = made.world.municipalities["diemen"]
    meeting = journal.plan_meeting(actor=made.world.finance, ogon=made.ogon, year=made.world.year, on=date(2025, 1, 8))
    question = journal.ask(
        actor=made.diemen, year=YEAR, kind="mutation", code="samen", municipality=place, text="Waarom?"
    )
    journal.answer(actor=made.world.finance, question=question, text="Daarom.")
    journal.decide(
        actor=made.diemen, year=YEAR, kind="mutation", code="samen", municipality=place, verdict="agreed",
        seen=made.item("mutation", "samen").part.fingerprint, meeting=meeting,
    )  # fmt: skip
    journal.hold_meeting(actor=made.world.finance, meeting=meeting)
    return made


def _late_decision(talk: Overleg) -> None:
    row = OgonDecision.objects.get()
    row.pk, row.verdict, row.reason = None, "declined", "Toch niet"
    row.save(force_insert=True)


ATTACKS: dict[str, Callable[[Overleg], object]] = {
    "change a decision": lambda _: OgonDecision.objects.update(verdict="declined", reason="Toch niet"),
    "change what was agreed to": lambda _: OgonDecision.objects.update(fingerprint="x"),
    "delete a decision": lambda _: sql("DELETE FROM ledger_ogondecision"),
    "change a question": lambda _: OgonQuestion.objects.update(text="Iets anders?"),
    "delete an answer": lambda _: OgonAnswer.objects.all().delete(),
    "change an answer": lambda _: OgonAnswer.objects.update(text="Nee."),
    "change the decision list": lambda _: MeetingItem.objects.update(verdict="declined"),
    "delete from the decision list": lambda _: sql("DELETE FROM ledger_meetingitem"),
    "add to the decision list": lambda t: MeetingItem.objects.create(
        meeting=OgonMeeting.objects.get(), position=99, kind="order", code="x", title="x", cents=1,
        municipality=t.world.municipalities["diemen"],
    ),
    "decide in a meeting that is over": _late_decision,
    "open a meeting again": lambda _: OgonMeeting.objects.update(status="planned"),
    "move a meeting that was held": lambda _: OgonMeeting.objects.update(held_on=date(2025, 1, 9)),
    "plan a meeting as held": lambda t: OgonMeeting.objects.create(
        ogon=t.ogon, budget_year=t.world.year, held_on=date(2025, 2, 1), status="held"
    ),
}  # fmt: skip


def _refused(talk: Overleg, attack: Callable[[Overleg], object]) -> None:
    with pytest.raises(IntegrityError, match=r"DP01[78] "), transaction.atomic():
        attack(talk)


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
def test_refused(talk, attack):
    _refused(talk, attack)


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
def test_the_attack_is_real(talk, attack):
    with transaction.atomic():
        triggers.uninstall()
        attack(talk)
        transaction.set_rollback(True)


@pytest.mark.parametrize("table", TABLES)
def test_overwriting_is_refused_on_sqlite(talk, table):
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite has REPLACE")
    sql("PRAGMA recursive_triggers = OFF")
    try:
        with pytest.raises(IntegrityError, match="DP0"), transaction.atomic():
            sql(f"INSERT OR REPLACE INTO ledger_{table} SELECT * FROM ledger_{table} LIMIT 1")  # noqa: S608
    finally:
        sql("PRAGMA recursive_triggers = ON")


@pytest.mark.parametrize("table", TABLES)
def test_emptying_is_refused_on_postgres(talk, table):
    if connection.vendor != "postgresql":
        pytest.skip("only PostgreSQL has TRUNCATE")
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(IntegrityError, match="DP002"), transaction.atomic():
        sql(f"TRUNCATE ledger_{table} CASCADE")
