"""Sheets and headings: what may differ and what may not."""

import pytest

from tests.exchange.books import everything, example, imported, sentences

pytestmark = pytest.mark.django_db


def test_order_and_case_of_headings_and_sheets_do_not_matter():
    workbook = example()
    sheet = workbook["Gemeenten"]
    for row in sheet.iter_rows():
        row[0].value, row[1].value = row[1].value, row[0].value
    sheet["A1"], sheet["B1"] = "  NAAM ", "code"
    workbook["Programma's"].title = "programma’s"
    workbook.move_sheet("Regels", offset=-10)
    workbook.create_sheet("Blad1")
    outcome = imported(workbook)
    assert outcome.complaints == ()
    assert outcome.added["municipalities"] == 2


def test_rows_that_are_empty_do_not_count_and_rows_keep_their_number():
    workbook = example()
    workbook["Gemeenten"].insert_rows(2, 3)
    workbook["Gemeenten"]["A6"] = "twee woorden"
    assert sentences(imported(workbook))[0].startswith("Blad Gemeenten, cel A6: 'twee woorden' is geen code.")


def test_an_unknown_heading_is_refused_with_the_known_ones():
    workbook = example()
    workbook["Gemeenten"]["C1"] = "Inwoners"
    workbook["Gemeenten"]["C2"] = 20000
    before = everything()
    assert sentences(imported(workbook)) == [
        "Blad Gemeenten, cel C1: De kolom 'Inwoners' is niet bekend. Bekende kolommen zijn: Code, Naam."
    ]
    assert everything() == before


def test_a_heading_twice_is_refused():
    workbook = example()
    workbook["Gemeenten"]["C1"] = "Naam"
    assert "Blad Gemeenten, cel C1: De kolom 'Naam' staat er twee keer. Houd er één over." in sentences(
        imported(workbook)
    )


def test_a_cell_without_heading_is_refused():
    workbook = example()
    workbook["Gemeenten"]["D3"] = "navragen"
    assert sentences(imported(workbook))[0].startswith("Blad Gemeenten, cel D3: Deze cel staat onder geen enkele kop.")


def test_a_missing_column_is_told_once():
    workbook = example()
    workbook["Regels"].delete_cols(11)
    assert sentences(imported(workbook)) == [
        "Blad Regels: Deze kolommen ontbreken: 'Bedrag'. Zet de koppen in de eerste rij."
    ]


def test_an_optional_column_may_be_missing():
    workbook = example()
    workbook["Regels"].delete_cols(5)
    assert imported(workbook).complaints == ()


def test_an_unknown_sheet_is_refused_with_the_known_ones():
    workbook = example()
    workbook["Regels"].title = "Boekingen"
    found = sentences(imported(workbook))
    assert found[0].startswith("Blad Boekingen: Dit blad is niet bekend. Bekende bladen zijn: Organisatie, Gemeenten, ")


def test_the_same_sheet_twice_is_refused():
    workbook = example()
    workbook.copy_worksheet(workbook["Gemeenten"]).title = "GEMEENTEN "
    assert "Blad GEMEENTEN : Dit blad staat twee keer in het werkboek. Houd er één over." in sentences(
        imported(workbook)
    )
