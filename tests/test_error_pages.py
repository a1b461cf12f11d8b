"""What somebody reads who ends up where there is no page."""

import pytest
from django.test import Client

from tests.ledger.factories import YEAR, change, small_world


@pytest.fixture
def clerk(db):
    world = small_world()
    world.adopted(0, change("open"))
    client = Client()
    client.force_login(world.finance)
    return client


def test_the_address_of_a_button_says_that_nothing_was_done_and_leads_back(clerk):
    response = clerk.get("/uitloggen/")
    page = response.content.decode()

    assert response.status_code == 405
    assert "POST" in response["Allow"]
    assert "Dit adres hoort bij een knop" in page
    assert "Er is niets gewijzigd." in page
    assert f'href="/{YEAR}/wijzigingen/"' in page  # the menu is there


def test_a_program_that_asks_for_another_method_gets_no_page(clerk):
    response = clerk.put("/")

    assert response.status_code == 405
    assert response.content == b""


def test_what_is_not_there_says_so_and_leads_back(clerk):
    response = clerk.get(f"/{YEAR}/onzin/")

    assert response.status_code == 404
    assert "Deze pagina is er niet" in response.content.decode()
    assert f'href="/{YEAR}/"' in response.content.decode()
