"""Time the tables beside the bare SQL that they cannot do without, in the same rounds. Runs on DATABASE_URL."""

import gc
import json
import os
import statistics
import sys
import time
from collections.abc import Callable

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

BASE = "bare SQL"


def measure(lines: int, rounds: int) -> dict[str, object]:
    """Fill the database, time every variant in each round, and return medians in milliseconds and ratios to the base.

    A ratio is the median of the ratios per round, so that a drift of the machine counts on both sides.
    """
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0, skip_checks=True)
    from tests.bench.ledger import YEARS, fill, guard

    started = time.perf_counter()
    fill(lines)
    guard()
    filled = time.perf_counter() - started
    variants = _variants()
    seconds: dict[str, list[float]] = {name: [] for name in variants}
    for number in range(-1, rounds):  # the first round is to warm up
        for name, run in variants.items():
            gc.collect()
            before = time.perf_counter()
            run(YEARS[number % len(YEARS)])
            if number >= 0:
                seconds[name].append(time.perf_counter() - before)
    ratios = {
        name: statistics.median(own / base for own, base in zip(taken, seconds[BASE], strict=True))
        for name, taken in seconds.items()
    }
    return {
        "engine": connection.vendor,
        "lines": lines,
        "filled": filled,
        "groups": _bare(YEARS[0]),
        "milliseconds": {name: 1000 * statistics.median(taken) for name, taken in seconds.items()},
        "ratios": ratios,
    }


def _variants() -> dict[str, Callable[[int], object]]:
    from ledger.core.choosing import choose
    from reports.catalogue import build

    def table(slug: str) -> Callable[[int], object]:
        def run(year: int) -> object:
            choose.cache_clear()  # every table is rounded anew
            return build(slug, year)

        return run

    return {BASE: _bare, "overview": table("overview"), "contributions": table("contributions")}


def _bare(year: int) -> int:
    """The one aggregate behind every table, straight to the driver; returns the number of groups."""
    from django.db import connection

    from ledger.core.cube import DIMENSIONS
    from ledger.models import Line

    columns = ", ".join(field.column for name in DIMENSIONS for field in Line._meta.fields if field.name == name)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {columns}, SUM(cents) FROM ledger_line "  # noqa: S608 - our own column names
            f"WHERE budget_year_id = %s AND effective_year = %s GROUP BY {columns}",
            [year, year],
        )
        return len(cursor.fetchall())


if __name__ == "__main__":
    sys.stdout.write(json.dumps(measure(int(sys.argv[1]), int(sys.argv[2]))) + "\n")
