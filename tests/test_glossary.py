"""Every model and every member of a closed list has a row in docs/glossary.md."""

import inspect
from pathlib import Path

from django.apps import apps

from ledger import enums

GLOSSARY = (Path(__file__).parent.parent / "docs" / "glossary.md").read_text(encoding="utf-8")


def _members():
    for name, choice in inspect.getmembers(enums, inspect.isclass):
        if issubclass(choice, enums.Choice) and choice is not enums.Choice:
            yield from (f"{name}.{member.name}" for member in choice)


def test_every_model_is_in_the_glossary():
    names = {model.__name__ for app in ("ledger", "reports") for model in apps.get_app_config(app).get_models()}
    assert {name for name in names if f"| `{name}` |" not in GLOSSARY} == set()


def test_every_member_of_a_closed_list_is_in_the_glossary():
    assert {name for name in _members() if f"| `{name}` |" not in GLOSSARY} == set()


def test_the_glossary_names_nothing_that_is_gone():
    rows = [line for line in GLOSSARY.splitlines() if line.startswith("|") and "`" in line]
    listed = {name for name in (row.split("`")[1] for row in rows) if "." in name}
    assert listed - set(_members()) == set()
