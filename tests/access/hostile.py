"""What somebody who means harm, or a program gone wrong, sends to an address: in the path, the question and a form."""

import os
import random
import re
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, Final

from django.urls import URLPattern, URLResolver, get_resolver

SEED: Final = os.environ.get("DUOPLUS_SEED", "1")  # another number: other questions
_ROOT = Path(__file__).parents[2]
_ASKED = re.compile(r"GET(?:\.get|\.getlist)?[\[(]\s*\"([\w-]+)\"")
_IN_GET = re.compile(r"\"([\w-]+)\" in request\.GET")
_FILTERED = re.compile(r"^    (\w+) = (?:django_filters\.)?\w*Filter\(", re.MULTILINE)

NUMBERS: Final = ("0", "-1", "007", "1e9", "99999", "9223372036854775808", "9" * 40, "9" * 5000, "NaN", "1.5", "٣", "½")
WORDS: Final = (
    "", " ", "\x00", "a\x00b", "\ufeff", "\u202egnp.exe", "\U0001f600", "é" * 400, "x" * 20_000, "%", "%00", "%_\\",
    "' OR 1=1 --", "<script>alert(1)</script>", "{{7*7}}", "{% now %}", "../../../etc/passwd", "//evil.example",
    "\r\nX: y", "[]", "{}", "null", "true", "None", "\t", "\n" * 300, "=1+1", "[[total:x]]", "[[", "]]", "a,b;c|d",
)  # fmt: skip
MOMENTS: Final = (
    "0000-00-00", "0001-01-01", "9999-12-31", "9999-12-31T23:59:59+23:59", "0001-01-01T00:00+14:00", "2030-02-30",
    "2030-1-1", "morgen", "2030-03-31T02:30", "20300101", "2030-W01-1", "2030-01-01T24:00", "10000-01-01",
)  # fmt: skip
AMOUNTS: Final = ("1.000,00", "1,5", "-", "--1", "−5", "1.00.0", "999999999999999999999", "€ 1", "1e5", "(1)", "0,001")
VALUES: Final = NUMBERS + WORDS + MOMENTS + AMOUNTS


def seeded(what: str) -> random.Random:
    """Return a source of chance that gives the same every time, and something else for something else."""
    return random.Random(f"{SEED} {what}")  # noqa: S311 - nothing is hidden with it


@cache
def parameters() -> tuple[str, ...]:
    """Every parameter of an address that the code reads: what is added to it is tried from then on."""
    found = set()
    for path in [*(_ROOT / "ledger").rglob("*.py"), *(_ROOT / "reports").rglob("*.py")]:
        text = path.read_text()
        found |= {*_ASKED.findall(text), *_IN_GET.findall(text), *_FILTERED.findall(text)}
    return tuple(sorted(found | {"next", "sort", "page", "wis"}))


def patterns(resolver: Any = None, before: str = "") -> list[str]:
    """Return every address as it is written in the `urls` modules: `<int:year>/mutaties/`."""
    found = []
    for pattern in (resolver or get_resolver()).url_patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            found += patterns(pattern, route)
        else:
            assert isinstance(pattern, URLPattern)
            found.append(route)
    return found


_HOSTILE_PARTS: Final = {
    "int": ("0", "99999", "9223372036854775808", "9" * 40, "9" * 5000),
    "slug": ("onzin", "-", "_", "0", "A" * 3000, "constructor"),
    "str": ("onzin", "é😀", "%00", "%0d%0aX", "%E2%80%AE", "'", "<script>", "x" * 3000, "..", "%25"),
    "uuid": ("00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff"),
}


def filled(route: str, draw: random.Random) -> str:
    """Return an address of this shape; a year is mostly right, the rest is anything that the shape lets through."""

    def part(match: re.Match[str]) -> str:
        if match[2] == "year" and draw.random() < 0.7:
            return "2030"
        if match[1] == "int" and draw.random() < 0.5:
            return str(draw.randint(0, 9))
        return draw.choice(_HOSTILE_PARTS[match[1]])

    return "/" + re.sub(r"<(\w+):(\w+)>", part, route)


class _Fields(HTMLParser):
    """Reads the forms that send something: the names of their fields and what stands in them."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, list[str]]]] = []
        self._inside = False
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._inside = given.get("method", "").lower() == "post"
            if self._inside:
                self.found.append((given.get("action", ""), {}))
        name = given.get("name") or (self._select if tag == "option" else "")
        if tag == "select":
            self._select = given.get("name", "")
        if self._inside and name and name != "csrfmiddlewaretoken" and tag != "meta":
            self.found[-1][1].setdefault(name, []).append(given.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False
        if tag == "select":
            self._select = ""


def forms_of(page: str) -> list[tuple[str, dict[str, list[str]]]]:
    """Return of each form that is sent with POST its address (empty: the page itself) and the values of its fields."""
    reader = _Fields()
    reader.feed(page)
    return reader.found


def spoiled(fields: dict[str, list[str]], draw: random.Random) -> dict[str, Any]:
    """Return what a form was filled in with, one field of it or more missing, doubled, too long or of another kind."""
    wrong = set(draw.sample(sorted(fields), min(len(fields), draw.choice((1, 1, 2, 5, 99)))))
    sent: dict[str, Any] = {}
    for name, values in fields.items():
        chance = draw.random()
        if name not in wrong:
            sent[name] = draw.choice(values)
        elif chance < 0.1:
            continue
        elif chance < 0.2:
            sent[name] = [draw.choice(values), draw.choice(VALUES)]
        elif chance < 0.4:
            sent[name] = draw.choice((*AMOUNTS, *MOMENTS, "2030-06-01", "100"))
        else:
            sent[name] = draw.choice(VALUES)
    return sent
