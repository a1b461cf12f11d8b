"""Files that people add to an order, and files that want something else: what counts is what is in them."""

import zipfile
from collections.abc import Mapping
from contextlib import suppress
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger import journal
from ledger.enums import Role
from ledger.journal import JournalError
from ledger.models import AuditEntry, OrderDocument
from ledger.permissions import NotAllowedError
from ledger.uploads.attachments import MAX_FILE, MAX_NAME, TYPES, AttachmentError, admit, clean_name
from tests.ledger.factories import person, small_world

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
_CONTENTS = '<Types><Override PartName="/x" ContentType="{}.main+xml"/></Types>'
_BOMB = 160 * 2**20  # bytes, of nothing but noughts


def packed(parts: Mapping[str, str | bytes], **options: Any) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", **options) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def office(suffix: str, **more: str | bytes) -> bytes:
    """A file that says it is a Word or Excel document."""
    return packed({"[Content_Types].xml": _CONTENTS.format(TYPES[suffix]), "word/document.xml": "<x/>"} | more)


def open_document(suffix: str, **more: str | bytes) -> bytes:
    return packed({"mimetype": TYPES[suffix], "content.xml": "<x/>"} | more)


GOOD = {
    "offerte.pdf": PDF,
    "opdracht.docx": office(".docx"),
    "begroting.xlsx": office(".xlsx"),
    "opdracht.odt": open_document(".odt"),
    "begroting.ods": open_document(".ods"),
}


@pytest.mark.parametrize("name", GOOD)
def test_a_document_is_kept_as_it_was_sent(name):
    kept = admit(GOOD[name], name)

    assert (kept.name, kept.data) == (name, GOOD[name])
    assert kept.content_type == TYPES[f".{name.partition('.')[2]}"]


def _encrypted() -> bytes:
    """Say of the first part in the list of parts that it is encrypted."""
    data = bytearray(office(".docx"))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def _many() -> bytes:
    return packed({str(number): "" for number in range(2_001)})


HOSTILE: dict[str, tuple[str, bytes, str]] = {
    "a program": ("offerte.exe", b"MZ\x90", "Dit soort bestand kan niet"),
    "a program that is called PDF": ("offerte.pdf", b"MZ\x90\x00", "niet die van een .pdf-bestand"),
    "a page that is called PDF": ("offerte.pdf", b"<html><script>alert(1)</script>", "niet die van een .pdf-bestand"),
    "a PDF that ends halfway": ("offerte.pdf", PDF[:20], "niet die van een .pdf-bestand"),
    "two endings": ("offerte.pdf.exe", PDF, "Dit soort bestand kan niet"),
    "an ending behind a character that turns text around": ("offerte\u202efdp.exe", PDF, "Dit soort bestand kan niet"),
    "no ending": ("offerte", PDF, "Dit soort bestand kan niet"),
    "only an ending": (".pdf", PDF, "Dit soort bestand kan niet"),
    "nothing": ("offerte.pdf", b"", "Het bestand is leeg"),
    "too much": ("offerte.pdf", PDF + b" " * MAX_FILE + b"%%EOF", "mag hoogstens 10,0 MB zijn"),
    "a PDF that is called Word": ("offerte.docx", PDF, "niet die van een .docx-bestand"),
    "Excel that is called Word": ("offerte.docx", office(".xlsx"), "niet die van een .docx-bestand"),
    "OpenDocument that is called Word": ("offerte.docx", open_document(".odt"), "niet die van een .docx-bestand"),
    "text that is called a spreadsheet": ("offerte.ods", open_document(".odt"), "niet die van een .ods-bestand"),
    "a zip": ("offerte.xlsx", packed({"virus.exe": "MZ"}), "niet die van een .xlsx-bestand"),
    "a page with a zip behind it": ("offerte.docx", b"<html>" + office(".docx"), "niet die van een .docx-bestand"),
    "half a zip": ("offerte.docx", office(".docx")[:-30], "niet die van een .docx-bestand"),
    "an old Word document": ("offerte.docx", bytes.fromhex("d0cf11e0a1b11ae1") + b"x", "wachtwoord of is in een oud"),
    "a password": ("offerte.docx", _encrypted(), "heeft een wachtwoord"),
    "macros": ("offerte.docx", office(".docx", **{"word/vbaProject.bin": "x"}), "bevat macro's"),
    "ActiveX": ("offerte.xlsx", office(".xlsx", **{"xl/activeX/activeX1.xml": "x"}), "bevat macro's"),
    "a list of contents that says macros": (
        "offerte.docx",
        packed({"[Content_Types].xml": "application/vnd.ms-word.document.macroEnabled.main+xml"}),
        "bevat macro's",
    ),
    "macros of LibreOffice": ("offerte.odt", open_document(".odt", **{"Basic/script-lc.xml": "x"}), "bevat macro's"),
    "a part outside the archive": ("offerte.docx", office(".docx", **{"../../etc/passwd": "x"}), "niet die van een"),
    "two parts with one name": ("offerte.docx", office(".docx", **{"WORD/document.xml": "x"}), "niet die van een"),
    "a bomb": (
        "offerte.docx",
        packed({"[Content_Types].xml": "x", "word/x.xml": b"\0" * _BOMB}, compression=zipfile.ZIP_DEFLATED),
        "Uitgepakt is het bestand meer dan",
    ),
    "very many parts": ("offerte.docx", _many(), "niet die van een .docx-bestand"),
    "another way of packing": (
        "offerte.docx",
        packed({"[Content_Types].xml": "x"}, compression=zipfile.ZIP_LZMA),
        "niet die van een .docx-bestand",
    ),
}


