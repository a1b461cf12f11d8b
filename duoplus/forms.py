"""The login form."""

from django.contrib.auth.forms import AuthenticationForm


class LoginForm(AuthenticationForm):
    """Django's own form, with a message in plain words."""

    error_messages = {
        **AuthenticationForm.error_messages,
        "invalid_login": "Deze gebruikersnaam en dit wachtwoord horen niet bij elkaar. Let ook op hoofdletters.",
        "inactive": "Dit account is uitgezet. Vraag de beheerder om hulp.",
    }
