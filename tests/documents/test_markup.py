"""A text is Markdown and nothing else: no HTML, no pictures, no links, whatever is typed."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.core.content import Figure, Prose
from reports.documents import markup

FIGURES = {
    "mutatie:a": Figure("€ 3", 300),
    "mutatie:weg": Figure("[[mutatie:weg]]", broken="Mutatie 'weg' bestaat niet."),
}


def rendered(text, addresses=None):
    return markup.html(Prose(text, FIGURES), addresses)


def test_paragraphs_lists_and_emphasis():
    assert rendered("Een **dik** woord.\n\n- een\n- twee") == (
        "<p>Een <strong>dik</strong> woord.</p>\n<ul>\n<li>een</li>\n<li>twee</li>\n</ul>\n"
    )


def test_a_live_figure_is_printed_and_leads_to_what_is_behind_it():
    assert rendered("Het kost [[mutatie:a]].") == '<p>Het kost <span class="duo-live">€ 3</span>.</p>\n'
    assert 'href="/2030/mutaties/1/"' in rendered("[[mutatie:a]]", {"mutatie:a": "/2030/mutaties/1/"})


def test_a_broken_figure_is_marked_and_says_why():
    assert 'title="Mutatie &#x27;weg&#x27; bestaat niet."' in rendered("[[mutatie:weg]]")


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        '<img src="file:///etc/passwd">',
        "![plaatje](https://elders.invalid/a.png)",
        "[klik](javascript:alert(1))",
        "<https://elders.invalid>",
        "https://elders.invalid",
        '<a href="x" onclick="y">z</a>',
        "[[<script>alert(1)</script>]]",
    ],
)
def test_html_pictures_and_links_come_out_as_text(text):
    assert not re.search(r"<(?!/?(p|mark)\b)", rendered(text))
    assert not re.search(r"<[^>]*\b(src|href|onclick)=", rendered(text))


@given(st.text(alphabet="<>&[]!()*_-#`\n \"'ab:/", max_size=80))
def test_whatever_is_typed_only_our_own_tags_come_out(text):
    tags = set(re.findall(r"<\s*/?\s*([a-zA-Z!]+)", rendered(text)))

    assert tags <= {"p", "strong", "em", "ul", "ol", "li", "br", "span", "mark"}
