"""The browser, and one check that every page has to pass.

Debian's own Chromium is used, since Playwright's would be a download. `assert_accessible(page)`
runs axe-core in the page and looks at what axe does not see: a page that scrolls sideways and
anything that the content security policy refused.
"""

import os
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import ConsoleMessage, Page

from tools.find_program import find_program

_AXE = Path(__file__).parent / "vendor" / "axe-core" / "axe.min.js"
_AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_PATIENCE = 20  # seconds that a request may take after its page was closed
_REST = 0.03  # seconds in which a request that was just sent begins
_AXE_CALL = "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}})"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test in this folder, so that no test forgets to say that it needs a browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    chromium = find_program("chromium")
    if chromium is None:
        reason = "no Chromium on this machine (apt-get install chromium)"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return {
        **browser_type_launch_args,
        "executable_path": chromium,
        "args": [
            "--no-sandbox",  # Chromium refuses to start as root with it; only our own pages are opened
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
        ],
    }


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_context_args, "locale": "nl-NL", "timezone_id": "Europe/Amsterdam"}


@pytest.fixture
def refused(page: Page) -> list[str]:
    """Everything the content security policy refused on this page so far, and script errors."""
    lines: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type == "error" and "Content Security Policy" in message.text:
            lines.append(message.text)

    page.on("console", note)
    page.on("pageerror", lambda error: lines.append(str(error)))
    return lines


class _UnderWay:
    """An application, and how many requests it is answering."""

    def __init__(self, app: Callable[..., Any]) -> None:
        self.app, self.count, self.lock = app, 0, threading.Lock()

    def __call__(self, *arguments: Any) -> Any:
        with self.lock:
            self.count += 1
        try:
            return self.app(*arguments)
        finally:
            with self.lock:
                self.count -= 1


@pytest.fixture(autouse=True)
def nothing_left_under_way(request: pytest.FixtureRequest) -> Iterator[None]:
    """Let the server finish what a page asked for before it was closed: after the test there is no database for it."""
    if "live_server" not in request.fixturenames:
        yield
        return
    request.getfixturevalue("transactional_db")  # so that it is taken away after this
    server = request.getfixturevalue("live_server").thread.httpd
    if not isinstance(server.get_app(), _UnderWay):
        server.set_app(_UnderWay(server.get_app()))
    yield
    last = time.monotonic() + _PATIENCE
    time.sleep(_REST)
    while server.get_app().count and time.monotonic() < last:
        time.sleep(_REST)


def _describe(violations: list[dict[str, Any]]) -> str:
    return "\n".join(
        f"{violation['id']}: {violation['help']}\n"
        + "\n".join(f"    {node['html'][:160]}" for node in violation["nodes"][:5])
        for violation in violations
    )


@pytest.fixture
def assert_accessible(refused: list[str]) -> Callable[[Page], None]:
    """Return the check; ask for it before opening the page, so that it hears what is refused."""

    def check(page: Page) -> None:
        page.evaluate(_AXE.read_text())
        result = page.evaluate(_AXE_CALL, _AXE_TAGS)
        assert result["passes"], "axe looked at nothing"
        assert not result["violations"], _describe(result["violations"])
        width = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
        assert width[0] <= width[1] + 1, f"the page is {width[0]} px wide in a window of {width[1]} px"
        assert not refused, "\n".join(refused)

    return check
