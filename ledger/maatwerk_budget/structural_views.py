"""Maatwerk structureel maken: choose orders and a verdeelgroep, see before and after, prepare it as a draft."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from ledger.core.book import Book
from ledger.core.conversion import PRECISION, Conversion, booked_cents, verdict
from ledger.core.money import format_euros, group_digits
from ledger.core.solving import ROUND_TOTALS
from ledger.entry.access import carry_out
from ledger.enums import Recurrence
from ledger.journal import JournalError
from ledger.journal.structural import Plan, make_structural, mark, propose
from ledger.maatwerk_budget.shared import DraftForm, crumbs_of, drafts_of, year_for
from ledger.models import MaatwerkOrder
from ledger.permissions import Verb, actor_of
from ledger.queries import UnknownYearError, load_book


def _precision_name(total: int) -> str:
    decimals = len(str(total)) - len("100")
    what = "hele procenten" if not decimals else f"procenten met {decimals} decima{'al' if decimals == 1 else 'len'}"
    return f"{what} (gewichten samen {group_digits(total)})"


class PlanForm(forms.Form):
    """Which orders go up in which verdeelgroep, and how precise the weights may be. Stands in the address."""

    verdeelgroep = forms.ChoiceField(label="Verdeelgroep", error_messages={"required": "Kies een verdeelgroep."})
    order = forms.MultipleChoiceField(
        label="Structurele orders", error_messages={"required": "Kies ten minste één order."}
    )
    precisie = forms.TypedChoiceField(
        label="Grootste precisie",
        coerce=int,
        choices=[(total, _precision_name(total)) for total in ROUND_TOTALS],
        initial=PRECISION,
        help_text="De toepassing neemt de kleinste precisie die precies uitkomt, tot en met deze.",
    )

    def __init__(self, book: Book, orders: list[tuple[MaatwerkOrder, int]], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        pools = [(pool.code, pool.name) for pool in book.pools if not pool.direct and pool.code in book.keys]
        offered = {"verdeelgroep": pools, "order": [(order.code, str(order)) for order, _ in orders]}
        for name, choices in offered.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - tells the type checker what stands above
            field.choices = choices

    @property
    def plan(self) -> Plan:
        """What was chosen."""
        found = self.cleaned_data
        return Plan(found["verdeelgroep"], found["order"], found["precisie"])


class PrepareForm(DraftForm):
    """Prepare what was shown (`seen`) in a draft."""

    seen = forms.CharField(widget=forms.HiddenInput)
    ogon = forms.BooleanField(label="Besproken in het OGON", required=False)
    accept = forms.BooleanField(label="Ik accepteer de afwijking", required=False)


@require_http_methods(["GET", "HEAD", "POST"])
def structural(request: HttpRequest, year: int) -> HttpResponse:
    """Show what a choice does to every gemeente, and prepare it."""
    budget_year = year_for(request, year, Verb.ENTER, Verb.SET_UP)
    try:
        book = load_book(year)
    except UnknownYearError:
        raise Http404 from None
    orders = _convertible(book)
    asked = PlanForm(book, orders, request.GET if "order" in request.GET or "verdeelgroep" in request.GET else None)
    drafts = [draft for draft in drafts_of(budget_year) if draft.number == book.through]
    found: Conversion | None = None
    refused: tuple[str, ...] = ()
    if asked.is_bound and asked.is_valid():
        try:
            found = propose(book, asked.plan)
        except JournalError as error:
            refused = error.sentences
    form = PrepareForm(drafts, request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if found is None:
            form.add_error(None, "Kies eerst de orders en de verdeelgroep.")
        elif form.is_valid() and (address := _prepare(request, form, asked.plan, drafts, year)):
            messages.success(request, "Het voorstel staat klaar in concept. Vraag een collega om akkoord.")
            return HttpResponseRedirect(address)
    context = {
        "budget_year": budget_year,
        "asked": asked,
        "chosen": set(request.GET.getlist("order")),
        "orders": orders,
        "refused": refused,
        "found": found,
        "form": form,
        "drafts": drafts,
        "crumbs": crumbs_of(year, ("Maatwerk", reverse("ledger:orders", args=[year]))),
    }
    if found is not None:
        context |= _shown(book, found, asked.plan.precision)
    wrong = form.errors or asked.errors or refused
    return render(request, "ledger/maatwerk/structural.html", context, status=422 if wrong else 200)


def _convertible(book: Book) -> list[tuple[MaatwerkOrder, int]]:
    """Return the structural orders that stand in the begroting, with their cents."""
    rows = MaatwerkOrder.objects.filter(budget_year=book.year, recurrence=Recurrence.STRUCTURAL)
    booked = [(row, booked_cents(book, row.code)) for row in rows.select_related("municipality", "programme")]
    return [(row, cents) for row, cents in booked if cents]


def _prepare(request: HttpRequest, form: PrepareForm, plan: Plan, drafts: list[Any], year: int) -> str | None:
    found = form.cleaned_data
    draft = next(each for each in drafts if each.number == found["amendment"])

    def act() -> str:
        make_structural(
            actor=actor_of(request),
            amendment=draft,
            plan=plan,
            seen=found["seen"],
            deviation_accepted=found["accept"],
            theme=found["theme"] or None,
            decided_in_ogon=found["ogon"],
        )
        return reverse("ledger:amendment", args=[year, draft.number])

    return carry_out(request, form, f"structural:{year}:{plan}", act)


def _shown(book: Book, found: Conversion, precision: int) -> dict[str, Any]:
    weight = sum(found.weights.values())
    rows = [
        (
            municipality.name,
            found.old.payers.get(municipality.code, 0),
            found.weights[municipality.code],
            _percentage(found.weights[municipality.code], weight),
            found.before[municipality.code],
            found.after[municipality.code],
            found.after[municipality.code] - found.before[municipality.code],
        )
        for municipality in book.municipalities
    ]
    moved = sum(found.amounts.values())
    return {
        "rows": rows,
        "weights": (found.old.total, weight),
        "verdict": verdict(found, precision),
        "seen": mark(found),
        "summary": f"De bijdrage van {found.pool.name} wordt € {format_euros(moved)} hoger en het maatwerk evenveel "
        f"lager. Van elke order verandert alleen wie hem dekt; de lasten blijven gelijk.",
    }


def _percentage(weight: int, total: int) -> str:
    """Return a share in percent with as many decimals as it has, at most six: `57,2` or `36,313247`."""
    return f"{100 * weight / total:.6f}".rstrip("0").rstrip(".").replace(".", ",")
