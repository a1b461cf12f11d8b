"""An OGON member of Diemen learns nothing of what Uithoorn has in a draft, by whatever way they ask."""

import io
import re
from typing import Any
from urllib.parse import quote
from zipfile import ZipFile

import pytest
from django.test import Client

from ledger.enums import OrderStatus
from tests.access.world import SECRETS, YEAR, Secretive

HIDDEN = ("geheim-uithoorn", "allen")
READERS = ("ogon", "council")
FILES = (f"/{YEAR}/mutaties/mutaties", f"/{YEAR}/maatwerk/maatwerk")
PATHS = (
    "",
    "tabellen/",
    "wijzigingen/",
    "mutaties/",
    "maatwerk/",
    "sleutels/",
    "risicos/",
    "vergelijken/",
    "reserves/",
    "maatwerk/?status=agreed",
    "maatwerk/?zoek=geheim",
    "zienswijzen/",
    "documenten/kadernota/zienswijzen/",
    "documenten/kadernota/nota/",
    "kalender/",
    "kalender.ics",
)
TABLES = ("hoofdlijnen", "begrotingswijziging", "baten-en-lasten", "reserves", "maatwerk", "bijdragen", "investeringen")


@pytest.fixture(params=READERS)
def reader(request: Any, secretive: Secretive) -> Client:
    client = Client()
    client.cookies["sessionid"] = secretive.sessions[request.param]
    return client


@pytest.fixture
def ogon(secretive: Secretive) -> Client:
    client = Client()
    client.cookies["sessionid"] = secretive.sessions["ogon"]
    return client


def _told(text: str) -> list[str]:
    """The secrets in a page, apart from what the reader typed in and got back."""
    without_input = re.sub(r'value="[^"]*"', "", text)
    return [secret for secret in SECRETS if secret in without_input.lower()]


