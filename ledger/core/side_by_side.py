"""Two versions of one text beside each other, paragraph by paragraph. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

_EMPTY_LINES: Final = re.compile(r"\n\s*\n")


@dataclass(frozen=True, slots=True)
class Pair:
    """What both versions say in one place; `alike` paragraphs that are the same are counted and not repeated."""

    mine: str = ""
    theirs: str = ""
    alike: int = 0


def side_by_side(mine: str, theirs: str) -> Iterator[Pair]:
    """Yield two texts beside each other: every paragraph that differs, and how many between them do not."""
    one, other = _paragraphs(mine), _paragraphs(theirs)
    for kind, first, last, start, end in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if kind == "equal":
            yield Pair(alike=last - first)
            continue
        left, right = one[first:last], other[start:end]
        for place in range(max(len(left), len(right))):
            yield Pair("".join(left[place : place + 1]), "".join(right[place : place + 1]))


def _paragraphs(text: str) -> list[str]:
    return [paragraph.strip() for paragraph in _EMPTY_LINES.split(text) if paragraph.strip()]
