"""Sending a workbook, and agreeing to what it would do."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest

from ledger.uploads.archive import megabytes


class UploadForm(forms.Form):
    """One workbook. What is in it is looked at afterwards."""

    book = forms.FileField(
        label="Werkboek",
        help_text="Een Excel-werkmap (.xlsx). U ziet eerst wat er zou gebeuren; er wordt nog niets opgeslagen.",
        widget=forms.FileInput(
            attrs={"accept": ".xlsx,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
        ),
        error_messages={
            "required": "Kies een bestand.",
            "missing": "Kies een bestand.",
            "invalid": "Kies een bestand.",
            "empty": "Het bestand is leeg (0 bytes). Kies een ander bestand.",
        },
    )

    def __init__(self, request: HttpRequest) -> None:
        posted = request.method == "POST"
        super().__init__(request.POST if posted else None, request.FILES if posted else None)
        self._too_large = bool(getattr(request, "too_large", False))

    def _clean_fields(self) -> None:
        if self._too_large:  # the file was dropped on its way in, so the field itself sees none
            most = megabytes(settings.MAX_UPLOAD_BYTES)
            sentence = (
                f"Het bestand is te groot: het mag hoogstens {most} zijn. Lever de jaren in aparte werkboeken aan."
            )
            self.add_error("book", sentence)
            return
        super()._clean_fields()  # type: ignore[misc]

    def refuse(self, sentences: list[str]) -> None:
        """Say at the field what is wrong with the file."""
        for sentence in sentences:
            self.add_error("book", sentence)

    @property
    def file(self) -> UploadedFile:
        """The file of a valid form."""
        found: Any = self.cleaned_data["book"]
        assert isinstance(found, UploadedFile)  # noqa: S101 - what a FileField gives
        return found


class AgreeForm(forms.Form):
    """Take over the file that was shown: its SHA-256 goes along, as the mark of what was agreed to."""

    digest = forms.RegexField(r"^[0-9a-f]{64}$", widget=forms.HiddenInput)
