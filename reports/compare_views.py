"""The page and the file that compare two moments or two wijzigingen."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.http import urlencode

from ledger.history.names import names_of
from ledger.history.past import read_moment
from ledger.lists.download import CONTENT_TYPES, LABELS, Euros, Value, as_csv, as_xlsx
from ledger.models import Mutation
from ledger.queries import UnknownYearError
from reports.compare import Comparison, Snapshot, compare, snapshot
from reports.links import Link, year_crumb
from reports.scope import Scope, of_year

_HEADINGS = (
    "Deel", "Verschil", "Wijziging", "Programma", "Nummer", "Code", "Omschrijving of betaler", "Was", "Wordt",
    "Meer of minder", "Wat er veranderde",
)  # fmt: skip


@of_year
def page(request: HttpRequest, scope: Scope) -> HttpResponse:
    """Show what differs between two states of the year."""
    van, tot = _asked(request, scope)
    found = _comparison(scope, van, tot)
    query = urlencode({"van": van, "tot": tot})
    seen = Mutation.objects.visible_to(scope.access).filter(budget_year=scope.year)
    known = dict(seen.values_list("code", "pk"))  # what was taken away has no page any more
    context = {
        "found": found,
        "mutations": [(row, known.get(row.code)) for row in found.mutations],
        "stages": scope.stages,
        "van": van,
        "tot": tot,
        "van_moment": van if not van.isdigit() else "",
        "tot_moment": tot if not tot.isdigit() else "",
        "files": [
            Link(LABELS[kind], f"{reverse('reports:compare_file', args=[scope.year, kind])}?{query}")
            for kind in ("xlsx", "csv")
        ],
        "crumbs": [year_crumb(scope)],
    }
    return render(request, "reports/compare.html", context)


@of_year
def file(request: HttpRequest, scope: Scope, kind: str) -> HttpResponse:
    """Send the same comparison as a file."""
    if kind not in CONTENT_TYPES:
        raise Http404
    found = _comparison(scope, *_asked(request, scope))
    rows = _rows(found)
    title = f"Vergelijking {scope.year}"
    content = as_csv(_HEADINGS, rows) if kind == "csv" else as_xlsx(title, _HEADINGS, rows)
    response = HttpResponse(content, content_type=CONTENT_TYPES[kind])
    response["Content-Disposition"] = f'attachment; filename="vergelijking-{scope.year}.{kind}"'
    return response


def _asked(request: HttpRequest, scope: Scope) -> tuple[str, str]:
    """Return both ends as the address names them; by default the last wijziging and the one before it."""
    van, tot = request.GET.get("van", ""), request.GET.get("tot", "")
    if not van:
        van = str(scope.stages[-2].number if len(scope.stages) > 1 else scope.last.number)
    if not tot:
        tot = str(scope.last.number) if van.isdigit() else f"{timezone.localtime():%Y-%m-%dT%H:%M:%S}"
    return van, tot


def _comparison(scope: Scope, van: str, tot: str) -> Comparison:
    names = names_of(scope.access, scope.year)
    return compare(scope.year, _snapshot(scope, van), _snapshot(scope, tot), names)


def _snapshot(scope: Scope, text: str) -> Snapshot:
    try:
        if text.isdigit() and len(text) <= 3:  # noqa: PLR2004 - a number of a wijziging; anything else is a date
            stage = next((stage for stage in scope.stages if stage.number == int(text)), None)
            if stage is None:
                raise Http404(f"De begroting {scope.year} heeft geen wijziging {text}.")
            name = f"Na {stage.label.lower()}" if stage.number else "Primitieve begroting"
            return snapshot(scope.year, scope.access, name, None, stage.number)
        moment = read_moment(text)
    except (ValueError, UnknownYearError):
        raise Http404("Kies een wijziging of een datum als 2024-09-01.") from None
    return snapshot(scope.year, scope.access, date_format(timezone.localtime(moment), "j F Y H:i"), moment, None)


def _rows(found: Comparison) -> list[tuple[Value, ...]]:
    rows: list[tuple[Value, ...]] = [
        (
            "mutatie",
            row.kind,
            row.amendment,
            row.programme,
            row.number,
            row.code,
            row.description,
            Euros(row.before),
            Euros(row.after),
            Euros(row.difference),
            "; ".join(f"{change.what}: {change.old} > {change.new}" for change in row.changes),
        )
        for row in found.mutations
    ]
    rows += [
        ("betaler", "", None, "", None, "", row.name, Euros(row.before), Euros(row.after), Euros(row.difference), "")
        for row in (*found.payers, found.total)
    ]
    return rows
