"""A document as HTML: the twin that is read on a screen, and the same markup on paper for the PDF."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from math import inf
from typing import Any

from django.template.loader import render_to_string
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from ledger.core.consultation import last_answer
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
    is_unwritten,
    part_prose,
)
from ledger.core.content_changes import Changes
from ledger.core.days import in_words
from ledger.core.money import format_euros
from ledger.enums import Audience, VersionKind
from reports import glance
from reports.documents import markup
from reports.documents.brief import in_short
from reports.documents.frozen import thaw
from reports.formats import printed
from reports.renderers import html
from reports.renderers.context import Context
from reports.renderers.pdf import is_wide, on_paper

_DEEPEST = 5  # headings below the title: h2 to h5
_LISTED = 2  # levels in the table of contents on paper
_SHORT = 24  # rows: a table up to here is not broken over two pages
_SHEETS = ("table.css", "print.css", "document.css", "document-screen.css")
_FEW_LETTERS = 600  # a text up to here stays on the page of the short table that it announces
_BRIEF = 1200  # letters: after a chapter up to here the next one goes on on the same page
_STANDING = 132  # characters beside each other on a standing page, in the small type of a document
_PER_THOUSAND = 100_000  # cents
_UNWRITTEN = SafeString('<p class="duo-document__unwritten">Deze tekst is nog niet geschreven.</p>')
_CAPTIONS = {
    "waterfall": "Van primitieve begroting naar begroting na wijziging, alle betalers samen (in euro’s)",
    "contributions": "Wat elke gemeente en anderen betalen, van primitief tot na wijziging (in euro’s)",
}


@dataclass(frozen=True, slots=True)
class Seal:
    """What proves a sealed version: which one it is, of when, and the digest of its content."""

    label: str  # `verzonden`, `vastgesteld`
    number: int
    on: date
    digest: str

    def mark(self, content: Content) -> str:
        """Return what a file carries to be known by: the digest, and of an uittreksel the code of its gemeente."""
        return f"{self.digest}:{content.municipality}" if content.municipality else self.digest


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the table of contents."""

    anchor: str
    number: str
    title: str
    level: int


@dataclass(frozen=True, slots=True)
class Drawn:
    """A section, ready for the template."""

    anchor: str
    number: str
    title: str
    level: int
    tag: str
    parts: tuple[SafeString, ...]
    begins_wide: bool  # on paper: begins with a table that needs a page on its side
    together: bool  # on paper: a few lines and a short table, that stay on one page
    goes_on: bool = False  # on paper: a chapter on the page of the one before it, which is brief


def anchor(section: Section) -> str:
    """Return the place of a section in the document, the same in every form."""
    return f"h-{section.code}"


def contents(content: Content, deepest: int = 3) -> list[Entry]:
    """Return the table of contents, down to a level."""
    return [
        Entry(anchor(section), section.number, section.title, section.level)
        for section in content.sections
        if section.level <= deepest
    ]


def sections(
    content: Content, *, paper: bool = False, addresses: dict[str, str] | None = None, first: int = 2
) -> list[Drawn]:
    """Return every section as markup; `first` is the heading of a chapter (h2 under the title of the page).

    `addresses` gives, by reference, where a live figure is explained: for a concept on the site.
    """
    drawing = _Drawing(content, paper=paper, addresses=addresses or {})
    found: list[Drawn] = []
    wide_below = False
    for section in reversed(content.sections):  # a heading with nothing under it goes with the section that follows
        parts = tuple(drawing.part(section, part, place) for place, part in enumerate(section.parts, 1))
        wide_below = drawing.is_wide(section.parts[0]) if section.parts else wide_below
        tag = f"h{min(section.level + first - 1, _DEEPEST)}"
        found.append(
            Drawn(
                anchor(section),
                section.number,
                section.title,
                section.level,
                tag,
                parts,
                begins_wide=wide_below,
                together=_is_short(section),
            )
        )
    drawn, going_on = found[::-1], _going_on(content.sections)
    return [replace(each, goes_on=index in going_on) for index, each in enumerate(drawn)]


