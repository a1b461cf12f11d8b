"""Every document of 2024, whole and per gemeente: it comes out, it conforms, and page one says what it is about."""

import csv
from datetime import date
from io import BytesIO, StringIO

import openpyxl
import pikepdf
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from ledger.core.content import Content, Section, Tabular, part_prose
from ledger.enums import VersionKind
from ledger.models import Document, Municipality
from reports.documents import page, pdf
from reports.documents.brief import in_short
from reports.documents.compose import compose
from reports.documents.extract import extract
from reports.documents.figures_file import COLUMNS
from reports.documents.frozen import thaw
from reports.statements.contributions import CURRENT
from reports.table import Table
from tests.reports import verapdf
from tests.reports.readers import read_xlsx
from tests.reports.renderer_samples import shown
from tests.reports.tagged_pdf import TaggedPdf

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ledger_2024")]

SLUGS = ("kadernota", "begroting", "wijziging-1", "voortgang-1", "voortgang-2", "bestuursrapportage", "jaarrekening")


@pytest.fixture(scope="module")
def contents(ledger_2024, django_db_blocker) -> dict[str, Content]:
    with django_db_blocker.unblock():
        documents = Document.objects.filter(budget_year=2024).select_related("amendment")
        return {document.slug: compose(document) for document in documents}


@pytest.fixture(scope="module")
def names(ledger_2024, django_db_blocker) -> dict[str, str]:
    with django_db_blocker.unblock():
        return dict(Municipality.objects.values_list("code", "name"))


def conforms(content: Content, tmp_path) -> bytes:
    made = pdf.render(content, None)
    (tmp_path / "made.pdf").write_bytes(made)
    verapdf.require()
    assert [rule for flavour in ("ua1", "3a") for rule in verapdf.failures(tmp_path / "made.pdf", flavour)] == []
    return made


@pytest.mark.parametrize("slug", [slug for slug in SLUGS if slug != "voortgang-2"])  # that one: test_pdf_2024
def test_every_document_comes_out_and_conforms_also_when_nothing_is_written_yet(contents, slug, tmp_path):
    conforms(contents[slug], tmp_path)

    assert contents[slug].title in page.twin(contents[slug], None).decode()


@pytest.mark.parametrize("slug", SLUGS)
def test_every_extract_conforms(contents, names, slug, tmp_path):
    conforms(extract(contents[slug], "uithoorn", names["uithoorn"]), tmp_path)


def test_the_command_knows_every_document(tmp_path, contents):
    assert set(contents) == set(SLUGS)
    for slug in SLUGS:
        call_command("render_document", slug, year=2024, format="html", output=tmp_path / slug, stdout=StringIO())
        assert contents[slug].title.encode() in (tmp_path / slug).read_bytes()


def test_a_document_without_tables_has_no_workbook_and_says_so(tmp_path):
    with pytest.raises(CommandError, match="heeft geen tabellen"):
        call_command("render_document", "voortgang-1", year=2024, format="xlsx", output=tmp_path / "x")


def test_an_empty_priority_is_told_and_draws_no_empty_table(contents):
    twin = page.twin(contents["begroting"], None).decode()

    assert "Dit speerpunt is nog niet beschreven." in twin
    assert "Deze tekst is nog niet geschreven." in twin
    assert '<table class="duo-record">\n<tbody>\n</tbody>' not in twin


# --- page one -----------------------------------------------------------------------------------


def test_the_cover_says_what_is_asked_what_it_costs_and_what_changes(contents):
    cover = page.whole(contents["voortgang-2"], None, paper=True).partition('class="duo-document__contents"')[0]

    assert "De raden kunnen een zienswijze geven, tot twaalf weken na de verzending" in cover
    assert "samen €\N{NO-BREAK SPACE}43.072.269. Deze wijziging: €\N{NO-BREAK SPACE}2.322.329 meer." in cover
    for paid in ("8.262.926", "13.418.287", "20.765.794"):
        assert paid in cover
    assert cover.index("Langdurige zieken") < cover.index("Brede uitvraag")  # the most expensive first