def _without_tokens(response: Any) -> str:
    """A page without what is drawn anew for every page: the tokens of its forms."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.content.decode())


def _body(response: Any) -> str:
    assert response.status_code == 200
    content = b"".join(response) if response.streaming else response.content
    if not response["Content-Type"].startswith(("text/", "application/json")):
        with ZipFile(io.BytesIO(content)) as archive:  # a spreadsheet: everything that is written in it
            return "\n".join(archive.read(name).decode() for name in archive.namelist() if name.endswith(".xml"))
    return content.decode()


def test_the_secrets_are_there_for_who_may_know(secretive):
    client = Client()
    client.cookies["sessionid"] = secretive.sessions["finance"]
    pages = [f"/{YEAR}/mutaties/", f"/{YEAR}/maatwerk/", f"{FILES[0]}.csv"]

    assert {secret for page in pages for secret in _told(_body(client.get(page)))} >= {"geheim", "4.321", "4321"}


@pytest.mark.parametrize("path", PATHS)
def test_no_page_tells(reader, path):
    assert _told(_body(reader.get(f"/{YEAR}/{path}"))) == []


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("ending", ["/", ".csv", ".json", ".xlsx", ".ods"])
def test_no_table_tells(reader, table, ending):
    assert _told(_body(reader.get(f"/{YEAR}/tabellen/{table}{ending}"))) == []


@pytest.mark.parametrize("through", ["?tot=2", "?tot-en-met=2", "?through=2", "?wijziging=2"])
def test_no_table_reaches_the_draft(reader, through):
    answer = reader.get(f"/{YEAR}/tabellen/bijdragen/{through}")

    assert answer.status_code == 404 or _told(_body(answer)) == []


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_no_download_tells(reader, file, kind):
    assert _told(_body(reader.get(f"{file}.{kind}"))) == []


@pytest.mark.parametrize("code", HIDDEN)
def test_a_hidden_mutatie_answers_like_one_that_does_not_exist(reader, secretive, code):
    hidden = reader.get(f"/{YEAR}/mutaties/{secretive.ids[code]}/")
    nothing = reader.get(f"/{YEAR}/mutaties/999999/")

    assert hidden.status_code == nothing.status_code == 404
    assert _without_tokens(hidden) == _without_tokens(nothing)


@pytest.mark.parametrize("code", ["geheim-502", "geheim-503"])
def test_a_hidden_order_answers_like_one_that_does_not_exist(reader, secretive, code):
    hidden = reader.get(f"/{YEAR}/maatwerk/{secretive.ids[f'order {code}']}/")
    nothing = reader.get(f"/{YEAR}/maatwerk/999999/")

    assert hidden.status_code == nothing.status_code == 404
    assert _without_tokens(hidden) == _without_tokens(nothing)


def test_the_shared_mutatie_shows_only_the_own_line(ogon, secretive):
    text = _body(ogon.get(f"/{YEAR}/mutaties/{secretive.ids['samen']}/"))

    assert "Werk voor twee" in text
    assert "Diemen, order 501" in text
    assert "Uithoorn" not in text
    assert _told(text) == []
    assert "Toelichting" not in text


def test_the_own_mutatie_is_read_with_its_toelichting(ogon, secretive):
    text = _body(ogon.get(f"/{YEAR}/mutaties/{secretive.ids['eigen']}/"))

    assert "Van ons" in text
    assert 'id="geschiedenis"' not in text


FILTERS = (
    "zoek=geheim", "zoek=87.654", "zoek=Uithoorn", "gemeente=uithoorn", "bron=contribution", "bron=maatwerk",
    "wijziging=2", "programma=burger", "soort=incidental", "ogon=nee", "volgorde=-cost",
)  # fmt: skip


@pytest.mark.parametrize("query", FILTERS)
def test_no_filter_search_sort_count_or_sum_tells(ogon, query):
    response = ogon.get(f"/{YEAR}/mutaties/?{quote(query, safe='=')}")
    codes = {row.record.code for row in response.context["table"].paginated_rows}

    assert not codes & set(HIDDEN)
    assert _told(_body(response)) == []
    drafts = {"eigen": 1_100, "samen": 1_100}  # cents of Diemen
    published = {"open": 50_000}  # cents of maatwerk of Uithoorn, for everybody to read
    sums = dict(response.context["sums"].sources)
    assert sums.get("maatwerk", 0) == sum((drafts | published)[code] for code in codes if code in drafts | published)


def test_uithoorn_is_not_found_as_a_payer_of_the_shared_mutatie(ogon):
    response = ogon.get(f"/{YEAR}/mutaties/?gemeente=uithoorn&wijziging=2")

    assert response.context["table"].page.paginator.count == 0


def test_a_toelichting_about_others_is_not_found_by_its_words(ogon):
    found = ogon.get(f"/{YEAR}/mutaties/?zoek=betaalt&wijziging=2").context["table"].page.paginator.count
    own = ogon.get(f"/{YEAR}/mutaties/?zoek=van+ons&wijziging=2").context["table"].page.paginator.count

    assert (found, own) == (0, 1)


def test_a_council_reader_sees_nothing_of_a_draft(secretive):
    client = Client()
    client.cookies["sessionid"] = secretive.sessions["council"]

    response = client.get(f"/{YEAR}/mutaties/")

    assert {row.record.code for row in response.context["table"].paginated_rows} == {"open", "aangeboden"}
    assert [str(amendment) for amendment in response.context["filters"].form.fields["wijziging"].queryset] == [
        f"Primitieve begroting {YEAR}", f"1e wijziging {YEAR}",
    ]  # fmt: skip
    assert "501" not in client.get(f"/{YEAR}/maatwerk/maatwerk.csv").content.decode()


def test_one_gemeente_is_a_mirror_of_the_other(secretive):
    """What holds for Diemen holds for Uithoorn: the own draft, and nothing of the other."""
    client = Client()
    client.cookies["sessionid"] = secretive.sessions["other"]

    response = client.get(f"/{YEAR}/mutaties/?wijziging=2")

    assert {row.record.code for row in response.context["table"].paginated_rows} == {"geheim-uithoorn", "samen"}
    assert dict(response.context["sums"].sources) == {"maatwerk": 432_100 + 8_765_400}
    assert client.get(f"/{YEAR}/mutaties/{secretive.ids['eigen']}/").status_code == 404


STATUSES = [status.value for status in OrderStatus]
ENDS = ("", "wijzigen/", "stap/offerte/", "documenten/", "contact/")


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("end", ENDS)
def test_an_order_of_another_gemeente_is_not_there_in_any_status(reader, secretive, status, end):
    hidden = secretive.ids[f"order geheim-{status}"]

    assert reader.get(f"/{YEAR}/maatwerk/{hidden}/{end}").status_code == 404
    assert reader.post(f"/{YEAR}/maatwerk/{hidden}/{end}").status_code in {404, 405}


@pytest.mark.parametrize("status", STATUSES)
def test_no_filter_on_status_counts_the_orders_of_another(ogon, status):
    """Diemen has one order, a request; that of Uithoorn which was published is no request to anybody else."""
    found = ogon.get(f"/{YEAR}/maatwerk/?status={status}").context["table"].page.paginator.count

    assert found == (status == "requested")


@pytest.mark.parametrize("query", ["", "?volgorde=status", "?volgorde=-status", "?gemeente=uithoorn"])
def test_the_list_of_orders_tells_no_status_of_another(ogon, query):
    response = ogon.get(f"/{YEAR}/maatwerk/{query}")
    rows = {row.record.code: row.record.told_status for row in response.context["table"].paginated_rows}

    assert rows in ({"401": None}, {"401": None, "501": "requested"})
    assert _told(_body(response)) == []
    assert response.context["agreed"] in {50_000, 51_100}


def test_of_a_published_order_only_what_the_tables_print_is_public(reader, secretive):
    """Its number, description and amount; not what was agreed, who to turn to, on which werkplan it rests."""
    text = _body(reader.get(f"/{YEAR}/maatwerk/{secretive.ids['order 401']}/"))

    assert "Opdracht 401" in text
    assert _told(text) == []
    parts = ("stand", "verloop", "documenten", "contact", "prestatie")
    assert not {part for part in parts if f'id="{part}"' in text}


def test_a_document_is_sent_to_nobody_else(reader, secretive):
    path = f"/{YEAR}/maatwerk/{secretive.ids['order 401']}/documenten/{secretive.ids['document']}/"

    assert reader.get(path).status_code == 404


def test_a_document_is_sent_as_a_file_to_keep(secretive):
    client = Client()
    client.cookies["sessionid"] = secretive.sessions["other"]

    answer = client.get(f"/{YEAR}/maatwerk/{secretive.ids['order 401']}/documenten/{secretive.ids['document']}/")

    assert answer.content == b"%PDF-1.7 geheim\n%%EOF"
    assert answer["Content-Disposition"] == 'attachment; filename="geheim.pdf"'
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("application/pdf", "nosniff")
    assert "no-store" in answer["Cache-Control"]


def test_the_agreements_of_another_are_not_listed(ogon):
    response = ogon.get(f"/{YEAR}/overeenkomsten/")

    assert response.context["groups"] == {}
    assert _told(_body(response)) == []


def test_who_asks_does_not_ask_for_another(ogon, secretive):
    world = secretive.world
    form = {
        "token": "00000000-0000-0000-0000-000000000001",
        "description": "Werk",
        "cents": "1",
        "recurrence": "incidental",
        "programme": world.programmes["burger"].pk,
        "municipality": world.municipalities["uithoorn"].pk,
    }

    answer = ogon.post(f"/{YEAR}/maatwerk/aanvragen/", form)

    assert answer.status_code == 422
    assert "Deze keuze is er niet" in str(answer.context["form"].errors)
