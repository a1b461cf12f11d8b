"""Getting in and out: guessing is slow, nothing tells who has an account, and a session is of one person."""

from datetime import timedelta

import pytest
from django.conf import settings as live
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from ledger.enums import Role
from ledger.journal import accounts, logins
from ledger.models import AuditEntry, LoginAttempt, RoleGrant, User

pytestmark = pytest.mark.django_db
PASSWORD = "een-lang-wachtwoord-42"
LOG_IN, LOG_OUT, OWN_PASSWORD = "/inloggen/", "/uitloggen/", "/wachtwoord/"


@pytest.fixture
def jansen():
    user = User.objects.create_user("jansen", email="jansen-begroting@example.org", password=PASSWORD)
    RoleGrant.objects.create(user=user, role=Role.ADMINISTRATOR, valid_until=timezone.localdate())
    return user


def _try(username="jansen", password=PASSWORD, address="192.0.2.1", client=None, **more):
    form = {"username": username, "password": password, **more}
    return (client or Client()).post(LOG_IN, form, REMOTE_ADDR=address)


# --- guessing ------------------------------------------------------------------------------------


def test_after_five_wrong_passwords_also_the_right_one_is_not_looked_at(jansen):
    assert {_try(password=f"fout-{number}").status_code for number in range(5)} == {422}

    answer = _try()

    assert answer.status_code == 429
    assert "Er is te vaak een verkeerd wachtwoord ingevuld. Wacht een kwartier" in answer.content.decode()
    assert answer.wsgi_request.user.is_anonymous


def test_from_elsewhere_the_owner_still_gets_in(jansen):
    for number in range(6):
        _try(password=f"fout-{number}")

    assert _try(address="192.0.2.2").status_code == 302


def test_after_a_quarter_of_an_hour_it_can_be_tried_again(jansen):
    for number in range(6):
        _try(password=f"fout-{number}")
    LoginAttempt.objects.update(at=timezone.now() - logins.WINDOW - timedelta(seconds=1))

    assert _try().status_code == 302
    assert not LoginAttempt.objects.exists()  # nothing is kept of what counts no more


def test_who_waits_does_not_wait_longer_by_trying(jansen):
    for number in range(12):
        _try(password=f"fout-{number}")

    assert LoginAttempt.objects.count() == logins.PER_ACCOUNT_AND_ADDRESS


def test_a_success_wipes_the_slate(jansen):
    for number in range(4):
        _try(password=f"fout-{number}")
    _try()

    assert {_try(password=f"fout-{number}").status_code for number in range(4)} == {422}


def test_one_address_does_not_try_one_password_on_everybody(jansen, monkeypatch):
    monkeypatch.setattr(logins, "PER_ADDRESS", 8)
    for number in range(8):
        _try(username=f"collega-{number}", password="Welkom2030!!")

    assert _try().status_code == 429
    assert _try(address="192.0.2.2").status_code == 302


def test_many_addresses_do_not_try_one_account(jansen, monkeypatch):
    monkeypatch.setattr(logins, "PER_ACCOUNT", 8)
    for number in range(8):
        _try(username="JANSEN ", password="fout", address=f"192.0.2.{number}")

    assert _try(address="192.0.2.99").status_code == 429


def test_a_new_password_opens_the_account_at_once(jansen):
    other = User.objects.create_user("beheer", password=PASSWORD)
    RoleGrant.objects.create(user=other, role=Role.ADMINISTRATOR, valid_until=timezone.localdate())
    for number in range(6):
        _try(password=f"fout-{number}")

    accounts.set_password(actor=other, user=jansen, password="een-ander-wachtwoord-42")

    assert _try(password="een-ander-wachtwoord-42").status_code == 302


def test_behind_a_proxy_counts_what_the_proxy_added_itself(jansen, settings):
    """What a visitor writes in the header before it is no way around the count."""
    settings.BEHIND_PROXY = True
    for number in range(5):
        form = {"username": "jansen", "password": "fout"}
        Client().post(LOG_IN, form, headers={"x-forwarded-for": f"10.0.0.{number}, 192.0.2.7"})
    form = {"username": "jansen", "password": PASSWORD}

    assert Client().post(LOG_IN, form, headers={"x-forwarded-for": "10.9.9.9, 192.0.2.7"}).status_code == 429
    assert Client().post(LOG_IN, form, headers={"x-forwarded-for": "192.0.2.7, 192.0.2.8"}).status_code == 302


def test_what_is_kept_of_an_attempt_tells_nobody_who_or_where(jansen):
    _try(password="fout")

    assert not {"jansen", "192.0.2.1"} & set(LoginAttempt.objects.values_list("account", "address").get())


# --- what the answer tells ------------------------------------------------------------------------


def test_the_answer_does_not_tell_who_has_an_account(jansen):
    User.objects.create_user("weg", password=PASSWORD, is_active=False)

    def told(**form):
        text = _try(**form).content.decode()
        return [line for line in text.splitlines() if "csrf" not in line and 'name="username"' not in line]

    wrong = told(password="fout")
    assert "horen niet bij elkaar" in "".join(wrong)
    assert told(username="bestaat-niet") == told(username="weg") == wrong


def test_a_name_that_does_not_exist_is_counted_as_well():
    assert [_try(username="bestaat-niet").status_code for _ in range(6)] == [422] * 5 + [429]