def _going_on(sections: Sequence[Section]) -> set[int]:
    """Return the places of the chapters that follow a brief one: a page is not left almost empty."""
    found: set[int] = set()
    letters = 0.0
    for index, section in enumerate(sections):
        if section.level == 1:
            if index and letters <= _BRIEF:
                found.add(index)
            letters = 0
        letters += sum(_letters(part) for part in section.parts)
    return found


def _letters(part: Part) -> float:
    """Return how long a text is; what is not a text is long."""
    texts = part_prose(part)
    return sum(len(prose.markdown) for prose in texts) if texts else inf


def whole(content: Content, seal: Seal | None, changes: Changes | None = None, *, paper: bool, styles: str = "") -> str:
    """Return a document of one file: with its styles inside for a browser, or for paper.

    `changes` are those since the version that the councils had before, told at the end.
    """
    made_on = date.fromisoformat(content.made_on)
    return render_to_string(
        "reports/documents/whole.html",
        {
            "content": content,
            "brief": brief(content, paper=paper),
            "seal": seal,
            "mark": seal.mark(content) if seal else "",
            "changes": changes,
            "audience": Audience(content.audience).label,
            "entries": contents(content, _LISTED) if paper else contents(content),
            "sections": sections(content, paper=paper),
            "styles": SafeString(f"<style>{styles}</style>" if styles else ""),  # nosec B308 B703 - our own sheets
            "made_on": content.made_on,
            "made_on_text": in_words(made_on),
            "state": state_line(content, seal),
            "term": term_line(content, seal),
            "has_files": paper and any(content.tables()),
            "head": content.head[:12],
            "paper": paper,
        },
    )


def twin(content: Content, seal: Seal | None, changes: Changes | None = None) -> bytes:
    """Return the document as one HTML file that shows in any browser, also without a network."""
    styles = "\n".join(html.stylesheet(name) for name in _SHEETS)
    return whole(content, seal, changes, paper=False, styles=styles).encode()


def state_line(content: Content, seal: Seal | None) -> str:
    """Return what every page says of its standing: a concept, or which sealed version."""
    if seal is None:
        return f"Concept, stand van {in_words(date.fromisoformat(content.made_on))}, kenmerk {content.head[:12]}"
    return f"Versie {seal.number}, {seal.label} {in_words(seal.on)}, kenmerk {seal.digest[:12]}"


def term_line(content: Content, seal: Seal | None) -> str:
    """Return until when the councils can answer; nothing when they are not asked or it was not sent yet."""
    if seal is None or not content.asks_views or seal.label != VersionKind.SENT.label:
        return ""
    return f"Een zienswijze kan tot en met {in_words(last_answer(seal.on))}."


def brief(content: Content, *, paper: bool = False) -> Drawn | None:
    """Return what the cover says in short; an uittreksel has it as its first chapter."""
    if content.municipality:
        return None
    (drawn,) = sections(replace(content, sections=(in_short(content),)), paper=paper)
    return drawn


def _is_short(section: Section) -> bool:
    """Tell whether a section is a few lines with a short table: a table apart from what announces it reads badly."""
    words = sum(len(part.prose.markdown) for part in section.parts if isinstance(part, Text))
    rows = [len(part.table["rows"]) for part in section.parts if isinstance(part, Tabular)]
    others = [part for part in section.parts if not isinstance(part, Text | Tabular)]
    return bool(rows) and not others and words <= _FEW_LETTERS and sum(rows) <= _SHORT


