"""Files that are not a workbook, or more than that: a sentence, and a ledger that is as it was."""

import re
import zipfile
from io import BytesIO
from random import Random

import pytest

from ledger.exchange import guard, reading
from ledger.exchange.importing import import_workbook
from ledger.exchange.sheets import SHEETS
from ledger.uploads.archive import MAX_UNPACKED
from tests.exchange.books import everything, example, imported, saved, sentences

pytestmark = pytest.mark.django_db
SHEET = f"xl/worksheets/sheet{1 + [sheet.key for sheet in SHEETS].index('lines')}.xml"


def repacked(change, *, source=None, compression=zipfile.ZIP_DEFLATED):
    """Return the example with its parts changed: `change` gets a dict of name and bytes."""
    with zipfile.ZipFile(source or saved(example())) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", compression) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    stream.seek(0)
    return stream


def with_part(name, content=b"x"):
    return repacked(lambda parts: parts.__setitem__(name, content))


def other_container(*names):
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    stream.seek(0)
    return stream


def encrypted_zip():
    data = bytearray(saved(example()).getvalue())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = -1
        while (at := data.find(mark, at + 1)) >= 0:
            data[at + offset] |= 1
    return BytesIO(bytes(data))


def twice_the_same_part():
    stream = saved(example())
    with zipfile.ZipFile(stream, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr(SHEET, "<worksheet/>")
    stream.seek(0)
    return stream


def damaged():
    data = bytearray(saved(example()).getvalue())
    data[200:1200] = bytes(1000)
    return BytesIO(bytes(data))


def doctype(parts):
    parts[SHEET] = parts[SHEET].replace(b"<worksheet", b'<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet', 1)


def utf16(parts):
    parts[SHEET] = parts[SHEET].decode().encode("utf-16")


FILES = {
    "empty": (lambda: BytesIO(b""), "Het bestand is leeg (0 bytes)"),
    "password or .xls": (
        lambda: BytesIO(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(4096)),
        "Het bestand heeft een wachtwoord of is",
    ),
    "encrypted parts": (encrypted_zip, "Het bestand heeft een wachtwoord."),
    "text": (lambda: BytesIO(b"Code;Naam\nx;y\n"), "Dit is geen Excel-werkboek."),
    "pdf": (lambda: BytesIO(b"%PDF-1.7 " + bytes(100)), "Dit is geen Excel-werkboek."),
    "word": (lambda: other_container("[Content_Types].xml", "word/document.xml"), "Dit is geen Excel-werkboek."),
    "ods": (lambda: other_container("mimetype", "content.xml"), "Dit is een OpenDocument-bestand."),
    "xlsb": (lambda: other_container("xl/workbook.bin"), "Dit is een binair werkboek"),
    "macros": (lambda: with_part("xl/vbaProject.bin"), "Het bestand bevat macro's"),
    "links": (
        lambda: with_part("xl/externalLinks/externalLink1.xml"),
        "koppelingen met andere bestanden (externalLink1.xml)",
    ),
    "upward path": (lambda: with_part("../../etc/passwd"), "klopt niet met die van een Excel-werkboek"),
    "absolute path": (lambda: with_part("/etc/passwd"), "klopt niet met die van een Excel-werkboek"),
    "part twice": (twice_the_same_part, "klopt niet met die van een Excel-werkboek"),
    "too many parts": (
        lambda: repacked(lambda parts: parts.update({f"xl/p{n}": b"" for n in range(300)})),
        "delen; dat mogen er",
    ),
    "damaged": (damaged, "Het bestand is beschadigd."),
    "no xml": (lambda: with_part(SHEET, b"not xml at all"), "Het bestand is beschadigd."),
    "entities": (lambda: repacked(doctype), "iets wat Excel niet schrijft"),
    "utf-16": (lambda: repacked(utf16), "iets wat Excel niet schrijft"),
}


@pytest.mark.parametrize("kind", FILES)
def test_a_file_that_is_not_a_plain_workbook(kind):
    make, sentence = FILES[kind]
    before = everything()
    outcome = import_workbook(make(), "boek.xlsx")
    assert len(outcome.complaints) == 1
    assert sentences(outcome)[0].startswith("Bestand boek.xlsx: ")
    assert sentence in sentences(outcome)[0]
    assert list(outcome.report())[-1] == "Er is niets opgeslagen."
    assert everything() == before


def test_a_file_of_50_mb_is_not_read_to_its_end():
    class Counting(BytesIO):
        taken = 0

        def read(self, size=-1, /):
            data = super().read(size)
            self.taken += len(data)
            return data

    stream = Counting(bytes(50 * 2**20))
    outcome = import_workbook(stream, "groot.xlsx")
    assert "Het bestand is 50,0 MB. Een werkboek mag hoogstens 25 MB zijn." in sentences(outcome)[0]
    assert stream.taken == guard.MAX_FILE + 1


def test_a_zip_bomb_is_stopped_while_it_unpacks(monkeypatch):
    unpacked = 0
    scan = guard._scan

    def counting(*arguments):
        nonlocal unpacked
        size, formulas = scan(*arguments)
        unpacked += size
        return size, formulas

    monkeypatch.setattr(guard, "_scan", counting)
    bomb = with_part("xl/media/aaaa.png", bytes(MAX_UNPACKED + 1))
    assert len(bomb.getvalue()) < 2**20
    outcome = import_workbook(bomb, "boek.xlsx")
    assert "Uitgepakt is het bestand meer dan 150 MB." in sentences(outcome)[0]
    assert unpacked < MAX_UNPACKED  # the part that was too much was left


def test_a_workbook_without_rows():
    workbook = example()
    for worksheet in workbook:
        worksheet.delete_rows(2, 10)
    before = everything()
    (found,) = sentences(imported(workbook))
    assert found.startswith("Bestand boek.xlsx: Het werkboek is leeg: op geen enkel bekend blad staan rijen. Begin met")
    assert everything() == before


def test_a_formula_without_a_value_is_refused_with_sheet_and_cell():
    workbook = example()
    workbook["Regels"]["K2"] = "=50000+50000.5"
    before = everything()
    (found,) = sentences(imported(workbook))
    assert found.startswith("Blad Regels, cel K2: De formule =50000+50000.5 heeft geen uitkomst. Open het werkboek")
    assert everything() == before


def test_a_formula_with_a_value_counts_as_its_value():
    workbook = example()
    workbook["Regels"]["K2"] = "=50000+50000.5"

    def calculate(parts):
        parts[SHEET], count = re.subn(rb"(</f>)<v ?/>|(</f>)<v></v>", rb"</f><v>100000.5</v>", parts[SHEET])
        assert count == 1

    assert import_workbook(repacked(calculate, source=saved(workbook)), "boek.xlsx").complaints == ()


def test_an_error_value_is_refused():
    workbook = example()
    workbook["Gemeenten"]["B3"] = "#REF!"
    assert sentences(imported(workbook)) == [
        "Blad Gemeenten, cel B3: Hier staat de foutwaarde #REF!. Verbeter de formule of typ de waarde."
    ]


def test_more_rows_than_fit_are_refused_and_not_cut(monkeypatch):
    monkeypatch.setattr(reading, "MAX_ROWS", 2)
    workbook = example()
    assert imported(workbook, dry_run=True).complaints == ()  # two lines: as many as fit
    workbook["Regels"].append([2030, "start", 2030, "last", None, None, None, None, None, None, 1])
    assert sentences(imported(workbook)) == [
        "Blad Regels: Het blad heeft meer dan 2 rijen. Verdeel de jaren over meer werkboeken."
    ]


def test_a_row_number_of_a_billion_does_not_keep_us_busy():
    def far(parts):
        parts[SHEET] = parts[SHEET].replace(b'<row r="3"', b'<row r="999999999"')

    outcome = import_workbook(repacked(far), "boek.xlsx")
    assert "niet in evenwicht" in sentences(outcome)[0]  # the last row is beyond what a sheet can have


def test_a_workbook_with_random_damage_is_taken_or_refused_but_never_breaks():
    random = Random(2024)  # noqa: S311 - damage, not secrets
    good = saved(example()).getvalue()
    refused = 0
    for _ in range(80):
        data = bytearray(good[: random.randrange(len(good))] if random.random() < 0.2 else good)
        for _ in range(random.randint(1, 5)):
            if data:
                data[random.randrange(len(data))] = random.randrange(256)
        outcome = import_workbook(BytesIO(bytes(data)), "boek.xlsx", dry_run=True)
        assert outcome.complaints or outcome.total == 13  # a checksum keeps damage from passing as other content
        refused += bool(outcome.complaints)
    assert refused > 40
