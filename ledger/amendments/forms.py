"""What each step in the life of a wijziging asks: its facts, and the mark that makes a double click count once."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils import timezone

from ledger.enums import AmendmentStatus
from ledger.models import Amendment


class TokenForm(forms.Form):
    """A form that is carried out once, however often it is sent (see `ledger.journal.once`)."""

    token = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["token"].initial = uuid4

    @property
    def content(self) -> str:
        """Everything that was filled in, as text: the same token with other content is refused."""
        values = {name: str(value) for name, value in self.cleaned_data.items() if name != "token"}
        return repr(sorted(values.items()))


def code_field() -> forms.SlugField:
    """Return the field for the code by which workbooks and addresses name something."""
    return forms.SlugField(
        label="Code",
        max_length=60,
        help_text="Korte naam voor werkboeken: letters, cijfers en streepjes.",
        error_messages={
            "required": "Vul een code in.",
            "invalid": "Gebruik alleen letters, cijfers en streepjes, zonder spaties.",
        },
    )


def day_field(label: str, help_text: str = "", *, required: bool = True) -> forms.DateField:
    """Return a field for a day; a day that is required is proposed as today."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    messages = {"required": "Vul een datum in.", "invalid": "Vul een datum in, bijvoorbeeld 21-11-2024."}
    return forms.DateField(
        label=label,
        help_text=help_text,
        required=required,
        initial=timezone.localdate if required else None,
        widget=widget,
        error_messages=messages,
    )


class OpenForm(TokenForm):
    """A new wijziging: its number and name."""

    number = forms.IntegerField(
        label="Nummer", min_value=0, max_value=99, help_text="0 is de primitieve begroting; daarna 1, 2, 3."
    )
    name = forms.CharField(
        label="Naam",
        max_length=120,
        error_messages={"required": "Vul een naam in, bijvoorbeeld: 2e begrotingswijziging 2024."},
    )


class SubmitForm(TokenForm):
    """Aanbieden: when, and with which document."""

    on = day_field("Datum van aanbieden", "De dag waarop de stukken naar de raden gaan.")
    document = forms.CharField(
        label="Stuk",
        max_length=200,
        help_text="Het nummer of de naam van het stuk dat de raden krijgen.",
        error_messages={"required": "Vul het nummer of de naam van het stuk in."},
    )


class AdoptForm(TokenForm):
    """Vaststellen: when, and by which decision."""

    on = day_field("Datum van het besluit")
    decision = forms.CharField(
        label="Besluit",
        max_length=200,
        help_text="Het nummer of de naam van het besluit.",
        error_messages={"required": "Vul het nummer of de naam van het besluit in."},
    )


class WithdrawForm(TokenForm):
    """Intrekken: why."""

    reason = forms.CharField(
        label="Reden",
        max_length=200,
        help_text="Waarom gaat deze wijziging niet door?",
        error_messages={"required": "Vul in waarom de wijziging wordt ingetrokken."},
    )


class ApproveForm(TokenForm):
    """Akkoord on one mutatie, in the version that was shown."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class ReverseForm(TokenForm):
    """Tegenboeken: in which draft, or in a new one."""

    amendment = forms.TypedChoiceField(
        label="In welke wijziging?", coerce=int, error_messages={"required": "Kies een wijziging."}
    )
    name = forms.CharField(
        label="Naam van de nieuwe wijziging",
        max_length=120,
        required=False,
        help_text="Alleen nodig als u een nieuwe wijziging begint.",
    )

    NEW = -1

    def __init__(self, drafts: list[Amendment], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        choices = [(draft.number, str(draft)) for draft in drafts]
        field = self.fields["amendment"]
        assert isinstance(field, forms.TypedChoiceField)  # noqa: S101 - tells the type checker what stands above
        field.choices = [*choices, (self.NEW, "Begin een nieuwe wijziging")]
        field.initial = choices[0][0] if choices else self.NEW

    def clean(self) -> dict[str, Any]:
        """A new wijziging needs a name."""
        found: dict[str, Any] = super().clean() or self.cleaned_data
        if found.get("amendment") == self.NEW and not found.get("name", "").strip():
            self.add_error("name", "Geef de nieuwe wijziging een naam.")
        return found


STEP_FORMS: dict[str, type[TokenForm]] = {
    AmendmentStatus.SUBMITTED: SubmitForm,
    AmendmentStatus.ADOPTED: AdoptForm,
    AmendmentStatus.WITHDRAWN: WithdrawForm,
}
