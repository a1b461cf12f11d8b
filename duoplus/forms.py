"""The forms around logging in."""

from typing import Any

from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm


class LoginForm(AuthenticationForm):
    """Django's own form, with a message in plain words."""

    error_messages = {
        **AuthenticationForm.error_messages,
        "invalid_login": "Deze gebruikersnaam en dit wachtwoord horen niet bij elkaar. Let ook op hoofdletters.",
        "inactive": "Dit account is uitgezet. Vraag de beheerder om hulp.",
    }


class OwnPasswordForm(PasswordChangeForm):
    """Django's own form; the help is one line instead of a list."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["new_password1"].help_text = "Minstens 12 tekens, en niet een veelgebruikt wachtwoord."
