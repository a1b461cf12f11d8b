"""The workbook as a file: text that stays text, numbers with formats, headings that stay in sight."""

from io import BytesIO
from zipfile import ZipFile

import openpyxl
import pytest

from ledger.exchange.importing import import_workbook
from ledger.exchange.rows import RefusedError
from ledger.exchange.sheets import SHEETS
from ledger.exchange.writing import export_workbook, write_workbook
from tests.exchange.books import example, imported
from tests.exchange.generator import generate


def written(sheets):
    stream = BytesIO()
    write_workbook(stream, sheets)
    stream.seek(0)
    return stream


def test_text_that_looks_like_a_formula_stays_text():
    stream = written(generate(1, 2, 1, 1).sheets)
    with ZipFile(stream) as archive:
        assert not [name for name in archive.namelist() if b"<f>" in archive.read(name)]
    cell = openpyxl.load_workbook(stream)["Organisatie"]["A2"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == ("=R&D 'de <regeling>'", "s", True)


def test_amounts_are_numbers_and_dates_are_dates_with_a_format():
    budget = generate(1, 2, 1, 1)
    workbook = openpyxl.load_workbook(written(budget.sheets))
    cell = workbook["Regels"]["K2"]
    assert (cell.data_type, cell.number_format) == ("n", "#,##0.00")
    assert round(cell.value * 100) == budget.sheets["lines"][0]["amount"]
    assert workbook["Sleutels"]["D2"].is_date


def test_every_sheet_has_frozen_headings_and_the_first_explains():
    workbook = openpyxl.load_workbook(written({}))
    assert workbook.sheetnames == ["Leeswijzer", *[sheet.title for sheet in SHEETS]]
    for sheet in SHEETS:
        worksheet = workbook[sheet.title]
        assert [cell.value for cell in worksheet[1]] == [column.heading for column in sheet.columns]
        assert (worksheet.freeze_panes, worksheet.print_title_rows) == ("A2", "$1:$1")
    leaflet = list(workbook["Leeswijzer"].iter_rows(values_only=True))
    assert leaflet[0][0] == "Leeswijzer"
    assert {(sheet.title, column.heading) for sheet in SHEETS for column in sheet.columns} <= {
        row[:2] for row in leaflet
    }


@pytest.mark.django_db
def test_an_amount_of_a_hundred_billion_keeps_its_cents():
    workbook = example()
    for cell in ("K2", "K3"):
        workbook["Regels"][cell] = 99_999_999_999.99
    imported(workbook)
    stream = BytesIO()
    export_workbook(stream)
    assert openpyxl.load_workbook(stream)["Regels"]["K2"].value == 99_999_999_999.99
    stream.seek(0)
    assert import_workbook(stream, "boek.xlsx").total == 0


def test_a_text_that_does_not_fit_in_a_cell_is_not_cut():
    sheets = {"municipalities": [{"code": "x", "name": "x" * 32_767}, {"code": "y", "name": "y" * 32_768}]}
    with pytest.raises(RefusedError, match="Blad Gemeenten, rij 3: 'Naam' heeft 32768 tekens"):
        written(sheets)


@pytest.mark.django_db
def test_a_year_that_does_not_exist():
    imported(example())
    with pytest.raises(RefusedError, match=r"Jaar 2029: Dit begrotingsjaar bestaat niet\. Wel: 2030\."):
        export_workbook(BytesIO(), year=2029)
