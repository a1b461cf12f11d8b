"""Somebody who works with the keyboard alone, for the browser tests: nothing is clicked, filled in or opened."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import ElementHandle, Frame, Locator, Mouse, Page, Touchscreen, expect

_HANDS = {
    Mouse: ("click", "dblclick", "down", "up", "move", "wheel"),
    Touchscreen: ("tap",),
    Page: ("goto", "reload", "go_back", "go_forward", "set_content"),
}
_ON_ELEMENTS = (
    "click", "dblclick", "tap", "hover", "focus", "fill", "type", "press", "check", "uncheck", "set_checked",
    "select_option", "set_input_files", "dispatch_event", "drag_and_drop", "drag_to", "press_sequentially", "clear",
)  # fmt: skip
_FOCUSED = """() => {
    const element = document.activeElement;
    const named = document.getElementById(element.getAttribute('aria-labelledby'));
    const labels = [...(element.labels ?? [])].map(each => each.textContent).join(' ');
    const words = element.matches('a, button, summary') ? element.textContent : '';
    return (element.getAttribute('aria-label') || named?.textContent || labels || words).replace(/\\s+/g, ' ').trim();
}"""
_MOST_TABS = 30  # more than this to get somewhere is no way to work


@pytest.fixture
def hands_off(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Return what forbids everything but the keyboard from then on."""

    def refuse(*_args: object, **_options: object) -> None:
        pytest.fail("this person has a keyboard and nothing else")

    def forbid() -> None:
        for kind in (Page, Frame, Locator, ElementHandle, Mouse, Touchscreen):
            for name in (*_HANDS.get(kind, ()), *_ON_ELEMENTS):
                if hasattr(kind, name):
                    monkeypatch.setattr(kind, name, refuse)

    return forbid


class Keyboard:
    """The keys of one window."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.keys = page.keyboard

    def press(self, *names: str) -> None:
        for name in names:
            self.keys.press(name)

    def focused(self) -> str:
        """Return what a screen reader would call the place where the keyboard is."""
        return str(self.page.evaluate(_FOCUSED))

    def at(self, name: str) -> None:
        """Wait until the keyboard is at what begins with this name (just after a page is in)."""
        expect(self.page.locator(":focus")).to_have_accessible_name(re.compile("^" + re.escape(name)))

    def go(self, name: str, *, key: str = "Tab", most: int = _MOST_TABS) -> None:
        """Press Tab until the keyboard is at something with this in its name."""
        passed = []
        for _ in range(most):
            self.keys.press(key)
            passed.append(self.focused())
            if name in passed[-1]:
                return
        pytest.fail(f"{name!r} is more than {most} times {key} away: {passed}")

    def skip(self, link: str = "Naar de inhoud") -> None:
        """Skip the menu, as the first keys on a new page do."""
        self.go(link, most=2)
        self.keys.press("Enter")

    def follow(self, name: str, *, key: str = "Tab", most: int = _MOST_TABS) -> None:
        """Go to a link or a button and press Enter."""
        self.go(name, key=key, most=most)
        self.leave("Enter")

    def leave(self, key: str) -> None:
        """Press a key that leads to another page, and wait for it."""
        with self.page.expect_navigation():
            self.keys.press(key)

    def type(self, text: str) -> None:
        self.keys.type(text)

    def choose(self, value: str) -> None:
        """Type the words of an option in a list, as its reader sees them."""
        words = self.page.evaluate(
            "value => [...document.activeElement.options].find(option => option.value === value).text", value
        )
        if self.page.evaluate("document.activeElement.value") != value:
            self.keys.type(words)
        assert self.page.evaluate("document.activeElement.value") == value

    def paste(self, text: str) -> None:
        """Paste what another program has put on the clipboard."""
        self.page.evaluate("text => navigator.clipboard.writeText(text)", text)
        self.keys.press("Control+V")

    def log_in(self, username: str, password: str) -> None:
        """From the page of logging in, where the keyboard is in the first field already."""
        self.at("Gebruikersnaam")
        self.type(username)
        self.press("Tab")
        self.type(password)
        self.leave("Enter")

    def told(self, words: str) -> None:
        expect(self.page.locator(".duo-messages")).to_contain_text(words)
