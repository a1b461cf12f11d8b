"""The start page, the tables and their files. Each view reads its scope first; the rest follows from it."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header

from duoplus.context import visible_years
from ledger.models import Mutation, Organisation
from ledger.permissions import Verb, access_of
from reports import glance
from reports.catalogue import BY_PATH, CATALOGUE, Report, compile_table
from reports.explain import explain
from reports.origin import origin_page, unit_in_words
from reports.renderers import RENDERERS, Context, html
from reports.scope import Choice, Scope, of_year
from reports.table import Rounding, Table, Unit

FILES = ("xlsx", "pdf", "ods", "csv", "json")  # what is offered, in this order


@dataclass(frozen=True, slots=True)
class Link:
    """A choice on a page: what it is called, where it leads, and whether it is the one shown now."""

    label: str
    address: str
    current: bool = False


def home(request: HttpRequest) -> HttpResponse:
    """Lead on to the newest year that the user may see."""
    years = visible_years(access_of(request))
    if not years:
        return render(request, "reports/empty.html")
    return HttpResponseRedirect(reverse("reports:start", args=[years[0]]))


@of_year
def start(request: HttpRequest, scope: Scope) -> HttpResponse:
    """Show the state of the year at a glance."""
    choice = Choice(scope.last.number, Rounding.CONTROLLED, scope.last.number)
    contributions = scope.table(CATALOGUE["contributions"], choice)
    summary = glance.summary(contributions)
    first, last = summary.layout.columns[0].key, summary.layout.columns[-1].key
    total = summary.layout.rows[-1].key
    context = {
        "stages": scope.stages,
        "last": scope.last,
        "coverage": scope.kept("coverage", lambda: glance.coverage(scope.book(scope.last.number, with_mutations=False))),
        "original": summary.exact[total, first],
        "current": summary.exact[total, last],
        "change": summary.exact[total, last] - summary.exact[total, first],
        "mutation_count": Mutation.objects.filter(amendment=scope.last.pk).count(),
        "total_chart": glance.total_chart(summary),
        "payer_chart": glance.payer_chart(summary),
        "payer_table": html.table(summary, _context(scope, CATALOGUE["contributions"], choice), identifier="wie-betaalt-wat"),
        "drafts": [stage for stage in scope.stages if stage.is_draft],
        "waiting": [stage for stage in scope.stages if stage.awaits_decision],
        "cards": [_card(scope, report) for report in CATALOGUE.values()],
        "sees_tie_out": scope.access.can(Verb.SEE_TIE_OUT),
    }
    return render(request, "reports/start.html", context)


@of_year
def tables(request: HttpRequest, scope: Scope) -> HttpResponse:
    """List the tables of the year."""
    context = {
        "last": scope.last,
        "cards": [_card(scope, report) for report in CATALOGUE.values()],
        "crumbs": [_year_crumb(scope)],
    }
    return render(request, "reports/tables.html", context)


@of_year
def table(request: HttpRequest, scope: Scope, path: str) -> HttpResponse:
    """Show one table; every figure leads to the lines behind it."""
    report, choice = _report(path), scope.choice(request)
    found = scope.table(report, choice)
    context = {
        "report": report,
        "layout": found.layout,
        "stage": scope.stage(choice.through),
        "table": html.table(found, _context(scope, report, choice)),
        "stages": [
            Link(stage.label, _address(scope, report, Choice(stage.number, choice.rounding, choice.last)), stage.number == choice.through)
            for stage in scope.stages
        ],
        "roundings": _roundings(scope, report, choice) if found.layout.unit is Unit.EUR_1000 else (),
        "files": _files(scope, report, choice),
        "others": [
            Link(other.name, reverse("reports:table", args=[scope.year, other.path]))
            for other in CATALOGUE.values()
            if other is not report
        ],
        "crumbs": [_year_crumb(scope), ("Tabellen", reverse("reports:tables", args=[scope.year]))],
    }
    return render(request, "reports/table.html", context)


@of_year
def download(request: HttpRequest, scope: Scope, path: str, extension: str) -> HttpResponse:
    """Send a table as a file."""
    report, choice = _report(path), scope.choice(request)
    if extension not in FILES:
        raise Http404(f"Deze tabel is er niet als {extension[:10]}-bestand.")
    renderer = RENDERERS[extension]
    content = scope.kept(
        f"file:{report.slug}:{choice.through}:{choice.rounding.value}:{extension}",
        lambda: renderer.render(scope.table(report, choice), _context(scope, report, choice, with_links=False)),
    )
    response = HttpResponse(content, content_type=renderer.content_type)
    disposition = content_disposition_header(True, _file_name(scope, report, choice, extension))
    response.headers["Content-Disposition"] = str(disposition)
    return response


@of_year
def origin(request: HttpRequest, scope: Scope, path: str) -> HttpResponse:
    """Show the lines behind one figure."""
    report, choice = _report(path), scope.choice(request)
    row, column = request.GET.get("rij", ""), request.GET.get("kolom", "")
    book = scope.book(choice.through, with_mutations=report.with_mutations)
    found = compile_table(report, book, choice.rounding)
    if row not in found.layout.row_of or column not in found.layout.column_of:
        raise Http404("Dit bedrag staat niet in de tabel.")
    try:
        opened = origin_page(explain(book, found, row, column), book, request.GET.get("pagina", ""))
    except LookupError as error:
        raise Http404(str(error)) from None
    context = {
        "report": report,
        "layout": found.layout,
        "stage": scope.stage(choice.through),
        "opened": opened,
        "figure": opened.explanation,
        "printed": found.value(row, column),
        "unit": unit_in_words(found.layout),
        "back": _address(scope, report, choice),
        "crumbs": [
            _year_crumb(scope),
            ("Tabellen", reverse("reports:tables", args=[scope.year])),
            (report.name, _address(scope, report, choice)),
        ],
    }
    return render(request, "reports/origin.html", context)


def _report(path: str) -> Report:
    if path not in BY_PATH:
        raise Http404(f"Er is geen tabel '{path[:40]}'.")
    return BY_PATH[path]


def _context(scope: Scope, report: Report, choice: Choice, *, with_links: bool = True) -> Context:
    organisation = Organisation.objects.first()
    base = reverse("reports:origin", args=[scope.year, report.path])

    def cell(row: str, column: str) -> str:
        return f"{base}?{urlencode({'rij': row, 'kolom': column, **choice.query})}"

    def mutation(pk: int) -> str:
        return reverse("ledger:mutation", args=[scope.year, pk])

    return Context(
        organisation=organisation.name if organisation else "",
        head=scope.head,
        made_on=scope.made_on,
        cell_url=cell if with_links else None,
        mutation_url=mutation if with_links else None,
    )


def _address(scope: Scope, report: Report, choice: Choice, view: str = "reports:table", *more: str) -> str:
    address = reverse(view, args=[scope.year, report.path, *more])
    return f"{address}?{urlencode(choice.query)}" if choice.query else address


def _roundings(scope: Scope, report: Report, choice: Choice) -> list[Link]:
    return [
        Link(label, _address(scope, report, Choice(choice.through, rounding, choice.last)), rounding is choice.rounding)
        for label, rounding in (("Telt op", Rounding.CONTROLLED), ("Gewoon afgerond", Rounding.PLAIN))
    ]


def _files(scope: Scope, report: Report, choice: Choice) -> list[Link]:
    return [Link(RENDERERS[extension].name, _address(scope, report, choice, "reports:download", extension)) for extension in FILES]


def _file_name(scope: Scope, report: Report, choice: Choice, extension: str) -> str:
    stage = f"tm-{choice.through}e-wijziging" if choice.through else "primitief"
    rounding = "-gewoon-afgerond" if choice.rounding is Rounding.PLAIN else ""
    return f"{report.path}-{scope.year}-{stage}{rounding}.{extension}"


@dataclass(frozen=True, slots=True)
class Card:
    """A table on the start page and in the list: its name, what it tells, and its files."""

    name: str
    summary: str
    address: str
    files: tuple[Link, ...]


def _card(scope: Scope, report: Report) -> Card:
    choice = Choice(scope.last.number, Rounding.CONTROLLED, scope.last.number)
    files = tuple(link for link in _files(scope, report, choice) if link.label in {"Excel", "PDF"})
    return Card(report.name, report.summary, _address(scope, report, choice), files)


def _year_crumb(scope: Scope) -> tuple[str, str]:
    return f"Begroting {scope.year}", reverse("reports:start", args=[scope.year])
