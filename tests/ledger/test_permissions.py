"""Who may do what: the table of roles, the dates of grants, and the journal that asks."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.utils import timezone

from ledger import journal
from ledger.enums import AmendmentStatus, Role
from ledger.models import User
from ledger.permissions import VERBS, Access, NotAllowedError, Verb, require
from ledger.workflow import STEPS, step
from tests.ledger.factories import YEAR, World, change, person

#                   published drafts tie-out enter  submit adopt  set-up take-over users request review write send
TABLE = {
    Role.FINANCE: ("yes", "yes", "yes", "yes", "yes", "no", "yes", "no", "no", "yes", "no", "yes", "yes"),
    Role.OGON_MEMBER: ("yes", "no", "no", "no", "no", "no", "no", "no", "no", "yes", "yes", "no", "no"),
    Role.BOARD: ("yes", "yes", "yes", "no", "no", "yes", "no", "no", "no", "no", "no", "no", "no"),
    Role.COUNCIL_READER: ("yes", "no", "no", "no", "no", "no", "no", "no", "no", "no", "no", "no", "no"),
    Role.ACCOUNTANT: ("yes", "yes", "yes", "no", "no", "no", "no", "no", "no", "no", "no", "no", "no"),
    Role.ADMINISTRATOR: ("yes", "yes", "yes", "no", "no", "no", "no", "no", "yes", "no", "no", "no", "no"),
    Role.TAKEOVER: ("yes", "yes", "yes", "yes", "yes", "yes", "yes", "yes", "no", "yes", "yes", "yes", "yes"),
}


def test_the_table_of_roles():
    assert {role: tuple("yes" if verb in verbs else "no" for verb in Verb) for role, verbs in VERBS.items()} == TABLE
    assert set(VERBS) == set(Role)


def test_no_ordinary_role_both_offers_and_adopts():
    ordinary = set(Role) - {Role.TAKEOVER}

    assert [role for role in ordinary if {Verb.SUBMIT, Verb.ADOPT} <= VERBS[role]] == []


@pytest.mark.parametrize(("days", "allowed"), [(-1, False), (0, True), (1, True)])
def test_a_grant_is_good_until_and_on_its_last_day(db, days, allowed):
    user = person("x", Role.FINANCE, until=timezone.localdate() + timedelta(days=days))

    assert Access.of(user).can(Verb.ENTER) is allowed


def test_nobody_without_a_grant_may_do_anything(db):
    user = person("x", Role.FINANCE, until=date(2020, 1, 1))

    access = Access.of(user)

    assert access.verbs == frozenset()
    assert (access.sees_published, access.sees_drafts, access.ogon_municipalities) == (False, False, ())
    with pytest.raises(NotAllowedError, match=r"x mag dit niet doen: daarvoor is een andere rol nodig\."):
        require(user, Verb.SEE_PUBLISHED)


def test_an_access_says_its_roles(world):
    user = person("lid", Role.OGON_MEMBER, world.municipalities["diemen"])
    user.grants.create(role=Role.ACCOUNTANT, valid_until=date.max)

    assert Access.of(user).description == "OGON-lid Diemen, accountant"
    assert Access.of(user).ogon_municipalities == (world.municipalities["diemen"].pk,)


def test_a_council_reader_reviews_no_drafts(world):
    user = person("raad", Role.COUNCIL_READER, world.municipalities["diemen"])

    assert Access.of(user).ogon_municipalities == ()


Act = Callable[[World, User], object]
ACTS: dict[Verb, dict[str, Act]] = {
    Verb.SET_UP: {
        "open a year": lambda w, u: journal.open_year(actor=u, year=YEAR + 1),
        "add a gemeente": lambda w, u: journal.add_municipality(actor=u, code="x", name="X", position=9),
        "add a programma": lambda w, u: journal.add_programme(actor=u, code="x", name="X", position=9),
        "add a verdeelgroep": lambda w, u: journal.add_cost_pool(
            actor=u, code="x", name="X", programme=w.programmes["staf"], position=9
        ),
        "add a thema": lambda w, u: journal.add_theme(actor=u, code="x", name="X", position=9),
        "add a reserve": lambda w, u: journal.add_reserve(actor=u, code="x", name="X", position=9),
        "describe": lambda w, u: journal.describe_organisation(
            actor=u, name="X", short_name="X", board_name="bestuur", participants_label="gemeenten"
        ),
        "add a key": lambda w, u: journal.add_key_version(
            actor=u, code="x", name="X", number=1, calculated_on=date(YEAR, 1, 1), source="x",
            weights={w.municipalities["diemen"]: 1},
        ),
        "rule a pool": lambda w, u: journal.rule_pool(actor=u, year=w.year, pool=w.pools["zonder"], key_version=w.key),
        "record an opening": lambda w, u: journal.record_opening(
            actor=u, year=w.year, reserve=journal.add_reserve(actor=w.finance, code="y", name="Y", position=8),
            opening_cents=1,
        ),
        "record what was published": lambda w, u: journal.record_published(actor=u, year=w.year, figures=[], texts=[]),
    },
    Verb.ENTER: {
        "open a wijziging": lambda w, u: journal.open_amendment(actor=u, year=YEAR, number=1, name="x"),
        "post": lambda w, u: journal.post_mutation(actor=u, amendment=w.draft(1), mutation=change()),
        "edit": lambda w, u: journal.edit_mutation(
            actor=u, mutation=w.draft(1, change()).mutations.get(), change=change(), version=1
        ),
        "delete": lambda w, u: journal.delete_mutation(
            actor=u, mutation=w.draft(1, change()).mutations.get(), version=1
        ),
        "agree": lambda w, u: journal.approve_mutation(
            actor=u, mutation=w.draft(1, change()).mutations.get(), version=1
        ),
        "reverse": lambda w, u: journal.reverse_mutation(
            actor=u, mutation=w.adopted(0, change()).mutations.get(), amendment=w.draft(1)
        ),
        "add a group": lambda w, u: journal.add_neutral_group(actor=u, amendment=w.draft(1), code="g", name="G"),
        "add an investering": lambda w, u: journal.add_investment(
            actor=u, amendment=w.draft(1), number=1, description="x", cents=1, position=1
        ),
        "add a risico": lambda w, u: journal.add_risk(actor=u, year=w.year, position=1, description="x"),
        "place an order": lambda w, u: journal.place_order(
            actor=u, year=w.year, code="x", number=1, municipality=w.municipalities["diemen"],
            programme=w.programmes["burger"], description="x", recurrence="incidental", cents=1,
        ),
    },
    Verb.SUBMIT: {
        "withdraw a draft": lambda w, u: journal.withdraw_amendment(actor=u, amendment=w.draft(1), reason="x"),
    },
    Verb.ADOPT: {
        "adopt": lambda w, u: journal.adopt_amendment(
            actor=u, amendment=w.submitted(1, change()), on=date(YEAR, 6, 1), decision="B"
        ),
        "withdraw an offer": lambda w, u: journal.withdraw_amendment(
            actor=u, amendment=w.submitted(1, change()), reason="x"
        ),
        "close a year": lambda w, u: journal.close_year(actor=u, year=w.year),
    },
}  # fmt: skip
_CASES = [
    pytest.param(role, verb, act, id=f"{role}: {name}")
    for role in (Role.FINANCE, Role.BOARD, Role.ACCOUNTANT, Role.ADMINISTRATOR)
    for verb, acts in ACTS.items()
    for name, act in acts.items()
]


@pytest.mark.parametrize(("role", "verb", "act"), _CASES)
def test_the_journal_asks_who_it_is(world, role, verb, act):
    user = person("iemand", role)

    if verb in VERBS[role]:
        act(world, user)
    else:
        with pytest.raises(NotAllowedError):
            act(world, user)


@pytest.mark.parametrize("current", AmendmentStatus)
@pytest.mark.parametrize("wanted", AmendmentStatus)
def test_the_steps_of_a_wijziging(current, wanted):
    known = {
        ("draft", "submitted"): Verb.SUBMIT,
        ("submitted", "adopted"): Verb.ADOPT,
        ("draft", "withdrawn"): Verb.SUBMIT,
        ("submitted", "withdrawn"): Verb.ADOPT,
    }

    assert step(current, wanted) == known.get((current, wanted))
    assert len(STEPS) == len(known)
