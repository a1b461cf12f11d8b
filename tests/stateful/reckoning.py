"""What the tables must say, reckoned from the mutaties alone: another way to the same figures.

It knows nothing of the cube, the terms, the keys or the statements. A split is done with fractions, one unit after the
other. What a gemeente pays is negative, as in table 6.11; cents.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import cache

from ledger.enums import FundingSource, Side
from ledger.journal import LineInput
from tests.ledger.factories import MUNICIPALITIES, YEAR
from tests.stateful.model import Model

WEIGHTS: Mapping[str, tuple[int, int, int]] = {
    "inwoners": (50, 30, 20),
    "gelijk": (1, 1, 1),
    "scheef": (70, 0, 30),
}
POOL = "burger"  # the one verdeelgroep with a key that these lives use; `vth` names who pays on each line
Cells = Mapping[tuple[str, str], int]


@cache
def split(cents: int, key: str) -> dict[str, int]:
    """Return what each gemeente pays of a total: whole euros as long as the total is whole euros."""
    weights = WEIGHTS[key]
    unit = 1 if cents % 100 else 100
    exact = [Fraction(abs(cents) * weight, unit * sum(weights)) for weight in weights]
    parts = [int(part) for part in exact]
    while sum(parts) * unit < abs(cents):
        short = [part - given for part, given in zip(exact, parts, strict=True)]
        parts[short.index(max(short))] += 1
    sign = -unit if cents < 0 else unit
    return {code: sign * part for code, part in zip(MUNICIPALITIES, parts, strict=True)}


def counting(model: Model) -> list[int]:
    """Return the wijzigingen that count, in order."""
    return [number for number, status in sorted(model.amendments.items()) if status != "withdrawn"]


def lines(model: Model) -> Iterator[tuple[int, LineInput]]:
    """Yield every line of this year that counts, with its wijziging."""
    for row in model.rows.values():
        if model.amendments[row.amendment] != "withdrawn":
            yield from ((row.amendment, line) for line in row.content.lines if line.effective_year == YEAR)


def contributions(model: Model) -> Cells:
    """Return the cells of table 6.11 that are not nothing, without its sums.

    A column of a wijziging that takes another key into use is all up to it by the new key, less all before it by the
    old one; the last column is everything by the key in force.
    """
    cells: Counter[tuple[str, str]] = Counter()
    shared: Counter[int] = Counter()
    for number, line in lines(model):
        if line.side != Side.INCOME:
            continue
        if line.source == FundingSource.CONTRIBUTION and line.pool == POOL:
            shared[number] += line.cents
            continue
        for column in (_column(number), "current"):
            cells[_row(line), column] -= line.cents
    before, old = 0, ""
    for number in counting(model):
        key = model.key_at(number)
        through = before + shared[number]
        moved = old not in ("", key)
        paid = split(through, key) if moved else split(shared[number], key)
        given = split(before, old) if moved else dict.fromkeys(MUNICIPALITIES, 0)
        for code in MUNICIPALITIES:
            cells[f"{code}/{POOL}", _column(number)] -= paid[code] - given[code]
        before, old = through, key
    for code, cents in split(before, old).items() if old else ():
        cells[f"{code}/{POOL}", "current"] -= cents
    return {cell: cents for cell, cents in cells.items() if cents}


def reserve(model: Model, opening: int) -> Cells:
    """Return the row of the reserve in table 6.8."""
    taken = sum(line.cents for _, line in lines(model) if line.reserve)
    row = {"opening": opening, "appropriation": 0, "addition": 0, "withdrawal": -taken, "closing": opening - taken}
    return {("reserve/algemeen", column): cents for column, cents in row.items()}


def overview(model: Model) -> Cells:
    """Return the row of the programma and its reserve in table 6.7, now; lasten negative."""
    spent = covered = taken = 0
    for _, line in lines(model):
        if line.side == Side.COST:
            spent += line.cents
        elif line.source == FundingSource.RESERVE:
            taken += line.cents
        else:
            covered += line.cents
    return {
        ("programme/burger", "current-income"): covered,
        ("programme/burger", "current-cost"): -spent,
        ("programme/burger", "current-balance"): covered - spent,
        ("reserves/burger", "current-balance"): taken,
        ("result", "current-balance"): 0,
    }


def maatwerk(model: Model) -> Cells:
    """Return the sum of table 6.10 for the gemeente that has orders."""
    paid = sum(line.cents for _, line in lines(model) if line.source == FundingSource.MAATWERK)
    return {("total", "uithoorn"): -paid}


def _column(number: int) -> str:
    return f"amendment-{number}" if number else "original"


def _row(line: LineInput) -> str:
    match line.source:
        case FundingSource.THIRD_PARTIES:
            return "other/third-parties"
        case FundingSource.RESERVE:
            return "other/reserve"
        case FundingSource.MAATWERK:
            return f"{line.municipality}/maatwerk"
    return f"{line.municipality}/{line.pool}"
