"""DVO's and werkplannen per gemeente, with what is paid because of them."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from ledger import journal
from ledger.entry.access import carry_out
from ledger.maatwerk.forms import AgreementEditForm, AgreementForm
from ledger.maatwerk.reading import rested, sees_agreements
from ledger.maatwerk.views import crumbs_of, form_page, sent
from ledger.models import BudgetYear, MaatwerkOrder, ServiceAgreement
from ledger.permissions import Verb, access_of, actor_of


@require_safe
def agreements(request: HttpRequest, year: int) -> HttpResponse:
    """List the agreements that hold in a year, per gemeente, with the orders and direct bijdragen that rest on them."""
    access = access_of(request)
    if not sees_agreements(access):
        raise Http404
    budget_year = get_object_or_404(BudgetYear, pk=year)
    orders = MaatwerkOrder.objects.wholly_visible_to(access).filter(budget_year=year, agreement__isnull=False)
    counts = dict(orders.order_by().values_list("agreement").annotate(count=Count("pk")))
    groups: dict[str, list[dict[str, Any]]] = {}
    for each in rested(access, year):
        row = {"agreement": each.agreement, "cents": each.cents, "orders": counts.get(each.agreement.pk, 0)}
        groups.setdefault(each.agreement.municipality.name, []).append(row)
    context = {
        "budget_year": budget_year,
        "groups": groups,
        "may_set_up": access.can(Verb.SET_UP),
        "crumbs": crumbs_of(year),
    }
    return render(request, "ledger/maatwerk/agreements.html", context)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, year: int) -> HttpResponse:
    """Add a DVO or werkplan."""
    _need_set_up(request, year)
    form = AgreementForm(sent(request), initial={"valid_from": year})

    def add(values: dict[str, Any]) -> None:
        journal.add_agreement(actor=actor_of(request), **values)

    return _page(request, year, form, title="Nieuwe DVO of werkplan", action="Toevoegen", change=add)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """Change a DVO or werkplan."""
    _need_set_up(request, year)
    row = get_object_or_404(ServiceAgreement.objects.select_related("pool"), code=code)
    names = ("name", "pool", "valid_from", "valid_until", "reference")
    form = AgreementEditForm(sent(request), initial={name: getattr(row, name) for name in names})

    def change(values: dict[str, Any]) -> None:
        journal.change_agreement(actor=actor_of(request), agreement=row, **values)

    return _page(request, year, form, title=row.name, action="Bewaren", change=change)


def _need_set_up(request: HttpRequest, year: int) -> None:
    if not access_of(request).can(Verb.SET_UP):
        raise Http404
    get_object_or_404(BudgetYear, pk=year)


def _page(
    request: HttpRequest,
    year: int,
    form: AgreementEditForm,
    *,
    title: str,
    action: str,
    change: Callable[[dict[str, Any]], None],
) -> HttpResponse:
    back = reverse("ledger:agreements", args=[year])
    if request.method == "POST" and form.is_valid():
        values = {name: value for name, value in form.cleaned_data.items() if name != "token"}

        def act() -> str:
            change(values)
            return back

        if address := carry_out(request, form, request.path, act):
            messages.success(request, f"{values['name']} is bewaard.")
            return HttpResponseRedirect(address)
    crumbs = crumbs_of(year, ("Overeenkomsten", back))
    return form_page(request, form, title=title, action=action, back=back, crumbs=crumbs)
