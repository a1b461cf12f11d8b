"""HTML, scripts, templates and formulas in any text of any row come out as text, in every page and every file."""

import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from typing import Any, cast
from zipfile import ZipFile

import pytest
from defusedxml.ElementTree import fromstring
from django.core import mail
from django.db import transaction
from django.test import Client
from openpyxl import load_workbook
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from ledger.enums import FileFormat, NotifyWhen
from ledger.mailing import send_unsent
from ledger.models import Document, Municipality, Notice, Organisation, User
from reports.documents.files import make
from reports.renderers import pdf
from tests.access.matrix import address, rows
from tests.access.poison import LONG, poison
from tests.access.world import YEAR, Secretive, secretive_world

_ADDRESSES = ("href", "src", "action", "formaction", "data", "poster", "srcset", "xlink:href")
_OURS = re.compile(r"(/(?!/)|#|\?|mailto:geheim@example\.org|$)")
_NUMBER = re.compile(r"-?[\d.]+(,\d+)?")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_PROPERTIES = (
    "BEGIN", "VERSION", "PRODID", "CALSCALE", "METHOD", "X-WR-CALNAME", "REFRESH-INTERVAL", "X-PUBLISHED-TTL", "UID",
    "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "DESCRIPTION", "URL", "TRANSP", "END",
)  # fmt: skip
_PROPERTY = re.compile(rf"( |({'|'.join(_PROPERTIES)})[:;])")
_MADE_EARLIER = "reports:document_job_file"  # what it hands over is no real file in this ledger
TABLES = ("hoofdlijnen", "begrotingswijziging", "baten-en-lasten", "reserves", "investeringen", "maatwerk", "bijdragen")


@pytest.fixture(scope="module")
def kept(django_db_setup: None, django_db_blocker: Any) -> Iterator[Secretive]:
    with django_db_blocker.unblock(), transaction.atomic():
        secretive = secretive_world()
        assert poison() == set(), "a model of which this ledger has no row: add one to `poison`"
        yield secretive
        transaction.set_rollback(True)


@pytest.fixture
def concept(secretive: Secretive) -> Document:
    return Document.objects.get(slug="bericht")


class _Page(HTMLParser):
    """Gathers what a browser would do with a page besides showing text."""

    def __init__(self) -> None:
        super().__init__()
        self.wrong: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        data_only = given.get("type") == "application/json" or given.get("src", "").startswith("/static/")
        if (tag == "script" and not data_only) or tag in {"base", "object", "embed", "iframe", "frame", "applet"}:
            self.wrong.append(f"<{tag} {given}>")
        for name, value in given.items():
            if name.startswith("on") or name in {"style", "srcdoc"}:
                self.wrong.append(f"{tag} {name}={value}")
            if name in _ADDRESSES and not _OURS.match(value):
                self.wrong.append(f"{tag} {name}={value}")

    def handle_data(self, data: str) -> None:
        self.text += data


def _page(text: str) -> _Page:
    page = _Page()
    page.feed(text)
    return page


def _runs(kind: str, content: bytes) -> list[object]:
    """What would be done with a file of this kind instead of shown."""
    readers: dict[str, Callable[[bytes], list[object]]] = {
        "html": lambda data: [*_page(data.decode()).wrong],
        "csv": _csv_runs,
        "spreadsheetml": _xlsx_runs,
        "opendocument": _ods_runs,
        "pdf": _pdf_runs,
        "calendar": _calendar_runs,
        "json": lambda data: [] if json.loads(data) is not None else [data],
    }
    return next(read for word, read in readers.items() if word in kind)(content)


def _csv_runs(content: bytes) -> list[object]:
    lines = csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";")
    return [cell for line in lines for cell in line if cell.startswith(_FORMULA) and not _NUMBER.fullmatch(cell)]


def _xlsx_runs(content: bytes) -> list[object]:
    cells = [cell for sheet in load_workbook(io.BytesIO(content)) for line in sheet.iter_rows() for cell in line]
    linked = (cell.hyperlink.target for cell in cells if cell.hyperlink and cell.hyperlink.target)
    return [*(cell.value for cell in cells if cell.data_type == "f"), *linked]


def _ods_runs(content: bytes) -> list[object]:
    with ZipFile(io.BytesIO(content)) as archive:
        tree = fromstring(archive.read("content.xml"))
    attributes = (pair for each in tree.iter() for pair in each.attrib.items())
    return [value for name, value in attributes if "formula" in name or "href" in name]


def _calendar_runs(content: bytes) -> list[object]:
    lines = content.decode().removesuffix("\r\n").split("\r\n")
    return [line for line in lines if not _PROPERTY.match(line) or len(line.encode()) > 75]


def _pdf_runs(content: bytes) -> list[object]:
    """Actions, scripts and links to anywhere in a PDF."""
    if b"/Page" not in content:
        return []  # the few bytes that stand for a file that somebody sent
    reader = PdfReader(io.BytesIO(content))
    root = cast("DictionaryObject", reader.trailer["/Root"])
    found: list[object] = [name for name in ("/OpenAction", "/AA", "/AcroForm") if name in root]
    for page in reader.pages:
        for reference in page.get("/Annots") or []:
            action = reference.get_object().get("/A")
            found += (
                [action["/URI"] if "/URI" in action else action["/S"]] if action and action["/S"] != "/GoTo" else []
            )
    return found


