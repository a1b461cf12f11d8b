"""The outputs of a table. Each renderer prints what the table says and decides nothing.

`RENDERERS` names them for a download or the command line. The libraries behind them are loaded when first used.
"""

from collections.abc import Callable
from dataclasses import dataclass

from reports.renderers import data, html, ods, pdf, xlsx
from reports.renderers.context import Context
from reports.table import Table


@dataclass(frozen=True, slots=True)
class Renderer:
    """One kind of file: how it is made, and what a browser is told about it."""

    render: Callable[[Table, Context], bytes]
    content_type: str
    name: str  # for people


RENDERERS = {
    "json": Renderer(data.render_json, "application/json", "JSON"),
    "csv": Renderer(data.render_csv, "text/csv; charset=utf-8", "CSV"),
    "xlsx": Renderer(xlsx.render, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "Excel"),
    "ods": Renderer(ods.render, "application/vnd.oasis.opendocument.spreadsheet", "OpenDocument"),
    "html": Renderer(html.render, "text/html; charset=utf-8", "HTML"),
    "pdf": Renderer(pdf.render, "application/pdf", "PDF"),
}

__all__ = ["RENDERERS", "Context", "Renderer"]
