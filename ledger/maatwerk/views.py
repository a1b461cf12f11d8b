"""Orders in the browser: ask for one, follow it, change it, take its steps, add documents and contacts.

What a reader may not see does not exist for them (404), and so does a page that needs a right they do not have.
"""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_safe

from ledger import journal
from ledger.amendments.forms import TokenForm
from ledger.entry.access import carry_out
from ledger.enums import OrderStatus, Recurrence, SubjectKind, YearStatus
from ledger.journal.notices import members
from ledger.journal.orders import later_amounts, next_number
from ledger.lists.listing import order_by_year, visible_orders
from ledger.maatwerk import forms
from ledger.maatwerk.reading import WAYS, Way, life_of, may_change, may_edit, ways_of
from ledger.models import BudgetYear, Line, MaatwerkOrder, OrderDocument
from ledger.ogon.reading import takes_part, talk_of
from ledger.permissions import Access, Verb, access_of, actor_of


def crumbs_of(year: int, *more: tuple[str, str]) -> list[tuple[str, str]]:
    """Return the way back to the orders of a year."""
    start, orders = reverse("reports:start", args=[year]), reverse("ledger:orders", args=[year])
    return [(f"Begroting {year}", start), ("Maatwerk", orders), *more]


def sent(request: HttpRequest) -> QueryDict | None:
    """Return what was filled in, also when that is nothing; None when nothing was sent."""
    return request.POST if request.method == "POST" else None


def form_page(request: HttpRequest, form: TokenForm, **context: Any) -> HttpResponse:
    """Show a form with its errors."""
    return render(request, "ledger/maatwerk/form.html", {"form": form, **context}, status=422 if form.errors else 200)


def _address(order: MaatwerkOrder) -> str:
    return reverse("ledger:order", args=[order.budget_year_id, order.pk])


def _own(access: Access) -> tuple[int, ...] | None:
    """The gemeenten (ids) that somebody may ask for; None is all."""
    return None if access.can(Verb.ENTER) else access.ogon_municipalities


def _order_to(
    request: HttpRequest, year: int, pk: int, allowed: Callable[[Access, MaatwerkOrder], bool]
) -> MaatwerkOrder:
    """Return the order when the reader may do this with it."""
    access = access_of(request)
    found = MaatwerkOrder.objects.wholly_visible_to(access).select_related("municipality", "programme", "budget_year")
    row: MaatwerkOrder = get_object_or_404(found.select_related("agreement"), budget_year=year, pk=pk)
    if not allowed(access, row):
        raise Http404
    return row


def _crumbs_of(order: MaatwerkOrder) -> list[tuple[str, str]]:
    return crumbs_of(order.budget_year_id, (str(order), _address(order)))


