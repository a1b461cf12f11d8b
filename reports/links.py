"""Addresses of tables, their figures and their files."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from ledger.models import Mutation
from reports.catalogue import Report
from reports.renderers import RENDERERS
from reports.scope import Choice, Scope
from reports.table import Rounding

FILES = ("xlsx", "pdf", "ods", "csv", "json")  # what is offered, in this order
_ON_CARD = ("xlsx", "pdf")


@dataclass(frozen=True, slots=True)
class Link:
    """A choice on a page: what it is called, where it leads, and whether it is the one shown now."""

    label: str
    address: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class Card:
    """A table in a list of tables: its name, what it tells, and its files."""

    name: str
    summary: str
    address: str
    files: tuple[Link, ...]


def table_address(scope: Scope, report: Report, choice: Choice) -> str:
    """Return where a table is shown."""
    return _with_query(reverse("reports:table", args=[scope.year, report.path]), choice.query | scope.query)


def cell_addresses(scope: Scope, report: Report, choice: Choice) -> Callable[[str, str], str]:
    """Return the function that says where a figure is explained; a table has thousands of them."""
    base = reverse("reports:origin", args=[scope.year, report.path])
    rest = choice.query | scope.query
    return lambda row, column: _with_query(base, {"rij": row, "kolom": column, **rest})


def mutation_addresses(scope: Scope) -> Callable[[int], str]:
    """Return the function that says where a mutatie is shown; of the past only those that can be seen now."""
    if scope.at is None:
        return lambda pk: reverse("ledger:mutation", args=[scope.year, pk])
    seen = Mutation.objects.visible_to(scope.access).filter(budget_year=scope.year)
    known = set(seen.values_list("pk", flat=True))
    return lambda pk: reverse("ledger:mutation", args=[scope.year, pk]) if pk in known else ""


def file_links(scope: Scope, report: Report, choice: Choice, extensions: tuple[str, ...] = FILES) -> tuple[Link, ...]:
    """Return the files of a table."""
    return tuple(
        Link(
            RENDERERS[extension].name,
            _with_query(
                reverse("reports:download", args=[scope.year, report.path, extension]), choice.query | scope.query
            ),
        )
        for extension in extensions
    )


def file_name(scope: Scope, report: Report, choice: Choice, extension: str) -> str:
    """Return the name a file gets: `bijdragen-2024-tm-2e-wijziging.xlsx`."""
    stage = f"tm-{choice.through}e-wijziging" if choice.through else "primitief"
    rounding = "-gewoon-afgerond" if choice.rounding is Rounding.PLAIN else ""
    moment = f"-per-{scope.at:%Y-%m-%d-%H%M}" if scope.at else ""
    return f"{report.path}-{scope.year}-{stage}{rounding}{moment}.{extension}"


def card(scope: Scope, report: Report) -> Card:
    """Return a table for a list of tables."""
    choice = Choice(scope.last.number, Rounding.CONTROLLED, scope.last.number)
    files = file_links(scope, report, choice, _ON_CARD)
    return Card(report.name, report.summary, table_address(scope, report, choice), files)


def year_crumb(scope: Scope) -> tuple[str, str]:
    """Return the first step of the way back."""
    return f"Begroting {scope.year}", reverse("reports:start", args=[scope.year])


def _with_query(address: str, query: dict[str, str]) -> str:
    return f"{address}?{urlencode(query)}" if query else address
