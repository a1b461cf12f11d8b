"""A document of the P&C cycle before it is stored, as a source file or an earlier year gives it. Pure."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from ledger.core import blocks, outline
from ledger.core.text import search_key
from ledger.enums import Audience, BlockKind, ChapterStatus, MilestoneKind

MAX_CODE: Final = 50  # of a chapter
_MAX_SLUG: Final = 40
_MAX_NAME: Final = 200  # titel and ondertitel of a document, toelichting of a day
_CODE: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class BlockInput:
    """A block: Markdown for a text, fields (`ledger.core.blocks.FIELDS`) for the other kinds."""

    kind: str = BlockKind.TEXT
    text: str = ""
    content: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ChapterInput:
    """A chapter with its blocks. Without a code it gets one from its title; `programme` is a code."""

    title: str
    level: int = 1
    numbered: bool = True
    code: str = ""
    programme: str | None = None
    status: str = ChapterStatus.ASSIGNED
    blocks: Sequence[BlockInput] = ()


@dataclass(frozen=True, slots=True)
class MilestoneInput:
    """A day in the P&C calendar."""

    kind: str
    on: date
    note: str = ""


@dataclass(frozen=True, slots=True)
class DocumentInput:
    """A whole document; `amendment` is the number of the wijziging that it carries, when that exists."""

    slug: str
    title: str
    subtitle: str = ""
    audience: str = Audience.COUNCILS
    asks_views: bool = False
    amendment: int | None = None
    milestones: Sequence[MilestoneInput] = ()
    chapters: Sequence[ChapterInput] = ()


def code_of(title: str, taken: Collection[str]) -> str:
    """Return a code for a chapter from its title: small letters, digits and dashes, not one that is taken."""
    words = re.sub(r"[^a-z0-9]+", "-", search_key(title)).strip("-") or "hoofdstuk"
    code = words[:MAX_CODE].strip("-")
    number = 1
    while code in taken:
        number += 1
        code = f"{words[: MAX_CODE - 4].strip('-')}-{number}"
    return code


def problems(document: DocumentInput, programmes: Collection[str]) -> Iterator[str]:
    """Yield everything that is wrong with a document, as Dutch sentences; `programmes` are the codes that exist."""
    if not _CODE.fullmatch(document.slug) or len(document.slug) > _MAX_SLUG:
        yield f"'{document.slug}' is geen code: gebruik kleine letters, cijfers en streepjes, hoogstens {_MAX_SLUG}."
    yield from name_problems(document.title, document.subtitle)
    if document.audience not in Audience.values:
        yield f"'{document.audience}' is niet bekend bij voor wie. Kies uit: {', '.join(Audience.values)}."
    yield from milestone_problems(document.milestones)
    if not outline.fits([chapter.level for chapter in document.chapters]):
        yield (
            f"De niveaus van de hoofdstukken kloppen niet: begin met 1, ga per hoofdstuk hoogstens één niveau dieper "
            f"en niet dieper dan {outline.DEEPEST}."
        )
    codes = [chapter.code for chapter in document.chapters if chapter.code]
    for code in sorted({code for code in codes if codes.count(code) > 1}):
        yield f"De code '{code}' is van meer dan één hoofdstuk. Geef elk hoofdstuk een eigen code."
    for chapter in document.chapters:
        yield from (f"Hoofdstuk '{chapter.title}': {sentence}" for sentence in problems_of_chapter(chapter, programmes))


def name_problems(title: str, subtitle: str) -> Iterator[str]:
    """Yield what is wrong with the titel and ondertitel of a document."""
    yield from _line_problems(title, _MAX_NAME, "titel")
    yield from (_line_problems(subtitle, _MAX_NAME, "ondertitel") if subtitle else ())


def _line_problems(title: str, longest: int, what: str) -> Iterator[str]:
    if not title.strip():
        yield f"De {what} ontbreekt. Vul hem in."
    if len(title) > longest:
        yield f"De {what} is langer dan {longest} tekens. Kort hem in."
    if any(ord(character) < ord(" ") for character in title):
        yield f"De {what} is één regel, zonder tekens die u niet ziet. Typ hem opnieuw."


def milestone_problems(milestones: Sequence[MilestoneInput]) -> Iterator[str]:
    """Yield what is wrong with the days of a document."""
    kinds = [milestone.kind for milestone in milestones]
    for milestone in milestones:
        if milestone.kind not in MilestoneKind.values:
            yield f"'{milestone.kind}' is geen soort datum. Kies uit: {', '.join(MilestoneKind.values)}."
        elif kinds.count(milestone.kind) > 1:
            yield f"De datum '{MilestoneKind(milestone.kind).label}' staat er meer dan één keer."
        yield from (_line_problems(milestone.note, _MAX_NAME, "toelichting") if milestone.note else ())


def problems_of_chapter(chapter: ChapterInput, programmes: Collection[str]) -> Iterator[str]:
    """Yield everything that is wrong with a chapter and its blocks; `programmes` are the codes that exist."""
    yield from _line_problems(chapter.title, blocks.MAX_TITLE, "titel")
    if chapter.code and (not _CODE.fullmatch(chapter.code) or len(chapter.code) > MAX_CODE):
        yield f"'{chapter.code}' is geen code: gebruik kleine letters, cijfers en streepjes, hoogstens {MAX_CODE}."
    if chapter.programme is not None and chapter.programme not in programmes:
        yield f"Programma '{chapter.programme}' bestaat niet."
    if chapter.status not in ChapterStatus.values or chapter.status == ChapterStatus.REVIEWED:
        yield "Een hoofdstuk begint als toegewezen, in bewerking of gereed."
    for number, block in enumerate(chapter.blocks, 1):
        yield from (f"Blok {number}: {sentence}" for sentence in block_problems(block, programmes))


def block_problems(block: BlockInput, programmes: Collection[str]) -> Iterator[str]:
    """Yield everything that is wrong with a block, as Dutch sentences; `programmes` are the codes that exist."""
    wrong = list(blocks.problems(block.kind, block.text, block.content))
    yield from (problem.sentence for problem in wrong)
    if not wrong:
        named = (field.name for field in blocks.FIELDS[block.kind] if field.shape is blocks.Shape.PROGRAMME)
        codes = (block.content.get(name) for name in named)
        yield from (f"Programma '{code}' bestaat niet." for code in codes if code and code not in programmes)
