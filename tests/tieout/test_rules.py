"""One planted error per rule in the document of a small organisation; without one there is nothing to report."""

import json

import pytest
from django.core.management import CommandError, call_command

from reports.catalogue import build
from reports.tieout import Cause, tie_out
from tests.tieout.organisation import TEXTS, YEAR, establish, publish

pytestmark = pytest.mark.django_db

STAGE = ("4.4", "Stageplaatsen (mutatie nr. 4)", "", "werken")


@pytest.fixture
def actor():
    return establish()


def ours(slug, row, column):
    value = build(slug, YEAR).value(row, column)
    assert value is not None
    return value


def causes(report):
    return {(item.place.table, item.place.row, item.place.column): item.cause for item in report.differences}


def only(report):
    assert len(report.differences) == 1, [item.explanation for item in report.differences]
    return report.differences[0]


def test_a_right_document_has_no_differences(actor):
    publish(actor)

    report = tie_out(YEAR)

    assert report.differences == ()
    assert report.compared == report.agreeing > 150
    assert report.relations > 100
    assert report.broken == 0
    assert dict(report.counts) == {}


def test_a_year_without_a_document_has_nothing_to_compare(actor):
    assert tie_out(YEAR).compared == 0


# --- rounding -------------------------------------------------------------------------------------------


def test_the_other_whole_number_is_rounding(actor):
    cell = ("overview", "programme/wonen", "original-cost")  # exactly 500.400
    assert ours(*cell) == -501
    publish(actor, {cell: "-500"})

    difference = only(tie_out(YEAR))

    assert difference.cause is Cause.ROUNDING
    assert (difference.published, difference.expected, difference.difference) == (-500, -501, 1)
    assert "-500" in difference.explanation
    assert "500.400" in difference.explanation


def test_a_total_reckoned_from_plainly_rounded_parts_is_rounding(actor):
    # 500,4 + 300,45 is printed as 500 + 300; a total that was rounded by itself is 801.
    total = ours("overview", "programmes/total", "original-cost")
    publish(actor, {("overview", "programmes/total", "original-cost"): str(-800 if total == -801 else -801)})

    assert {item.cause for item in tie_out(YEAR).differences} == {Cause.ROUNDING}


def test_rounding_does_not_excuse_what_it_cannot_make(actor):
    cell = ("overview", "programme/wonen", "original-cost")
    publish(actor, {cell: "-503"})

    assert only(tie_out(YEAR)).cause is Cause.CONTRADICTION


def test_a_share_rounded_the_other_way_is_rounding_and_a_euro_more_is_not(actor):
    cell = ("contributions", "noord/wonen", "amendment-1")  # 12.345 x 7/11 = 7.855,9
    assert ours(*cell) == -7856
    publish(actor, {cell: "-7.855"})
    assert only(tie_out(YEAR)).cause is Cause.ROUNDING

    publish(actor, {cell: "-7.854"})
    assert only(tie_out(YEAR)).cause is not Cause.ROUNDING


# --- rows -----------------------------------------------------------------------------------------------


def test_a_row_that_is_not_printed_but_counted_is_missing(actor):
    publish(actor, without=[("amendment", "werken/maatwerk/noord")])

    difference = only(tie_out(YEAR))

    assert difference.cause is Cause.MISSING_ROW
    assert (difference.published, difference.expected, difference.difference) == (None, 10_000, -10_000)
    assert "telt het bedrag wel mee" in difference.explanation


def test_a_total_without_the_missing_row_follows_from_it(actor):
    total = ("amendment", "total/maatwerk", "amendment-2")
    publish(actor, {total: "-"}, without=[("amendment", "werken/maatwerk/noord")])

    report = tie_out(YEAR)

    assert causes(report) == {
        ("amendment", "werken/maatwerk/noord", "amendment-2"): Cause.MISSING_ROW,
        total: Cause.MISSING_ROW,
    }
    row, dependent = report.differences
    assert dependent.root == row.number


def test_a_row_that_is_empty_with_us_may_be_left_out(actor):
    publish(actor, without=[("amendment", "wonen/maatwerk/zuid")])

    assert tie_out(YEAR).differences == ()


def test_a_row_that_we_do_not_have_is_reported(actor):
    publish(actor, {("contributions", "noord/lezen", "original"): "-12"})

    difference = only(tie_out(YEAR))

    assert difference.cause is Cause.MISSING_ROW
    assert (difference.published, difference.expected) == (-12, None)


# --- one column only --------------------------------------------------------------------------------------


