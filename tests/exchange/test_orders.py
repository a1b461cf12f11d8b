"""Maatwerk in a workbook: its life, its later years, its agreements; and workbooks of before these columns."""

import pytest
from django.conf import settings

from ledger.exchange.importing import import_workbook
from ledger.exchange.stored import read_sheet
from ledger.models import MaatwerkOrder, OrderStep, ServiceAgreement
from tests.exchange.books import everything, example, imported, saved, sentences
from tests.ledger.factories import person

pytestmark = pytest.mark.django_db

NEW_COLUMNS = 6


def _book(status: str = "in OGON"):
    """The example with one order of Oost, and its steps up to the OGON."""
    workbook = example()
    workbook["Overeenkomsten"].append(["dvo", "werkplan", "Werkplan Oost", "oost", "wijkteams", 2030])
    order = [
        2030,
        "901",
        901,
        "oost",
        "sociaal",
        "Extra",
        "structureel",
        500,
        "6.10",
        status,
        "Veel",
        None,
        None,
        "dvo",
    ]
    workbook["Maatwerk"].append(order)
    workbook["Maatwerkbedragen"].append([2030, "901", 2031, 600])
    for number, (step, on) in enumerate((("aanvraag", "01-02-2030"), ("offerte", None), ("in OGON", None)), 1):
        workbook["Maatwerkstappen"].append([2030, "901", number, step, on, f"stuk {number}"])
    return workbook


def _as_before(workbook):
    """The same workbook as it was before maatwerk had a life."""
    for title in ("Overeenkomsten", "Maatwerkbedragen", "Maatwerkstappen"):
        del workbook[title]
    sheet = workbook["Maatwerk"]
    sheet.delete_cols(sheet.max_column - NEW_COLUMNS + 1, NEW_COLUMNS)
    return workbook


def test_an_order_comes_with_its_life():
    outcome = imported(_book())

    assert sentences(outcome) == []
    order = MaatwerkOrder.objects.get()
    assert (order.status, order.performance, order.agreement) == ("in-ogon", "Veel", ServiceAgreement.objects.get())
    assert list(order.amounts.values_list("effective_year", "cents")) == [(2031, 60_000)]
    assert [step.reference for step in OrderStep.objects.all()] == ["stuk 1", "stuk 2", "stuk 3"]


def test_the_same_again_changes_nothing():
    imported(_book())
    before = everything()

    assert sentences(imported(_book())) == []
    assert everything() == before


def test_a_workbook_of_before_these_columns_is_taken_in():
    assert sentences(imported(_as_before(_book()))) == []

    order = MaatwerkOrder.objects.get()
    assert (order.status, [step.status for step in order.steps.all()]) == ("requested", ["requested"])


def test_it_says_nothing_of_what_the_ledger_knows_by_now():
    imported(_book())
    before = everything()

    assert sentences(imported(_as_before(_book()))) == []
    assert everything() == before


def test_in_a_take_over_what_a_line_names_was_taken_up():
    workbook = _as_before(_book())
    workbook["Mutaties"].append([2030, 0, "extra", "sociaal", None, "Extra", "incidenteel"])
    workbook["Regels"].append([2030, "extra", 2030, "last", None, None, None, None, None, None, 500])
    workbook["Regels"].append([2030, "extra", 2030, "baat", None, "maatwerk", None, "oost", "901", None, 500])

    assert sentences(imported(workbook)) == []
    assert MaatwerkOrder.objects.get().status == "taken-up"


def test_finance_cannot_bring_an_akkoord_in_a_workbook():
    imported(example())
    workbook = _book("akkoord")
    workbook["Maatwerkstappen"].append([2030, "901", 4, "akkoord"])
    before = everything()

    outcome = import_workbook(saved(workbook), "boek.xlsx", actor=person("fenna", "finance"))

    assert "mag dit niet doen" in sentences(outcome)[0]
    assert everything()[0] == before[0]


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (
            lambda w: w["Maatwerkstappen"].append([2030, "901", 4, "afgerond"]),
            "Na 'in OGON' komt niet 'afgerond'. Verbeter de stappen van deze order.",
        ),
        (
            lambda w: w["Maatwerkstappen"].append([2030, "901", 4, "akkoord"]),
            "De laatste stap van deze order is 'akkoord'. Maak de status daaraan gelijk.",
        ),
        (
            lambda w: w["Maatwerkbedragen"].append([2030, "901", 2040, 5]),
            "Een later bedrag valt in 2031 tot en met 2033. Verbeter het jaar.",
        ),
        (lambda w: w["Maatwerkbedragen"].append([2030, "901", 2032, 0]), "Het bedrag is niet hoger dan nul."),
        (
            lambda w: w["Maatwerkstappen"].append([2030, "999", 1, "aanvraag"]),
            "Onbekende maatwerkorder '999 van 2030'.",
        ),
        (
            lambda w: w["Maatwerk"].cell(2, 14).__setattr__("value", "nergens"),
            "Onbekende overeenkomst 'nergens'.",
        ),
        (
            lambda w: w["Overeenkomsten"].cell(2, 7).__setattr__("value", 2029),
            "Het laatste jaar ligt voor het eerste jaar.",
        ),
    ],
)
def test_what_is_wrong_is_told_with_its_cell(spoil, sentence):
    workbook = _book()
    spoil(workbook)
    before = everything()

    assert any(sentence in told for told in sentences(imported(workbook)))
    assert everything() == before


def test_an_import_adds_no_step_to_an_order_that_is_there():
    imported(_book())
    workbook = _book()
    workbook["Maatwerkstappen"].append([2030, "901", 4, "afgewezen"])

    assert "een stap erbij kan hier niet" in " ".join(sentences(imported(workbook)))


def test_the_orders_of_2024_are_all_played_through():
    """The 17 rows of 6.10 and the order that the 2e wijziging takes back; no day is made up."""
    from ledger.exchange.posting import import_book
    from ledger.exchange.sources import read_folder

    book, _, complaints = read_folder(settings.BASE_DIR / "fixtures" / "duoplus-2024")
    assert sentences(import_book(book, complaints=complaints)) == []

    orders = read_sheet("orders")
    assert len(orders) == 18
    assert {row["status"] for row in orders} == {"taken-up"}
    steps = read_sheet("order_steps")
    assert [step["status"] for step in steps[:5]] == ["requested", "quoted", "in-ogon", "agreed", "taken-up"]
    assert len(steps) == 5 * 18
    assert {(step["on"], step["note"]) for step in steps} == {(None, "Datum niet bekend; overgenomen uit het verslag.")}
