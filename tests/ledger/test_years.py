"""Beginning a begrotingsjaar: with the verdeling that the year before ended with, and then its wijzigingen."""

from datetime import date
from uuid import uuid4

import pytest
from django.test import Client

from ledger import journal
from ledger.journal import JournalError
from ledger.journal.keys import take_into_use
from ledger.journal.years import begin_year
from ledger.models import BudgetYear, PoolRule
from ledger.permissions import NotAllowedError
from tests.ledger.factories import YEAR, change

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
