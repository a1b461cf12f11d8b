"""What each kind of block of a document holds, and the rules it must obey. Pure: no database.

A text is Markdown. The fields of the other kinds stand here as data: the form asks them, the import reads
them and the journal stores nothing else.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any, Final

from ledger.core.text import clean
from ledger.enums import BlockKind

MAX_TEXT: Final = 50_000  # characters: some fifteen printed pages
MAX_TITLE: Final = 300
_FIRST: Final = 80  # characters by which a paragraph is known

STATEMENTS: Final[Mapping[str, str]] = {  # the tables of the catalogue by slug; a test holds the two together
    "headlines": "Hoofdlijnen",
    "amendment": "Begrotingswijziging",
    "overview": "Baten en lasten",
    "reserves": "Reserves en voorzieningen",
    "investments": "Investeringen",
    "maatwerk": "Maatwerk",
    "contributions": "Bijdragen per gemeente",
}
DIVISIBLE: Final = frozenset({"maatwerk"})  # tables of which a document can show one programma
CHARTS: Final[Mapping[str, str]] = {
    "waterfall": "Van primitieve begroting naar begroting na wijziging",
    "contributions": "Bijdragen per gemeente",
}
FOCUS: Final[Mapping[str, str]] = {"kwaliteit": "Kwaliteit", "kwetsbaarheid": "Kwetsbaarheid", "kosten": "Kosten"}
# What comes along from a word processor: its ends of lines, marks that nobody sees, and its bullets.
_OF_A_WORD_PROCESSOR: Final = str.maketrans(
    {"\r": "\n", "\v": "\n", "\f": "\n", "\u2028": "\n", "\u2029": "\n"}
    | dict.fromkeys("\u00ad\u200b\u200e\u200f\u2060\ufeff", None)
)
_BULLET: Final = re.compile(r"^[ \t]*(?:[•·▪●◦‣\uf0b7][ \t\u00a0]*|[o–][\t][ \t]*)(?=\S)", re.MULTILINE)


class Shape(Enum):
    """What a field of a block holds."""

    LINE = auto()  # one line of text
    MARKDOWN = auto()
    CHOICE = auto()  # one of the choices
    CHOICES = auto()  # a list of choices, in their own order
    PROGRAMME = auto()  # the code of a programma


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a block: its name in the content, what the reader sees above it, and what it holds."""

    name: str
    label: str
    shape: Shape
    choices: Mapping[str, str] | None = None
    required: bool = False
    each_year: bool = False  # says how things are this year: empty again in the document of a next year


FIELDS: Final[Mapping[str, tuple[Field, ...]]] = {
    BlockKind.TEXT: (),
    BlockKind.PRIORITY: (
        Field("title", "Titel", Shape.LINE),
        Field("focus", "Speerpunten", Shape.CHOICES, FOCUS),
        Field("goal", "Wat willen we bereiken?", Shape.MARKDOWN),
        Field("action", "Wat gaan we ervoor doen?", Shape.MARKDOWN),
        Field("progress", "Wat is de stand van zaken?", Shape.MARKDOWN, each_year=True),
    ),
    BlockKind.FOLLOW_UP: (
        Field("title", "Titel", Shape.LINE),
        Field("recommendation", "Aanbeveling", Shape.MARKDOWN),
        Field("follow_up", "Opvolging", Shape.MARKDOWN, each_year=True),
    ),
    BlockKind.RISKS: (),
    BlockKind.NOTES: (Field("programme", "Programma", Shape.PROGRAMME, required=True),),
    BlockKind.TABLE: (
        Field("statement", "Tabel", Shape.CHOICE, STATEMENTS, required=True),
        Field("part", "Programma", Shape.PROGRAMME),
        Field("note", "Noot", Shape.LINE, each_year=True),
    ),
    BlockKind.CHART: (Field("chart", "Grafiek", Shape.CHOICE, CHARTS, required=True),),
    BlockKind.LATE: (),
}


@dataclass(frozen=True, slots=True)
class BlockProblem:
    """A broken rule: the sentence and the field (`text`, `kind` or a field of the content)."""

    sentence: str
    field: str


