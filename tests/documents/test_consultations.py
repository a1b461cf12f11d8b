"""Zienswijzen in the journal: sending asks the councils, and the board decides when it may and not before."""

from datetime import date, timedelta

import pytest

from ledger import journal
from ledger.checks import invariants as checks
from ledger.enums import AmendmentStatus, DocumentStatus, Role
from ledger.journal import JournalError, consultations
from ledger.journal.notices import remind_of_views
from ledger.journal.sealing import reopen_document
from ledger.models import AuditEntry, Consultation, ConsultationFile, Document, Notice
from ledger.permissions import Access, NotAllowedError
from ledger.waiting.reading import waiting_for
from tests.documents.asked import LAST, SENT, adopted, answered, asked, dealt_with, ready, sent
from tests.documents.outgoing import report, text
from tests.ledger.factories import YEAR, change, cost, maatwerk, person

PDF = b"%PDF-1.7 zienswijze\n%%EOF"


@pytest.fixture
def document(world):
    return ready(world)


def exemption(world, condition, code="regel", **more):
    return consultations.keep_exemption_rule(
        actor=world.finance, code=code, condition=condition, reference="Artikel 30 lid 4", valid_from=date(2020, 1, 1),
        **more,
    )  # fmt: skip


def test_sending_asks_every_council_with_the_reason(world, document):
    sent(world, document)

    rows = Consultation.objects.filter(document=document)
    assert [(row.municipality.code, row.sent_on, row.exempt_by, row.reason) for row in rows] == [
        ("diemen", SENT, None, "Nodig: de bijdrage wordt in 2030 € 1.000 hoger (Wgr art. 35)."),
        ("ouder-amstel", SENT, None, "Nodig: de bijdrage wordt in 2030 € 600 hoger (Wgr art. 35)."),
        ("uithoorn", SENT, None, "Nodig: de bijdrage wordt in 2030 € 400 hoger (Wgr art. 35)."),
    ]
    assert AuditEntry.objects.filter(action="consultation.opened").count() == 3


def test_sent_on_8_october_it_can_be_adopted_on_31_december_and_not_a_day_earlier(world, document):
    sent(world, document)

    with pytest.raises(JournalError, match="pas op 31 december 2030"):
        adopted(world, document, LAST - timedelta(days=1))
    amendment = document.amendment
    with pytest.raises(JournalError, match="pas op 31 december 2030"):
        journal.adopt_amendment(actor=world.board, amendment=amendment, on=LAST - timedelta(days=1), decision="B")
    adopted(world, document)
    amendment.refresh_from_db()
    assert (document.status, amendment.status) == (DocumentStatus.ADOPTED, AmendmentStatus.ADOPTED)


def test_sent_on_9_october_it_cannot_be_adopted_any_more(world, document):
    sent(world, document, SENT + timedelta(days=1))

    with pytest.raises(JournalError, match=r"pas op 1 januari 2031"):
        adopted(world, document)
    with pytest.raises(JournalError, match=r"tot en met 31 december 2030 worden vastgesteld \(Gemeentewet art. 192\)"):
        adopted(world, document, date(YEAR + 1, 1, 1))
    assert Document.objects.get(pk=document.pk).status == DocumentStatus.SENT


def test_a_document_that_was_not_sent_stops_its_wijziging_and_a_take_over_does_not(world, document):
    journal.submit_amendment(actor=world.finance, amendment=document.amendment, on=date(YEAR, 3, 1), document="stuk")

    with pytest.raises(JournalError, match="nog niet aan de raden gestuurd"):
        journal.adopt_amendment(actor=world.board, amendment=document.amendment, on=LAST, decision="B")
    journal.adopt_amendment(
        actor=person("overname", Role.TAKEOVER), amendment=document.amendment, on=LAST, decision="B", taken_over=True
    )


def test_a_zienswijze_needs_a_reaction_and_a_council_that_was_told(world, document):
    sent(world, document)
    answered(world, document)
    with pytest.raises(JournalError, match="Op de zienswijze van Diemen is nog geen reactie"):
        adopted(world, document)

    row = asked(document)
    row = consultations.react(actor=world.finance, consultation=row, reaction="Dat doen wij.", version=row.version)
    with pytest.raises(JournalError, match="De raad van Diemen is nog niet geïnformeerd"):
        adopted(world, document)
    consultations.tell_council(actor=world.finance, consultation=row, on=date(YEAR, 12, 10), version=row.version)
    answered(world, document, "uithoorn", "")  # geen zienswijze: there is nothing to react to
    assert adopted(world, document).status == DocumentStatus.ADOPTED


