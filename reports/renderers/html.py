"""A table as a piece of a page, and as a document that stands by itself.

The markup follows the table component of the NL Design System; its class names are used here and in
`templates/components/table.html` and nowhere else.
"""

from dataclasses import dataclass
from pathlib import Path

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from reports.formats import NIL, printed
from reports.renderers.context import Context
from reports.renderers.grid import MARK, Amount, Cell, Grid, Heading, Name, Section, notes, stage
from reports.table import Row, Table

_SHORT_NAME = 44  # characters: names of rows up to here are not broken where there is room
_SHORT_SECTION = 12  # rows: a section up to here is not broken over two pages

_NOTHING = SafeString("")
_EMPTY = SafeString("<td></td>")
_EMPTY_EDGE = SafeString('<td class="duo-table__edge"></td>')
_MARK = format_html('<span class="duo-table__mark">{}</span>', MARK)
_NIL = format_html('<span aria-hidden="true">{}</span><span class="duo-table__spoken">0</span>', NIL)
_EDGE_CLASS = SafeString(" duo-table__edge")
_NIL_CLASS = SafeString(" duo-table__nil")


@dataclass(frozen=True, slots=True)
class _Body:
    """A section, ready for the template."""

    css: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, SafeString], ...]


def table(
    source: Table,
    context: Context,
    *,
    grid: Grid | None = None,
    part: str = "",
    identifier: str = "",
    on_paper: bool = False,
) -> SafeString:
    """Return the table with its caption, in a region that scrolls sideways where it does not fit.

    `grid` and `part` are for a table that is shown in parts: some of its columns, and which part it is.
    `on_paper` leaves out what only a screen can do: the region, hidden words for a screen reader.
    """
    grid = grid or Grid.of(source)
    markup = _Markup(grid, context, on_paper=on_paper)
    layout = source.layout
    return render_to_string(
        "components/table.html",
        {
            "identifier": identifier or f"tabel-{layout.slug}",
            "title": layout.title,
            "unit": layout.unit.label,
            "part": part,
            "note": layout.note,
            "column_groups": [str(span) for span in _spans(grid)],
            "head": [[_heading(heading) for heading in row] for row in grid.head()],
            "sections": [markup.body(section) for section in grid.sections],
            "width": str(grid.width),
            "notes": () if part else notes(source),
            "short_names": max((len(row.label) for row in layout.rows), default=0) <= _SHORT_NAME,
            "on_paper": on_paper,
        },
    )


def page(tables: list[SafeString], source: Table, context: Context, *, styles: str = "", css: str = "") -> str:
    """Return a whole HTML document around the given tables; `styles` is put in its head."""
    return render_to_string(
        "reports/print.html",
        {
            "styles": _style(styles),
            "css": css,
            "title": f"{source.layout.title} \N{EN DASH} {context.organisation}",
            "table_title": source.layout.title,
            "stage": stage(source.layout),
            "organisation": context.organisation,
            "tables": tables,
            "notes": notes(source) if len(tables) > 1 else (),
            "made_on": context.made_on.isoformat(),
            "made_on_text": dutch_date(context),
            "head": context.short_head,
        },
    )


def _style(css: str) -> SafeString:
    """Return a style element with one of our own stylesheets."""
    safe = SafeString(css)  # nosec B308 B703
    return format_html("<style>{}</style>", safe) if css else _NOTHING


def render(source: Table, context: Context) -> bytes:
    """Return a document of one file that shows the table in any browser, also without a network."""
    styles = "\n".join(stylesheet(name) for name in ("table.css", "print.css"))
    return page([table(source, context)], source, context, styles=styles).encode()


def stylesheet(name: str) -> str:
    """Return one of our own stylesheets."""
    path = finders.find(f"duoplus/{name}")
    if not isinstance(path, str):
        raise FileNotFoundError(f"duoplus/{name} is not among the static files")
    return Path(path).read_text(encoding="utf-8")


def dutch_date(context: Context) -> str:
    """Return the date of the ledger's state in words, whatever language is active."""
    with translation.override("nl"):
        return date_format(context.made_on, "j F Y")


def _spans(grid: Grid) -> list[int]:
    """Return the width of each column group: scope=colgroup needs one to hold on to."""
    trailing = [len(grid.trailing)] if grid.trailing else []
    return [grid.amounts_start, *(len(members) for _, members in grid.groups), *trailing]


def _heading(heading: Heading) -> SafeString:
    kinds = {
        "duo-table__names": heading.is_names,
        "duo-table__amount": heading.is_amount,
        "duo-table__group": heading.is_group,
        "duo-table__edge": heading.begins_group,
    }
    return format_html(
        '<th scope="{}"{}{}{}>{}</th>',
        "colgroup" if heading.is_group else "col",
        _attribute("class", " ".join(kind for kind, holds in kinds.items() if holds)),
        _span("colspan", heading.columns),
        _span("rowspan", heading.rows),
        heading.label,
    )


def _attribute(name: str, value: str) -> SafeString:
    return format_html(' {}="{}"', name, value) if value else _NOTHING


def _span(name: str, count: int) -> SafeString:
    return _attribute(name, str(count) if count > 1 else "")


class _Markup:
    """Turns rows and cells into markup. Cells are joined here: a template is too slow for thousands of them."""

    def __init__(self, grid: Grid, context: Context, *, on_paper: bool) -> None:
        self.grid = grid
        self.context = context
        self.on_paper = on_paper
        self.column_names = {
            column.key: f"{column.group}, {column.label}" if column.group else column.label for column in grid.columns
        }

    def body(self, section: Section) -> _Body:
        rows = tuple((f"duo-table__{row.role.value}", self.row(row)) for row in section.rows)
        css = "duo-table__totals" if section.is_total else "duo-table__short" if len(rows) <= _SHORT_SECTION else ""
        return _Body(css, tuple(row.label for row in section.heads), rows)

    def row(self, row: Row) -> SafeString:
        return format_html_join("", "{}", ((self.cell(row, cell),) for cell in self.grid.cells(row)))

    def cell(self, row: Row, cell: Cell) -> SafeString:
        if isinstance(cell, Amount):
            return self.amount(row, cell)
        if isinstance(cell, Name):
            return self.name(row, cell)
        return format_html('<td class="duo-table__words">{}</td>', cell.text) if cell.text else _EMPTY

    def name(self, row: Row, cell: Name) -> SafeString:
        link = self.context.mutation_url
        address = link(row.mutation) if link is not None and row.mutation is not None else ""
        if not address:
            return format_html('<th scope="row">{}</th>', cell.text)
        return format_html('<th scope="row"><a href="{}">{}</a></th>', address, cell.text)

    def amount(self, row: Row, cell: Amount) -> SafeString:
        if cell.value is None:
            return _EMPTY_EDGE if cell.begins_group else _EMPTY
        mark = _MARK if cell.forced else _NOTHING
        edge = _EDGE_CLASS if cell.begins_group else _NOTHING
        nil = _NOTHING if cell.value else _NIL_CLASS
        shown: str = printed(cell.value)
        if self.context.cell_url is not None:
            # The number comes first: who walks through the table hears it before where it stands.
            place = ", ".join(
                (shown if cell.value else "0", *(row.path or (row.label,)), self.column_names[cell.column.key])
            )
            address = self.context.cell_url(row.key, cell.column.key)
            shown = format_html('<a href="{}" aria-label="{}">{}</a>', address, place, shown)
        elif not cell.value and not self.on_paper:
            shown = _NIL
        return format_html('<td class="duo-table__amount{}{}">{}{}</td>', edge, nil, shown, mark)
