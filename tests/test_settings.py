"""A wrong installation does not start, and says in one sentence what is wrong."""

import json
import logging
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from duoplus.environment import (
    MailServer,
    SettingRefusedError,
    read_bool,
    read_database,
    read_int,
    read_list,
    read_mail_server,
)
from duoplus.logs import JsonFormatter

_ROOT = Path(__file__).parent.parent
_KEY = "aQ3-zR7_wX1" * 5
_PUBLIC_KEY = "alleen-voor-demo-en-ontwikkeling-nooit-voor-echte-gegevens"
_PRODUCTION = {"DUOPLUS_SECRET_KEY": _KEY, "DUOPLUS_ALLOWED_HOSTS": "begroting.example"}
_SHOW = """
import json
from django.conf import settings
print(json.dumps({name: getattr(settings, name) for name in (
    "ALLOWED_HOSTS", "CSRF_COOKIE_NAME", "CSRF_COOKIE_SECURE", "DEBUG", "SECURE_HSTS_SECONDS",
    "SECURE_PROXY_SSL_HEADER", "SECURE_SSL_REDIRECT", "SESSION_COOKIE_AGE", "SESSION_COOKIE_SECURE")}
    | {"NAME": str(settings.DATABASES["default"]["NAME"]), "OPTIONS": settings.DATABASES["default"]["OPTIONS"]}))
"""


def start(tmp_path, **variables):
    """Read the settings in a fresh process that knows these variables only."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    environment = kept | {"DUOPLUS_VAR_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "duoplus.settings"} | variables
    return subprocess.run(
        [sys.executable, "-c", _SHOW], cwd=_ROOT, env=environment, capture_output=True, text=True, check=False
    )


def started(tmp_path, **variables):
    result = start(tmp_path, **variables)
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout)


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({}, "DUOPLUS_SECRET_KEY ontbreekt."),
        (_PRODUCTION | {"DUOPLUS_SECRET_KEY": "te-kort"}, "DUOPLUS_SECRET_KEY heeft 7 tekens"),
        (_PRODUCTION | {"DUOPLUS_SECRET_KEY": _PUBLIC_KEY}, "DUOPLUS_SECRET_KEY is de sleutel van de demo"),
        (_PRODUCTION | {"DUOPLUS_SECRET_KEY": "ab" * 30}, "DUOPLUS_SECRET_KEY bestaat uit 2 verschillende tekens"),
        (_PRODUCTION | {"DUOPLUS_ALLOWED_HOSTS": ""}, "DUOPLUS_ALLOWED_HOSTS ontbreekt."),
        (_PRODUCTION | {"DUOPLUS_ALLOWED_HOSTS": "a.example, *"}, "DUOPLUS_ALLOWED_HOSTS mag niet * zijn."),
        (_PRODUCTION | {"DUOPLUS_DEMO": "soms"}, "DUOPLUS_DEMO is 'soms', maar kan alleen"),
        (_PRODUCTION | {"DUOPLUS_HSTS_SECONDS": "een jaar"}, "DUOPLUS_HSTS_SECONDS is 'een jaar', maar moet"),
        (_PRODUCTION | {"DATABASE_URL": "mysql://localhost/d"}, "DATABASE_URL begint met 'mysql'"),
        (_PRODUCTION | {"DUOPLUS_EMAIL_URL": "mail.example"}, "DUOPLUS_EMAIL_URL is geen mailserver."),
        (_PRODUCTION | {"DUOPLUS_EMAIL_URL": "smtp://u:geheim@h:veel"}, "DUOPLUS_EMAIL_URL is geen mailserver."),
        (_PRODUCTION | {"DUOPLUS_BASE_ADDRESS": "begroting.example"}, "DUOPLUS_BASE_ADDRESS is 'begroting.example'"),
        (_PRODUCTION | {"DUOPLUS_BASE_ADDRESS": "http://begroting.example"}, "maar moet met https:// beginnen."),
        # made-up users with a known password, or Django's error pages, at an address that others can reach
        (_PRODUCTION | {"DUOPLUS_DEMO": "1"}, "DUOPLUS_ALLOWED_HOSTS noemt begroting.example, maar DUOPLUS_DEMO"),
        (_PRODUCTION | {"DUOPLUS_DEBUG": "1"}, "DUOPLUS_ALLOWED_HOSTS noemt begroting.example, maar DUOPLUS_DEMO"),
        ({"DUOPLUS_DEMO": "1", "DUOPLUS_ALLOWED_HOSTS": "localhost,*"}, "DUOPLUS_ALLOWED_HOSTS noemt *, maar"),
    ],
)
def test_production_refuses(tmp_path, variables, sentence):
    result = start(tmp_path, **variables)

    assert result.returncode != 0
    assert sentence in result.stderr.splitlines()[-1]


def test_manage_py_shows_the_sentence_and_no_traceback(tmp_path):
    result = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=_ROOT,
        env={"PATH": os.environ["PATH"], "DUOPLUS_VAR_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert result.returncode == 1
    assert result.stderr.startswith("Duo+ start niet: DUOPLUS_SECRET_KEY ontbreekt.")
    assert "Traceback" not in result.stderr


def _run(tmp_path, *words, **variables):
    """Run our Python in a process that knows these variables only."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    environment = kept | {"DUOPLUS_VAR_DIR": str(tmp_path)} | variables
    return subprocess.run(
        [sys.executable, *words], cwd=_ROOT, env=environment, capture_output=True, text=True, check=False
    )


