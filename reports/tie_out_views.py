"""The aansluitcontrole on screen: what was printed against what follows from the mutaties."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.paginator import EmptyPage, PageNotAnInteger, Paginator
from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from ledger.core.money import group_digits
from ledger.lists.download import CONTENT_TYPES, LABELS, Value, as_csv, as_xlsx
from ledger.models import PublishedFigure
from ledger.permissions import Verb
from reports.catalogue import CATALOGUE
from reports.formats import printed
from reports.links import Link, cell_addresses, year_crumb
from reports.scope import Choice, Scope, of_year
from reports.table import Rounding, Table, Unit
from reports.tieout import Cause, Compared, Difference, Place, Report, tie_out

PER_PAGE = 50
_HEADINGS = (
    "Nummer", "Paragraaf", "Waar", "Oorzaak", "Zoals gedrukt", "Gedrukt", "Uit de mutaties", "Verschil", "Eenheid",
    "Uitleg", "Waaruit dat blijkt", "Volgt uit nummer",
)  # fmt: skip
_TONES = {Cause.ROUNDING: "neutral", Cause.UNEXPLAINED: "bad"}


@dataclass(frozen=True, slots=True)
class PlaceView:
    """A place in the document, with the address of our own figure there."""

    words: str
    address: str


@dataclass(frozen=True, slots=True)
class DifferenceView:
    """A difference as the page shows it."""

    difference: Difference
    place: PlaceView
    published: str
    expected: str
    gap: str
    unit: str
    cause: str
    tone: str
    related: tuple[PlaceView, ...]


@dataclass(frozen=True, slots=True)
class TableView:
    """How one table came out, with the address that shows only its differences."""

    compared: Compared
    address: str
    current: bool


def report_of(scope: Scope) -> Report:
    """Return the aansluitcontrole of the year; made once per state of the ledger."""
    return scope.kept("tie-out", lambda: tie_out(scope.year))


@of_year
def page(request: HttpRequest, scope: Scope) -> HttpResponse:
    """Show the differences; `oorzaak` and `tabel` in the address choose among them."""
    _only_who_may(scope)
    report = report_of(scope)
    cause, table = _asked(request, report)
    found = [each for each in report.differences if cause in (None, each.cause) and table in ("", each.place.table)]
    try:
        shown = Paginator(found, PER_PAGE).page(request.GET.get("pagina") or 1)
    except (EmptyPage, PageNotAnInteger):
        raise Http404("Er is geen bladzijde met dit nummer.") from None
    places = _Places(scope)
    context = {
        "report": report,
        "page": shown,
        "found": len(found),
        "filtered": cause is not None or bool(table),
        "differences": [_view(each, places) for each in shown.object_list],
        "causes": [
            Link("Alle oorzaken", _address(scope, None, table), cause is None),
            *(
                Link(f"{each.label[0].upper()}{each.label[1:]} ({count})", _address(scope, each, table), each is cause)
                for each, count in report.counts.items()
            ),
        ],
        "tables": [TableView(each, _address(scope, cause, each.table), each.table == table) for each in report.tables],
        "relations": f"van de {group_digits(report.relations)} die zijn nagerekend",
        "all_tables": _address(scope, cause, ""),
        "table": table,
        "files": [
            Link(LABELS[kind], reverse("reports:tie_out_file", args=[scope.year, kind]))
            for kind in ("xlsx", "csv", "json")
        ],
        "crumbs": [year_crumb(scope)],
    }
    return render(request, "reports/tie_out.html", context)


@of_year
def file(_request: HttpRequest, scope: Scope, kind: str) -> HttpResponse:
    """Send the whole report: all of it as JSON, its differences as a list for a spreadsheet."""
    _only_who_may(scope)
    report = report_of(scope)
    if kind == "json":
        content: str | bytes = json.dumps(report.as_data(), ensure_ascii=False, indent=2)
    elif kind == "xlsx":
        content = as_xlsx(f"Aansluiting {scope.year}", _HEADINGS, _rows(report))
    elif kind == "csv":
        content = as_csv(_HEADINGS, _rows(report))
    else:
        raise Http404(f"De aansluiting is er niet als {kind[:10]}-bestand.")
    response = HttpResponse(content, content_type=CONTENT_TYPES.get(kind, "application/json"))
    response.headers["Content-Disposition"] = f'attachment; filename="aansluiting-{scope.year}.{kind}"'
    return response


def _rows(report: Report) -> list[tuple[Value, ...]]:
    """Return a row per difference; the numbers are in the unit that stands beside them, with the signs of the table."""
    return [
        (
            each.number,
            each.place.paragraph,
            each.place.where,
            each.cause.label,
            each.place.printed or _number(each.published),
            each.published,
            each.expected,
            each.difference,
            _unit(each),
            each.explanation,
            "; ".join(each.proofs),
            each.root,
        )
        for each in report.differences
    ]


def links_per_cause(scope: Scope) -> list[Link]:
    """Return how many differences each cause has, each with the page that shows them."""
    return [
        Link(f"{count}\u00d7 {cause.label}", _address(scope, cause, ""))
        for cause, count in report_of(scope).counts.items()
    ]


def _only_who_may(scope: Scope) -> None:
    if not scope.access.can(Verb.SEE_TIE_OUT):
        raise Http404("Deze pagina is er niet voor uw rol.")


def _asked(request: HttpRequest, report: Report) -> tuple[Cause | None, str]:
    cause, table = request.GET.get("oorzaak", ""), request.GET.get("tabel", "")
    if cause and cause not in {each.value for each in Cause}:
        raise Http404("Deze oorzaak is er niet.")
    if table and table not in {each.table for each in report.tables}:
        raise Http404("Deze tabel is er niet.")
    return (Cause(cause) if cause else None), table


def _address(scope: Scope, cause: Cause | None, table: str) -> str:
    query: Mapping[str, str] = {"oorzaak": cause.value if cause else "", "tabel": table}
    kept = urlencode({name: value for name, value in query.items() if value})
    address = reverse("reports:tie_out", args=[scope.year])
    return f"{address}?{kept}#verschillen" if kept else f"{address}#verschillen"


class _Places:
    """Finds our own figure at a place of the document, where there is one."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._tables: dict[str, Table] = {}
        published = PublishedFigure.objects.filter(budget_year=scope.year).aggregate(last=Max("through"))["last"]
        through = published if published in {stage.number for stage in scope.stages} else scope.last.number
        self._choice = Choice(through, Rounding.CONTROLLED, scope.last.number)

    def _table(self, slug: str) -> Table:
        if slug not in self._tables:
            self._tables[slug] = self._scope.table(CATALOGUE[slug], self._choice)
        return self._tables[slug]

    def view(self, place: Place) -> PlaceView:
        address = ""
        if place.table in CATALOGUE and place.row is not None and place.column is not None:
            report = CATALOGUE[place.table]
            if self._table(place.table).cents(place.row, place.column) is not None:
                address = cell_addresses(self._scope, report, self._choice)(place.row, place.column)
        return PlaceView(place.where, address)


def _view(difference: Difference, places: _Places) -> DifferenceView:
    return DifferenceView(
        difference=difference,
        place=places.view(difference.place),
        published=difference.place.printed or _number(difference.published),
        expected=_number(difference.expected),
        gap=_number(difference.difference),
        unit=_unit(difference),
        cause=difference.cause.label,
        tone=_TONES.get(difference.cause, "warning"),
        related=tuple(places.view(place) for place in difference.related),
    )


def _unit(difference: Difference) -> str:
    return Unit[difference.unit].label if difference.unit in Unit.__members__ else ""


def _number(value: int | None) -> str:
    return "staat er niet" if value is None else printed(value)