def test_a_rule_of_the_regeling_exempts_and_then_no_term_runs(world, document):
    exemption(world, "below-amount", threshold_cents=500_00)
    sent(world, document)

    assert [row.exempt_by is not None for row in document.consultations.all()] == [False, False, True]
    assert asked(document, "uithoorn").reason == (
        "Niet nodig: de bijdrage verandert in 2030 met € 400, minder dan € 500 (Artikel 30 lid 4)."
    )
    with pytest.raises(JournalError, match="31 december"):
        adopted(world, document, date(YEAR, 11, 1))


def test_a_wijziging_of_maatwerk_alone(world):
    exemption(world, "only-own-maatwerk")
    world.adopted(0, change("p1"))
    world.order("o1", "diemen")
    lines = (cost(500), maatwerk(500, "o1", "diemen"))
    amendment = world.draft(1, change("los", *lines, number=2, theme=None, decided_in_ogon=True))
    journal.approve_mutation(actor=world.colleague, mutation=world.mutation("los"), version=1)
    only = report(world, amendment, text("Alleen maatwerk."))
    sent(world, only)
    assert not only.consultations.filter(exempt_by__isnull=True).exists()
    assert adopted(world, only, SENT).status == DocumentStatus.ADOPTED


def test_sending_again_starts_the_clock_again_and_keeps_the_answer(world, document):
    sent(world, document, date(YEAR, 3, 1))
    answered(world, document)
    reopen_document(actor=world.finance, document=document, reason="Zienswijze van Diemen")
    sent(world, document)

    row = asked(document)
    assert (row.sent_on, row.text, row.told_on) == (SENT, "Graag minder.", None)
    dealt_with(world, document)
    with pytest.raises(JournalError, match="31 december"):
        adopted(world, document, LAST - timedelta(days=1))


def test_an_answer_comes_after_sending_and_files_are_looked_at(world, document):
    sent(world, document)
    row = asked(document)
    values = {"actor": world.finance, "consultation": row, "text": "Nee.", "decision": "R-1", "version": row.version}

    with pytest.raises(JournalError, match="voordat het document is verzonden"):
        consultations.receive_view(**values, on=SENT - timedelta(days=1))
    with pytest.raises(JournalError, match="Dit soort bestand kan niet"):
        consultations.receive_view(**values, on=LAST, files=[("x.html", b"<script>alert(1)</script>")])
    assert asked(document).received_on is None
    consultations.receive_view(**values, on=LAST, files=[("../brief.pdf", PDF)])
    assert ConsultationFile.objects.get().name == "brief.pdf"
    with pytest.raises(JournalError, match="Iemand anders"):
        consultations.receive_view(**values, on=LAST)


def test_another_answer_drops_the_reaction_to_the_first(world, document):
    sent(world, document)
    answered(world, document)
    dealt_with(world, document)

    answered(world, document, words="Toch anders.")
    row = asked(document)
    assert (row.reaction, row.told_on) == ("", None)
    assert AuditEntry.objects.filter(action="consultation.received").latest("sequence").payload["old_reaction"]


def test_what_a_council_was_told_is_not_changed(world, document):
    sent(world, document)
    with pytest.raises(JournalError, match="geen zienswijze gegeven"):
        consultations.react(actor=world.board, consultation=asked(document), reaction="Ja", version=1)
    with pytest.raises(JournalError, match="Leg eerst vast wat de raad"):
        consultations.tell_council(actor=world.finance, consultation=asked(document), on=LAST, version=1)
    answered(world, document)
    dealt_with(world, document)

    row = asked(document)
    with pytest.raises(JournalError, match="Zij ligt vast"):
        consultations.react(actor=world.board, consultation=row, reaction="Nee.", version=row.version)


def test_after_the_decision_nothing_of_it_changes(world, document):
    sent(world, document)
    adopted(world, document)

    with pytest.raises(JournalError, match="de zienswijzen liggen vast"):
        answered(world, document)


def test_who_may_do_what(world, document):
    sent(world, document)
    row = asked(document)
    council = person("raad", Role.COUNCIL_READER, world.municipalities["diemen"])
    for actor in (council, world.board):
        with pytest.raises(NotAllowedError):
            consultations.receive_view(
                actor=actor, consultation=row, on=LAST, text="x", decision="", version=row.version
            )
    with pytest.raises(NotAllowedError):
        consultations.react(actor=council, consultation=row, reaction="x", version=row.version)
    with pytest.raises(NotAllowedError):
        consultations.keep_exemption_rule(
            actor=world.board, code="x", condition="no-contribution-change", reference="x", valid_from=SENT
        )