def test_a_mutatie_left_out_of_its_column_is_named(actor):
    shares = {"noord": 3184, "zuid": 1819}  # 5.003 by 7 : 4
    changes = {}
    for town, share in shares.items():
        for row in ("wonen", "total"):
            cell = ("contributions", f"{town}/{row}", "amendment-2")
            changes[cell] = str(ours(*cell) + share)
    changes["contributions", "total", "amendment-2"] = str(ours("contributions", "total", "amendment-2") + 5003)
    publish(actor, changes)

    report = tie_out(YEAR)

    assert causes(report) == dict.fromkeys(changes, Cause.ONE_COLUMN_ONLY)
    first = next(item for item in report.differences if item.place.row == "noord/wonen")
    assert "Wonen 4 'Herstel huurpost'" in first.explanation
    assert "na wijziging" in first.explanation
    assert first.root is None
    assert {item.root for item in report.differences if item is not first} == {first.number}


def test_the_same_gap_in_another_table_follows_from_the_first(actor):
    changes = {
        ("contributions", f"{town}/wonen", "amendment-2"): share for town, share in (("noord", 3184), ("zuid", 1819))
    }
    changes |= {
        ("contributions", f"{town}/total", "amendment-2"): share for town, share in (("noord", 3184), ("zuid", 1819))
    }
    changes["contributions", "total", "amendment-2"] = 5003
    changes |= {("amendment", row, "amendment-2"): -5003 for row in ("wonen/contribution", "total/contribution")}
    publish(actor, {cell: str(ours(*cell) + change) for cell, change in changes.items()})

    report = tie_out(YEAR)

    assert causes(report) == dict.fromkeys(changes, Cause.ONE_COLUMN_ONLY)
    roots = [item for item in report.differences if item.root is None]
    assert [item.place.row for item in roots] == ["noord/wonen"]


def test_an_amount_that_na_wijziging_forgets(actor):
    cells = [
        ("overview", row, column)
        for row in ("fields/overhead", "fields/overhead-total")
        for column in ("current-cost",)
    ]
    publish(actor, dict.fromkeys(cells, "-"))

    report = tie_out(YEAR)

    assert causes(report) == dict.fromkeys(cells, Cause.ONE_COLUMN_ONLY)
    assert "boeken het niet terug" in report.differences[0].explanation


# --- contradictions -----------------------------------------------------------------------------------------


def test_two_tables_that_say_something_else(actor):
    detail = ("amendment", "wonen/contribution", "original")
    total = ("amendment", "total/contribution", "original")
    publish(actor, {detail: "558.700", total: str(ours(*total) - 2000)})

    report = tie_out(YEAR)

    assert causes(report) == {detail: Cause.CONTRADICTION, total: Cause.CONTRADICTION}
    root, dependent = report.differences
    assert dependent.root == root.number
    assert "558.700" in root.explanation
    assert "3.10" in root.explanation
    assert "560.700" in root.explanation
    assert "558.700 in plaats van 560.700" in dependent.explanation


def test_an_amount_on_the_row_of_another_gemeente(actor):
    publish(actor, {
        ("amendment", "werken/maatwerk/noord", "amendment-2"): "-",
        ("amendment", "werken/maatwerk/zuid", "amendment-2"): "10.000",
    })  # fmt: skip

    report = tie_out(YEAR)

    assert set(report.counts.items()) == {(Cause.CONTRADICTION, 2)}
    lacking, wrong = report.differences
    assert lacking.root == wrong.number
    assert "verkeerde rij" in wrong.explanation


def test_spending_that_its_cover_contradicts(actor):
    publish(actor, {("amendment", "wonen/mutation/3", "amendment-2"): "-8.520"}, tables=["amendment"])

    difference = only(tie_out(YEAR))

    assert difference.cause is Cause.CONTRADICTION
    assert "uitgaven en inkomsten van Wonen" in difference.explanation


def test_two_documents_of_one_year_are_compared_with_each_other(actor):
    cell = ("contributions", "noord/wonen", "amendment-1")
    publish(actor, {cell: "-9.999"}, tables=["contributions"], through=(1, 2))

    difference = only(tie_out(YEAR))

    assert difference.cause is Cause.CONTRADICTION
    assert difference.place.where.startswith("3.10 (tot en met wijziging 2), Noord / Wonen")
    assert "3.10 (tot en met wijziging 1)" in " ".join((difference.explanation, *difference.proofs))


# --- what nothing proves ----------------------------------------------------------------------------------


