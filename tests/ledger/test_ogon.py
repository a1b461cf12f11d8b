"""Deciding in an OGON: by whom, about what, until when it holds, and who is told."""

from dataclasses import replace

import pytest
from django.core import mail
from django.core.management import call_command

from ledger import journal
from ledger.core.agreement import Standing
from ledger.enums import NotifyWhen, OrderStatus, SubjectKind
from ledger.gates import amendment as gate
from ledger.journal import JournalError
from ledger.journal.keys import take_into_use
from ledger.journal.orders import input_of
from ledger.journal.stored import line_as_input, mutation_as_input
from ledger.models import AuditEntry, KeyVersion, MaatwerkOrder, Mutation, Notice, OgonDecision
from ledger.permissions import NotAllowedError
from tests.ledger.factories import YEAR, change, contribution, cost, maatwerk, small_world
from tests.ledger.ogon_world import DAY, Overleg, overleg

ORDER, MUTATION = SubjectKind.ORDER, SubjectKind.MUTATION


@pytest.fixture
def talk(db: None) -> Overleg:
    return overleg()


def _edit(talk: Overleg, code: str, **changes: object) -> None:
    mutation = talk.world.mutation(code)
    now = mutation_as_input(mutation, [line_as_input(line) for line in mutation.lines.order_by("position")])
    new = replace(now, **changes)  # type: ignore[arg-type]
    journal.edit_mutation(actor=talk.world.finance, mutation=mutation, change=new, version=mutation.version)


class TestWhoDecides:
    def test_a_member_agrees_and_the_order_is_agreed(self, talk):
        order = talk.in_ogon()

        talk.decide(ORDER, order.code)

        assert MaatwerkOrder.objects.get(pk=order.pk).status == OrderStatus.AGREED
        assert talk.item(ORDER, order.code).standing is Standing.AGREED
        assert AuditEntry.objects.get(action="ogon.decided").subject == f"order:{YEAR}:{order.code}"

    def test_a_member_declines_with_a_reason(self, talk):
        order = talk.in_ogon()

        with pytest.raises(JournalError, match="Vul de reden in"):
            talk.decide(ORDER, order.code, verdict="declined")
        talk.decide(ORDER, order.code, verdict="declined", reason="Te duur")

        assert MaatwerkOrder.objects.get(pk=order.pk).status == OrderStatus.DECLINED
        assert OgonDecision.objects.get().reason == "Te duur"

    def test_nobody_else_decides(self, talk):
        order = talk.in_ogon()
        seen = talk.item(ORDER, order.code).part.fingerprint
        place = talk.world.municipalities["diemen"]
        for actor in (talk.world.finance, talk.world.board, talk.uithoorn, talk.outsider):
            with pytest.raises(NotAllowedError):
                journal.decide(
                    actor=actor, year=YEAR, kind=ORDER, code=order.code, municipality=place, verdict="agreed", seen=seen
                )
        assert not OgonDecision.objects.exists()

    def test_an_order_of_another_gemeente_is_not_there(self, talk):
        order = talk.in_ogon()

        with pytest.raises(JournalError, match="gaat niet"):
            journal.decide(
                actor=talk.uithoorn, year=YEAR, kind=ORDER, code=order.code, verdict="agreed", seen="x",
                municipality=talk.world.municipalities["uithoorn"],
            )  # fmt: skip

    def test_without_an_ogon_for_the_programma_there_is_nobody_to_decide(self, talk):
        order = talk.in_ogon()
        talk.ogon.programmes.clear()

        with pytest.raises(JournalError, match="Geen OGON gaat over"):
            talk.decide(ORDER, order.code)

    def test_what_was_seen_must_be_what_stands_there(self, talk):
        order = talk.in_ogon()
        seen = talk.item(ORDER, order.code).part.fingerprint
        order.refresh_from_db()
        wanted = replace(input_of(order), cents=order.cents + 100)
        journal.edit_order(actor=talk.world.finance, order=order, change=wanted, version=order.version)

        with pytest.raises(JournalError, match="intussen veranderd"):
            journal.decide(
                actor=talk.diemen, year=YEAR, kind=ORDER, code=order.code, verdict="agreed", seen=seen,
                municipality=talk.world.municipalities["diemen"],
            )  # fmt: skip
        assert not OgonDecision.objects.exists()

    def test_what_is_offered_to_the_councils_is_not_decided_about(self, talk):
        talk.world.draft(0, change("open", decided_in_ogon=True))
        seen = talk.item(MUTATION, "open").part.fingerprint
        talk.ogon.programmes.clear()  # so that the gate asks for nothing
        talk.world.submit(talk.world.mutation("open").amendment)
        talk.ogon.programmes.add(talk.world.programmes["burger"])

        with pytest.raises(JournalError, match="valt nu niets te beslissen"):
            journal.decide(
                actor=talk.diemen, year=YEAR, kind=MUTATION, code="open", verdict="agreed", seen=seen,
                municipality=talk.world.municipalities["diemen"],
            )  # fmt: skip


