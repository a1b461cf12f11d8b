"""What a member of an OGON is shown and told: the effect, the offerte, the meeting, and what waits too long."""

import json
from datetime import date, timedelta
from io import BytesIO, StringIO
from uuid import uuid4

import pytest
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook
from pypdf import PdfReader

from ledger import journal
from ledger.enums import NotifyWhen, OrderStatus
from ledger.journal import ContactInput, JournalError
from ledger.journal.late import set_closing_date
from ledger.journal.ogon import tell_of_decisions
from ledger.models import AuditEntry, MaatwerkOrder, OgonMeeting, OgonSeat, RoleGrant
from ledger.ogon.reading import paid_now
from ledger.permissions import NotAllowedError
from tests.ledger.factories import YEAR, change, contribution, cost, maatwerk
from tests.ledger.ogon_world import Overleg, overleg
from tests.ledger.test_attachments import PDF


@pytest.fixture
def talk(db: None) -> Overleg:
    return overleg()


def as_(user: object) -> Client:
    client = Client()
    client.force_login(user)  # type: ignore[arg-type]
    return client


class TestTheEffect:
    def test_before_anything_is_offered_there_is_nothing_to_compare_with(self, talk):
        talk.world.draft(0, change("begin", programme="staf"))

        assert paid_now(YEAR) == {}
        order = talk.in_ogon()
        assert "samen" not in as_(talk.diemen).get(f"/{YEAR}/ogon/order/{order.pk}/").content.decode()

    def test_a_draft_of_another_gemeente_does_not_shine_through(self, talk):
        talk.world.adopted(0, change("begin", cost(1000), contribution(1000, "staf"), programme="staf"))
        talk.world.order("502", "uithoorn", number=502)
        lines = (cost(8765), maatwerk(765, "502", "uithoorn"), contribution(8000))
        talk.world.draft(1, change("geheim", *lines))
        order = talk.in_ogon(euros=250)

        card = as_(talk.diemen).get(f"/{YEAR}/ogon/").context["waiting"][0]
        text = as_(talk.diemen).get(f"/{YEAR}/ogon/order/{order.pk}/").content.decode()

        assert (card["now"], card["then"]) == (50_000, 75_000)  # half of 1.000 by the key, and the order
        assert "nu € 500, dan € 750" in text.replace("\xa0", " ")

    def test_what_is_decided_asks_for_no_comparison(self, talk):
        talk.world.adopted(0, change("begin", programme="staf"))
        order = talk.in_ogon()
        talk.decide("order", order.code)

        assert [card["now"] for card in as_(talk.diemen).get(f"/{YEAR}/ogon/").context["decided"]] == [None]


def test_the_offerte_lies_beside_the_question(talk):
    """Who decides on a phone finds there what is agreed, the file, and who to ask."""
    order = talk.in_ogon()
    finance = talk.world.finance
    journal.attach_document(actor=finance, order=order, name="offerte.pdf", data=PDF)
    journal.set_contacts(actor=finance, order=order, contacts={"contractor": ContactInput("Teamleider", "t@x.test")})

    page = as_(talk.diemen).get(f"/{YEAR}/ogon/order/{order.pk}/").content.decode()

    for told in ("Tien uur per week", "Offerte 7, 1 februari 2030", "offerte.pdf", "Teamleider", "mailto:t@x.test"):
        assert told in page
    assert f'href="/{YEAR}/maatwerk/{order.pk}/"' in page


def test_the_page_of_the_order_leads_to_the_decision(talk):
    order = talk.in_ogon()
    here = f"/{YEAR}/maatwerk/{order.pk}/"

    assert "Beslissen in het OGON" in as_(talk.diemen).get(here).content.decode()
    assert "Beslissen in het OGON" not in as_(talk.world.finance).get(here).content.decode()
    talk.decide("order", order.code)
    assert "Beslissen in het OGON" not in as_(talk.diemen).get(here).content.decode()
    assert "Opnemen in een wijziging" in as_(talk.world.finance).get(here).content.decode()
    assert "Opnemen in een wijziging" not in as_(talk.diemen).get(here).content.decode()


