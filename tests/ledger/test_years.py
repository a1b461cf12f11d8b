"""Beginning a begrotingsjaar: with the verdeling that the year before ended with, and then its wijzigingen."""

import re
from datetime import date
from uuid import uuid4

import pytest
from django.test import Client

from ledger import journal
from ledger.enums import Role
from ledger.journal import JournalError
from ledger.journal.keys import take_into_use
from ledger.journal.years import begin_year
from ledger.models import BudgetYear, PoolRule
from ledger.permissions import NotAllowedError
from tests.ledger.factories import YEAR, change, person

NEXT = YEAR + 1


def divided(year):
    return set(PoolRule.objects.filter(budget_year=year).values_list("pool__code", "key_version", "from_amendment"))


def test_a_year_is_divided_as_the_last_one_ended(world):
    world.adopted(0, change("m1"))
    world.draft(1)
    newer = journal.add_key_version(
        actor=world.finance, code="inwoners", name="Inwoners", number=2, calculated_on=date(YEAR, 5, 1), source="CBS",
        weights=dict(zip(world.municipalities.values(), (40, 40, 20), strict=True)),
    )  # fmt: skip
    take_into_use(actor=world.finance, year=world.year, pool=world.pools["burger"], key_version=newer, from_amendment=1)

    begin_year(actor=world.finance, year=NEXT, years_ahead=3, like=world.year)

    assert divided(NEXT) == {("staf", world.key.pk, 0), ("burger", newer.pk, 0), ("vth", None, 0)}
    assert len(divided(YEAR)) == 4


def test_it_can_begin_without_a_verdeling_and_only_once(world):
    begin_year(actor=world.finance, year=NEXT, years_ahead=0, like=None)

    assert divided(NEXT) == set()
    with pytest.raises(JournalError, match="bestaat al"):
        begin_year(actor=world.finance, year=NEXT, years_ahead=0, like=world.year)


def test_only_who_sets_up_the_budget_begins_a_year(world):
    with pytest.raises(NotAllowedError):
        begin_year(actor=world.board, year=NEXT, years_ahead=3, like=None)
    assert not BudgetYear.objects.filter(pk=NEXT).exists()


class TestPage:
    @pytest.fixture
    def fenna(self, world):
        world.adopted(0, change("m1"))
        client = Client()
        client.force_login(world.finance)
        return client

    def test_the_next_year_is_proposed_and_begun_once(self, fenna):
        assert f'value="{NEXT}"' in fenna.get("/jaren/nieuw/").content.decode()
        form = {"token": str(uuid4()), "year": NEXT, "years_ahead": 3, "divided_alike": "on"}

        first, second = fenna.post("/jaren/nieuw/", form), fenna.post("/jaren/nieuw/", form)

        assert (first.status_code, second["Location"]) == (302, f"/{NEXT}/wijzigingen/")
        assert len(divided(NEXT)) == 3
        page = fenna.get(f"/{NEXT}/wijzigingen/").content.decode()
        assert "Nog geen wijzigingen" in page
        assert fenna.get(f"/{NEXT}/documenten/nieuw/").status_code == 200

    @pytest.mark.parametrize(
        ("fields", "says"),
        [
            ({"year": YEAR}, f"Begrotingsjaar {YEAR} bestaat al."),
            ({"year": 20300}, "Vul een jaar in tot en met 2100."),
            ({"year": "volgend"}, "Vul een jaar in, bijvoorbeeld 2025."),
            ({"year": NEXT, "years_ahead": 40}, "hoogstens 10 jaren vooruit"),
        ],
    )
    def test_wrong_input_gets_a_sentence_and_stays(self, fenna, fields, says):
        answer = fenna.post("/jaren/nieuw/", {"token": str(uuid4()), "year": NEXT, "years_ahead": 3, **fields})

        assert answer.status_code == 422
        assert says in answer.content.decode()
        assert f'value="{fields["year"]}"' in answer.content.decode()


class TestAYearWithoutFigures:
    """A year that was begun stands in the header of its own pages, and its menu leads to pages of that year."""

    @pytest.fixture
    def begun(self, world):
        world.adopted(0, change("m1"))
        begin_year(actor=world.finance, year=NEXT, years_ahead=3, like=world.year)
        return world

    def test_its_pages_say_that_year_and_lead_to_pages_that_are_there(self, client, begun):
        for actor in (begun.finance, begun.board):
            client.force_login(actor)
            page = client.get(f"/{NEXT}/reserves/").content.decode()

            assert f"Begroting {NEXT}" in page
            addresses = set(re.findall(rf'href="(/{NEXT}/[^"]*)"', page))
            gone = [address for address in addresses if client.get(address).status_code != 200]
            assert f"/{NEXT}/" in addresses
            assert gone == []

    def test_its_start_page_says_how_to_begin(self, client, begun):
        client.force_login(begun.finance)
        page = client.get(f"/{NEXT}/").content.decode()

        assert "heeft nog geen cijfers" in page
        assert f"/{NEXT}/wijzigingen/" in page

    def test_it_is_not_where_somebody_begins_and_not_there_for_others(self, client, begun):
        client.force_login(begun.finance)
        assert client.get("/").headers["Location"] == f"/{YEAR}/"

        client.force_login(person("raad", Role.COUNCIL_READER, begun.municipalities["diemen"]))
        assert client.get(f"/{NEXT}/").status_code == 404
        assert f"/{NEXT}/" not in client.get(f"/{YEAR}/").content.decode()


class TestClosing:
    """The board closes a year for good, once everything in it is decided."""

    ADDRESS = f"/{YEAR}/sluiten/"

    @pytest.fixture
    def board(self, client, world):
        client.force_login(world.board)
        return client

    def test_it_closes_when_that_is_meant(self, board, world):
        world.adopted(0, change("m1"))
        assert self.ADDRESS in board.get(f"/{YEAR}/wijzigingen/").content.decode()

        assert board.post(self.ADDRESS, {"token": str(uuid4())}).status_code == 422
        assert BudgetYear.objects.get().status == "open"
        answer = board.post(self.ADDRESS, {"token": str(uuid4()), "sure": "on"}, follow=True)

        assert f"Begrotingsjaar {YEAR} is gesloten" in answer.content.decode()
        assert BudgetYear.objects.get().status == "closed"
        assert self.ADDRESS not in answer.content.decode()
        assert board.get(self.ADDRESS, follow=True).redirect_chain == [(f"/{YEAR}/wijzigingen/", 302)]

    def test_what_is_not_decided_stands_in_the_way(self, board, world):
        world.adopted(0, change("m1"))
        world.draft(1, change("m2"))

        page = board.get(self.ADDRESS).content.decode()
        assert f"/{YEAR}/wijzigingen/1/" in page
        assert "Jaar sluiten</button>" not in page

        answer = board.post(self.ADDRESS, {"token": str(uuid4()), "sure": "on"})
        assert answer.status_code == 422
        assert "is nog niet vastgesteld of ingetrokken" in answer.content.decode()
