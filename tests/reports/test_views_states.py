"""Pages in different states of the ledger: drafts, what a browser may keep, and how many queries a page takes."""

import csv
import io
import json
import zipfile

import openpyxl
import pytest
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.contrib.messages.storage.session import SessionStorage
from django.core.cache import cache

from ledger.enums import Role
from ledger.journal import post_mutations
from tests.ledger.factories import World, change, contribution, cost, maatwerk, person, small_world
from tests.reports.pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_kept():
    cache.clear()


@pytest.fixture
def world(db):
    """2030: the primitieve begroting is adopted."""
    made = small_world()
    made.adopted(0, change("p", cost(900), contribution(900)))
    return made


@pytest.fixture
def drafted(world):
    """And the 1e wijziging is a draft with one mutatie that nobody else agreed to."""
    world.draft(1, change("m"))
    return world


def council_member(world: World):
    return person("raadslid", Role.COUNCIL_READER, world.municipalities["diemen"])


# --- drafts -------------------------------------------------------------------------------------


def test_a_draft_counts_for_those_who_work_on_it_and_is_listed_as_open_work(client, drafted):
    client.force_login(drafted.colleague)
    page = text_of(client.get("/2030/"))

    assert "1e wijziging concept" in page
    assert "Lasten € 1.900" in page
    assert "1e wijziging is nog een concept en telt mee in de bedragen hier. " in page
    assert "Van de 1 mutaties heeft 1 nog geen akkoord." in page


def test_a_draft_does_not_exist_for_a_gemeente(client, drafted):
    client.force_login(council_member(drafted))
    page = text_of(client.get("/2030/"))

    assert "Lasten € 900" in page
    assert "1e wijziging" not in page
    assert client.get("/2030/tabellen/bijdragen/?tot=1").status_code == 404
    assert client.get("/2030/tabellen/bijdragen.csv?tot=1").status_code == 404
    assert client.get("/2030/tabellen/bijdragen/herkomst/?rij=total&kolom=amendment-1").status_code == 404


def test_without_a_wijziging_a_gemeente_pays_no_more_than_at_first(client, drafted):
    client.force_login(council_member(drafted))
    page = text_of(client.get("/2030/"))

    assert "Wat betaalt Diemen? Diemen betaalt in 2030" in page
    assert "De primitieve begroting is vastgesteld. Er zijn nog geen wijzigingen." in page
    for more in ("dan in de primitieve begroting", "Dat komt vooral", "per thema"):
        assert more not in page


def test_a_table_made_for_one_role_is_not_served_to_another(client, drafted):
    client.force_login(drafted.finance)
    assert "1.900" in text_of(client.get("/2030/tabellen/bijdragen/"))

    client.force_login(council_member(drafted))
    assert "1.900" not in text_of(client.get("/2030/tabellen/bijdragen/"))


# --- what a browser may keep --------------------------------------------------------------------

ADDRESSES = [
    "/2030/",
    "/2030/tabellen/",
    "/2030/tabellen/bijdragen/",
    "/2030/tabellen/bijdragen/herkomst/?rij=total&kolom=current",
    "/2030/tabellen/bijdragen.csv",
    "/2030/aansluiting/",
]


