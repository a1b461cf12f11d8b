"""Opnemen in een wijziging: the agreed orders with what they cost, and one button that takes the chosen ones up."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from ledger.entry.access import carry_out
from ledger.enums import OrderStatus
from ledger.journal.order_follow import too_late, with_agreement
from ledger.journal.taking_up import take_up_orders
from ledger.maatwerk_budget.shared import DraftForm, crumbs_of, drafts_of, year_for
from ledger.models import BudgetYear, MaatwerkOrder, Municipality
from ledger.permissions import Verb, access_of, actor_of


class TakeUpForm(DraftForm):
    """Which orders go into which draft."""

    orders = forms.MultipleChoiceField(
        label="Orders",
        error_messages={"required": "Kies ten minste één order.", "invalid_choice": "Ververs de pagina."},
    )

    def __init__(self, waiting: list[MaatwerkOrder], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._offer("orders", [(order.code, str(order)) for order in waiting])


def waiting_orders(request: HttpRequest, year: BudgetYear) -> list[MaatwerkOrder]:
    """Return the agreed orders of a year that are not in a wijziging, with `agreed_on` and their amounts ahead."""
    visible = MaatwerkOrder.objects.visible_to(access_of(request)).filter(budget_year=year, status=OrderStatus.AGREED)
    found = with_agreement(visible).select_related("municipality", "programme", "budget_year")
    return list(found.prefetch_related("amounts"))


@require_http_methods(["GET", "HEAD", "POST"])
def take_up(request: HttpRequest, year: int) -> HttpResponse:
    """List what waits with its effect, and take up what is chosen."""
    budget_year = year_for(request, year, Verb.ENTER)
    agreed = waiting_orders(request, budget_year)
    late = [order for order in agreed if too_late(order)]
    waiting = [order for order in agreed if order not in late]
    drafts = drafts_of(budget_year)
    form = TakeUpForm(waiting, drafts, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        found = form.cleaned_data
        draft = next(each for each in drafts if each.number == found["amendment"])

        def act() -> str:
            take_up_orders(
                actor=actor_of(request), amendment=draft, orders=found["orders"], theme=found["theme"] or None
            )
            return reverse("ledger:amendment", args=[year, draft.number])

        if address := carry_out(request, form, f"take-up:{year}", act):
            count = len(found["orders"])
            what = "1 order is" if count == 1 else f"{count} orders zijn"
            messages.success(request, f"{what} opgenomen in {draft}. Vraag een collega om akkoord.")
            return HttpResponseRedirect(address)
    everything = [order.code for order in waiting]
    chosen = set(request.POST.getlist("orders") if form.is_bound else everything)
    years = sorted({budget_year.pk, *(amount.effective_year for order in waiting for amount in order.amounts.all())})
    context = {
        "budget_year": budget_year,
        "form": form,
        "drafts": drafts,
        "years": years,
        "rows": [(order, order.code in chosen, _cents(order, years)) for order in waiting],
        "totals": [sum(column) for column in zip(*(_cents(order, years) for order in waiting), strict=True)],
        "effect": _effect(waiting),
        "late": late,
        "crumbs": crumbs_of(year, ("Maatwerk", reverse("ledger:orders", args=[year]))),
    }
    return render(request, "ledger/maatwerk/take_up.html", context, status=422 if form.errors else 200)


def _cents(order: MaatwerkOrder, years: list[int]) -> list[int]:
    amounts = {order.budget_year_id: order.cents} | {row.effective_year: row.cents for row in order.amounts.all()}
    return [amounts.get(year, 0) for year in years]


def _effect(waiting: list[MaatwerkOrder]) -> list[tuple[str, int]]:
    """Return what each gemeente pays more in the begrotingsjaar when everything is taken up (cents)."""
    paid = {place.pk: (place.name, 0) for place in Municipality.objects.all()}
    for order in waiting:
        name, cents = paid[order.municipality_id]
        paid[order.municipality_id] = name, cents + order.cents
    return list(paid.values())
