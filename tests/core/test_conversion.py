"""Maatwerk that goes up in a verdeelgroep, on books without a database."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.core.book import OrderRecord
from ledger.core.conversion import ConversionError, convert, find_orders, find_pool, verdict
from ledger.enums import FundingSource, Side
from tests.test_calculation import book, contribution


def maatwerk(amount: int, order: str = "o", municipality: str = "Aa") -> dict[str, object]:
    return {
        "side": Side.INCOME,
        "source": FundingSource.MAATWERK,
        "order": order,
        "municipality": municipality,
        "cents": amount,
    }


def test_everybody_pays_what_it_paid():
    of = book([contribution(700_00), maatwerk(100_00)])
    found = convert(of, find_pool(of, "sleutel"), find_orders(of, ["401"]))
    assert found.before == {"Aa": 400_00, "Bee": 200_00, "Cee": 200_00}
    assert found.after == found.before
    assert found.weights == {"Aa": 50, "Bee": 25, "Cee": 25}
    assert (found.exact, found.deviation) == (True, 0)
    assert verdict(found, 100) == "Elke gemeente betaalt precies wat zij nu betaalt, met gewichten die samen 100 zijn."


def test_too_coarse_is_said_with_the_smallest_deviation():
    of = book([contribution(700_00), maatwerk(100_00)])
    found = convert(of, find_pool(of, "KEY"), find_orders(of, ["o"]), precision=3)
    assert not found.exact
    assert found.deviation == sum(abs(found.after[code] - cents) for code, cents in found.before.items()) > 0
    said = verdict(found, 3)
    assert said.startswith("Geen gehele oplossing binnen deze precisie: met gewichten die samen hoogstens 3 zijn ")
    assert f"Met gewichten die samen 3 zijn is de kleinste afwijking € {found.deviation // 100}," in said


def test_the_key_of_the_last_wijziging_counts():
    of = book([contribution(600_00), contribution(100_00, amendment=1), maatwerk(100_00)])
    assert convert(of, find_pool(of, "key"), find_orders(of, ["o"])).bijdrage == 700_00


def test_cents_of_a_total_in_whole_euros_are_the_deviation():
    orders = (OrderRecord("o", 401, "Aa", "p", "Order"), OrderRecord("q", 402, "Bee", "p", "Order"))
    of = book([contribution(700_00), maatwerk(99_50), maatwerk(50, "q", "Bee")], orders=orders)
    found = convert(of, find_pool(of, "key"), find_orders(of, ["o", "402"]))
    assert found.before == {"Aa": 399_50, "Bee": 200_50, "Cee": 200_00}
    assert found.deviation == 100


@given(st.lists(st.integers(0, 5 * 10**8), min_size=3, max_size=3).filter(any), st.integers(1, 10**9))
def test_any_amounts_with_as_many_parts_as_there_are_euros(weights, amount):
    of = book([contribution(amount * 100), maatwerk(77_00)], weights=tuple(weights))
    found = convert(of, find_pool(of, "key"), find_orders(of, ["o"]), precision=10**12)
    assert found.exact
    assert found.after == found.before


@pytest.mark.parametrize(
    ("pool", "orders", "said"),
    [
        ("onzin", ["o"], "Onbekende verdeelgroep 'onzin'. Kies een van: Sleutel."),
        ("direct", ["o"], "Direct wordt in 2030 direct betaald"),
        ("key", ["999"], "Onbekende order '999'. In de begroting 2030 staan: o."),
        ("key", ["leeg"], "niet \\(meer\\) in de begroting"),
        ("key", [" "], "Noem ten minste één order"),
    ],
)
def test_what_is_not_there_is_told_with_what_is(pool, orders, said):
    known = (OrderRecord("o", 401, "Aa", "p", "Order"), OrderRecord("leeg", 402, "Bee", "p", "Order"))
    of = book([contribution(700_00), maatwerk(100_00)], orders=known)
    with pytest.raises(ConversionError, match=said):
        convert(of, find_pool(of, pool), find_orders(of, orders))


def test_a_gemeente_that_would_get_money_is_refused():
    of = book([contribution(100_00), maatwerk(-90_00)])
    with pytest.raises(ConversionError, match="minder dan nul"):
        convert(of, find_pool(of, "key"), find_orders(of, ["o"]))
