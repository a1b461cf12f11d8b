"""The HTML export of a table in a real browser, opened from disk."""

import pytest

from reports.renderers import RENDERERS
from tests.reports.renderer_samples import CONTEXT, SAMPLES


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("sample", SAMPLES)
def test_the_document_is_accessible_and_never_scrolls_sideways(page, assert_accessible, tmp_path, sample, width):
    file = tmp_path / "tabel.html"
    file.write_bytes(RENDERERS["html"].render(SAMPLES[sample](), CONTEXT))
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(file.as_uri())

    assert_accessible(page)
    assert page.get_by_role("region").count() == 1


def test_names_and_headings_stay_in_sight_when_the_table_scrolls(page, tmp_path):
    file = tmp_path / "tabel.html"
    file.write_bytes(RENDERERS["html"].render(SAMPLES["wide"](), CONTEXT))
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(file.as_uri())
    region = page.get_by_role("region")

    region.evaluate("region => region.scrollLeft = 2000")

    assert region.evaluate("region => region.scrollLeft") == 2000
    left = region.bounding_box()["x"]
    for part in ("caption .duo-table__caption", "tbody th[scope=row]", "thead .duo-table__names"):
        box = page.locator(part).first.bounding_box()
        assert box["x"] == pytest.approx(left, abs=1), part
        assert box["width"] < 350, part