@pytest.mark.parametrize(
    ("slug", "asked", "cost"),
    [
        ("begroting", "De raden kunnen een zienswijze geven", "37.572.832."),
        (
            "bestuursrapportage",
            "Niets: dit document is ter kennisneming, voor het bestuur",
            "verandert daar niets aan",
        ),
    ],
)
def test_a_document_without_a_wijziging_says_what_holds_for_it(contents, slug, asked, cost):
    (prose,) = part_prose(in_short(contents[slug]).parts[0])
    text = prose.markdown

    assert asked in text
    assert text.endswith(cost) or f"{cost}." in text
    assert "Deze wijziging" not in text


@pytest.mark.parametrize(
    ("slug", "kind", "said"),
    [
        ("voortgang-2", VersionKind.SENT, "Een zienswijze kan tot en met 30 december 2024."),
        ("voortgang-2", VersionKind.ADOPTED, ""),
        ("bestuursrapportage", VersionKind.SENT, ""),  # no zienswijze is asked
    ],
)
def test_what_was_sent_says_until_when_a_council_can_answer(contents, slug, kind, said):
    assert page.term_line(contents[slug], page.Seal(kind.label, 1, date(2024, 10, 8), "a" * 64)) == said
    assert page.term_line(contents[slug], None) == ""


def test_the_oplegger_is_one_page(contents, names):
    for code, name in names.items():
        tagged = TaggedPdf(pdf.render(extract(contents["voortgang-2"], code, name), None))
        chapters = {tagged.text(each): tagged.pages[_page(each)] for each in tagged.elements("H2")}
        assert chapters["In het kort"] == 0
        assert chapters[f"1 Bijdrage van {name}"] == 1


def _page(element):
    while "/Pg" not in element:
        element = element.K[0]
    return element.Pg.objgen


def payers(brief: Section) -> Table:
    """The table of who pays what."""
    part = brief.parts[1]
    assert isinstance(part, Tabular)
    return thaw(dict(part.table))


def test_the_opleggers_together_are_the_whole(contents, names):
    content = contents["voortgang-2"]
    whole = payers(in_short(content))
    parts = [payers(in_short(content, code, name)) for code, name in names.items()]

    for column in (column.key for column in whole.layout.columns):
        own = sum(part.exact[f"{code}/total", column] for part, code in zip(parts, names, strict=True))
        assert own + whole.exact["other/total", column] == whole.exact["total", column]
    assert whole.exact["total", CURRENT] == 43_072_269_00


def test_the_chapter_after_a_brief_one_goes_on_on_its_page(contents):
    drawn = {section.title: section.goes_on for section in page.sections(contents["voortgang-2"], paper=True)}

    assert not drawn["Inleiding"]  # follows the table of contents
    assert drawn["Proces Planning- en Controlcyclus (P&C-cyclus) Duo+"]
    assert not drawn["Algemene ontwikkelingen"]


# --- the files inside ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def inside(contents) -> dict[str, bytes]:
    with pikepdf.open(BytesIO(pdf.render(contents["voortgang-2"], None))) as document:
        return {name: file.get_file().read_bytes() for name, file in document.attachments.items()}


def test_the_csv_inside_has_every_amount_of_every_table(contents, inside):
    header, *rows = csv.reader(StringIO(inside["cijfers.csv"].decode("utf-8-sig")), delimiter=";")

    assert tuple(header) == COLUMNS
    wanted = [
        [section.number, table["slug"], row["key"], column, str(row["shown"][column]), str(row["cents"][column])]
        for section, table in contents["voortgang-2"].tables()
        for row in table["rows"]
        for column in row["shown"]
    ]
    assert [[*row[:3], row[4], *row[7:]] for row in rows] == wanted


def test_the_workbook_inside_has_a_sheet_with_the_printed_figures_of_every_table(contents, inside):
    workbook = inside["cijfers.xlsx"]
    names = [sheet.title for sheet in openpyxl.load_workbook(BytesIO(workbook)).worksheets if sheet.print_title_rows]
    tables = [thaw(dict(table)) for _, table in contents["voortgang-2"].tables()]

    for name, table in zip(names, tables, strict=True):
        assert read_xlsx(workbook, table, name) == shown(table), name
