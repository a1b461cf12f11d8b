"""Sending a workbook, and agreeing to what it would do."""

from django import forms
from django.conf import settings

from ledger.uploads.archive import megabytes
from ledger.uploads.forms import FileForm, file_field


class UploadForm(FileForm):
    """One workbook. What is in it is looked at afterwards."""

    file_in = "book"
    too_large = (
        f"Het bestand is te groot: het mag hoogstens {megabytes(settings.MAX_UPLOAD_BYTES)} zijn. "
        "Lever de jaren in aparte werkboeken aan."
    )
    book = file_field(
        "Een Excel-werkmap (.xlsx). U ziet eerst wat er zou gebeuren; er wordt nog niets opgeslagen.",
        label="Werkboek",
        accept=".xlsx,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    )

    def refuse(self, sentences: list[str]) -> None:
        """Say at the field what is wrong with the file."""
        for sentence in sentences:
            self.add_error("book", sentence)


class AgreeForm(forms.Form):
    """Take over the file that was shown: its SHA-256 goes along, as the mark of what was agreed to."""

    digest = forms.RegexField(r"^[0-9a-f]{64}$", widget=forms.HiddenInput)
