"""The forms around logging in."""

import logging
from typing import Any

from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from duoplus.passwords import is_public
from ledger.journal.logins import begin_login, login_succeeded

_LOG = logging.getLogger(__name__)


class LoginForm(AuthenticationForm):
    """Django's own form, with a message in plain words, and not more often than somebody who means well needs it."""

    too_often = False

    error_messages = {
        **AuthenticationForm.error_messages,
        "invalid_login": "Deze gebruikersnaam en dit wachtwoord horen niet bij elkaar. Let ook op hoofdletters.",
        "inactive": "Dit account is uitgezet. Vraag de beheerder om hulp.",
        "too_often": (
            "Er is te vaak een verkeerd wachtwoord ingevuld. Wacht een kwartier en probeer het dan opnieuw, "
            "of vraag de beheerder om een nieuw wachtwoord."
        ),
    }

    def clean(self) -> dict[str, Any]:
        """Refuse without looking at the password when it was tried too often; else let Django look."""
        username, password = self.cleaned_data.get("username"), self.cleaned_data.get("password")
        if not username or not password or self.request is None:
            return super().clean()
        address = address_of(self.request)
        attempt = begin_login(username=username, address=address)
        if attempt is None:
            self.too_often = True
            _LOG.warning("too many attempts to log in from %s", address)
            raise ValidationError(self.error_messages["too_often"], code="too_often")
        if is_public(password):
            raise self.get_invalid_login_error()
        found = super().clean()
        login_succeeded(attempt)
        return found


def address_of(request: HttpRequest) -> str:
    """Return where a request comes from; behind a proxy what that added itself, which stands last."""
    if settings.BEHIND_PROXY:
        return str(request.META.get("HTTP_X_FORWARDED_FOR", "")).rpartition(",")[2].strip()
    return str(request.META.get("REMOTE_ADDR", ""))


class OwnPasswordForm(PasswordChangeForm):
    """Django's own form; the help is one line instead of a list."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["new_password1"].help_text = "Minstens 12 tekens, en niet een veelgebruikt wachtwoord."
