"""A ledger with something to leak: a draft in which Diemen and Uithoorn each have maatwerk, and share some."""

from dataclasses import dataclass
from datetime import date

from django.test import Client

from ledger import journal
from ledger.enums import Role
from ledger.models import User
from tests.ledger.factories import YEAR, World, change, contribution, cost, maatwerk, person, small_world

EXPIRED = date(2020, 1, 1)
SECRETS = ("geheim", "4.321", "4321", "87.654", "87654")
"""What only stands in the draft, about Uithoorn: words and amounts (in euros)."""


@dataclass
class Secretive:
    """The ledger and everybody who tries to read it, by the name they have in the matrix."""

    world: World
    users: dict[str, User]
    ids: dict[str, int]
    sessions: dict[str, str]


def secretive_world() -> Secretive:
    """An adopted (0), an offered (1) and a draft wijziging (2) with what nobody of Diemen may know of Uithoorn."""
    world = small_world()
    journal.describe_organisation(
        actor=world.finance,
        name="De regeling",
        short_name="Regeling",
        board_name="bestuur",
        participants_label="gemeenten",
    )
    municipalities = world.municipalities
    users = {
        "nobody": User.objects.create(username="niemand"),
        "expired": person("verlopen", Role.FINANCE, until=EXPIRED),
        "finance": world.finance,
        "ogon": person("ogon-diemen", Role.OGON_MEMBER, municipalities["diemen"]),
        "other": person("ogon-uithoorn", Role.OGON_MEMBER, municipalities["uithoorn"]),
        "board": world.board,
        "council": person("raad-diemen", Role.COUNCIL_READER, municipalities["diemen"]),
        "account": person("accountant", Role.ACCOUNTANT),
        "admin": person("beheer", Role.ADMINISTRATOR),
    }
    world.order("401", "uithoorn", number=401)
    world.adopted(0, change("open", cost(500), maatwerk(500, "401", "uithoorn"), decided_in_ogon=True))
    world.submitted(1, change("aangeboden"))
    orders = (("501", "diemen", 11), ("geheim-502", "uithoorn", 4321), ("geheim-503", "uithoorn", 1))
    for code, municipality, euros in orders:
        world.order(code, municipality, euros=euros, number=int(code[-3:]))
    draft = world.draft(
        2,
        change("eigen", cost(11), maatwerk(11, "501", "diemen"), description="Eigen werk", explanation="Van ons"),
        change(
            "geheim-uithoorn", cost(4321), maatwerk(4321, "geheim-502", "uithoorn"), description="Een geheim plan",
            explanation="Het geheim van Uithoorn", reference="geheim stuk",
        ),
        change(
            "samen", cost(87_665), maatwerk(11, "501", "diemen"), maatwerk(87_654, "geheim-503", "uithoorn"),
            description="Werk voor twee", explanation="Het geheim: Uithoorn betaalt 87.654",
        ),
        change("allen", cost(4321), contribution(4321), description="Voor allen, geheim"),
    )  # fmt: skip
    bus = journal.add_investment(
        actor=world.finance, amendment=draft, number=1, description="Een geheime bus", cents=432_100, position=1
    )
    ids = {
        code: world.mutation(code).pk for code in ("open", "aangeboden", "eigen", "geheim-uithoorn", "samen", "allen")
    }
    ids |= {f"order {code}": order.pk for code, order in world.orders.items()}
    ids["investment"] = bus.pk
    ids |= {"user": users["nobody"].pk, "grant": users["expired"].grants.get().pk, "expired": users["expired"].pk}
    return Secretive(world, users, ids, {name: _session(user) for name, user in users.items()})


def _session(user: User) -> str:
    """Log in and return the key of the session."""
    client = Client()
    client.force_login(user)
    return client.cookies["sessionid"].value


__all__ = ["SECRETS", "YEAR", "Secretive", "secretive_world"]
