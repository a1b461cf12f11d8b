"""Beginning and closing a begrotingsjaar in the browser.

Beginning is for who sets up the budget, closing for the board; for others the page does not exist.
"""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from ledger.amendments.forms import TokenForm
from ledger.entry.access import carry_out, posted
from ledger.enums import AmendmentStatus, YearStatus
from ledger.journal import close_year
from ledger.journal.years import begin_year
from ledger.models import BudgetYear
from ledger.permissions import Verb, access_of, actor_of

_FIRST, _LAST, _FURTHEST = 2000, 2100, 10


class YearForm(TokenForm):
    """Which year, how far it looks ahead, and whether it is divided as the year before."""

    year = forms.IntegerField(
        label="Begrotingsjaar",
        min_value=_FIRST,
        max_value=_LAST,
        error_messages={
            "required": "Vul een jaar in.",
            "invalid": "Vul een jaar in, bijvoorbeeld 2025.",
            "min_value": f"Vul een jaar in vanaf {_FIRST}.",
            "max_value": f"Vul een jaar in tot en met {_LAST}.",
        },
    )
    years_ahead = forms.IntegerField(
        label="Jaren vooruit",
        min_value=0,
        max_value=_FURTHEST,
        initial=3,
        help_text="Zo ver reikt een structurele mutatie; het BBV vraagt drie jaren (artikel 22).",
        error_messages={
            "required": "Vul in hoeveel jaren vooruit de begroting kijkt.",
            "max_value": f"Een begroting kijkt hoogstens {_FURTHEST} jaren vooruit.",
        },
    )
    divided_alike = forms.BooleanField(label="Verdeelsleutels overnemen", required=False, initial=True)

    def __init__(self, *args: Any, last: BudgetYear | None, **options: Any) -> None:
        super().__init__(*args, **options)
        if last is None:
            del self.fields["divided_alike"]
        else:
            self.fields["year"].initial = last.pk + 1
            self.fields[
                "divided_alike"
            ].help_text = f"Zoals zij in {last.pk} het laatst golden. Aanpassen kan daarna nog."


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Begin a year: the one after the last is proposed."""
    if not access_of(request).can(Verb.SET_UP):
        raise Http404
    last = BudgetYear.objects.order_by("-pk").first()
    form = YearForm(posted(request), last=last)
    if request.method == "POST" and form.is_valid():
        year, ahead = form.cleaned_data["year"], form.cleaned_data["years_ahead"]
        like = last if form.cleaned_data.get("divided_alike") else None

        def act() -> str:
            begin_year(actor=actor_of(request), year=year, years_ahead=ahead, like=like)
            return reverse("ledger:amendments", args=[year])

        if address := carry_out(request, form, "year", act):
            messages.success(request, f"Begrotingsjaar {year} is begonnen. Begin nu met de primitieve begroting.")
            return HttpResponseRedirect(address)
    back = reverse("ledger:amendments", args=[last.pk]) if last else reverse("reports:home")
    context = {"form": form, "back": back, "crumbs": [("Wijzigingen", back)] if last else []}
    return render(request, "ledger/year_new.html", context, status=422 if form.is_bound else 200)


class CloseForm(TokenForm):
    """That somebody knows what closing a year means."""

    sure = forms.BooleanField(
        label="Ik weet dat er in dit jaar daarna niets meer bij kan",
        error_messages={"required": "Vink aan dat u weet dat dit voorgoed is."},
    )


@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, year: int) -> HttpResponse:
    """Close a year for good, when everything in it is decided."""
    if not access_of(request).can(Verb.ADOPT):
        raise Http404
    row = get_object_or_404(BudgetYear, pk=year)
    back = reverse("ledger:amendments", args=[year])
    if row.status == YearStatus.CLOSED:
        messages.info(request, f"Begrotingsjaar {year} is al gesloten.")
        return HttpResponseRedirect(back)
    form = CloseForm(posted(request))
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            close_year(actor=actor_of(request), year=row)
            return back

        if address := carry_out(request, form, f"close {year}", act):
            messages.success(request, f"Begrotingsjaar {year} is gesloten. Er kan niets meer bij.")
            return HttpResponseRedirect(address)
    waiting = row.amendments.filter(status__in=[AmendmentStatus.DRAFT, AmendmentStatus.SUBMITTED])
    context = {
        "year": row,
        "form": form,
        "waiting": waiting.order_by("number"),
        "back": back,
        "crumbs": [("Wijzigingen", back)],
    }
    return render(request, "ledger/year_close.html", context, status=422 if form.is_bound else 200)
