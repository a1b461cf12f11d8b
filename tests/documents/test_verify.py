"""What can be said of any file: that it went out, that it did not, or that somebody touched the ledger itself."""

import io
import zipfile
from hashlib import sha256
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from pypdf import PdfReader

from ledger.checks import invariants as checks
from ledger.enums import FileFormat
from ledger.guards.triggers import install, uninstall
from ledger.models import AuditEntry, DocumentVersion, SealedFile
from reports.documents import verify as verifying
from reports.documents.files import kept_or_made, make
from reports.documents.verify import Verdict, verify
from tests.documents.outgoing import send

LABEL = "1e wijziging 2030, versie 1, verzonden op 1 maart 2030"


@pytest.fixture
def version(world, document) -> DocumentVersion:
    return send(world, document)


@pytest.fixture
def went_out(world, version):
    """Make a file the way that the site and the command do, and keep it."""

    def out(form: FileFormat, code: str = "") -> bytes:
        municipality = world.municipalities[code] if code else None
        return kept_or_made(world.finance, version, municipality, form).data

    return out


@pytest.fixture
def makings(monkeypatch) -> list[Any]:
    """Count how often a file is made again."""
    seen: list[Any] = []

    def counted(*arguments):
        seen.append(arguments)
        return make(*arguments)

    monkeypatch.setattr(verifying, "make", counted)
    return seen


@pytest.mark.parametrize("form", FileFormat)
@pytest.mark.parametrize("code", ["", "diemen"])
def test_what_went_out_is_known_at_once_and_so_is_what_differs_from_it(went_out, makings, form, code):
    data = went_out(form, code)
    part = ", uittreksel voor Diemen" if code else ""

    assert verify(data) == verifying.Finding(Verdict.GENUINE, f"Dit bestand is echt: {LABEL}{part}.")
    changed = verify(data.replace(b"%%EOF", b"%%EOf") if form is FileFormat.PDF else data + b"\n")
    assert changed.verdict is Verdict.ALTERED
    assert changed.sentence.startswith(f"Dit bestand noemt {LABEL}{part}, maar is niet het bestand")
    assert makings == []


def test_what_was_never_kept_is_made_again_once(world, document, version, makings):
    """Also an uittreksel: the file says of which gemeente it is."""
    data = make(document, version, world.municipalities["uithoorn"], FileFormat.XLSX).data

    assert verify(data).sentence.endswith("uittreksel voor Uithoorn.")
    assert verify(data + b"\n").verdict is Verdict.ALTERED
    assert [arguments[2].code for arguments in makings] == ["uithoorn", "uithoorn"]


def test_a_file_is_made_once_and_handed_out_the_same_ever_after(went_out, world, version, monkeypatch):
    first = went_out(FileFormat.HTML)
    monkeypatch.setattr("reports.documents.page.twin", lambda *_: b"another lay-out")

    assert went_out(FileFormat.HTML) == first
    entry = AuditEntry.objects.get(action="document.file")
    assert (entry.payload["sha256"], entry.budget_year_id) == (sha256(first).hexdigest(), world.year.pk)


def test_every_file_of_a_package_is_known_by_itself(went_out):
    with zipfile.ZipFile(io.BytesIO(went_out(FileFormat.PACKAGE))) as package:
        members = {name: package.read(name) for name in package.namelist()}

    assert {name: verify(data).verdict for name, data in members.items() if name != "metadata.json"} == dict.fromkeys(
        set(members) - {"metadata.json"}, Verdict.GENUINE
    )
    csv = next(data for name, data in members.items() if name.endswith(".csv"))
    assert verify(csv.replace(b"2000", b"9000")).verdict is Verdict.UNKNOWN


@pytest.mark.parametrize("code", ["", "diemen"])
def test_the_workbook_inside_a_pdf_is_known_by_itself(went_out, code):
    attached = PdfReader(io.BytesIO(went_out(FileFormat.PDF, code))).attachments["cijfers.xlsx"][0]

    finding = verify(attached)

    assert (finding.verdict, "uittreksel" in finding.sentence) == (Verdict.GENUINE, bool(code))


def test_a_workbook_that_was_saved_again_is_told_apart(went_out):
    saved = io.BytesIO()
    load_workbook(io.BytesIO(went_out(FileFormat.XLSX))).save(saved)

    finding = verify(saved.getvalue())

    assert finding.verdict is Verdict.ALTERED
    assert "opnieuw opgeslagen (dat doet Excel ook als u niets verandert)" in finding.sentence


def _zip(**members: bytes) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return written.getvalue()


def _workbook() -> bytes:
    written = io.BytesIO()
    Workbook().save(written)
    return written.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"%PDF-1.7\n%%EOF",
        b"PK\x03\x04 geen zip",
        b"gewone tekst",
        _workbook(),
        _workbook()[:-40],
        _zip(**{"word/document.xml": b"<w/>"}),
        _zip(**{"metadata.json": b"[1, 2]"}),
        _zip(**{"metadata.json": b'{"kenmerk_inhoud": 7, "gemeente": {}}'}),
        _zip(**{"metadata.json": b"{"}),
        b"<p>" + b"0" * 64 + b":diemen",
    ],
)
def test_a_file_from_elsewhere_is_not_known(version, data):
    assert verify(data).verdict is Verdict.UNKNOWN


def test_a_file_of_a_gemeente_that_does_not_exist_is_not_genuine(world, document, version):
    data = make(document, version, world.municipalities["diemen"], FileFormat.HTML).data

    assert verify(data.replace(b":diemen", b":nergens")).verdict is Verdict.ALTERED


def test_a_file_that_was_put_among_the_kept_ones_is_found_out(went_out, version):
    """Whoever can write in the database could add a forgery with the right digest; the log does not know it."""
    forged = went_out(FileFormat.HTML).replace(b"2.000", b"9.000")
    uninstall()
    SealedFile.objects.update(data=forged, digest=sha256(forged).hexdigest())
    install()

    finding = verify(forged)

    assert (finding.verdict, finding.tone) == (Verdict.DAMAGED, "bad")
    assert "logboek kent bestand" in finding.sentence
    wrong = [result for result in checks.run() if not result.ok]
    assert [result.name for result in wrong] == ["Bewaarde bestanden zijn wat zij waren"]
    assert "volgens het logboek hier niet gemaakt" in wrong[0].details[0]
