"""Every address x every role = the status that is expected. A new address must be added to the matrix."""

import re

import pytest
from django.db import transaction
from django.test import Client

from ledger.enums import Role
from ledger.models import Amendment
from tests.access.matrix import AREAS, ROLE_OF_COLUMN, ROLES, Row, address, rows, views
from tests.access.world import YEAR, Secretive

_BY_ITS_KEY = "reports:calendar_own"  # no page: days for a calendar program, see test_calendar_address
_NO_TOKEN = "00000000-0000-0000-0000-000000000000"


def _client(secretive: Secretive, role: str, *, strict: bool = False) -> Client:
    client = Client(raise_request_exception=False, enforce_csrf_checks=strict)
    if role != "anonymous":
        client.cookies["sessionid"] = secretive.sessions[role]
    return client


def _status(client: Client, method: str, path: str) -> int:
    """Ask for a page; whatever that changes is taken back."""
    with transaction.atomic():
        response = client.generic(method, path)
        if response.streaming:
            b"".join(response)  # an unread file would stay open
        transaction.set_rollback(True)
    return response.status_code


def test_every_address_is_in_the_matrix_for_every_method():
    """A row for opening it and a row for sending something to it, also where one of the two is refused."""
    listed = {(row.method, row.view) for row in rows()}
    wanted = {(method, view) for view in views() for method in ("GET", "POST")}

    assert wanted - listed == set()
    assert listed - wanted == set()


def test_every_role_of_people_is_in_the_matrix():
    assert set(ROLE_OF_COLUMN.values()) == set(Role) - {Role.TAKEOVER}
    assert set(ROLES) == {"anonymous", "nobody", "expired", *ROLE_OF_COLUMN}


@pytest.mark.parametrize("row", list(rows()), ids=lambda row: f"{row.method}-{row.view}-{row.arguments}")
def test_the_matrix(secretive, row: Row):
    path = address(row.view, row.arguments, secretive.ids)
    found = {role: _status(_client(secretive, role), row.method, path) for role in ROLES}

    assert found == row.answers()


def test_no_other_method_does_anything(secretive):
    """Not even for who may do everything here: an address is opened or a form is sent to it."""
    client = _client(secretive, "finance")
    for row in rows():
        if row.method == "GET" and row.answers()["finance"] == 200:
            path = address(row.view, row.arguments, secretive.ids)
            assert {_status(client, method, path) for method in ("PUT", "PATCH", "DELETE", "TRACE")} == {405}, path


def test_no_form_of_another_site_is_taken(secretive):
    """Without the token of one of our own forms nothing is done, for nobody and at no address."""
    for row in rows():
        if row.method == "POST" and row.answers()["finance"] != 405:
            path = address(row.view, row.arguments, secretive.ids)
            assert _status(_client(secretive, "finance", strict=True), "POST", path) == 403, path


def test_who_has_no_role_reaches_nothing_but_their_own_account():
    open_to_all = {"login", "logout", "accessibility", "password_change", _BY_ITS_KEY}
    for row in rows():
        if row.view not in open_to_all:
            assert (row.answers()["nobody"], row.answers()["expired"]) == (403, 403), row


def test_who_is_not_logged_in_reaches_nothing_but_the_log_in():
    for row in rows():
        assert row.answers()["anonymous"] == 302 or row.view in {"login", "logout", "accessibility", _BY_ITS_KEY}, row


_OWN_SETTINGS = {
    "login", "logout", "password_change", "ledger:notices", "reports:calendar_address_make",
    "reports:calendar_address_end",
}  # fmt: skip
_BY_THE_OGON = ("ledger:ogon_order_", "ledger:ogon_mutation_", "ledger:order_")  # an OGON member writes there


def test_readers_write_nothing():
    """An accountant, a council reader and an OGON member get no form accepted, apart from what the OGON decides."""
    for row in rows():
        if row.method == "POST" and row.view not in _OWN_SETTINGS | {"ledger:amendment_step", "reports:document_check"}:
            answers = row.answers()
            writing = set() if row.view.startswith(_BY_THE_OGON) else {answers["ogon"], answers["other"]}
            assert writing | {answers["council"], answers["account"]} <= {403, 404, 405}, row.view


def test_the_page_of_a_step_tells_a_reader_why_not_and_takes_none(secretive):
    client = _client(secretive, "account")
    form = {"token": _NO_TOKEN, "on": f"{YEAR}-06-01", "decision": "Besluit 1", "document": "x"}

    answer = client.post(f"/{YEAR}/wijzigingen/1/stap/vaststellen/", form)

    assert answer.status_code != 302
    assert Amendment.objects.get(budget_year=YEAR, number=1).status == "submitted"


@pytest.mark.parametrize("area", AREAS)
def test_the_table_is_readable(area):
    """Columns under each other: the table is read by people. And every row once."""
    lines = AREAS[area].strip().splitlines()

    assert len({len(line) for line in lines}) == 1
    assert not re.search(r"\t", AREAS[area])
    assert len({tuple(line.split()[:3]) for line in lines}) == len(lines)
