"""What changed from one version of a document to the next: texts paragraph by paragraph, tables cell by cell. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from ledger.core.content import (
    Charted,
    Content,
    FollowUp,
    Late,
    Notes,
    Part,
    Priority,
    Prose,
    Risks,
    Section,
    Tabular,
    Text,
)
from ledger.core.live import TOKEN

MOVED_IN, MOVED_OUT, CHANGED = "nieuw", "vervallen", "gewijzigd"


@dataclass(frozen=True, slots=True)
class TextChange:
    """A paragraph that is new (`before` empty), gone (`after` empty) or says something else."""

    section: str
    before: str
    after: str

    @property
    def kind(self) -> str:
        """What happened to it."""
        return CHANGED if self.before and self.after else MOVED_IN if self.after else MOVED_OUT


@dataclass(frozen=True, slots=True)
class FigureChange:
    """A cell of a table that is new (`before` None), gone (`after` None) or another amount. Cents."""

    section: str
    table: str
    row: str
    column: str
    before: int | None
    after: int | None

    @property
    def difference(self) -> int:
        """After minus before."""
        return (self.after or 0) - (self.before or 0)


@dataclass(frozen=True, slots=True)
class Changes:
    """Everything that differs between two versions; `since` says what the older one is called."""

    since: str
    texts: tuple[TextChange, ...]
    figures: tuple[FigureChange, ...]

    @classmethod
    def between(cls, before: Content, after: Content, since: str) -> "Changes":
        """Compare two versions."""
        return cls(since, tuple(text_changes(before, after)), tuple(figure_changes(before, after)))

    @property
    def is_nothing(self) -> bool:
        """Tell whether both say the same."""
        return not self.texts and not self.figures


def text_changes(before: Content, after: Content) -> list[TextChange]:
    """Return the paragraphs that differ, in the order of the newer version; each change once."""
    found: list[TextChange] = []
    for old, new in _paired(before, after):
        heading = next(section.heading for section in (new, old) if section)
        found += _compared(heading, _paragraphs(old), _paragraphs(new))
    return found


def figure_changes(before: Content, after: Content) -> list[FigureChange]:
    """Return the cells that differ, table by table; tables are matched by their place and kind."""
    old, new = _cells(before), _cells(after)
    found = []
    for key in [*new, *(key for key in old if key not in new)]:
        was, now = (cells[key][4] if key in cells else None for cells in (old, new))
        if was != now:
            section, table, row, column, _ = new.get(key) or old[key]
            found.append(FigureChange(section, table, row, column, was, now))
    return found


def _paired(before: Content, after: Content) -> Iterator[tuple[Section | None, Section | None]]:
    """Yield the sections of both by code: those of the newer version in order, then those that are gone."""
    old = {section.code: section for section in before.sections}
    new = {section.code for section in after.sections}
    for section in after.sections:
        yield old.get(section.code), section
    for section in before.sections:
        if section.code not in new:
            yield section, None


def _paragraphs(section: Section | None) -> list[str]:
    """Return what a section says in words: its heading first, live figures as printed."""
    if section is None:
        return []
    return [section.title, *(line for part in section.parts for line in _words(part))]


def _words(part: Part) -> Iterator[str]:
    if isinstance(part, Text):
        yield from _lines(part.prose)
    elif isinstance(part, Priority):
        yield from filter(None, (part.title, ", ".join(part.focus)))
        for prose in (part.goal, part.action, part.progress):
            yield from _lines(prose)
    elif isinstance(part, FollowUp):
        yield from filter(None, (part.title,))
        yield from (*_lines(part.recommendation), *_lines(part.follow_up))
    elif isinstance(part, Notes):
        yield from (f"{note.description}: {note.text}" for note in part.notes)
    elif isinstance(part, Risks):
        yield from (f"{row.description} ({row.likelihood}, {row.impact}) {row.measure}" for row in part.rows)
    elif isinstance(part, Late):
        yield from (f"{row.description} {row.explanation}".strip() for row in part.rows)
    elif isinstance(part, Tabular) and part.note:
        yield part.note


def _lines(prose: Prose) -> Iterator[str]:
    text = TOKEN.sub(lambda match: prose.figures[match[1]].shown, prose.markdown)
    yield from (" ".join(paragraph.split()) for paragraph in text.split("\n\n") if paragraph.strip())


def _compared(heading: str, old: list[str], new: list[str]) -> Iterator[TextChange]:
    """Yield the differences; a paragraph that was replaced by another stands beside it."""
    for kind, first, last, start, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        gone, come = old[first:last], new[start:end]
        for place in range(max(len(gone), len(come))):
            yield TextChange(heading, "".join(gone[place : place + 1]), "".join(come[place : place + 1]))


_Cell = tuple[str, str, str, str, int]


def _cells(content: Content) -> dict[tuple[str, int, str, str, str], _Cell]:
    """Return every amount by where it stands: section, which of its tables, table, row and column."""
    found: dict[tuple[str, int, str, str, str], _Cell] = {}
    for section in content.sections:
        tables = [part.table for part in section.parts if isinstance(part, Tabular | Charted)]
        for place, table in enumerate(tables):
            labels = {column["key"]: _label(column) for column in table["columns"]}
            for row in table["rows"]:
                name = " / ".join(row["path"]) or row["label"]
                for column, cents in row["cents"].items():
                    key = (section.code, place, table["slug"], row["key"], column)
                    found[key] = (section.heading, table["title"], name, labels[column], cents)
    return found


def _label(column: Mapping[str, Any]) -> str:
    return f"{column['group']}: {column['label']}" if column["group"] else str(column["label"])
