"""Who may log in and with which role: given by an administrator, ended by itself, always in the log."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from ledger.enums import Role
from ledger.journal import JournalError, accounts
from ledger.models import AuditEntry, Municipality, RoleGrant, User
from ledger.permissions import Access, NotAllowedError, Verb

pytestmark = pytest.mark.django_db
PASSWORD = "een-lang-wachtwoord-42"


@pytest.fixture
def administrator():
    user = User.objects.create_user("beheer", password=PASSWORD)
    RoleGrant.objects.create(user=user, role=Role.ADMINISTRATOR, valid_until=timezone.localdate())
    return user


@pytest.fixture
def jansen(administrator):
    names = {"first_name": "Jo", "last_name": "Jansen", "email": "jo@example.org"}
    return accounts.add_user(actor=administrator, username="jansen", password=PASSWORD, **names)


@pytest.fixture
def logged_in(client, administrator):
    client.force_login(administrator)
    return client


def _in_days(days):
    return timezone.localdate() + timedelta(days=days)


def test_a_new_account_can_do_nothing_until_it_has_a_role(administrator, jansen):
    assert Access.of(jansen).verbs == frozenset()
    accounts.grant_role(actor=administrator, user=jansen, role=Role.FINANCE, municipality=None, until=_in_days(30))
    assert Access.of(jansen).can(Verb.ENTER)


def test_a_role_ends_by_itself_and_at_once_when_ended(administrator, jansen):
    grant = accounts.grant_role(
        actor=administrator, user=jansen, role=Role.FINANCE, municipality=None, until=_in_days(0)
    )
    assert Access.of(User.objects.get(pk=jansen.pk)).can(Verb.ENTER)
    accounts.end_role(actor=administrator, grant=grant)
    assert not Access.of(jansen).can(Verb.ENTER)


@pytest.mark.parametrize(
    ("role", "bound", "days", "sentence"),
    [
        (Role.OGON_MEMBER, False, 30, "kies de gemeente"),
        (Role.FINANCE, True, 30, "laat de gemeente leeg"),
        (Role.FINANCE, False, -1, "einddatum vanaf vandaag"),
        (Role.FINANCE, False, 400, "binnen een jaar"),
    ],
)
def test_a_role_that_does_not_fit_is_refused_with_a_sentence(administrator, jansen, role, bound, days, sentence):
    diemen = Municipality.objects.create(code="diemen", name="Diemen", position=1)
    place = diemen if bound else None
    with pytest.raises(JournalError, match=sentence):
        accounts.grant_role(actor=administrator, user=jansen, role=role, municipality=place, until=_in_days(days))
    assert not jansen.grants.exists()


def test_nobody_gives_or_keeps_a_role_alone(administrator, jansen):
    with pytest.raises(JournalError, match="uzelf"):
        accounts.grant_role(
            actor=administrator, user=administrator, role=Role.FINANCE, municipality=None, until=_in_days(1)
        )
    with pytest.raises(JournalError, match="eigen account"):
        accounts.set_active(actor=administrator, user=administrator, active=False)
    with pytest.raises(NotAllowedError):
        accounts.grant_role(actor=jansen, user=administrator, role=Role.FINANCE, municipality=None, until=_in_days(1))


def test_a_weak_password_is_refused(administrator):
    with pytest.raises(ValidationError):
        accounts.add_user(
            actor=administrator, username="zwak", first_name="", last_name="", email="", password="welkom"
        )
    assert not User.objects.filter(username="zwak").exists()


def test_the_log_has_every_change_and_no_names(administrator, jansen):
    accounts.grant_role(actor=administrator, user=jansen, role=Role.BOARD, municipality=None, until=_in_days(3))
    accounts.set_active(actor=administrator, user=jansen, active=False)
    entries = list(AuditEntry.objects.filter(subject=f"user:{jansen.pk}").values_list("action", flat=True))
    assert entries == ["user.added", "role.granted", "user.active"]
    assert "ansen" not in str(list(AuditEntry.objects.values_list("payload", "subject")))


def test_a_second_click_is_in_the_log_once(administrator, jansen):
    role = {"role": Role.FINANCE, "municipality": None, "until": _in_days(3)}
    grants = [accounts.grant_role(actor=administrator, user=jansen, **role) for _ in range(2)]
    for grant in grants:
        accounts.end_role(actor=administrator, grant=grant)
    for _ in range(2):
        accounts.set_active(actor=administrator, user=jansen, active=False)

    entries = list(AuditEntry.objects.filter(subject=f"user:{jansen.pk}").values_list("action", flat=True))
    assert entries == ["user.added", "role.granted", "role.ended", "user.active"]
    assert jansen.grants.count() == 1


@pytest.mark.parametrize("name", ["jan sen", "<script>", "jansen\u202e", "jan/sen", ""])
def test_a_name_that_looks_like_another_is_refused(administrator, name):
    with pytest.raises(ValidationError):
        accounts.add_user(actor=administrator, username=name, first_name="", last_name="", email="", password=PASSWORD)


def test_a_name_is_kept_as_the_login_reads_it(administrator):
    """The ligature of the one is the letters of the other: Unicode has both."""
    made = accounts.add_user(
        actor=administrator, username="\ufb01enna", first_name="", last_name="", email="", password=PASSWORD
    )

    assert made.get_username() == "fienna"


def test_switching_an_account_off_ends_its_sessions(administrator, jansen, client):
    accounts.grant_role(actor=administrator, user=jansen, role=Role.FINANCE, municipality=None, until=_in_days(3))
    client.force_login(jansen)
    accounts.set_active(actor=administrator, user=jansen, active=False)
    assert client.get("/gebruikers/").status_code == 302  # to the login


def test_the_pages_add_a_user_and_give_a_role(logged_in):
    answer = logged_in.post("/gebruikers/nieuw/", {"username": "pietersen", "password": PASSWORD})
    assert answer.status_code == 302
    pietersen = User.objects.get(username="pietersen")
    form = {"role": Role.ACCOUNTANT, "municipality": "", "until": _in_days(20).isoformat()}
    assert logged_in.post(f"/gebruikers/{pietersen.pk}/", form).status_code == 302
    assert "accountant, tot en met" in logged_in.get("/gebruikers/").content.decode()


def test_a_refused_form_keeps_what_was_typed(logged_in):
    answer = logged_in.post("/gebruikers/nieuw/", {"username": "pietersen", "password": "kort"})
    assert answer.status_code == 422
    assert 'value="pietersen"' in answer.content.decode()


def test_only_an_administrator_sees_the_pages(client, jansen, administrator):
    accounts.grant_role(actor=administrator, user=jansen, role=Role.FINANCE, municipality=None, until=_in_days(3))
    client.force_login(jansen)
    for address in ("/gebruikers/", "/gebruikers/nieuw/", f"/gebruikers/{jansen.pk}/"):
        assert client.get(address).status_code == 403


def test_the_list_asks_three_questions_however_many_users(logged_in, administrator, django_assert_num_queries):
    def read(count):
        for number in range(count):
            User.objects.create_user(f"gebruiker-{count}-{number}", password=PASSWORD)
        with django_assert_num_queries(7):
            assert logged_in.get("/gebruikers/").status_code == 200

    read(1)
    read(5)