class TestHowLongItHolds:
    def test_a_euro_more_opens_an_agreed_order_again(self, talk):
        order = talk.in_ogon()
        talk.decide(ORDER, order.code)
        order.refresh_from_db()
        wanted = replace(input_of(order), cents=order.cents + 100)
        journal.edit_order(actor=talk.world.finance, order=order, change=wanted, version=order.version)

        item = talk.item(ORDER, order.code)
        assert item.standing is Standing.REOPENED
        assert [(each.was, each.now) for each in item.changes] == [(100_000, 100_100)]
        assert item.waits

    def test_a_change_of_text_opens_nothing(self, talk):
        order = talk.in_ogon()
        talk.decide(ORDER, order.code)
        order.refresh_from_db()
        wanted = replace(input_of(order), description="Andere woorden")
        journal.edit_order(actor=talk.world.finance, order=order, change=wanted, version=order.version)

        assert talk.item(ORDER, order.code).standing is Standing.AGREED

    def test_a_mutatie_is_opened_for_whom_it_changes_and_they_are_told(self, talk):
        talk.shared()
        talk.decide(MUTATION, "samen")
        talk.decide(MUTATION, "samen", who="uithoorn")
        Notice.objects.all().delete()

        # Diemen pays a hundred euros more; what all pay together stays.
        _edit(talk, "samen", lines=(cost(1200), maatwerk(200, "501", "diemen"), contribution(1000)))

        assert talk.item(MUTATION, "samen").standing is Standing.REOPENED
        assert talk.item(MUTATION, "samen", "uithoorn").standing is Standing.AGREED
        assert [notice.user for notice in Notice.objects.all()] == [talk.diemen]
        entries = AuditEntry.objects.filter(action="ogon.reopened")
        assert [entry.payload["municipality"] for entry in entries] == ["diemen"]

    def test_text_and_number_open_nothing(self, talk):
        talk.shared()
        talk.decide(MUTATION, "samen")

        _edit(talk, "samen", description="Anders", explanation="Ook anders", number=9)

        assert talk.item(MUTATION, "samen").standing is Standing.AGREED
        assert not AuditEntry.objects.filter(action="ogon.reopened").exists()

    def test_undoing_the_change_brings_the_akkoord_back(self, talk):
        talk.shared()
        talk.decide(MUTATION, "samen")
        _edit(talk, "samen", lines=(cost(1200), maatwerk(200, "501", "diemen"), contribution(1000)))

        journal.undo_last(actor=talk.world.finance, amendment=talk.world.mutation("samen").amendment)

        assert talk.item(MUTATION, "samen").standing is Standing.AGREED

    def test_another_key_opens_what_it_shares_otherwise_and_they_are_told(self, talk):
        talk.shared()
        talk.world.draft(2, change("elders", cost(90), contribution(90, pool="staf"), decided_in_ogon=True))
        for code in ("samen", "elders"):
            talk.decide(MUTATION, code)
        talk.decide(MUTATION, "samen", who="uithoorn")
        Notice.objects.all().delete()
        places = talk.world.municipalities.values()
        version = journal.add_key_version(
            actor=talk.world.finance, code="inwoners", name="Inwoners", number=2, calculated_on=DAY, source="CBS",
            weights=dict(zip(places, (60, 20, 20), strict=True)),
        )  # fmt: skip

        def use(key_version: KeyVersion) -> None:
            take_into_use(
                actor=talk.world.finance, year=talk.world.year, pool=talk.world.pools["burger"],
                key_version=key_version, from_amendment=1,
            )  # fmt: skip

        use(version)

        # Diemen pays more of the same total; Uithoorn pays what it agreed to, and `elders` is of another verdeelgroep.
        assert talk.item(MUTATION, "samen").standing is Standing.REOPENED
        assert talk.item(MUTATION, "samen", "uithoorn").standing is Standing.AGREED
        assert talk.item(MUTATION, "elders").standing is Standing.AGREED
        assert [notice.user for notice in Notice.objects.all()] == [talk.diemen]

        use(talk.world.key)

        assert talk.item(MUTATION, "samen").standing is Standing.AGREED
        assert Notice.objects.count() == 1

    def test_taking_a_mutatie_out_of_the_draft_opens_it(self, talk):
        mutation = talk.shared()
        talk.decide(MUTATION, "samen")
        mutation.refresh_from_db()

        journal.delete_mutation(actor=talk.world.finance, mutation=mutation, version=mutation.version)

        assert AuditEntry.objects.filter(action="ogon.reopened").count() == 1
        assert not Mutation.objects.filter(code="samen").exists()

    def test_another_key_changes_what_a_gemeente_pays(self, talk):
        talk.shared()
        before = talk.item(MUTATION, "samen", "uithoorn")
        weights = dict(zip(talk.world.municipalities.values(), (1, 1, 2), strict=True))
        version = journal.add_key_version(
            actor=talk.world.finance, code="inwoners", name="Inwoners", number=2, calculated_on=DAY, source="CBS",
            weights=weights,
        )  # fmt: skip
        journal.rule_pool(
            actor=talk.world.finance, year=talk.world.year, pool=talk.world.pools["burger"], key_version=version,
            from_amendment=1,
        )  # fmt: skip

        after = talk.item(MUTATION, "samen", "uithoorn")
        assert (before.this_year, after.this_year) == (20_000, 50_000)
        assert before.part.fingerprint != after.part.fingerprint


