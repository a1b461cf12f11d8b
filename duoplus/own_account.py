"""Logging in and the own password: what is refused answers 422, as every other form here does."""

from typing import Any

from django.contrib.auth.views import LoginView, PasswordChangeView
from django.http import HttpResponse

from duoplus.forms import LoginForm, OwnPasswordForm

_UNPROCESSABLE = 422


class LogIn(LoginView):
    """Ask who somebody is."""

    authentication_form = LoginForm
    redirect_authenticated_user = True

    def form_invalid(self, form: Any) -> HttpResponse:
        """Show the form again with what is wrong."""
        return self.render_to_response(self.get_context_data(form=form), status=_UNPROCESSABLE)


class ChangePassword(PasswordChangeView):
    """Take another password."""

    form_class = OwnPasswordForm
    success_url = "/"

    def form_invalid(self, form: Any) -> HttpResponse:
        """Show the form again with what is wrong."""
        return self.render_to_response(self.get_context_data(form=form), status=_UNPROCESSABLE)
