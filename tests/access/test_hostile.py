"""Whatever is sent to whatever address by whomever: an answer in Dutch with its headers, and never an error of ours."""

import os
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client

from tests.access.hostile import VALUES, filled, forms_of, parameters, patterns, seeded, spoiled
from tests.access.matrix import address, rows
from tests.access.world import Secretive

ROUNDS = int(os.environ.get("DUOPLUS_ROUNDS", "1"))
POLICY = {
    "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self'", "font-src 'self'",
    "connect-src 'self'", "form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'",
}  # fmt: skip
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
LOG_OUT = "/uitloggen/"
_ENGLISH = ("This password", "This field", "Enter a ", "Select a valid", "Ensure ", "must contain", "is not a valid")
_TRACES = ("Traceback (most", "DoesNotExist", "OperationalError", 'File "/', "Exception Type", "site-packages")


@pytest.fixture(autouse=True)
def _nothing_is_hushed_up(caplog):
    """What the database refused is no answer to a form: then a field of it took in what it should not have."""
    yield
    assert [record for record in caplog.get_records("call") if record.name == "ledger.journal.once"] == []


def _client(secretive: Secretive, role: str) -> Client:
    client = Client()  # raises what goes wrong inside, so that the test shows where
    if role != "anonymous":
        client.cookies["sessionid"] = secretive.sessions[role]
    return client


def _sound(answer: Any, told: object) -> None:
    """Hold an answer against what holds for every answer."""
    assert answer.status_code < 500, told
    assert set(answer.headers.get("Content-Security-Policy", "").split("; ")) == POLICY, told
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS, told
    body = b"".join(answer) if answer.streaming else answer.content
    if answer["Content-Type"].startswith("text/html") and body:
        page = body.decode()
        assert '<html lang="nl"' in page, told
        assert not any(trace in page for trace in _TRACES + _ENGLISH), told


def _asked(client: Client, method: str, path: str, data: Any = None) -> Any:
    """Ask, hold the answer against what always holds, and take back what it changed."""
    told = (method, path[:300], {key: str(value)[:80] for key, value in (data or {}).items()})
    with transaction.atomic():
        try:
            answer = client.get(path, data) if method == "GET" else client.post(path, data or {})
        except Exception as error:
            raise AssertionError(f"{told}: {error!r}") from error
        _sound(answer, told)
        transaction.set_rollback(True)
    return answer


def _addresses(secretive: Secretive) -> list[str]:
    found = {address(row.view, row.arguments, secretive.ids) for row in rows() if row.answers()["finance"] < 400}
    return sorted(found - {LOG_OUT})


@pytest.mark.parametrize("role", ["anonymous", "nobody", "finance", "ogon", "council"])
def test_an_address_that_nobody_meant(secretive, role):
    draw = seeded(role)
    client = _client(secretive, role)
    for route in patterns() * ROUNDS:
        path = filled(route, draw)
        if path != LOG_OUT:
            _asked(client, draw.choice(("GET", "POST")), path)


@pytest.mark.parametrize("role", ["anonymous", "finance", "ogon", "council", "admin"])
def test_a_question_that_nobody_meant(secretive, role):
    """Each page with some of all parameters there are, whether they are its own or not."""
    draw = seeded(role)
    client = _client(secretive, role)
    for path in _addresses(secretive) * ROUNDS:
        names = draw.sample(parameters(), draw.choice((1, 2, 6)))
        _asked(client, "GET", path, {name: draw.choices(VALUES, k=draw.choice((1, 1, 1, 2))) for name in names})


@pytest.mark.parametrize(("role", "least"), [("finance", 50), ("ogon", 6), ("board", 3), ("admin", 5)])
def test_a_form_that_nobody_would_fill_in(secretive, role, least):
    """Every form on every page: with values of its own, with nonsense, and with fields left out or doubled."""
    draw = seeded(role)
    client = _client(secretive, role)
    seen = 0
    for path in _addresses(secretive):
        page = client.get(path)
        if page.streaming or not page["Content-Type"].startswith("text/html"):
            continue
        forms = [form for form in forms_of(page.content.decode()) if form[0] != LOG_OUT]
        for action, fields in forms * ROUNDS:
            seen += _asked(client, "POST", action or path, spoiled(fields, draw)).status_code in (200, 302, 409, 422)
    assert seen >= least


def test_a_body_that_is_no_form(secretive):
    """JSON, XML, half a multipart, a wrong length and bytes without meaning: refused or read as an empty form."""
    draw, client = seeded("bodies"), _client(secretive, "finance")
    bodies = (
        ("application/json", b'{"a": ['),
        ("application/xml", b'<!DOCTYPE x [<!ENTITY y SYSTEM "file:///etc/passwd">]><x>&y;</x>'),
        ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data; name=a"),
        ("multipart/form-data", b"--x"),
        ("application/x-www-form-urlencoded; charset=onzin", b"token=%FF%FE&on=%00"),
        ("", b"\xff\xfe\x00"),
    )
    for row in rows():
        if row.method == "POST" and row.answers()["finance"] in (200, 302, 422) and row.view != "logout":
            path = address(row.view, row.arguments, secretive.ids)
            for kind, body in draw.sample(bodies, 2):
                with transaction.atomic():
                    _sound(client.generic("POST", path, body, content_type=kind), (path, kind))
                    transaction.set_rollback(True)


def test_a_file_where_a_word_belongs(secretive):
    client = _client(secretive, "finance")
    for row in rows():
        if row.method == "POST" and row.answers()["finance"] in (200, 302, 422) and row.view != "logout":
            path = address(row.view, row.arguments, secretive.ids)
            page = client.get(path)
            forms = forms_of(page.content.decode()) if page.status_code == 200 else []
            names = {name for _, fields in forms for name in fields}
            _asked(client, "POST", path, {name: SimpleUploadedFile("x.pdf", b"%PDF-1.7 x\n%%EOF") for name in names})