class TestTheGate:
    def test_every_gemeente_that_pays_has_to_agree(self, talk):
        amendment = talk.shared().amendment
        talk.decide(MUTATION, "samen")
        talk.decide(MUTATION, "samen", who="uithoorn", verdict="declined", reason="Nee")

        told = [lack.sentence for lack in gate.lacks(amendment) if lack.field == "ogon"]

        assert told == [
            "Mutatie Mutatie samen: Ouder-Amstel heeft nog geen akkoord gegeven in Burgerzaken.",
            "Mutatie Mutatie samen: Uithoorn is niet akkoord in Burgerzaken.",
        ]

    def test_an_agreed_order_needs_no_second_akkoord_until_its_amount_differs(self, talk):
        order = talk.in_ogon(euros=1000)
        talk.decide(ORDER, order.code)
        amendment = talk.world.draft(
            0, change("werk", cost(1000), maatwerk(1000, order.code, "diemen"), decided_in_ogon=True)
        )
        assert talk.item(MUTATION, "werk").by_order
        assert [lack for lack in gate.lacks(amendment) if lack.field == "ogon"] == []

        _edit(talk, "werk", lines=(cost(1001), maatwerk(1001, order.code, "diemen")))

        assert not talk.item(MUTATION, "werk").by_order
        assert [lack.mutation for lack in gate.lacks(amendment) if lack.field == "ogon"] == [
            talk.world.mutation("werk").pk
        ]

    def test_without_an_ogon_nothing_is_asked(self, db):
        world = small_world()
        world.draft(0, change("open", decided_in_ogon=True))

        assert [lack for lack in gate.lacks(world.mutation("open").amendment) if lack.field == "ogon"] == []