def tidy(text: str, content: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """Return a block as it is stored: `ij` for the ligature, one kind of line end and of bullet, no empty fields."""
    tidied = {name: _tidy(value) for name, value in content.items()}
    return _tidy(text), {name: value for name, value in tidied.items() if value not in ("", [], None)}


def _tidy(value: Any) -> Any:
    if isinstance(value, str):
        return _BULLET.sub("- ", clean(value).replace("\r\n", "\n").translate(_OF_A_WORD_PROCESSOR)).strip()
    if isinstance(value, (list, tuple)):
        return [_tidy(item) for item in value]
    return value


def problems(kind: str, text: str, content: Mapping[str, Any]) -> Iterator[BlockProblem]:
    """Yield everything that is wrong with a block, as Dutch sentences; a field may be empty unless it is required."""
    if kind not in BlockKind.values:
        yield BlockProblem(f"'{kind}' is geen soort blok. Kies uit: {', '.join(BlockKind.values)}.", "kind")
        return
    if kind == BlockKind.TEXT:
        yield from _text_problems("Deze tekst", "text", text)
    elif text:
        yield BlockProblem(
            "Dit soort blok heeft geen eigen tekst. Zet de tekst in een blok van de soort tekst.", "text"
        )
    known = {field.name: field for field in FIELDS[kind]}
    for name in content:
        if name not in known:
            names = ", ".join(known) or "geen"
            yield BlockProblem(f"Het veld '{name}' is niet bekend bij {BlockKind(kind).label}. Bekend: {names}.", name)
    for field in known.values():
        yield from _field_problems(field, content.get(field.name))
    if content.get("part") and content.get("statement") not in DIVISIBLE:
        yield BlockProblem("Deze tabel is er alleen in haar geheel. Maak het programma leeg.", "part")


def _field_problems(field: Field, value: Any) -> Iterator[BlockProblem]:
    if value is None or value in ("", []):
        if field.required:
            yield BlockProblem(f"Kies bij '{field.label}' een waarde.", field.name)
    elif field.shape is Shape.CHOICES:
        yield from _choices_problems(field, value)
    elif not isinstance(value, str):
        yield BlockProblem(f"'{field.label}' is geen tekst.", field.name)
    elif field.shape is Shape.CHOICE:
        if field.choices is not None and value not in field.choices:
            yield BlockProblem(_unknown(field, value), field.name)
    elif field.shape is Shape.LINE and (len(value) > MAX_TITLE or "\n" in value):
        yield BlockProblem(f"'{field.label}' is één regel van hoogstens {MAX_TITLE} tekens. Kort hem in.", field.name)
    else:
        yield from _text_problems(f"'{field.label}'", field.name, value)


def _choices_problems(field: Field, value: Any) -> Iterator[BlockProblem]:
    if not isinstance(value, (list, tuple)):
        yield BlockProblem(f"'{field.label}' is geen lijst.", field.name)
        return
    for position, item in enumerate(value):
        if field.choices is not None and (not isinstance(item, str) or item not in field.choices):
            yield BlockProblem(_unknown(field, item), field.name)
        elif item in value[:position]:
            yield BlockProblem(f"'{item}' staat twee keer bij '{field.label}'.", field.name)


def _text_problems(what: str, name: str, text: str) -> Iterator[BlockProblem]:
    if len(text) > MAX_TEXT:
        yield BlockProblem(f"{what} is langer dan {MAX_TEXT} tekens. Verdeel hem over meer blokken.", name)
    if "\x00" in text:
        yield BlockProblem(f"{what} bevat een teken dat niet kan worden opgeslagen. Typ de tekst opnieuw.", name)


def _unknown(field: Field, value: Any) -> str:
    return f"'{value}' is niet bekend bij '{field.label}'. Kies uit: {', '.join(field.choices or ())}."


def paragraphs_of(kind: str, text: str, content: Mapping[str, Any]) -> Iterator[str]:
    """Yield what each paragraph of a block is called: its place and its first words. Nothing when there is only one."""
    labels = {"text": ""} | {field.name: f"{field.label} " for field in FIELDS[kind] if field.shape is Shape.MARKDOWN}
    texts = {"text": text} | {name: str(content.get(name, "")) for name in labels if name != "text"}
    found = [
        f"{labels[name]}alinea {number}: {_first_words(paragraph)}"
        for name, whole in texts.items()
        for number, paragraph in enumerate(filter(str.strip, re.split(r"\n\s*\n", whole)), 1)
    ]
    yield from found if len(found) > 1 else ()


def _first_words(paragraph: str) -> str:
    words = " ".join(paragraph.split())
    return words if len(words) <= _FIRST else f"{words[: _FIRST - 1].rstrip()}…"