def again(client, address, response):
    return client.get(address, headers={"If-None-Match": response["ETag"]})


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_same_state_is_not_sent_twice(client, world, address):
    client.force_login(world.finance)
    first = client.get(address)

    second = again(client, address, first)

    assert second.status_code == 304
    assert second.content == b""
    assert first["Cache-Control"] == second["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_new_state_of_the_ledger_is_sent(client, drafted, address):
    client.force_login(drafted.finance)
    first = client.get(address)

    post_mutations(actor=drafted.finance, amendment=drafted.mutation("m").amendment, mutations=[change("m2")])

    assert again(client, address, first).status_code == 200


def test_a_new_organisation_name_is_sent(client, world):
    from ledger.journal import describe_organisation

    client.force_login(world.finance)
    first = client.get("/2030/")
    describe_organisation(
        actor=world.finance,
        name="Een andere naam",
        short_name="Anders",
        board_name="bestuur",
        participants_label="gemeenten",
    )

    second = again(client, "/2030/", first)

    assert "Een andere naam" in text_of(second)


def test_another_user_or_another_choice_is_another_version(client, world):
    client.force_login(world.finance)
    mine = client.get("/2030/tabellen/baten-en-lasten/")
    plain = again(client, "/2030/tabellen/baten-en-lasten/?afronding=gewoon", mine)
    client.force_login(council_member(world))
    theirs = again(client, "/2030/tabellen/baten-en-lasten/", mine)

    assert plain.status_code == theirs.status_code == 200


def test_after_a_new_login_the_page_has_the_new_token(client, world):
    client.force_login(world.finance)
    first = client.get("/2030/")
    client.logout()
    client.cookies.clear()
    client.force_login(world.finance)

    assert again(client, "/2030/", first).status_code == 200


def test_a_page_with_a_message_is_shown_and_not_kept(client, world, rf, settings):
    settings.MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
    client.force_login(world.finance)
    first = client.get("/2030/")
    request = rf.get("/")
    request.session = session = client.session
    waiting = SessionStorage(request).serialize_messages([Message(constants.SUCCESS, "De mutatie is opgeslagen.")])
    session[SessionStorage.session_key] = waiting
    session.save()

    second = again(client, "/2030/", first)

    assert "De mutatie is opgeslagen." in text_of(second)
    assert "ETag" not in second


def test_a_page_that_is_not_there_has_no_version(client, world):
    client.force_login(world.finance)

    assert "ETag" not in client.get("/2030/tabellen/bijdragen/?tot=7")


# --- how many queries ---------------------------------------------------------------------------


def grow(world: World) -> None:
    """Far more of everything: maatwerk, two wijzigingen with many mutaties, one of them still a draft."""
    for number in range(12):
        world.order(f"o{number}", "diemen", number=number + 1)
    world.adopted(
        1,
        *(change(f"a{number}", number=number + 1) for number in range(20)),
        *(
            change(f"w{number}", cost(500), maatwerk(500, f"o{number}", "diemen"), decided_in_ogon=True)
            for number in range(12)
        ),
    )
    world.submitted(2, *(change(f"b{number}") for number in range(20)))


QUERIES = {
    "/2030/": 25,
    "/2030/tabellen/": 7,
    "/2030/tabellen/bijdragen/": 25,
    "/2030/tabellen/begrotingswijziging/": 26,
    "/2030/tabellen/baten-en-lasten/": 25,
    "/2030/tabellen/bijdragen/herkomst/?rij=total&kolom=current": 25,
    "/2030/tabellen/bijdragen.csv": 24,
}


@pytest.mark.parametrize(("address", "count"), QUERIES.items())
def test_a_page_takes_the_same_queries_for_little_and_for_much(
    client, world, address, count, django_assert_num_queries
):
    client.force_login(council_member(world))
    with django_assert_num_queries(count):
        assert client.get(address).status_code == 200
    grow(world)
    with django_assert_num_queries(count):
        assert client.get(address).status_code == 200


@pytest.mark.parametrize("address", ["/2030/", "/2030/tabellen/bijdragen/"])
def test_a_page_of_a_state_seen_before_takes_few_queries(client, world, address, django_assert_max_num_queries):
    client.force_login(council_member(world))
    first = client.get(address)

    with django_assert_max_num_queries(9):
        client.get(address)
    with django_assert_max_num_queries(6):
        assert again(client, address, first).status_code == 304


# --- files --------------------------------------------------------------------------------------

FILES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "pdf": "application/pdf",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
}


@pytest.mark.parametrize(("extension", "content_type"), FILES.items())
def test_a_table_can_be_downloaded(client, world, extension, content_type):
    client.force_login(council_member(world))

    response = client.get(f"/2030/tabellen/bijdragen.{extension}")

    assert response["Content-Type"] == content_type
    assert response["Content-Disposition"] == f'attachment; filename="bijdragen-2030-primitief.{extension}"'
    assert "Totaal bijdragen en maatwerk" in _words(extension, response.content)


def _words(extension: str, content: bytes) -> str:
    """Open a file with a reader of its own kind."""
    if extension == "xlsx":
        book = openpyxl.load_workbook(io.BytesIO(content))
        return " ".join(str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row)
    if extension == "ods":
        return zipfile.ZipFile(io.BytesIO(content)).read("content.xml").decode()
    if extension == "pdf":
        from pypdf import PdfReader

        return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    if extension == "csv":
        return " ".join(" ".join(row) for row in csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
    return json.dumps(json.loads(content), ensure_ascii=False)


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("", "bijdragen-2030-tm-2e-wijziging.xlsx"),
        ("?tot=1", "bijdragen-2030-tm-1e-wijziging.xlsx"),
        ("?tot=0&afronding=gewoon", "bijdragen-2030-primitief-gewoon-afgerond.xlsx"),
    ],
)
def test_the_name_of_a_file_says_what_it_holds(client, world, query, name):
    grow(world)
    client.force_login(council_member(world))

    response = client.get(f"/2030/tabellen/bijdragen.xlsx{query}")

    assert response["Content-Disposition"] == f'attachment; filename="{name}"'


# --- a year without anything --------------------------------------------------------------------


def test_before_anything_is_published_a_gemeente_reads_that_it_will_come(client, db):
    world = small_world()
    world.draft(0, change("p"))
    client.force_login(council_member(world))

    response = client.get("/")

    assert response.status_code == 200
    assert "Nog geen begroting" in text_of(response)
    assert client.get("/2030/").status_code == 404