def test_a_council_reads_its_own_until_the_decision(world, document):
    sent(world, document)
    reader = Access.of(person("raad", Role.COUNCIL_READER, world.municipalities["diemen"]))
    visible = Consultation.objects.visible_to(reader)

    assert [row.municipality.code for row in visible] == ["diemen"]
    adopted(world, document)
    assert visible.all().count() == 3
    assert not Consultation.objects.visible_to(Access(())).exists()


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"condition": "onzin"}, "Kies een voorwaarde"),
        ({"condition": "below-amount"}, "grensbedrag"),
        ({"reference": " "}, "artikel van de regeling"),
        ({"valid_until": date(2019, 1, 1)}, "voor de eerste"),
    ],
)
def test_a_rule_that_cannot_be(world, more, sentence):
    values = {"condition": "no-contribution-change", "reference": "Artikel 30", "valid_from": date(2020, 1, 1)}

    with pytest.raises(JournalError, match=sentence):
        consultations.keep_exemption_rule(actor=world.finance, code="regel", **values | more)


def test_reminders_go_once_to_finance_and_the_board_and_name_nobody(world, document):
    sent(world, document)
    end = SENT + timedelta(weeks=12)
    told = [remind_of_views(end - timedelta(days=days)) for days in (30, 28, 27, 14, 14, 5, 0)]

    assert told == [0, 1, 0, 1, 0, 1, 0]
    assert set(Notice.objects.values_list("user__username", flat=True)) == {"fenna", "koos", "bram"}
    sentences = sorted(set(Notice.objects.values_list("sentence", flat=True)))
    assert sentences[0] == "De termijn voor zienswijzen eindigt op 31 december 2030 (herinnering 1 week van tevoren)."
    assert not any(place.name in " ".join(sentences) for place in world.municipalities.values())


def test_a_council_that_got_it_later_has_its_own_twelve_weeks(world, document):
    sent(world, document, SENT - timedelta(days=7))
    late = {"actor": world.finance, "reason": "Niet aangekomen"}
    row = asked(document, "uithoorn")
    with pytest.raises(JournalError, match="op 1 oktober 2030 verzonden"):
        consultations.send_later(**late, consultation=row, on=date(YEAR, 9, 30), version=row.version)
    with pytest.raises(JournalError, match="waarom"):
        consultations.send_later(**late | {"reason": " "}, consultation=row, on=SENT, version=row.version)
    with pytest.raises(NotAllowedError):
        consultations.send_later(**late | {"actor": world.board}, consultation=row, on=SENT, version=row.version)

    consultations.send_later(**late, consultation=row, on=SENT, version=row.version)

    assert (asked(document).sent_on, asked(document, "uithoorn").sent_on) == (SENT - timedelta(days=7), SENT)
    assert [result.name for result in checks.run() if not result.ok] == []
    with pytest.raises(JournalError, match="pas op 31 december 2030"):
        adopted(world, document, LAST - timedelta(days=1))
    adopted(world, document, LAST)
    with pytest.raises(JournalError, match="liggen vast"):
        consultations.send_later(**late, consultation=row, on=SENT, version=2)


def test_the_readers_of_a_council_are_told_until_when_it_can_answer(world, document):
    places = {code: world.municipalities[code] for code in ("diemen", "uithoorn")}
    people = {code: person(f"raad-{code}", Role.COUNCIL_READER, place) for code, place in places.items()}
    sent(world, document)
    told = Notice.objects.values_list("user__username", flat=True)
    assert sorted(told) == ["raad-diemen", "raad-uithoorn"]
    assert set(Notice.objects.values_list("sentence", flat=True)) == {
        "Uw raad kan tot en met 30 december 2030 een zienswijze geven op een document over de begroting."
    }

    def waiting(code):
        groups = waiting_for(Access.of(people[code]), people[code])
        return [(group.title, task.text, task.until) for group in groups for task in group.tasks]

    asked_of = [("Uw raad kan een zienswijze geven", "1e wijziging", LAST - timedelta(days=1))]
    assert (waiting("diemen"), waiting("uithoorn")) == (asked_of, asked_of)
    answered(world, document)
    assert (waiting("diemen"), waiting("uithoorn")) == ([], asked_of)


def test_what_waits(world, document):
    sent(world, document)
    answered(world, document)
    finance, board = Access.of(world.finance), Access.of(world.board)

    def waiting(access, user):
        return {group.title: [task.text for task in group.tasks] for group in waiting_for(access, user)}

    assert waiting(finance, world.finance)["Zienswijzen om op te reageren"] == ["1e wijziging (Diemen)"]
    assert waiting(board, world.board)["Wijzigingen om vast te stellen"] == [
        "1e wijziging 2030, vanaf 31 december 2030"
    ]
    row = asked(document)
    consultations.react(actor=world.board, consultation=row, reaction="Ja.", version=row.version)
    assert "Raden om te informeren over de reactie" in waiting(finance, world.finance)
    dealt_with(world, document, reaction="Ja.")
    assert "Raden om te informeren over de reactie" not in waiting(finance, world.finance)
