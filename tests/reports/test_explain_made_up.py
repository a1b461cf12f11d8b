"""Opening a figure of any organisation: the lines shown add up to it there too."""

import pytest

from ledger.queries import load_book
from tests.exchange.generator import generate
from tests.reckoning.ledgers import DEEP, in_database
from tests.reports.opening import open_all

pytestmark = pytest.mark.django_db

MADE_UP = [  # seed, gemeenten, wijzigingen, wijziging through which the tables go
    (21, 2, 3, 3),
    (22, 7, 2, 2),
    (23, 7, 1, 0),
    (24, 15, 4, 4),
    *((seed, (2, 7, 61)[seed % 3], 3, 3) for seed in range(200, 215 if DEEP else 200)),
]


@pytest.mark.parametrize("case", MADE_UP, ids=str)
def test_every_figure_of_a_made_up_organisation_opens_to_lines_that_add_up_to_it(case):
    seed, gemeenten, wijzigingen, through = case
    budget = generate(seed, gemeenten, wijzigingen, 1, withdrawn=False, rekeyed=True)
    with in_database(budget):
        year = budget.sheets["years"][0]["year"]
        assert open_all(load_book(year, through, with_mutations=True)) > 60
