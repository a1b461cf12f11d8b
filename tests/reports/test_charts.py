"""The drawing of a walk from one level to the next: places, labels and words."""

import pytest

from reports import glance
from reports.catalogue import CATALOGUE, compile_table
from reports.charts import Step, waterfall


def walk(*changes: int, start: int = 100) -> list[Step]:
    end = start + sum(changes)
    steps = [Step(f"{number}e wijziging", amount) for number, amount in enumerate(changes, 1)]
    return [Step("Primitief", start, is_level=True), *steps, Step("Na wijziging", end, is_level=True, is_result=True)]


def places(chart, group: int = 0) -> list[tuple[float, float]]:
    """Where each bar begins and ends, in percent."""
    bars = chart.groups[group].bars
    return [(float(bar.x.rstrip("%")), float(bar.x.rstrip("%")) + float(bar.width.rstrip("%"))) for bar in bars]


def test_each_change_begins_where_the_last_bar_ended():
    chart = waterfall("Verloop", [("", walk(50, 50))])

    assert places(chart) == [(0, 50), (50, 75), (75, 100), (0, 100)]


def test_a_change_for_the_better_walks_back_and_has_another_colour():
    chart = waterfall("Verloop", [("", walk(100, -50))])
    bars = chart.groups[0].bars

    assert places(chart) == [(0, 50), (50, 100), (75, 100), (0, 75)]
    assert [bar.kind for bar in bars] == ["level", "more", "less", "result"]
    assert bars[2].fill != bars[1].fill


def test_below_zero_the_axis_begins_lower():
    chart = waterfall("Verloop", [("", walk(-200))])

    assert places(chart) == [(50, 100), (0, 100), (0, 50)]
    assert "−100" in [tick.label for tick in chart.ticks]


def test_groups_share_one_axis_and_stand_under_each_other():
    chart = waterfall("Verloop", [("Klein", walk(0, start=25)), ("Groot", walk(0, start=100))])

    assert places(chart, 0)[0] == (0, 25)
    assert places(chart, 1)[0] == (0, 100)
    heights = [int(bar.y) for group in chart.groups for bar in group.bars]
    assert heights == sorted(set(heights))
    assert int(chart.height) > heights[-1]


def test_no_change_draws_nothing_but_says_so():
    bar = waterfall("Verloop", [("", walk(0))]).groups[0].bars[1]

    assert (bar.width, bar.amount) == ("0.00%", "0")


@pytest.mark.parametrize("amounts", [(0, 0), (1, 0), (10**11, -(10**11))])
def test_any_amounts_stay_within_the_drawing(amounts):
    start, change = amounts
    chart = waterfall("Verloop", [("", walk(change, start=start))])

    assert all(0 <= left <= right <= 100.2 for left, right in places(chart))


def test_a_label_stands_where_there_is_room():
    primitive, more, result = waterfall("Verloop", [("", walk(900, start=100))]).groups[0].bars

    assert (primitive.anchor, primitive.inside) == ("start", False)  # behind a short bar
    assert (more.anchor, more.inside) == ("start", True)  # in a long bar
    assert (result.anchor, result.inside) == ("start", True)
    late = waterfall("Verloop", [("", walk(100, start=900))]).groups[0].bars[1]
    assert (late.anchor, late.inside) == ("end", False)  # before a bar that ends at the edge


def test_the_words_say_everything_that_can_be_seen():
    chart = waterfall("Verloop", [("Diemen", walk(50, -2000, start=1000))])

    assert chart.text == (
        "Verloop, in euro's. Diemen: Primitief 1.000; 1e wijziging +50; 2e wijziging −2.000; Na wijziging −950."
    )


@pytest.mark.parametrize(
    ("highest", "labels"),
    [
        (43_072_269, ["0", "20 mln", "40 mln"]),
        (4_200_000, ["0", "2 mln", "4 mln"]),
        (900_000, ["0", "0,5 mln"]),
        (7, ["0", "2", "4", "6"]),
    ],
)
def test_the_axis_has_round_amounts(highest, labels):
    chart = waterfall("Verloop", [("", [Step("Primitief", highest, is_level=True)])])

    assert [tick.label for tick in chart.ticks] == labels


@pytest.mark.django_db
def test_of_many_payers_only_the_outcome_is_drawn(books_2024, monkeypatch):
    summary = glance.summary(compile_table(CATALOGUE["contributions"], books_2024[2]))
    monkeypatch.setattr(glance, "_MOST_BARS", 15)

    chart = glance.payer_chart(summary)

    assert [(bar.label, bar.amount) for group in chart.groups for bar in group.bars] == [
        ("Diemen", "8.262.926"),
        ("Ouder-Amstel", "13.418.287"),
        ("Uithoorn", "20.765.794"),
        ("Derden en reserve", "625.262"),
    ]


@pytest.mark.django_db
def test_the_summary_has_the_totals_of_the_table_with_the_sign_turned(books_2024):
    table = compile_table(CATALOGUE["contributions"], books_2024[2])
    summary = glance.summary(table)

    assert [row.label for row in summary.layout.rows] == [
        "Diemen",
        "Ouder-Amstel",
        "Uithoorn",
        "Derden en reserve",
        "Totaal",
    ]
    assert [column.label for column in summary.layout.columns] == [
        "Primitief",
        "1e wijziging",
        "2e wijziging",
        "Na wijziging",
    ]
    assert all(summary.value(*cell) == -table.shown[cell] for cell in summary.shown)


def test_a_budget_that_does_not_close_says_how_much_is_missing():
    missing, double = glance.Coverage(cost=1000, income=900), glance.Coverage(cost=900, income=1000)

    assert (missing.closes, missing.difference) == (False, 100)
    assert (double.closes, double.difference) == (False, -100)
    assert glance.Coverage(cost=5, income=5).closes
