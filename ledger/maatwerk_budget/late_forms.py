"""The forms of the bestuursrapportage list."""

from typing import Any

from django import forms

from ledger.amendments.forms import TokenForm, day_field
from ledger.enums import LawfulnessCategory
from ledger.journal.late import LateInput
from ledger.maatwerk.forms import OptionalAmount
from ledger.models import LateDevelopment, Programme

_CATEGORIES = [("", "Kies"), *LawfulnessCategory.choices]


def _category() -> forms.ChoiceField:
    return forms.ChoiceField(
        label="Rechtmatigheid",
        choices=_CATEGORIES,
        help_text="Wat het betekent voor de rechtmatigheidsverantwoording.",
        error_messages={"required": "Kies wat het betekent voor de rechtmatigheid."},
    )


class LateForm(TokenForm):
    """One development; `version` is the one the editor saw (empty for a new one)."""

    programme = forms.ModelChoiceField(
        Programme.objects.all(),
        to_field_name="code",
        label="Programma",
        empty_label="Kies",
        error_messages={"required": "Kies een programma."},
    )
    announced_on = day_field("Gemeld op")
    description = forms.CharField(
        label="Omschrijving", max_length=300, error_messages={"required": "Vul in wat er is gebeurd."}
    )
    explanation = forms.CharField(label="Toelichting", required=False, widget=forms.Textarea(attrs={"rows": 4}))
    cents = OptionalAmount("Verwachte last", "In euro's. Leeg: nog niet bekend.")
    lawfulness = _category()
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    @property
    def change(self) -> LateInput:
        """What was filled in."""
        found = self.cleaned_data
        names = ("programme", "announced_on", "description", "explanation", "cents", "lawfulness")
        return LateInput(**{name: found[name] for name in names})

    @staticmethod
    def initial_of(row: LateDevelopment) -> dict[str, Any]:
        """Return what a stored development says, for the form."""
        names = ("announced_on", "description", "explanation", "cents", "lawfulness", "version")
        return {name: getattr(row, name) for name in names} | {"programme": row.programme.code}


class CategoryForm(TokenForm):
    """What a late order means for the rechtmatigheid."""

    lawfulness = _category()
    version = forms.IntegerField(widget=forms.HiddenInput)


class ClosingForm(TokenForm):
    """The closing date of the slotwijziging."""

    on = day_field(
        "Sluitingsdatum van de slotwijziging",
        "Een order met akkoord na deze dag gaat naar de bestuursrapportage. Leeg: nog niet bekend.",
        required=False,
    )


class VersionForm(TokenForm):
    """Taking a development away, in the version that was shown."""

    version = forms.IntegerField(widget=forms.HiddenInput)
