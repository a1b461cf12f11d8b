"""Two people, or a double click, at the rarer acts: done once, and the other hears so in a sentence."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError
from django.utils import timezone

from ledger import journal
from ledger.enums import MeetingStatus, Role
from ledger.journal import JournalError, accounts, logins
from ledger.models import AuditEntry, FormToken, LoginAttempt, MeetingItem, OgonMeeting, OgonSeat, RoleGrant, User
from tests.ledger.factories import YEAR, World, person
from tests.stateful.together import at_once, refusals

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def _form(actor: User, act: Callable[..., Any], **facts: Any) -> Callable[[], Any]:
    """A form of one's own, as a page carries it out."""
    return lambda: journal.once(
        actor=actor, token=uuid4(), content="x", act=lambda: str(act(actor=actor, **facts) or "/")
    )


def _sentences(results: list[Any]) -> list[Any]:
    """What was refused; anything else than a sentence of the journal would be an error page."""
    found = refusals(results)
    assert [error for error in found if not isinstance(error, JournalError)] == []
    return found


def _meeting(world: World, on: date = date(2025, 1, 8)) -> OgonMeeting:
    ogon = journal.add_ogon(actor=world.finance, name="Burgerzaken", programmes=[world.programmes["burger"]])
    return journal.plan_meeting(actor=world.finance, ogon=ogon, year=world.year, on=on)


def test_a_decision_list_is_fixed_once(world: World):
    meeting = _meeting(world)

    results = at_once(*(_form(who, journal.hold_meeting, meeting=meeting) for who in (world.finance, world.colleague)))

    assert len(_sentences(results)) == 1
    assert OgonMeeting.objects.get().status == MeetingStatus.HELD
    assert MeetingItem.objects.count() == 0
    assert AuditEntry.objects.filter(action="meeting.held").count() == 1


def test_a_meeting_that_two_cancel_is_gone_once(world: World):
    meeting = _meeting(world)

    results = at_once(
        *(_form(who, journal.cancel_meeting, meeting=meeting) for who in (world.finance, world.colleague))
    )

    assert len(_sentences(results)) == 1
    assert AuditEntry.objects.filter(action="meeting.cancelled").count() == 1


def test_a_seat_is_taken_once(world: World):
    ogon = _meeting(world).ogon
    diemen = world.municipalities["diemen"]
    member = person("ogon-diemen", Role.OGON_MEMBER, diemen)
    facts = {"ogon": ogon, "user": member, "municipality": diemen}

    _sentences(at_once(*(_form(world.finance, journal.seat_member, **facts) for _ in range(4))))

    assert OgonSeat.objects.count() == 1


def test_a_begrotingsjaar_is_begun_once(world: World):
    results = at_once(*(_form(world.finance, journal.open_year, year=YEAR + 1) for _ in range(4)))

    assert len(_sentences(results)) == 3
    assert AuditEntry.objects.filter(action="year.opened", budget_year=YEAR + 1).count() == 1


def test_a_role_and_an_account_are_given_and_ended_once(world: World):
    admin = person("beheer", Role.ADMINISTRATOR)
    jansen = User.objects.create(username="jansen")
    role: dict[str, Any] = {"role": Role.FINANCE, "municipality": None, "until": timezone.localdate()}

    at_once(*(lambda: accounts.grant_role(actor=admin, user=jansen, **role) for _ in range(4)))
    grant = RoleGrant.objects.get(user=jansen)
    at_once(*(lambda: accounts.end_role(actor=admin, grant=RoleGrant.objects.get(pk=grant.pk)) for _ in range(4)))
    at_once(
        *(lambda: accounts.set_active(actor=admin, user=User.objects.get(pk=jansen.pk), active=False) for _ in range(4))
    )

    entries = AuditEntry.objects.filter(subject=f"user:{jansen.pk}").values_list("action", flat=True)
    assert list(entries) == ["role.granted", "role.ended", "user.active"]


def test_a_name_is_given_once(world: World):
    admin = person("beheer", Role.ADMINISTRATOR)
    names = {"first_name": "", "last_name": "", "email": "", "password": "een-lang-wachtwoord-42"}

    results = at_once(*(lambda: accounts.add_user(actor=admin, username="jansen", **names) for _ in range(4)))

    assert len(_sentences(results)) == 3
    assert User.objects.filter(username="jansen").count() == 1


def test_many_guesses_at_the_same_moment_are_counted_as_well(world: World):
    attempts = at_once(*(lambda: logins.begin_login(username="jansen", address="192.0.2.1") for _ in range(20)))

    begun = [attempt for attempt in attempts if attempt is not None]
    assert all(isinstance(attempt, LoginAttempt) for attempt in begun)
    # On PostgreSQL a few can slip in between the counting of others.
    assert logins.PER_ACCOUNT_AND_ADDRESS <= len(begun) < 2 * logins.PER_ACCOUNT_AND_ADDRESS
    assert logins.begin_login(username="jansen", address="192.0.2.1") is None


def test_what_the_database_refuses_is_told_and_the_form_can_be_sent_again(world: World):
    token = uuid4()

    def refused() -> str:
        raise IntegrityError("twee tegelijk")

    with pytest.raises(JournalError, match="Iemand anders heeft hier zojuist iets aan veranderd"):
        journal.once(actor=world.finance, token=token, content="x", act=refused)

    assert not FormToken.objects.filter(token=token).exists()
    assert journal.once(actor=world.finance, token=token, content="x", act=lambda: "/gelukt/") == "/gelukt/"
