"""What a document lacks before it can be sent or adopted: figures that lead nowhere, texts that the ledger contradicts.

A live figure that leads nowhere, a mutatie that does not exist and a chapter that nobody reviewed stop it. An
amount typed by hand that the ledger has otherwise is named and can be sent with a reason: a text may speak of
more than the ledger knows.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ledger.core.content import Content, FollowUp, Part, Priority, Section, Text
from ledger.core.live import TOKEN
from ledger.core.references import Known, disagreements
from ledger.enums import BlockKind, ChapterStatus
from ledger.gates.amendment import known_mutations
from ledger.models import Amendment, Document, Programme
from ledger.visibility import PUBLISHED

_WRITTEN = (BlockKind.TEXT, BlockKind.PRIORITY, BlockKind.FOLLOW_UP)
_MARKUP = re.compile(r"[*_`#>]+")


@dataclass(frozen=True, slots=True)
class Objection:
    """One thing that stands in the way: a Dutch sentence and the chapter (code) where it is mended."""

    sentence: str
    chapter: str
    blocking: bool = True


def objections(document: Document, content: Content) -> list[Objection]:
    """Return everything that stands in the way of sending or adopting a document, chapter by chapter."""
    found = [*_broken(content), *_contradicted(document, content), *_unfinished(document)]
    order = {section.code: place for place, section in enumerate(content.sections)}
    return sorted(found, key=lambda objection: order.get(objection.chapter, len(order)))


def _broken(content: Content) -> Iterator[Objection]:
    for section, prose in content.prose():
        for figure in prose.figures.values():
            if figure.broken:
                yield Objection(f"{_place(section)}: {figure.broken}", section.code)


def _contradicted(document: Document, content: Content) -> Iterator[Objection]:
    amendment = document.amendment or _last(document)
    if amendment is None:
        return
    programmes: Mapping[str, str] = dict(Programme.objects.values_list("code", "name"))
    known: dict[tuple[str, int], Known] = {
        (one.programme, one.number): one for one in known_mutations(amendment).values() if one.number is not None
    }
    for section in content.sections:
        text = f"{section.title}\n\n{_words(section)}"
        own = section.programme or None
        for wrong in disagreements(text, known, programmes=programmes, year=content.year, own=own):
            yield Objection(f"{_place(section)} {wrong.sentence}", section.code, blocking=wrong.missing)


def _unfinished(document: Document) -> Iterator[Objection]:
    chapters = document.chapters.filter(blocks__kind__in=_WRITTEN).exclude(status=ChapterStatus.REVIEWED).distinct()
    for chapter in chapters.order_by("position"):
        yield Objection(f"'{chapter.title}' is nog niet nagekeken ({chapter.get_status_display()}).", chapter.code)


def _last(document: Document) -> Amendment | None:
    counting = document.budget_year.amendments.filter(status__in=PUBLISHED)
    last: Amendment | None = counting.order_by("-number").first()
    return last


def _place(section: Section) -> str:
    return section.number or f"'{section.title}'"


def _words(section: Section) -> str:
    """Return the texts of a section as typed by hand: live figures left out, without Markdown's marks."""
    texts = [text for part in section.parts for text in _typed(part)]
    return "\n\n".join(_MARKUP.sub("", TOKEN.sub("", text)) for text in texts)


def _typed(part: Part) -> Iterator[str]:
    if isinstance(part, Text):
        yield part.prose.markdown
    elif isinstance(part, Priority):
        yield from (part.goal.markdown, part.action.markdown, part.progress.markdown)
    elif isinstance(part, FollowUp):
        yield from (part.recommendation.markdown, part.follow_up.markdown)