class TestQuestions:
    def test_a_question_on_a_line_is_answered(self, talk):
        talk.shared()
        place = talk.world.municipalities["diemen"]
        question = journal.ask(
            actor=talk.diemen, year=YEAR, kind=MUTATION, code="samen", municipality=place, text=" Waarom? ", line=2
        )
        answer = journal.answer(actor=talk.world.finance, question=question, text="Daarom.")

        assert (question.text, question.line, answer.text) == ("Waarom?", 2, "Daarom.")
        assert [entry.action for entry in AuditEntry.objects.order_by("-sequence")[:2]] == [
            "ogon.answered", "ogon.asked",
        ]  # fmt: skip

    def test_a_line_that_somebody_else_pays_is_not_asked_about(self, talk):
        talk.shared()

        with pytest.raises(JournalError, match="Regel 2 staat er niet"):
            journal.ask(
                actor=talk.uithoorn, year=YEAR, kind=MUTATION, code="samen", text="En dit?", line=2,
                municipality=talk.world.municipalities["uithoorn"],
            )  # fmt: skip

    def test_another_gemeente_does_not_answer(self, talk):
        order = talk.in_ogon()
        place = talk.world.municipalities["diemen"]
        question = journal.ask(actor=talk.diemen, year=YEAR, kind=ORDER, code=order.code, municipality=place, text="?")

        with pytest.raises(NotAllowedError):
            journal.answer(actor=talk.uithoorn, question=question, text="Ik weet het")
        with pytest.raises(JournalError, match="Vul uw antwoord in"):
            journal.answer(actor=talk.world.finance, question=question, text="  ")


class TestMail:
    def test_who_decides_gets_a_sentence_and_a_link_and_nothing_else(self, talk, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True):
            order = talk.in_ogon(euros=4321)

        to_diemen = [message for message in mail.outbox if message.to == [talk.diemen.email]]
        assert len(to_diemen) == 1
        body = to_diemen[0].body
        assert "Er ligt een order voor in het OGON." in body
        assert f"http://localhost:8000/{YEAR}/ogon/order/{order.pk}/" in body
        for secret in ("4321", "4.321", "Diemen", "diemen", "balie", order.code):
            assert secret not in body.replace(f"/{order.pk}/", "/")
        assert not [message for message in mail.outbox if message.to == [talk.outsider.email]]

    def test_a_failed_mail_breaks_nothing_and_is_tried_again(
        self, talk, monkeypatch, django_capture_on_commit_callbacks
    ):
        def refuse(*_: object, **__: object) -> None:
            raise OSError("no server")

        with monkeypatch.context() as patched, django_capture_on_commit_callbacks(execute=True):
            patched.setattr("ledger.mailing.send_mail", refuse)
            order = talk.in_ogon()

        assert MaatwerkOrder.objects.get(pk=order.pk).status == OrderStatus.IN_OGON
        assert not mail.outbox
        assert Notice.objects.filter(sent_at=None, user=talk.diemen).count() == 1

        call_command("send_notices")

        assert [message.to for message in mail.outbox].count([talk.diemen.email]) == 1
        assert not Notice.objects.filter(sent_at=None).exists()

    def test_once_a_day_is_one_mail_and_never_is_none(self, talk, django_capture_on_commit_callbacks):
        type(talk.diemen).objects.filter(pk=talk.diemen.pk).update(notify=NotifyWhen.DAILY)
        type(talk.world.finance).objects.filter(pk=talk.world.finance.pk).update(notify=NotifyWhen.NEVER)
        with django_capture_on_commit_callbacks(execute=True):
            talk.in_ogon()
            talk.in_ogon()
        assert talk.diemen.email not in [message.to[0] for message in mail.outbox]

        call_command("send_notices")
        assert talk.diemen.email not in [message.to[0] for message in mail.outbox]
        call_command("send_notices", "--daily")

        own = [message for message in mail.outbox if message.to == [talk.diemen.email]]
        assert [message.body.count("Er ligt een order voor") for message in own] == [2]
        assert talk.world.finance.email not in [message.to[0] for message in mail.outbox]
