"""check_ledger: good on what the journal made, and every tampering is found by the check that is about it."""

import io
import re

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from ledger import journal
from ledger.checks import invariants as checks
from ledger.guards import triggers
from ledger.journal.keys import take_into_use
from ledger.models import (
    Amendment,
    AuditEntry,
    BudgetYear,
    Investment,
    KeyWeight,
    Line,
    MaatwerkOrder,
    Mutation,
    NeutralGroup,
    OpeningBalance,
    PoolRule,
    Risk,
)
from tests.ledger.factories import YEAR, change, contribution, cost, maatwerk, small_world

NAMES = {
    "guards": "De bewakers in de database zijn er en zijn onveranderd",
    "chain": "De keten van het logboek is ongebroken",
    "references": "Elke verwijzing in de database klopt",
    "balance": "Elke mutatie is in elk boekjaar in evenwicht",
    "groups": "Elke neutrale groep telt op tot nul",
    "dimensions": "Elke regel volgt haar mutatie en valt binnen de jaren van de begroting",
    "mutations": "Elke mutatie is zoals het logboek zegt",
    "amendments": "Elke wijziging en elk jaar is zoals het logboek zegt",
    "facts": "Sleutels, verdeling, beginstanden, orders, investeringen en risico's zijn zoals het logboek zegt",
    "names": "Namen, volgorde en indeling zijn zoals het logboek zegt",
    "people": "Rollen en plaatsen in een OGON zijn zoals het logboek zegt",
    "decisions": "Besluiten van het OGON en stappen van orders zijn zoals het logboek zegt",
    "documents": "Documenten en zienswijzen zijn zoals het logboek zegt",
    "orders": "Elke maatwerkorder is geboekt voor het afgesproken bedrag",
    "reserves": "Geen reserve of voorziening komt onder nul",
    "pools": "Elke bijdrage heeft een verdeling",
    "keys": "Elke sleutel heeft gewichten",
    "splits": "Elke splitsing telt op",
    "result": "Lasten en baten zijn samen nul",
    "sealed": "Verzonden en vastgestelde documenten zijn wat zij waren",
    "files": "Bewaarde bestanden zijn wat zij waren",
    "four eyes": "Niemand stelt vast of geeft akkoord wat hij zelf aanbood of invoerde",
}


@pytest.fixture
def world(db):
    """An adopted wijziging with something of everything, an offered one and a draft, and no guards any more."""
    world = small_world()
    world.order("o1", "uithoorn", number=1)
    journal.add_risk(actor=world.finance, year=world.year, position=1, description="Brand", score_cents=5)
    adopted = world.draft(0)
    journal.add_investment(actor=world.finance, amendment=adopted, number=1, description="Bus", cents=5, position=1)
    journal.add_neutral_group(actor=world.finance, amendment=adopted, code="g", name="Schuif")
    journal.post_mutations(
        actor=world.finance,
        amendment=adopted,
        mutations=[
            change("m1"),
            change("plus", cost(7), contribution(7), group="g"),
            change("min", cost(-7), contribution(-7), group="g"),
            change("werk", cost(500), maatwerk(500, "o1", "uithoorn"), decided_in_ogon=True),
            change("pot", cost(40), journal.LineInput("income", 4000, YEAR, source="reserve", reserve="algemeen")),
            change("vth", cost(30), contribution(30, "vth", municipality="diemen")),
        ],
    )
    world.adopt(world.submit(adopted))
    world.submitted(1, change("s1"))
    world.draft(2, change("d1"), change("d2"))
    mutation = world.mutation("d1")
    journal.edit_mutation(actor=world.finance, mutation=mutation, change=change("d1", explanation="Nieuw"), version=1)
    journal.delete_mutation(actor=world.finance, mutation=world.mutation("d2"), version=1)
    return world


def _failing():
    return {
        name for name, sentence in NAMES.items() for result in checks.run() if result.name == sentence and not result.ok
    }


def test_every_check_has_a_name_here():
    assert set(checks.CHECKS) == set(NAMES.values())


def test_what_the_journal_made_is_good(world):
    assert [(result.name, result.details) for result in checks.run() if not result.ok] == []


def _sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


