"""What is being written in a document stays with who writes it: the councils read what was sent, and nothing else."""

from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from ledger.enums import FileFormat, JobStatus
from ledger.models import Document, DocumentVersion, RenderJob
from tests.access.world import YEAR, Secretive

TOKEN = UUID(int=7)
KADERNOTA, BERICHT = f"/{YEAR}/documenten/kadernota/", f"/{YEAR}/documenten/bericht/"


@pytest.fixture(params=["ogon", "other", "council"])
def reader(request: Any, secretive: Secretive) -> Client:
    return _client(secretive, request.param)


def _client(secretive: Secretive, role: str) -> Client:
    client = Client()
    client.cookies["sessionid"] = secretive.sessions[role]
    return client


def _job(secretive: Secretive, slug: str, version: DocumentVersion | None) -> str:
    RenderJob.objects.create(
        token=TOKEN, document=Document.objects.get(slug=slug), version=version, format=FileFormat.HTML, head="",
        status=JobStatus.DONE, data=b"geheim", actor=secretive.users["finance"],
    )  # fmt: skip
    return f"/documenten/bestand/{TOKEN}/"


def test_the_secret_is_in_the_concept_for_who_may_know(secretive):
    for role in ("finance", "board", "account"):
        page = _client(secretive, role).get(KADERNOTA).content.decode()
        assert "Het geheim kost 4.321" in page


def test_a_reader_sees_the_sealed_version_while_the_next_is_written(reader):
    for asked in ("", "?versie=1"):
        page = reader.get(KADERNOTA + asked).content.decode()
        assert "Wat de raden lazen." in page
        assert "geheim" not in page.lower()
        assert "4.321" not in page
    assert reader.get(f"{KADERNOTA}?versie=2").status_code == 404


def test_a_reader_does_not_learn_that_a_concept_exists(reader):
    before = RenderJob.objects.count()
    assert "bericht" not in reader.get(f"/{YEAR}/documenten/").content.decode().lower()
    assert reader.get(BERICHT).status_code == 404
    for form in FileFormat:
        assert reader.post(f"{BERICHT}maken/", {"vorm": form.value}).status_code == 404
    assert RenderJob.objects.count() == before


@pytest.mark.parametrize("slug", ["kadernota", "bericht"])
def test_a_reader_gets_no_file_of_a_concept(secretive, reader, slug):
    address = _job(secretive, slug, version=None)

    assert reader.get(address).status_code == 404
    assert reader.get(f"{address}ophalen/").status_code == 404
    assert _client(secretive, "board").get(f"{address}ophalen/").content == b"geheim"


def test_a_reader_gets_the_file_of_what_was_sent(secretive, reader):
    address = _job(secretive, "kadernota", DocumentVersion.objects.get())

    assert reader.get(address).status_code == 200
    assert reader.get(f"{address}ophalen/").status_code == 404  # only what was kept with the version, not the job's own


def test_nobody_but_a_writer_gets_a_list_of_amounts_or_an_example(secretive, reader):
    for role_client in (reader, _client(secretive, "board"), _client(secretive, "admin")):
        assert role_client.get(f"{KADERNOTA}verwijzingen.json?q=geheim").status_code == 404
        assert (
            role_client.post(f"{KADERNOTA}voorbeeld/", {"kind": "text", "text": "[[mutatie:allen]]"}).status_code == 404
        )
