"""Reserves and voorzieningen of a year, and the investeringen of a wijziging.

Dotaties and onttrekkingen come from the lines of mutaties; what is entered here is where a reserve begins.
"""

import json
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from ledger import journal
from ledger.amendments.forms import TokenForm
from ledger.entry.access import carry_out, is_open, posted
from ledger.enums import AmendmentStatus, ReserveKind, Side, YearStatus
from ledger.models import Amendment, BudgetYear, Investment, Line, OpeningBalance, Reserve
from ledger.permissions import Access, Verb, access_of, actor_of
from ledger.reserves.forms import InvestmentForm, NewInvestmentForm, OpeningForm, ReserveForm
from ledger.visibility import PUBLISHED


@dataclass(slots=True)
class Course:
    """One reserve through the year, in cents: an onttrekking is negative."""

    reserve: Reserve
    opening: int = 0
    appropriation: int = 0
    addition: int = 0
    withdrawal: int = 0
    known: bool = False  # has a beginstand
    lines: list[Line] = field(default_factory=list)

    @property
    def closing(self) -> int:
        """What is left at the end of the year."""
        return self.opening + self.appropriation + self.addition + self.withdrawal


def courses(year: int, access: Access) -> list[Course]:
    """Return every reserve with its course, as far as the reader may see: three queries."""
    found = {row.pk: Course(row) for row in Reserve.objects.all()}
    for fact in OpeningBalance.objects.filter(budget_year=year):
        course = found[fact.reserve_id]
        course.opening, course.appropriation, course.known = fact.opening_cents, fact.appropriation_cents, True
    lines = (
        Line.objects.visible_to(access)
        .filter(budget_year=year, effective_year=year, reserve__isnull=False)
        .exclude(amendment__status=AmendmentStatus.WITHDRAWN)
        .select_related("mutation", "amendment")
        .order_by("amendment__number", "programme__position", "mutation__number", "mutation__code", "position")
    )
    for line in lines:
        course = found[line.reserve_id or 0]
        course.lines.append(line)
        if line.side == Side.COST:
            course.addition += line.cents
        else:
            course.withdrawal -= line.cents
    return list(found.values())


def _year(access: Access, year: int) -> BudgetYear:
    row: BudgetYear = get_object_or_404(BudgetYear, pk=year)
    seen = access.sees_drafts or row.amendments.filter(status__in=PUBLISHED).exists()
    if not seen or not access.sees_published:
        raise Http404
    return row


def _year_to_set_up(request: HttpRequest, year: int) -> BudgetYear:
    access = access_of(request)
    row = _year(access, year)
    if not access.can(Verb.SET_UP):
        raise Http404
    return row


def _crumbs(year: int, *more: tuple[str, str]) -> list[tuple[str, str]]:
    return [(f"Begroting {year}", reverse("reports:start", args=[year])), *more]


def _form_page(request: HttpRequest, form: TokenForm, **context: Any) -> HttpResponse:
    return render(request, "ledger/reserves/form.html", {"form": form, **context}, status=422 if form.errors else 200)


@require_safe
def reserves(request: HttpRequest, year: int) -> HttpResponse:
    """Show the course of every reserve and voorziening, with the mutaties behind it."""
    access = access_of(request)
    budget_year = _year(access, year)
    found = courses(year, access)
    groups = []
    for kind, title in ((ReserveKind.RESERVE, "Reserves"), (ReserveKind.PROVISION, "Voorzieningen")):
        rows = [course for course in found if course.reserve.kind == kind]
        names = ("opening", "appropriation", "addition", "withdrawal", "closing")
        totals = [sum(getattr(course, name) for course in rows) for name in names]
        groups.append({"title": title, "id": kind.value, "rows": rows, "totals": totals})
    context = {
        "budget_year": budget_year,
        "groups": groups,
        "courses": [course for course in found if course.lines],
        "repaid": -sum(course.appropriation for course in found if course.reserve.kind == ReserveKind.RESERVE),
        "may_change": access.can(Verb.SET_UP) and budget_year.status == YearStatus.OPEN,
        "crumbs": _crumbs(year),
    }
    return render(request, "ledger/reserves/list.html", context)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """Record or correct where a reserve begins."""
    budget_year = _year_to_set_up(request, year)
    reserve = get_object_or_404(Reserve, code=code)
    fact = OpeningBalance.objects.filter(budget_year=year, reserve=reserve).first()
    initial = {"opening": fact.opening_cents, "appropriation": fact.appropriation_cents} if fact else {}
    form = OpeningForm(posted(request), initial=initial)
    back = reverse("ledger:reserves", args=[year])
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            journal.change_opening(
                actor=actor_of(request),
                year=budget_year,
                reserve=reserve,
                opening_cents=form.cleaned_data["opening"],
                appropriation_cents=form.cleaned_data["appropriation"],
            )
            return back

        if address := carry_out(request, form, f"opening:{year}:{code}", act):
            messages.success(request, f"De beginstand van {reserve} is vastgelegd.")
            return HttpResponseRedirect(address)
    lead = "Een correctie komt in het logboek te staan, met wat er eerst stond."
    crumbs = _crumbs(year, ("Reserves", back))
    return _form_page(
        request, form, title=reserve.name, kicker=f"Beginstand {year}", lead=lead, action="Bewaren", back=back,
        crumbs=crumbs,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, year: int) -> HttpResponse:
    """Add a reserve or a voorziening with its beginstand."""
    budget_year = _year_to_set_up(request, year)
    form = ReserveForm(posted(request), initial={"appropriation": 0})
    back = reverse("ledger:reserves", args=[year])
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data

        def act() -> str:
            last = Reserve.objects.aggregate(last=Max("position"))["last"] or 0
            reserve = journal.add_reserve(
                actor=actor_of(request),
                code=values["code"],
                name=values["name"],
                kind=values["kind"],
                position=last + 1,
            )
            journal.record_opening(
                actor=actor_of(request),
                year=budget_year,
                reserve=reserve,
                opening_cents=values["opening"],
                appropriation_cents=values["appropriation"],
            )
            return back

        if address := carry_out(request, form, f"reserve:{year}", act):
            messages.success(request, f"{values['name']} is toegevoegd.")
            return HttpResponseRedirect(address)
    crumbs = _crumbs(year, ("Reserves", back))
    return _form_page(
        request, form, title="Nieuwe reserve of voorziening", action="Toevoegen", back=back, crumbs=crumbs
    )