def test_an_order_is_exported_with_its_questions_and_decisions(talk):
    order = talk.in_ogon(recurrence="structural")
    place = talk.world.municipalities["diemen"]
    question = journal.ask(
        actor=talk.diemen, year=YEAR, kind="order", code=order.code, municipality=place, text="=Waarom?"
    )
    journal.answer(actor=talk.world.finance, question=question, text="Daarom.")
    talk.decide("order", order.code, verdict="declined", reason="Te duur")
    here = f"/{YEAR}/ogon/order/{order.pk}/vragen"

    told = json.loads(as_(talk.diemen).get(f"{here}.json").content)
    book = load_workbook(BytesIO(as_(talk.diemen).get(f"{here}.xlsx").content))

    assert (told["number"], told["status"], told["performance"]) == (order.number, "afgewezen", "Tien uur per week")
    cents = {str(YEAR + ahead): 100_000 for ahead in range(4)}
    assert told["paid"] == [{"municipality": "Diemen", "standing": "niet akkoord", "cents": cents}]
    assert [(each["verdict"], each["reason"]) for each in told["decisions"]] == [("niet akkoord", "Te duur")]
    assert [(each["question"], each["answers"][0]["answer"]) for each in told["questions"]] == [("=Waarom?", "Daarom.")]
    assert book.sheetnames == ["Maatwerkorder", "Bedragen", "Vragen", "Besluiten"]
    assert [row[2].value for row in book["Bedragen"].iter_rows(min_row=2)] == [1000] * 4
    cell = book["Vragen"]["F2"]
    assert (cell.value, cell.data_type) == ("=Waarom?", "s")
    assert book["Besluiten"]["C2"].value == "Te duur"


def test_what_was_declined_comes_back_under_its_number(talk):
    """A new offerte on the same order, with what was said about the first one."""
    order = talk.in_ogon(euros=1000)
    talk.decide("order", order.code, verdict="declined", reason="Te duur")
    finance = as_(talk.world.finance)
    here = f"/{YEAR}/maatwerk/{order.pk}/"
    assert "Heropenen" in finance.get(here).content.decode()
    assert "Heropenen" not in as_(talk.diemen).get(here).content.decode()

    step = {"token": str(uuid4()), "on": f"{YEAR}-03-01"}
    assert finance.post(f"{here}stap/heropenen/", step).status_code == 422  # without a reason
    assert finance.post(f"{here}stap/heropenen/", step | {"note": "Goedkoper voorstel"}).status_code == 302
    order.refresh_from_db()
    journal.quote_order(
        actor=talk.world.finance, order=order, on=date(YEAR, 3, 1), reference="Offerte 8", cents=80_000,
        performance="Acht uur per week", version=order.version,
    )  # fmt: skip
    journal.move_order(actor=talk.world.finance, order=order, status=OrderStatus.IN_OGON, on=date(YEAR, 3, 2))

    card = as_(talk.diemen).get(f"/{YEAR}/ogon/").context["waiting"][0]
    assert card["why"].replace("\xa0", " ") == f"Opnieuw open: in {YEAR} staat nu € 800 (was € 1.000)."
    assert "Te duur" in as_(talk.diemen).get(f"/{YEAR}/ogon/order/{order.pk}/").content.decode()
    talk.decide("order", order.code)
    order.refresh_from_db()
    assert order.status == OrderStatus.AGREED
    assert talk.diemen.notices.filter(sentence__contains="kan worden gewijzigd").exists()


