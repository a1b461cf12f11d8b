"""The 2e voortgangsrapportage 2024 as a whole PDF: it conforms, reads aloud, and every figure is the ledger's."""

import re
from dataclasses import replace
from io import BytesIO

import pikepdf
import pytest

from ledger.core.content import Prose, Text
from ledger.models import Document
from reports.documents import page, pdf
from reports.documents.compose import compose
from reports.documents.extract import extract
from reports.documents.frozen import thaw
from reports.renderers import pdf as renderers_pdf
from tests.reports import verapdf
from tests.reports.readers import read_tagged
from tests.reports.renderer_samples import shown
from tests.reports.tagged_pdf import TaggedPdf

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ledger_2024")]

SEAL = None


@pytest.fixture(scope="module")
def content(ledger_2024, django_db_blocker):
    with django_db_blocker.unblock():
        return compose(Document.objects.get(budget_year=2024, slug="voortgang-2"))


@pytest.fixture(scope="module")
def made(content):
    return pdf.render(content, SEAL)


@pytest.fixture(scope="module")
def tagged(made):
    return TaggedPdf(made)


@pytest.mark.parametrize("flavour", ["ua1", "3a"])
def test_verapdf_finds_nothing_wrong(made, tmp_path, flavour):
    verapdf.require()
    file = tmp_path / "voortgang-2.pdf"
    file.write_bytes(made)

    assert verapdf.failures(file, flavour) == []


def test_the_same_text_without_tags_is_refused(made, tmp_path):
    verapdf.require()
    with pikepdf.open(BytesIO(made)) as document:
        del document.Root.StructTreeRoot
        document.save(tmp_path / "bare.pdf")

    assert verapdf.failures(tmp_path / "bare.pdf", "ua1") != []


def _joined(text: str) -> str:
    """Words of one line: a name that was broken after its hyphen or slash is one word again."""
    return re.sub(r"(?<=\w)([-/]) (?=\w)", r"\1", " ".join(text.split()))


def test_every_figure_of_every_table_is_found_again(content, tagged):
    elements = tagged.elements("Table")
    captions = [" ".join(tagged.text(each) for each in tagged.elements("Caption", element)) for element in elements]
    checked = 0
    for _, values in content.tables():
        table = thaw(dict(values))
        own = next(n for n, caption in enumerate(captions) if caption.startswith(table.layout.title))
        caption, element = captions.pop(own), elements.pop(own)
        found = [replace(row, label=_joined(row.label)) for row in read_tagged(tagged, [element], table)]
        assert found == shown(table), caption
        checked += sum(1 for row in values["rows"] for _ in row["shown"])

    assert checked > 500


def test_every_heading_is_there_with_its_number_and_in_the_table_of_contents(content, tagged):
    headings = [_joined(tagged.text(each)) for tag in ("H2", "H3", "H4", "H5") for each in tagged.elements(tag)]
    links = {_joined(tagged.text(each)) for each in tagged.elements("Link")}

    for section in content.sections:
        assert _joined(section.heading) in headings
        if section.level <= 2:
            listed = re.compile(rf"{re.escape(_joined(section.heading))} ?\d+")
            assert any(listed.fullmatch(link) for link in links), section.heading


def test_running_heads_are_not_text(tagged):
    for artifacts in tagged.artifacts[2:]:
        assert "Pagina" in artifacts
    assert not [text for text in map(tagged.text, tagged.elements("P")) if re.search(r"Pagina \d+ van", text)]


def test_the_figures_are_inside_as_files(made):
    with pikepdf.open(BytesIO(made)) as document:
        names = set(document.attachments)
        relation = {str(document.attachments[name].obj.AFRelationship) for name in names}

    assert names == {"cijfers.xlsx", "cijfers.csv"}
    assert relation == {"/Source"}


def test_bookmarks_language_and_title(made, content):
    with pikepdf.open(BytesIO(made)) as document, document.open_outline() as outline:
        titles = [item.title for item in outline.root]
        assert str(document.Root.Lang) == "nl"
        assert str(document.docinfo.Title).startswith(content.title)

    chapters = [section.heading for section in content.sections if section.level == 1]
    assert titles == [*chapters, "Over dit document"]


def test_the_same_content_gives_the_same_bytes(made, content):
    assert pdf.render(content, SEAL) == made


def test_nothing_is_fetched_whatever_a_text_says(content, monkeypatch):
    hostile = (
        '<img src="file:///etc/passwd"> ![x](https://elders.invalid/a.png) <link href="https://elders.invalid/a.css">'
        "<style>@import 'https://elders.invalid/b.css'</style> [x](file:///etc/passwd) <script>alert(1)</script>"
    )
    section = replace(content.sections[0], parts=(Text(Prose(hostile, {})),), title=hostile)
    asked: list[str] = []
    own = renderers_pdf._own_file

    def noted(url: str) -> bytes:
        asked.append(url)
        return own(url)

    monkeypatch.setattr(renderers_pdf, "_own_file", noted)

    made = pdf.render(replace(content, sections=(section,)), SEAL)

    assert asked
    assert {url.rpartition("/")[2] for url in asked} == {"SourceSans3-Regular.ttf", "SourceSans3-Bold.ttf"}
    tagged = TaggedPdf(made)
    text = " ".join(tagged.text(each) for each in tagged.elements("P"))
    assert "file:///etc/passwd" in text


@pytest.mark.parametrize("code", ["diemen", "ouder-amstel", "uithoorn"])
def test_an_extract_conforms_and_has_the_figures_of_the_whole(content, code, tmp_path):
    own = extract(content, code, code.title())
    (tmp_path / "extract.pdf").write_bytes(pdf.render(own, SEAL))
    verapdf.require()
    assert verapdf.failures(tmp_path / "extract.pdf", "ua1") == []

    whole = {row["key"]: row["cents"] for row in content.payments.contributions["rows"]}
    for _, table in own.tables():
        if table["slug"] == "contributions":
            assert all(row["cents"] == whole[row["key"]] for row in table["rows"])
        if table["slug"] == "extract-mutations":
            assert table["rows"][-1]["cents"]["paid"] == -whole[f"{code}/total"]["amendment-2"]


def test_the_twin_says_the_same(content):
    twin = page.twin(content, SEAL).decode()

    assert "<script" not in twin
    for section in content.sections:
        assert f'id="{page.anchor(section)}"' in twin
