"""A table that was frozen and thawed prints the same in every form."""

import json

import pytest

from reports.catalogue import CATALOGUE, compile_table
from reports.documents.frozen import freeze, thaw
from reports.renderers import RENDERERS
from tests.reports.renderer_samples import CONTEXT

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("extension", ["html", "xlsx", "ods", "csv", "json"])
@pytest.mark.parametrize("slug", CATALOGUE)
def test_every_form_is_the_same(books_2024, slug, extension):
    table = compile_table(CATALOGUE[slug], books_2024[2])
    thawed = thaw(json.loads(json.dumps(freeze(table))))

    render = RENDERERS[extension].render
    assert render(thawed, CONTEXT) == render(table, CONTEXT)


@pytest.mark.parametrize("slug", CATALOGUE)
def test_exact_cents_are_kept(books_2024, slug):
    table = compile_table(CATALOGUE[slug], books_2024[2])

    assert thaw(freeze(table)).exact == table.exact