class TestAMeeting:
    @pytest.fixture
    def meeting(self, talk: Overleg) -> OgonMeeting:
        return journal.plan_meeting(
            actor=talk.world.finance, ogon=talk.ogon, year=talk.world.year, on=date(2025, 1, 8), place="Raadhuis"
        )

    def test_it_is_put_off(self, talk, meeting):
        here = f"/{YEAR}/overleggen/{meeting.pk}/"
        form = {"token": str(uuid4()), "on": "2025-01-15", "place": "Online"}

        answers = [as_(talk.world.finance).post(f"{here}verzetten/", form) for _ in range(2)]

        assert [answer["Location"] for answer in answers] == [here, here]
        meeting.refresh_from_db()
        assert (meeting.held_on, meeting.place) == (date(2025, 1, 15), "Online")
        entry = AuditEntry.objects.get(action="meeting.moved")
        assert (entry.payload["old_on"], entry.payload["on"]) == ("2025-01-08", "2025-01-15")

    def test_what_was_decided_in_it_stays_with_it(self, talk, meeting):
        order = talk.in_ogon()
        seen = talk.item("order", order.code).part.fingerprint
        journal.decide(
            actor=talk.diemen, year=YEAR, kind="order", code=order.code, verdict="agreed", seen=seen, meeting=meeting,
            municipality=talk.world.municipalities["diemen"],
        )  # fmt: skip

        journal.move_meeting(actor=talk.world.finance, meeting=meeting, on=date(2025, 1, 15))
        journal.hold_meeting(actor=talk.world.finance, meeting=meeting)

        assert [item.verdict for item in meeting.items.all()] == ["agreed"]

    @pytest.mark.parametrize(
        ("values", "said"),
        [
            ({"on": ""}, "Vul een datum in."),
            ({"on": "2025-01-08", "place": "Raadhuis"}, "Er is niets veranderd."),
            ({"on": "2025-02-05"}, "heeft op 05-02-2025 al een overleg"),
        ],
    )
    def test_wrong_input_gets_a_sentence_and_keeps_what_was_typed(self, talk, meeting, values, said):
        journal.plan_meeting(actor=talk.world.finance, ogon=talk.ogon, year=talk.world.year, on=date(2025, 2, 5))
        form = {"token": str(uuid4()), "place": "Zaal 4"} | values

        answer = as_(talk.world.finance).post(f"/{YEAR}/overleggen/{meeting.pk}/verzetten/", form)

        assert answer.status_code == 422
        assert said in answer.content.decode()
        assert form["place"] in answer.content.decode()

    def test_one_that_was_held_stays_where_it_was(self, talk, meeting):
        journal.hold_meeting(actor=talk.world.finance, meeting=meeting)

        with pytest.raises(JournalError, match="ligt al vast"):
            journal.move_meeting(actor=talk.world.finance, meeting=meeting, on=date(2025, 1, 15))
        page = as_(talk.world.finance).get(f"/{YEAR}/overleggen/{meeting.pk}/").content.decode()
        assert "Verzetten" not in page

    def test_a_member_does_not_put_it_off(self, talk, meeting):
        with pytest.raises(NotAllowedError):
            journal.move_meeting(actor=talk.diemen, meeting=meeting, on=date(2025, 1, 15))

    def test_the_list_is_fixed_from_its_day_on(self, talk):
        ahead = timezone.localdate() + timedelta(days=3)
        meeting = journal.plan_meeting(actor=talk.world.finance, ogon=talk.ogon, year=talk.world.year, on=ahead)

        page = as_(talk.world.finance).get(f"/{YEAR}/overleggen/{meeting.pk}/").content.decode()

        assert "Besluitenlijst vastleggen" not in page
        assert "Verzetten" in page

    def test_a_list_that_is_not_whole_says_so(self, talk, meeting):
        talk.in_ogon()
        here = f"/{YEAR}/overleggen/{meeting.pk}/"

        def text(user: object) -> str:
            pdf = as_(user).get(f"{here}besluitenlijst.pdf").content
            return "".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)

        assert "U ziet wat Diemen betreft." in as_(talk.diemen).get(here).content.decode()
        assert "Deze lijst bevat wat Diemen betreft." in text(talk.diemen)
        assert "betreft" not in as_(talk.world.finance).get(here).content.decode()
        assert "betreft" not in text(talk.world.finance)