class _Drawing:
    """Turns each part into markup; one method per kind, and one template for what needs one."""

    def __init__(self, content: Content, *, paper: bool, addresses: dict[str, str]) -> None:
        self.paper = paper
        self.addresses = addresses
        self.context = Context(
            organisation=content.organisation, head=content.head, made_on=date.fromisoformat(content.made_on)
        )
        self.drawers: dict[type[Any], Callable[[Section, Any, int], SafeString]] = {
            Text: self.text,
            Priority: self.priority,
            FollowUp: self.follow_up,
            Risks: self.risks,
            Notes: self.notes,
            Tabular: self.table,
            Charted: self.chart,
            Late: self.late,
        }

    def part(self, section: Section, part: Part, place: int) -> SafeString:
        return self.drawers[type(part)](section, part, place)

    def is_wide(self, part: Part) -> bool:
        """Tell whether a part is a table that needs a page on its side."""
        return self.paper and isinstance(part, Tabular) and is_wide(thaw(dict(part.table)), _STANDING)

    def prose(self, prose: Prose) -> SafeString:
        return markup.html(prose, self.addresses)

    def text(self, _section: Section, part: Text, _place: int) -> SafeString:
        return _UNWRITTEN if is_unwritten(part) else self.prose(part.prose)

    def priority(self, _section: Section, part: Priority, _place: int) -> SafeString:
        focus = " en ".join(filter(None, (", ".join(part.focus[:-1]), *part.focus[-1:]))).capitalize()
        label = "Speerpunten" if len(part.focus) > 1 else "Speerpunt"
        facts = self._facts(
            ("Wat willen we bereiken?", part.goal),
            ("Wat gaan we ervoor doen?", part.action),
            ("Wat is de stand van zaken?", part.progress),
        )
        empty = "dit speerpunt is nog niet beschreven."
        return _drawn("record", {"title": part.title, "label": label, "focus": focus, "facts": facts, "empty": empty})

    def follow_up(self, _section: Section, part: FollowUp, _place: int) -> SafeString:
        facts = self._facts(("Aanbeveling", part.recommendation), ("Opvolging", part.follow_up))
        empty = "deze aanbeveling is nog niet beschreven."
        return _drawn("record", {"title": part.title, "facts": facts, "empty": empty})

    def _facts(self, *texts: tuple[str, Prose]) -> list[tuple[str, SafeString]]:
        """Return the texts of a record that say something, with their labels."""
        return [(label, self.prose(prose)) for label, prose in texts if prose.markdown]

    def risks(self, _section: Section, part: Risks, _place: int) -> SafeString:
        rows = [
            (row, "pm" if row.score_cents is None else printed(round(row.score_cents / _PER_THOUSAND)))
            for row in part.rows
        ]
        return _drawn("risks", {"rows": rows})

    def notes(self, _section: Section, part: Notes, _place: int) -> SafeString:
        notes = [(note, format_euros(note.cents), markup.plain(note.text)) for note in part.notes]
        return _drawn("notes", {"notes": notes})

    def table(self, section: Section, part: Tabular, place: int) -> SafeString:
        source = thaw(dict(part.table))
        identifier = f"tabel-{section.code}-{place}"
        if self.paper:
            tables = on_paper(source, self.context, identifier, _STANDING)
        else:
            tables = [html.table(source, self.context, identifier=identifier)]
        joined = format_html_join("", "{}", ((each,) for each in tables))
        return _drawn(
            "sheet",
            {
                "tables": joined,
                "note": part.note,
                "is_wide": self.is_wide(part),
                "is_short": len(source.layout.rows) <= _SHORT,
            },
        )

    def chart(self, section: Section, part: Charted, place: int) -> SafeString:
        source = thaw(dict(part.table))
        drawing = glance.total_chart(source) if part.chart == "waterfall" else glance.payer_chart(source)
        table = self.table(section, Tabular(part.table), place)
        return _drawn("chart", {"chart": drawing, "caption": _CAPTIONS[part.chart], "table": table})

    def late(self, _section: Section, part: Late, _place: int) -> SafeString:
        rows = [
            (in_words(date.fromisoformat(row.announced_on)), row, "" if row.cents is None else format_euros(row.cents))
            for row in part.rows
        ]
        return _drawn("late", {"rows": rows})


def _drawn(name: str, context: dict[str, Any]) -> SafeString:
    return render_to_string(f"reports/documents/{name}.html", context)
