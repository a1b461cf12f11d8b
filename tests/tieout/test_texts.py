"""Reading references, amounts and words in Dutch sentences."""

import pytest

from ledger.core.mentions import mentions
from ledger.core.references import references
from reports.tieout.texts import shared, subject, words

PROGRAMMES = ("Staf", "Bedrijfsvoering", "Bedrijfsvoering facilitair", "Burger", "Buurt")


def read(text):
    return [(item.number, item.programme) for item in references(text, PROGRAMMES)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Dag (begrotingswijziging nr. 3, dekking uit het resultaat 2023)", [(3, None)]),
        ("Groei (begrotingswijziging nr. 4, en nr.16 Bedrijfsvoering neutraal)", [(4, None), (16, "Bedrijfsvoering")]),
        (
            "Opleiding (begrotingswijziging nr. 5, nr. 15 bedrijfsvoering , nr. 7 Burger en nr. 7 Buurt, neutraal)",
            [(5, None), (15, "Bedrijfsvoering"), (7, "Burger"), (7, "Buurt")],
        ),
        ("Dienst (begrotingswijziging nr.6 vanuit de reserve)", [(6, None)]),
        ("Formatie (begrotingswijziging nr. 2 en 3)", [(2, None), (3, None)]),
        ("Maatwerk (begrotingswijziging nr. 12 tot en met nr. 15)", [(12, None), (13, None), (14, None), (15, None)]),
        ("Boa's (mutaties 8 t/m 9)", []),  # without `nr.` a number may be anything
        ("Boa's (mutaties nrs. 8 t/m 10)", [(8, None), (9, None), (10, None)]),
        ("VTH (begrotingswijziging nr 28 en nr 29)", [(28, None), (29, None)]),
        ("Wijziging nummer 4, 5 en 7.", [(4, None), (5, None), (7, None)]),
        ("Zie mutatie nr. 1 Bedrijfsvoering facilitair.", [(1, "Bedrijfsvoering facilitair")]),
        ("Zie mutatie nr. 1 van programma Burger.", [(1, "Burger")]),
        ("Zie mutatie nr. 1 Burgerzaken.", [(1, None)]),
        ("Archief (begrotingswijziging nr. 11, vanuit 2023)", [(11, None)]),
        ("Wijziging nr. 2 en 30% meer.", [(2, None)]),
        ("Wijziging nr. 2 en 3,5 miljoen.", [(2, None)]),
        ("De 2e begrotingswijziging 2024.", []),
        ("Artikel nr. 5 van de wet.", []),
        ("Deze wijziging is klaar. Zie artikel nr. 5.", []),
    ],
)
def test_references(text, found):
    assert read(text) == found


@pytest.mark.parametrize(
    ("text", "cents", "tolerance"),
    [
        ("€ 30K", 30_000_00, 500_00),
        ("€ 75.000", 75_000_00, 50),
        ("à €27.500 nodig", 27_500_00, 50),
        ("(€ 4.225)", 4_225_00, 50),
        ("12 uur in de week €\n36.802.", 36_802_00, 50),
        ("€ 111.372 wordt opgenomen.De gemeenten", 111_372_00, 50),
        ("€ 1,5 miljoen", 1_500_000_00, 50_000_00),
        ("€ 12,50", 12_50, 0),
        ("€ 500", 500_00, 50),
    ],
)
def test_amounts_with_their_precision(text, cents, tolerance):
    (mention,) = mentions(text)

    assert (mention.cents, mention.tolerance) == (cents, tolerance)


@pytest.mark.parametrize(
    ("written", "cents", "fits"),
    [
        ("€ 38K", 38_100_00, True),
        ("€ 38K", 38_500_00, True),
        ("€ 38K", 38_501_00, False),
        ("€ 30K", -30_000_00, True),
        ("€ 75.000", 75_262_00, False),
        ("€ 75.000", 75_000_40, True),
    ],
)
def test_an_amount_fits_as_precisely_as_it_is_written(written, cents, fits):
    (mention,) = mentions(written)

    assert mention.fits(cents) is fits


@pytest.mark.parametrize(
    ("sentence", "left_out"),
    [
        ("Hierin is niet opgenomen het traject (€ 50K).", True),
        ("Gezien het plan, waarin dit traject niet is opgenomen, kan dat € 50K zijn.", True),
        ("Dit is exclusief de inhuur van € 10.000.", True),
        ("Er is € 75.000 opgenomen op de balans.", False),
        ("De middelen (€ 4.225) zijn niet incidenteel.", False),
    ],
)
def test_what_a_sentence_leaves_out(sentence, left_out):
    (mention,) = mentions(sentence)

    assert mention.left_out is left_out


def test_words_that_are_about_the_same():
    title = words(subject("Groeibudget (begrotingswijziging nr. 4, budgettair neutraal)"))

    assert title == {"groeibudget"}
    assert shared(words("Groeipercentage t.b.v. hoofd Staf"), title) == 1
    assert shared(words("Inhuur personeel (vanuit vergoeding UWV)"), title) == 0
    assert words("Coördinator Omgevingswet") == {"coordinator", "omgevingswet"}
