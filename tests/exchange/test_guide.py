"""The manual and the sheets: made from the same words, and true."""

import pytest
from django.conf import settings
from django.db import models

from ledger import models as ledger
from ledger.core.apportionment import apportion
from ledger.exchange.guide import manual
from ledger.exchange.schema import Kind, heading_key
from ledger.exchange.sheets import BY_KEY, SHEETS
from ledger.models import KeyWeight, Line
from tests.exchange.books import example, imported

# Columns whose field has another name, and the models behind the sheets.
MODELS = {
    "organisation": ledger.Organisation,
    "municipalities": ledger.Municipality,
    "programmes": ledger.Programme,
    "pools": ledger.CostPool,
    "keys": ledger.KeyVersion,
    "themes": ledger.Theme,
    "reserves": ledger.Reserve,
    "years": ledger.BudgetYear,
    "rules": ledger.PoolRule,
    "amendments": ledger.Amendment,
    "groups": ledger.NeutralGroup,
    "agreements": ledger.ServiceAgreement,
    "orders": ledger.MaatwerkOrder,
    "order_amounts": ledger.OrderAmount,
    "order_steps": ledger.OrderStep,
    "mutations": ledger.Mutation,
    "lines": ledger.Line,
    "openings": ledger.OpeningBalance,
    "investments": ledger.Investment,
    "risks": ledger.Risk,
    "late": ledger.LateDevelopment,
    "published": ledger.PublishedFigure,
    "texts": ledger.PublishedText,
}


def test_the_manual_is_the_one_the_program_makes():
    path = settings.BASE_DIR / "docs" / "workbook.md"
    assert path.read_text(encoding="utf-8") == manual(), "run: python -m ledger.exchange.guide > docs/workbook.md"


def test_sheets_and_headings_are_unique_and_explained():
    assert len({heading_key(sheet.title) for sheet in SHEETS}) == len(SHEETS)
    for sheet in SHEETS:
        assert len(sheet.by_heading) == len(sheet.columns)
        assert sheet.explanation.endswith(".")
        for column in sheet.columns:
            assert column.explanation.rstrip("?").endswith(".") or column.explanation.endswith("?")
            assert bool(column.choices) == (column.kind is Kind.CHOICE)


def test_every_sheet_has_a_model():
    assert set(MODELS) == set(BY_KEY)


@pytest.mark.parametrize("key", MODELS)
def test_no_text_that_a_sheet_takes_is_too_long_for_the_database(key):
    fields = {field.name: field for field in MODELS[key]._meta.get_fields() if isinstance(field, models.CharField)}
    checked = [
        column for column in BY_KEY[key].columns if column.key in fields and column.kind in (Kind.TEXT, Kind.CODE)
    ]
    for column in checked:
        assert column.limit == fields[column.key].max_length, column.key


def test_every_choice_that_the_database_knows_can_be_written():
    for key, model in MODELS.items():
        fields = {field.name: field for field in model._meta.get_fields() if isinstance(field, models.Field)}
        for column in BY_KEY[key].columns:
            if column.key in fields and fields[column.key].choices:
                assert [value for value, _ in column.choices] == [value for value, _ in fields[column.key].flatchoices]


@pytest.mark.django_db
def test_the_example_of_the_manual_can_be_imported_and_gives_what_it_says():
    assert imported(example()).complaints == ()
    total = Line.objects.get(side="income").cents
    weights = list(KeyWeight.objects.order_by("municipality__position").values_list("weight", flat=True))
    assert apportion(total, weights) == [4_000_020, 6_000_030]
    assert "Oost betaalt € 40.000,20 en West € 60.000,30." in manual()
