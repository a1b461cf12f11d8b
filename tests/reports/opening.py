"""What it means that a figure opens: lines and facts make it, shares their part, rounding what is printed."""

from ledger.core.book import Book
from reports.catalogue import CATALOGUE, compile_table
from reports.explain import Explanation, Part, explain
from reports.table import Table


def assert_closes(table: Table, cell: tuple[str, str], opened: Explanation) -> None:
    unit = table.layout.unit.value
    assert opened.exact == table.exact[cell]
    assert opened.printed == table.shown[cell] * unit
    assert sum(part.cents for part in opened.parts) + sum(fact.cents for fact in opened.facts) == opened.exact
    assert opened.exact + opened.rounding == opened.printed
    assert abs(opened.rounding) < unit or opened.forced
    for part in opened.parts:
        _assert_part_closes(part)
    # A line of the past is not stored; one that another key splits anew stands with either key.
    shown = [(line.pk or id(line), part.key) for part in opened.parts for line in part.lines]
    assert len(shown) == len(set(shown)), "a line is shown twice in one figure"


def _assert_part_closes(part: Part) -> None:
    """The lines make the total; the total, or the shares of it, make what the part adds to the figure."""
    assert part.lines
    assert sum(part.line_cents) == part.total
    signs = {cents // line.cents for line, cents in zip(part.lines, part.line_cents, strict=True)}
    assert signs in ({1}, {-1})
    if part.key is None:
        assert (part.shares, part.cents) == ((), part.total)
        return
    assert part.shares
    assert sum(share.cents for share in part.shares) == part.cents
    for share in part.shares:
        assert share.quota == share.cents - share.rounding
        assert abs(share.rounding) < (100 if part.total % 100 == 0 else 1)
    if len(part.shares) == len(part.key.payers):
        assert part.cents == part.total
        assert sum(share.rounding for share in part.shares) == 0


def open_all(book: Book) -> int:
    """Open every cell of every table; return how many there were."""
    opened = 0
    for report in CATALOGUE.values():
        table = compile_table(report, book)
        for cell in table.exact:
            assert_closes(table, cell, explain(book, table, *cell))
            opened += 1
    return opened
