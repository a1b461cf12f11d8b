"""The story on the start page of who reads for one gemeente: what it pays, how much more, and why."""

import re
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from ledger.enums import Role
from ledger.models import Municipality
from reports.catalogue import CATALOGUE, compile_table
from reports.own_share import OwnShare, own_shares
from tests.ledger.factories import person
from tests.reports.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ledger_2024")]


@pytest.fixture(autouse=True)
def _nothing_kept():
    cache.clear()


def reader(code: str, role: Role = Role.COUNCIL_READER) -> Any:
    client = Client()
    client.force_login(person(f"lezer-{code}-{role}", role, Municipality.objects.get(code=code)))
    return client


def test_it_says_what_is_paid_and_how_much_more_than_at_first_and_why():
    page = text_of(reader("diemen").get("/2024/"))

    assert "Wat betaalt Diemen?" in page
    assert "Diemen betaalt in 2024 € 8.262.926 . Dat is € 746.955 meer (9,9 %) dan in de primitieve" in page
    why = "Bedrijfsvoering exclusief facilitair (+ € 573.040), Maatwerk (+ € 127.259) en Staf (+ € 46.656)"
    assert f"Dat komt vooral door {why}." in page
    assert "Hierin telt de 2e begrotingswijziging 2024 mee. Die is nog niet vastgesteld." in page


def test_the_last_wijziging_is_told_per_thema_and_every_figure_opens():
    client = reader("diemen")
    html = client.get("/2024/").content.decode()
    told = html[html.index('id="verandert-diemen"') :]
    themes = re.findall(r'href="(/2024/tabellen/hoofdlijnen/herkomst/[^"]+kolom=diemen)"[^>]*>([^<]+)<', told)

    assert [figure for _, figure in themes] == ["−32", "−2", "144", "10", "−57", "63"]
    for address, _ in themes:
        assert client.get(address.replace("&amp;", "&")).status_code == 200


def test_who_reads_for_another_gemeente_gets_its_own_story():
    page = text_of(reader("uithoorn", Role.OGON_MEMBER).get("/2024/"))

    assert "Wat betaalt Uithoorn?" in page
    assert "Wat betaalt Diemen?" not in page


def test_who_is_here_for_all_of_them_gets_the_whole_and_no_story(client):
    client.force_login(person("fin", Role.FINANCE))

    assert "Wat betaalt" not in text_of(client.get("/2024/"))


def share(original: int, current: int) -> OwnShare:
    return OwnShare("d", "Diemen", original, current, (), None, None)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("original", "current", "percentage"),
    [
        (1000_00, 1099_40, "9,9 %"),
        (1000_00, 1099_50, "10,0 %"),
        (1000_00, 900_00, "10,0 %"),
        (3_00, 4_00, "33,3 %"),
        (0, 5_00, ""),
    ],
)
def test_the_percentage_is_of_what_was_paid_at_first_and_has_no_sign(original, current, percentage):
    assert share(original, current).percentage.replace("\u00a0", " ") == percentage


def test_a_name_that_is_in_no_section_has_no_story(books_2024):
    table = compile_table(CATALOGUE["contributions"], books_2024[2])

    assert own_shares(table, lambda: table, ["Amstelveen"]) == []
