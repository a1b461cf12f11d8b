"""Every address of the access matrix under axe: what it shows, and what it says of a form that was sent empty.

There is no server: the browser asks for an address, and Django's test client answers. So all pages share one ledger
and one browser, and a page of which the form was refused can be looked at as easily as any other.
"""

import mimetypes
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeGuard
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.db import transaction
from django.http import HttpResponse, HttpResponseBase
from django.test import Client
from playwright.sync_api import Page, Route, ViewportSize

from tests.access.conftest import kept, secretive  # noqa: F401 - the ledger of the matrix
from tests.access.matrix import AREAS, ROLES, Row, address, rows
from tests.access.world import Secretive

SITE = "http://regeling.invalid"
OK, REFUSED = 200, 422
NARROW, WIDE = ViewportSize(width=320, height=600), ViewportSize(width=1280, height=900)


def _client(world: Secretive, role: str) -> Client:
    client = Client(raise_request_exception=False)
    if role in world.sessions:
        client.cookies["sessionid"] = world.sessions[role]
    return client


def _answer(world: Secretive, role: str, method: str, path: str) -> HttpResponseBase:
    """Ask for a page or send its form empty; whatever that changes is taken back."""
    with transaction.atomic():
        response = _client(world, role).generic(method, path)
        if response.streaming:
            b"".join(response)  # an unread file would stay open
        transaction.set_rollback(True)
    return response


def _is_page(response: HttpResponseBase) -> TypeGuard[HttpResponse]:
    if not isinstance(response, HttpResponse) or not response["Content-Type"].startswith("text/html"):
        return False
    return "<main" in response.content.decode()


@pytest.fixture
def show(page: Page, secretive: Secretive) -> Callable[[HttpResponse, str], None]:  # noqa: F811
    """Show an answer of the site in the browser, with its own headers and style sheets."""
    shown: dict[str, HttpResponse] = {}

    def serve(route: Route) -> None:
        path = urlsplit(route.request.url).path
        if path in shown:
            response = shown[path]
            headers = {name: value for name, value in response.items() if name != "Content-Length"}
            route.fulfill(status=response.status_code, headers=headers, body=response.content)
            return
        file = finders.find(path.removeprefix("/static/")) if path.startswith("/static/") else None
        if isinstance(file, str):
            kind = mimetypes.guess_type(file)[0] or "application/octet-stream"
            route.fulfill(body=Path(file).read_bytes(), content_type=kind)
        else:
            route.fulfill(status=404)

    page.route(f"{SITE}/**", serve)

    def open_page(response: HttpResponse, path: str) -> None:
        shown.clear()
        shown[urlsplit(path).path] = response
        page.goto(SITE + path)

    return open_page


def _asked(area: str, method: str, status: int) -> Iterator[tuple[str, Row]]:
    """One role and row per address of an area: the first that gets this answer."""
    seen = set()
    names = {line.split()[1] for line in AREAS[area].strip().splitlines()}
    for row in rows():
        wanted = [role for role in ROLES if row.answers()[role] == status]
        if row.method == method and row.view in names and wanted and row.view not in seen:
            seen.add(row.view)
            yield "finance" if "finance" in wanted else wanted[0], row


def _look(page: Page, check: Callable[[Page], None], what: str) -> None:
    """Check a page wide, and that it does not scroll sideways when it is narrow."""
    page.set_viewport_size(WIDE)
    try:
        check(page)
        page.set_viewport_size(NARROW)
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= NARROW["width"], f"it is {width} px wide"
    except AssertionError as error:
        pytest.fail(f"{what}\n{error}")


@pytest.mark.parametrize("area", AREAS)
def test_every_page_is_accessible(page, show, secretive, assert_accessible, area):  # noqa: F811
    for role, row in _asked(area, "GET", OK):
        path = address(row.view, row.arguments, secretive.ids)
        response = _answer(secretive, role, "GET", path)
        if _is_page(response):
            show(response, path)
            _look(page, assert_accessible, f"{role} opens {path} ({row.view})")


@pytest.mark.parametrize("area", AREAS)
def test_every_refused_form_is_accessible_and_says_so_in_its_title(
    page, show, secretive, assert_accessible, area  # noqa: F811
):  # fmt: skip
    for role, row in _asked(area, "POST", REFUSED):
        path = address(row.view, row.arguments, secretive.ids)
        response = _answer(secretive, role, "POST", path)
        if _is_page(response):
            show(response, path)
            _look(page, assert_accessible, f"{role} sends {path} empty ({row.view})")
            assert page.title().startswith("Fout: "), f"{path} ({row.view}) is called {page.title()}"
