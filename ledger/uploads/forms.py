"""A form with one file."""

from typing import Any, ClassVar

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest

_NONE = "Kies een bestand."


def file_field(help_text: str, *, label: str = "Bestand", accept: str = "") -> forms.FileField:
    """Return the field for a file; `accept` is what the browser offers first (extensions and types)."""
    return forms.FileField(
        label=label,
        help_text=help_text,
        widget=forms.FileInput(attrs={"accept": accept} if accept else {}),
        error_messages={
            "required": _NONE,
            "missing": _NONE,
            "invalid": _NONE,
            "empty": "Het bestand is leeg (0 bytes). Kies een ander bestand.",
        },
    )


class FileForm(forms.Form):
    """A form that is filled in from a request, with a file in the field `file_in`.

    What is in the file is looked at by what takes it in. `too_large` is the sentence for a file that was dropped on its
    way in (see `ledger.uploads.handler`): the field itself sees none then.
    """

    file_in: ClassVar[str] = "file"
    too_large: ClassVar[str]

    def __init__(self, request: HttpRequest) -> None:
        posted = request.method == "POST"
        super().__init__(request.POST if posted else None, request.FILES if posted else None)
        self._dropped = bool(getattr(request, "too_large", False))

    def clean(self) -> dict[str, Any]:
        """Say of a file that was dropped why it is not there."""
        if self._dropped:
            self.errors.pop(self.file_in, None)
            self.add_error(self.file_in, self.too_large)
        return super().clean() or self.cleaned_data

    @property
    def sent(self) -> UploadedFile:
        """The file of a valid form."""
        found: Any = self.cleaned_data[self.file_in]
        assert isinstance(found, UploadedFile)  # noqa: S101 - what a FileField gives
        return found
