"""The address at which a calendar program reads somebody's days: made, renewed, withdrawn, and what it opens."""

import json
import logging
import re
from datetime import date, timedelta
from hashlib import sha256

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from duoplus.logs import JsonFormatter
from ledger import journal
from ledger.enums import MilestoneKind, Role
from ledger.journal import accounts
from ledger.models import AuditEntry, Document, RoleGrant, User
from tests.documents.asked import ready, sent
from tests.documents.desk import logged_in
from tests.ledger.factories import YEAR, person

OWN = reverse("reports:calendar_address")
MAKE, END = reverse("reports:calendar_address_make"), reverse("reports:calendar_address_end")


@pytest.fixture
def document(world) -> Document:
    row = ready(world)
    journal.set_milestone(
        actor=world.finance, document=row, kind=MilestoneKind.DRAFT_READY, on=date(YEAR, 9, 1), note="Alleen voor ons"
    )
    return row


@pytest.fixture
def council(world) -> User:
    return person("raad", Role.COUNCIL_READER, world.municipalities["diemen"])


def made(user: User) -> str:
    """Press the button, and read the address from the page; without the name of the site."""
    shown = logged_in(user).post(MAKE).content.decode()
    found = re.search(r'value="https?://[^/"]+(/agenda/[^"]+\.ics)"', shown)
    assert found
    return found[1]


def events(address: str) -> str:
    answer = Client().get(address)
    assert answer.status_code == 200
    return answer.content.decode().replace("\r\n ", "")


def test_a_calendar_program_reads_the_days_without_logging_in(world, document):
    program = Client()
    answer = program.get(made(world.finance))

    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert b"1e wijziging 2030" in answer.content.replace(b"\r\n ", b"")
    assert not program.cookies  # no session: the key opens this and nothing else
    assert program.get(reverse("reports:calendar", args=[YEAR])).status_code == 302


def test_it_shows_what_its_owner_may_see_at_that_moment(world, document, council):
    mine, theirs = made(world.finance), made(council)
    assert "Alleen voor ons" in events(mine)
    assert "SUMMARY" not in events(theirs)

    sent(world, document)

    assert "eerste dag waarop het bestuur kan besluiten" in events(theirs)
    assert "Alleen voor ons" not in events(theirs)


def test_the_key_is_shown_once_and_kept_nowhere(world, document):
    address = made(world.finance)
    key = address.removeprefix("/agenda/").removesuffix(".ics")

    assert len(key) >= 43  # 32 bytes of chance
    world.finance.refresh_from_db()
    assert world.finance.calendar_key == sha256(key.encode()).hexdigest()
    assert key not in logged_in(world.finance).get(OWN).content.decode()
    entries = AuditEntry.objects.filter(action="user.calendar")
    assert [(entry.subject, entry.payload) for entry in entries] == [(f"user:{world.finance.pk}", {})]


def test_a_new_address_ends_the_old_one_and_withdrawing_ends_both(world, document):
    old, new = made(world.finance), made(world.finance)
    assert Client().get(old).status_code == 404
    assert Client().get(new).status_code == 200

    client = logged_in(world.finance)
    answer = client.post(END, follow=True)

    assert "ingetrokken" in answer.content.decode()
    assert Client().get(new).status_code == 404
    assert AuditEntry.objects.filter(action="user.calendar_ended").count() == 1
    client.post(END)  # nothing left to withdraw: nothing to tell
    assert AuditEntry.objects.filter(action="user.calendar_ended").count() == 1


def test_who_has_no_role_any_more_or_may_not_log_in_gets_nothing(world, document, council):
    address = made(council)
    RoleGrant.objects.filter(user=council).update(valid_until=timezone.localdate() - timedelta(days=1))
    assert Client().get(address).status_code == 404

    RoleGrant.objects.filter(user=council).update(valid_until=timezone.localdate())
    assert Client().get(address).status_code == 200

    admin = person("beheer", Role.ADMINISTRATOR)
    accounts.set_active(actor=admin, user=council, active=False)
    assert Client().get(address).status_code == 404
    accounts.set_active(actor=admin, user=council, active=True)
    assert Client().get(address).status_code == 404  # switching an account off withdraws the address for good


@pytest.mark.parametrize("key", ["x", "a" * 43, "-", "0" * 64])
def test_a_guess_finds_nothing_and_neither_does_the_digest(world, document, key):
    made(world.finance)
    world.finance.refresh_from_db()

    assert Client().get(reverse("reports:calendar_own", args=[key])).status_code == 404
    assert Client().get(f"/agenda/{world.finance.calendar_key}.ics").status_code == 404


def test_asking_again_is_cheap_and_the_answer_is_not_for_others(world, document):
    address = made(world.finance)
    first = Client().get(address)

    assert first["Cache-Control"] == "private, max-age=3600"
    assert first["X-Robots-Tag"] == "noindex, nofollow"
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT12H\r\n" in first.content
    again = Client().get(address, headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])

    moved = date(YEAR, 9, 2)
    journal.set_milestone(actor=world.finance, document=document, kind=MilestoneKind.DRAFT_READY, on=moved, note="")
    later = Client().get(address, headers={"if-none-match": first["ETag"]})
    assert later.status_code == 200
    assert f"DTSTART;VALUE=DATE:{YEAR}0902" in later.content.decode()


def test_it_asks_a_fixed_number_of_queries(world, document, django_assert_num_queries):
    address = made(world.finance)

    with django_assert_num_queries(8):  # the owner, their roles, and what the calendar reads
        Client().get(address)


def test_no_line_of_the_log_tells_a_key():
    record = logging.LogRecord("django.request", logging.WARNING, "", 0, "Not Found: /agenda/%s.ics", ("k" * 43,), None)

    assert json.loads(JsonFormatter().format(record))["message"] == "Not Found: /agenda/....ics"
