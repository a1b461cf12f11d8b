"""Which OGONs there are and who sits where: for financiën and the administrator."""

from django.contrib import messages
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from ledger import journal
from ledger.entry.access import carry_out, posted
from ledger.models import Ogon, OgonSeat
from ledger.ogon.forms import OgonForm, SeatForm
from ledger.permissions import Verb, access_of, actor_of

_CRUMBS = [("Begroting", "/"), ("OGON's", "/ogons/")]


def _arranges(request: HttpRequest) -> None:
    if not access_of(request).verbs & {Verb.SET_UP, Verb.MANAGE_USERS}:
        raise Http404


@require_http_methods(["GET", "HEAD", "POST"])
def ogons(request: HttpRequest) -> HttpResponse:
    """List the OGONs with who sits there, and add one."""
    _arranges(request)
    form = OgonForm(posted(request))
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data

        def act() -> str:
            row = journal.add_ogon(actor=actor_of(request), name=values["name"], programmes=values["programmes"])
            return reverse("ledger:ogon_seats", args=[row.code])

        if address := carry_out(request, form, "ogon", act):
            messages.success(request, f"{values['name']} is toegevoegd. Zet nu de leden erin.")
            return HttpResponseRedirect(address)
    seats = Prefetch("seats", OgonSeat.objects.select_related("user", "municipality"))
    found = Ogon.objects.prefetch_related("programmes", seats)
    context = {"ogons": found, "form": form, "crumbs": _CRUMBS[:1]}
    return render(request, "ledger/ogon/ogons.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def ogon(request: HttpRequest, code: str) -> HttpResponse:
    """Show one OGON: change its name and programma's, give somebody a place, take one away."""
    _arranges(request)
    row = get_object_or_404(Ogon, code=code)
    here = reverse("ledger:ogon_seats", args=[code])
    initial = {"name": row.name, "programmes": row.programmes.all()}
    sent = request.POST if request.method == "POST" else None
    changing = sent is not None and "name" in sent
    change = OgonForm(sent if changing else None, initial=initial, auto_id="ogon-%s")
    seat = SeatForm(None if changing else sent, auto_id="plaats-%s")
    form = change if changing else seat
    if sent is not None and form.is_valid():
        values = {name: value for name, value in form.cleaned_data.items() if name != "token"}

        def act() -> str:
            if changing:
                journal.change_ogon(actor=actor_of(request), ogon=row, **values)
            else:
                journal.seat_member(actor=actor_of(request), ogon=row, **values)
            return here

        if address := carry_out(request, form, f"ogon:{code}", act):
            messages.success(request, "Bewaard.")
            return HttpResponseRedirect(address)
    seats = row.seats.select_related("user", "municipality")
    context = {"ogon": row, "seats": seats, "change": change, "seat": seat, "crumbs": _CRUMBS}
    return render(request, "ledger/ogon/ogon.html", context, status=422 if form.errors else 200)


@require_POST
def unseat(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Take a place away; a second click finds it gone."""
    _arranges(request)
    row = OgonSeat.objects.select_related("ogon", "municipality").filter(ogon__code=code, pk=pk).first()
    if row is not None:
        journal.unseat(actor=actor_of(request), seat=row)
        messages.success(request, "De plaats is vervallen.")
    return HttpResponseRedirect(reverse("ledger:ogon_seats", args=[get_object_or_404(Ogon, code=code).code]))
