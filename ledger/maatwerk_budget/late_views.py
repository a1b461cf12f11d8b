"""Bestuursrapportage: what came after the closing date of the slotwijziging, by date, for who sees drafts."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from ledger.amendments.forms import TokenForm
from ledger.entry.access import carry_out
from ledger.enums import LawfulnessCategory, YearStatus
from ledger.journal.late import add_late, delete_late, edit_late, late_orders, set_closing_date
from ledger.journal.orders import edit_order, input_of
from ledger.lists.download import CONTENT_TYPES, LABELS, as_csv, as_xlsx
from ledger.maatwerk_budget.late_forms import CategoryForm, ClosingForm, LateForm, VersionForm
from ledger.maatwerk_budget.late_reading import HEADINGS, export_rows, read_list, totals
from ledger.maatwerk_budget.shared import crumbs_of, year_for
from ledger.models import LateDevelopment
from ledger.permissions import Verb, access_of, actor_of


def _list_address(year: int) -> str:
    return reverse("ledger:late", args=[year])


def _form_page(request: HttpRequest, year: int, form: TokenForm, **context: Any) -> HttpResponse:
    back = _list_address(year)
    context |= {"form": form, "back": back, "crumbs": crumbs_of(year, ("Bestuursrapportage", back))}
    return render(request, "ledger/maatwerk/late_form.html", context, status=422 if form.errors else 200)


@require_safe
def late(request: HttpRequest, year: int) -> HttpResponse:
    """Show the list and its totals per programma and category."""
    budget_year = year_for(request, year, Verb.SEE_DRAFTS)
    access = access_of(request)
    rows = read_list(budget_year, access)
    is_open = budget_year.status == YearStatus.OPEN
    context = {
        "budget_year": budget_year,
        "rows": rows,
        "unknown": any(row.cents is None for row in rows),
        "categories": [*(category.label for category in LawfulnessCategory), "nog niet bepaald"],
        "totals": totals(rows),
        "may_change": is_open and access.can(Verb.ENTER),
        "may_close": is_open and access.can(Verb.SET_UP),
        "files": [
            {"label": LABELS[kind], "address": reverse(f"ledger:late_{kind}", args=[year])} for kind in ("xlsx", "csv")
        ],
        "crumbs": crumbs_of(year),
    }
    return render(request, "ledger/maatwerk/late.html", context)


@require_safe
def late_file(request: HttpRequest, year: int, kind: str) -> HttpResponse:
    """Download the list."""
    budget_year = year_for(request, year, Verb.SEE_DRAFTS)
    rows = export_rows(read_list(budget_year, access_of(request)))
    content = as_csv(HEADINGS, rows) if kind == "csv" else as_xlsx("Bestuursrapportage", HEADINGS, rows)
    response = HttpResponse(content, content_type=CONTENT_TYPES[kind])
    response["Content-Disposition"] = f'attachment; filename="bestuursrapportage-{year}.{kind}"'
    response["Cache-Control"] = "private, no-store"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def late_new(request: HttpRequest, year: int) -> HttpResponse:
    """Add a development."""
    budget_year = year_for(request, year, Verb.ENTER)
    form = LateForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            add_late(actor=actor_of(request), year=budget_year, change=form.change)
            return _list_address(year)

        if address := carry_out(request, form, f"late:{year}", act):
            messages.success(request, "De ontwikkeling staat op de lijst.")
            return HttpResponseRedirect(address)
    return _form_page(request, year, form, title="Nieuwe ontwikkeling", action="Toevoegen")


@require_http_methods(["GET", "HEAD", "POST"])
def late_edit(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """Change a development."""
    year_for(request, year, Verb.ENTER)
    row = get_object_or_404(LateDevelopment.objects.select_related("programme"), budget_year=year, code=code)
    form = LateForm(request.POST if request.method == "POST" else None, initial=LateForm.initial_of(row))
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            version = form.cleaned_data["version"] or 0
            edit_late(actor=actor_of(request), late=row, change=form.change, version=version)
            return _list_address(year)

        if address := carry_out(request, form, f"late:{year}:{code}", act):
            messages.success(request, "De ontwikkeling is gewijzigd.")
            return HttpResponseRedirect(address)
    remove = reverse("ledger:late_delete", args=[year, code])
    return _form_page(
        request, year, form, title=row.description, kicker="Ontwikkeling", action="Bewaren", remove=remove
    )


@require_http_methods(["GET", "HEAD", "POST"])
def late_delete(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """Take a development off the list, after asking."""
    year_for(request, year, Verb.ENTER)
    row = get_object_or_404(LateDevelopment, budget_year=year, code=code)
    form = VersionForm(request.POST if request.method == "POST" else None, initial={"version": row.version})
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            delete_late(actor=actor_of(request), late=row, version=form.cleaned_data["version"])
            return _list_address(year)

        if address := carry_out(request, form, f"late-delete:{year}:{code}", act):
            messages.success(request, f"{row.description} staat niet meer op de lijst.")
            return HttpResponseRedirect(address)
    lead = "De ontwikkeling gaat van de lijst. Wat erin stond blijft in het logboek."
    return _form_page(
        request, year, form, title=row.description, kicker="Weghalen", lead=lead, action="Weghalen"
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def late_order(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    """Say what a late order means for the rechtmatigheid."""
    budget_year = year_for(request, year, Verb.ENTER)
    order = get_object_or_404(late_orders(budget_year, access_of(request)), pk=pk)
    now = {"lawfulness": order.lawfulness, "version": order.version}
    form = CategoryForm(request.POST if request.method == "POST" else None, initial=now)
    if request.method == "POST" and form.is_valid():
        found = form.cleaned_data

        def act() -> str:
            change = replace(input_of(order), lawfulness=found["lawfulness"])
            edit_order(actor=actor_of(request), order=order, change=change, version=found["version"])
            return _list_address(year)

        if address := carry_out(request, form, f"late-order:{year}:{pk}", act):
            messages.success(request, f"De rechtmatigheid van order {order} is vastgelegd.")
            return HttpResponseRedirect(address)
    return _form_page(request, year, form, title=str(order), kicker="Late order", action="Bewaren")


@require_http_methods(["GET", "HEAD", "POST"])
def closing(request: HttpRequest, year: int) -> HttpResponse:
    """Set the closing date of the slotwijziging."""
    budget_year = year_for(request, year, Verb.SET_UP)
    form = ClosingForm(
        request.POST if request.method == "POST" else None, initial={"on": budget_year.final_closes_on}
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            set_closing_date(actor=actor_of(request), year=budget_year, on=form.cleaned_data["on"])
            return _list_address(year)

        if address := carry_out(request, form, f"closing:{year}", act):
            messages.success(request, "De sluitingsdatum is vastgelegd.")
            return HttpResponseRedirect(address)
    return _form_page(request, year, form, title="Sluitingsdatum", kicker=f"Slotwijziging {year}", action="Bewaren")