def test_what_answers_the_web_is_no_command(tmp_path):
    """The variable that lets a command run without a key and hosts does nothing for the site itself."""
    result = _run(tmp_path, "-c", "import duoplus.wsgi", DUOPLUS_COMMAND="1")

    assert result.returncode != 0
    assert "DUOPLUS_SECRET_KEY ontbreekt." in result.stderr


def test_a_program_that_is_newer_than_its_database_does_not_start(tmp_path):
    result = _run(tmp_path, "-c", "import duoplus.wsgi", DUOPLUS_DEMO="1")

    assert result.returncode != 0
    assert "Duo+ start niet: de database is van een oudere versie" in result.stderr.splitlines()[-1]


def test_django_finds_nothing_to_say_about_production(tmp_path):
    result = _run(
        tmp_path, "manage.py", "check", "--deploy", "--fail-level", "INFO",
        **_PRODUCTION, DATABASE_URL="sqlite://:memory:",
    )  # fmt: skip

    assert result.returncode == 0, result.stderr
    assert "no issues (1 silenced)" in result.stdout


def test_production_is_the_default_and_is_strict(tmp_path):
    settings = started(tmp_path, **_PRODUCTION)

    assert settings["DEBUG"] is False
    assert settings["SESSION_COOKIE_SECURE"] is True
    assert settings["CSRF_COOKIE_SECURE"] is True
    assert settings["CSRF_COOKIE_NAME"].startswith("__Host-")
    assert settings["SECURE_SSL_REDIRECT"] is True
    assert settings["SECURE_HSTS_SECONDS"] == 31_536_000
    assert settings["SECURE_PROXY_SSL_HEADER"] is None
    assert settings["SESSION_COOKIE_AGE"] == 8 * 3600
    assert settings["ALLOWED_HOSTS"] == ["begroting.example"]
    assert settings["NAME"] == str(tmp_path / "duoplus.sqlite3")


def test_demo_answers_to_this_computer_only_and_has_its_own_database(tmp_path):
    settings = started(tmp_path, DUOPLUS_DEMO="1")

    assert settings["ALLOWED_HOSTS"] == ["localhost", "127.0.0.1", "[::1]"]
    assert settings["DEBUG"] is False
    assert settings["SESSION_COOKIE_SECURE"] is False
    assert settings["NAME"] == str(tmp_path / "demo.sqlite3")


def test_a_folder_with_odd_signs_in_its_name_is_found(tmp_path):
    folder = tmp_path / "begroting 100% #1?"

    assert started(tmp_path, DUOPLUS_DEMO="1", DUOPLUS_VAR_DIR=str(folder))["NAME"] == str(folder / "demo.sqlite3")


