"""What all tests share: which tests run where, and how a test database is emptied."""

import os
from collections.abc import Iterator

import pytest
from django.test import TransactionTestCase
from hypothesis import settings

from tests.ledger_2024 import books_2024, ledger_2024  # noqa: F401 - fixtures for all tests

# Property tests: the same quick examples in every run, or many other ones with HYPOTHESIS_PROFILE=deep.
settings.register_profile("quick", max_examples=50, deadline=None, derandomize=True, database=None)
settings.register_profile("deep", max_examples=2000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))

_DATABASE_FIXTURES = {"db", "transactional_db", "live_server"}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--only-database",
        action="store_true",
        help="run only the tests that use the database (to run them on a second engine)",
    )


def _uses_database(item: pytest.Item) -> bool:
    if item.get_closest_marker("django_db") or _DATABASE_FIXTURES & set(getattr(item, "fixturenames", ())):
        return True
    test_class = getattr(item, "cls", None)
    return test_class is not None and issubclass(test_class, TransactionTestCase)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Run the browser tests last: Playwright leaves an event loop behind in the process."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)
    if config.getoption("--only-database"):
        config.hook.pytest_deselected(items=[item for item in items if not _uses_database(item)])
        items[:] = [item for item in items if _uses_database(item)]


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Let browser tests use the database although Playwright's event loop runs in their thread."""
    if item.get_closest_marker("browser"):
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@pytest.fixture(autouse=True)
def _empty_despite_guards(request: pytest.FixtureRequest) -> Iterator[None]:
    """Take the append-only guards away just before a test with real commits empties the database.

    Emptying deletes what the triggers protect. Django then sends post_migrate, on which the ledger
    installs its guards again. Tests that run in one transaction are rolled back and need none of it.
    """
    marker = request.node.get_closest_marker("django_db")
    real_commits = bool({"transactional_db", "live_server"} & set(request.fixturenames)) or bool(
        marker and marker.kwargs.get("transaction")
    )
    if not real_commits:
        yield
        return
    from ledger.guards import triggers

    request.getfixturevalue("transactional_db")
    yield
    triggers.uninstall()
