"""Who pays a mutatie: each way of paying, and the sum of everything."""

import pytest

from ledger.core.cube import Key
from ledger.core.effect import Cover, effect_of, shift_of

KEYS = {"burger": Key((("a", 50), ("b", 30), ("c", 20)))}
EVERYBODY = ("a", "b", "c")


def _paid(*covers: Cover) -> dict[str, int]:
    effect = effect_of(covers, KEYS, EVERYBODY)
    assert effect.total == sum(cover.cents for cover in covers)
    return {code: payment.total for code, payment in effect.municipalities.items()} | dict(effect.others)


@pytest.mark.parametrize(
    ("cover", "paid"),
    [
        (Cover("contribution", "burger", None, 100_000), {"a": 50_000, "b": 30_000, "c": 20_000}),
        (Cover("contribution", "burger", None, -100_000), {"a": -50_000, "b": -30_000, "c": -20_000}),
        (Cover("contribution", "vth", "b", 700), {"a": 0, "b": 700, "c": 0}),
        (Cover("maatwerk", None, "c", 700), {"a": 0, "b": 0, "c": 700}),
        (Cover("third-parties", None, None, 700), {"a": 0, "b": 0, "c": 0, "third-parties": 700}),
        (Cover("reserve", None, None, 700), {"a": 0, "b": 0, "c": 0, "reserve": 700}),
    ],
)
def test_each_way_of_paying(cover, paid):
    assert _paid(cover) == paid


def test_a_verdeelgroep_is_split_on_its_total():
    """Three euros in two lines: split apart, a would pay 1 + 1; together 3 × 50 % is rounded once."""
    two = Cover("contribution", "burger", None, 200), Cover("contribution", "burger", None, 100)

    assert _paid(*two) == {"a": 100, "b": 100, "c": 100}


def test_a_verdeelgroep_without_a_key_is_not_lost():
    effect = effect_of([Cover("contribution", "nieuw", None, 500)], KEYS, EVERYBODY)

    assert effect.undivided == 500
    assert effect.total == 500


def test_a_verschuiving_is_worked_out_exactly_and_then_rounded():
    """VGR-2024 3.1.2, opleidingen: the parts are rounded only in the sum, and what that differs is shown."""
    keys = {"een": Key((("a", 1), ("b", 1), ("c", 1))), "twee": Key((("a", 1), ("b", 0), ("c", 0)))}
    covers = [Cover("contribution", "een", None, 20_000), Cover("contribution", "twee", None, -20_000)]

    shift = shift_of(covers, keys, EVERYBODY)

    assert dict(shift.municipalities) == {"a": 13_300, "b": -6_700, "c": -6_700}
    assert (shift.rounding, shift.total, dict(shift.others)) == (100, 0, {})


def test_a_verschuiving_may_have_other_parties_and_cents():
    covers = [
        Cover("contribution", "burger", None, 1_001),
        Cover("maatwerk", None, "b", -500),
        Cover("third-parties", None, None, -1),
        Cover("contribution", "nieuw", None, -500),
    ]

    shift = shift_of(covers, KEYS, EVERYBODY)

    assert dict(shift.municipalities) == {"a": -501, "b": 200, "c": -200}
    assert dict(shift.others) == {"third-parties": 1, "contribution": 500}
    assert (shift.rounding, shift.total) == (0, 0)
