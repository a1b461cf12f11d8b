"""The start page, the tables and their files. Each view reads its scope first; the rest follows from it."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from duoplus.context import newest, years_of
from ledger.enums import AmendmentStatus
from ledger.history.past import PastBook
from ledger.history.past_lines import PastLines
from ledger.models import Document, Organisation
from ledger.permissions import Verb, access_of, actor_of
from ledger.waiting.reading import to_do, waiting_for
from reports import glance
from reports.catalogue import BY_PATH, CATALOGUE, Report, compile_table
from reports.explain import explain
from reports.links import (
    FILES,
    Link,
    card,
    cell_addresses,
    file_links,
    file_name,
    mutation_addresses,
    table_address,
    year_crumb,
)
from reports.moment import at_moment, moment_of
from reports.open_work import drafts_of
from reports.origin import origin_page, unit_in_words
from reports.own_share import OwnShare, own_shares
from reports.renderers import RENDERERS, Context, html
from reports.scope import Choice, Scope, of_year
from reports.table import Rounding, Table, Unit
from reports.tie_out_views import links_per_cause


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Lead on to the newest year that has figures."""
    year = newest(years_of(request))
    if year is None:
        return render(request, "reports/empty.html")
    return HttpResponseRedirect(reverse("reports:start", args=[year]))


@require_safe
def start(request: HttpRequest, year: int) -> HttpResponse:
    """Show the state of the year at a glance; of a year without a wijziging, what there is instead."""
    if years_of(request).get(year) is False:
        access = access_of(request)
        documents = Document.objects.visible_to(access).filter(budget_year=year).exists()
        context = {"year": year, "may_enter": access.can(Verb.ENTER), "documents": documents}
        return render(request, "reports/year_empty.html", context)
    return _glance(request, year)


@of_year
def _glance(request: HttpRequest, scope: Scope) -> HttpResponse:
    """Show the state of the year at a glance."""
    choice = Choice(scope.last.number, Rounding.CONTROLLED, scope.last.number)
    contributions = scope.table(CATALOGUE["contributions"], choice)
    summary = glance.summary(contributions)
    first, last = summary.layout.columns[0].key, summary.layout.columns[-1].key
    total = summary.layout.rows[-1].key
    context = {
        "stages": scope.stages,
        "last": scope.last,
        "state": AmendmentStatus(scope.last.status).label,
        "own": [_told(scope, share, choice) for share in _own_shares(scope, contributions, choice)],
        "coverage": scope.kept(
            "coverage", lambda: glance.coverage(scope.book(scope.last.number, with_mutations=False))
        ),
        "original": summary.exact[total, first],
        "current": summary.exact[total, last],
        "change": summary.exact[total, last] - summary.exact[total, first],
        "total_chart": glance.total_chart(summary),
        "payer_chart": glance.payer_chart(summary),
        "payer_table": _drawn(scope, summary, "contributions", choice, "wie-betaalt-wat"),
        "drafts": drafts_of(scope.year) if any(stage.is_draft for stage in scope.stages) else [],
        "waiting": [stage for stage in scope.stages if stage.awaits_decision],
        "tasks": sum(len(group.tasks) for group in to_do(waiting_for(scope.access, actor_of(request)))),
        "cards": [card(scope, report) for report in CATALOGUE.values()],
        "differences": links_per_cause(scope) if scope.access.can(Verb.SEE_TIE_OUT) else None,
    }
    return render(request, "reports/start.html", context)


def _own_shares(scope: Scope, contributions: Table, choice: Choice) -> list[OwnShare]:
    """Return the story of each gemeente that the reader is here for; none for who is here for all of them."""
    names = dict.fromkeys(name for _, pk, name in scope.access.grants if pk is not None)
    return own_shares(contributions, lambda: scope.table(CATALOGUE["headlines"], choice), names)


def _told(scope: Scope, share: OwnShare, choice: Choice) -> dict[str, object]:
    """Return a story with its tables drawn, each figure leading to its lines in the table it comes from."""
    shown = {"share": share, "parts": _drawn(scope, share.parts, "contributions", choice, f"betaalt-{share.code}")}
    if share.themes is not None:
        shown["themes"] = _drawn(scope, share.themes, "headlines", choice, f"verandert-{share.code}")
    return shown


