"""The pages of the administrator: who may log in, and with which role until when."""

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Prefetch
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ledger.accounts.forms import GrantForm, PasswordForm, UserForm
from ledger.entry.access import posted
from ledger.enums import Role
from ledger.journal import JournalError, accounts
from ledger.models import RoleGrant, User
from ledger.permissions import Verb, access_of, actor_of

View = Callable[..., HttpResponse]
Result = TypeVar("Result")
_CRUMBS = [("Begroting", "/"), ("Gebruikers", "/gebruikers/")]


def for_administrators(view: View) -> View:
    """Let in only who manages users."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not access_of(request).can(Verb.MANAGE_USERS):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


@for_administrators
@require_safe
def users(request: HttpRequest) -> HttpResponse:
    """List the people who can log in, with their roles; technical accounts are left out."""
    grants = Prefetch("grants", RoleGrant.objects.select_related("municipality").order_by("role", "pk"))
    people = User.objects.exclude(grants__role=Role.TAKEOVER).prefetch_related(grants).order_by("username")
    context = {"people": people, "today": timezone.localdate(), "crumbs": _CRUMBS[:1]}
    return render(request, "ledger/accounts/users.html", context)


@for_administrators
@require_http_methods(["GET", "POST"])
def user_new(request: HttpRequest) -> HttpResponse:
    """Make an account."""
    form = UserForm(posted(request))
    if request.method == "POST" and form.is_valid():
        user = _tried(form, lambda: accounts.add_user(actor=actor_of(request), **form.cleaned_data))
        if user is not None:
            messages.success(request, f"{user.get_username()} is toegevoegd. Geef nu een rol.")
            return redirect("ledger:user", user.pk)
    context = {"form": form, "title": "Gebruiker toevoegen", "action": "Toevoegen", "crumbs": _CRUMBS}
    return _form(request, form, context)


@for_administrators
@require_http_methods(["GET", "POST"])
def user(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one account with its roles, and give a role."""
    person = _person(pk)
    form = GrantForm(posted(request))
    if request.method == "POST" and form.is_valid():
        grant = _tried(form, lambda: accounts.grant_role(actor=actor_of(request), user=person, **form.cleaned_data))
        if grant is not None:
            messages.success(request, f"{person.get_username()} is nu {grant.get_role_display()}.")
            return redirect("ledger:user", pk)
    context = {
        "person": person,
        "grants": person.grants.select_related("municipality").order_by("-valid_until", "role"),
        "today": timezone.localdate(),
        "form": form,
        "crumbs": _CRUMBS,
    }
    status = 422 if form.errors else 200
    return render(request, "ledger/accounts/user.html", context, status=status)


@for_administrators
@require_http_methods(["GET", "POST"])
def user_password(request: HttpRequest, pk: int) -> HttpResponse:
    """Give somebody a new password."""
    person = _person(pk)
    form = PasswordForm(posted(request))
    if request.method == "POST" and form.is_valid():
        password = form.cleaned_data["password"]

        def change() -> bool:
            accounts.set_password(actor=actor_of(request), user=person, password=password)
            return True

        done = _tried(form, change)
        if done:
            messages.success(request, f"{person.get_username()} heeft een nieuw wachtwoord.")
            return redirect("ledger:user", pk)
    title = f"Nieuw wachtwoord voor {person.get_username()}"
    crumbs = [*_CRUMBS, (person.get_username(), f"/gebruikers/{pk}/")]
    return _form(request, form, {"form": form, "title": title, "action": "Opslaan", "crumbs": crumbs})


@for_administrators
@require_POST
def user_active(request: HttpRequest, pk: int) -> HttpResponse:
    """Switch an account on or off."""
    person = _person(pk)
    active = request.POST.get("aan") == "ja"
    try:
        accounts.set_active(actor=actor_of(request), user=person, active=active)
        messages.success(
            request, f"{person.get_username()} {'kan weer inloggen' if active else 'kan niet meer inloggen'}."
        )
    except JournalError as error:
        messages.error(request, str(error))
    return redirect("ledger:user", pk)


@for_administrators
@require_POST
def grant_end(request: HttpRequest, pk: int, grant: int) -> HttpResponse:
    """End a role."""
    row = get_object_or_404(RoleGrant.objects.select_related("user", "municipality"), pk=grant, user=pk)
    try:
        accounts.end_role(actor=actor_of(request), grant=row)
        messages.success(request, f"De rol {row.get_role_display()} is beëindigd.")
    except JournalError as error:
        messages.error(request, str(error))
    return redirect("ledger:user", pk)


def _person(pk: int) -> User:
    return get_object_or_404(User.objects.exclude(grants__role=Role.TAKEOVER), pk=pk)


def _tried(form: Form, act: Callable[[], Result]) -> Result | None:
    """Carry out and return, or put what is wrong on the form."""
    try:
        return act()
    except (JournalError, ValidationError) as error:
        for sentence in getattr(error, "sentences", None) or getattr(error, "messages", [str(error)]):
            form.add_error(None, sentence)
    return None


def _form(request: HttpRequest, form: Form, context: dict[str, object]) -> HttpResponse:
    return render(request, "ledger/accounts/form.html", context, status=422 if form.errors else 200)
