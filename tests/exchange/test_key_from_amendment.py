"""The column 'Vanaf wijziging' of the verdeling: a key that replaces another one, in a workbook and in YAML."""

import openpyxl
import pytest
from openpyxl import Workbook

from ledger.models import AuditEntry, PoolRule
from ledger.queries import load_keys
from tests.exchange.books import everything, example, imported, saved, sentences
from tests.exchange.test_round_trip import exported

pytestmark = pytest.mark.django_db

FROM = "Vanaf wijziging"


def with_new_key() -> Workbook:
    """The workbook of the manual with a second version, in use from the 1e wijziging (a draft) on."""
    workbook = example()
    for municipality, weight in (("oost", 1), ("west", 1)):
        workbook["Sleutels"].append(["inwoners", "Inwoners", 2, "01-01-2031", "CBS", "inwoners", municipality, weight])
    workbook["Wijzigingen"].append([2030, 1, "1e wijziging", "concept"])
    workbook["Verdeling"].append([2030, "wijkteams", "sleutel", "inwoners", 2, 1])
    return workbook


def test_a_key_from_a_wijziging_on_comes_in_and_goes_out_again():
    outcome = imported(with_new_key())

    assert sentences(outcome) == []
    ring = load_keys(2030)["wijkteams"]
    assert [(key.version, key.since) for key in ring.keys] == [(1, 0), (2, 1)]
    log = AuditEntry.objects.filter(action="rule.added").order_by("sequence").values_list("subject", "payload")
    assert list(log) == [
        ("rule:2030:wijkteams", {"key": "inwoners:1", "from_amendment": 0}),
        ("rule:2030:wijkteams:1", {"key": "inwoners:2", "from_amendment": 1}),
    ]
    rows = list(openpyxl.load_workbook(exported())["Verdeling"].iter_rows(values_only=True))
    assert rows[0][5] == FROM
    assert [row[4:6] for row in rows[1:]] == [(1, 0), (2, 1)]
    before = everything()
    again = imported(openpyxl.load_workbook(exported()))
    assert (again.total, again.complaints) == (0, ())
    assert everything() == before


def test_the_order_of_the_rows_is_free():
    workbook = with_new_key()
    sheet = workbook["Verdeling"]
    first, second = ([cell.value for cell in sheet[row]] for row in (2, 3))
    for row, values in ((2, second), (3, first)):
        for column, value in enumerate(values, 1):
            sheet.cell(row, column).value = value

    assert sentences(imported(workbook)) == []
    assert PoolRule.objects.count() == 2


def test_without_the_column_a_verdeling_is_for_the_whole_year():
    workbook = example()
    workbook["Verdeling"].delete_cols(6)

    assert sentences(imported(workbook)) == []
    assert list(PoolRule.objects.values_list("from_amendment", flat=True)) == [0]


def test_a_ledger_that_is_filled_takes_a_new_key_from_a_new_wijziging_on():
    assert sentences(imported(example())) == []
    assert sentences(imported(with_new_key())) == []

    assert [key.since for key in load_keys(2030)["wijkteams"].keys] == [0, 1]


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ({"F3": 7}, "Blad Verdeling, cel F3: Wijziging 7 van 2030 is er niet."),
        ({"F2": 1, "F3": 0, "E3": 1, "C3": "direct", "D3": None}, "Blad Verdeling, cel E3: Bij wijze 'direct'"),
        ({"C3": "direct", "D3": None, "E3": None}, "Blad Verdeling, cel C3: Halverwege het jaar kan een"),
        ({"F2": 1}, "Blad Verdeling, cel F3: Dubbel: Jaar '2030', Verdeelgroep 'wijkteams', Vanaf wijziging '1'"),
        ({"F3": -1}, "Blad Verdeling, cel F3:"),
        ({"F3": "eerste"}, "Blad Verdeling, cel F3:"),
    ],
)
def test_what_cannot_be_is_told_with_its_cell(cells, sentence):
    workbook = with_new_key()
    for cell, value in cells.items():
        workbook["Verdeling"][cell] = value
    before = everything()

    told = sentences(imported(workbook))

    assert any(text.startswith(sentence) for text in told), told
    assert everything() == before


def test_a_key_halfway_needs_one_for_the_whole_year():
    workbook = with_new_key()
    workbook["Verdeling"].delete_rows(2)
    told = sentences(imported(workbook))

    assert any("er is geen rij met een sleutel voor het hele jaar" in text for text in told), told
    assert PoolRule.objects.count() == 0


def test_a_key_from_an_adopted_wijziging_on_is_refused():
    assert sentences(imported(example())) == []
    workbook = with_new_key()
    workbook["Wijzigingen"]["D3"] = "vastgesteld"
    workbook["Wijzigingen"]["F3"] = "01-03-2030"
    workbook["Verdeling"].delete_rows(3)
    assert sentences(imported(workbook)) == []
    workbook["Verdeling"].append([2030, "wijkteams", "sleutel", "inwoners", 2, 1])

    told = sentences(imported(workbook))

    assert any("is wijziging 1 of een latere al aangeboden of vastgesteld" in text for text in told), told
    assert PoolRule.objects.count() == 1
    assert saved(workbook)
