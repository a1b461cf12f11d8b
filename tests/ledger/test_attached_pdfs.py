"""PDF files that do more than show pages are refused, also when they hide it; ordinary ones are kept."""

import time
import zlib
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, ObjectStreamMode

from ledger.uploads.attachments import AttachmentError, admit
from reports.renderers.pdf import write

Change = Callable[[pikepdf.Pdf], object]


def made(change: Change, *, hidden: bool, encryption: pikepdf.Encryption | None = None) -> bytes:
    """A PDF of one page with this change; `hidden` keeps its objects in packed object streams."""
    pdf = pikepdf.new()
    pdf.add_blank_page()
    change(pdf)
    file = BytesIO()
    mode = ObjectStreamMode.generate if hidden else ObjectStreamMode.disable
    pdf.save(file, object_stream_mode=mode, compress_streams=hidden, encryption=encryption or False)
    return file.getvalue()


def _action(pdf: pikepdf.Pdf, **action: Any) -> None:
    pdf.Root.OpenAction = pdf.make_indirect(Dictionary(Type=Name.Action, **action))


def _page_action(pdf: pikepdf.Pdf) -> None:
    script = Dictionary(S=Name.JavaScript, JS="app.alert(1)")
    pdf.pages[0].obj.AA = Dictionary(O=pdf.make_indirect(script))


def _attachment(pdf: pikepdf.Pdf) -> None:
    pdf.attachments["programma.exe"] = b"MZ"


def _form(pdf: pikepdf.Pdf) -> None:
    pdf.Root.AcroForm = pdf.make_indirect(Dictionary(Fields=Array(), XFA=pdf.make_stream(b"<xdp/>")))


WRONG: dict[str, tuple[Change, str]] = {
    "script": (lambda pdf: _action(pdf, S=Name.JavaScript, JS="app.alert(1)"), "scripts"),
    "script of a page": (_page_action, "scripts"),
    "form with scripts": (_form, "scripts"),
    "program": (lambda pdf: _action(pdf, S=Name.Launch, F="calc.exe"), "starten of versturen"),
    "sending": (lambda pdf: _action(pdf, S=Name.SubmitForm, F="http://x.test/"), "starten of versturen"),
    "attachment": (_attachment, "andere bestanden"),
}


@pytest.mark.parametrize("hidden", [False, True])
@pytest.mark.parametrize("wrong", WRONG)
def test_what_does_more_than_show_pages_is_refused(wrong: str, hidden: bool) -> None:
    change, told = WRONG[wrong]

    with pytest.raises(AttachmentError, match=f"In dit PDF-bestand zitten .*{told}"):
        admit(made(change, hidden=hidden), "offerte.pdf")


def test_an_object_stream_hides_names_from_a_plain_search() -> None:
    """Otherwise the cases above would say nothing of unpacking."""
    data = made(WRONG["script"][0], hidden=True)

    assert b"JavaScript" not in data
    assert b"/ObjStm" in data


def test_a_name_in_hexadecimal_is_the_same_name() -> None:
    data = made(WRONG["script"][0], hidden=False).replace(b"/JavaScript", b"/J#61vaScrip#74")

    with pytest.raises(AttachmentError, match="scripts"):
        admit(data, "offerte.pdf")


def test_a_name_on_the_edge_of_two_pieces_is_found() -> None:
    for before in range(2**16 - 12, 2**16 + 2):
        packed = zlib.compress(b" " * before + b"/JavaScript ")
        data = b"%PDF-1.7\n1 0 obj <</Type/ObjStm>>\nstream\n" + packed + b"\nendstream\n%%EOF"
        with pytest.raises(AttachmentError, match="scripts"):
            admit(data, "offerte.pdf")


@pytest.mark.parametrize("filters", [b"/LZWDecode", b"[/ASCIIHexDecode /FlateDecode]", b"[/FlateDecode/FlateDecode]"])
def test_objects_in_a_packing_that_is_not_unpacked_are_refused(filters: bytes) -> None:
    data = b"%PDF-1.7\n1 0 obj <</Type/ObjStm/N 1/First 4/Filter " + filters + b">>\nstream\nx\nendstream\n%%EOF"

    with pytest.raises(AttachmentError, match="niet na te kijken"):
        admit(data, "offerte.pdf")


def test_a_password_is_refused() -> None:
    locked = made(lambda _: None, hidden=False, encryption=pikepdf.Encryption(owner="a", user="b"))

    with pytest.raises(AttachmentError, match="wachtwoord"):
        admit(locked, "offerte.pdf")


def test_a_bomb_is_refused() -> None:
    packed = zlib.compress(b" " * (151 * 2**20))

    with pytest.raises(AttachmentError, match="Uitgepakt is het bestand meer dan"):
        admit(b"%PDF-1.7\n1 0 obj <<>>\nstream\n" + packed + b"\nendstream\n%%EOF", "offerte.pdf")


def test_a_file_that_keeps_the_search_busy_is_refused_in_time() -> None:
    began = time.monotonic()

    with pytest.raises(AttachmentError, match="niet na te kijken"):
        admit(b"%PDF-1.7\n" + b"stream\n" * 1_400_000 + b"%%EOF", "offerte.pdf")

    assert time.monotonic() - began < 10


@pytest.mark.parametrize("hidden", [False, True])
def test_an_ordinary_pdf_is_kept(hidden: bool) -> None:
    def opens_at_a_page(pdf: pikepdf.Pdf) -> None:
        pdf.Root.OpenAction = Array([pdf.pages[0].obj, Name.Fit])
        pdf.pages[0].obj.Contents = pdf.make_stream(b"BT (Een script van JavaScript in de tekst) Tj ET")

    data = made(opens_at_a_page, hidden=hidden)

    assert admit(data, "offerte.pdf").data == data


def test_a_pdf_of_our_own_is_kept() -> None:
    data = write('<html lang="nl"><head><title>Lijst</title></head><body><h1>Lijst</h1></body></html>')

    assert admit(data, "lijst.pdf").data == data
