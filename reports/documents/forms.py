"""What the steps of a document ask."""

from typing import Any

from django import forms
from django.conf import settings

from ledger.amendments.forms import TokenForm, day_field
from ledger.enums import DocumentStatus
from ledger.uploads.archive import megabytes
from ledger.uploads.forms import FileForm, file_field

_LONGEST = 500


class _SealForm(TokenForm):
    """A step that seals: `reason` is asked when the ledger has an amount in the text otherwise."""

    reason = forms.CharField(
        label="Waarom de bedragen in de tekst toch kloppen",
        help_text="De administratie heeft andere bedragen. Verbeter de tekst, of leg uit waarom dit klopt.",
        max_length=_LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Leg uit waarom de bedragen in de tekst kloppen, of verbeter de tekst."},
    )

    def __init__(self, *args: Any, with_reason: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        if not with_reason:
            del self.fields["reason"]


class SendForm(_SealForm):
    """Verzenden: when."""

    on = day_field("Datum van verzending", "De dag waarop het document naar de ontvangers gaat.")
    field_order = ("on", "reason")


class AdoptForm(_SealForm):
    """Vaststellen: when and by which decision."""

    on = day_field("Datum van het besluit")
    decision = forms.CharField(
        label="Nummer of naam van het besluit",
        max_length=200,
        error_messages={"required": "Vul het nummer of de naam van het besluit in."},
    )
    field_order = ("on", "decision", "reason")


class ReopenForm(TokenForm):
    """Weer aanpassen: why."""

    reason = forms.CharField(
        label="Waarom het document wordt aangepast",
        max_length=_LONGEST,
        error_messages={"required": "Vul in waarom het document wordt aangepast."},
    )

    def __init__(self, *args: Any, with_reason: bool = False, **options: Any) -> None:  # noqa: ARG002 - as the others
        super().__init__(*args, **options)


STEP_FORMS: dict[str, Any] = {
    DocumentStatus.SENT: SendForm,
    DocumentStatus.ADOPTED: AdoptForm,
    DocumentStatus.DRAFT: ReopenForm,
}


class VerifyForm(FileForm):
    """A file to check."""

    too_large = (
        f"Dit bestand is groter dan {megabytes(settings.MAX_UPLOAD_BYTES)}: zo groot is geen document. Kies een ander."
    )
    file = file_field("Een PDF, webpagina, Excelbestand of pakket van een document. Het bestand wordt niet bewaard.")
