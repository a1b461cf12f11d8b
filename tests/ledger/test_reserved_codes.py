"""A code that a table uses for a row of its own is refused, so that no two rows share a key."""

import pytest

from ledger import journal
from tests.ledger.factories import change, contribution, cost, small_world

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("code", ["total", "reserves", "investments", "other", "maatwerk"])
def test_a_code_of_the_tables_is_refused_with_a_sentence(code):
    world = small_world()
    with pytest.raises(journal.JournalError, match="die code gebruiken de tabellen zelf"):
        journal.add_theme(actor=world.finance, code=code, name="Thema", position=9)


def test_only_a_withdrawal_names_a_reserve():
    world = small_world()
    lines = (cost(1000), contribution(1000, reserve=world.reserve.code))
    with pytest.raises(journal.JournalError, match="Alleen een onttrekking"):
        journal.post_mutation(actor=world.finance, amendment=world.draft(0), mutation=change("m1", *lines))
