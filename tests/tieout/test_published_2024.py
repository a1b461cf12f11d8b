"""The published 2024: what is found in it, and whether planted errors are found in a document that is right."""

import random
from collections import Counter
from dataclasses import replace

import pytest

from ledger.queries import load_book, load_effects
from reports.table import Rounding, compute
from reports.tieout import Cause, tie_out
from reports.tieout.causes import Causes
from reports.tieout.published import PublishedTable
from reports.tieout.reading import published_tables
from reports.tieout.relations import Document
from reports.tieout.run import document_of
from reports.tieout.sheets import layout_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ledger_2024")]

PLANTED = 40
YEAR = 2024


class Case:
    """The ledger of 2024 and documents that print its tables."""

    def __init__(self) -> None:
        self.book = load_book(YEAR, with_mutations=True)
        self.effects = load_effects(self.book)
        self.published = published_tables(YEAR)

    def printed(self, rounding: Rounding) -> list[PublishedTable]:
        """All published tables with our own figures in them."""
        return [self._ours(table, rounding) for table in self.published]

    def _ours(self, table: PublishedTable, rounding: Rounding) -> PublishedTable:
        layout = layout_of(self.book, table)
        ours = compute(layout, self.book.reckoning, rounding)
        cells = {cell: str(value) for cell, value in ours.shown.items()}
        return replace(table, rows={row.key: row.label for row in layout.rows}, cells=cells)

    def document(self, tables: list[PublishedTable]) -> Document:
        return document_of(tables, {2: self.book}, self.book, self.effects)


@pytest.fixture
def case():
    return Case()


def found(document):
    return {ref: finding.cause for ref, finding in Causes(document).find().items()}


def test_every_difference_of_2024_has_a_cause():
    report = tie_out(YEAR)

    assert report.compared > 600
    assert Cause.UNEXPLAINED not in report.counts
    assert set(report.counts) == set(Cause) - {Cause.UNEXPLAINED}
    for difference in report.differences:
        assert difference.place.where in difference.explanation or difference.place.paragraph == ""
        assert difference.place.printed in difference.explanation
        assert difference.root is None or report.differences[difference.root - 1].root is None


KNOWN = {
    ("amendment", "bedrijfsvoering/contribution", "original"): (17_810_524, 17_812_524, "contradiction"),
    ("amendment", "total/contribution", "original"): (37_451_166, 37_453_166, "contradiction"),
    ("amendment", "bedrijfsvoering/maatwerk/uithoorn", "amendment-2"): (-16_666, 0, "contradiction"),
    ("amendment", "bedrijfsvoering/maatwerk/diemen", "amendment-2"): (0, -16_666, "contradiction"),
    ("amendment", "buurt/maatwerk/diemen", "amendment-2"): (None, 10_000, "missing_row"),
    ("amendment", "burger/contribution", "amendment-2"): (931_815, 915_149, "one_column_only"),
    ("contributions", "diemen/bedrijfsvoering-exclusief-facilitair", "amendment-2"): (
        66_721,
        60_394,
        "one_column_only",
    ),
    ("contributions", "uithoorn/burger", "amendment-2"): (-597_592, -586_903, "one_column_only"),
    ("contributions", "uithoorn/bedrijfsvoering-facilitair", "original"): (-407_750, -407_749, "rounding"),
    ("overview", "result", "amendment-cost"): (-5_501, -5_499, "rounding"),
    ("investments", "investment/1", "amount"): (282, 283, "rounding"),
    ("headlines", "theme/ontwikkelingen", "uithoorn"): (-157, -152, "one_column_only"),
}


def test_the_known_differences_in_the_tables():
    found = {
        (item.place.table, item.place.row, item.place.column): (item.published, item.expected, item.cause.value)
        for item in tie_out(YEAR).differences
    }

    assert found.items() >= KNOWN.items()


def test_the_known_differences_in_the_texts():
    texts = [item for item in tie_out(YEAR).differences if item.place.table == "texts"]

    assert [(item.place.paragraph, item.published, item.expected, item.cause.value) for item in texts] == [
        ("6.3.2", 16, 14, "wrong_reference"),
        ("6.4.2", 75_000, 75_262, "wrong_amount"),
        ("6.6.2", 28, 6, "wrong_reference"),
        ("6.6.2", 29, 6, "wrong_reference"),
    ]


def test_one_root_for_the_bijdrage_and_the_total_that_carries_it():
    report = tie_out(YEAR)
    total = next(item for item in report.differences if item.place.printed == "37.451.166")

    assert total.root is not None
    root = report.differences[total.root - 1]
    assert root.place.printed == "17.810.524"
    assert "17.812.524" in root.explanation
    assert "6.11" in root.explanation


def test_our_own_tables_have_no_differences(case):
    document = case.document(case.printed(Rounding.CONTROLLED))

    assert found(document) == {}
    assert len(document.relations) > 400
    assert [relation for relation in document.relations if not document.holds(relation)] == []


def test_our_own_tables_plainly_rounded_differ_by_rounding_only(case):
    causes = found(case.document(case.printed(Rounding.PLAIN)))

    assert causes
    assert set(causes.values()) == {Cause.ROUNDING}


def test_a_planted_error_is_found_alone_and_gets_a_sensible_cause(case):
    chance = random.Random(2024)  # noqa: S311 - a repeatable choice, not a secret
    tables = case.printed(Rounding.CONTROLLED)
    places = [(index, cell) for index, table in enumerate(tables) for cell in table.cells]
    causes: Counter[Cause] = Counter()
    for index, cell in chance.sample(places, PLANTED):
        error = chance.choice((-1, 1)) * chance.choice((2, 9, 27, 90, 180, 900, 2_000, 10_001))
        text = str(int(tables[index].cells[cell]) + error)
        planted = [*tables]
        planted[index] = replace(tables[index], cells={**tables[index].cells, cell: text})
        document = case.document(planted)
        findings = found(document)
        assert [tuple(ref) for ref in findings] == [(tables[index].name, *cell)]
        ((ref, cause),) = findings.items()
        within = abs(document.cells[ref].deviation) < document.cells[ref].allowance
        assert (cause is Cause.ROUNDING) == within, ref
        causes[cause] += 1

    assert causes[Cause.CONTRADICTION] > PLANTED * 3 / 4
    assert set(causes) <= {Cause.CONTRADICTION, Cause.ROUNDING, Cause.ONE_COLUMN_ONLY, Cause.UNEXPLAINED}
