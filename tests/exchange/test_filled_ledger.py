"""Importing into a ledger that holds something already."""

import pytest

from ledger.exchange.stored import read_ledger
from ledger.models import Municipality, Mutation
from tests.exchange.books import everything, example, imported, sentences

pytestmark = pytest.mark.django_db


def draft():
    workbook = example()
    workbook["Wijzigingen"]["D2"], workbook["Wijzigingen"]["F2"] = "concept", None
    return workbook


def add_mutation(workbook, code="extra", year=2030):
    workbook["Mutaties"].append([year, 0, code, "sociaal", None, "Extra", "incidenteel"])
    workbook["Regels"].append([year, code, year, "last", "overhead", None, None, None, None, None, -5])
    workbook["Regels"].append([year, code, year, "baat", None, "bijdrage", "wijkteams", None, None, None, -5])
    return workbook


def test_the_same_workbook_again_changes_nothing():
    assert imported(example()).total == 13
    before = everything()
    outcome = imported(example())
    assert list(outcome.report()) == ["Samen 0 toegevoegd, 13 stonden er al."]
    assert everything() == before


def test_a_dry_run_tells_the_same_and_leaves_no_trace():
    before = everything()
    outcome = imported(example(), dry_run=True)
    assert outcome.total == 13
    assert list(outcome.report())[-1] == "Dit was een proef: er is niets opgeslagen."
    assert everything() == before


def test_new_rows_join_a_draft():
    imported(draft())
    outcome = imported(add_mutation(draft()))
    assert outcome.complaints == ()
    assert {key: count for key, count in outcome.added.items() if count} == {"mutations": 1, "lines": 2}
    assert Mutation.objects.get(code="extra").lines.count() == 2


def test_a_workbook_with_only_the_new_rows_is_enough():
    imported(draft())
    workbook = add_mutation(example())
    for title in set(workbook.sheetnames) - {"Mutaties", "Regels"}:
        del workbook[title]
    workbook["Mutaties"].delete_rows(2)
    workbook["Regels"].delete_rows(2, 2)
    assert imported(workbook).added["mutations"] == 1


def test_new_gemeenten_come_after_the_others():
    imported(example())
    workbook = example()
    workbook["Gemeenten"].insert_rows(2)
    workbook["Gemeenten"]["A2"], workbook["Gemeenten"]["B2"] = "aard", "Aard"
    assert imported(workbook).total == 1
    assert list(Municipality.objects.values_list("code", flat=True)) == ["oost", "west", "aard"]


def test_an_adopted_wijziging_takes_nothing_more():
    imported(example())
    before = everything()
    found = sentences(imported(add_mutation(example())))
    assert len(found) == 1
    assert found[0].startswith("Blad Mutaties, rij 3: ")
    assert "vastgesteld" in found[0]
    assert everything() == before


def test_a_closed_year_takes_nothing_more():
    closed = example()
    closed["Begrotingsjaren"]["C2"] = "gesloten"
    imported(closed)
    workbook = add_mutation(example())
    workbook["Begrotingsjaren"]["C2"] = "gesloten"
    workbook["Wijzigingen"].append([2030, 1, "1e wijziging", "concept"])
    workbook["Maatwerk"].append([2030, "401", 401, "oost", "sociaal", "Werk", "incidenteel", 5])
    before = everything()
    found = sentences(imported(workbook))
    sentence = "Begrotingsjaar 2030 is gesloten: er kan niets meer bij. Haal de rij weg."
    assert found == [
        f"Blad {cell}: {sentence}"
        for cell in ("Wijzigingen, cel A3", "Maatwerk, cel A2", "Mutaties, cel A3", "Regels, cel A4", "Regels, cel A5")
    ]
    assert everything() == before


@pytest.mark.parametrize(
    ("place", "value", "sentence"),
    [
        (
            "Gemeenten!B2",
            "Oosten",
            "Blad Gemeenten, cel B2: 'Naam' is hier 'Oosten', maar in de administratie staat 'Oost'.",
        ),
        ("Sleutels!H2", 5, "Blad Sleutels, cel H2: 'Gewicht' is hier '5', maar in de administratie staat '20000'."),
        (
            "Wijzigingen!D2",
            "ingetrokken",
            "'Status' is hier 'ingetrokken', maar in de administratie staat 'vastgesteld'.",
        ),
        ("Mutaties!F2", "Anders", "Blad Mutaties, cel F2: 'Omschrijving' is hier 'Anders'"),
        (
            "Regels!E2",
            "overhead",
            "Blad Regels, cel B2: Mutatie 'start' staat al in de administratie, met andere regels.",
        ),
        ("Organisatie!A2", "GR Anders", "Blad Organisatie, cel A2: 'Naam' is hier 'GR Anders'"),
    ],
)
def test_a_row_that_differs_is_refused(place, value, sentence):
    imported(example())
    workbook = example()
    sheet, cell = place.split("!")
    workbook[sheet][cell] = value
    before = everything()
    found = sentences(imported(workbook))
    assert any(sentence in text for text in found), found
    assert everything() == before


def test_a_version_of_a_key_that_stands_gets_no_more_gemeenten():
    imported(example())
    workbook = example()
    workbook["Gemeenten"].append(["zuid", "Zuid"])
    workbook["Sleutels"].append(["inwoners", "Inwoners", 1, "01-01-2030", "CBS", "inwoners", "zuid", 5])
    found = sentences(imported(workbook))
    assert found == [
        "Blad Sleutels, cel G4: Deze versie van de sleutel staat al vast zonder deze gemeente. Maak een nieuwe versie."
    ]


def test_a_name_that_is_taken_under_another_code():
    imported(example())
    workbook = example()
    workbook["Gemeenten"].append(["oost2", "Oost"])
    workbook["Gemeenten"].delete_rows(2)  # the first Oost is in the ledger only
    found = sentences(imported(workbook))
    assert found[0].startswith("Blad Gemeenten, cel B3: Naam 'Oost' is in de administratie al in gebruik.")


def test_a_new_version_of_a_key_and_a_new_year():
    imported(example())
    workbook = add_mutation(example(), year=2031)
    workbook["Sleutels"].append(["inwoners", "Inwoners", 2, "01-01-2031", "CBS", "inwoners", "west", 1])
    workbook["Begrotingsjaren"].append([2031])
    workbook["Verdeling"].append([2031, "wijkteams", "sleutel", "inwoners", 2])
    workbook["Wijzigingen"].append([2031, 0, "Primitief", "concept"])
    assert imported(workbook).complaints == ()
    assert [row["year"] for row in read_ledger()["amendments"]] == [2030, 2031]
