"""Mistakes in a workbook of the right shape: every one told with sheet and cell, nothing stored."""

import pytest

from ledger.enums import Role
from ledger.models import RoleGrant, User
from tests.exchange.books import everything, example, imported, sentences

pytestmark = pytest.mark.django_db

# What is typed where, and the sentence for it. K of Regels is the amount; Regels 2 is the last, Regels 3 the baat.
MISTAKES = {
    "text amount with a minus behind": (
        {"Regels!K2": "1.234,56-"},
        (
            "Blad Regels, cel K2: Hier staat de tekst '1.234,56-' in plaats van een getal. Bedoelt u "
            "−1.234,56? Maak er een getal van."
        ),
    ),
    "text amount in brackets": (
        {"Regels!K2": "(1.234)"},
        "Blad Regels, cel K2: Hier staat de tekst '(1.234)' in plaats van een getal. Bedoelt u −1.234?",
    ),
    "text amount with a point": (
        {"Regels!K2": "1234.5"},
        (
            "Blad Regels, cel K2: Hier staat tekst in plaats van een getal. Het bedrag '1234.5' heeft een "
            "punt waar een komma hoort."
        ),
    ),
    "amount with three decimals": (
        {"Regels!K2": 1.005},
        "Blad Regels, cel K2: Het bedrag 1,005 heeft meer dan twee decimalen.",
    ),
    "unbalanced mutatie": (
        {"Regels!K2": 100000},
        (
            "Blad Mutaties, cel C2: Mutatie 'start': De mutatie is in 2030 niet in evenwicht: lasten € "
            "100.000, baten € 100.000,50, verschil € −0,50. Maak lasten en baten gelijk. Zie blad Regels: rij"
            " 2, rij 3."
        ),
    ),
    "amount of nought": ({"Regels!K2": 0}, "Blad Regels, cel K2: Het bedrag is nul."),
    "unknown gemeente of a key": (
        {"Sleutels!G3": "noord"},
        "Blad Sleutels, cel G3: Onbekende gemeente 'noord'. Bekend: oost, west.",
    ),
    "unknown gemeente of a line": (
        {"Regels!H3": "noord"},
        "Blad Regels, cel H3: Onbekende gemeente 'noord'. Kies uit: oost, west.",
    ),
    "gemeente where a key decides": (
        {"Regels!H3": "oost"},
        "Blad Regels, cel H3: Deze verdeelgroep gaat via een sleutel: noem geen gemeente.",
    ),
    "direct without gemeente": (
        {"Verdeling!C2": "direct", "Verdeling!D2": None, "Verdeling!E2": None},
        "Blad Regels, cel H3: Deze verdeelgroep wordt direct betaald: noem de gemeente.",
    ),
    "unknown programma": (
        {"Mutaties!D2": "burger"},
        "Blad Mutaties, cel D2: Onbekend programma 'burger'. Kies uit: sociaal.",
    ),
    "unknown verdeelgroep": ({"Regels!G3": "staf"}, "Blad Regels, cel G3: Onbekende verdeelgroep 'staf'."),
    "unknown maatwerkorder": (
        {"Regels!F3": "maatwerk", "Regels!G3": None, "Regels!H3": "oost", "Regels!I3": "401"},
        "Blad Regels, cel I3: Onbekende maatwerkorder '401'.",
    ),
    "unknown mutatie": ({"Regels!B2": "stop"}, "Blad Regels, cel B2: Onbekende mutatie 'stop van 2030'."),
    "unknown wijziging": ({"Mutaties!B2": 3}, "Blad Mutaties, cel B2: Onbekende wijziging '3 van 2030'."),
    "unknown year": (
        {"Wijzigingen!A2": 2029},
        "Blad Wijzigingen, cel A2: Onbekend begrotingsjaar '2029'. Bekend: 2030.",
    ),
    "unknown version of a key": (
        {"Verdeling!E2": 2},
        "Blad Verdeling, cel E2: Onbekende sleutel 'inwoners, versie 2'.",
    ),
    "key without its version": (
        {"Verdeling!E2": None},
        "Blad Verdeling, cel E2: Bij wijze 'sleutel' hoort de versie van de sleutel.",
    ),
    "direct with a key": (
        {"Verdeling!C2": "direct"},
        "Blad Verdeling, cel D2: Bij wijze 'direct' hoort geen sleutel.",
    ),
    "no weight above nought": (
        {"Sleutels!H2": 0, "Sleutels!H3": 0},
        "Blad Sleutels, rij 2: Sleutel 'inwoners' heeft geen gewichten.",
    ),
    "rows of a version that differ": (
        {"Sleutels!E3": "RVO"},
        "Blad Sleutels, cel E3: 'Bron' is anders dan in blad Sleutels, cel E2, bij dezelfde versie.",
    ),
    "boekjaar out of reach": (
        {"Regels!C2": 2034},
        "Blad Regels, cel C2: Boekjaar 2034 valt buiten 2030 tot en met 2033.",
    ),
    "cover on a last": (
        {"Regels!F2": "derden"},
        "Blad Regels, cel F2: Een last heeft geen dekkingsbron; zet de dekking op een baat.",
    ),
    "baat without cover": ({"Regels!F3": None}, "Blad Regels, cel F3: Een baat heeft een dekkingsbron nodig"),
    "adopted without a date": (
        {"Wijzigingen!F2": None},
        "Blad Wijzigingen, cel F2: Een vastgestelde wijziging heeft een datum nodig.",
    ),
    "draft with a date": (
        {"Wijzigingen!D2": "concept", "Wijzigingen!E2": "01-06-2029", "Wijzigingen!F2": None},
        "Blad Wijzigingen, cel E2: Een concept is nog niet aangeboden.",
    ),
    "decision that was not taken": (
        {"Wijzigingen!D2": "aangeboden", "Wijzigingen!F2": None, "Wijzigingen!G2": "AB 12"},
        "Blad Wijzigingen, cel G2: Alleen een vastgestelde wijziging heeft een besluit.",
    ),
    "unknown status": (
        {"Wijzigingen!D2": "klaar"},
        (
            "Blad Wijzigingen, cel D2: 'Status' kan niet 'klaar' zijn. Kies uit: concept, aangeboden, "
            "vastgesteld, ingetrokken."
        ),
    ),
    "programma within itself": (
        {"Programma's!E2": "sociaal"},
        "Blad Programma's, cel E2: Programma 'sociaal' is zo een onderdeel van zichzelf.",
    ),
    "unknown parent": ({"Programma's!E2": "top"}, "Blad Programma's, cel E2: Onbekend programma 'top'."),
    "unknown gemeente in a list": (
        {"Programma's!F2": "oost, zuid"},
        "Blad Programma's, cel F2: Onbekende gemeente 'zuid'.",
    ),
    "hidden character": (
        {"Mutaties!F2": "Wijk\u202eteams"},
        "Blad Mutaties, cel F2: Er staat een onzichtbaar teken in de tekst (U+202E, teken 5).",
    ),
    "open amendment in a closed year": (
        {"Begrotingsjaren!C2": "gesloten", "Wijzigingen!D2": "concept", "Wijzigingen!F2": None},
        "Blad Begrotingsjaren, rij 2: Begroting 2030 kan niet dicht",
    ),
}


