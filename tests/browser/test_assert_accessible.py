"""The check that every page test relies on must itself refuse what is wrong."""

import re

import pytest
from playwright.sync_api import Page, Route

_GOOD = """<!doctype html><html lang="nl"><head><title>Proef</title></head>
<body><main><h1>Proef</h1><p>Alles is in orde.</p></main></body></html>"""


@pytest.fixture
def show(page: Page):
    """Open a page with this text, as if a server had sent it under our own policy."""

    def open_page(html: str) -> None:
        def answer(route: Route) -> None:
            route.fulfill(
                body=html,
                content_type="text/html; charset=utf-8",
                headers={"Content-Security-Policy": "default-src 'none'; style-src 'self'"},
            )

        page.route("http://proef.invalid/", answer)
        page.goto("http://proef.invalid/")

    return open_page


def test_a_good_page_passes(page, show, assert_accessible):
    show(_GOOD)

    assert_accessible(page)


@pytest.mark.parametrize(
    ("mistake", "complaint"),
    [
        ('<img src="x.png">', "image-alt"),
        ("<h3>Kop die een niveau overslaat</h3>", "heading-order"),
        ("<label>Bedrag</label><input name=bedrag>", "label"),
        ("<pre>" + "breed " * 400 + "</pre>", "px wide"),
        ('<p style="color: black">Stijl in de tekst</p>', "Content Security Policy"),
    ],
)
def test_a_mistake_is_found(page, show, assert_accessible, mistake, complaint):
    show(_GOOD.replace("</main>", f"{mistake}</main>"))

    with pytest.raises(AssertionError, match=re.escape(complaint)):
        assert_accessible(page)


def test_the_browser_is_a_dutch_one(page, show):
    show(_GOOD)

    assert page.evaluate("navigator.language") == "nl-NL"
    assert page.evaluate("Intl.DateTimeFormat().resolvedOptions().timeZone") == "Europe/Amsterdam"
