"""The pages of an OGON: deciding and asking on them, meetings, seats, what waits, and a constant number of queries."""

import io
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader

from ledger import journal
from ledger.core.agreement import Standing
from ledger.enums import NotifyWhen
from ledger.models import MeetingItem, Ogon, OgonDecision, OgonMeeting, OgonQuestion, OgonSeat, RoleGrant
from tests.ledger.factories import YEAR, change, contribution, cost, maatwerk
from tests.ledger.ogon_world import Overleg, overleg
from tests.reports import verapdf


@pytest.fixture
def talk(db: None) -> Overleg:
    return overleg()


def _as(user: object) -> Client:
    client = Client()
    client.force_login(user)  # type: ignore[arg-type]
    return client


def _form(talk: Overleg, **values: object) -> dict[str, object]:
    return {"token": str(uuid4()), "municipality": talk.world.municipalities["diemen"].pk, **values}


def test_one_click_on_the_list_agrees(talk):
    order = talk.in_ogon()
    client = _as(talk.diemen)
    card = client.get(f"/{YEAR}/ogon/").context["waiting"][0]
    form = _form(talk, seen=card["form"].initial["seen"], verdict="agreed", lijst="1")

    first, second = (client.post(f"/{YEAR}/ogon/order/{order.pk}/besluit/", form) for _ in range(2))

    assert first.status_code == second.status_code == 302
    assert OgonDecision.objects.count() == 1
    assert talk.item("order", order.code).standing is Standing.AGREED


def test_what_changed_meanwhile_is_shown_and_nothing_typed_is_lost(talk):
    mutation = talk.shared()
    client = _as(talk.diemen)
    seen = talk.item("mutation", "samen").part.fingerprint
    journal.delete_mutation(actor=talk.world.finance, mutation=mutation, version=mutation.version)
    lines = (cost(1200), maatwerk(200, "501", "diemen"), contribution(1000))
    changed = change("samen", *lines, decided_in_ogon=True)
    new = journal.post_mutation(actor=talk.world.finance, amendment=mutation.amendment, mutation=changed)
    form = _form(talk, seen=seen, verdict="declined", reason="Te duur voor ons")

    answer = client.post(f"/{YEAR}/ogon/mutatie/{new.pk}/besluit/", form)

    assert answer.status_code == 422
    text = answer.content.decode()
    assert "intussen veranderd" in text
    assert "Te duur voor ons" in text
    assert talk.item("mutation", "samen").part.fingerprint in text  # what is sent next is what stands there now
    assert not OgonDecision.objects.exists()


def test_niet_akkoord_asks_why(talk):
    order = talk.in_ogon()
    form = _form(talk, seen=talk.item("order", order.code).part.fingerprint, verdict="declined")

    answer = _as(talk.diemen).post(f"/{YEAR}/ogon/order/{order.pk}/besluit/", form)

    assert answer.status_code == 422
    assert "Vul in waarom u niet akkoord gaat." in answer.content.decode()


def test_a_question_on_a_line_is_asked_and_answered(talk):
    mutation = talk.shared()
    here = f"/{YEAR}/ogon/mutatie/{mutation.pk}/"
    assert _as(talk.diemen).post(f"{here}vraag/", _form(talk, text="Waarom?", line=2)).status_code == 302
    question = OgonQuestion.objects.get()

    empty = _as(talk.world.finance).post(f"{here}vraag/{question.pk}/antwoord/", _form(talk, text=""))
    done = _as(talk.world.finance).post(f"{here}vraag/{question.pk}/antwoord/", _form(talk, text="Daarom."))

    assert (empty.status_code, done.status_code) == (422, 302)
    text = _as(talk.diemen).get(here).content.decode()
    assert "Waarom?" in text
    assert "over regel 2" in text
    assert "Daarom." in text
    page = _as(talk.world.finance).get(f"/{YEAR}/mutaties/{mutation.pk}/").content.decode()
    assert "Waarom?" in page
    assert "Daarom." in page


def test_who_has_no_seat_sees_but_does_not_decide(talk):
    order = talk.in_ogon()
    client = _as(talk.outsider)
    form = _form(talk, seen=talk.item("order", order.code).part.fingerprint, verdict="agreed")

    assert "een ander lid beslist" in client.get(f"/{YEAR}/ogon/").content.decode()
    answer = client.post(f"/{YEAR}/ogon/order/{order.pk}/besluit/", form)
    assert answer.status_code == 422
    assert "geen plaats in Burgerzaken" in answer.content.decode()


def test_texts_are_shown_as_text(talk):
    order = talk.in_ogon()
    journal.ask(
        actor=talk.diemen, year=YEAR, kind="order", code=order.code, text="<script>alert(1)</script>",
        municipality=talk.world.municipalities["diemen"],
    )  # fmt: skip

    assert "<script>alert" not in _as(talk.diemen).get(f"/{YEAR}/ogon/order/{order.pk}/").content.decode()


