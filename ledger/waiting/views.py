"""What waits for the reader, and when they want mail about it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods, require_safe

from ledger.entry.access import posted
from ledger.journal import accounts
from ledger.ogon.forms import NotifyForm
from ledger.permissions import access_of, actor_of
from ledger.waiting.reading import LATE_AFTER, to_do, waiting_for

_CRUMBS = [("Begroting", "/")]


@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    """Show what waits for this reader, by kind."""
    access = access_of(request)
    groups = waiting_for(access, actor_of(request))
    context = {
        "groups": groups,
        "count": sum(len(group.tasks) for group in to_do(groups)),
        "late": sum(group.late for group in to_do(groups)),
        "days": LATE_AFTER.days,
        "role": access.description,
        "crumbs": _CRUMBS,
    }
    return render(request, "ledger/waiting/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def notices(request: HttpRequest) -> HttpResponse:
    """Let the reader choose when to get mail."""
    user = actor_of(request)
    form = NotifyForm(posted(request), initial={"notify": user.notify})
    if request.method == "POST" and form.is_valid():
        accounts.choose_notify(actor=user, when=form.cleaned_data["notify"])
        messages.success(request, "Uw keuze is bewaard.")
        return redirect("ledger:notices")
    context = {"form": form, "email": user.email, "crumbs": [*_CRUMBS, ("Wat wacht op mij", "/wachtlijst/")]}
    return render(request, "ledger/waiting/notices.html", context, status=422 if form.errors else 200)


urlpatterns: list[URLPattern] = [
    path("wachtlijst/", waiting, name="waiting"),
    path("meldingen/", notices, name="notices"),
]
