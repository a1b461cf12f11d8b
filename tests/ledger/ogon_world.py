"""A ledger with two OGONs, their members, and orders and mutaties that lie before them."""

from dataclasses import dataclass
from datetime import date

from ledger import journal
from ledger.enums import OrderStatus, Role
from ledger.journal import OrderInput
from ledger.models import MaatwerkOrder, Mutation, Ogon, User
from ledger.subjects import Item, items_of, read_subject
from tests.ledger.factories import YEAR, World, change, contribution, cost, maatwerk, person, small_world

DAY = date(YEAR, 2, 1)


@dataclass
class Overleg:
    """The small world with the OGON of programma burger, in which Diemen and Uithoorn sit."""

    world: World
    ogon: Ogon
    diemen: User
    uithoorn: User
    outsider: User  # OGON-lid of Diemen without a seat

    def in_ogon(self, euros: int = 1000, municipality: str = "diemen", recurrence: str = "incidental") -> MaatwerkOrder:
        """An order that was requested, quoted and sent to the OGON."""
        world = self.world
        wanted = OrderInput(
            municipality=world.municipalities[municipality], programme=world.programmes["burger"],
            description="Extra inzet balie", recurrence=recurrence, cents=0,
        )  # fmt: skip
        order = journal.request_order(actor=world.finance, year=world.year, change=wanted, on=DAY)
        journal.quote_order(
            actor=world.finance, order=order, on=DAY, reference="Offerte 7", cents=euros * 100,
            performance="Tien uur per week", version=order.version,
        )  # fmt: skip
        order.refresh_from_db()
        return journal.move_order(actor=world.finance, order=order, status=OrderStatus.IN_OGON, on=DAY)

    def item(self, kind: str, code: str, municipality: str = "diemen") -> Item:
        """How a gemeente stands towards a subject now."""
        subject = read_subject(YEAR, kind, code)
        assert subject is not None
        return items_of(YEAR, [subject], [self.world.municipalities[municipality].pk])[0]

    def decide(self, kind: str, code: str, who: str = "diemen", verdict: str = "agreed", reason: str = "") -> None:
        """Let the member of a gemeente decide about what stands there now."""
        journal.decide(
            actor=getattr(self, who), year=YEAR, kind=kind, code=code, municipality=self.world.municipalities[who],
            verdict=verdict, reason=reason, seen=self.item(kind, code, who).part.fingerprint,
        )  # fmt: skip

    def shared(self) -> Mutation:
        """A draft mutatie for the OGON that Diemen pays a part of and all gemeenten the rest."""
        order = self.world.order("501", "diemen", number=501)
        lines = (cost(1100), maatwerk(100, order.code, "diemen"), contribution(1000))
        self.world.draft(1, change("samen", *lines, decided_in_ogon=True))
        return self.world.mutation("samen")


def overleg() -> Overleg:
    """Make the world."""
    world = small_world()
    places = world.municipalities
    diemen = person("ogon-diemen", Role.OGON_MEMBER, places["diemen"])
    uithoorn = person("ogon-uithoorn", Role.OGON_MEMBER, places["uithoorn"])
    outsider = person("ogon-zonder-plaats", Role.OGON_MEMBER, places["diemen"])
    ogon = journal.add_ogon(actor=world.finance, name="Burgerzaken", programmes=[world.programmes["burger"]])
    journal.seat_member(actor=world.finance, ogon=ogon, user=diemen, municipality=places["diemen"])
    journal.seat_member(actor=world.finance, ogon=ogon, user=uithoorn, municipality=places["uithoorn"], deputy=True)
    for user in (world.finance, world.colleague, world.board, diemen, uithoorn, outsider):
        user.email = f"{user.username}@voorbeeld.test"
        user.save(update_fields=["email"])
    return Overleg(world, ogon, diemen, uithoorn, outsider)