@require_safe
def order(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    """Show one order: what is public of it, and its life for who is concerned."""
    access = access_of(request)
    row = get_object_or_404(visible_orders(access, year).select_related("budget_year", "agreement"), pk=pk)
    lines = (
        Line.objects.visible_to(access)
        .filter(order=row)
        .select_related("mutation", "amendment")
        .order_by("amendment__number", "mutation__code", "position")
    )
    context: dict[str, Any] = {"order": row, **order_by_year(lines), "crumbs": crumbs_of(year)}
    if row.told_status:  # type: ignore[attr-defined]  # annotated; only where more than the public part may be read
        context["life"] = life_of(access, row)
        if takes_part(access):
            context["talk"] = talk_of(access, year, SubjectKind.ORDER, row.code)
            asked = row.status in (OrderStatus.IN_OGON, OrderStatus.AGREED, OrderStatus.DECLINED)
            context["address"] = reverse("ledger:ogon_order", args=[year, pk]) if asked else ""
    return render(request, "ledger/order.html", context)


@require_http_methods(["GET", "POST"])
def request_order(request: HttpRequest, year: int) -> HttpResponse:
    """Ask for work: a gemeente with the short form, finance with all of it."""
    access = access_of(request)
    own = _own(access)
    if not access.can(Verb.REQUEST_ORDER) or (own is not None and not own):
        raise Http404
    budget_year = get_object_or_404(BudgetYear, pk=year, status=YearStatus.OPEN)
    form: forms.RequestForm
    if own is None:
        form = forms.OrderForm(own, budget_year, sent(request), initial={"number": next_number(year)})
    else:
        form = forms.RequestForm(own, sent(request))
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            made = journal.request_order(
                actor=actor_of(request), year=budget_year, change=form.change(), on=timezone.localdate()
            )
            return _address(made)

        if address := carry_out(request, form, f"order:{year}", act):
            messages.success(request, "De aanvraag is vastgelegd. Duo+ brengt er een offerte op uit.")
            return HttpResponseRedirect(address)
    return form_page(
        request, form, title="Maatwerk aanvragen", kicker=f"Begroting {year}", action="Aanvragen",
        lead="De aanvraag krijgt meteen een nummer. U volgt haar op haar eigen pagina.",
        back=reverse("ledger:orders", args=[year]), crumbs=crumbs_of(year),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    """Change what an order says; what somebody else changed meanwhile is told."""
    row = _order_to(request, year, pk, may_edit)
    own = _own(access_of(request))
    initial = forms.initial_of(row, later_amounts(row))
    form: forms.RequestForm
    if own is None:
        form = forms.OrderEditForm(own, row.budget_year, sent(request), initial=initial)
    else:
        form = forms.RequestEditForm(own, sent(request), initial=initial)
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            changed = journal.edit_order(
                actor=actor_of(request),
                order=row,
                change=form.change(row),
                version=form.cleaned_data["version"],
                year=form.cleaned_data.get("year"),
            )
            return _address(changed)

        if address := carry_out(request, form, f"order:{pk}", act):
            messages.success(request, f"Order {row} is gewijzigd.")
            return HttpResponseRedirect(address)
        _renew_version(request, form, row)
    lead = ""
    if row.status == OrderStatus.AGREED:
        lead = "Wijzigt u het bedrag, het jaar of de gemeente, dan ligt de order weer bij het OGON."
    return form_page(
        request, form, title="Order wijzigen", kicker=str(row), lead=lead, action="Bewaren", back=_address(row),
        crumbs=_crumbs_of(row),
    )  # fmt: skip


def _renew_version(request: HttpRequest, form: TokenForm, row: MaatwerkOrder) -> None:
    """Give a form that is shown again the version of now: who sends it once more has read what changed."""
    data = request.POST.copy()
    data["version"] = str(MaatwerkOrder.objects.get(pk=row.pk).version)
    form.data = data


@require_http_methods(["GET", "POST"])
def take_step(request: HttpRequest, year: int, pk: int, path: str) -> HttpResponse:
    """Ask for the facts of a step, and take it."""
    row = _order_to(request, year, pk, lambda access, _: access.can(Verb.ENTER))
    way = next((each for each in ways_of(access_of(request), row) if each.path == path), None)
    if way is None:
        return _gone(request, row, path)
    form = _step_form(request, row, way)
    if request.method == "POST" and form.is_valid():
        facts = {name: value for name, value in form.cleaned_data.items() if name != "token"}

        def act() -> str:
            actor = actor_of(request)
            if way.status == OrderStatus.QUOTED and row.status == OrderStatus.REQUESTED:
                return _address(journal.quote_order(actor=actor, order=row, **facts))
            return _address(journal.move_order(actor=actor, order=row, status=way.status, **facts))

        if address := carry_out(request, form, f"order:{pk}:{path}", act):
            messages.success(request, f"Order {row} is nu: {way.status.label}.")
            if way.status == OrderStatus.IN_OGON and not members(row.programme, row.municipality).exists():
                messages.warning(
                    request,
                    f"Niemand heeft voor {row.municipality} een plaats in een OGON dat over {row.programme} gaat. "
                    "Geef iemand die plaats bij OGON, 'Wie waar zit'; anders blijft de order liggen.",
                )
            return HttpResponseRedirect(address)
        if "version" in form.fields:
            _renew_version(request, form, row)
    return form_page(
        request, form, title=way.label, kicker=str(row), lead=way.lead, action=way.label, back=_address(row),
        order=row, crumbs=_crumbs_of(row),
    )  # fmt: skip


def _step_form(request: HttpRequest, row: MaatwerkOrder, way: Way) -> forms.StepForm:
    if way.status == OrderStatus.QUOTED and row.status == OrderStatus.REQUESTED:
        initial = {"cents": row.cents, "performance": row.performance, "version": row.version}
        form = forms.QuoteForm(way, row.status, sent(request), initial=initial)
        if row.recurrence == Recurrence.STRUCTURAL:
            form.for_every_year()
        return form
    return forms.StepForm(way, row.status, sent(request))


def _gone(request: HttpRequest, row: MaatwerkOrder, path: str) -> HttpResponse:
    """Answer a step that is not there (any more): a second click ends where the first one did."""
    reached = {way.path: way for ways in WAYS.values() for way in ways}
    if path not in reached:
        raise Http404
    if row.status != reached[path].status:
        wanted = reached[path].label.lower()
        messages.warning(request, f"Order {row} is {row.get_status_display()}: {wanted} kan nu niet.")
    return HttpResponseRedirect(_address(row))


@require_http_methods(["GET", "POST"])
def attach(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    """Add a document to an order."""
    row = _order_to(request, year, pk, may_change)
    form = forms.DocumentForm(request)
    if request.method == "POST" and form.is_valid():
        file = form.sent

        def act() -> str:
            journal.attach_document(actor=actor_of(request), order=row, name=file.name or "", data=file.read())
            return _address(row)

        if address := carry_out(request, form, f"order:{pk}:document", act):
            messages.success(request, "Het document is toegevoegd.")
            return HttpResponseRedirect(address)
    return form_page(
        request, form, title="Document toevoegen", kicker=str(row), action="Toevoegen", back=_address(row),
        has_file=True, crumbs=_crumbs_of(row),
    )  # fmt: skip


@require_safe
def document(request: HttpRequest, year: int, pk: int, document: int) -> HttpResponse:
    """Send a document as a file to keep, never to show: only to who may read the whole order."""
    orders = MaatwerkOrder.objects.wholly_visible_to(access_of(request)).filter(budget_year=year)
    row = get_object_or_404(OrderDocument.objects.filter(order__in=orders.values("pk")), order=pk, pk=document)
    response = HttpResponse(bytes(row.data), content_type=row.content_type)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=row.name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


@require_http_methods(["GET", "POST"])
def contacts(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    """Say who to turn to about an order."""
    row = _order_to(request, year, pk, may_change)
    known = {each.role: (each.name, each.email) for each in row.contacts.all()}
    form = forms.ContactsForm(known, sent(request))
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            journal.set_contacts(actor=actor_of(request), order=row, contacts=form.contacts)
            return _address(row)

        if address := carry_out(request, form, f"order:{pk}:contacts", act):
            messages.success(request, "De contactpersonen zijn vastgelegd.")
            return HttpResponseRedirect(address)
    lead = "Liefst een functie, want die blijft. Wie hier staat, is te zien voor Duo+ en voor deze gemeente."
    return form_page(
        request, form, title="Contactpersonen", kicker=str(row), lead=lead, action="Bewaren", back=_address(row),
        crumbs=_crumbs_of(row),
    )  # fmt: skip
