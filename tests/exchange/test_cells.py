"""What a cell may hold, and the sentence when it holds something else. No database."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from ledger.exchange.cells import read, typed
from ledger.exchange.rows import Row, in_sheet
from ledger.exchange.schema import amount, choice, code, codes, day, integer, text

AMOUNT = amount("a", "Bedrag", "", required=True)


@pytest.mark.parametrize(
    ("raw", "cents"),
    [
        (0, 0),
        (30000, 3_000_000),
        (-0.01, -1),
        (1234.56, 123_456),
        (0.1 + 0.2, 30),
        (33.000000000000004, 3300),
        (Decimal("12.30"), 1230),
        (100_000_000_000, 10**13),
        (99_999_999_999.99, 10**13 - 1),
    ],
)
def test_a_number_is_an_amount_in_cents(raw, cents):
    assert read(raw, AMOUNT) == cents


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (
            "1.234,56-",
            "Hier staat de tekst '1.234,56-' in plaats van een getal. Bedoelt u −1.234,56? Maak er een getal van.",
        ),
        ("(1.234)", "Hier staat de tekst '(1.234)' in plaats van een getal. Bedoelt u −1.234? Maak er een getal van."),
        ("€ 30.000,50", "Hier staat de tekst '€ 30.000,50' in plaats van een getal. Bedoelt u 30.000,50?"),
        ("1234.5", "Het bedrag '1234.5' heeft een punt waar een komma hoort."),
        ("30,000", "Het bedrag '30,000' heeft een komma waar een punt hoort."),
        ("dertig", "'dertig' is geen bedrag."),
        ("pm", "'pm' is geen bedrag."),
        (1.005, "Het bedrag 1,005 heeft meer dan twee decimalen. Rond het af op centen."),
        (100_000_000_000.01, "Het bedrag is te groot: het mag hoogstens 100 miljard euro zijn."),
        (1e300, "Het bedrag is te groot"),
        (float("nan"), "Dit getal is geen bedrag."),
        (True, "'Bedrag' moet een bedrag zijn, maar hier staat WAAR."),
        (datetime(2024, 5, 1), "'Bedrag' moet een bedrag zijn, maar hier staat de datum 01-05-2024."),  # noqa: DTZ001
        (None, "'Bedrag' is leeg. Vul een bedrag in."),
        ("   ", "'Bedrag' is leeg. Vul een bedrag in."),
    ],
)
def test_anything_else_in_an_amount_is_refused_with_what_was_meant(raw, sentence):
    with pytest.raises(ValueError) as caught:  # noqa: PT011 - the sentence is what matters
        read(raw, AMOUNT)
    assert sentence in str(caught.value)


@pytest.mark.parametrize(
    ("raw", "column", "value"),
    [
        (" Ĳsbrand\r\nen _x000D_\nco ", text("t", "T", ""), "IJsbrand\nen \nco"),
        ("e\u0301", text("t", "T", ""), "é"),
        (2024, text("t", "T", ""), "2024"),
        (None, text("t", "T", ""), ""),
        (401, code("c", "C", ""), "401"),
        (401.0, code("c", "C", ""), "401"),
        ("oude-naam_2", code("c", "C", ""), "oude-naam_2"),
        (None, code("c", "C", ""), None),
        ("diemen , uithoorn", codes("c", "C", ""), ("diemen", "uithoorn")),
        (["diemen"], codes("c", "C", ""), ("diemen",)),
        (None, codes("c", "C", ""), ()),
        (2.0, integer("i", "I", ""), 2),
        ("007", integer("i", "I", ""), 7),
        (None, integer("i", "I", "", default=3), 3),
        (datetime(2024, 5, 1), day("d", "D", ""), date(2024, 5, 1)),  # noqa: DTZ001
        (date(2024, 5, 1), day("d", "D", ""), date(2024, 5, 1)),
        ("1-5-2024", day("d", "D", ""), date(2024, 5, 1)),
        ("2024-05-01", day("d", "D", ""), date(2024, 5, 1)),
        ("VASTGESTELD", choice("k", "K", "", [("adopted", "vastgesteld")]), "adopted"),
        ("financien", choice("k", "K", "", [(1, "financiën")]), 1),
        (None, choice("k", "K", "", [(True, "ja"), (False, "nee")], default=False), False),
    ],
)
def test_other_cells_that_can_be_read_in_one_way(raw, column, value):
    assert read(raw, column) == value


@pytest.mark.parametrize(
    ("raw", "column", "sentence"),
    [
        ("a\u202eb", text("t", "T", ""), "onzichtbaar teken in de tekst (U+202E, teken 2)"),
        ("a\x07", text("t", "T", ""), "U+0007"),
        ("zero\u200bwidth", text("t", "T", ""), "U+200B"),
        (6.1, text("t", "Paragraaf", ""), "'Paragraaf' moet tekst zijn, maar hier staat het getal 6,1."),
        ("x" * 41, text("t", "Kans", "", limit=40), "De tekst heeft 41 tekens; er passen er 40 in 'Kans'."),
        ("twee woorden", code("c", "C", ""), "'twee woorden' is geen code."),
        ("a/b", code("c", "C", ""), "'a/b' is geen code."),
        ("diemen;uithoorn", codes("c", "C", ""), "is geen code."),
        (2.5, integer("i", "Nummer", ""), "'Nummer' moet een geheel getal zijn, maar hier staat het getal 2,5."),
        ("twee", integer("i", "Nummer", ""), "maar hier staat 'twee'"),
        (-1, integer("i", "Nummer", ""), "'Nummer' is −1, maar moet van 0 tot en met"),
        (2**31, integer("i", "Nummer", ""), "2147483647"),
        ("31-02-2024", day("d", "Datum", ""), "'Datum' moet een datum zijn, maar hier staat '31-02-2024'."),
        (45000, day("d", "Datum", ""), "maar hier staat het getal 45000"),
        (datetime(2024, 5, 1, 12), day("d", "Datum", ""), "datum zonder tijd"),  # noqa: DTZ001
        ("klaar", choice("k", "Status", "", [(1, "concept")]), "'Status' kan niet 'klaar' zijn. Kies uit: concept."),
        (1, choice("k", "Status", "", [(1, "concept")]), "'Status' kan niet het getal 1 zijn."),
    ],
)
def test_other_cells_that_are_refused(raw, column, sentence):
    with pytest.raises(ValueError) as caught:  # noqa: PT011
        read(raw, column)
    assert sentence in str(caught.value)


def test_every_wrong_cell_of_a_row_is_told_with_its_place():
    letters = {"code": "A", "name": "B"}
    row = Row({"code": "twee woorden"}, lambda column: in_sheet("Gemeenten", 7, letters, column))
    _, complaints = typed({"municipalities": [row]})
    assert [complaint.where for complaint in complaints] == ["blad Gemeenten, cel A7", "blad Gemeenten, cel B7"]
