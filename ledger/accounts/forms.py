"""The forms of the administrator: accounts and roles."""

from django import forms

from ledger.enums import Role
from ledger.models import Municipality

_DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class UserForm(forms.Form):
    """A new account."""

    username = forms.CharField(label="Inlognaam", max_length=150, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    first_name = forms.CharField(label="Voornaam", max_length=150, required=False)
    last_name = forms.CharField(label="Achternaam", max_length=150, required=False)
    email = forms.EmailField(label="E-mailadres", required=False)
    password = forms.CharField(
        label="Eerste wachtwoord",
        help_text="Minstens 12 tekens. De gebruiker kan het na het inloggen wijzigen.",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


class PasswordForm(forms.Form):
    """A new password for somebody who lost it."""

    password = forms.CharField(
        label="Nieuw wachtwoord",
        help_text="Minstens 12 tekens.",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


class GrantForm(forms.Form):
    """A role until a day."""

    role = forms.ChoiceField(
        label="Rol", choices=[(role.value, role.label) for role in Role if role is not Role.TAKEOVER]
    )
    municipality = forms.ModelChoiceField(
        label="Gemeente",
        queryset=Municipality.objects.all(),
        required=False,
        empty_label="geen",
        help_text="Alleen voor een OGON-lid en een raadslid.",
    )
    until = forms.DateField(
        label="Geldig tot en met", widget=_DATE, help_text="Hoogstens een jaar vooruit; daarna verlengt u de rol."
    )
