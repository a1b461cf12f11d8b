"""What Uithoorn asks, answers and decides in an OGON is nowhere to be read for Diemen, nor for a council."""

import io
import json
from typing import Any

import pytest
from django.test import Client
from pypdf import PdfReader

from tests.access.test_leaks import _body, _told
from tests.access.world import YEAR, Secretive

FILES = ("csv", "xlsx", "json")


def _client(secretive: Secretive, name: str) -> Client:
    client = Client()
    client.cookies["sessionid"] = secretive.sessions[name]
    return client


@pytest.fixture
def diemen(secretive: Secretive) -> Client:
    return _client(secretive, "ogon")


def _pages(secretive: Secretive) -> list[str]:
    meetings = [f"/{YEAR}/overleggen/{secretive.ids[name]}/" for name in ("held", "planned")]
    own = [f"/{YEAR}/ogon/mutatie/{secretive.ids[code]}/" for code in ("eigen", "samen")]
    files = [f"/{YEAR}/ogon/vragen.{ending}" for ending in FILES]
    files += [f"{own[1]}vragen.{ending}" for ending in FILES]
    lists = [f"/{YEAR}/ogon/", f"/{YEAR}/overleggen/", "/wachtlijst/", f"/{YEAR}/"]
    ledger = [f"/{YEAR}/mutaties/{secretive.ids['samen']}/", f"/{YEAR}/maatwerk/{secretive.ids['order 501']}/"]
    return [*lists, *own, *meetings, *files, *ledger]


def test_the_secrets_are_there_for_who_may_know(secretive):
    uithoorn = _client(secretive, "other")
    finance = _client(secretive, "finance")
    subject = f"/{YEAR}/ogon/mutatie/{secretive.ids['geheim-uithoorn']}/"

    for client in (uithoorn, finance):
        told = _body(client.get(subject))
        assert "Een geheim bezwaar" in told
        assert "Blijft 4.321 geheim?" in told
        assert "Een geheim bezwaar" in _body(client.get(f"/{YEAR}/overleggen/{secretive.ids['held']}/"))


def test_no_page_and_no_file_of_the_ogon_tells(secretive, diemen):
    for path in _pages(secretive):
        assert _told(_body(diemen.get(path))) == [], path


def test_nothing_counts_what_is_not_shown(secretive, diemen):
    review = diemen.get(f"/{YEAR}/ogon/").context
    items = [card["item"] for card in (*review["waiting"], *review["decided"])]

    assert {item.municipality.code for item in items} == {"diemen"}
    assert review["count"] == len(items)
    assert {item.subject.row.code for item in items} <= {"eigen", "samen"}
    listed = diemen.get(f"/{YEAR}/overleggen/{secretive.ids['held']}/").context["rows"]
    assert {row.municipality for row in listed} == {"Diemen"}
    assert len(json.loads(_body(diemen.get(f"/{YEAR}/ogon/vragen.json")))) == 1


@pytest.mark.parametrize("name", ["held", "planned"])
def test_the_pdf_of_a_meeting_has_the_own_rows_only(secretive, diemen, name):
    answer = diemen.get(f"/{YEAR}/overleggen/{secretive.ids[name]}/besluitenlijst.pdf")
    text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)
    whole = _client(secretive, "finance").get(f"/{YEAR}/overleggen/{secretive.ids[name]}/besluitenlijst.pdf")
    all_text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(whole.content)).pages)

    assert _told(text) == []
    assert "Uithoorn" not in text
    assert "Diemen" in text
    assert "Uithoorn" in all_text


@pytest.mark.parametrize("what", ["mutatie", "order"])
def test_a_subject_of_uithoorn_answers_like_one_that_does_not_exist(secretive, diemen, what):
    pk = secretive.ids["geheim-uithoorn" if what == "mutatie" else "order geheim-502"]
    form = {"municipality": secretive.world.municipalities["diemen"].pk, "text": "Hallo?", "verdict": "agreed"}

    for number in (pk, 999_999):
        here = f"/{YEAR}/ogon/{what}/{number}/"
        assert diemen.get(here).status_code == 404
        assert diemen.get(f"{here}vragen.json").status_code == 404
        for act in ("besluit/", "vraag/", f"vraag/{secretive.ids['q other']}/antwoord/"):
            assert diemen.post(here + act, form).status_code == 404


def test_one_does_not_speak_for_another_gemeente(secretive, diemen):
    here = f"/{YEAR}/ogon/mutatie/{secretive.ids['samen']}/"
    form: dict[str, Any] = {"municipality": secretive.world.municipalities["uithoorn"].pk, "text": "Hallo?"}

    assert diemen.post(f"{here}vraag/", form).status_code == 404
    assert diemen.post(f"{here}besluit/", form | {"verdict": "agreed", "seen": "x"}).status_code == 404


def test_a_council_reader_has_no_ogon(secretive):
    council = _client(secretive, "council")

    assert {council.get(path).status_code for path in _pages(secretive) if "/ogon" in path or "/overleg" in path} == {
        404
    }


def test_who_gets_another_gemeente_sees_only_that(secretive, diemen):
    """The rows follow the gemeente of the role, not the person who asked before."""
    grant = secretive.users["ogon"].grants.get()
    grant.municipality = secretive.world.municipalities["uithoorn"]
    grant.save()

    assert diemen.get(f"/{YEAR}/ogon/mutatie/{secretive.ids['eigen']}/").status_code == 404
    assert "Een geheim bezwaar" in _body(diemen.get(f"/{YEAR}/ogon/mutatie/{secretive.ids['geheim-uithoorn']}/"))