@pytest.mark.parametrize("elsewhere", [
    "//evil.example/", "https://evil.example/", "http:evil.example", "/\\evil.example", "\\\\evil.example",
    "javascript:alert(1)", "https:///evil.example", "///evil.example", " //evil.example", "\t//evil.example",
    "http://testserver@evil.example/",
])  # fmt: skip
def test_after_logging_in_one_stays_here(jansen, elsewhere):
    assert _try(next=elsewhere)["Location"] == "/"
    assert Client().get(f"/2030/?{elsewhere}")["Location"].startswith(LOG_IN)


def test_a_page_that_was_asked_comes_after_logging_in(jansen):
    assert _try(next="/gebruikers/?x=1")["Location"] == "/gebruikers/?x=1"


# --- sessions ---------------------------------------------------------------------------------------


def test_a_session_that_somebody_else_laid_ready_is_not_taken_over(jansen):
    client = Client()
    client.session.save()
    laid_ready = "laidready0000000000000000000000x"
    client.cookies["sessionid"] = laid_ready
    _try(client=client)

    assert client.cookies["sessionid"].value != laid_ready
    assert not Session.objects.filter(session_key=laid_ready).exists()


def test_logging_out_takes_a_button_and_ends_the_session_for_good(jansen):
    client = Client()
    _try(client=client)
    kept = client.cookies["sessionid"].value
    assert client.get(LOG_OUT).status_code == 405

    answer = client.post(LOG_OUT)

    assert answer.headers["Clear-Site-Data"] == '"cache"'
    client.cookies["sessionid"] = kept
    assert client.get("/gebruikers/")["Location"].startswith(LOG_IN)


def test_a_session_lasts_a_working_day_from_the_log_in(jansen):
    client = Client()
    _try(client=client)
    ends = Session.objects.get(pk=client.cookies["sessionid"].value).expire_date
    client.get("/gebruikers/")

    assert Session.objects.get(pk=client.cookies["sessionid"].value).expire_date == ends
    assert ends - timezone.now() <= timedelta(hours=8)
    assert client.cookies["sessionid"]["httponly"]
    assert client.cookies["sessionid"]["samesite"] == "Lax"


def test_a_new_password_ends_the_sessions_elsewhere_and_is_in_the_log(jansen):
    here, elsewhere = Client(), Client()
    _try(client=here)
    _try(client=elsewhere)
    form = {
        "old_password": PASSWORD,
        "new_password1": "nog-een-wachtwoord-42",
        "new_password2": "nog-een-wachtwoord-42",
    }

    answer = here.post(OWN_PASSWORD, form, follow=True)

    assert "Uw wachtwoord is gewijzigd." in answer.content.decode()
    assert here.get("/gebruikers/").status_code == 200
    assert elsewhere.get("/gebruikers/").status_code == 302
    assert AuditEntry.objects.latest("sequence").action == "user.password"


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("kort-1", "Dit wachtwoord is te kort. Neem er een van minstens 12 tekens."),
        ("jansen-begroting", "lijkt te veel op"),
        ("123456789012", "bevat alleen cijfers"),
        ("password1234", "te algemeen"),
    ],
)
def test_a_password_that_is_easily_guessed_is_refused(jansen, password, sentence):
    client = Client()
    _try(client=client)
    form = {"old_password": PASSWORD, "new_password1": password, "new_password2": password}

    answer = client.post(OWN_PASSWORD, form)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_outside_the_demo_its_password_opens_nothing(jansen, settings):
    """Also when a database with the people of the demo is put to use by mistake."""
    jansen.set_password("duoplus-demo")
    jansen.save()
    assert _try(password="duoplus-demo").status_code == 302

    settings.DEMO = False

    assert _try(password="duoplus-demo").status_code == 422
    client = Client()
    client.force_login(jansen)
    form = {"old_password": "duoplus-demo", "new_password1": "duoplus-demo", "new_password2": "duoplus-demo"}
    assert "dat iedereen kent" in client.post(OWN_PASSWORD, form).content.decode()


# --- around it --------------------------------------------------------------------------------------


def test_a_host_that_is_not_ours_is_refused(jansen):
    answer = Client(raise_request_exception=False).get(LOG_IN, headers={"host": "evil.example"})

    assert answer.status_code == 400
    assert "Deze vraag is niet te begrijpen" in answer.content.decode()
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("path", ["/admin/", "/admin/login/", "/.env", "/static/../duoplus/settings.py", "/media/x"])
def test_there_is_no_other_door(path):
    answer = Client().get(path)

    assert answer.status_code == 404
    assert '<html lang="nl"' in answer.content.decode()


def test_nothing_of_a_reader_stays_in_a_cache_that_others_share(jansen):
    client = Client()
    client.force_login(jansen)
    for path in ("/gebruikers/", "/wachtlijst/", "/meldingen/", OWN_PASSWORD, "/2030/"):
        assert "private" in client.get(path).headers["Cache-Control"], path


def test_every_answer_says_what_a_browser_may_do_with_it():
    for answer in (Client().get(LOG_IN), Client().get("/bestaat-niet/"), Client().get("/2030/")):
        assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert "camera=()" in answer.headers["Permissions-Policy"]
        assert "private" in answer.headers["Cache-Control"]


def test_the_settings_of_the_tests_are_those_of_the_site():
    """What is held here is held with the middleware and the validators that production has."""
    assert live.MIDDLEWARE[:2] == ["csp.middleware.CSPMiddleware", "duoplus.middleware.HeadersMiddleware"]
    assert len(live.AUTH_PASSWORD_VALIDATORS) == 5