def _client(secretive: Secretive, role: str) -> Client:
    client = Client()
    client.cookies["sessionid"] = secretive.sessions[role]
    return client


def _held(answer: Any, path: str) -> bytes:
    """Hold an answer against what every answer must be, and return what is in it."""
    assert answer.status_code == 200, path
    content = b"".join(answer) if answer.streaming else answer.content
    assert _runs(answer["Content-Type"].split(";")[0], content) == [], path
    name = answer.headers.get("Content-Disposition", "")
    assert not re.search(r"[\x00-\x1f\x7f<>\u202e]", name), path
    return content


@pytest.mark.parametrize("role", ["finance", "ogon", "council", "admin"])
def test_every_page_and_file_that_somebody_may_open(secretive, role):
    client = _client(secretive, role)
    shown = ""
    for row in rows():
        if row.method == "GET" and row.answers()[role] == 200 and row.view != _MADE_EARLIER:
            path = address(row.view, row.arguments, secretive.ids)
            answer = client.get(path)
            content = _held(answer, path)
            if answer["Content-Type"].startswith("text/html"):
                shown += _page(content.decode()).text

    assert "<script>alert(1)</script>" in shown
    assert "{{7*7}}{% now %}" in shown
    assert "=<b>\"'&" in shown


@pytest.mark.parametrize("ending", ["csv", "json", "xlsx", "ods", "pdf"])
def test_every_table_in_every_form(secretive, ending):
    client = _client(secretive, "finance")
    for table in TABLES:
        path = f"/{YEAR}/tabellen/{table}.{ending}"
        assert _held(client.get(path), path)


@pytest.mark.parametrize("whole", [True, False])
def test_a_document_in_every_form(concept, whole):
    municipality = None if whole else Municipality.objects.first()
    data = b""
    for form, kind in (
        (FileFormat.HTML, "text/html"),
        (FileFormat.XLSX, "spreadsheetml"),
        (FileFormat.PDF, "application/pdf"),
    ):
        data = make(concept, None, municipality, form).data
        if form is FileFormat.HTML:
            # the one page with a style of its own: it is opened from a disk, where there is no style sheet beside it
            assert "<script" not in data.decode()
            assert "evil.example" not in "".join(re.findall(r"<style>.*?</style>", data.decode(), re.DOTALL))
        assert _runs(kind, data) == [], form
    printed = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)
    assert "<script>alert(1)" in printed.replace("\n", "")


def test_a_document_fetches_nothing(concept, monkeypatch):
    """Not what its texts name, and not what they would have a browser fetch: only our own fonts and pictures."""
    asked: list[str] = []
    real = pdf._own_file

    def noted(url: str) -> bytes:
        asked.append(url)
        return real(url)

    monkeypatch.setattr(pdf, "_own_file", noted)

    make(concept, None, None, FileFormat.PDF)

    assert asked
    assert all(url.startswith("https://static.invalid/vendor/source-sans/") for url in asked), asked


def test_markup_that_would_fetch_comes_to_nothing(monkeypatch, tmp_path):
    """Even when markup would get through, by whatever way it asks: as a picture, a sheet, a font or an attachment."""
    secret = tmp_path / "geheim.txt"
    secret.write_text("een geheim dat in geen PDF hoort")
    opened: list[str] = []
    monkeypatch.setattr("urllib.request.OpenerDirector.open", lambda _self, url, *_: opened.append(url))
    page = (
        f'<html lang="nl"><head><title>x</title><style>@import url("file://{secret}"); '
        f'@font-face {{font-family: x; src: url("file://{secret}")}} '
        f'body {{background: url("http://evil.example/b.png"); font-family: x}}</style><link rel="stylesheet" href="http://evil.example/x.css">'
        f'<link rel="attachment" href="file://{secret}"></head><body><h1>Kop</h1><img src="file://{secret}" alt="x">'
        f'<object data="file://{secret}">x</object><embed src="http://evil.example/"><svg><image href="file://{secret}"/>'
        f'<use href="http://evil.example/x.svg#a"/></svg><a rel="attachment" href="file://{secret}">y</a></body></html>'
    )

    made = pdf.write(page)

    assert opened == []
    assert PdfReader(io.BytesIO(made)).attachments == {}
    assert b"geheim dat in geen" not in made


def test_a_mail_takes_nothing_over_into_its_head(secretive):
    """The name of the organisation stands in the subject: a line break in it begins no second head."""
    Organisation.objects.update(short_name="Regeling\r\nBcc: x@evil.example")
    reader = User.objects.get(username="fenna")
    User.objects.filter(pk=reader.pk).update(email="fenna@example.org", notify=NotifyWhen.AT_ONCE)
    Notice.objects.create(user=reader, sentence=f"{LONG}\r\nBcc: x@evil.example", path="/2030/")

    send_unsent(NotifyWhen.AT_ONCE, [reader.pk])

    (sent,) = mail.outbox
    message = sent.message()
    assert sent.recipients() == ["fenna@example.org"]
    assert message["Bcc"] is None
    assert message["Subject"] == "Regeling Bcc: x@evil.example: er wacht iets op u"
    assert message.get_content_type() == "text/plain"
