"""What the entry grid says that each gemeente pays is what table 6.11 prints afterwards, on the real 2e wijziging."""

from uuid import uuid4

import pytest
from django.test import Client

from ledger.core.money import format_euros, parse_amount
from ledger.models import Mutation
from ledger.queries import load_book
from reports.catalogue import CATALOGUE, compile_table
from tests.entry_2024 import load_source, prepare

pytestmark = pytest.mark.django_db

GRID = "/2024/wijzigingen/2/invoer/{}/"
GEMEENTEN = ("diemen", "ouder-amstel", "uithoorn")


@pytest.fixture
def people():
    return prepare()


@pytest.fixture
def client(people):
    client = Client()
    client.force_login(people.fenna)
    return client


def printed() -> dict[str, int]:
    """Return per gemeente what the 2e wijziging makes it pay more, in cents, by table 6.11."""
    table = compile_table(CATALOGUE["contributions"], load_book(2024, 2))
    return {gemeente: -table.exact[f"{gemeente}/total", "amendment-2"] for gemeente in GEMEENTEN}


def live(client: Client, programme: str, **fields: str) -> dict[str, int]:
    """Return per gemeente what the script shows for the whole wijziging, in cents."""
    answer = client.post(GRID.format(programme) + "bereken/", {"rows": "0", **fields}).json()
    effect: dict[str, int] = answer["amendment"]["effect"]
    return effect


def test_the_whole_wijziging_costs_each_gemeente_what_table_6_11_prints(client, people):
    load_source(people.fenna)
    expected = printed()
    assert all(expected.values())
    for programme in ("staf", "bedrijfsvoering", "facilitair", "burger", "buurt"):
        assert live(client, programme) == expected, programme


def test_a_row_that_is_typed_counts_before_it_is_stored(client, people):
    load_source(people.fenna)
    row = {
        "rows": "1",
        "number-0": "91",
        "description-0": "Groei",
        "spending-0": "-1.000.001",
        "recurrence-0": "structural",
        "cover-0": "contribution:staf",
    }
    before, shown = printed(), live(client, "staf", **row)
    assert shown != before
    answer = client.post(GRID.format("staf"), row | {"actie": "opslaan", "token": str(uuid4())})
    assert answer.status_code == 302
    assert printed() == shown


def test_a_verschuiving_that_stops_being_neutral_is_told_while_typing(client, people):
    load_source(people.fenna)
    mutation = Mutation.objects.filter(amendment__number=2, group__isnull=False, programme__code="staf").earliest(
        "number"
    )
    page = client.get(GRID.format("staf"))
    row = next(row for row in page.context["rows"] if row["raw"].pk == mutation.pk)
    assert "niet neutraal" not in row["row"].summary
    fields = {f"{name}-0": text for name, text in row["texts"].items()}
    fields |= {"rows": "1", "pk-0": str(mutation.pk), "version-0": str(mutation.version), "seen-0": row["raw"].seen}
    a_euro_more = format_euros(parse_amount(row["texts"]["spending"]) - 100)
    answer = client.post(GRID.format("staf") + "bereken/", fields | {"spending-0": a_euro_more}).json()
    assert answer["rows"][0]["summary"].endswith("verschuiving die niet neutraal is: samen +1")