def spoiled(cells):
    workbook = example()
    for place, value in cells.items():
        sheet, cell = place.split("!")
        workbook[sheet][cell] = value
    return workbook


@pytest.mark.parametrize("name", MISTAKES)
def test_one_mistake_gives_one_sentence_and_nothing_is_stored(name):
    cells, sentence = MISTAKES[name]
    before = everything()
    found = sentences(imported(spoiled(cells)))
    assert any(text.startswith(sentence) for text in found), found
    assert everything() == before


@pytest.mark.parametrize(
    ("sheet", "row", "sentence"),
    [
        (
            "Gemeenten",
            ["oost", "Noord"],
            "Blad Gemeenten, cel A4: Dubbel: Code 'oost' staat ook in blad Gemeenten, cel A2.",
        ),
        (
            "Gemeenten",
            ["noord", "West"],
            "Blad Gemeenten, cel B4: Dubbel: Naam 'West' staat ook in blad Gemeenten, cel B3.",
        ),
        (
            "Wijzigingen",
            [2030, 0, "Nog een", "concept"],
            "Blad Wijzigingen, cel B3: Dubbel: Jaar '2030', Nummer '0' staat ook in blad Wijzigingen, cel B2.",
        ),
        ("Organisatie", ["Tweede", "Tweede", "b", "d"], "Blad Organisatie, rij 3: Er is één organisatie."),
        ("Begrotingsjaren", [2030], "Blad Begrotingsjaren, cel A3: Dubbel: Jaar '2030' staat ook in"),
    ],
)
def test_a_number_code_or_name_twice(sheet, row, sentence):
    workbook = example()
    workbook[sheet].append(row)
    before = everything()
    found = sentences(imported(workbook))
    assert any(text.startswith(sentence) for text in found), found
    assert everything() == before


def test_a_number_of_a_mutatie_or_order_twice():
    workbook = spoiled({"Mutaties!E2": 7})
    workbook["Mutaties"].append([2030, 0, "nog-een", "sociaal", 7, "Nog een", "incidenteel"])
    for side, source, pool in (("last", None, None), ("baat", "bijdrage", "wijkteams")):
        workbook["Regels"].append([2030, "nog-een", 2030, side, None, source, pool, None, None, None, 5])
    for code in ("a", "b"):
        workbook["Maatwerk"].append([2030, code, 401, "oost", "sociaal", "Werk", "incidenteel", 5])
    assert [text.split(": Dubbel: ")[0] for text in sentences(imported(workbook))] == [
        "Blad Maatwerk, cel C3",
        "Blad Mutaties, cel E3",
    ]


def test_all_mistakes_are_told_at_once_and_each_once():
    found = sentences(
        imported(
            spoiled({"Regels!K2": "(1.234)", "Sleutels!G3": "noord", "Gemeenten!B2": None, "Wijzigingen!F2": None})
        )
    )
    assert [text.split(":")[0] for text in found] == [
        "Blad Gemeenten, cel B2",
        "Blad Regels, cel K2",  # and no word of a mutatie out of balance: the amount is not known
        "Blad Sleutels, cel G3",
        "Blad Wijzigingen, cel F2",
    ]


def test_a_group_that_is_not_neutral():
    workbook = spoiled({"Mutaties!I2": "ruil"})
    workbook["Groepen"].append([2030, 0, "ruil", "Ruil"])
    before = everything()
    (found,) = sentences(imported(workbook))
    assert found.startswith(
        "Blad Wijzigingen, rij 2: Groep 'Ruil' is in 2030 niet budgettair neutraal: de lasten tellen"
    )
    assert everything() == before


def test_a_person_without_the_right_is_refused():
    reader = User.objects.create(username="raad")
    RoleGrant.objects.create(user=reader, role=Role.ACCOUNTANT, valid_until="2999-12-31")
    before = everything()
    found = sentences(imported(example(), actor=reader))
    refused = "raad mag dit niet doen: daarvoor is een andere rol nodig."
    assert found == [f"Blad Organisatie, rij 2: Dit kan niet worden opgeslagen: {refused}"]
    assert everything() == before