def test_a_meeting_from_agenda_to_decision_list(talk):
    order = talk.in_ogon()
    finance = _as(talk.world.finance)
    planned = finance.post(
        f"/{YEAR}/overleggen/", {"token": str(uuid4()), "ogon": talk.ogon.pk, "on": "2025-01-08", "place": "Raadhuis"}
    )
    meeting = OgonMeeting.objects.get()
    assert planned["Location"] == f"/{YEAR}/overleggen/{meeting.pk}/"
    agenda = _as(talk.diemen).get(planned["Location"]).context["rows"]
    assert [(row.title, row.outcome) for row in agenda] == [(f"{order.number} Extra inzet balie", "open")]

    form = _form(talk, seen=talk.item("order", order.code).part.fingerprint, verdict="agreed", meeting=meeting.pk)
    decided = _as(talk.diemen).post(f"/{YEAR}/ogon/order/{order.pk}/besluit/", form)
    assert decided["Location"] == planned["Location"]
    held = finance.post(f"{planned['Location']}vaststellen/", {"token": str(uuid4())})

    assert held.status_code == 302
    item = MeetingItem.objects.get()
    assert (item.code, item.verdict, item.cents) == (order.code, "agreed", 100_000)
    again = finance.post(f"{planned['Location']}vaststellen/", {"token": str(uuid4())})
    assert again.status_code == 422
    assert "ligt al vast" in again.content.decode()
    pdf = _as(talk.diemen).get(f"{planned['Location']}besluitenlijst.pdf")
    assert _broken(pdf.content) == []
    root: Any = PdfReader(io.BytesIO(pdf.content)).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert b'pdfuaid:part="1"' in root["/Metadata"].get_data()


def _broken(content: bytes) -> list[str]:
    """What veraPDF has against a file."""
    verapdf.require()
    with TemporaryDirectory() as folder:
        file = Path(folder) / "lijst.pdf"
        file.write_bytes(content)
        return [rule for flavour in ("ua1", "3a") for rule in verapdf.failures(file, flavour)]


def test_what_the_gate_misses_leads_to_the_ogon(talk):
    mutation = talk.shared()

    page = _as(talk.world.finance).get(f"/{YEAR}/wijzigingen/1/")

    addresses = {lack.field: address for lack, address in page.context["lacks"]}
    assert addresses["ogon"] == f"/{YEAR}/ogon/mutatie/{mutation.pk}/"
    assert "Uithoorn heeft nog geen akkoord gegeven in Burgerzaken." in page.content.decode()


def test_a_meeting_in_the_future_is_not_held_and_can_be_cancelled(talk):
    finance = _as(talk.world.finance)
    day = timezone.localdate() + timedelta(days=5)
    row = journal.plan_meeting(actor=talk.world.finance, ogon=talk.ogon, year=talk.world.year, on=day)
    here = f"/{YEAR}/overleggen/{row.pk}/"

    assert finance.post(f"{here}vaststellen/", {"token": str(uuid4())}).status_code == 422
    for _ in range(2):
        assert finance.post(f"{here}vervallen/", {"token": str(uuid4())}).status_code == 302
    assert not OgonMeeting.objects.exists()


def test_ogons_and_seats_are_arranged(talk):
    client = _as(talk.world.finance)
    programme = talk.world.programmes["staf"]
    made = client.post("/ogons/", {"token": str(uuid4()), "name": "Beheer", "programmes": [programme.code]})
    assert made["Location"] == "/ogons/beheer/"
    assert client.post("/ogons/beheer/", {"token": str(uuid4()), "name": "Beheer"}).status_code == 422
    seat = {
        "token": str(uuid4()), "user": talk.diemen.pk, "municipality": talk.world.municipalities["diemen"].pk,
        "deputy": "plaatsvervanger",
    }  # fmt: skip
    assert client.post("/ogons/beheer/", seat).status_code == 302
    row = OgonSeat.objects.get(ogon__code="beheer")
    assert row.deputy
    wrong = seat | {"token": str(uuid4()), "municipality": talk.world.municipalities["uithoorn"].pk}
    answer = client.post("/ogons/beheer/", wrong)
    assert answer.status_code == 422
    assert "is geen OGON-lid van Uithoorn" in answer.content.decode()
    for _ in range(2):
        assert client.post(f"/ogons/beheer/plaatsen/{row.pk}/weg/").status_code == 302
    assert not OgonSeat.objects.filter(ogon=Ogon.objects.get(code="beheer")).exists()


