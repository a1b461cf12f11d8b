"""A workbook is read in a process of its own: what a hostile file does there hurts nobody."""

import resource
import threading
import time
import zipfile
from datetime import datetime, timedelta
from io import BytesIO

import openpyxl
import pytest
from django.conf import settings as django_settings

from ledger.exchange import apart, apart_process, guard
from ledger.exchange.apart import read_apart
from ledger.exchange.reading import read_workbook
from ledger.exchange.rows import INVALID, RefusedError
from ledger.uploads.archive import MAX_UNPACKED
from tests.exchange.test_hostile_files import repacked


@pytest.fixture
def hostile(settings, monkeypatch):
    """Read with the reader that obeys the file, with little memory and one second."""
    monkeypatch.setattr(apart, "MODULE", "tests.exchange.hostile_readers")
    settings.INTAKE_MEMORY_BYTES = 64 * 2**20
    settings.INTAKE_SECONDS = 1

    def act(deed: str) -> str:
        with pytest.raises(RefusedError) as refusal:
            read_apart(deed.encode(), "boek.xlsx")
        (complaint,) = refusal.value.complaints
        assert complaint.where == "bestand boek.xlsx"
        return complaint.sentence

    return act


def test_an_ordinary_workbook_is_read_as_in_this_process():
    workbook = openpyxl.Workbook()
    sheet = workbook.create_sheet("Gemeenten")
    sheet.append(["Code", "Naam", "Volgorde", "Onzin"])
    sheet.append(["diemen", "Diemen é 😀", 1, None])
    sheet.append(["uithoorn", "=1/0", 2.5, "#N/A"])
    stream = BytesIO()
    workbook.save(stream)
    heard = []

    book, complaints = read_apart(stream.getvalue(), "boek.xlsx", lambda *place: heard.append(place))

    expected, expected_complaints = read_workbook(BytesIO(stream.getvalue()), "boek.xlsx")
    assert complaints == expected_complaints
    assert len(complaints) > 1
    assert {key: [row.values for row in rows] for key, rows in book.items()} == {
        key: [row.values for row in rows] for key, rows in expected.items()
    }
    assert [row.place("name") for row in book["municipalities"]] == [
        row.place("name") for row in expected["municipalities"]
    ]
    assert any(INVALID in row.values.values() for row in book["municipalities"])
    assert heard == [("Gemeenten", 0)]


def test_dates_and_times_come_through():
    moment = datetime(2024, 1, 2, 3, 4)  # noqa: DTZ001 - a workbook knows no time zones
    for value in (moment, moment.date(), moment.time(), timedelta(hours=30), 1.5, True, "x", None):
        assert apart._value(apart_process._plain(value)) == value


@pytest.mark.parametrize(
    ("deed", "sentence"),
    [
        ("memory", "vraagt meer dan 64,0 MB geheugen"),
        ("loop", "omdat het te veel werk was (meer dan 1 seconden"),
        ("sleep", "omdat het te veel werk was"),
        ("crash", "omdat het te veel werk was"),
        ("files", "Het bestand is beschadigd"),
        ("nonsense", "Het bestand is beschadigd"),
        ("unknown kind", "Het bestand is beschadigd"),
    ],
)
def test_a_child_that_is_killed_or_talks_nonsense_gives_a_sentence(hostile, deed, sentence):
    before = resource.getrlimit(resource.RLIMIT_AS)

    assert sentence in hostile(deed)

    assert resource.getrlimit(resource.RLIMIT_AS) == before  # of this process nothing changed


def test_a_child_that_never_stops_talking_is_stopped(hostile, monkeypatch):
    monkeypatch.setattr(apart, "_MOST", 100_000)

    assert "meer dan 0,1 MB tekst" in hostile("talk")


def test_the_child_gets_no_secrets_and_no_database(hostile, monkeypatch):
    for name in ("DATABASE_URL", "SECRET_KEY", "DUOPLUS_SECRET_KEY"):
        monkeypatch.setenv(name, "geheim")

    _, (complaint,) = read_apart(b"secrets", "boek.xlsx")

    names = set(complaint.sentence.split())
    assert "PATH" in names
    assert not {name for name in names if "DATABASE" in name or "SECRET" in name or "DJANGO" in name}


def test_no_more_than_two_at_once_and_the_others_wait(monkeypatch):
    busy: list[int] = []
    most: list[int] = []

    def listened(*_: object) -> tuple[dict[str, object], list[object]]:
        busy.append(1)
        most.append(len(busy))
        time.sleep(0.05)
        busy.pop()
        return {}, []

    monkeypatch.setattr(apart, "_listened", listened)
    threads = [threading.Thread(target=read_apart, args=(b"", "boek.xlsx")) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(most) == 5
    assert max(most) == 2


def test_a_bomb_that_unpacks_all_at_once_is_not_unpacked():
    """Other ways of packing than Excel's cannot be unpacked piece by piece: a few kB would take all memory here."""
    for method in (zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
        stream = BytesIO()
        with zipfile.ZipFile(stream, "w", method) as archive:
            archive.writestr("xl/workbook.xml", bytes(2**20))
        with pytest.raises(RefusedError, match="ongewone manier ingepakt"):
            guard.admit(BytesIO(stream.getvalue()), "boek.xlsx")


def test_a_list_of_parts_without_end_is_not_read():
    with pytest.raises(RefusedError, match="bestaat uit 400000 delen"):
        guard.admit(BytesIO(b"PK\x01\x02" * 400_000), "boek.xlsx")


def test_texts_that_are_small_in_the_file_and_large_outside_are_refused(settings, monkeypatch):
    """One long text, named in every cell: a small file that would say gigabytes."""
    monkeypatch.setattr(apart, "_MOST", 2**20)
    workbook = openpyxl.Workbook()
    sheet = workbook.create_sheet("Gemeenten")
    sheet.append(["Code", "Naam", "Volgorde"])
    for _ in range(200):
        sheet.append(["x" * 30_000, "y", 1])
    stream = BytesIO()
    workbook.save(stream)

    with pytest.raises(RefusedError, match="meer dan 1,0 MB tekst"):
        read_apart(stream.getvalue(), "boek.xlsx")


def test_the_limits_leave_room_for_the_largest_file_that_is_taken_in():
    assert django_settings.INTAKE_MEMORY_BYTES > 4 * MAX_UNPACKED
    assert 2 * django_settings.INTAKE_SECONDS < 600  # an intake that is silent for ten minutes counts as lost


def test_a_damaged_sheet_is_told_as_ever():
    def damage(parts):
        parts["xl/workbook.xml"] = b"<workbook"

    with pytest.raises(RefusedError, match="beschadigd"):
        read_apart(repacked(damage).getvalue(), "boek.xlsx")
