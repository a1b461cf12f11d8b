"""Nothing that is secret stands in the repository: no key, no password of a server, no database."""

import re
import subprocess
from pathlib import Path

import pytest

_ROOT = Path(__file__).parent.parent
_SECRETS = re.compile(
    rb"-----BEGIN [A-Z ]*PRIVATE KEY|\bAKIA[0-9A-Z]{16}\b|\bgh[pousr]_[A-Za-z0-9]{30,}|\bxox[abprs]-[A-Za-z0-9-]{10,}"
    rb"|\bglpat-[A-Za-z0-9_-]{15,}|\bAIza[0-9A-Za-z_-]{30,}"
)
_NOT_KEPT = re.compile(r"(^|/)(\.env(\..*)?|.*\.(sqlite3?|db|pem|key|p12|pfx|dump)|id_(rsa|ed25519))$")


@pytest.fixture(scope="module")
def tracked() -> list[str]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=_ROOT, capture_output=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    return [name for name in listed.stdout.decode().split("\0") if name]


def test_no_file_that_holds_secrets_is_kept(tracked):
    assert len(tracked) > 100
    assert [name for name in tracked if _NOT_KEPT.search(name)] == []


def test_no_text_is_a_key(tracked):
    paths = [_ROOT / name for name in tracked]
    assert [path.name for path in paths if path.is_file() and _SECRETS.search(path.read_bytes())] == []


@pytest.mark.parametrize("secret", ["-----BEGIN RSA PRIVATE " + "KEY-----", "AKIA" + "A1" * 8, "ghp_" + "a1" * 20])
def test_a_key_would_be_found(secret):
    assert _SECRETS.search(f"token = '{secret}'".encode())
