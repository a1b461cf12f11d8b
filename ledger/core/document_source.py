"""A document of the P&C cycle as a source file has it: its fields read, and what is wrong with them told. Pure.

A document has its own fields, its `data` in the calendar and its `hoofdstukken` in order, each with its `niveau`.
In a text a new line is a new paragraph, except in a list. Fields have Dutch names, as in the other sources.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import Any, Final

from ledger.core import outline
from ledger.core.document import BlockInput, ChapterInput, DocumentInput, MilestoneInput
from ledger.core.text import clean
from ledger.enums import Audience, BlockKind, ChapterStatus, Choice, MilestoneKind

Fields = Mapping[str, Any]

_DOCUMENT: Final = (
    "code",
    "jaar",
    "titel",
    "ondertitel",
    "voor",
    "zienswijze",
    "wijziging",
    "volgorde",
    "status hoofdstukken",
)
_CHAPTER: Final = (
    "titel", "niveau", "genummerd", "code", "programma", "per programma", "status", "aansluiten", "tekst", "blokken",
)  # fmt: skip
_DAY: Final = ("soort", "datum", "dag", "jaar", "toelichting")
_MARKS: Final = ("- ", "* ")
_KINDS: Final[Mapping[str, BlockKind]] = {
    "tekst": BlockKind.TEXT, "speerpunt": BlockKind.PRIORITY, "opvolging": BlockKind.FOLLOW_UP,
    "risicos": BlockKind.RISKS, "toelichtingen": BlockKind.NOTES, "tabel": BlockKind.TABLE,
    "grafiek": BlockKind.CHART, "bestuursrapportagelijst": BlockKind.LATE,
}  # fmt: skip
# The Dutch name of each field, by kind. What stands behind the name of the kind itself is the field without a name.
_FIELDS: Final[Mapping[str, Mapping[str, str]]] = {
    "speerpunt": {"titel": "title", "soort": "focus", "bereiken": "goal", "doen": "action", "stand": "progress"},
    "opvolging": {"titel": "title", "aanbeveling": "recommendation", "opvolging": "follow_up"},
    "risicos": {},
    "toelichtingen": {"": "programme"},
    "tabel": {"": "statement", "programma": "part", "noot": "note"},
    "grafiek": {"": "chart"},
    "bestuursrapportagelijst": {},
}


@dataclass(frozen=True, slots=True)
class Source:
    """A document as a file gives it; `checked` are the paragraphs to hold against the ledger (aansluitcontrole)."""

    where: str
    year: int
    position: int
    document: DocumentInput
    checked: Sequence[Fields] = ()


@dataclass(frozen=True, slots=True)
class StandardSet:
    """Documents of a year that a file asks for by code, as the standard structure has them."""

    where: str
    year: int
    slugs: Sequence[str]


class DocumentReader:
    """Reads documents. What is wrong with them is in `wrong`: places and Dutch sentences."""

    def __init__(self, year: int | None = None, programmes: Sequence[tuple[str, str]] = ()) -> None:
        """With `year` it reads templates, that say `{jaar}`, for that year and these programma's (code and name)."""
        self.wrong: list[tuple[str, str]] = []
        self._year = year
        self._programmes = programmes

    def read(self, where: str, fields: Fields) -> Source | None:
        """Return a document; None when something is wrong with it."""
        before = len(self.wrong)
        about = fields.get("document")
        if not isinstance(about, dict):
            self._complain(where, "Het veld 'document' heeft geen velden.")
            return None
        self._refuse_unknown(where, fields, ("document", "data", "hoofdstukken"))
        self._refuse_unknown(f"{where}, document", about, _DOCUMENT)
        year = self._year if self._year is not None else about.get("jaar")
        if not isinstance(year, int):
            self._complain(f"{where}, veld jaar", "Vul het begrotingsjaar in, als getal.")
            return None
        first = about.get("status hoofdstukken", ChapterStatus.ASSIGNED.label)
        chapters = list(self._chapters(where, year, fields, first))
        document = DocumentInput(
            slug=str(about.get("code", "")),
            title=_line(about.get("titel"), year),
            subtitle=_line(about.get("ondertitel"), year),
            audience=self._choice(f"{where}, veld voor", Audience, about.get("voor", Audience.COUNCILS.label)),
            asks_views=self._yes(f"{where}, veld zienswijze", about.get("zienswijze", False)),
            amendment=self._number(f"{where}, veld wijziging", about.get("wijziging")),
            milestones=tuple(self._milestones(where, year, fields)),
            chapters=tuple(chapter for chapter, _ in chapters),
        )
        position = self._number(f"{where}, veld volgorde", about.get("volgorde", 0)) or 0
        checked = tuple(_checked(year, chapters))
        return Source(where, year, position, document, checked) if len(self.wrong) == before else None

    def standard(self, where: str, fields: Fields) -> StandardSet | None:
        """Return which documents of the standard structure a file asks for; None when something is wrong with it."""
        self._refuse_unknown(where, fields, ("jaar", "standaarddocumenten"))
        year, slugs = fields.get("jaar"), fields.get("standaarddocumenten")
        if not isinstance(year, int):
            self._complain(f"{where}, veld jaar", "Vul het begrotingsjaar in, als getal.")
        elif not isinstance(slugs, list) or not all(isinstance(slug, str) for slug in slugs):
            self._complain(f"{where}, veld standaarddocumenten", "Dit is geen lijst van codes.")
        else:
            return StandardSet(where, year, tuple(slugs))
        return None

    def _milestones(self, where: str, year: int, fields: Fields) -> Iterator[MilestoneInput]:
        for place, day in self._entries(where, fields, "data"):
            self._refuse_unknown(place, day, _DAY)
            on = day.get("datum")
            if on is None:
                try:
                    on = date.fromisoformat(f"{year + int(day.get('jaar', 0)):04}-{day.get('dag')}")
                except (TypeError, ValueError):
                    on = None
            if not isinstance(on, date):
                self._complain(place, "Vul een datum in (2024-10-08), of een dag ('10-08') met het aantal jaren erbij.")
                continue
            kind = self._choice(f"{place}, veld soort", MilestoneKind, day.get("soort"))
            yield MilestoneInput(kind, on, _line(day.get("toelichting"), year))

    def _chapters(self, where: str, year: int, fields: Fields, first: Any) -> Iterator[tuple[ChapterInput, bool]]:
        """Yield the chapters, each with whether it is held against the ledger: as the one above it, unless it says."""
        above: dict[int, bool] = {}
        for place, entry in self._entries(where, fields, "hoofdstukken"):
            self._refuse_unknown(place, entry, _CHAPTER)
            level = self._number(f"{place}, veld niveau", entry.get("niveau", 1)) or 0
            checked = self._yes(f"{place}, veld aansluiten", entry.get("aansluiten", above.get(level - 1, False)))
            above[level] = checked
            programme = entry.get("programma")
            chapter = ChapterInput(
                title=_line(entry.get("titel"), year),
                level=level,
                numbered=self._yes(f"{place}, veld genummerd", entry.get("genummerd", True)),
                code=str(entry.get("code", "")),
                programme=None if programme is None else str(programme),
                status=self._choice(f"{place}, veld status", ChapterStatus, entry.get("status", first)),
                blocks=tuple(self._blocks(place, entry)),
            )
            if self._yes(f"{place}, veld per programma", entry.get("per programma", False)):
                yield from ((_of_programme(chapter, *programme), checked) for programme in self._programmes)
            else:
                yield chapter, checked

    def _blocks(self, where: str, entry: Fields) -> Iterator[BlockInput]:
        if "tekst" in entry:
            yield BlockInput(text=paragraphs(entry["tekst"]))
        for place, fields in self._entries(where, entry, "blokken"):
            kinds = [name for name in fields if name in _KINDS]
            if len(kinds) == 1:
                yield self._block(place, kinds[0], fields)
            else:
                self._complain(place, f"Een blok is één van: {', '.join(_KINDS)}.")

    def _block(self, where: str, kind: str, fields: Fields) -> BlockInput:
        value = fields[kind]
        others = {name: other for name, other in fields.items() if name != kind}
        if kind == "tekst":
            self._refuse_unknown(where, others, ())
            return BlockInput(text=paragraphs(value))
        names = _FIELDS[kind]
        given = value if isinstance(value, dict) else {"": value} if "" in names else {}
        self._refuse_unknown(where, given | others, tuple(names))
        content = {
            names[name]: paragraphs(written) if isinstance(written, str) else written
            for name, written in (given | others).items()
            if name in names and written is not None
        }
        return BlockInput(_KINDS[kind], content=content)

    # --- one field each -------------------------------------------------------------------------

    def _complain(self, where: str, sentence: str) -> None:
        self.wrong.append((where, sentence))

    def _refuse_unknown(self, where: str, fields: Fields, known: Sequence[str]) -> None:
        for name in fields:
            if name not in known:
                names = ", ".join(filter(None, known)) or "geen"
                self._complain(where, f"Het veld '{name}' is niet bekend. Bekend: {names}.")

    def _entries(self, where: str, fields: Fields, name: str) -> Iterator[tuple[str, Fields]]:
        entries = fields.get(name) or ()
        if not isinstance(entries, (list, tuple)):
            self._complain(where, f"Het veld '{name}' is geen lijst.")
            return
        for number, entry in enumerate(entries, 1):
            place = f"{where}, {name} {number}"
            if isinstance(entry, dict):
                yield place, entry
            else:
                self._complain(place, "Dit is geen lijst van velden.")

    def _choice(self, where: str, choices: type[Choice], label: Any) -> str:
        values = {member.label: member.value for member in choices}
        if label not in values:
            self._complain(where, f"'{label}' is niet bekend. Kies uit: {', '.join(values)}.")
        return values.get(label, "")

    def _yes(self, where: str, value: Any) -> bool:
        if value not in (True, False, "ja", "nee"):
            self._complain(where, f"'{value}' is geen ja of nee.")
        return value in (True, "ja")

    def _number(self, where: str, value: Any) -> int | None:
        if value is not None and (not isinstance(value, int) or isinstance(value, bool) or value < 0):
            self._complain(where, f"'{value}' is geen heel getal.")
            return None
        return value


