"""The pages of the ledger: mutaties, maatwerk, verdeelsleutels and risico's.

Every page starts from what the reader may see; anything else does not exist for them (404).
"""

from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe
from django_tables2 import RequestConfig

from ledger.enums import YearStatus
from ledger.keys.change import rules_seen
from ledger.lists.detail import read_mutation
from ledger.lists.download import CONTENT_TYPES, LABELS, as_csv, as_xlsx
from ledger.lists.filters import LedgerFilter, MutationFilter, OrderFilter
from ledger.lists.listing import (
    MUTATION_HEADINGS,
    ORDER_HEADINGS,
    go_to,
    mutation_rows,
    order_rows,
    sums_of,
    visible_mutations,
    visible_orders,
)
from ledger.lists.tables import PER_PAGE, LedgerTable, MutationTable, OrderTable
from ledger.maatwerk.reading import by_pool, rested, sees_agreements
from ledger.models import Amendment, BudgetYear, MaatwerkOrder, Municipality, Mutation
from ledger.permissions import Access, Verb, access_of


def _budget_year(access: Access, year: int) -> BudgetYear:
    """Return the year when the reader may see anything of it."""
    years = BudgetYear.objects.all()
    if not access.sees_drafts:
        amendments = Amendment.objects.visible_to(access).filter(budget_year=OuterRef("pk"))
        mutations = Mutation.objects.visible_to(access).filter(budget_year=OuterRef("pk"))
        orders = MaatwerkOrder.objects.visible_to(access).filter(budget_year=OuterRef("pk"))
        years = years.filter(Exists(amendments) | Exists(mutations) | Exists(orders))
    return get_object_or_404(years, pk=year)


def _crumbs(year: int, *more: tuple[str, str]) -> list[tuple[str, str]]:
    return [(f"Begroting {year}", f"/{year}/"), *more]


def _list_page(
    request: HttpRequest, template: str, table: LedgerTable, filters: LedgerFilter, **context: Any
) -> HttpResponse:
    RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    return render(request, template, {"table": table, "filters": filters, **context})


def _files(name: str, year: int, filters: LedgerFilter) -> list[dict[str, str]]:
    """Links to the downloads of what the filters leave."""
    query = f"?{urlencode(filters.active)}" if filters.active else ""
    return [
        {"label": LABELS[kind], "address": reverse(f"ledger:{name}_{kind}", args=[year]) + query}
        for kind in ("xlsx", "csv")
    ]


