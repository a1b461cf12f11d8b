"""A computed table as plain values and back: what a sealed document keeps of it. Pure.

Exact cents and printed numbers are both kept, so that a table that was thawed prints the same in every form;
only the way back to the lines of the ledger (its figures) is gone.
"""

from typing import Any

from reports.table import Column, Layout, Role, Rounding, Row, Table, TextColumn, Unit


def freeze(table: Table) -> dict[str, Any]:
    """Return everything that is printed of a table, as values that JSON can hold."""
    layout = table.layout
    return {
        "slug": layout.slug,
        "paragraph": layout.paragraph,
        "title": layout.title,
        "note": layout.note,
        "year": layout.year,
        "through": layout.through,
        "unit": layout.unit.name,
        "rounding": table.rounding.value,
        "row_heading": layout.row_heading,
        "columns": [
            {"key": column.key, "label": column.label, "group": column.group, "parts": list(column.parts)}
            for column in layout.columns
        ],
        "text_columns": [
            {"key": column.key, "label": column.label, "after": column.after, "leading": column.leading}
            for column in layout.text_columns
        ],
        "rows": [
            {
                "key": row.key,
                "label": row.label,
                "role": row.role.value,
                "path": list(row.path),
                "parts": list(row.parts),
                "texts": dict(row.texts),
                "cents": _cells(table.exact, row, layout),
                "shown": _cells(table.shown, row, layout),
                "forced": [column.key for column in layout.columns if (row.key, column.key) in table.forced],
            }
            for row in layout.rows
        ],
    }


def _cells(values: Any, row: Row, layout: Layout) -> dict[str, int]:
    return {column.key: values[row.key, column.key] for column in layout.columns if (row.key, column.key) in values}


def thaw(values: dict[str, Any]) -> Table:
    """Return the table that was frozen."""
    rows = values["rows"]
    layout = Layout(
        slug=values["slug"],
        paragraph=values["paragraph"],
        title=values["title"],
        note=values["note"],
        year=values["year"],
        through=values["through"],
        unit=Unit[values["unit"]],
        columns=tuple(Column(**column | {"parts": tuple(column["parts"])}) for column in values["columns"]),
        rows=tuple(
            Row(
                row["key"],
                row["label"],
                Role(row["role"]),
                tuple(row["path"]),
                parts=tuple(row["parts"]),
                texts=row["texts"],
            )
            for row in rows
        ),
        row_heading=values["row_heading"],
        text_columns=tuple(TextColumn(**column) for column in values["text_columns"]),
    )
    return Table(
        layout,
        Rounding(values["rounding"]),
        {(row["key"], column): cents for row in rows for column, cents in row["cents"].items()},
        {(row["key"], column): number for row in rows for column, number in row["shown"].items()},
        frozenset((row["key"], column) for row in rows for column in row["forced"]),
    )
