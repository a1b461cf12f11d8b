"""A table for machines: JSON and CSV. Signs and units as printed, numbers without marks."""

import csv
import json
from io import StringIO
from typing import Any

from reports.renderers.context import Context
from reports.table import Table

_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet would run a text that begins so


def as_dict(table: Table) -> dict[str, Any]:
    """Return the table as plain values."""
    layout = table.layout
    return {
        "table": layout.slug,
        "year": layout.year,
        "through": layout.through,
        "unit": layout.unit.name,
        "rounding": table.rounding.value,
        "columns": [{"key": column.key, "label": column.label, "group": column.group} for column in layout.columns],
        "text_columns": [{"key": column.key, "label": column.label} for column in layout.text_columns],
        "rows": [
            {
                "key": row.key,
                "label": row.label,
                "role": row.role.value,
                "path": list(row.path),
                "texts": {column.key: row.texts.get(column.key, "") for column in layout.text_columns},
                "values": {column.key: table.value(row.key, column.key) for column in layout.columns},
            }
            for row in layout.rows
        ],
    }


def render_json(table: Table, _context: Context) -> bytes:
    """Return the table as JSON."""
    return (json.dumps(as_dict(table), ensure_ascii=False, indent=1) + "\n").encode()


def render_csv(table: Table, _context: Context) -> bytes:
    """Return the table as CSV the way a Dutch Excel opens it: semicolons, UTF-8 with a mark at the start."""
    layout = table.layout
    written = StringIO()
    writer = csv.writer(written, delimiter=";")
    texts = [column.key for column in layout.text_columns]
    writer.writerow(
        [
            safe_text(name)
            for name in ("key", "label", "role", "path", *texts, *(column.key for column in layout.columns))
        ]
    )
    for row in layout.rows:
        words = (row.key, row.label, row.role.value, " / ".join(row.path), *(row.texts.get(key, "") for key in texts))
        values = (table.value(row.key, column.key) for column in layout.columns)
        writer.writerow([*map(safe_text, words), *values])
    return written.getvalue().encode("utf-8-sig")


def safe_text(text: str) -> str:
    """Return text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text