@pytest.mark.parametrize(("name", "data", "sentence"), HOSTILE.values(), ids=HOSTILE)
def test_anything_else_is_refused_with_what_to_do(name, data, sentence):
    with pytest.raises(AttachmentError, match=sentence):
        admit(data, name)


@given(st.binary(max_size=300), st.sampled_from([*TYPES]))
def test_rubbish_is_refused_and_never_an_accident(data, suffix):
    for content in (data, PDF[:9] + data, office(".docx")[: len(data)] + data):
        with suppress(AttachmentError):  # any other error would be an accident
            admit(content, f"x{suffix}")


@pytest.mark.parametrize(
    ("name", "cleaned"),
    [
        ("../../etc/Offerte 2030.PDF", "Offerte 2030.pdf"),
        ("C:\\Users\\iemand\\offerte.pdf", "offerte.pdf"),
        ('naam"; filename="x.html.pdf', "naam_; filename=_x.html.pdf"),
        ("regel\r\nSet-Cookie: a=b.pdf", "regel Set-Cookie_ a=b.pdf"),
        ("op\u202egedraaid.pdf", "opgedraaid.pdf"),
        ("cafe\u0301.pdf", "café.pdf"),
        (f"{'x' * 300}.pdf", f"{'x' * (MAX_NAME - 4)}.pdf"),
        ("", "document"),
    ],
)
def test_a_name_is_only_a_name(name, cleaned):
    assert clean_name(name) == cleaned


@given(st.text(max_size=200))
def test_a_cleaned_name_is_clean(name):
    cleaned = clean_name(name)

    assert 0 < len(cleaned) <= MAX_NAME
    assert not set(cleaned) & set('/\\\r\n\0"<>|')
    assert clean_name(cleaned) == cleaned


@pytest.mark.django_db
class TestOfAnOrder:
    def test_a_document_hangs_on_the_order(self):
        world = small_world()
        diemen = person("ogon-diemen", Role.OGON_MEMBER, world.municipalities["diemen"])
        order = world.order("401", "diemen")

        kept = journal.attach_document(actor=diemen, order=order, name="map/Offerte.pdf", data=PDF)

        assert (kept.name, kept.size, bytes(kept.data)) == ("Offerte.pdf", len(PDF), PDF)
        entry = AuditEntry.objects.get(action="order.document")
        assert entry.payload == {"size": len(PDF), "sha256": kept.digest}

    def test_the_same_file_is_there_already(self):
        world = small_world()
        order = world.order("401", "diemen")
        journal.attach_document(actor=world.finance, order=order, name="a.pdf", data=PDF)

        with pytest.raises(JournalError, match=r"staat al bij de order, als a\.pdf"):
            journal.attach_document(actor=world.finance, order=order, name="b.pdf", data=PDF)

    def test_not_by_another_gemeente_and_not_what_is_refused(self):
        world = small_world()
        uithoorn = person("ogon-uithoorn", Role.OGON_MEMBER, world.municipalities["uithoorn"])
        order = world.order("401", "diemen")

        with pytest.raises(NotAllowedError):
            journal.attach_document(actor=uithoorn, order=order, name="a.pdf", data=PDF)
        with pytest.raises(JournalError, match="Dit soort bestand kan niet"):
            journal.attach_document(actor=world.finance, order=order, name="a.exe", data=PDF)
        assert not OrderDocument.objects.exists()