# --- investeringen ------------------------------------------------------------------------------


def _amendment(request: HttpRequest, year: int, number: int, *, to_change: bool = False) -> Amendment:
    access = access_of(request)
    visible = Amendment.objects.visible_to(access).select_related("budget_year")
    row: Amendment = get_object_or_404(visible, budget_year=year, number=number)
    if to_change and not access.can(Verb.ENTER):
        raise Http404
    return row


def _of_amendment(row: Amendment, *, inside: bool = True) -> list[tuple[str, str]]:
    year = row.budget_year_id
    crumbs = _crumbs(year, (row.name, reverse("ledger:amendment", args=[year, row.number])))
    here = reverse("ledger:investments", args=[year, row.number])
    return [*crumbs, ("Investeringen", here)] if inside else crumbs


@require_http_methods(["GET", "HEAD", "POST"])
def investments(request: HttpRequest, year: int, number: int) -> HttpResponse:
    """List the investeringen of a wijziging, and add one while it is a draft."""
    row = _amendment(request, year, number, to_change=request.method == "POST")
    may_change = access_of(request).can(Verb.ENTER) and is_open(row)
    found = list(row.investments.all())
    proposed = max((each.number for each in found), default=0) + 1
    form = NewInvestmentForm(posted(request), initial={"number": proposed})
    if request.method == "POST" and form.is_valid():
        values = {name: form.cleaned_data[name] for name in ("number", "description", "cents", "side")}
        here = reverse("ledger:investments", args=[year, number])

        def act() -> str:
            last = Investment.objects.filter(amendment__budget_year=year).aggregate(last=Max("position"))["last"] or 0
            journal.add_investment(actor=actor_of(request), amendment=row, position=last + 1, **values)
            return f"{here}#id_description"  # the next one can be typed at once; its number is proposed

        if address := carry_out(request, form, f"investment:{year}:{number}", act):
            messages.success(request, f"Investering {values['number']} is toegevoegd.")
            return HttpResponseRedirect(address)
    context = {
        "amendment": row,
        "investments": found,
        "total": sum(each.cents if each.side == Side.COST else -each.cents for each in found),
        "may_change": may_change,
        "form": form,
        "crumbs": _of_amendment(row, inside=False),
    }
    return render(request, "ledger/reserves/investments.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def investment_edit(request: HttpRequest, year: int, number: int, pk: int) -> HttpResponse:
    """Change an investering of a draft; what somebody else changed meanwhile is told."""
    row = _amendment(request, year, number, to_change=True)
    investment = get_object_or_404(Investment.objects.select_related("amendment"), amendment=row, pk=pk)
    now = {"description": investment.description, "cents": investment.cents, "side": investment.side}
    form = InvestmentForm(posted(request), initial=now | {"seen": list(now.values())})
    back = reverse("ledger:investments", args=[year, number])
    if request.method == "POST" and form.is_valid():
        values = {name: form.cleaned_data[name] for name in now}
        seen = form.cleaned_data["seen"]

        def act() -> str:
            was = (*seen,) if isinstance(seen, list) else ()
            journal.change_investment(actor=actor_of(request), investment=investment, seen=was, **values)
            return back

        if address := carry_out(request, form, f"investment:{pk}", act):
            messages.success(request, f"Investering {investment.number} is gewijzigd.")
            return HttpResponseRedirect(address)
        data = request.POST.copy()
        data["seen"] = json.dumps(list(now.values()))
        form.data = data
    title = f"Investering {investment.number}"
    return _form_page(
        request, form, title=title, kicker=row.name, action="Bewaren", back=back, crumbs=_of_amendment(row)
    )


@require_http_methods(["GET", "POST"])
def investment_delete(request: HttpRequest, year: int, number: int, pk: int) -> HttpResponse:
    """Ask before an investering goes out of a draft."""
    row = _amendment(request, year, number, to_change=True)
    back = reverse("ledger:investments", args=[year, number])
    investment = Investment.objects.select_related("amendment").filter(amendment=row, pk=pk).first()
    if investment is None:
        if request.method == "POST":  # a second click ends where the first one did
            return HttpResponseRedirect(back)
        raise Http404
    form = TokenForm(posted(request))
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            journal.delete_investment(actor=actor_of(request), investment=investment)
            return back

        if address := carry_out(request, form, f"investment:{pk}:delete", act):
            messages.success(request, f"Investering {investment.number} is verwijderd.")
            return HttpResponseRedirect(address)
    lead = f"{investment.description}. Zij verdwijnt uit het concept; in het logboek blijft zij staan."
    title = f"Investering {investment.number} verwijderen?"
    return _form_page(
        request, form, title=title, kicker=row.name, lead=lead, action="Verwijderen", back=back,
        crumbs=_of_amendment(row),
    )  # fmt: skip
