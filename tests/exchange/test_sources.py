"""YAML source documents: what is expanded, and what is refused with file and field."""

import pytest

from ledger.exchange.importing import import_folder
from ledger.exchange.sources import read_folder
from ledger.exchange.stored import read_ledger
from tests.exchange.books import everything, sentences

GOOD = """
organisatie: {naam: GR Voorbeeld, korte naam: Voorbeeld, bestuur: bestuur, deelnemers: gemeenten}
gemeenten: [{code: oost, naam: Oost}, {code: west, naam: West}]
programmas: [{code: sociaal, naam: Sociaal, maatwerk voor: [oost]}]
verdeelgroepen: [{code: teams, naam: Teams, programma: sociaal}]
begrotingsjaren: [{jaar: 2030, jaren vooruit: 2}]
sleutels:
  - code: half
    naam: Half
    versies: [{versie: 1, datum: 2030-01-01, bron: besluit, gewichten: {oost: 1, west: 1}}]
verdeling: [{jaar: 2030, verdeelgroep: teams, wijze: sleutel, sleutel: half, versie: 1}]
wijziging: {jaar: 2030, nummer: 0, naam: Primitief, status: vastgesteld, datum: 2029-07-05}
mutaties:
  - code: start
    programma: sociaal
    omschrijving: Kĳkje
    soort: structureel
    ogon: ja
    regels:
      - {last: 10, plaats: overhead}
      - {baat: 10, dekking: bijdrage, verdeelgroep: teams}
      - {last: 3, jaar: 2031}
      - {baat: 3, dekking: derden, jaar: 2031}
risicos: [{jaar: 2030, omschrijving: Storm, score: pm, bron: "3.1"}]
"""
TABLE = """
tabel: contributions
jaar: 2030
tot en met: 0
paragraaf: "6.11"
eenheid: EUR
kolommen: [{key: original, label: baten, groep: Primitief}]
rijen:
  - {key: oost, label: Oost, role: header, cellen: {}}
  - {key: oost/teams, label: Teams, role: detail, nr: "4", cellen: {original: "-5"}}
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "published").mkdir()
    (tmp_path / "boek.yaml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "published" / "tabel.yaml").write_text(TABLE, encoding="utf-8")
    return tmp_path


@pytest.mark.django_db
def test_a_structural_mutatie_reaches_the_years_ahead_and_a_line_may_name_its_own_year(folder):
    assert import_folder(folder).complaints == ()
    ledger = read_ledger()
    assert [(row["effective_year"], row["side"], row["amount"]) for row in ledger["lines"]] == [
        (2030, "cost", 1000), (2030, "income", 1000), (2031, "cost", 300), (2031, "income", 300),
        (2031, "cost", 1000), (2031, "income", 1000), (2032, "cost", 1000), (2032, "income", 1000),
    ]  # fmt: skip
    assert ledger["mutations"][0]["description"] == "Kijkje"
    assert ledger["mutations"][0]["decided_in_ogon"] is True
    assert ledger["risks"][0]["score"] is None
    assert ledger["programmes"][0]["maatwerk_for"] == ("oost",)


@pytest.mark.django_db
def test_a_printed_row_keeps_its_label_and_cells_as_printed(folder):
    import_folder(folder)
    printed = read_ledger()["published"]
    assert [
        (row["row_key"], row["row_role"], row["column_key"], row["column_label"], row["printed"]) for row in printed
    ] == [
        ("oost", "header", "", "", ""),
        ("oost/teams", "detail", "original", "Primitief baten", "-5"),
    ]


@pytest.mark.parametrize(
    ("wrong", "right", "sentence"),
    [
        ("last: 10,", 'last: "10",', ", mutatie start, regel 1, veld bedrag: Hier staat de tekst '10' in plaats van"),
        (
            "last: 10,",
            "last: 11,",
            ", mutatie start, veld code: Mutatie 'start': De mutatie is in 2030 niet in evenwicht",
        ),
        (
            "verdeelgroep: teams}",
            "verdeelgroep: x}",
            ", mutatie start, regel 2, veld verdeelgroep: Onbekende verdeelgroep 'x'.",
        ),
        ("ogon: ja", "oog: ja", ", mutatie start: Het veld 'oog' is niet bekend."),
        ("risicos:", "gevaren:", ": Het veld 'gevaren' is niet bekend."),
        ("mutaties:", "mutaties: [", ": Het bestand is niet te lezen"),
        (
            "{oost: 1, west: 1}",
            "{oost: 1, zuid: 1}",
            ", sleutels half, versie 1, veld gemeente: Onbekende gemeente 'zuid'.",
        ),
    ],
)
@pytest.mark.django_db
def test_a_mistake_is_told_with_file_and_field(folder, wrong, right, sentence):
    (folder / "boek.yaml").write_text(GOOD.replace(wrong, right), encoding="utf-8")
    before = everything()
    found = sentences(import_folder(folder))
    assert any(text.startswith(f"Bestand boek.yaml{sentence}") for text in found), found
    assert everything() == before


@pytest.mark.parametrize(
    ("wrong", "right", "sentence"),
    [
        ("{original:", "{orginal:", "rij oost/teams: De kolom 'orginal' staat niet bij de kolommen van de tabel."),
        ('nr: "4"', 'nummer: "4"', "rij oost/teams: Het veld 'nummer' is niet bekend."),
    ],
)
def test_a_printed_table_is_held_against_its_own_columns(folder, wrong, right, sentence):
    (folder / "published" / "tabel.yaml").write_text(TABLE.replace(wrong, right), encoding="utf-8")
    complaints = read_folder(folder).complaints
    assert [str(complaint) for complaint in complaints] == [f"Bestand published/tabel.yaml, {sentence}"]


def test_an_empty_folder(tmp_path):
    complaints = read_folder(tmp_path).complaints
    assert "Hier staan geen YAML-bestanden." in str(complaints[0])
