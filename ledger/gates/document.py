"""What a document lacks before it can be sent or adopted: figures that lead nowhere, texts that the ledger contradicts.

A live figure that leads nowhere, a mutatie that does not exist, a text that is still empty and a chapter that nobody
reviewed stop it. An amount typed by hand that differs from the mutatie it is about can be sent with a reason: a text
may speak of more than the ledger knows. An amount that is nowhere in the ledger is only told.
"""

import re
from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from itertools import accumulate

from ledger.core.content import Content, FollowUp, Part, Priority, Section, Tabular, is_unwritten, part_prose
from ledger.core.live import TOKEN, sources
from ledger.core.mentions import mentions
from ledger.core.references import Disagreement, Known, disagreements, named_mutations
from ledger.enums import BlockKind, ChapterStatus
from ledger.gates.amendment import known_mutations
from ledger.models import Amendment, Document, Programme
from ledger.visibility import PUBLISHED

WRITTEN = (BlockKind.TEXT, BlockKind.PRIORITY, BlockKind.FOLLOW_UP)
"""The kinds of block that somebody writes, and somebody else reviews."""
_MARKUP = re.compile(r"[*_`#>]+")
_BETWEEN = "\n\n"


class Concern(Enum):
    """What an objection is about, and so what it asks."""

    BROKEN = auto()  # a live figure that leads nowhere: stops
    MISSING = auto()  # a mutatie that is not there: stops
    DIFFERENT = auto()  # another amount than the mutatie has: asks for a reason
    UNKNOWN = auto()  # an amount that is nowhere in the ledger: is told
    UNWRITTEN = auto()  # a reviewed chapter with nothing in one of its texts: stops
    UNREVIEWED = auto()  # a chapter: stops


@dataclass(frozen=True, slots=True)
class Objection:
    """One thing that stands in the way: a Dutch sentence, and the chapter (code) and its part where it is mended.

    Without a part it is about the chapter itself: its title or how far it is.
    """

    sentence: str
    chapter: str
    concern: Concern
    part: int | None = None

    @property
    def blocking(self) -> bool:
        """Tell whether the document cannot go out with this."""
        return self.concern in (Concern.BROKEN, Concern.MISSING, Concern.UNWRITTEN, Concern.UNREVIEWED)

    @property
    def needs_reason(self) -> bool:
        """Tell whether somebody has to say why this is right before the document goes out."""
        return self.concern is Concern.DIFFERENT


def objections(document: Document, content: Content) -> list[Objection]:
    """Return everything that stands in the way of sending or adopting a document, chapter by chapter."""
    unfinished = list(_unfinished(document))
    found = [
        *_broken(content),
        *_misplaced(content),
        *_contradicted(document, content),
        *_unwritten(content, besides={objection.chapter for objection in unfinished}),
        *unfinished,
    ]
    order = {section.code: place for place, section in enumerate(content.sections)}
    return sorted(found, key=lambda objection: order.get(objection.chapter, len(order)))


def _broken(content: Content) -> Iterator[Objection]:
    for section in content.sections:
        for place, part in enumerate(section.parts):
            for prose in part_prose(part):
                for figure in prose.figures.values():
                    if figure.broken:
                        yield Objection(f"{_place(section)}: {figure.broken}", section.code, Concern.BROKEN, place)


def _misplaced(content: Content) -> Iterator[Objection]:
    """Yield the references in what is no text: a title or a note is printed as it is typed."""
    for section in content.sections:
        lines = [
            (None, section.title),
            *((place, line) for place, part in enumerate(section.parts) for line in _lines(part)),
        ]
        for place, line in lines:
            for source in sources(line):
                sentence = f"{_place(section)}: [[{source}]] staat in een titel of noot. Dat werkt alleen in een tekst."
                yield Objection(sentence, section.code, Concern.BROKEN, place)


