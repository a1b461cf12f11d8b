"""One order from the request of a gemeente to table 6.10: one thing with one number, which nobody has to remember."""

from datetime import date

import pytest
from django.test import Client

from ledger import journal
from ledger.checks import invariants as checks
from ledger.enums import FundingSource, OrderStatus, Role, SubjectKind, Verdict
from ledger.journal import JournalError, OrderInput
from ledger.journal.orders import input_of
from ledger.journal.taking_up import take_up_orders
from ledger.models import Line, MaatwerkOrder, User
from ledger.subjects import read_subject
from tests.ledger.factories import YEAR, World, change, person, small_world


def _decide(world: World, member: User, order: MaatwerkOrder, verdict: str = Verdict.AGREED) -> None:
    """Let the OGON of Diemen decide about what stands there now."""
    diemen, kind = world.municipalities["diemen"], SubjectKind.ORDER
    subject = read_subject(YEAR, kind, order.code)
    assert subject is not None
    journal.decide(
        actor=member, year=YEAR, kind=kind, code=order.code, municipality=diemen, verdict=verdict,
        seen=subject.parts[diemen.pk].fingerprint,
    )  # fmt: skip


@pytest.mark.django_db
def test_an_order_from_request_to_table():
    world = small_world()
    journal.describe_organisation(
        actor=world.finance, name="De regeling", short_name="Regeling", board_name="bestuur",
        participants_label="gemeenten",
    )  # fmt: skip
    diemen, programme = world.municipalities["diemen"], world.programmes["burger"]
    member = person("ogon-diemen", Role.OGON_MEMBER, diemen)
    ogon = journal.add_ogon(actor=world.finance, name="Burgerzaken", programmes=[programme])
    journal.seat_member(actor=world.finance, ogon=ogon, user=member, municipality=diemen)
    world.adopted(0, change("begin"))

    # Diemen asks; Duo+ says what it costs and brings it to the OGON.
    wish = OrderInput(diemen, programme, "Project kostenbeheersing", "structural", 0)
    order = journal.request_order(actor=member, year=world.year, change=wish, on=date(YEAR, 1, 5))
    order = journal.quote_order(
        actor=world.finance, order=order, on=date(YEAR, 1, 20), reference="OFF-1", cents=70_000_00,
        performance="Een dag per week", version=order.version,
    )  # fmt: skip
    order = journal.move_order(actor=world.finance, order=order, status=OrderStatus.IN_OGON, on=date(YEAR, 2, 1))
    _decide(world, member, order)
    order.refresh_from_db()
    assert order.status == OrderStatus.AGREED

    # A euro more, and it lies before the OGON again; it cannot be taken up until they agree to that as well.
    more = input_of(order)
    more = OrderInput(**{name: getattr(more, name) for name in more.__slots__} | {"cents": 70_001_00})
    order = journal.edit_order(actor=world.finance, order=order, change=more, version=order.version)
    draft = world.draft(1)
    with pytest.raises(JournalError, match="Alleen een order met akkoord"):
        take_up_orders(actor=world.finance, amendment=draft, orders=[order.code])
    _decide(world, member, order)

    # Into the wijziging, in one act and once.
    take_up_orders(actor=world.finance, amendment=draft, orders=[order.code])
    with pytest.raises(JournalError, match="verwerkt in wijziging"):
        take_up_orders(actor=world.finance, amendment=draft, orders=[order.code])
    booked = Line.objects.filter(order=order, source=FundingSource.MAATWERK).order_by("effective_year")
    assert [line.cents for line in booked] == [70_001_00] * 4

    # The life of the order, with the facts of each step, and a ledger that is as its log says.
    steps = list(order.steps.values_list("status", "reference"))
    assert steps == [
        ("requested", ""), ("quoted", "OFF-1"), ("in-ogon", ""), ("agreed", ""), ("in-ogon", ""), ("agreed", ""),
        ("taken-up", f"1e wijziging {YEAR}"),
    ]  # fmt: skip
    assert [result.details for result in checks.run() if not result.ok] == []

    # Offered and adopted, it stands in the table that everybody reads, under its own number.
    world.adopt(world.submit(draft))
    client = Client()
    client.force_login(person("raad-uithoorn", Role.COUNCIL_READER, world.municipalities["uithoorn"]))
    table = client.get(f"/{YEAR}/tabellen/maatwerk.csv").content.decode("utf-8-sig")
    row = next(line for line in table.splitlines() if "Project kostenbeheersing" in line)
    assert row == "order/1;Project kostenbeheersing;detail;Project kostenbeheersing;1;Burger;-70001;;"

    # And when the work is done, it is done.
    order.refresh_from_db()
    order = journal.move_order(actor=world.finance, order=order, status=OrderStatus.COMPLETED, on=date(YEAR, 12, 1))
    assert order.status == OrderStatus.COMPLETED
    assert [result.details for result in checks.run() if not result.ok] == []
