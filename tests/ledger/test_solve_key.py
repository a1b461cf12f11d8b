"""`manage.py solve_key`: what it prints, that it changes nothing, and what it says of wrong input."""

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from ledger.core.apportionment import apportion
from ledger.queries import head

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ledger_2024")]


def solve_key(**options: Any) -> str:
    out = StringIO()
    values = {"year": 2024, "pool": "buurt-overig", "orders": "408"} | options
    call_command("solve_key", stdout=out, **values)
    return out.getvalue()


def test_2024_order_408_goes_up_in_buurt_overig_to_the_cent():
    before = head()
    found = json.loads(solve_key(format="json"))
    assert list(found) == ["before", "after", "weights", "exact", "deviation"]
    # 6.11 na wijziging, Buurt overig: Ouder-Amstel 4.153.786, Uithoorn 6.481.777; and 119.720 of order 408.
    assert found["before"] == {"diemen": 0, "ouder-amstel": 4_153_786_00, "uithoorn": (6_481_777 + 119_720) * 100}
    assert found["after"] == found["before"]
    assert (found["exact"], found["deviation"]) == (True, 0)
    euros = sum(found["before"].values()) // 100
    assert [cents // 100 for cents in found["before"].values()] == apportion(euros, list(found["weights"].values()))
    assert head() == before


@pytest.mark.parametrize("pool", ["Buurt overig", "BUURT-OVERIG"])
def test_code_or_name_however_capitalised(pool):
    assert json.loads(solve_key(pool=pool, orders="408, p2", format="json"))["exact"] is True


def test_too_small_a_precision_says_so():
    found = json.loads(solve_key(format="json", precision=100))
    difference = sum(abs(found["after"][code] - cents) for code, cents in found["before"].items())
    assert (found["exact"], found["deviation"]) == (False, difference)
    assert sum(found["weights"].values()) <= 100
    assert "Geen gehele oplossing binnen deze precisie" in solve_key(precision=100)


def test_the_text_is_a_table():
    lines = solve_key().splitlines()
    assert lines[0] == "Buurt overig 2024, met order 408 (in euro's)"
    assert lines[2].split() == ["Gemeente", "Nu", "Straks", "Gewicht"]
    assert lines[5].split() == ["Uithoorn", "6.601.497", "6.601.497", "6.137.911"]
    assert lines[-1].startswith("Elke gemeente betaalt precies wat zij nu betaalt")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"year": 2019}, "Er is geen begroting 2019. Wel van: 2024."),
        ({"pool": "x"}, "Kies een van: Staf, "),
        ({"pool": "buurt-vth"}, "direct betaald"),
        ({"orders": "499"}, "In de begroting 2024 staan: p1, p2, 401"),
        ({"orders": "408,501"}, "Onbekende order '501'"),
        ({"orders": "408, 408"}, "Order 408 staat er twee keer"),
        ({"orders": ""}, "Noem ten minste één order"),
        ({"orders": " , "}, "Noem ten minste één order"),
        ({"orders": "p3"}, "staat in 2024 niet .meer. in de begroting"),
        ({"precision": 0}, "grotere precisie"),
        ({"format": "pdf"}, "Kies uit: text, json."),
    ],
)
def test_wrong_input_gets_a_sentence(options, said):
    with pytest.raises(CommandError, match=said):
        solve_key(**options)


def test_orders_that_cannot_go_up_are_reckoned_with_a_warning():
    """What the page refuses to prepare: 401 is incidental and of another programme."""
    out, err = StringIO(), StringIO()

    call_command("solve_key", year=2024, pool="buurt-overig", orders="408,401", format="json", stdout=out, stderr=err)

    assert json.loads(out.getvalue())["before"]["diemen"] == 63_517_00
    assert "Order 401 is van Burger, maar Buurt overig is van Buurt." in err.getvalue()
    assert "Order 401 is incidenteel" in err.getvalue()
    assert "408" not in err.getvalue()
