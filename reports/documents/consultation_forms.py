"""What is filled in about a zienswijze, and a rule of the regeling that exempts."""

from typing import Any

from django import forms
from django.http import HttpRequest

from ledger.amendments.forms import TokenForm, code_field, day_field
from ledger.enums import ExemptionCondition
from ledger.journal.consultations import LONGEST_REASON, LONGEST_TEXT
from ledger.maatwerk.forms import DocumentForm, OptionalAmount
from ledger.models import Consultation, ExemptionRule

_VIEW, _NONE = "zienswijze", "geen"


class AnswerForm(DocumentForm):
    """What a council answered; `version` is the one that was seen."""

    on = day_field("Ontvangen op", "De dag waarop het antwoord van de raad binnenkwam.")
    answer = forms.ChoiceField(
        label="Antwoord",
        choices=[("", "Kies"), (_VIEW, "de raad geeft een zienswijze"), (_NONE, "de raad geeft geen zienswijze")],
        error_messages={"required": "Kies wat de raad heeft geantwoord.", "invalid_choice": "Kies een antwoord."},
    )
    text = forms.CharField(
        label="Zienswijze",
        required=False,
        max_length=LONGEST_TEXT,
        help_text="De tekst van de raad. Deze komt in de nota van beantwoording.",
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    decision = forms.CharField(label="Nummer van het raadsbesluit", required=False, max_length=200)
    version = forms.IntegerField(widget=forms.HiddenInput)
    field_order = ("on", "answer", "text", "decision", "document")

    def __init__(self, request: HttpRequest, row: Consultation) -> None:
        super().__init__(request)
        self.order_fields(self.field_order)
        self.fields["document"].required = False
        self.fields["document"].label = "Brief of raadsbesluit als bestand"
        self.initial = {"version": row.version, "text": row.text, "decision": row.decision}
        if row.received_on:
            self.initial |= {"on": row.received_on, "answer": _VIEW if row.text else _NONE}

    def clean(self) -> dict[str, Any]:
        """A zienswijze has a text; no zienswijze has none."""
        found = super().clean()
        text = found.get("text", "").strip()
        if found.get("answer") == _VIEW and not text and "text" not in self.errors:
            self.add_error("text", "Vul de zienswijze in. U kunt het bestand van de raad erbij voegen.")
        if found.get("answer") == _NONE and text:
            self.add_error("answer", "Er staat een tekst bij, maar u kiest 'geen zienswijze'. Verbeter een van beide.")
        return found

    @property
    def facts(self) -> dict[str, Any]:
        """What the journal asks."""
        values = self.cleaned_data
        file = values.get("document")
        return {
            **{name: values[name] for name in ("on", "text", "decision", "version")},
            "files": [(file.name or "", file.read())] if file else [],
        }


class _VersionForm(TokenForm):
    version = forms.IntegerField(widget=forms.HiddenInput)

    @property
    def facts(self) -> dict[str, Any]:
        """What the journal asks."""
        return {name: value for name, value in self.cleaned_data.items() if name != "token"}


class ReactionForm(_VersionForm):
    """The reaction of the board."""

    reaction = forms.CharField(
        label="Reactie van het bestuur",
        max_length=LONGEST_TEXT,
        help_text="De raad leest de reactie pas als u hebt vastgelegd dat de raad is geïnformeerd.",
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": "Vul de reactie van het bestuur in."},
    )


class TellForm(_VersionForm):
    """When the council was told."""

    on = day_field("Raad geïnformeerd op", "De dag waarop de raad de reactie kreeg. Dat moet voor het besluit.")


class SendingForm(_VersionForm):
    """One council got the document on a later day."""

    on = day_field("Aan deze raad verzonden op", "De twaalf weken van deze raad beginnen op deze dag.")
    reason = forms.CharField(
        label="Waarom later",
        max_length=LONGEST_REASON,
        help_text="Bijvoorbeeld: het document was niet aangekomen. Dit staat in de geschiedenis.",
        error_messages={"required": "Vul in waarom deze raad het document later kreeg."},
    )


class ExemptionForm(TokenForm):
    """A rule of the regeling."""

    code = code_field()
    condition = forms.ChoiceField(
        label="Geen zienswijze nodig als",
        choices=[("", "Kies"), *ExemptionCondition.choices],
        error_messages={"required": "Kies een voorwaarde.", "invalid_choice": "Kies een voorwaarde."},
    )
    threshold_cents = OptionalAmount("Grensbedrag", "Alleen bij 'minder dan een bedrag': per gemeente, per jaar.")
    reference = forms.CharField(
        label="Artikel van de regeling",
        max_length=200,
        help_text="Bijvoorbeeld: artikel 30, vierde lid. Dit staat als reden bij elke raad.",
        error_messages={"required": "Vul het artikel van de regeling in."},
    )
    valid_from = day_field("Geldt vanaf")
    valid_until = day_field("Geldt tot en met", required=False)

    def __init__(self, *args: Any, rule: ExemptionRule | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        if rule:
            del self.fields["code"]
