"""The publication package, opened again as a website, an archive or another P&C tool would."""

import csv
import io
import json
import zipfile
from hashlib import sha256

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from ledger.core.content import Content
from ledger.enums import FileFormat
from reports.documents.files import make
from tests.documents.outgoing import send


@pytest.fixture
def version(world, document):
    return send(world, document)


@pytest.fixture
def package(version) -> dict[str, bytes]:
    data = make(version.document, version, None, FileFormat.PACKAGE).data
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def test_it_is_complete_and_its_metadata_names_every_file(package, version):
    told = json.loads(package["metadata.json"])

    assert {file["naam"] for file in told["bestanden"]} == set(package) - {"metadata.json"}
    assert {name.rpartition(".")[2] for name in package} == {"pdf", "html", "json", "xlsx", "csv", "ods"}
    for file in told["bestanden"]:
        data = package[file["naam"]]
        assert (file["bytes"], file["sha256"]) == (len(data), sha256(data).hexdigest())
    assert told["kenmerk_inhoud"] == version.digest


def test_the_metadata_has_the_terms_of_dublin_core(package, version):
    told = json.loads(package["metadata.json"])

    assert told["@context"] == {"dcterms": "http://purl.org/dc/terms/"}
    terms = {name.removeprefix("dcterms:"): value for name, value in told.items() if name.startswith("dcterms:")}
    content = Content.of(version.content)
    assert terms == {
        "title": "1e wijziging",
        "creator": content.organisation,
        "publisher": content.organisation,
        "language": "nl",
        "temporal": "2030",
        "identifier": f"sha256:{version.digest}",
        "issued": "2030-03-01",
        "created": content.made_on,
    }


def test_every_form_has_the_same_amounts_under_the_same_keys(package, version):
    content = Content.of(version.content)
    ((_, table),) = content.tables()
    cents = {
        (row["key"], column): amount
        for row in table["rows"]
        for column, amount in row["cents"].items()
        if column in row["shown"]
    }

    lines = list(csv.DictReader(io.StringIO(package["cijfers/cijfers.csv"].decode("utf-8-sig")), delimiter=";"))
    assert {(line["rij"], line["kolom"]): int(line["centen"]) for line in lines} == cents
    (stem,) = (name.removesuffix(".ods") for name in package if name.endswith("-contributions.ods"))
    rows = json.loads(package[f"{stem}.json"])["rows"]
    assert [row["key"] for row in rows] == [row["key"] for row in table["rows"]]
    assert package[f"{stem}.ods"].startswith(b"PK")
    sheets = load_workbook(io.BytesIO(package["cijfers/cijfers.xlsx"])).worksheets
    printed = {cell.value for sheet in sheets for row in sheet.iter_rows() for cell in row}
    assert {number for row in table["rows"] for number in row["shown"].values()} <= printed


def test_the_document_in_it_is_the_sealed_one(package, version):
    assert json.loads(package["inhoud.json"])["title"] == version.content["title"]
    pages = PdfReader(io.BytesIO(package["wijziging-1-2030.pdf"])).pages
    assert version.digest in "".join(page.extract_text() for page in pages).replace("\n", "")
    assert version.digest in package["wijziging-1-2030.html"].decode()
