"""For tests of entering: the begroting 2024 with the primitieve begroting and the 1e wijziging, a draft, people.

`prepare` works with and without real commits; the rows of the 2e wijziging come from its source document.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml

from tests.ledger_2024 import FOLDER


@dataclass(frozen=True)
class People:
    """Who acts in the tests."""

    fenna: Any
    frits: Any
    board: Any
    ogon: Any


def prepare() -> People:
    """Load 2024 without its 2e wijziging, open that one as an empty draft, and make users."""
    from ledger import journal
    from ledger.enums import Role
    from ledger.models import Municipality, RoleGrant, User

    actor = User.objects.create(username="overname 2024")
    RoleGrant.objects.create(user=actor, role=Role.TAKEOVER, valid_until=date.max)
    # Investeringen belong to the 2e wijziging, which is entered here.
    _load(actor, without={"wijziging-2.yaml", "investeringen.yaml"})

    def person(username: str, first: str, role: str, municipality: Any = None) -> Any:
        user = User.objects.create_user(username=username, password="duoplus-demo", first_name=first, last_name="Test")
        RoleGrant.objects.create(user=user, role=role, municipality=municipality, valid_until=date.max)
        return user

    people = People(
        person("fenna", "Fenna", Role.FINANCE),
        person("frits", "Frits", Role.FINANCE),
        person("bram", "Bram", Role.BOARD),
        person("olga", "Olga", Role.OGON_MEMBER, Municipality.objects.get(code="diemen")),
    )
    journal.open_amendment(actor=people.fenna, year=2024, number=2, name="2e begrotingswijziging 2024")
    return people


def load_source(actor: Any) -> None:
    """Load the 2e wijziging from its source document, into the draft that is there."""
    _load(actor, without=set())


def _load(actor: Any, *, without: set[str]) -> None:
    from ledger.exchange.importing import import_folder

    with TemporaryDirectory() as folder:
        for source in FOLDER.glob("*.yaml"):
            if source.name not in without:
                text = source.read_text(encoding="utf-8").replace("status: aangeboden", "status: concept")
                (Path(folder) / source.name).write_text(text, encoding="utf-8")
        outcome = import_folder(Path(folder), actor=actor)
    assert not outcome.complaints, list(outcome.report())


def source_mutations() -> list[dict[str, Any]]:
    """The mutaties of the 2e wijziging as its source document has them."""
    document = yaml.safe_load((FOLDER / "wijziging-2.yaml").read_text(encoding="utf-8"))
    mutations: list[dict[str, Any]] = document["mutaties"]
    return mutations
