"""The command that writes a table: every table in every kind of file, and a Dutch sentence when it cannot."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from reports.catalogue import CATALOGUE, build
from reports.renderers import RENDERERS
from reports.table import Rounding
from tests.reports.readers import read_json
from tests.reports.renderer_samples import shown
from tests.reports.test_renderers import READERS, squashed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ledger_2024")]


@pytest.mark.parametrize("kind", RENDERERS)
@pytest.mark.parametrize("slug", CATALOGUE)
def test_every_table_of_2024_is_the_same_in_every_file(slug, kind, tmp_path):
    file = tmp_path / f"tabel.{kind}"
    call_command("export_table", slug, year=2024, format=kind, output=file)

    found = READERS[kind](file.read_bytes(), build(slug, 2024))

    assert squashed(found) == squashed(shown(build(slug, 2024)))


def test_the_stage_and_the_rounding_can_be_chosen():
    out = StringIO()
    call_command("export_table", "overview", year=2024, through=1, rounding="plain", format="json", stdout=out)

    data = json.loads(out.getvalue())
    assert (data["through"], data["rounding"]) == (1, "plain")
    assert read_json(out.getvalue().encode()) == shown(build("overview", 2024, 1, Rounding.PLAIN), with_headers=True)


def test_without_a_file_the_bytes_go_to_the_standard_output(capsysbinary):
    call_command("export_table", "reserves", year=2024, format="pdf")

    assert capsysbinary.readouterr().out.startswith(b"%PDF-1.7")


@pytest.mark.parametrize(
    ("slug", "options", "message"),
    [
        ("bijdragen", {}, "'bijdragen' is geen tabel. Kies uit: headlines, amendment,"),
        ("overview", {"format": "docx"}, "'docx' is geen soort bestand. Kies uit: json, csv,"),
        ("overview", {"rounding": "op"}, "'op' is geen afronding. Kies uit: controlled, plain."),
        ("overview", {"year": 1999}, "1999"),
        ("overview", {"through": 9}, "Begroting 2024 heeft geen wijziging 9."),
        ("overview", {"output": "/bestaat/niet/tabel.json"}, "'/bestaat/niet/tabel.json' kan niet worden geschreven."),
    ],
)
def test_what_cannot_be_is_told_in_dutch(slug, options, message):
    given = {"year": 2024, "format": "json"} | options
    arguments = [f"--{name}={value}" for name, value in given.items()]

    with pytest.raises(CommandError) as refused:
        call_command("export_table", slug, *arguments)

    assert message in str(refused.value)