def _contradicted(document: Document, content: Content) -> Iterator[Objection]:
    """Yield what texts say of mutaties that the ledger has otherwise, and amounts that it does not have at all."""
    amendment = document.amendment or _last(document)
    if amendment is None:
        return
    programmes: Mapping[str, str] = dict(Programme.objects.values_list("code", "name"))
    known: dict[tuple[str, int], Known] = {
        (one.programme, one.number): one for one in known_mutations(amendment).values() if one.number is not None
    }
    everything = {cents for one in known.values() for cents in one.amounts} | _printed(content)
    for section in content.sections:
        words = _Words(section)
        own = section.programme or None
        for wrong in disagreements(words.text, known, programmes=programmes, year=content.year, own=own):
            concern = Concern.MISSING if wrong.missing else Concern.DIFFERENT
            yield Objection(f"{_place(section)} {wrong.sentence}", section.code, concern, words.part_at(wrong.start))
        if not named_mutations(words.text, programmes, own, content.year):
            for unknown in _unknown(words.text, everything):
                sentence = f"{_place(section)} {unknown.sentence}"
                yield Objection(sentence, section.code, Concern.UNKNOWN, words.part_at(unknown.start))


def _printed(content: Content) -> set[int]:
    """Return the amounts (cents) of all tables of a document and of what the gemeenten pay."""
    tables = [table for _, table in content.tables()]
    tables += [content.payments.contributions, content.payments.maatwerk]
    return {cents for table in tables for row in table["rows"] for cents in row["cents"].values()}


def _unknown(text: str, everything: Collection[int]) -> Iterator[Disagreement]:
    """Yield the amounts in a text about no mutatie that are those of none of the amounts of the ledger."""
    for mention in mentions(text):
        if not mention.left_out and not any(mention.fits(cents) for cents in everything):
            sentence = f"noemt {mention.written}. Geen mutatie en geen tabel heeft dit bedrag: kijk na of het klopt."
            yield Disagreement(mention.written, sentence, start=mention.start)


def _unwritten(content: Content, besides: Collection[str]) -> Iterator[Objection]:
    """Yield the texts with nothing in them; those of the chapters `besides` are not expected to be ready."""
    for section in content.sections:
        for place, part in enumerate(section.parts):
            if section.code not in besides and is_unwritten(part):
                sentence = f"{_place(section)} heeft een tekst die nog leeg is. Schrijf hem, of haal hem weg."
                yield Objection(sentence, section.code, Concern.UNWRITTEN, place)


def _unfinished(document: Document) -> Iterator[Objection]:
    chapters = document.chapters.filter(blocks__kind__in=WRITTEN).exclude(status=ChapterStatus.REVIEWED).distinct()
    for chapter in chapters.order_by("position"):
        sentence = f"'{chapter.title}' is nog niet nagekeken ({chapter.get_status_display()})."
        yield Objection(sentence, chapter.code, Concern.UNREVIEWED)


def _last(document: Document) -> Amendment | None:
    counting = document.budget_year.amendments.filter(status__in=PUBLISHED)
    last: Amendment | None = counting.order_by("-number").first()
    return last


def _place(section: Section) -> str:
    return section.number or f"'{section.title}'"


class _Words:
    """The texts of a section as typed by hand, its title first: live figures left out, without Markdown's marks."""

    def __init__(self, section: Section) -> None:
        pieces: list[tuple[int | None, str]] = [(None, section.title)]
        pieces += [(place, text) for place, part in enumerate(section.parts) for text in _typed(part)]
        cleaned = [_MARKUP.sub("", TOKEN.sub("", text)) for _, text in pieces]
        self.text = _BETWEEN.join(cleaned)
        self._parts = [place for place, _ in pieces]
        self._starts = [0, *accumulate(len(piece) + len(_BETWEEN) for piece in cleaned[:-1])]

    def part_at(self, start: int) -> int | None:
        """Return the part of the section in which a place of the text is; None for its title."""
        return self._parts[bisect_right(self._starts, start) - 1]


def _typed(part: Part) -> Iterator[str]:
    """Yield everything of a part that somebody wrote."""
    yield from _lines(part)
    yield from (prose.markdown for prose in part_prose(part))


def _lines(part: Part) -> Iterator[str]:
    """Yield the titles and notes of a part: one line each, without live figures."""
    if isinstance(part, Priority | FollowUp):
        yield part.title
    if isinstance(part, Tabular):
        yield part.note
