"""The tables of 2024 as text, compared with the golden ones; `make approve` takes the present ones over."""

import difflib
import os
from pathlib import Path

import pytest

from reports.catalogue import CATALOGUE, compile_table
from reports.formats import printed
from reports.table import Role, Rounding, Row, Table

pytestmark = pytest.mark.django_db  # so that the second database engine is held against the same tables

HERE = Path(__file__).parent
APPROVE = os.environ.get("DUOPLUS_APPROVE") == "1"
LAST = 2
GOLDEN: dict[str, tuple[str, int, Rounding]] = {slug: (slug, LAST, Rounding.CONTROLLED) for slug in CATALOGUE} | {
    "overview-primitief": ("overview", 0, Rounding.CONTROLLED),
    "overview-1e-wijziging": ("overview", 1, Rounding.CONTROLLED),
    "overview-gewoon-afgerond": ("overview", LAST, Rounding.PLAIN),
    "contributions-primitief": ("contributions", 0, Rounding.CONTROLLED),
    "contributions-1e-wijziging": ("contributions", 1, Rounding.CONTROLLED),
}
INDENT = {Role.HEADER: "", Role.DETAIL: "    ", Role.SUBTOTAL: "  = ", Role.TOTAL: "== "}


def as_text(table: Table) -> str:
    """A table for the eye: what is printed, per row, with the key of the row at the end."""
    layout = table.layout
    texts = [column.key for column in layout.text_columns]
    head = [layout.row_heading, *texts, *(f"{c.group} {c.label}".strip() for c in layout.columns), "rij"]
    body = [_cells(table, row, texts) for row in layout.rows]
    widths = [max(len(line[place]) for line in [head, *body]) for place in range(len(head))]
    numbers = range(1 + len(texts), len(head) - 1)

    def line(cells: list[str]) -> str:
        padded = (
            cell.rjust(width) if place in numbers else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(cells, widths, strict=True))
        )
        return " | ".join(padded).rstrip()

    rule = "-+-".join("-" * width for width in widths)
    forced = [f"niet binnen de eenheid: {row} {column}" for row, column in sorted(table.forced)]
    title = [f"{layout.paragraph} {table.caption}", layout.note, f"afronding: {table.rounding.value}", ""]
    return "\n".join([*title, line(head), rule, *(line(cells) for cells in body), *forced, ""])


def _cells(table: Table, row: Row, texts: list[str]) -> list[str]:
    values = [printed(table.value(row.key, column.key)) for column in table.layout.columns]
    return [INDENT[row.role] + row.label, *(row.texts.get(key, "") for key in texts), *values, row.key]


@pytest.mark.parametrize("name", GOLDEN)
def test_the_table_is_the_golden_one(name, books_2024):
    slug, through, rounding = GOLDEN[name]
    now = as_text(compile_table(CATALOGUE[slug], books_2024[through], rounding))
    path = HERE / f"{name}.txt"
    if APPROVE:
        path.write_text(now, encoding="utf-8")
    golden = path.read_text(encoding="utf-8") if path.exists() else ""
    difference = difflib.unified_diff(golden.splitlines(), now.splitlines(), "golden", "now", lineterm="", n=1)
    assert golden == now, "\n".join(["make approve takes this over:", *difference])


def test_no_golden_table_is_left_that_nobody_makes():
    tables = {path.stem for path in HERE.glob("*.txt") if not path.stem.startswith(("tie-out", "tie_out"))}
    dead = tables - GOLDEN.keys()
    if APPROVE:
        for name in dead:
            (HERE / f"{name}.txt").unlink()
    assert APPROVE or not dead, f"remove these, or run make approve: {sorted(dead)}"
