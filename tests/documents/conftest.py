"""The small ledger for the tests of documents."""

import pytest
from django.test import Client

from ledger import journal
from ledger.models import Amendment, Document
from tests.documents.desk import logged_in
from tests.documents.outgoing import report, text
from tests.documents.papers import written
from tests.ledger.factories import World, change, contribution, cost, small_world


@pytest.fixture
def world(db: None) -> World:
    return small_world()


@pytest.fixture
def amendment(world: World) -> Amendment:
    """A draft of the 1e wijziging with one mutatie that a colleague agreed to."""
    world.adopted(0, change("p1", number=1))
    draft = world.draft(1, change("m2", cost(2000), contribution(2000), number=2, theme=None))
    journal.approve_mutation(actor=world.colleague, mutation=world.mutation("m2"), version=1)
    return draft


@pytest.fixture
def document(world: World, amendment: Amendment) -> Document:
    """The document that carries it, reviewed."""
    return report(world, amendment, text("Het kost [[mutatie:m2]]."))


@pytest.fixture
def paper(world: World) -> Document:
    world.adopted(0, change("m1", cost(111_372), contribution(111_372), number=9, description="Project jeugdhulp"))
    return written(world)


@pytest.fixture
def fenna(world: World) -> Client:
    return logged_in(world.finance)


@pytest.fixture
def koos(world: World) -> Client:
    return logged_in(world.colleague)
