"""Beginstanden and investeringen: amounts as people type them."""

from typing import Any

from django import forms

from ledger.amendments.forms import TokenForm, code_field
from ledger.core.money import AmountError, format_euros, parse_amount
from ledger.enums import ReserveKind, Side


class AmountField(forms.CharField):
    """An amount in euros as typed (`1.234,56`); its value is cents."""

    unit = "€"  # stands before the field

    def __init__(self, label: str, help_text: str = "") -> None:
        super().__init__(
            label=label,
            help_text=help_text,
            max_length=40,
            widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
            error_messages={"required": "Vul een bedrag in, bijvoorbeeld 1.234,56. Niets is 0."},
        )

    def clean(self, value: Any) -> Any:
        """Return cents; what can be read in two ways is refused."""
        text = super().clean(value)
        try:
            return parse_amount(text)
        except AmountError as error:
            raise forms.ValidationError(str(error)) from None

    def prepare_value(self, value: Any) -> Any:
        """Show stored cents as an amount, with the minus sign of the keyboard."""
        return format_euros(value).replace("\u2212", "-") if isinstance(value, int) else value


def _description() -> forms.CharField:
    messages = {"required": "Vul in wat er wordt aangeschaft."}
    return forms.CharField(label="Omschrijving", max_length=300, error_messages=messages)


class OpeningForm(TokenForm):
    """The opening facts of one reserve."""

    opening = AmountField("Beginstand", "De stand op 1 januari, volgens de jaarrekening van vorig jaar.")
    appropriation = AmountField(
        "Bestemming van het resultaat", "Wat het resultaat van vorig jaar erbij doet; met een minteken gaat het eraf."
    )


class ReserveForm(OpeningForm):
    """A new reserve or voorziening with its opening facts."""

    name = forms.CharField(label="Naam", max_length=120, error_messages={"required": "Vul een naam in."})
    code = code_field()
    kind = forms.ChoiceField(label="Soort", choices=ReserveKind.choices)
    field_order = ("name", "code", "kind", "opening", "appropriation")


class InvestmentForm(TokenForm):
    """One investering; the hidden part is what the editor had before them."""

    description = _description()
    cents = AmountField("Bedrag")
    side = forms.ChoiceField(label="Soort", choices=Side.choices, help_text="Een bijdrage van een ander is een baat.")
    seen = forms.JSONField(widget=forms.HiddenInput, required=False)


class NewInvestmentForm(TokenForm):
    """A new investering; the next number is proposed."""

    number = forms.IntegerField(label="Nummer", min_value=1, max_value=9999)
    description = _description()
    cents = AmountField("Bedrag")
    side = forms.ChoiceField(label="Soort", choices=Side.choices, help_text="Een bijdrage van een ander is een baat.")