def _file(kind: str, name: str, headings: tuple[str, ...], rows: list[tuple[Any, ...]]) -> HttpResponse:
    content = as_csv(headings, rows) if kind == "csv" else as_xlsx(name, headings, rows)
    response = HttpResponse(content, content_type=CONTENT_TYPES[kind])
    response["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    response["Cache-Control"] = "private, no-store"
    return response


@require_safe
def mutations(request: HttpRequest, year: int) -> HttpResponse:
    """List the mutaties of a year."""
    access = access_of(request)
    budget_year = _budget_year(access, year)
    filters = MutationFilter(request.GET, visible_mutations(access, year), request=request)
    if elsewhere := go_to(request, filters):
        return HttpResponseRedirect(elsewhere)
    return _list_page(
        request,
        "ledger/mutations.html",
        MutationTable(filters.qs, f"Mutaties {year}"),
        filters,
        budget_year=budget_year,
        sums=sums_of(filters.qs, access, year),
        files=_files("mutations", year, filters),
        sees_own_drafts=bool(access.ogon_municipalities) and not access.sees_drafts,
        crumbs=_crumbs(year),
    )


@require_safe
def mutations_file(request: HttpRequest, year: int, kind: str) -> HttpResponse:
    """Download the mutaties that the filters in the address leave."""
    access = access_of(request)
    _budget_year(access, year)
    filters = MutationFilter(request.GET, visible_mutations(access, year), request=request)
    return _file(kind, f"mutaties-{year}", MUTATION_HEADINGS, mutation_rows(filters.qs, access, year))


@require_safe
def mutation(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    """Show one mutatie: its lines, who pays it, and its history."""
    try:
        page = read_mutation(access_of(request), year, pk)
    except Mutation.DoesNotExist:
        raise Http404 from None
    crumbs = _crumbs(year, ("Mutaties", reverse("ledger:mutations", args=[year])))
    return render(request, "ledger/mutation.html", {"page": page, "mutation": page.mutation, "crumbs": crumbs})


@require_safe
def orders(request: HttpRequest, year: int) -> HttpResponse:
    """List the maatwerk orders of a year."""
    access = access_of(request)
    budget_year = _budget_year(access, year)
    filters = OrderFilter(request.GET, visible_orders(access, year), request=request)
    if elsewhere := go_to(request, filters):
        return HttpResponseRedirect(elsewhere)
    found = list(filters.qs.values_list("cents", "booked"))
    return _list_page(
        request,
        "ledger/orders.html",
        OrderTable(filters.qs, f"Maatwerk {year}"),
        filters,
        budget_year=budget_year,
        files=_files("orders", year, filters),
        agreed=sum(cents for cents, _ in found),
        booked=sum(cents for _, cents in found),
        may_request=budget_year.status == YearStatus.OPEN and access.can(Verb.REQUEST_ORDER),
        sees_agreements=sees_agreements(access),
        may_enter=access.can(Verb.ENTER),
        sees_drafts=access.sees_drafts,
        crumbs=_crumbs(year),
    )


@require_safe
def orders_file(request: HttpRequest, year: int, kind: str) -> HttpResponse:
    """Download the orders that the filters in the address leave."""
    access = access_of(request)
    _budget_year(access, year)
    filters = OrderFilter(request.GET, visible_orders(access, year), request=request)
    return _file(kind, f"maatwerk-{year}", ORDER_HEADINGS, order_rows(filters.qs, year))


@require_safe
def keys(request: HttpRequest, year: int) -> HttpResponse:
    """Show who pays every verdeelgroep of a year, by which weights, and from which wijziging on."""
    budget_year = _budget_year(access_of(request), year)
    may_set_up = access_of(request).can(Verb.SET_UP)
    places = list(Municipality.objects.all())
    rules = (
        rules_seen(access_of(request), year)
        .select_related("pool__programme", "key_version__key")
        .prefetch_related("key_version__weights")
        .order_by("pool__position", "pool__code", "from_amendment")
    )
    agreements = by_pool(rested(access_of(request), year))
    pools: dict[str, dict[str, Any]] = {}
    for rule in rules:
        weights = (
            {row.municipality_id: row.weight for row in rule.key_version.weights.all()} if rule.key_version else {}
        )
        shown = {"rule": rule, "weights": _percentages([(place.name, weights.get(place.pk, 0)) for place in places])}
        fresh = {"pool": rule.pool, "rules": [], "agreements": agreements.get(rule.pool_id, [])}
        pools.setdefault(rule.pool.code, fresh)["rules"].append(shown)
    return render(
        request,
        "ledger/keys.html",
        {"budget_year": budget_year, "pools": pools.values(), "may_set_up": may_set_up, "crumbs": _crumbs(year)},
    )


def _percentages(weights: list[tuple[str, int]]) -> list[tuple[str, int, str]]:
    """Return name, weight and percentage (two decimals, Dutch) of a key; nothing when there are no weights."""
    total = sum(weight for _, weight in weights)
    return [
        (name, weight, f"{Decimal(weight * 100) / total:.2f}".replace(".", ",")) for name, weight in weights if total
    ]


@require_safe
def risks(request: HttpRequest, year: int) -> HttpResponse:
    """List the risico's of a year with their score."""
    budget_year = _budget_year(access_of(request), year)
    rows = list(budget_year.risks.all())
    total = sum(row.score_cents or 0 for row in rows)
    return render(
        request,
        "ledger/risks.html",
        {"budget_year": budget_year, "risks": rows, "total": total, "crumbs": _crumbs(year)},
    )
