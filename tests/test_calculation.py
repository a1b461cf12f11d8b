"""The worked examples of docs/calculation.md, reckoned again by the application."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest

from ledger.core.apportionment import apportion
from ledger.core.book import (
    AmendmentRecord,
    Book,
    InvestmentRecord,
    MutationRecord,
    Named,
    OrderRecord,
    PoolRecord,
    ProgrammeRecord,
    ReserveRecord,
)
from ledger.core.conversion import convert, find_orders, find_pool
from ledger.core.cube import DIMENSIONS, Cube, Key, KeyRing
from ledger.core.effect import redivided
from ledger.core.money import parse_amount
from ledger.core.rounding import Additive, controlled, plain
from ledger.enums import FundingSource, Placement, ReserveKind, Side
from reports import statements
from reports.table import Layout, Rounding, Table, compute
from tests.ledger_2024 import published, read_printed

TEXT = (Path(__file__).parent.parent / "docs" / "calculation.md").read_text(encoding="utf-8")
GEMEENTEN = ("Aa", "Bee", "Cee")
KEYS = {0: (3, 2, 2), 2: (2, 2, 1)}  # the weights of section 9, by the wijziging from which they hold
Rows = list[dict[str, str]]


def examples(section: int) -> list[Rows]:
    """The tables of a section, each as rows by heading."""
    text = TEXT.split(f"\n## {section}. ")[1].split("\n## ")[0]
    tables: list[Rows] = []
    block: list[list[str]] = []
    for line in [*text.splitlines(), ""]:
        if line.startswith("|"):
            block.append([cell.strip() for cell in line.strip().strip("|").split("|")])
        elif block:
            heading, _, *rows = block
            tables.append([dict(zip(heading, row, strict=True)) for row in rows])
            block = []
    return tables


def cents(text: str) -> int:
    return parse_amount(text)


def euros(text: str) -> int:
    return parse_amount(text) // 100


def book(lines: Iterable[Mapping[str, Any]], weights: tuple[int, int, int] = (3, 2, 2), **more: Any) -> Book:
    """One programma, three gemeenten, one pool by key and one direct; lines as dimensions with cents."""
    defaults: dict[str, Any] = {
        "amendment": 0,
        "programme": "p",
        "placement": Placement.PROGRAMME,
        "recurrence": "incidental",
    }
    values = [defaults | dict(line) for line in lines]
    numbers = sorted({value["amendment"] for value in values} | {0})
    groups = tuple((tuple(value.get(name) for name in DIMENSIONS), value["cents"]) for value in values)
    facts: dict[str, Any] = {
        "year": 2030,
        "effective_year": 2030,
        "through": numbers[-1],
        "organisation": "Voorbeeld",
        "participants": "deelnemers",
        "head": "",
        "amendments": tuple(AmendmentRecord(n, n, f"{n}e wijziging", "draft") for n in numbers),
        "municipalities": tuple(Named(name, name) for name in GEMEENTEN),
        "programmes": (ProgrammeRecord("p", "Programma", "Programma", "Programma", None, frozenset()),),
        "pools": (PoolRecord("key", "Sleutel", "p", direct=False), PoolRecord("direct", "Direct", "p", direct=True)),
        "themes": (Named("t", "Thema"),),
        "reserves": (ReserveRecord("r", "Algemene reserve", ReserveKind.RESERVE, 0, 0),),
        "orders": (OrderRecord("o", 401, "Aa", "p", "Order"),),
        "investments": (),
        "mutations": (),
        "cube": Cube(groups),
        "keys": {"key": KeyRing.of(Key(tuple(zip(GEMEENTEN, weights, strict=True))))},
    }
    return Book(**facts | more)


def table(layout: Layout, of: Book) -> Table:
    return compute(layout, of.reckoning, Rounding.PLAIN)


def contribution(amount: int, pool: str = "key", **more: Any) -> dict[str, Any]:
    return {"side": Side.INCOME, "source": FundingSource.CONTRIBUTION, "pool": pool, "cents": amount} | more


def test_splitting_step_by_step():
    steps, _ = examples(1)
    weights = [int(row["Gewicht"]) for row in steps]
    total = sum(weights)
    for row, part in zip(steps, apportion(1_000, weights), strict=True):
        quota = euros(row["Precies (in zevenden)"])
        assert quota == 1_000 * int(row["Gewicht"])
        assert divmod(quota, total) == (euros(row["Naar beneden"]), int(row["Rest (in zevenden)"]))
        assert euros(row["Deel"]) == part


def test_splitting_other_amounts():
    _, amounts = examples(1)
    key = Key(tuple(zip(GEMEENTEN, (3, 2, 2), strict=True)))
    assert len(amounts) == 5
    for row in amounts:
        assert key.shares(cents(row["Bedrag"])) == {name: cents(row[name]) for name in GEMEENTEN}


def test_after_amendment_is_split_on_its_own_total():
    (rows,) = examples(2)
    *parts, whole = rows
    lines = [contribution(cents(whole[column]), amendment=n) for n, column in enumerate(("Primitief", "1e wijziging"))]
    made = book(lines, weights=(1, 1, 1))
    shown = table(statements.contributions(made), made)
    for row in parts:
        before = [-shown.exact[f"{row['Gemeente']}/key", column] for column in ("original", "amendment-1")]
        after = -shown.exact[f"{row['Gemeente']}/key", "current"]
        assert [cents(row["Primitief"]), cents(row["1e wijziging"])] == before
        assert cents(row["Na wijziging"]) == after
        assert cents(row["Som van de kolommen"]) == sum(before)
        assert cents(row["Verschil"]) == after - sum(before)
    for column in list(whole)[1:]:
        assert cents(whole[column]) == sum(cents(row[column]) for row in parts)


def test_rounding_so_that_the_table_adds_up():
    exact, apart, together = examples(3)
    names, columns = ("Aa", "Bee"), ("Baten", "Subsidie")
    values = {(row["Precies"], column): cents(row[column]) for row in exact for column in (*columns, "Totaal")}
    leaves = {cell: value for cell, value in values.items() if "Totaal" not in cell}
    sums = {
        (row, column): tuple(
            (name, part)
            for name in (names if row == "Totaal" else (row,))
            for part in (columns if column == "Totaal" else (column,))
        )
        for row, column in values.keys() - leaves.keys()
    }
    additive = Additive(leaves, sums, 1_000_00)
    assert dict(additive.exact_sums) | leaves == values
    for rows, heading, printed in ((apart, "Gewoon", plain(additive)), (together, "Samen", controlled(additive))):
        assert {(row[heading], column): euros(row[column]) for row in rows for column in (*columns, "Totaal")} == (
            printed.values
        )


def test_where_a_line_stands():
    lines, rows = examples(4)
    sides = {side.label: side for side in Side}
    places = {place.label: place for place in Placement}
    sources = {source.label: source for source in FundingSource}
    made = book(
        {
            "side": sides[line["Soort"]],
            "placement": places[line["Plaats"]],
            "source": sources[line["Dekking"]] if line["Dekking"] else None,
            "pool": "key" if line["Dekking"] == "bijdrage" else None,
            "reserve": "r" if line["Reserve"] else None,
            "cents": cents(line["Bedrag"]),
        }
        for line in lines
    )
    shown = table(statements.overview(made), made)
    keys = {
        "Programma": "programme/p",
        "Saldo financieringsfunctie": "general/financing",
        "Overhead": "fields/overhead",
        "Saldo van baten en lasten": "balance",
        "Reserves": "reserves/total",
        "Gerealiseerd resultaat": "result",
    }
    assert [row["Rij"] for row in rows] == list(keys)
    for row in rows:
        for column, flow in (("Baten", "income"), ("Lasten", "cost"), ("Saldo", "balance")):
            assert cents(row[column]) == shown.exact[keys[row["Rij"]], f"original-{flow}"], (row["Rij"], column)


def test_plus_and_minus_per_table():
    (rows,) = examples(5)
    income = {"side": Side.INCOME, "theme": "t", "amendment": 1}
    made = book(
        [
            {"side": Side.COST, "theme": "t", "amendment": 1, "cents": 1_000_00},
            contribution(600_00, "direct", municipality="Aa", theme="t", amendment=1),
            income | {"source": FundingSource.MAATWERK, "municipality": "Aa", "order": "o", "cents": 150_00},
            income | {"source": FundingSource.THIRD_PARTIES, "cents": 50_00},
            income | {"source": FundingSource.RESERVE, "reserve": "r", "cents": 200_00},
        ],
        investments=(InvestmentRecord(1, 1, "Krediet", Side.COST, 5_000_00),),
        mutations=(MutationRecord(1, "m", 1, "p", 1, "Mutatie", "incidental", 1_000_00),),
    )
    cells = {
        ("3.1.2", "thema", "derden"): ("headlines", "theme/t", "third-parties"),
        ("3.1.2", "thema", "reserve"): ("headlines", "theme/t", "reserve"),
        ("3.1.2", "thema", "gemeente"): ("headlines", "theme/t", "Aa"),
        ("3.1.2", "thema", "totaal"): ("headlines", "theme/t", "total"),
        ("6.2", "uitgave", "wijziging"): ("amendment", "p/mutation/1", "amendment-1"),
        ("6.2", "bijdrage", "wijziging"): ("amendment", "p/contribution", "amendment-1"),
        ("6.7", "programma", "baten"): ("overview", "programme/p", "amendment-income"),
        ("6.7", "programma", "lasten"): ("overview", "programme/p", "amendment-cost"),
        ("6.7", "reserves", "baten"): ("overview", "reserves/p", "amendment-income"),
        ("6.8", "reserve", "onttrekking"): ("reserves", "reserve/r", "withdrawal"),
        ("6.9", "investering", "bedrag"): ("investments", "investment/1", "amount"),
        ("6.10", "order", "gemeente"): ("maatwerk", "order/o", "Aa"),
        ("6.11", "verdeelgroep", "wijziging"): ("contributions", "Aa/direct", "amendment-1"),
        ("6.11", "maatwerk", "wijziging"): ("contributions", "Aa/maatwerk", "amendment-1"),
        ("6.11", "derden", "wijziging"): ("contributions", "other/third-parties", "amendment-1"),
        ("6.11", "reserve", "wijziging"): ("contributions", "other/reserve", "amendment-1"),
    }
    assert len(rows) == len(cells)
    for row in rows:
        slug, key, column = cells[row["Tabel"].split()[0], row["Rij"], row["Kolom"]]
        shown = table(getattr(statements, slug)(made), made)
        assert cents(row["Bedrag"]) == shown.exact[key, column], row


def test_reserves():
    (rows,) = examples(6)
    first, second, repaid, whole = rows
    facts = [
        ReserveRecord(code, row["Reserve"], ReserveKind.RESERVE, cents(row["Begin"]), cents(row["Resultaat"]))
        for code, row in (("a", first), ("b", second))
    ]
    withdrawal = {"side": Side.INCOME, "source": FundingSource.RESERVE, "cents": -cents(second["Onttrekking"])}
    lines = [withdrawal | {"reserve": "b"}, {"side": Side.COST, "reserve": "b", "cents": cents(second["Dotatie"])}]
    made = book(lines, reserves=tuple(facts))
    shown = table(statements.reserves(made), made)
    columns = dict(zip(list(whole)[1:], ("opening", "appropriation", "addition", "withdrawal", "closing"), strict=True))
    for row, key in ((first, "reserve/a"), (second, "reserve/b"), (repaid, "repayment"), (whole, "reserves/total")):
        for heading, column in columns.items():
            assert (cents(row[heading]) if row[heading] else None) == shown.cents(key, column), (key, column)


@pytest.mark.django_db
def test_the_correction_of_2024(books_2024):
    (rows,) = examples(7)
    made = books_2024[2]
    shown = table(statements.contributions(made), made)
    pools = {"Bedrijfsvoering": "bedrijfsvoering-exclusief-facilitair", "Burger": "burger"}
    for row in rows:
        key = f"{row['Gemeente'].lower()}/{pools[row['Verdeelgroep']]}"
        was = read_printed(published("contributions")[key, "amendment-2"])
        now = shown.shown[key, "amendment-2"]
        printed = [euros(row[heading]) for heading in list(row)[2:]]
        assert printed == [was, now, was - now, shown.shown[key, "current"]]


def test_the_effect_per_gemeente():
    (rows,) = examples(8)
    *parts, whole = rows
    third = parts[2]
    paid = {"side": Side.INCOME, "source": FundingSource.MAATWERK, "municipality": "Aa", "order": "o", "theme": "t"}
    made = book(
        [
            contribution(cents(whole["Deel van de bijdrage"]), theme="t"),
            contribution(cents(third["Direct"]), "direct", municipality="Cee", theme="t"),
            paid | {"cents": cents(parts[0]["Maatwerk"])},
        ]
    )
    shown = table(statements.headlines(made), made)
    for row in parts:
        assert cents(row["Effect"]) == shown.exact["theme/t", row["Gemeente"]]
        assert -cents(row["Effect"]) == sum(cents(row[h]) for h in ("Deel van de bijdrage", "Direct", "Maatwerk"))
    for heading in list(whole)[1:]:
        assert cents(whole[heading]) == sum(cents(row[heading]) for row in parts)
    assert cents(whole["Effect"]) == shown.exact["total", "total"]


def test_another_key_from_a_wijziging_on():
    columns, moved = examples(9)
    *parts, whole = columns
    old, new = (Key(tuple(zip(GEMEENTEN, weights, strict=True)), since=since) for since, weights in KEYS.items())
    lines = [
        contribution(cents(whole[column]), amendment=n)
        for n, column in enumerate(("Primitief", "1e wijziging", "2e wijziging"))
    ]
    made = book(lines, keys={"key": KeyRing.of(old, new)})
    shown = table(statements.contributions(made), made)
    earlier, everything = cents(whole["Tot en met de 1e, oude sleutel"]), cents(whole["Na wijziging"])
    for row in parts:
        place = row["Gemeente"]
        assert cents(row["Tot en met de 1e, oude sleutel"]) == old.shares(earlier)[place]
        assert cents(row["Tot en met de 2e, nieuwe sleutel"]) == new.shares(everything)[place]
        headings = {"Primitief": "original", "1e wijziging": "amendment-1", "2e wijziging": "amendment-2"}
        for heading, column in (headings | {"Na wijziging": "current"}).items():
            assert cents(row[heading]) == -shown.exact[f"{place}/key", column]
    own = cents(whole["2e wijziging"])
    for row in moved[:-1]:
        assert cents(row["Eigen regels"]) == new.shares(own)[row["Gemeente"]]
        assert cents(row["Door de andere sleutel"]) == redivided(own, earlier, old, new)[row["Gemeente"]]
        assert cents(row["2e wijziging"]) == cents(row["Eigen regels"]) + cents(row["Door de andere sleutel"])
    for rows in (columns, moved):
        for heading in list(rows[0])[1:]:
            assert cents(rows[-1][heading]) == sum(cents(row[heading]) for row in rows[:-1])
    headlines = table(statements.headlines(made), made)
    for place in GEMEENTEN:
        assert -headlines.exact["keys", place] == new.shares(earlier)[place] - old.shares(earlier)[place]


def test_maatwerk_that_becomes_regular_work():
    (rows,) = examples(10)
    *parts, whole = rows
    order = {"side": Side.INCOME, "source": FundingSource.MAATWERK, "order": "o", "municipality": "Aa"}
    made = book([contribution(cents(whole["Bijdrage nu"])), order | {"cents": cents(whole["Maatwerk nu"])}])
    columns = (10, "Gewicht van hoogstens 10", "Betaalt dan"), (100, "Gewicht van 100", "Betaalt met 100")
    for precision, weight, pays in columns:
        found = convert(made, find_pool(made, "key"), find_orders(made, ["401"]), precision)
        for row in parts:
            place = row["Gemeente"]
            assert (
                cents(row["Nu samen"]) == cents(row["Bijdrage nu"]) + cents(row["Maatwerk nu"]) == found.before[place]
            )
            assert int(row[weight]) == found.weights[place]
            assert cents(row[pays]) == found.after[place]
        assert found.deviation == (44_00 if precision == 10 else 0)
    for heading in list(whole)[1:]:
        assert cents(whole[heading]) == sum(cents(row[heading]) for row in parts)


def test_every_section_has_its_example():
    sections = [int(line.split(".")[0].removeprefix("## ")) for line in TEXT.splitlines() if line.startswith("## ")]
    assert sections == list(range(1, 11))
    assert all(examples(section) for section in sections)
