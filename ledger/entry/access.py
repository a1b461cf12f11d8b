"""Who may open the entry pages of a wijziging, and what a closed one says instead. Shared by the entry views."""

from collections.abc import Callable
from uuid import UUID, uuid4

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from ledger import journal
from ledger.amendments.forms import TokenForm
from ledger.enums import AmendmentStatus, YearStatus
from ledger.journal import JournalError
from ledger.models import Amendment, FormToken
from ledger.permissions import NotAllowedError, Verb, access_of, actor_of

Crumbs = list[tuple[str, str]]


def amendment_for_entry(request: HttpRequest, year: int, number: int) -> Amendment:
    """Return the wijziging: 404 when the reader may not see it, 403 when the reader may not enter."""
    access = access_of(request)
    visible = Amendment.objects.visible_to(access).select_related("budget_year")
    amendment: Amendment = get_object_or_404(visible, budget_year=year, number=number)
    if not access.can(Verb.ENTER):
        raise PermissionDenied("Mutaties invoeren kan alleen met de rol financiën.")
    return amendment


def is_open(amendment: Amendment) -> bool:
    """Tell whether mutaties may still be entered."""
    return amendment.status == AmendmentStatus.DRAFT and amendment.budget_year.status == YearStatus.OPEN


def closed_page(request: HttpRequest, amendment: Amendment, title: str) -> HttpResponse:
    """Say why there is no form; a form that was sent all the same is refused (409)."""
    if amendment.budget_year.status != YearStatus.OPEN:
        sentence = f"Begrotingsjaar {amendment.budget_year_id} is gesloten: er kan niets meer bij."
    else:
        sentence = (
            f"{amendment} is {amendment.get_status_display()}: de mutaties liggen vast. "
            "Herstel een fout met een tegenboeking in een latere wijziging."
        )
    context = {"amendment": amendment, "sentence": sentence, "title": title, "crumbs": crumbs_of(amendment)}
    return render(request, "ledger/entry/closed.html", context, status=409 if request.method == "POST" else 200)


def crumbs_of(amendment: Amendment, *more: tuple[str, str]) -> Crumbs:
    """Return the way back to the wijziging."""
    year = amendment.budget_year_id
    address = reverse("ledger:amendment", args=[year, amendment.number])
    return [(f"Begroting {year}", f"/{year}/"), (str(amendment), address), *more]


def token_of(request: HttpRequest) -> UUID:
    """Return the token of the form that was sent; a new one when it was only opened."""
    try:
        return UUID(request.POST.get("token", ""))
    except ValueError:
        return uuid4()


def next_token(request: HttpRequest) -> UUID:
    """Return the token of a form that was refused: its own, or a new one when that has been used already."""
    return uuid4() if is_stored(request) else token_of(request)


def content_of(request: HttpRequest) -> str:
    """Return what was sent, without what differs between two sendings of the same form."""
    fields = request.POST.copy()
    fields.pop("csrfmiddlewaretoken", None)
    return f"{request.path}?{fields.urlencode()}"


def is_stored(request: HttpRequest) -> bool:
    """Tell whether the form with the token that was sent has been carried out already."""
    return FormToken.objects.filter(token=token_of(request), actor=actor_of(request)).exists()


def grid_after(amendment: Amendment, programme: str, token: UUID) -> str:
    """Return the address of a grid after a form was stored; the script forgets the draft of that form there."""
    address = reverse("ledger:entry_grid", args=[amendment.budget_year_id, amendment.number, programme])
    return f"{address}?opgeslagen={token}"


def posted(request: HttpRequest) -> QueryDict | None:
    """Return what a form was sent with, also when that is nothing; None when the form is only opened."""
    return request.POST if request.method == "POST" else None


def carry_out(request: HttpRequest, form: TokenForm, about: str, act: Callable[[], str]) -> str | None:
    """Run a change once and return where to go next; or put what the journal says on the form.

    `about` says what the form was about: the same token for something else is refused.
    """
    try:
        return journal.once(
            actor=actor_of(request), token=form.cleaned_data["token"], content=about + form.content, act=act
        )
    except JournalError as error:
        for sentence in error.sentences:
            form.add_error(None, sentence)
    except NotAllowedError as error:
        form.add_error(None, str(error))
    return None
