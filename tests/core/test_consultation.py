"""The clock of the zienswijze: twelve weeks, the last day of the year, and who is asked."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.core.consultation import (
    LEGAL_DAYS,
    REMIND_BEFORE,
    Clock,
    Rule,
    earliest_decision,
    exemption_of,
    in_time,
    latest_sending,
    missing_before_decision,
    reminder_due,
)

DAYS = st.dates(date(2000, 1, 1), date(2100, 12, 31))
SENT = date(2024, 10, 8)
CODES = ("diemen", "ouder-amstel", "uithoorn")


def rule(condition, cents=None, **more):
    return Rule(condition, condition, f"artikel over {condition}", date(2020, 1, 1), threshold_cents=cents, **more)


def in_2024(cents):
    return {code: {2024: amount} for code, amount in zip(CODES, cents, strict=True)}


@pytest.mark.parametrize(
    ("sent", "decided", "fits"),
    [
        (date(2024, 10, 8), date(2024, 12, 31), True),
        (date(2024, 10, 9), date(2025, 1, 1), False),
        (date(2023, 12, 7), date(2024, 2, 29), True),
    ],
)
def test_sent_on_8_october_the_board_decides_on_31_december_and_a_day_later_it_is_too_late(sent, decided, fits):
    assert earliest_decision(sent) == decided
    assert in_time(sent, decided.year if fits else sent.year) is fits


@given(st.integers(2000, 2100))
def test_the_last_day_of_sending_is_the_last_that_fits(year):
    last = latest_sending(year)

    assert earliest_decision(last) == date(year, 12, 31)
    assert in_time(last, year)
    assert not in_time(last + timedelta(days=1), year)
    assert (last.month, last.day) == (10, 8)  # a leap day lies before it, so it is the same day each year


@given(DAYS, st.integers(-30, 200))
def test_a_clock_counts_down_to_the_decision(sent, after):
    clock = Clock(sent, sent + timedelta(days=after))

    assert clock.days_gone + clock.days_left == 84
    assert clock.is_over == (clock.days_left == 0)
    if 0 <= after <= 84:
        assert clock.today + timedelta(days=clock.days_left) == clock.earliest


@given(DAYS)
def test_each_reminder_comes_on_its_day_and_stays_due_until_the_next(sent):
    due = [reminder_due(sent, sent + timedelta(days=day)) for day in range(90)]

    assert [day for day in dict.fromkeys(due) if day] == [earliest_decision(sent) - each for each in REMIND_BEFORE]
    assert due[84:] == [None] * 6


@pytest.mark.parametrize(
    ("rules", "changes", "exempt"),
    [
        ([], (0, 0, 0), ()),
        ([rule("no-contribution-change")], (0, 0, 0), CODES),
        ([rule("no-contribution-change")], (0, 0, 1), ()),
        ([rule("below-amount", 100_00)], (99_99, -99_99, 100_00), ("diemen", "ouder-amstel")),
        ([rule("below-amount", 100_00, valid_until=SENT - timedelta(days=1))], (0, 0, 0), ()),
        ([rule("only-own-maatwerk")], (5, 0, 0), ()),
    ],
)
def test_a_council_is_exempt_by_a_rule_that_holds_on_that_day(rules, changes, exempt):
    found = exemption_of(rules, SENT, in_2024(changes), only_maatwerk=False)

    assert tuple(code for code, outcome in found.items() if outcome.rule) == exempt
    assert all(outcome.reason.startswith("Niet nodig" if outcome.rule else "Nodig") for outcome in found.values())


def test_a_wijziging_of_maatwerk_alone_is_exempt_where_the_regeling_says_so():
    found = exemption_of([rule("only-own-maatwerk")], SENT, in_2024((500_00, 0, 0)), only_maatwerk=True)

    assert found["diemen"].reason == "Niet nodig: alleen maatwerk verandert (artikel over only-own-maatwerk)."
    assert found["uithoorn"].rule


@given(st.lists(st.integers(-(10**9), 10**9), min_size=3, max_size=3), st.integers(1, 10**9))
def test_below_an_amount_is_judged_per_council(cents, limit):
    found = exemption_of([rule("below-amount", limit)], SENT, in_2024(cents), only_maatwerk=False)

    assert [outcome.rule is not None for outcome in found.values()] == [abs(amount) < limit for amount in cents]


def test_the_year_in_which_it_changes_most_counts():
    changes = {"diemen": {2024: 0, 2025: 300_00, 2026: -300_00}}

    found = exemption_of(
        [rule("no-contribution-change"), rule("below-amount", 200_00)], SENT, changes, only_maatwerk=False
    )
    assert found["diemen"].reason == "Nodig: de bijdrage wordt in 2025 € 300 hoger (Wgr art. 35)."


def test_a_decision_waits_for_the_last_council_and_for_every_answer():
    told = date(2024, 12, 1)
    answered = [("Diemen", False, None), ("Ouder-Amstel", True, None), ("Uithoorn", True, told)]

    found = list(missing_before_decision(date(2024, 12, 30), [SENT, SENT - timedelta(days=9)], answered))
    assert [sentence.split(":")[0] for sentence in found] == [
        "Het bestuur kan pas op 31 december 2024 besluiten",
        "Op de zienswijze van Diemen is nog geen reactie van het bestuur. Leg die eerst vast.",
        "De raad van Ouder-Amstel is nog niet geïnformeerd over de reactie. Doe dat voor het besluit (Wgr art. 35).",
    ]
    assert list(missing_before_decision(date(2024, 12, 31), [SENT], [("Uithoorn", True, told)])) == []
    assert "na de datum van het besluit" in next(
        missing_before_decision(date(2024, 12, 31), [SENT], [("Uithoorn", True, date(2025, 1, 2))])
    )


def test_the_kadernota_goes_out_before_30_april_and_the_begroting_before_15_september_of_the_year_before():
    days = {each.document: each for each in LEGAL_DAYS}

    assert days["kadernota"].before(2025) == date(2024, 4, 30)
    assert days["kadernota"].is_missed(2025, date(2024, 4, 30))
    assert not days["kadernota"].is_missed(2025, date(2024, 4, 29))
    assert days["begroting"].before(2025) == date(2024, 9, 15)
