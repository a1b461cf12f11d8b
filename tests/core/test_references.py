"""What a text says of mutaties, held against the ledger."""

import pytest

from ledger.core.references import Known, disagreements, references

PROGRAMMES = {"staf": "Staf", "bedrijfsvoering": "Bedrijfsvoering", "burger": "Burger"}


def known(*rows):
    """Mutaties with their lasten, in whole euros."""
    return {
        (programme, number): Known(programme, number, euros * 100, frozenset({euros * 100}))
        for programme, number, euros in rows
    }


LEDGER = known(("staf", 3, 30_000), ("staf", 5, 111_372), ("staf", 6, 1_000), ("burger", 7, 1_759))


def wrong(text, **more):
    return [
        found.sentence for found in disagreements(text, LEDGER, programmes=PROGRAMMES, year=2024, own="staf", **more)
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Zie mutatie 5, € 111.372 (S).",
        "Zie mutatie 5 (€ 111K).",
        "Zie mutatie nr. 5 van EUR 111.372.",
        "Mutatie 5 kost 111K.",
        "De mutaties nr. 3 en 5 zijn samen € 141.372.",
        "Zie mutatie nr. 7 Burger, € 1.759.",
        "Zie mutatie nr. 7 van programma Burger.",
        "Mutatie 5 is € 111.372; in dit bedrag is € 50K niet opgenomen.",
        "De 2e begrotingswijziging 2024 kost € 9.",
        "Dit bedrag van € 9 staat los van andere mutaties.",
        "Zie wijziging nr. 44 van 2023.",
        "Een mutatie voor maatwerkorder nr. 401 en besluit nr. 12.",
        "Deze mutatie 200K hoger.",
        "Een mutatie van 12 uur.",
    ],
)
def test_a_text_that_agrees_or_says_something_else_is_left_alone(text):
    assert wrong(text) == []


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "Zie mutatie 4.",
            "verwijst naar mutatie nr. 4 van Staf, maar die is er niet: Staf heeft de nummers 3 en 5 tot en met 6.",
        ),
        (
            "Zie mutatie nr. 5 Bedrijfsvoering.",
            (
                "verwijst naar mutatie nr. 5 van Bedrijfsvoering, maar die is er niet: "
                "Bedrijfsvoering heeft geen genummerde mutaties."
            ),
        ),
        ("Mutatie 5 kost € 111.373.", "noemt € 111.373, maar Staf 5 is € 111.372."),
        ("Mutatie 5 kost 112K.", "noemt 112K, maar Staf 5 is € 111.372."),
        (
            "Zie mutaties nr. 3 en 6: € 32.000.",
            "noemt € 32.000, maar Staf 3 en Staf 6 zijn € 31.000 (het bedrag dat het dichtst in de buurt komt).",
        ),
    ],
)
def test_a_text_that_disagrees_is_told(text, sentence):
    assert wrong(text) == [sentence]


def test_a_mutatie_may_name_its_own_amount_beside_that_of_another():
    own = Known("staf", None, 500_00, frozenset({500_00}))

    assert wrong("Naast mutatie 3 (€ 30.000) is € 500 nodig.", speaker=own) == []
    assert wrong("Naast mutatie 3 (€ 30.000) is € 600 nodig.", speaker=own) == [
        "noemt € 600, maar Staf 3 en deze mutatie van Staf zijn € 500 (het bedrag dat het dichtst in de buurt komt)."
    ]


def test_a_text_that_names_only_its_own_mutatie_speaks_of_anything():
    assert wrong("Mutatie 5 is een gevolg van € 12 rente.", speaker=LEDGER["staf", 5]) == []


def test_without_a_label_a_number_counts_only_where_that_is_asked_for():
    assert [one.number for one in references("Zie mutatie 5.", PROGRAMMES.values(), bare=True)] == [5]
    assert not list(references("Zie mutatie 5.", PROGRAMMES.values()))
