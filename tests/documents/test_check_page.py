"""The page where anybody who may read documents holds a file against what was sealed."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from ledger.enums import FileFormat
from reports.documents.files import kept_or_made
from tests.documents.outgoing import send


@pytest.fixture
def checked(client, world, document):
    """Send a file to the page, and return the status and the page."""
    client.force_login(world.finance)

    def send_in(data: bytes | None, name: str = "stuk.pdf") -> tuple[int, str]:
        fields = {} if data is None else {"file": SimpleUploadedFile(name, data)}
        answer = client.post(reverse("reports:document_check"), fields)
        return answer.status_code, answer.content.decode()

    return send_in


def test_a_file_that_went_out_is_told_by_its_name(checked, world, document):
    version = send(world, document)
    file = kept_or_made(world.finance, version, None, FileFormat.XLSX)

    status, page = checked(file.data, "cijfers & tabellen.xlsx")

    assert status == 200
    assert "Dit bestand is echt: 1e wijziging 2030, versie 1" in page
    assert "cijfers &amp; tabellen.xlsx" in page


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (None, "Kies een bestand."),
        (b"", "Het bestand is leeg (0 bytes). Kies een ander bestand."),
        (bytes(200_000), "zo groot is geen document. Kies een ander."),
    ],
)
def test_what_is_no_file_to_look_at_gets_a_sentence(checked, settings, data, sentence):
    settings.MAX_UPLOAD_BYTES = 1000

    status, page = checked(data)

    assert status == 422
    assert sentence in page
