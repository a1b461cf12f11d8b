"""Logging in and out and the own password: what is refused answers 422, as every other form here does."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.views import LoginView, LogoutView, PasswordChangeView
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from duoplus.forms import LoginForm, OwnPasswordForm
from ledger.journal import accounts
from ledger.permissions import actor_of

_UNPROCESSABLE, _TOO_MANY = 422, 429
_METHODS = ("get", "head", "post", "options")  # Django's own list has PUT as another word for POST


class LogIn(LoginView):
    """Ask who somebody is."""

    http_method_names = _METHODS
    authentication_form = LoginForm
    redirect_authenticated_user = True

    def form_invalid(self, form: Any) -> HttpResponse:
        """Show the form again with what is wrong."""
        status = _TOO_MANY if form.too_often else _UNPROCESSABLE
        return self.render_to_response(self.get_context_data(form=form), status=status)


class LogOut(LogoutView):
    """Leave."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """End the session, and let the browser forget the pages that it kept: the next reader may be somebody else."""
        response: HttpResponse = super().post(request, *args, **kwargs)
        response.headers["Clear-Site-Data"] = '"cache"'
        return response


class ChangePassword(PasswordChangeView):
    """Take another password."""

    http_method_names = _METHODS
    form_class = OwnPasswordForm
    success_url = "/"
    extra_context = {"crumbs": [("Begroting", "/")]}

    def form_valid(self, form: Any) -> HttpResponse:
        """Keep the password; this session goes on, those elsewhere end."""
        actor = actor_of(self.request)
        accounts.choose_password(actor=actor, password=form.cleaned_data["new_password1"])
        update_session_auth_hash(self.request, actor)
        messages.success(self.request, "Uw wachtwoord is gewijzigd. Op andere apparaten bent u uitgelogd.")
        return HttpResponseRedirect(self.get_success_url())

    def form_invalid(self, form: Any) -> HttpResponse:
        """Show the form again with what is wrong."""
        return self.render_to_response(self.get_context_data(form=form), status=_UNPROCESSABLE)