TAMPERING = {
    "a line gets another amount": (
        lambda w: Line.objects.filter(mutation__code="m1", side="cost").update(cents=1),
        {"balance", "mutations", "result"},
    ),
    "both lines get another amount": (
        lambda w: Line.objects.filter(mutation__code="m1").update(cents=1),
        {"mutations"},
    ),
    "a line gets another verdeelgroep": (
        lambda w: Line.objects.filter(mutation__code="m1", side="income").update(pool=w.pools["staf"]),
        {"mutations"},
    ),
    "a line gets a verdeelgroep without a rule": (
        lambda w: Line.objects.filter(mutation__code="m1", side="income").update(pool=w.pools["zonder"]),
        {"mutations", "pools"},
    ),
    "a line of a direct verdeelgroep loses its gemeente": (
        lambda w: Line.objects.filter(mutation__code="vth", side="income").update(municipality=None),
        {"mutations", "pools"},
    ),
    "a line gets another placement": (
        lambda w: Line.objects.filter(mutation__code="m1", side="cost").update(placement="overhead"),
        {"mutations"},
    ),
    "lines move to another year": (
        lambda w: Line.objects.filter(mutation__code="m1").update(effective_year=YEAR + 1),
        {"mutations"},
    ),
    "lines move out of the years of the budget": (
        lambda w: Line.objects.filter(mutation__code="m1").update(effective_year=YEAR + 9),
        {"mutations", "dimensions"},
    ),
    "a line leaves the programma of its mutatie": (
        lambda w: Line.objects.filter(mutation__code="m1").update(programme=w.programmes["staf"]),
        {"dimensions"},
    ),
    "a line gets a thema that its mutatie has not": (
        lambda w: Line.objects.filter(mutation__code="m1").update(
            theme=journal.add_theme(actor=w.finance, code="t", name="T", position=1)
        ),
        {"dimensions"},
    ),
    "a mutatie and its lines change programma": (
        lambda w: [
            model.objects.filter(**{name: "m1"}).update(programme=w.programmes["staf"])
            for model, name in ((Line, "mutation__code"), (Mutation, "code"))
        ],
        {"mutations"},
    ),
    "a toelichting is rewritten": (
        lambda w: Mutation.objects.filter(code="m1").update(explanation="Anders"),
        {"mutations"},
    ),
    "a draft goes back to an older version": (
        lambda w: Mutation.objects.filter(code="d1").update(explanation="Omdat het werk is toegenomen."),
        {"mutations"},
    ),
    "the agreement is put on another name": (
        lambda w: Mutation.objects.filter(code="m1").update(approved_by=w.board),
        {"mutations"},
    ),
    "the lines of a mutatie disappear": (
        lambda w: Line.objects.filter(mutation__code="m1")._raw_delete("default"),
        {"balance", "mutations"},
    ),
    "a mutatie disappears with its lines": (
        lambda w: [
            Line.objects.filter(mutation__code="m1")._raw_delete("default"),
            Mutation.objects.filter(code="m1")._raw_delete("default"),
        ],
        {"mutations"},
    ),
    "a mutatie appears out of nothing": (
        lambda w: Mutation.objects.create(
            amendment=Amendment.objects.get(number=2), budget_year=w.year, programme=w.programmes["staf"], code="vals",
            description="x", recurrence="incidental", entered_by=w.finance,
        ),
        {"balance", "mutations"},
    ),
    "a deleted mutatie comes back": (
        lambda w: Mutation.objects.create(
            amendment=Amendment.objects.get(number=2), budget_year=w.year, programme=w.programmes["burger"], code="d2",
            description="Mutatie d2", recurrence="incidental", entered_by=w.finance,
        ),
        {"balance", "mutations"},
    ),
    "a group loses a member": (
        lambda w: Mutation.objects.filter(code="min").update(group=None),
        {"groups", "mutations"},
    ),
    "a group is moved to another wijziging": (
        lambda w: NeutralGroup.objects.update(amendment=Amendment.objects.get(number=2)),
        {"groups", "names"},
    ),
    "a status is set back": (
        lambda w: Amendment.objects.filter(number=0).update(status="draft"),
        {"amendments"},
    ),
    "a besluit is rewritten": (lambda w: Amendment.objects.filter(number=0).update(decision="B13"), {"amendments"}),
    "a wijziging is offered by another name": (
        lambda w: Amendment.objects.filter(number=1).update(submitted_by=w.colleague),
        {"amendments"},
    ),
    "a year is closed by hand": (lambda w: BudgetYear.objects.update(status="closed"), {"amendments"}),
    "a weight is changed": (
        lambda w: KeyWeight.objects.filter(municipality__code="diemen").update(weight=51),
        {"facts"},
    ),
    "a key loses its weights": (lambda w: KeyWeight.objects.all().delete(), {"facts", "keys"}),
    "a verdeelgroep becomes direct": (
        lambda w: PoolRule.objects.filter(pool__code="burger").update(key_version=None),
        {"facts", "pools"},
    ),
    "a verdeling disappears": (lambda w: PoolRule.objects.filter(pool__code="burger").delete(), {"facts", "pools"}),
    "a beginstand is changed": (lambda w: OpeningBalance.objects.update(opening_cents=5_000), {"facts"}),
    "a reserve is spent twice": (lambda w: OpeningBalance.objects.update(opening_cents=3_999), {"facts", "reserves"}),
    "a beginstand disappears": (lambda w: OpeningBalance.objects.all().delete(), {"facts", "reserves"}),
    "an order is agreed for less": (lambda w: MaatwerkOrder.objects.update(cents=49_900), {"facts", "orders"}),
    "an order goes to another gemeente": (
        lambda w: MaatwerkOrder.objects.update(municipality=w.municipalities["diemen"]),
        {"facts", "orders"},
    ),
    "an investering is changed": (lambda w: Investment.objects.update(cents=6), {"facts"}),
    "a risico is changed": (lambda w: Risk.objects.update(score_cents=None), {"facts"}),
    "an entry of the log is rewritten": (
        lambda w: AuditEntry.objects.filter(sequence=5).update(action="niets"),
        {"chain", "names"},
    ),
    "an entry of the log gets another name": (
        lambda w: AuditEntry.objects.filter(sequence=5).update(actor=w.board),
        {"chain"},
    ),
    "an entry of the log disappears": (
        lambda w: AuditEntry.objects.filter(action="risk.added").delete(),
        {"chain", "facts"},
    ),
    "the last entries of the log disappear": (
        lambda w: AuditEntry.objects.filter(
            sequence__gte=AuditEntry.objects.get(action="mutation.edited").sequence
        ).delete(),
        {"mutations"},
    ),
}  # fmt: skip