def _drawn(scope: Scope, table: Table, slug: str, choice: Choice, identifier: str) -> SafeString:
    """Draw some rows of a table; around a table on a page the name of the organisation is not said again."""
    cells = cell_addresses(scope, CATALOGUE[slug], choice)
    context = Context(organisation="", head=scope.shown_head, made_on=scope.made_on, cell_url=cells)
    return html.table(table, context, identifier=identifier)


@of_year
def tables(request: HttpRequest, scope: Scope) -> HttpResponse:
    """List the tables of the year."""
    context = {
        "last": scope.last,
        "cards": [card(scope, report) for report in CATALOGUE.values()],
        "crumbs": [year_crumb(scope)],
    }
    return render(request, "reports/tables.html", context)


@of_year
@at_moment
def table(request: HttpRequest, scope: Scope, path: str) -> HttpResponse:
    """Show one table; every figure leads to the lines behind it."""
    report, choice = _report(path), scope.choice(request)
    found = scope.table(report, choice)
    context = {
        "report": report,
        "lead": f"{report.summary} Paragraaf {found.layout.paragraph}." if found.layout.paragraph else report.summary,
        "stage": scope.stage(choice.through),
        "table": html.table(found, _context(scope, report, choice)),
        "stages": [
            Link(
                stage.label,
                table_address(scope, report, Choice(stage.number, choice.rounding, choice.last)),
                stage.number == choice.through,
            )
            for stage in scope.stages
        ],
        "roundings": _roundings(scope, report, choice) if found.layout.unit is Unit.EUR_1000 else (),
        "files": file_links(scope, report, choice),
        "others": [
            Link(other.name, reverse("reports:table", args=[scope.year, other.path]))
            for other in CATALOGUE.values()
            if other is not report
        ],
        "moment": moment_of(scope, report, choice),
        "crumbs": [year_crumb(scope), ("Tabellen", reverse("reports:tables", args=[scope.year]))],
    }
    return render(request, "reports/table.html", context)


@of_year
@at_moment
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
    disposition = content_disposition_header(True, file_name(scope, report, choice, extension))
    response.headers["Content-Disposition"] = str(disposition)
    return response


@of_year
@at_moment
def origin(request: HttpRequest, scope: Scope, path: str) -> HttpResponse:
    """Show the lines behind one figure."""
    report, choice = _report(path), scope.choice(request)
    row, column = request.GET.get("rij", ""), request.GET.get("kolom", "")
    book = scope.book(choice.through, with_mutations=report.with_mutations)
    found = compile_table(report, book, choice.rounding)
    if row not in found.layout.row_of or column not in found.layout.column_of:
        raise Http404("Dit bedrag staat niet in de tabel.")
    try:
        explanation = explain(book, found, row, column, PastLines(book) if isinstance(book, PastBook) else None)
        opened = origin_page(explanation, book, request.GET.get("pagina", ""), mutation_addresses(scope))
    except LookupError as error:
        raise Http404(str(error)) from None
    context = {
        "report": report,
        "layout": found.layout,
        "opened": opened,
        "kicker": f"Herkomst van een bedrag: {opened.explanation.column}",
        "figure": opened.explanation,
        "printed": found.value(row, column),
        "unit": unit_in_words(found.layout),
        "back": table_address(scope, report, choice),
        "moment": moment_of(scope, report, choice),
        "crumbs": [
            year_crumb(scope),
            ("Tabellen", reverse("reports:tables", args=[scope.year])),
            (report.name, table_address(scope, report, choice)),
        ],
    }
    return render(request, "reports/origin.html", context)


def _report(path: str) -> Report:
    if path not in BY_PATH:
        raise Http404(f"Er is geen tabel '{path[:40]}'.")
    return BY_PATH[path]


def _context(scope: Scope, report: Report, choice: Choice, *, with_links: bool = True) -> Context:
    organisation = Organisation.objects.first()
    return Context(
        organisation=organisation.name if organisation else "",
        head=scope.shown_head,
        made_on=scope.made_on,
        cell_url=cell_addresses(scope, report, choice) if with_links else None,
        mutation_url=mutation_addresses(scope) if with_links and report.with_mutations else None,
    )


def _roundings(scope: Scope, report: Report, choice: Choice) -> list[Link]:
    return [
        Link(
            label,
            table_address(scope, report, Choice(choice.through, rounding, choice.last)),
            rounding is choice.rounding,
        )
        for label, rounding in (("Telt op", Rounding.CONTROLLED), ("Gewoon afgerond", Rounding.PLAIN))
    ]