class TestWhatWaits:
    def _groups(self, user: object) -> dict[str, list[str]]:
        groups = as_(user).get("/wachtlijst/").context["groups"]
        return {group.title: [task.text for task in group.tasks] for group in groups}

    def _three_weeks_on(self, monkeypatch: pytest.MonkeyPatch) -> None:
        later = timezone.localdate() + timedelta(days=21)
        monkeypatch.setattr("ledger.waiting.reading.timezone.localdate", lambda at=None: at.date() if at else later)

    def test_a_decision_that_waits_too_long_is_late_for_both(self, talk, monkeypatch):
        order = talk.in_ogon()
        talk.shared()
        assert "Te lang zonder besluit van een gemeente" not in self._groups(talk.world.finance)

        self._three_weeks_on(monkeypatch)

        page = as_(talk.diemen).get("/wachtlijst/")
        assert page.context["late"] == 2  # not the own request for another order, which waits for Duo+
        assert self._groups(talk.world.finance)["Te lang zonder besluit van een gemeente"] == [
            "Mutatie samen (Diemen)", "Mutatie samen (Uithoorn)", f"{order} (Diemen)",
        ]  # fmt: skip

    def test_what_nobody_can_decide_is_for_finance(self, talk):
        order = talk.in_ogon()
        OgonSeat.objects.filter(user=talk.diemen).delete()

        stuck = "In het OGON, maar niemand kan beslissen: geef iemand een plaats"
        assert self._groups(talk.world.finance)[stuck] == [f"{order} (Diemen)"]
        assert "Te beslissen in het OGON" not in self._groups(talk.diemen)

    @pytest.mark.parametrize("over", ["role", "person"])
    def test_also_when_the_role_ended_or_the_person_left(self, talk, over):
        order = talk.in_ogon()
        if over == "role":
            RoleGrant.objects.filter(user=talk.diemen).update(valid_until=date(2020, 1, 1))
        else:
            talk.diemen.is_active = False
            talk.diemen.save()

        stuck = "In het OGON, maar niemand kan beslissen: geef iemand een plaats"
        assert self._groups(talk.world.finance)[stuck] == [f"{order} (Diemen)"]

    def test_finance_is_warned_when_the_order_goes_there(self, talk):
        order = talk.in_ogon()
        OgonSeat.objects.all().delete()
        journal.move_order(
            actor=talk.world.finance, order=order, status=OrderStatus.QUOTED, on=date(YEAR, 2, 2), note="Nog eens"
        )
        form = {"token": str(uuid4()), "on": f"{YEAR}-02-03"}

        page = as_(talk.world.finance).post(f"/{YEAR}/maatwerk/{order.pk}/stap/naar-ogon/", form, follow=True)

        assert "Niemand heeft voor Diemen een plaats in een OGON dat over Burger gaat." in page.content.decode()

    def test_who_has_no_seat_is_asked_for_nothing(self, talk):
        talk.in_ogon()

        assert "Te beslissen in het OGON" not in self._groups(talk.outsider)

    def test_a_late_order_waits_for_its_category_and_not_to_be_taken_up(self, talk):
        order = talk.in_ogon()
        talk.decide("order", order.code)
        assert self._groups(talk.world.finance)["Orders met akkoord om op te nemen"] == [f"{order} (Diemen)"]

        set_closing_date(actor=talk.world.finance, year=talk.world.year, on=timezone.localdate() - timedelta(days=1))

        groups = self._groups(talk.world.finance)
        assert "Orders met akkoord om op te nemen" not in groups
        assert groups["Late orders zonder rechtmatigheid"] == [f"{order} (Diemen)"]

    def test_an_order_whose_time_is_over_waits_to_be_rounded_off(self, talk):
        order = talk.in_ogon()
        talk.decide("order", order.code)
        lines = (cost(1000), maatwerk(1000, order.code, "diemen"))
        talk.world.draft(1, change("opgenomen", *lines))
        MaatwerkOrder.objects.filter(pk=order.pk).update(ends_on=date(2024, 12, 31))

        assert self._groups(talk.world.finance)["Orders om af te ronden"] == [
            f"{order} (Diemen, tot en met 31 december 2024)"
        ]
        journal.move_order(
            actor=talk.world.finance, order=order, status=OrderStatus.COMPLETED, on=date(YEAR, 6, 1), reference="F1"
        )
        assert "Orders om af te ronden" not in self._groups(talk.world.finance)


class TestMailOfAMutatie:
    def test_who_decides_hears_of_it_once(self, talk, django_capture_on_commit_callbacks):
        talk.shared()
        mail.outbox.clear()

        with django_capture_on_commit_callbacks(execute=True):
            told = [tell_of_decisions() for _ in range(2)]

        assert told == [2, 0]  # Diemen and Uithoorn, once
        assert sorted(message.to[0] for message in mail.outbox) == [talk.diemen.email, talk.uithoorn.email]
        body = mail.outbox[0].body
        assert "Er ligt een mutatie voor in het OGON." in body
        for secret in ("Diemen", "diemen", "samen", "1.000", "1100"):
            assert secret not in body

    def test_the_command_tells_in_the_overview_of_the_day(self, talk):
        talk.shared()
        talk.diemen.notify = NotifyWhen.DAILY
        talk.diemen.save()
        mail.outbox.clear()

        call_command("send_notices", "--daily", stdout=StringIO())

        to_diemen = [message for message in mail.outbox if message.to == [talk.diemen.email]]
        assert len(to_diemen) == 1
        assert "Er ligt een mutatie voor in het OGON." in to_diemen[0].body

    def test_what_is_decided_already_is_not_told(self, talk):
        talk.shared()
        talk.decide("mutation", "samen")
        talk.decide("mutation", "samen", who="uithoorn")

        assert tell_of_decisions() == 0
