"""The structure of a document for a next year: its chapters, without texts and without last year's mutaties. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from ledger.core.blocks import FIELDS
from ledger.core.document import BlockInput, ChapterInput
from ledger.core.outline import end_of
from ledger.core.references import references
from ledger.enums import BlockKind

_ASIDE: Final = re.compile(r"\s*\([^()]*\)")


def next_year(chapters: Sequence[ChapterInput], like: int, year: int) -> list[ChapterInput]:
    """Return the chapters with which the document of `year` starts, like those of the year `like`.

    Texts are empty and so is how things stood. A chapter whose title names mutaties and that holds only texts is left
    out: it was about the mutaties of that year. The chapter above it gets the toelichtingen of its programma instead,
    which are those of the mutaties of the new year. A chapter with more than texts loses the mutaties in its title.
    """
    gone = _about_mutations(chapters)
    found = []
    for index, chapter in enumerate(chapters):
        if index in gone:
            continue
        under = range(index + 1, end_of([row.level for row in chapters], index))
        explains = any(place in gone and chapters[place].level == chapter.level + 1 for place in under)
        blocks = [BlockInput(block.kind, content=content_for_next_year(block)) for block in chapter.blocks]
        if explains and chapter.programme and all(block.kind != BlockKind.NOTES for block in blocks):
            blocks.append(BlockInput(BlockKind.NOTES, content={"programme": chapter.programme}))
        title = _without_mutations(chapter.title).replace(str(like), str(year))
        found.append(replace(chapter, title=title, blocks=tuple(blocks)))
    return found


def content_for_next_year(block: BlockInput) -> Mapping[str, Any]:
    """Return the content of a block as the document of a next year starts with it: without how things stood."""
    empty = {field.name for field in FIELDS[block.kind] if field.each_year}
    return {name: value for name, value in block.content.items() if name not in empty}


def _about_mutations(chapters: Sequence[ChapterInput]) -> set[int]:
    """Return the places of the chapters that are only about mutaties of their year, with all under them."""
    levels = [chapter.level for chapter in chapters]
    found: set[int] = set()
    for index in reversed(range(len(chapters))):
        chapter = chapters[index]
        only_texts = all(block.kind == BlockKind.TEXT for block in chapter.blocks)
        under = set(range(index + 1, end_of(levels, index)))
        if only_texts and _names_mutations(chapter.title) and under <= found:
            found.add(index)
    return found


def _names_mutations(text: str) -> bool:
    return any(True for _ in references(text, ()))


def _without_mutations(title: str) -> str:
    """Return a title without what stands between brackets about mutaties."""
    kept = _ASIDE.sub(lambda aside: "" if _names_mutations(aside[0]) else aside[0], title)
    return kept.strip() or title