def paragraphs(text: Any) -> str:
    """Return Markdown of a text in which a new line is a new paragraph: an empty line between them, not in a list."""
    lines = [line.strip() for line in clean(str(text or "")).splitlines() if line.strip()]
    found = lines[:1]
    for before, line in pairwise(lines):
        tight = before.startswith(_MARKS) and line.startswith(_MARKS)
        found.append(("\n" if tight else "\n\n") + line)
    return "".join(found)


def _line(value: Any, year: int) -> str:
    return "" if value is None else clean(str(value)).replace("{jaar}", str(year)).strip()


def _of_programme(chapter: ChapterInput, code: str, name: str) -> ChapterInput:
    """Return the chapter of one programma from a template."""
    blocks = tuple(
        replace(block, content={"programme": code}) if block.kind == BlockKind.NOTES else block
        for block in chapter.blocks
    )
    return replace(chapter, title=chapter.title.replace("{programma}", name), programme=code, blocks=blocks)


def _checked(year: int, chapters: Sequence[tuple[ChapterInput, bool]]) -> Iterator[Fields]:
    """Yield the paragraphs for the aansluitcontrole: numbered chapters, each with those without a number after it."""
    found: list[dict[str, Any]] = []
    numbers = outline.numbers([(chapter.level, chapter.numbered) for chapter, _ in chapters])
    for (chapter, checked), number in zip(chapters, numbers, strict=True):
        if not checked:
            continue
        texts = [block.text.replace("\n\n", "\n") for block in chapter.blocks if block.kind == BlockKind.TEXT]
        if number:
            found.append(
                {
                    "jaar": year,
                    "paragraaf": number,
                    "titel": chapter.title,
                    "programma": chapter.programme,
                    "tekst": "\n".join(texts),
                }
            )
        elif found:
            found[-1]["tekst"] = "\n".join(filter(None, [found[-1]["tekst"], chapter.title, *texts]))
    yield from (row for row in found if row["tekst"])
