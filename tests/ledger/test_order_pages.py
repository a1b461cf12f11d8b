"""Maatwerk in the browser: from the request of a gemeente to the offerte, and everything that hangs on it."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from ledger import journal
from ledger.enums import Role
from ledger.journal import OrderInput
from ledger.models import MaatwerkOrder, OrderDocument, ServiceAgreement, User
from tests.ledger.factories import YEAR, World, change, contribution, cost, maatwerk, person, small_world
from tests.ledger.test_attachments import PDF

LIST = f"/{YEAR}/maatwerk/"
ASK = f"{LIST}aanvragen/"


@pytest.fixture
def world(db: None) -> World:
    return small_world()


@pytest.fixture
def member(world: World) -> User:
    return person("ogon-diemen", Role.OGON_MEMBER, world.municipalities["diemen"])


@pytest.fixture
def finance(world: World) -> Client:
    return logged_in(world.finance)


@pytest.fixture
def diemen(member: User) -> Client:
    return logged_in(member)


def logged_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def asked(world: World, **more: Any) -> dict[str, Any]:
    """What is typed on the short form."""
    values = {
        "token": uuid4(),
        "municipality": world.municipalities["diemen"].pk,
        "description": "Project kostenbeheersing",
        "performance": "Een rapport",
        "programme": world.programmes["burger"].pk,
        "cents": "1.234,56",
        "recurrence": "incidental",
    }
    return values | more


def requested(world: World, actor: User, **more: Any) -> MaatwerkOrder:
    values: dict[str, Any] = {
        "municipality": world.municipalities["diemen"],
        "programme": world.programmes["burger"],
        "description": "Project kostenbeheersing",
        "recurrence": "incidental",
        "cents": 100_000,
    }
    return journal.request_order(actor=actor, year=world.year, change=OrderInput(**values | more), on=date(YEAR, 1, 5))


def here(order: MaatwerkOrder, end: str = "") -> str:
    return f"{LIST}{order.pk}/{end}"


def refused(answer: Any) -> str:
    """The sentences of a form that was not accepted."""
    assert answer.status_code == 422
    form = answer.context["form"]
    return " ".join(str(error) for errors in form.errors.values() for error in errors)


class TestRequest:
    def test_a_gemeente_asks_and_follows(self, world, diemen):
        assert "municipality" not in [field.name for field in diemen.get(ASK).context["form"].visible_fields()]

        answer = diemen.post(ASK, asked(world), follow=True)

        order = MaatwerkOrder.objects.get()
        assert answer.redirect_chain[-1][0] == here(order)
        assert (order.cents, order.municipality.code, order.number) == (123_456, "diemen", 1)
        text = answer.content.decode()
        assert "De aanvraag is vastgelegd" in text
        assert "Duo+ brengt een offerte uit" in text
        assert "Offerte uitbrengen" not in text

    def test_a_double_click_is_one_order(self, world, diemen):
        form = asked(world)

        first, second = diemen.post(ASK, form), diemen.post(ASK, form)

        assert first.url == second.url
        assert MaatwerkOrder.objects.count() == 1

    def test_what_is_missing_is_said_and_what_was_typed_stays(self, world, diemen):
        answer = diemen.post(ASK, asked(world, description="", cents="veel"))

        assert "Vul in wat er moet gebeuren." in refused(answer)
        assert 'value="veel"' in answer.content.decode()
        assert not MaatwerkOrder.objects.exists()

    def test_finance_asks_for_any_gemeente_with_amounts_per_year(self, world, finance):
        form = asked(world, recurrence="structural", number="", **{f"later_{YEAR + 1}": "2.000"})

        answer = finance.post(ASK, form)

        order = MaatwerkOrder.objects.get()
        assert answer.status_code == 302
        assert list(order.amounts.values_list("effective_year", "cents")) == [(YEAR + 1, 200_000)]

    def test_the_journal_says_what_the_form_cannot_know(self, world, finance):
        answer = finance.post(ASK, asked(world, **{f"later_{YEAR + 1}": "2.000"}))

        assert "Een incidentele order heeft geen bedragen in latere jaren" in refused(answer)

    def test_no_request_in_a_closed_year(self, world, finance):
        journal.close_year(actor=world.board, year=world.year)

        assert finance.get(ASK).status_code == 404
        assert "Maatwerk aanvragen" not in finance.get(LIST).content.decode()


class TestSteps:
    def test_the_offerte_and_on_to_the_ogon(self, world, finance, member):
        order = requested(world, member)
        offerte = {
            "token": uuid4(), "on": f"{YEAR}-02-01", "reference": "OFF-7", "cents": "1.500",
            "performance": "Een rapport", "note": "", "version": order.version,
        }  # fmt: skip

        answer = finance.post(here(order, "stap/offerte/"), offerte)
        assert answer.url == here(order)
        order.refresh_from_db()
        assert (order.status, order.cents) == ("quoted", 150_000)

        finance.post(here(order, "stap/naar-ogon/"), {"token": uuid4(), "on": f"{YEAR}-02-02", "reference": ""})
        order.refresh_from_db()
        assert order.status == "in-ogon"
        text = finance.get(here(order)).content.decode()
        assert text.index("Aanvraag") < text.index("OFF-7") < text.index("In OGON")

    def test_what_an_offerte_lacks_is_said(self, world, finance, member):
        order = requested(world, member)

        answer = finance.post(here(order, "stap/offerte/"), {"token": uuid4(), "version": order.version, "cents": "0"})

        assert {"on", "reference", "performance"} <= set(answer.context["form"].errors)
        order.refresh_from_db()
        assert order.status == "requested"

    def test_an_offerte_of_nothing_is_refused(self, world, finance, member):
        order = requested(world, member)
        offerte = {
            "token": uuid4(), "on": f"{YEAR}-02-01", "reference": "x", "cents": "0", "performance": "x",
            "version": order.version,
        }  # fmt: skip

        assert "De order heeft nog geen bedrag" in refused(finance.post(here(order, "stap/offerte/"), offerte))

    def test_what_changed_meanwhile_is_told_once(self, world, finance, member):
        order = requested(world, member)
        offerte = {
            "token": uuid4(), "on": f"{YEAR}-02-01", "reference": "x", "cents": "7", "performance": "x",
            "version": order.version - 1,
        }  # fmt: skip

        answer = finance.post(here(order, "stap/offerte/"), offerte)
        assert "Iemand anders heeft deze order intussen gewijzigd" in refused(answer)
        again = offerte | {"version": answer.context["form"].data["version"]}
        assert finance.post(here(order, "stap/offerte/"), again).status_code == 302

    def test_a_step_that_is_gone_leads_back_with_a_word(self, world, finance, member):
        order = requested(world, member)

        answer = finance.get(here(order, "stap/afronden/"), follow=True)

        assert "is aanvraag: afronden kan nu niet." in answer.content.decode()

    def test_a_reason_is_asked(self, world, finance, member):
        order = requested(world, member)

        answer = finance.post(here(order, "stap/afwijzen/"), {"token": uuid4(), "on": f"{YEAR}-02-01", "note": ""})

        assert "Vul de reden in." in refused(answer)


class TestEdit:
    def test_a_gemeente_changes_its_request(self, world, diemen, member):
        order = requested(world, member)

        answer = diemen.post(here(order, "wijzigen/"), asked(world, cents="2", version=order.version))

        assert answer.url == here(order)
        order.refresh_from_db()
        assert order.cents == 200

    def test_finance_moves_an_order_to_another_year(self, world, finance, member):
        order = requested(world, member)
        journal.open_year(actor=world.finance, year=YEAR + 1)
        form = asked(world, version=order.version, year=YEAR + 1, number="77")

        answer = finance.post(here(order, "wijzigen/"), form, follow=True)

        order.refresh_from_db()
        assert (order.budget_year_id, order.number) == (YEAR + 1, 77)
        assert answer.redirect_chain[-1][0] == f"/{YEAR + 1}/maatwerk/{order.pk}/"

    def test_nothing_changed_is_said(self, world, diemen, member):
        order = requested(world, member)
        form = asked(world, performance="", cents="1.000", version=order.version)

        assert "Er is niets veranderd." in refused(diemen.post(here(order, "wijzigen/"), form))


class TestDocuments:
    def _send(self, client: Client, order: MaatwerkOrder, name: str, data: bytes) -> Any:
        file = SimpleUploadedFile(name, data, content_type="text/html")
        return client.post(here(order, "documenten/"), {"token": uuid4(), "document": file})

    def test_sent_and_got_back_as_a_file_to_keep(self, world, diemen, member):
        order = requested(world, member)

        assert self._send(diemen, order, "Offerte §1.PDF", PDF).url == here(order)

        document = OrderDocument.objects.get()
        answer = diemen.get(here(order, f"documenten/{document.pk}/"))
        assert answer.content == PDF
        assert answer["Content-Type"] == "application/pdf"
        assert answer["Content-Disposition"] == "attachment; filename*=utf-8''Offerte%20%C2%A71.pdf"
        assert "Offerte §1.pdf" in diemen.get(here(order)).content.decode()

    @pytest.mark.parametrize(
        ("name", "data", "sentence"),
        [
            ("offerte.exe", PDF, "Dit soort bestand kan niet"),
            ("offerte.pdf", b"<html>", "niet die van een .pdf-bestand"),
            ("offerte.pdf", b"", "Het bestand is leeg"),
        ],
    )
    def test_anything_else_is_refused_at_the_form(self, world, diemen, member, name, data, sentence):
        order = requested(world, member)

        assert sentence in refused(self._send(diemen, order, name, data))
        assert not OrderDocument.objects.exists()

    def test_a_file_that_is_far_too_large_is_dropped_on_its_way_in(self, world, diemen, member, settings):
        settings.MAX_UPLOAD_BYTES = 10
        order = requested(world, member)

        assert "Het bestand is te groot" in refused(self._send(diemen, order, "offerte.pdf", PDF))

    def test_no_file_is_said(self, world, diemen, member):
        order = requested(world, member)

        assert "Kies een bestand." in refused(diemen.post(here(order, "documenten/"), {"token": uuid4()}))


class TestContacts:
    def test_kept_and_shown(self, world, diemen, member):
        order = requested(world, member)
        form = {"token": uuid4(), "name_client": "Adviseur", "email_client": "advies@example.org"}

        assert diemen.post(here(order, "contact/"), form).url == here(order)

        assert "mailto:advies@example.org" in diemen.get(here(order)).content.decode()

    def test_what_is_wrong_is_said(self, world, diemen, member):
        order = requested(world, member)

        answer = diemen.post(here(order, "contact/"), {"token": uuid4(), "email_client": "a@example.org"})
        assert "Vul ook een functie of naam in." in refused(answer)
        answer = diemen.post(here(order, "contact/"), {"token": uuid4(), "name_client": "A", "email_client": "geen"})
        assert "Dit is geen e-mailadres" in refused(answer)


class TestAgreements:
    def test_finance_adds_one_and_the_verdeling_shows_what_rests_on_it(self, world, finance):
        world.draft(
            1, change("w", cost(300), contribution(300, "vth", municipality="diemen")),
        )  # fmt: skip
        form = {
            "token": uuid4(), "kind": "work-plan", "municipality": world.municipalities["diemen"].pk,
            "name": "Werkplan VTH", "code": "vth-diemen", "pool": world.pools["vth"].pk, "valid_from": YEAR,
        }  # fmt: skip

        answer = finance.post(f"/{YEAR}/overeenkomsten/nieuw/", form, follow=True)

        assert answer.redirect_chain[-1][0] == f"/{YEAR}/overeenkomsten/"
        assert answer.context["groups"]["Diemen"][0]["cents"] == 30_000
        assert "Werkplan VTH: €\xa0300" in finance.get(f"/{YEAR}/sleutels/").content.decode()

    def test_an_agreement_that_does_not_hold_this_year_is_not_listed(self, world, finance):
        journal.add_agreement(
            actor=world.finance, code="oud", kind="service-agreement", name="Oude DVO", valid_from=2000,
            valid_until=YEAR - 1, municipality=world.municipalities["diemen"],
        )  # fmt: skip

        assert finance.get(f"/{YEAR}/overeenkomsten/").context["groups"] == {}

    def test_changed(self, world, finance):
        journal.add_agreement(
            actor=world.finance, code="dvo", kind="service-agreement", name="DVO", valid_from=YEAR,
            municipality=world.municipalities["diemen"],
        )  # fmt: skip
        address = f"/{YEAR}/overeenkomsten/dvo/"

        wrong = finance.post(address, {"token": uuid4(), "name": "DVO 2", "valid_from": YEAR, "valid_until": YEAR - 1})
        assert "Het laatste jaar ligt voor het eerste jaar" in refused(wrong)
        finance.post(address, {"token": uuid4(), "name": "DVO 2", "valid_from": YEAR})
        assert ServiceAgreement.objects.get().name == "DVO 2"


class TestQueries:
    """The same number of queries for one row and for three."""

    @pytest.mark.parametrize("rows", [1, 3])
    def test_the_list(self, world, finance, member, rows, django_assert_num_queries):
        for _ in range(rows):
            requested(world, member)
        finance.get(LIST)

        with django_assert_num_queries(11):
            finance.get(LIST)

    @pytest.mark.parametrize("rows", [1, 3])
    def test_an_order(self, world, finance, member, rows, django_assert_num_queries):
        order = requested(world, member, recurrence="structural")
        draft = world.draft(1)
        for number in range(rows):
            journal.attach_document(actor=member, order=order, name="a.pdf", data=PDF + b"%d\n%%%%EOF" % number)
            line = change(f"m{number}", cost(5), maatwerk(5, order.code, "diemen"))
            journal.post_mutation(actor=world.finance, amendment=draft, mutation=line)
        finance.get(here(order))

        with django_assert_num_queries(16):
            finance.get(here(order))

    @pytest.mark.parametrize("rows", [1, 3])
    def test_the_agreements(self, world, finance, rows, django_assert_num_queries):
        for number in range(rows):
            journal.add_agreement(
                actor=world.finance, code=f"dvo-{number}", kind="service-agreement", name="DVO", valid_from=YEAR,
                municipality=world.municipalities["diemen"], pool=world.pools["vth"],
            )  # fmt: skip
        address = reverse("ledger:agreements", args=[YEAR])
        finance.get(address)

        with django_assert_num_queries(9):
            finance.get(address)
