"""Out and in again: the ledger is the same, and so is the workbook."""

from collections.abc import Iterator
from io import BytesIO

import openpyxl
import pytest
from django.conf import settings
from django.db import transaction

from ledger.exchange.importing import import_folder, import_workbook
from ledger.exchange.stored import read_ledger
from ledger.exchange.writing import export_workbook, write_workbook
from ledger.models import Amendment, Line, User
from tests.exchange.generator import Budget, generate

pytestmark = pytest.mark.django_db
FOLDER = settings.BASE_DIR / "fixtures" / "duoplus-2024"


def exported(year=None):
    stream = BytesIO()
    export_workbook(stream, year=year)
    stream.seek(0)
    return stream


def cells(stream):
    """Return value, kind and format of every cell of every sheet."""
    workbook = openpyxl.load_workbook(BytesIO(stream.getvalue()))
    return {
        sheet.title: [[(cell.value, cell.data_type, cell.number_format) for cell in row] for row in sheet.iter_rows()]
        for sheet in workbook
    }


def unordered(sheets):
    return {key: sorted(repr(sorted(row.items())) for row in rows) for key, rows in sheets.items()}


def test_the_budget_of_2024_comes_back_the_same():
    with transaction.atomic():
        assert import_folder(FOLDER).complaints == ()
        first, ledger = exported(2024), read_ledger()
        transaction.set_rollback(True)
    assert not Line.objects.exists()
    assert import_workbook(first, "boek.xlsx").complaints == ()
    assert read_ledger() == ledger
    assert cells(exported(2024)) == cells(first)
    assert len(ledger["lines"]) > 300
    assert len(ledger["published"]) > 500


def test_the_workbook_of_2024_holds_what_the_documents_say():
    import_folder(FOLDER)
    sheet = openpyxl.load_workbook(exported())["Regels"]
    rows = {tuple(row) for row in sheet.iter_rows(values_only=True)}
    structural = [(2024, "2024-2-staf-4", year, "last", "overhead", *[None] * 5, 113725) for year in range(2024, 2028)]
    incidental = (
        2024,
        "2024-2-staf-3",
        2024,
        "baat",
        "programma",
        "reserve",
        None,
        None,
        None,
        "bedrijfsvoering",
        30000,
    )
    assert {*structural, incidental} <= rows
    assert not [row for row in rows if row[1] == "2024-2-staf-3" and row[2] != 2024]


def test_a_decision_taken_before_the_ledger_was_loaded_is_nobodys_here():
    import_folder(FOLDER)
    taken_over = User.objects.get(username="overname")
    assert not taken_over.is_active
    assert not taken_over.has_usable_password()
    adopted = Amendment.objects.filter(status="adopted")
    assert [(row.number, row.adopted_by, row.submitted_by) for row in adopted] == [(0, None, None), (1, None, None)]


CASES = [(1, 2, 0, 1), (2, 2, 6, 5), (3, 7, 3, 3), (4, 7, 1, 5), (5, 61, 2, 2), (6, 61, 6, 1)]


def made(case, **options) -> Budget:
    return generate(*case, **options)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_another_organisation_comes_in_as_it_is_and_out_again(case):
    budget = made(case, withdrawn=True, rekeyed=True)
    stream = BytesIO()
    write_workbook(stream, budget.sheets)
    stream.seek(0)
    outcome = import_workbook(stream, "boek.xlsx")
    assert list(outcome.report())[:-1]
    assert outcome.complaints == ()
    ledger = read_ledger()
    assert unordered(ledger) == unordered(budget.sheets)
    with transaction.atomic():
        again = import_workbook(exported(), "boek.xlsx")
        assert (again.total, again.complaints) == (0, ())
    # Lines keep their order within their mutatie.
    assert list(by_mutation(ledger)) != []
    assert dict(by_mutation(ledger)) == dict(by_mutation(budget.sheets))


def by_mutation(sheets) -> Iterator[tuple[str, list[str]]]:
    codes = {row["mutation"] for row in sheets["lines"]}
    for code in codes:
        yield code, [repr(sorted(row.items())) for row in sheets["lines"] if row["mutation"] == code]


def test_the_export_of_one_year_has_that_year_only():
    budget = made((8, 3, 1, 3))
    stream = BytesIO()
    write_workbook(stream, budget.sheets)
    import_workbook(BytesIO(stream.getvalue()), "boek.xlsx")
    workbook = openpyxl.load_workbook(exported(2032))
    for title in ("Begrotingsjaren", "Wijzigingen", "Mutaties", "Regels", "Maatwerk", "Beginstanden"):
        assert {row[0] for row in workbook[title].iter_rows(min_row=2, values_only=True)} == {2032}
    assert workbook["Gemeenten"].max_row == 4


def test_the_generator_gives_each_line_as_a_fact():
    budget = made((9, 7, 3, 2))
    assert len(budget.lines) == len(budget.sheets["lines"])
    assert made((9, 7, 3, 2)).lines == budget.lines
    balance: dict[tuple[str, int], int] = {}
    for line in budget.lines:
        key = (line.mutation, line.effective_year)
        balance[key] = balance.get(key, 0) + (line.cents if line.side == "cost" else -line.cents)
    assert set(balance.values()) == {0}
    assert {line.source for line in budget.lines} == {
        None,
        "contribution",
        "maatwerk",
        "third-parties",
        "reserve",
        "balance-sheet",
    }
    assert {line.pool for line in budget.lines if line.pool} == {pool for _, pool in budget.weights}
