"""Files that others made are exactly the ones that were taken, each with its licence."""

import hashlib
from pathlib import Path

import pytest

_ROOT = Path(__file__).parent.parent
_FOLDERS = ["duoplus/static/vendor", "tests/browser/vendor"]


@pytest.mark.parametrize("folder", _FOLDERS)
def test_every_vendored_file_has_the_checksum_that_was_noted(folder):
    root = _ROOT / folder
    noted = {}
    for line in (root / "SHA256SUMS").read_text().splitlines():
        checksum, name = line.split("  ./")
        noted[name] = checksum

    found = {
        str(path.relative_to(root)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in root.rglob("*")
        if path.is_file() and path.name != "SHA256SUMS"
    }

    assert found == noted


@pytest.mark.parametrize("folder", _FOLDERS)
def test_every_vendored_package_brings_its_licence(folder):
    packages = [path for path in (_ROOT / folder).iterdir() if path.is_dir()]

    assert packages
    assert [path.name for path in packages if not list(path.glob("LICENSE*"))] == []
