"""The life of a wijziging in the browser: open, offer, adopt, withdraw; agree to mutaties and reverse them.

A page that needs a right the reader does not have does not exist for them (404). Every change goes through
the journal, with the token of its form, so that a double click counts once.
"""

from collections.abc import Callable, Collection
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from ledger import journal
from ledger.amendments.forms import STEP_FORMS, ApproveForm, OpenForm, ReverseForm, TokenForm
from ledger.amendments.history import events_of
from ledger.amendments.reading import (
    STEPS,
    AmendmentPage,
    amendments_of,
    next_number,
    waiting_for,
)
from ledger.entry.access import carry_out, posted
from ledger.enums import AmendmentStatus
from ledger.gates.amendment import Lack
from ledger.models import Amendment, BudgetYear, Mutation, Programme
from ledger.permissions import Access, Verb, access_of, actor_of

_PER_PAGE = 25
_EVENTS_PER_PAGE = 50


def _need(request: HttpRequest, verb: Verb) -> Access:
    access = access_of(request)
    if not access.can(verb):
        raise Http404
    return access


def _crumbs(year: int, *more: tuple[str, str]) -> list[tuple[str, str]]:
    return [
        (f"Begroting {year}", reverse("reports:start", args=[year])),
        ("Wijzigingen", reverse("ledger:amendments", args=[year])),
        *more,
    ]


def _amendment(access: Access, year: int, number: int) -> Amendment:
    found = Amendment.objects.visible_to(access).select_related("budget_year", "submitted_by", "adopted_by")
    row: Amendment = get_object_or_404(found, budget_year=year, number=number)
    return row


def _address(amendment: Amendment) -> str:
    return reverse("ledger:amendment", args=[amendment.budget_year_id, amendment.number])


def _form_page(request: HttpRequest, template: str, form: TokenForm, context: dict[str, Any]) -> HttpResponse:
    return render(request, template, {"form": form, **context}, status=422 if form.is_bound else 200)


@require_safe
def amendments(request: HttpRequest, year: int) -> HttpResponse:
    """List the wijzigingen of a year, with who is next."""
    access = access_of(request)
    rows = amendments_of(access, year)
    if not rows and not access.sees_drafts:
        raise Http404
    context = {
        "year": get_object_or_404(BudgetYear, pk=year),
        "rows": rows,
        "may_enter": access.can(Verb.ENTER),
        "may_adopt": access.can(Verb.ADOPT),
        "waiting": sum(row.waiting for row in rows if row.amendment.status == AmendmentStatus.DRAFT),
        "crumbs": _crumbs(year)[:1],
    }
    return render(request, "ledger/amendments/list.html", context)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, year: int) -> HttpResponse:
    """Begin a wijziging: the next number is proposed."""
    _need(request, Verb.ENTER)
    budget_year = get_object_or_404(BudgetYear, pk=year)
    number = next_number(year)
    name = f"{number}e begrotingswijziging {year}" if number else f"Primitieve begroting {year}"
    form = OpenForm(posted(request), initial={"number": number, "name": name})
    if request.method == "POST" and form.is_valid():
        values = {"number": form.cleaned_data["number"], "name": form.cleaned_data["name"]}

        def act() -> str:
            return _address(journal.open_amendment(actor=actor_of(request), year=year, **values))

        if address := carry_out(request, form, f"open:{year}", act):
            messages.success(request, f"{values['name']} is begonnen als concept.")
            return HttpResponseRedirect(address)
    return _form_page(
        request, "ledger/amendments/new.html", form, {"budget_year": budget_year, "crumbs": _crumbs(year)}
    )


