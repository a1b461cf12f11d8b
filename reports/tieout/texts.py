"""What Dutch paragraphs are about: their subject and the words they share. Pure."""

import re
from collections.abc import Iterable

from ledger.core.text import search_key

_SHARED_START = 5  # letters that two words have in common when they are about the same: groeibudget, groeipercentage
_SHORTEST = 4
_COMMON_WORDS = """
    aantal begroting begrotingswijziging bedrag budget budgettair deel deze doen door dekking euro extra hier hiervan
    incidenteel incidentele jaar kosten maken mede meer middelen mutatie mutaties naar neutraal niet nodig ongeveer
    onder over overige programma project structureel structurele team tijdelijk toelichting vanuit verder voor
    voortgangsrapportage waar wijziging wijzigingen wordt worden zijn zodat
"""
_COMMON = frozenset(_COMMON_WORDS.split())


def subject(title: str) -> str:
    """Return a title without what stands between brackets."""
    return re.sub(r"\([^)]*\)?", " ", title)


def words(text: str) -> frozenset[str]:
    """Return the words that say what a text is about: long enough, and not common to every paragraph."""
    found = re.findall(r"[a-z0-9]+(?:-[a-z0-9]+)*", search_key(text).replace("'", ""))
    return frozenset(word for word in found if len(word) >= _SHORTEST and word not in _COMMON)


def shared(one: Iterable[str], other: Iterable[str]) -> int:
    """Count the words of the first that are about the same as a word of the second."""
    others = list(other)
    return sum(any(_alike(word, candidate) for candidate in others) for word in one)


def _alike(one: str, other: str) -> bool:
    return one == other or (
        len(one) >= _SHARED_START and len(other) >= _SHARED_START and one[:_SHARED_START] == other[:_SHARED_START]
    )
