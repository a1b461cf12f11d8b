"""The aansluitcontrole of 2024 as text, compared with the golden one; `make approve` takes the present one over."""

import difflib
import os
from pathlib import Path

import pytest

from reports.tieout import tie_out
from reports.tieout.text import as_text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ledger_2024")]

GOLDEN = Path(__file__).parent / "tie-out.txt"
APPROVE = os.environ.get("DUOPLUS_APPROVE") == "1"


def test_the_aansluitcontrole_is_the_golden_one():
    now = as_text(tie_out(2024)) + "\n"
    if APPROVE:
        GOLDEN.write_text(now, encoding="utf-8")
    golden = GOLDEN.read_text(encoding="utf-8") if GOLDEN.exists() else ""
    difference = difflib.unified_diff(golden.splitlines(), now.splitlines(), "golden", "now", lineterm="", n=1)
    assert golden == now, "\n".join(["make approve takes this over:", *difference])