@require_safe
def amendment(request: HttpRequest, year: int, number: int) -> HttpResponse:
    """Show one wijziging: where it stands, its mutaties, who pays, what is missing and what can be done."""
    access = access_of(request)
    row = _amendment(access, year, number)
    page = AmendmentPage(row, access, actor_of(request))
    actor = actor_of(request)
    own = {m.pk for rows in page.programmes for m in rows.mutations if m.entered_by_id == actor.pk}
    context = {
        "page": page,
        "amendment": row,
        "lacks": [(lack, _where_to_mend(row, lack, own)) for lack in page.lacks],
        "programmes": page.programmes,
        "entry_links": _entry_links(page),
        "other_entries": _other_entries(page),
        "events": events_of(row, access, only_steps=True),
        "crumbs": _crumbs(year),
    }
    return render(request, "ledger/amendments/detail.html", context)


def _entry_links(page: AmendmentPage) -> list[tuple[str, str]]:
    """Return where the mutaties of each programma are entered, for who may do so now."""
    if not page.enters:
        return []
    year, number = page.amendment.budget_year_id, page.amendment.number
    found = [(row.name, _reversed("ledger:entry_grid", year, number, row.code)) for row in Programme.objects.all()]
    return [(name, address) for name, address in found if address]


def _other_entries(page: AmendmentPage) -> list[tuple[str, str]]:
    """Return the other ways to enter something, for who may do so now."""
    parts = (page.amendment.budget_year_id, page.amendment.number)
    ways = (("Nieuwe mutatie", "ledger:entry_new"), ("Verschuiving", "ledger:entry_shift")) if page.enters else ()
    return [(label, address) for label, name in ways if (address := _reversed(name, *parts))]


def _where_to_mend(row: Amendment, lack: Lack, own: Collection[int]) -> str:
    """Return the address of the place where something missing is filled in."""
    year = row.budget_year_id
    if lack.mutation is None:
        return reverse("ledger:keys", args=[year]) if lack.field == "rule" else ""
    if lack.field == "ogon":
        return reverse("ledger:ogon_mutation", args=[year, lack.mutation])
    if lack.field == "approved_by" and lack.mutation not in own:
        return reverse("ledger:approvals", args=[year]) + f"#mutatie-{lack.mutation}"
    form = _reversed("ledger:entry_edit", year, lack.mutation) if lack.field != "approved_by" else ""
    return form or reverse("ledger:mutation", args=[year, lack.mutation])


def _reversed(name: str, *parts: object) -> str:
    try:
        return reverse(name, args=parts)
    except NoReverseMatch:
        return ""


@require_http_methods(["GET", "POST"])
def take_step(request: HttpRequest, year: int, number: int, path: str) -> HttpResponse:
    """Ask for the facts of a step, and take it."""
    access = access_of(request)
    row = _amendment(access, year, number)
    page = AmendmentPage(row, access, actor_of(request))
    chosen = next((each for each in page.steps if each.path == path), None)
    if chosen is None:
        return _gone(request, row, path)
    form = STEP_FORMS[chosen.status](posted(request))
    if request.method == "POST" and form.is_valid():
        facts = {name: value for name, value in form.cleaned_data.items() if name != "token"}
        change = _CHANGES[chosen.status]

        def act() -> str:
            return _address(change(actor=actor_of(request), amendment=row, **facts))

        if address := carry_out(request, form, f"{path}:{year}:{number}", act):
            messages.success(request, f"{row} is {chosen.status.label}.")
            return HttpResponseRedirect(address)
    context = {"page": page, "amendment": row, "step": chosen, "crumbs": _crumbs(year, (row.name, _address(row)))}
    return _form_page(request, "ledger/amendments/step.html", form, context)


_CHANGES: dict[str, Callable[..., Amendment]] = {
    AmendmentStatus.SUBMITTED: journal.submit_amendment,
    AmendmentStatus.ADOPTED: journal.adopt_amendment,
    AmendmentStatus.WITHDRAWN: journal.withdraw_amendment,
}


def _gone(request: HttpRequest, row: Amendment, path: str) -> HttpResponse:
    """Answer a step that is not there (any more): a second click ends where the first one did."""
    reached = {word: status for status, word, _ in STEPS}
    if path not in reached or not access_of(request).sees_drafts:
        raise Http404
    if row.status == reached[path]:
        return HttpResponseRedirect(_address(row))
    messages.warning(request, f"{row} is {row.get_status_display()}: {path} kan nu niet.")
    return HttpResponseRedirect(_address(row))


