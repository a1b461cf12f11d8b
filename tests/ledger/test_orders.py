"""The life of a maatwerkorder in the journal: who may do what, which facts a step asks for, what reopens an akkoord."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger import journal
from ledger.checks import invariants as checks
from ledger.enums import ContactRole, OrderStatus, Recurrence, Role, Verdict
from ledger.journal import ContactInput, JournalError, OrderInput, StepInput
from ledger.journal.orders import _differing, input_of, later_amounts, next_number
from ledger.models import AuditEntry, MaatwerkOrder, OrderStep, User
from ledger.permissions import NotAllowedError
from tests.ledger.factories import YEAR, World, change, cost, maatwerk, person, small_world

ON = date(YEAR, 2, 1)
WORK = "Twee dagen per week een adviseur"


@pytest.fixture
def world(db: None) -> World:
    return small_world()


@pytest.fixture
def diemen(world: World) -> User:
    return person("ogon-diemen", Role.OGON_MEMBER, world.municipalities["diemen"])


def asked(world: World, municipality: str = "diemen", **more: Any) -> OrderInput:
    """What a gemeente asks for: five hundred euros, once."""
    values: dict[str, Any] = {
        "municipality": world.municipalities[municipality],
        "programme": world.programmes["burger"],
        "description": "Project kostenbeheersing",
        "recurrence": Recurrence.INCIDENTAL,
        "cents": 50_000,
        "performance": WORK,
    }
    return OrderInput(**values | more)


def requested(world: World, actor: User | None = None, **more: Any) -> MaatwerkOrder:
    return journal.request_order(actor=actor or world.finance, year=world.year, change=asked(world, **more), on=ON)


def in_ogon(world: World, **more: Any) -> MaatwerkOrder:
    order = requested(world, **more)
    order = journal.quote_order(
        actor=world.finance, order=order, on=ON, reference="OFF-1", cents=order.cents, performance=WORK,
        version=order.version,
    )  # fmt: skip
    return journal.move_order(actor=world.finance, order=order, status=OrderStatus.IN_OGON, on=ON)


def agreed(world: World, member: User, **more: Any) -> MaatwerkOrder:
    return journal.settle_order(actor=member, order=in_ogon(world, **more), verdict=Verdict.AGREED, on=ON)


def edited(world: World, order: MaatwerkOrder, **changes: Any) -> MaatwerkOrder:
    change = replace(input_of(order), **changes)
    return journal.edit_order(actor=world.finance, order=order, change=change, version=order.version)


def last(order: MaatwerkOrder) -> OrderStep:
    """The step that the order took last."""
    return order.steps.latest("pk")


def life(order: MaatwerkOrder) -> list[str]:
    return list(order.steps.values_list("status", flat=True))


class TestRequest:
    def test_an_ogon_member_asks_for_the_own_gemeente(self, world, diemen):
        order = requested(world, diemen)

        assert (order.number, order.code, order.status) == (1, "1", OrderStatus.REQUESTED)
        step = order.steps.get()
        assert (step.status, step.on, step.actor) == ("requested", ON, diemen)
        entry = AuditEntry.objects.get(action="order.added")
        assert entry.subject == f"order:{YEAR}:1"
        assert (entry.payload["status"], entry.payload["cents"]) == ("requested", 50_000)

    def test_not_for_another_gemeente(self, world, diemen):
        with pytest.raises(NotAllowedError, match="eigen gemeente"):
            requested(world, diemen, municipality="uithoorn")

        assert not MaatwerkOrder.objects.exists()

    def test_not_by_who_only_reads(self, world):
        with pytest.raises(NotAllowedError):
            requested(world, person("anouk", Role.ACCOUNTANT))

    def test_the_first_number_of_2024_is_401(self, world):
        year = journal.open_year(actor=world.finance, year=2024)

        assert next_number(year.pk) == 401
        order = journal.request_order(actor=world.finance, year=year, change=asked(world), on=ON)
        assert (order.number, next_number(year.pk)) == (401, 402)

    def test_a_number_whose_code_is_taken_is_passed_over(self, world):
        world.order("2", "diemen", number=1)

        assert next_number(YEAR) == 3

    def test_a_structural_order_costs_the_same_every_year_ahead(self, world):
        order = requested(world, recurrence=Recurrence.STRUCTURAL)

        assert later_amounts(order) == dict.fromkeys(range(YEAR + 1, YEAR + 4), 50_000)

    @pytest.mark.parametrize(
        ("more", "sentence"),
        [
            ({"description": " "}, "De omschrijving ontbreekt"),
            ({"recurrence": "soms"}, "Kies incidenteel of structureel"),
            ({"cents": -1}, "Het bedrag is negatief"),
            ({"cents": 10**14}, "Het bedrag is te groot"),
            ({"later": {YEAR + 1: 1}}, "Een incidentele order heeft geen bedragen"),
            ({"recurrence": "structural", "later": {YEAR: 1}}, f"valt buiten {YEAR + 1} tot en met {YEAR + 3}"),
            ({"recurrence": "structural", "later": {YEAR + 1: 0}}, "is nul of negatief"),
            ({"starts_on": ON, "ends_on": date(YEAR, 1, 1)}, "De einddatum ligt voor de begindatum"),
            ({"lawfulness": "zomaar"}, "Kies een bestaande categorie"),
        ],
    )
    def test_what_is_wrong_is_said_and_nothing_is_stored(self, world, more, sentence):
        with pytest.raises(JournalError, match=sentence):
            requested(world, **more)

        assert not MaatwerkOrder.objects.exists()

    def test_an_agreement_is_of_the_gemeente_that_pays(self, world):
        dvo = journal.add_agreement(
            actor=world.finance, code="dvo", kind="service-agreement", name="DVO Uithoorn", valid_from=YEAR,
            municipality=world.municipalities["uithoorn"],
        )  # fmt: skip

        with pytest.raises(JournalError, match="'DVO Uithoorn' is van een andere gemeente"):
            requested(world, agreement=dvo)

    def test_nothing_comes_into_a_closed_year(self, world):
        journal.close_year(actor=world.board, year=world.year)

        with pytest.raises(JournalError, match="is gesloten"):
            requested(world)


class TestSteps:
    def test_from_request_to_afgerond(self, world, diemen):
        order = agreed(world, diemen)
        order = journal.take_up_order(actor=world.finance, order=order, on=ON, reference="2e wijziging")
        order = journal.move_order(actor=world.finance, order=order, status=OrderStatus.COMPLETED, on=ON)

        assert life(order) == ["requested", "quoted", "in-ogon", "agreed", "taken-up", "completed"]
        moved = AuditEntry.objects.filter(action="order.moved").order_by("sequence")
        assert [entry.payload["status"] for entry in moved] == life(order)[1:]
        assert {(entry.payload["on"], entry.payload["cents"]) for entry in moved} == {(ON.isoformat(), 50_000)}
        assert [result for result in checks.run() if not result.ok] == []

    @pytest.mark.parametrize(
        ("facts", "sentence"),
        [
            ({"reference": " "}, "Vul het kenmerk in"),
            ({"cents": 0}, "De order heeft nog geen bedrag"),
            ({"performance": ""}, "De afgesproken prestatie ontbreekt"),
        ],
    )
    def test_an_offerte_has_its_facts(self, world, facts, sentence):
        order = requested(world)
        values = {"reference": "OFF-1", "cents": 60_000, "performance": WORK} | facts

        with pytest.raises(JournalError, match=sentence):
            journal.quote_order(actor=world.finance, order=order, on=ON, version=order.version, **values)

        order.refresh_from_db()
        assert (order.status, order.cents, life(order)) == ("requested", 50_000, ["requested"])

    def test_an_offerte_brings_its_own_amount(self, world):
        order = requested(world, cents=0, recurrence=Recurrence.STRUCTURAL)

        order = journal.quote_order(
            actor=world.finance, order=order, on=ON, reference="OFF-1", cents=60_000, performance="Anders",
            version=order.version,
        )  # fmt: skip

        assert (order.status, order.cents, order.performance) == ("quoted", 60_000, "Anders")
        assert set(later_amounts(order).values()) == {60_000}

    def test_a_request_is_declined_with_a_reason(self, world):
        order = requested(world)

        with pytest.raises(JournalError, match="Vul de reden in"):
            journal.move_order(actor=world.finance, order=order, status=OrderStatus.DECLINED, on=ON)
        order = journal.move_order(
            actor=world.finance, order=order, status=OrderStatus.DECLINED, on=ON, note="Past niet"
        )

        assert last(order).note == "Past niet"

    def test_a_day_before_the_step_before_is_refused(self, world):
        order = requested(world)

        with pytest.raises(JournalError, match="ligt voor de vorige stap, van 01-02-2030"):
            journal.move_order(
                actor=world.finance, order=order, status=OrderStatus.DECLINED, on=date(YEAR, 1, 31), note="x"
            )

    def test_finance_does_not_decide_for_the_ogon(self, world):
        order = in_ogon(world)

        for status in (OrderStatus.AGREED, OrderStatus.DECLINED):
            with pytest.raises(JournalError, match="zet het OGON"):
                journal.move_order(actor=world.finance, order=order, status=status, on=ON, note="x")
        with pytest.raises(NotAllowedError):
            journal.settle_order(actor=world.finance, order=order, verdict=Verdict.AGREED, on=ON)

    def test_nor_does_another_gemeente(self, world, diemen):
        order = in_ogon(world, municipality="uithoorn")

        with pytest.raises(NotAllowedError):
            journal.settle_order(actor=diemen, order=order, verdict=Verdict.AGREED, on=ON)

    def test_the_ogon_declines_with_a_reason(self, world, diemen):
        order = in_ogon(world)

        with pytest.raises(JournalError, match="Vul de reden in"):
            journal.settle_order(actor=diemen, order=order, verdict=Verdict.DECLINED, on=ON)
        order = journal.settle_order(actor=diemen, order=order, verdict=Verdict.DECLINED, on=ON, reason="Te duur")

        assert order.status == OrderStatus.DECLINED
        with pytest.raises(JournalError, match="hij kan niet meer worden gewijzigd"):
            edited(world, order, cents=1)

    def test_an_order_is_released_when_it_goes_out_of_the_wijziging(self, world, diemen):
        order = agreed(world, diemen)
        order = journal.take_up_order(actor=world.finance, order=order, on=ON, reference="2e wijziging")
        order = journal.release_order(actor=world.finance, order=order, on=ON, note="Mutatie verwijderd")

        assert life(order)[-2:] == ["taken-up", "agreed"]

    def test_only_a_step_that_exists(self, world):
        with pytest.raises(JournalError, match="de stap naar 'afgerond' kan nu niet"):
            journal.move_order(actor=world.finance, order=requested(world), status=OrderStatus.COMPLETED, on=ON)


class TestEdit:
    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"cents": 50_100}, "bedrag"),
            ({"later": {YEAR + 1: 50_000}}, "bedrag"),
        ],
    )
    def test_a_change_of_a_euro_after_akkoord_is_a_step_back(self, world, diemen, changes, words):
        order = edited(world, agreed(world, diemen, recurrence=Recurrence.STRUCTURAL), **changes)

        assert order.status == OrderStatus.IN_OGON
        step = last(order)
        assert (step.status, step.note) == (
            "in-ogon", f"Gewijzigd na akkoord: {words}. Daarom ligt de order weer bij het OGON."
        )  # fmt: skip

    def test_so_is_another_payer(self, world, diemen):
        order = edited(world, agreed(world, diemen), municipality=world.municipalities["uithoorn"])

        assert (order.status, last(order).note.split(".")[0]) == ("in-ogon", "Gewijzigd na akkoord: gemeente")

    def test_and_another_year(self, world, diemen):
        order, later = agreed(world, diemen), journal.open_year(actor=world.finance, year=YEAR + 1)

        order = journal.edit_order(
            actor=world.finance, order=order, change=input_of(order), version=order.version, year=later
        )

        assert (order.budget_year_id, order.status) == (YEAR + 1, "in-ogon")
        assert [result for result in checks.run() if not result.ok] == []

    def test_a_change_of_text_is_not(self, world, diemen):
        order = agreed(world, diemen)

        order = edited(world, order, description="Project kosten", performance="Drie dagen", ends_on=date(YEAR, 12, 31))

        assert order.status == OrderStatus.AGREED
        entry = AuditEntry.objects.filter(action="order.changed").latest("sequence")
        assert (entry.payload["description"], entry.payload["old_description"]) == (
            "Project kosten", "Project kostenbeheersing",
        )  # fmt: skip

    @given(cents=st.integers(0, 10**9))
    def test_an_akkoord_holds_exactly_as_long_as_the_amount(self, cents):
        """Not through the database: what is bound is compared, whatever the amount."""
        was = {"year": 2030, "municipality": "diemen", "cents": {"2030": 50_000}}
        now = was | {"cents": {"2030": cents}}

        assert (_differing(was, now) == "") == (cents == 50_000)

    def test_two_people_at_once(self, world):
        order = requested(world)
        edited(world, order, cents=1)

        with pytest.raises(JournalError, match="Iemand anders heeft deze order intussen gewijzigd"):
            edited(world, order, cents=2)

    def test_nothing_changed_is_said(self, world):
        with pytest.raises(JournalError, match="Er is niets veranderd"):
            edited(world, requested(world))

    def test_a_gemeente_changes_its_own_request_until_the_offerte(self, world, diemen):
        order = requested(world, diemen)
        change = replace(input_of(order), cents=70_000)
        order = journal.edit_order(actor=diemen, order=order, change=change, version=order.version)
        assert order.cents == 70_000

        order = journal.quote_order(
            actor=world.finance, order=order, on=ON, reference="x", cents=70_000, performance=WORK,
            version=order.version,
        )  # fmt: skip
        with pytest.raises(NotAllowedError, match="vraag Duo"):
            journal.edit_order(actor=diemen, order=order, change=replace(change, cents=1), version=order.version)

    @pytest.mark.parametrize("field", ["municipality", "number", "lawfulness", "reference"])
    def test_a_gemeente_does_not_change_what_finance_fills_in(self, world, diemen, field):
        order = requested(world, diemen)
        other = {
            "municipality": world.municipalities["uithoorn"], "number": 9, "lawfulness": "covered", "reference": "x",
        }  # fmt: skip

        with pytest.raises(NotAllowedError):
            journal.edit_order(
                actor=diemen, order=order, version=order.version,
                change=replace(input_of(order), **{field: other[field]}),
            )  # fmt: skip

    def test_what_was_offered_keeps_its_amount(self, world):
        order = world.order("401", "diemen", number=401)
        world.submitted(1, change("m", cost(500), maatwerk(500, "401", "diemen"), decided_in_ogon=True))

        with pytest.raises(JournalError, match="zijn nummer en bedragen liggen vast"):
            edited(world, order, cents=1)
        with pytest.raises(JournalError, match="Er staan mutaties op deze order"):
            edited(world, order, municipality=world.municipalities["uithoorn"])
        assert edited(world, order, description="Alleen de tekst").description == "Alleen de tekst"

    def test_amounts_of_the_years_ahead(self, world):
        order = requested(world, recurrence=Recurrence.STRUCTURAL)

        order = journal.set_amounts(
            actor=world.finance, order=order, later={YEAR + 1: 40_000, YEAR + 2: 30_000}, version=order.version
        )

        assert later_amounts(order) == {YEAR + 1: 40_000, YEAR + 2: 30_000}
        assert later_amounts(edited(world, order, description="Tekst")) == {YEAR + 1: 40_000, YEAR + 2: 30_000}


class TestPlaced:
    def test_a_take_over_places_an_order_with_its_life(self, world):
        overname = person("overname", Role.TAKEOVER)
        steps = [StepInput(status, note="datum niet bekend") for status in ("requested", "quoted", "in-ogon", "agreed")]

        order = journal.place_order(
            actor=overname, year=world.year, code="401", number=401, municipality=world.municipalities["diemen"],
            programme=world.programmes["burger"], description="Overgenomen", recurrence="incidental", cents=100,
            steps=steps,
        )  # fmt: skip

        assert (order.status, life(order)) == ("agreed", [step.status for step in steps])
        assert set(OrderStep.objects.values_list("on", flat=True)) == {None}

    @pytest.mark.parametrize("status", ["agreed", "declined", "taken-up", "completed"])
    def test_finance_does_not_place_what_only_an_ogon_decides(self, world, status):
        with pytest.raises(NotAllowedError):
            journal.place_order(
                actor=world.finance, year=world.year, code="401", number=401, cents=100,
                municipality=world.municipalities["diemen"], programme=world.programmes["burger"],
                description="Zo klaar", recurrence="incidental", status=status,
            )  # fmt: skip
        assert not MaatwerkOrder.objects.exists()


class TestContacts:
    def test_the_log_keeps_the_roles_and_not_the_names(self, world, diemen):
        order = requested(world, diemen)
        contacts: dict[str, ContactInput] = {ContactRole.CLIENT: ContactInput("Beleidsadviseur", "advies@example.org")}

        journal.set_contacts(actor=diemen, order=order, contacts=contacts)

        assert str(order.contacts.get()) == "opdrachtgever: Beleidsadviseur"
        entry = AuditEntry.objects.get(action="order.contacts")
        assert entry.payload == {"contacts": ["client"]}

    def test_what_is_wrong_is_said(self, world):
        order = requested(world)

        for contact in (ContactInput(" "), ContactInput("Adviseur", "geen adres")):
            with pytest.raises(JournalError, match="opdrachtgever"):
                journal.set_contacts(actor=world.finance, order=order, contacts={ContactRole.CLIENT: contact})
        with pytest.raises(JournalError, match="Er is niets veranderd"):
            journal.set_contacts(actor=world.finance, order=order, contacts={})

    def test_another_gemeente_says_nothing(self, world, diemen):
        order = requested(world, municipality="uithoorn")

        with pytest.raises(NotAllowedError):
            journal.set_contacts(actor=diemen, order=order, contacts={})


class TestAgreements:
    def test_added_and_changed(self, world):
        values = {"name": "Werkplan VTH", "pool": world.pools["vth"], "valid_from": YEAR, "valid_until": None}
        row = journal.add_agreement(
            actor=world.finance, code="vth", kind="work-plan", municipality=world.municipalities["diemen"], **values
        )

        with pytest.raises(JournalError, match="Er is niets veranderd"):
            journal.change_agreement(actor=world.finance, agreement=row, reference="", **values)
        changed = journal.change_agreement(
            actor=world.finance, agreement=row, reference="6.6", **values | {"valid_until": YEAR}
        )

        assert (changed.valid_until, changed.reference) == (YEAR, "6.6")
        assert AuditEntry.objects.get(action="agreement.changed").payload["old_valid_until"] is None

    def test_what_is_wrong_is_said(self, world):
        values: dict[str, Any] = {
            "actor": world.finance, "code": "vth", "kind": "work-plan", "name": "Werkplan", "valid_from": YEAR,
            "municipality": world.municipalities["diemen"],
        }  # fmt: skip
        with pytest.raises(JournalError, match="Het laatste jaar ligt voor het eerste jaar"):
            journal.add_agreement(**values, valid_until=YEAR - 1)
        journal.add_agreement(**values)
        with pytest.raises(JournalError, match="bestaat al"):
            journal.add_agreement(**values)
        with pytest.raises(NotAllowedError):
            journal.add_agreement(**values | {"actor": world.board, "code": "x"})
