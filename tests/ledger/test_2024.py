"""The begroting 2024: its invariants, and what its mutaties do to each gemeente."""

import pytest

from ledger.checks import invariants as checks
from ledger.lists.detail import EffectTable, read_mutation
from ledger.models import Mutation
from ledger.ogon.reading import paid_now
from ledger.permissions import Access
from ledger.queries import load_book
from reports.statements.contributions import CURRENT, contributions
from reports.table import compute

pytestmark = pytest.mark.usefixtures("db", "ledger_2024")

ACCOUNTANT = Access((("accountant", None, ""),))


def _page(code):
    return read_mutation(ACCOUNTANT, 2024, Mutation.objects.get(code=code).pk)


def _first_year(effect: EffectTable) -> dict[str, int]:
    return {payer.name: payer.totals[0] for payer in effect.payers}


def test_everything_holds():
    assert [(result.name, result.details) for result in checks.run() if not result.ok] == []


def test_the_shift_of_opleidingen():
    """VGR-2024 3.1.2 prints +1.728, -696 and -1.033: every gemeente rounded by itself, which leaves a euro."""
    page = _page("2024-2-staf-5")

    assert page.group is not None
    assert page.group.cost == 0
    assert [member.cost for member in page.group.members] == [2_670_800, -3_126_100, -175_900, 631_200]
    shift = page.group.shift
    assert shift.parties == [("Diemen", [172_800]), ("Ouder-Amstel", [-69_600]), ("Uithoorn", [-103_300])]
    assert (shift.rounding, shift.totals) == ([100], [0])


def test_one_mutatie_of_it():
    assert _first_year(_page("2024-2-staf-5").effect) == {
        "Diemen": 1_013_900, "Ouder-Amstel": 667_800, "Uithoorn": 989_100,
    }  # fmt: skip


def test_the_effect_of_every_mutatie_adds_up_to_its_baten():
    for mutation in Mutation.objects.filter(budget_year=2024):
        page = read_mutation(ACCOUNTANT, 2024, mutation.pk)
        assert page.balanced
        assert page.effect.totals == [year.income for year in page.years], mutation.code


def test_a_structural_mutatie_reaches_four_years():
    page = _page("2024-2-staf-4")

    assert page.effect.years == [2024, 2025, 2026, 2027]
    assert page.effect.totals == [11_372_500] * 4


def test_what_a_gemeente_pays_in_all_is_the_outcome_of_table_6_11():
    """What a member of an OGON is shown beside a question."""
    book = load_book(2024)
    table = compute(contributions(book), book.reckoning)
    names = ("diemen", "ouder-amstel", "uithoorn")

    assert list(paid_now(2024).values()) == [-table.exact[f"{name}/total", CURRENT] for name in names]