@require_GET
def history(request: HttpRequest, year: int, number: int) -> HttpResponse:
    """Show everything that happened to a wijziging and its mutaties, newest first."""
    access = access_of(request)
    row = _amendment(access, year, number)
    found = Paginator(list(reversed(events_of(row, access))), _EVENTS_PER_PAGE).get_page(request.GET.get("pagina"))
    context = {"amendment": row, "found": found, "access": access, "crumbs": _crumbs(year, (row.name, _address(row)))}
    return render(request, "ledger/amendments/history.html", context)


@require_safe
def approvals(request: HttpRequest, year: int) -> HttpResponse:
    """List the mutaties that wait for the agreement of this reader."""
    _need(request, Verb.ENTER)
    get_object_or_404(BudgetYear, pk=year)
    waiting, own = waiting_for(actor_of(request), year)
    found = Paginator(waiting, _PER_PAGE).get_page(request.GET.get("pagina"))
    items = [
        (item, ApproveForm(initial={"version": item.mutation.version}, auto_id=f"id_{item.mutation.pk}_%s"))
        for item in found
    ]
    context = {
        "year": year,
        "found": found,
        "items": items,
        "own": own,
        "going_on": "na" in request.GET,
        "crumbs": _crumbs(year),
    }
    return render(request, "ledger/amendments/approvals.html", context)


@require_POST
def approve(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    """Agree to one mutatie, in the version that was looked at."""
    _need(request, Verb.ENTER)
    mutation = get_object_or_404(Mutation.objects.select_related("amendment"), budget_year=year, pk=pk)
    here = reverse("ledger:mutation", args=[year, pk])
    back = f"{reverse('ledger:approvals', args=[year])}?na={pk}" if "lijst" in request.POST else here
    form = ApproveForm(request.POST)
    if form.is_valid():

        def act() -> str:
            journal.approve_mutation(actor=actor_of(request), mutation=mutation, version=form.cleaned_data["version"])
            return back

        if address := carry_out(request, form, f"approve:{pk}", act):
            messages.success(request, f"U hebt akkoord gegeven op: {mutation}.")
            return HttpResponseRedirect(address)
    for errors in form.errors.values():
        for sentence in errors:
            messages.error(request, str(sentence))
    return HttpResponseRedirect(back)


@require_http_methods(["GET", "POST"])
def reverse_mutation(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    """Ask where the tegenboeking of a fixed mutatie belongs, and make it."""
    access = _need(request, Verb.ENTER)
    mutation = get_object_or_404(
        Mutation.objects.visible_to(access).select_related("amendment", "programme"), budget_year=year, pk=pk
    )
    number = mutation.amendment.number
    drafts = Amendment.objects.filter(budget_year=year, status=AmendmentStatus.DRAFT, number__gt=number)
    following = next_number(year)
    form = ReverseForm(
        list(drafts.order_by("number")),
        posted(request),
        initial={"name": f"{following}e begrotingswijziging {year}"},
    )
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            chosen = form.cleaned_data["amendment"]
            actor = actor_of(request)
            if chosen == ReverseForm.NEW:
                name = form.cleaned_data["name"]
                draft = journal.open_amendment(actor=actor, year=year, number=following, name=name)
            else:
                draft = Amendment.objects.get(budget_year=year, number=chosen)
            made = journal.reverse_mutation(actor=actor, mutation=mutation, amendment=draft)
            return reverse("ledger:mutation", args=[year, made.pk])

        if address := carry_out(request, form, f"reverse:{pk}", act):
            messages.success(request, "De tegenboeking staat klaar. Een collega moet er nog akkoord op geven.")
            return HttpResponseRedirect(address)
    back = reverse("ledger:mutation", args=[year, pk])
    context = {"mutation": mutation, "back": back, "crumbs": _crumbs(year, (str(mutation), back))}
    return _form_page(request, "ledger/amendments/reverse.html", form, context)