def test_a_document_that_agrees_with_itself_and_not_with_the_ledger_is_not_explained(actor):
    publish(
        actor, {("investments", "investment/2", "amount"): "35", ("investments", "total", "amount"): "48"},
        tables=["investments"],
    )  # fmt: skip

    report = tie_out(YEAR)

    assert dict(report.counts) == {Cause.UNEXPLAINED: 2}
    assert report.differences[1].root == report.differences[0].number


def test_a_cell_that_is_not_an_amount(actor):
    publish(actor, {("contributions", "noord/wonen", "original"): "p.m."})

    difference = only(tie_out(YEAR))

    assert difference.cause is Cause.UNEXPLAINED
    assert difference.published is None
    assert "p.m." in difference.explanation


# --- texts ------------------------------------------------------------------------------------------------


def changed(paragraph, title=None, text=None):
    return [
        (number, title or old_title, text or old_text, programme) if number == paragraph else row
        for row in (*TEXTS, STAGE)
        for number, old_title, old_text, programme in [row]
    ]


def test_a_mutatie_that_does_not_exist(actor):
    publish(actor, texts=changed("4.4", title="Stageplaatsen (mutatie nr. 14)"))

    difference = only(tie_out(YEAR))

    assert difference.cause is Cause.WRONG_REFERENCE
    assert (difference.published, difference.expected, difference.difference) == (14, 4, None)
    assert "1 tot en met 4" in difference.explanation
    assert "'Stageplaatsen'" in difference.explanation


def test_a_mutatie_outside_the_neutral_group(actor):
    publish(actor, texts=changed("4.1", title="Groeibudget (begrotingswijziging nr. 2, en nr. 3 Werken, neutraal)"))

    difference = only(tie_out(YEAR))

    assert difference.cause is Cause.WRONG_REFERENCE
    assert (difference.published, difference.expected) == (3, 2)
    assert "budgettair neutrale verschuiving" in difference.proofs[0]
    assert [place.paragraph for place in difference.related] == ["4.3"]


def test_a_mutatie_about_something_else(actor):
    publish(actor, texts=changed("4.4", title="Stageplaatsen (mutatie nr. 3)"))

    difference = only(tie_out(YEAR))

    assert (difference.cause, difference.published, difference.expected) == (Cause.WRONG_REFERENCE, 3, 4)
    assert "geen woord gemeen" in difference.proofs[0]


def test_a_mutatie_that_no_paragraph_names(actor):
    publish(actor, texts=TEXTS)

    difference = only(tie_out(YEAR))

    assert (difference.cause, difference.published, difference.expected) == (Cause.WRONG_REFERENCE, None, 4)
    assert "Werken 4" in difference.explanation


@pytest.mark.parametrize(
    ("text", "published"),
    [
        ("Het gaat om € 20.000.", None),
        ("Het gaat om € 20K.", None),
        ("Het gaat om € 20.400.", 20_400),
        ("Het gaat om € 21K.", 21_000),
        ("Niet opgenomen is een reis (€ 900).", None),
    ],
)
def test_an_amount_is_right_as_precisely_as_it_is_written(actor, text, published):
    publish(actor, texts=changed("4.1", text=text))

    report = tie_out(YEAR)

    if published is None:
        assert report.differences == ()
    else:
        difference = only(report)
        assert (difference.cause, difference.published, difference.expected) == (Cause.WRONG_AMOUNT, published, 20_000)
        assert difference.difference == published - 20_000


# --- command ----------------------------------------------------------------------------------------------


def test_the_command_prints_json_and_text(actor, capsys):
    publish(actor, {("amendment", "wonen/contribution", "original"): "558.700"})

    call_command("tie_out", "--year", str(YEAR), "--format", "json")
    data = json.loads(capsys.readouterr().out)
    call_command("tie_out", year=YEAR)
    text = capsys.readouterr().out

    assert data["year"] == YEAR
    assert [item["cause"] for item in data["differences"]] == ["contradiction"]
    difference = data["differences"][0]
    assert difference["where"] == "3.1, Wonen / Wonen bijdrage, kolom Primitief 2031"
    assert (difference["table"], difference["unit"], difference["printed"]) == ("amendment", "EUR", "558.700")
    assert (difference["published"], difference["expected"], difference["difference"]) == (558_700, 560_700, -2000)
    assert {"number", "paragraph", "row", "column", "explanation", "proofs", "related", "root"} <= difference.keys()
    assert "Aansluitcontrole begroting 2031" in text
    assert "tegenspraak: 558.700 / 560.700, verschil −2.000" in text


def test_an_unknown_year_is_an_error():
    with pytest.raises(CommandError, match="1999"):
        call_command("tie_out", year=1999)