@pytest.mark.parametrize(("tamper", "found"), TAMPERING.values(), ids=TAMPERING)
def test_tampering_is_found(world, tamper, found):
    triggers.uninstall()
    tamper(world)
    triggers.install()

    assert _failing() == found


def test_no_check_is_asleep():
    elsewhere = {"guards", "references", "splits", "four eyes"} | {"people", "decisions", "documents"}
    elsewhere |= {"sealed", "files"}  # tests/documents/test_sealing; the others here and in test_checks_recorded

    assert set().union(*(found for _, found in TAMPERING.values())) | elsewhere == set(NAMES)


def test_a_split_that_loses_a_cent_is_found(world, monkeypatch):
    def careless(self, cents):
        return {code: cents * weight // self.total for code, weight in self.weights}

    journal.post_mutation(
        actor=world.finance,
        amendment=Amendment.objects.get(number=2),
        mutation=change(
            "x",
            *(
                journal.LineInput(side, 101, YEAR, source=source, pool=pool)
                for side, source, pool in (("cost", None, None), ("income", "contribution", "burger"))
            ),
        ),
    )
    monkeypatch.setattr("ledger.core.cube.Key.shares", careless)

    assert _failing() == {"splits"}


def test_a_lost_guard_is_found(world):
    triggers.uninstall()

    assert _failing() == {"guards"}


def test_a_reference_to_nothing_is_found(world):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL does not take such a row")
    triggers.uninstall()
    with transaction.atomic():
        _sql("DELETE FROM ledger_investment")
        _sql("UPDATE ledger_mutation SET entered_by_id = 999999 WHERE code = 'd1'")
        triggers.install()
        assert "references" in _failing()
        transaction.set_rollback(True)


def test_who_offered_may_not_have_adopted_in_the_log_either(world):
    """The columns can be covered up; the log remembers."""
    triggers.uninstall()
    Amendment.objects.filter(number=1).update(status="adopted", adopted_on="2030-06-01", decision="B", adopted_by=None)
    entry = {"on": "2030-06-01", "decision": "B", "taken_over": False}
    with transaction.atomic():
        subject = f"amendment:{YEAR}:1"
        journal.audit.record(world.finance, [journal.audit.Entry("amendment.adopted", subject, entry, YEAR)])
    triggers.install()

    assert _failing() == {"four eyes", "amendments"}


def test_the_unbalanced_mutatie_is_named(world):
    triggers.uninstall()
    Line.objects.filter(mutation__code="m1", side="cost").update(cents=99_900)
    triggers.install()

    details = {result.name: result.details for result in checks.run()}

    assert details[NAMES["balance"]] == ("Mutatie m1 is in 2030 niet in evenwicht: verschil € −1.",)
    assert details[NAMES["mutations"]] == ("Mutatie m1 wijkt af van het logboek: regels.",)
    assert details[NAMES["result"]] == (
        "Wijziging 0 van 2030 heeft in 2030 een resultaat van € 1; dat hoort nul te zijn.",
    )


def test_an_order_taken_back_later_is_still_as_agreed(world):
    """As Diemen's 16.666 in 2024: placed in the primitieve begroting, corrected to nil in a later wijziging."""
    back = change("terug", cost(-500), maatwerk(-500, "o1", "uithoorn"), decided_in_ogon=True)
    world.submitted(3, back)

    assert _failing() == set()


def test_facts_that_were_changed_through_the_journal_are_good(world):
    year = journal.open_year(actor=world.finance, year=YEAR + 1)
    journal.rule_pool(actor=world.finance, year=year, pool=world.pools["burger"], key_version=world.key)
    take_into_use(actor=world.finance, year=year, pool=world.pools["burger"], key_version=None)
    journal.change_opening(
        actor=world.finance, year=world.year, reserve=world.reserve, opening_cents=5_000, appropriation_cents=7
    )
    draft = Amendment.objects.get(number=2)
    for number in (1, 2):
        journal.add_investment(
            actor=world.finance, amendment=draft, number=number, description="Fiets", cents=5, position=number
        )
    kept, gone = draft.investments.order_by("number")
    journal.change_investment(
        actor=world.finance, investment=kept, description="Bakfiets", cents=9, side="cost", seen=("Fiets", 5, "cost")
    )
    journal.delete_investment(actor=world.finance, investment=gone)

    assert [(result.name, result.details) for result in checks.run() if not result.ok] == []


def test_the_command_is_quiet_about_what_is_good(world):
    out = io.StringIO()

    call_command("check_ledger", stdout=out)

    lines = out.getvalue().splitlines()
    assert [line for line in lines if line.startswith("goed")] == [f"goed  {name}" for name in checks.CHECKS]
    assert re.fullmatch(r"Laatste schakel van het logboek: \d+ [0-9a-f]{64}", lines[-2])
    assert lines[-1] == f"Alle {len(NAMES)} controles zijn goed."


def test_the_command_fails_on_any_failure(world):
    triggers.uninstall()
    AuditEntry.objects.filter(sequence=7).update(action="niets")
    triggers.install()
    out, err = io.StringIO(), io.StringIO()

    with pytest.raises(SystemExit) as stopped:
        call_command("check_ledger", stdout=out, stderr=err)

    assert stopped.value.code == 1
    assert (
        "FOUT  De keten van het logboek is ongebroken\n      - De eerste schakel die niet klopt is nummer 7."
        in out.getvalue()
    )
    assert "2 van de 22 controles zijn niet goed." in err.getvalue()


@pytest.mark.parametrize(
    ("anchor", "sentence"),
    [
        ("{sequence}:{digest}", None),
        ("{sequence}:{short}", None),
        ("9999:{digest}", "Schakel 9999 is er niet: het logboek is afgekapt."),
        ("3:{digest}", "Schakel 3 is een andere dan eerst genoteerd: het logboek is opnieuw gemaakt."),
        ("{digest}", "'{digest}' is geen schakel."),
        ("{sequence}:", "'{sequence}:' is geen schakel."),
    ],
)
def test_an_anchor_finds_a_log_that_was_cut_or_made_anew(world, anchor, sentence):
    last = AuditEntry.objects.latest("sequence")
    known = {"sequence": last.sequence, "digest": last.digest, "short": last.digest[:12]}
    out = io.StringIO()

    if sentence is None:
        call_command("check_ledger", anchor=anchor.format(**known), stdout=out)
        assert "goed  Het logboek bevat de genoteerde schakel" in out.getvalue()
    else:
        with pytest.raises(SystemExit):
            call_command("check_ledger", anchor=anchor.format(**known), stdout=out, stderr=io.StringIO())
        assert sentence.format(**known) in out.getvalue()


def test_the_command_counts_what_it_does_not_show(world):
    journal.post_mutations(
        actor=world.finance,
        amendment=Amendment.objects.get(number=2),
        mutations=[change(f"n{number}") for number in range(30)],
    )
    Mutation.objects.filter(code__startswith="n").update(explanation="Anders")
    out = io.StringIO()

    with pytest.raises(SystemExit):
        call_command("check_ledger", stdout=out, stderr=io.StringIO())

    assert "      - en nog 10 keer" in out.getvalue()
