"""The figures of a document for who calculates with them: every table in one workbook, every amount in one CSV."""

import csv as writer
import re
from collections.abc import Iterator, Mapping
from datetime import date
from io import StringIO
from typing import Any

from ledger.core.content import Content, Section
from reports.documents.frozen import thaw
from reports.renderers.context import Context
from reports.renderers.data import safe_text
from reports.renderers.sheet import printed_sheet
from reports.renderers.xlsx import workbook_of

XLSX_NAME = "cijfers.xlsx"
CSV_NAME = "cijfers.csv"
COLUMNS = ("paragraaf", "tabel", "rij", "rijnaam", "kolom", "kolomnaam", "eenheid", "gedrukt", "centen")
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")  # in the name of a sheet
_LONGEST_NAME = 31


def xlsx(content: Content, mark: str = "") -> bytes:
    """Return a workbook with one sheet per table; the `mark` of a sealed version goes into its properties."""
    context = Context(organisation=content.organisation, head=content.head, made_on=date.fromisoformat(content.made_on))
    taken: set[str] = set()
    drawn = []
    for section, values in content.tables():
        table = thaw(dict(values))
        drawn.append((printed_sheet(table, context, _name(section, table.layout.title, taken)), table))
    if not drawn:
        raise LookupError("Dit document heeft geen tabellen.")
    return workbook_of(drawn, context, content.title, f"{content.organisation}. {content.title}.", mark)


def csv(content: Content) -> bytes:
    """Return every amount with its keys, one a line, the way a Dutch Excel opens it."""
    written = StringIO()
    lines = writer.writer(written, delimiter=";")
    lines.writerow(COLUMNS)
    for row in amounts(content):
        lines.writerow([safe_text(value) if isinstance(value, str) else value for value in row])
    return written.getvalue().encode("utf-8-sig")


def amounts(content: Content) -> Iterator[tuple[str, str, str, str, str, str, str, int, int]]:
    """Yield every amount of every table, in the order of `COLUMNS`; printed in whole units, and in cents."""
    for section, table in content.tables():
        for row in table["rows"]:
            for column in table["columns"]:
                if column["key"] in row["shown"]:
                    yield (
                        section.number, table["slug"], row["key"], " / ".join(row["path"]) or row["label"],
                        column["key"], _label(column), table["unit"], row["shown"][column["key"]],
                        row["cents"][column["key"]],
                    )  # fmt: skip


def _label(column: Mapping[str, Any]) -> str:
    return f"{column['group']}: {column['label']}" if column["group"] else column["label"]


def _name(section: Section, title: str, taken: set[str]) -> str:
    """Return a name for a sheet that Excel allows and that no other sheet has."""
    whole = _FORBIDDEN.sub(" ", f"{section.number} {title}".strip())
    name, number = whole[:_LONGEST_NAME].strip(), 1
    while name.casefold() in taken:
        number += 1
        name = f"{whole[: _LONGEST_NAME - 4].strip()} ({number})"
    taken.add(name.casefold())
    return name
