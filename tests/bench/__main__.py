"""Measure the tables on large ledgers: `make bench`, or `python -m tests.bench --large` for a million lines too.

Every measurement has a process and a scratch database of its own: SQLite in a temporary folder, and PostgreSQL where
the server program is present. What counts are the ratios: how many times the bare SQL aggregate a whole table takes.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tools.find_program import find_program

ROOT = Path(__file__).parent.parent.parent
SIZES = (10_000, 100_000)
LARGE = 1_000_000


def main() -> None:
    """Print one line per engine and size, as soon as it is known."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__.splitlines()[0])
    parser.add_argument("--large", action="store_true", help="also a million lines (some minutes)")
    parser.add_argument("--rounds", type=int, default=15, help="how often each table is made (default 15)")
    parser.add_argument("--sqlite-only", action="store_true", help="leave PostgreSQL out")
    options = parser.parse_args()
    sizes = (*SIZES, LARGE) if options.large else SIZES
    heading = (
        f"{'engine':<11}{'lines':>10}{'groups':>8}{'bare SQL':>12}{'overview':>12}{'':>7}{'contributions':>15}{'':>7}"
    )
    _say(heading)
    _say("-" * len(heading))
    for lines in sizes:
        for command, environment in _engines(sqlite_only=options.sqlite_only):
            _say(
                _row(
                    _measured(
                        [*command, sys.executable, "-m", "tests.bench.measure", str(lines), str(options.rounds)],
                        environment,
                    )
                )
            )
    _say("\nmedian per table, with load_book and rounding; x = times the bare SQL of the same round")


def _engines(*, sqlite_only: bool) -> Iterator[tuple[list[str], dict[str, str]]]:
    """Yield what to put before the command, and the environment, of each engine."""
    with tempfile.TemporaryDirectory(prefix="duoplus-bench-") as folder:
        yield [], {"DATABASE_URL": f"sqlite:///{folder}/bench.sqlite3"}
    if not sqlite_only and find_program("initdb"):
        yield [sys.executable, str(ROOT / "tools" / "private_postgres.py")], {}


def _measured(command: list[str], environment: dict[str, str]) -> dict[str, Any]:
    done = subprocess.run(
        command, cwd=ROOT, env=os.environ | environment, stdout=subprocess.PIPE, text=True, check=True
    )
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


def _row(result: dict[str, Any]) -> str:
    times, ratios = result["milliseconds"], result["ratios"]
    tables = "".join(
        f"{times[name]:>{width}.1f} ms{ratios[name]:>6.1f}x" for name, width in (("overview", 9), ("contributions", 12))
    )
    return f"{result['engine']:<11}{result['lines']:>10,}{result['groups']:>8,}{times['bare SQL']:>9.1f} ms{tables}"


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
