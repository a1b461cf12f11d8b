"""The HTML twin of the 2e voortgangsrapportage 2024 in a real browser, opened from disk without a network."""

import pytest

from ledger.models import Document
from reports.documents import page as pages
from reports.documents.compose import compose
from reports.documents.extract import extract

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ledger_2024")]


@pytest.fixture(scope="module")
def content(ledger_2024, django_db_blocker):
    with django_db_blocker.unblock():
        return compose(Document.objects.get(budget_year=2024, slug="voortgang-2"))


@pytest.mark.parametrize("width", [1280, 320])
def test_the_whole_document_is_accessible(page, assert_accessible, tmp_path, content, width):
    file = tmp_path / "voortgang-2.html"
    file.write_bytes(pages.twin(content, None))
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(file.as_uri())

    assert_accessible(page)
    assert page.get_by_role("heading", level=1).inner_text() == content.title
    assert page.get_by_role("figure").count() == 2  # the waterfall and the contributions


def test_an_extract_is_accessible_on_a_phone(page, assert_accessible, tmp_path, content):
    file = tmp_path / "uittreksel.html"
    file.write_bytes(pages.twin(extract(content, "uithoorn", "Uithoorn"), None))
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(file.as_uri())

    assert_accessible(page)