class TestWaiting:
    def _groups(self, user: object) -> dict[str, list[str]]:
        groups = _as(user).get("/wachtlijst/").context["groups"]
        return {group.title: [task.text for task in group.tasks] for group in groups}

    def test_everybody_sees_what_is_theirs(self, talk):
        world = talk.world
        order = talk.in_ogon()
        world.order("402", "diemen", number=402)
        talk.shared()
        journal.ask(
            actor=talk.diemen, year=YEAR, kind="order", code=order.code, text="Waarom?",
            municipality=world.municipalities["diemen"],
        )  # fmt: skip
        world.submit(world.draft(3, change("los", programme="staf")))

        assert self._groups(talk.diemen) == {
            "Te beslissen in het OGON": ["Mutatie samen (Diemen)", f"{order} (Diemen)"],
            "Eigen aanvragen, in behandeling bij Duo+": [
                "402 Opdracht 402 (Diemen, aanvraag)", "501 Opdracht 501 (Diemen, aanvraag)",
            ],
        }  # fmt: skip
        assert self._groups(talk.uithoorn) == {"Te beslissen in het OGON": ["Mutatie samen (Uithoorn)"]}
        assert self._groups(world.board) == {"Wijzigingen om vast te stellen": ["3e wijziging 2030"]}
        finance = self._groups(world.colleague)
        assert finance["Vragen om te beantwoorden"] == ["Waarom? (Diemen)"]
        assert finance["Mutaties die op uw akkoord wachten"] == ["1 mutatie van 2030"]
        assert finance["Aanvragen om een offerte voor te maken"] == [
            "402 Opdracht 402 (Diemen)", "501 Opdracht 501 (Diemen)",
        ]  # fmt: skip
        assert "er ontbreken nog" in finance["Wijzigingen in concept"][0]

    def test_who_has_nothing_to_do_is_told_so(self, talk):
        RoleGrant.objects.filter(user=talk.outsider).update(role="accountant", municipality=None)

        page = _as(talk.outsider).get("/wachtlijst/")

        assert page.context["count"] == 0
        assert "Met uw rol (accountant) hoeft u" in page.content.decode()

    def test_what_waits_too_long_is_marked(self, talk):
        day = timezone.localdate() - timedelta(days=20)
        journal.plan_meeting(actor=talk.world.finance, ogon=talk.ogon, year=talk.world.year, on=day)

        page = _as(talk.world.finance).get("/wachtlijst/")

        assert page.context["late"] == 1
        assert "te laat" in page.content.decode()

    def test_the_administrator_sees_roles_that_end(self, talk):
        grant = RoleGrant.objects.get(user=talk.outsider)
        grant.valid_until = timezone.localdate() + timedelta(days=10)
        grant.save()
        RoleGrant.objects.filter(user=talk.world.board).update(role="administrator")

        assert self._groups(talk.world.board) == {
            "Rollen die binnenkort eindigen": ["ogon-zonder-plaats: OGON-lid Diemen"]
        }

    def test_the_start_page_counts(self, talk):
        talk.world.draft(0, change("los"))

        assert "1 ding wacht op u" in _as(talk.world.finance).get(f"/{YEAR}/").content.decode()

    def test_one_chooses_when_to_get_mail(self, talk):
        client = _as(talk.diemen)

        assert client.post("/meldingen/", {"notify": "soms"}).status_code == 422
        assert client.post("/meldingen/", {"notify": "daily"}).status_code == 302
        talk.diemen.refresh_from_db()
        assert talk.diemen.notify == NotifyWhen.DAILY


PAGES = {
    "/2030/ogon/": 27,
    "/2030/ogon/order/{order}/": 27,
    "/2030/ogon/mutatie/{mutation}/": 25,
    "/2030/overleggen/{meeting}/": 18,
    "/2030/ogon/vragen.csv": 9,
    "/wachtlijst/": 23,
}


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("rows", [1, 3])
def test_a_page_costs_the_same_number_of_queries_however_much_is_in_it(talk, django_assert_num_queries, path, rows):
    place = talk.world.municipalities["diemen"]
    talk.world.adopted(0, change("begin", programme="staf"))
    order = talk.in_ogon()
    mutation = talk.shared()
    for number in range(rows):
        if number:
            talk.in_ogon()
            extra = change(f"m{number}", decided_in_ogon=True)
            journal.post_mutation(actor=talk.world.finance, amendment=mutation.amendment, mutation=extra)
        for kind, code in (("order", order.code), ("mutation", "samen")):
            about = {"actor": talk.diemen, "year": YEAR, "kind": kind, "code": code, "municipality": place}
            journal.ask(**about, text=f"Open vraag {number}")
            question = journal.ask(**about, text=f"Vraag {number}")
            journal.answer(actor=talk.world.finance, question=question, text="Antwoord")
    meeting = journal.plan_meeting(actor=talk.world.finance, ogon=talk.ogon, year=talk.world.year, on=date(2025, 1, 8))
    address = path.format(order=order.pk, mutation=mutation.pk, meeting=meeting.pk)
    client = _as(talk.diemen)

    with django_assert_num_queries(PAGES[path]):
        assert client.get(address).status_code == 200
