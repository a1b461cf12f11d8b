"""The rules of the design that can be checked by reading the files."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

_ROOT = Path(__file__).parent.parent
_PACKAGES = ["duoplus", "ledger", "reports", "tests", "tools"]
_MAXIMUM_LINES = 450  # what one person can hold in the head

# <script src=...> is fine; a script with text in it, a style element or attribute, or an onclick
# would be refused by the content security policy. JSON data is not executed, so it may stand there.
_INLINE = {
    "script": re.compile(r"<script\b(?![^>]*\b(?:src=|type=[\"']application/json))", re.IGNORECASE),
    "style element": re.compile(r"<style\b", re.IGNORECASE),
    "style attribute": re.compile(r"<[^>]*\sstyle=", re.IGNORECASE),
    "event handler": re.compile(r"<[^>]*\son[a-z]+=", re.IGNORECASE),
    "javascript address": re.compile(r"javascript:", re.IGNORECASE),
}


def _modules() -> list[Path]:
    return [path for package in _PACKAGES for path in (_ROOT / package).rglob("*.py") if "migrations" not in path.parts]


def _inline(text: str) -> list[str]:
    return [name for name, pattern in _INLINE.items() if pattern.search(text)]


def test_imports_follow_the_contracts():
    lint_imports = Path(sys.executable).with_name("lint-imports")

    result = subprocess.run([lint_imports, "--no-logo"], cwd=_ROOT, capture_output=True, text=True, check=False)

    assert result.returncode == 0, result.stdout + result.stderr


def test_no_module_is_longer_than_one_person_can_oversee():
    lengths = {str(path.relative_to(_ROOT)): len(path.read_text().splitlines()) for path in _modules()}

    assert len(lengths) > len(_PACKAGES)
    assert {name: length for name, length in lengths.items() if length > _MAXIMUM_LINES} == {}


def test_templates_hold_no_inline_script_or_style():
    templates = [path for path in (_ROOT / "templates").rglob("*") if path.suffix in {".html", ".svg"}]

    assert templates
    assert {str(path.relative_to(_ROOT)): found for path in templates if (found := _inline(path.read_text()))} == {}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('<script src="{% static "js/entry.js" %}" defer></script>', []),
        ('<script type="application/json" id="lines">[]</script>', []),
        ("<script>alert(1)</script>", ["script"]),
        ("<style>p {}</style>", ["style element"]),
        ('<p class="note" style="color: red">', ["style attribute"]),
        ('<button onclick="save()">', ["event handler"]),
        ('<a href="javascript:save()">', ["javascript address"]),
        ("<p>Let op de stijl = kort</p>", []),
    ],
)
def test_the_search_for_inline_code_sees_what_it_should(text, found):
    assert _inline(text) == found


def test_the_lock_files_agree_and_name_no_address():
    locks = {}
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (_ROOT / name).read_text()
        assert "://" not in text
        assert "index-url" not in text
        locks[name] = set(re.findall(r"^([a-z0-9][\w.-]*==[^ \\]+)", text, re.MULTILINE))

    assert len(locks["requirements.lock"]) > 10
    assert locks["requirements.lock"] <= locks["requirements-dev.lock"]