@pytest.mark.parametrize(("text", "value"), [("1", True), ("Ja", True), ("0", False), ("nee", False), ("", True)])
def test_yes_or_no(monkeypatch, text, value):
    monkeypatch.setenv("PROEF", text)

    assert read_bool("PROEF", default=True) is value


@pytest.mark.parametrize("text", ["-1", "1.5", "\u0661", "5 minuten"])
def test_a_number_that_is_none_is_refused(monkeypatch, text):
    monkeypatch.setenv("PROEF", text)

    with pytest.raises(SettingRefusedError, match="PROEF"):
        read_int("PROEF", default=3)


def test_a_list_forgives_spaces_and_empty_places(monkeypatch):
    monkeypatch.setenv("PROEF", " a.example, ,b.example,")

    assert read_list("PROEF") == ["a.example", "b.example"]


def test_a_postgres_on_a_unix_socket(monkeypatch):
    monkeypatch.setenv("PROEF", "postgres://duo@/begroting?host=%2Frun%2Fpostgresql")

    database = read_database("PROEF", default="")

    assert database["ENGINE"] == "django.db.backends.postgresql"
    assert (database["NAME"], database["USER"], database["HOST"]) == ("begroting", "duo", "")
    assert database["OPTIONS"] == {"host": "/run/postgresql"}


def test_a_sqlite_file_elsewhere_gets_the_safe_options(monkeypatch):
    monkeypatch.setenv("PROEF", "sqlite:////srv/duoplus/begroting.sqlite3")

    database = read_database("PROEF", default="")

    assert database["NAME"] == "/srv/duoplus/begroting.sqlite3"
    assert database["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


@pytest.mark.parametrize("url", ["postgres://duo:geheim@server/", "postgres://duo:geheim@server:abc/d"])
def test_a_wrong_database_address_is_refused_without_telling_the_password(monkeypatch, url):
    monkeypatch.setenv("PROEF", url)

    with pytest.raises(SettingRefusedError, match="PROEF") as refused:
        read_database("PROEF", default="")

    assert "geheim" not in str(refused.value)


@pytest.mark.django_db
def test_sqlite_runs_with_the_options_we_count_on():
    from django.db import connection

    if connection.vendor != "sqlite":
        pytest.skip("about SQLite")
    pragmas = {}
    with connection.cursor() as cursor:
        for name in ("synchronous", "recursive_triggers", "foreign_keys"):
            cursor.execute(f"PRAGMA {name}")
            pragmas[name] = cursor.fetchone()[0]

    assert pragmas == {"synchronous": 2, "recursive_triggers": 1, "foreign_keys": 1}


def test_a_line_break_in_a_value_does_not_make_a_second_log_line():
    record = logging.makeLogRecord({"name": "ledger", "levelname": "INFO", "msg": "naam: %s", "args": ("a\nb",)})

    line = JsonFormatter().format(record)

    assert "\n" not in line
    assert json.loads(line)["message"] == "naam: a\nb"


def test_the_installation_page_lists_every_variable():
    code = (_ROOT / "duoplus" / "settings.py").read_text()
    used = set(re.findall(r'"((?:DUOPLUS|DATABASE)_[A-Z_]+)"', code))

    listed = set(re.findall(r"^\| `(\w+)` \|", (_ROOT / "docs" / "installation.md").read_text(), re.MULTILINE))

    assert len(used) > 5
    assert listed == used


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("", MailServer()),
        ("smtp://localhost", MailServer("localhost", 25)),
        ("smtp+tls://jan%40x:g%3Aheim@mail.example", MailServer("mail.example", 587, "jan@x", "g:heim", use_tls=True)),
        ("smtps://u:w@mail.example:4650", MailServer("mail.example", 4650, "u", "w", use_ssl=True)),
    ],
)
def test_a_mail_server_is_read(monkeypatch, address, expected):
    monkeypatch.setenv("MAIL", address)

    assert read_mail_server("MAIL") == expected


def test_a_refused_mail_server_does_not_show_its_password(monkeypatch):
    monkeypatch.setenv("MAIL", "smtp://jan:geheim@mail.example/pad")

    with pytest.raises(SettingRefusedError) as refused:
        read_mail_server("MAIL")
    assert "geheim" not in str(refused.value)
