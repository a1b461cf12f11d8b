"""A null character in an address is never an error of the server, on every database and wherever it stands."""

import pytest
from django.test import Client

from ledger.enums import FileFormat
from tests.documents.papers import written
from tests.ledger.factories import YEAR, change, small_world


@pytest.fixture
def client(db):
    world = small_world()
    world.adopted(0, change("m1"))
    written(world)
    client = Client()
    client.force_login(world.finance)
    return client


@pytest.mark.parametrize(
    "address",
    [
        "geschiedenis/reserve/%00/",
        "documenten/%00/",
        "documenten/kadernota/?gemeente=%00",
        "documenten/kadernota/?versie=%00",
        "documenten/kadernota/verschil/?van=%00",
    ],
)
def test_it_names_nothing(client, address):
    assert client.get(f"/{YEAR}/{address}").status_code == 404


@pytest.mark.parametrize(
    "address",
    ["mutaties/?q=%00", "maatwerk/?q=%00", "geschiedenis/?wie=%00&van=%00", "?a%00b=1", "zienswijzen/?x=%00"],
)
def test_a_filter_with_it_is_no_error_of_the_server(client, address):
    assert client.get(f"/{YEAR}/{address}").status_code < 500


def test_neither_is_a_question_for_a_file(client):
    for fields in ({"gemeente": "\x00"}, {"versie": "\x00"}):
        answer = client.post(f"/{YEAR}/documenten/kadernota/maken/", {"vorm": FileFormat.PDF.value, **fields})
        assert answer.status_code == 404


def test_who_is_not_logged_in_is_asked_to_log_in_first(db):
    assert Client().get(f"/{YEAR}/geschiedenis/reserve/%00/").status_code == 302
