"""What a document says, as frozen values: the one thing that every form of it is made from. Pure.

`Content.as_dict` holds texts, figures and tables as they were at one moment, and nothing that changes later;
its canonical JSON is what is sealed. Amounts are in cents, printed numbers as in the tables.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Any, ClassVar, TypeAlias

from ledger.core.chain import canonical

FORMAT = "duoplus-document-1"
_BESIDES = frozenset({"format", "sections", "payments", "version", "kind", "on"})  # the last three: of the sealing


@dataclass(frozen=True, slots=True)
class Figure:
    """A live figure in a text: what is printed, the cents behind it, or why there is nothing behind it."""

    shown: str
    cents: int | None = None
    broken: str = ""


@dataclass(frozen=True, slots=True)
class Prose:
    """Markdown with references `[[...]]`, and what each of them stands for."""

    markdown: str
    figures: Mapping[str, Figure]

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Prose:
        """Return the prose that was made into plain values."""
        return cls(values["markdown"], {source: Figure(**figure) for source, figure in values["figures"].items()})


@dataclass(frozen=True, slots=True)
class Text:
    """A text."""

    KIND: ClassVar[str] = "text"
    prose: Prose

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Text:
        """Return the part that was made into plain values."""
        return cls(Prose.of(values["prose"]))


@dataclass(frozen=True, slots=True)
class Priority:
    """A speerpunt: why (kwaliteit, kwetsbaarheid, kosten), what is wanted, what is done for it, how far it is."""

    KIND: ClassVar[str] = "priority"
    title: str
    focus: tuple[str, ...]
    goal: Prose
    action: Prose
    progress: Prose

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Priority:
        """Return the part that was made into plain values."""
        texts = {name: Prose.of(values[name]) for name in ("goal", "action", "progress")}
        return cls(values["title"], tuple(values["focus"]), **texts)


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A recommendation of the accountant and what was done with it."""

    KIND: ClassVar[str] = "follow-up"
    title: str
    recommendation: Prose
    follow_up: Prose

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> FollowUp:
        """Return the part that was made into plain values."""
        return cls(values["title"], Prose.of(values["recommendation"]), Prose.of(values["follow_up"]))


@dataclass(frozen=True, slots=True)
class RiskRow:
    """A risico; an empty score is pro memorie."""

    description: str
    likelihood: str
    impact: str
    measure: str
    score_cents: int | None


@dataclass(frozen=True, slots=True)
class Risks:
    """The risico's of the year."""

    KIND: ClassVar[str] = "risks"
    rows: tuple[RiskRow, ...]

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Risks:
        """Return the part that was made into plain values."""
        return cls(tuple(RiskRow(**row) for row in values["rows"]))


@dataclass(frozen=True, slots=True)
class Note:
    """The toelichting of one mutatie; `cents` is its amount (see `figures.amount_of`)."""

    code: str
    number: int | None
    description: str
    recurrence: str
    cents: int
    text: str


@dataclass(frozen=True, slots=True)
class Notes:
    """The toelichtingen of the mutaties of a wijziging in a programma."""

    KIND: ClassVar[str] = "notes"
    programme: str
    notes: tuple[Note, ...]

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Notes:
        """Return the part that was made into plain values."""
        return cls(values["programme"], tuple(Note(**note) for note in values["notes"]))


@dataclass(frozen=True, slots=True)
class Tabular:
    """A table of the ledger, frozen (`reports.documents.frozen`)."""

    KIND: ClassVar[str] = "table"
    table: Mapping[str, Any]
    note: str = ""  # said under it

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Tabular:
        """Return the part that was made into plain values."""
        return cls(values["table"], values["note"])


@dataclass(frozen=True, slots=True)
class Charted:
    """A chart of a frozen table, which is printed beside it."""

    KIND: ClassVar[str] = "chart"
    chart: str
    table: Mapping[str, Any]

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Charted:
        """Return the part that was made into plain values."""
        return cls(values["chart"], values["table"])


@dataclass(frozen=True, slots=True)
class LateRow:
    """Something that came too late for a wijziging (cents, None when not known)."""

    announced_on: str
    programme: str
    description: str
    explanation: str
    cents: int | None
    lawfulness: str


@dataclass(frozen=True, slots=True)
class Late:
    """What came after the slotwijziging."""

    KIND: ClassVar[str] = "late"
    rows: tuple[LateRow, ...]

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Late:
        """Return the part that was made into plain values."""
        return cls(tuple(LateRow(**row) for row in values["rows"]))


Part: TypeAlias = Text | Priority | FollowUp | Risks | Notes | Tabular | Charted | Late
_PARTS: dict[str, type[Part]] = {
    part.KIND: part for part in (Text, Priority, FollowUp, Risks, Notes, Tabular, Charted, Late)
}


def part_prose(part: Part) -> tuple[Prose, ...]:
    """Return the texts with live figures of a part, in printing order."""
    if isinstance(part, Text):
        return (part.prose,)
    if isinstance(part, Priority):
        return (part.goal, part.action, part.progress)
    return (part.recommendation, part.follow_up) if isinstance(part, FollowUp) else ()


def is_unwritten(part: Part) -> bool:
    """Tell whether a part is for somebody to write and has nothing in it yet."""
    texts = part_prose(part)
    return bool(texts) and not any(prose.markdown.strip() for prose in texts)


@dataclass(frozen=True, slots=True)
class Section:
    """A chapter: its number as printed (`3.1.2`, empty when it has none), its heading and its parts."""

    code: str
    number: str
    level: int
    title: str
    programme: str
    parts: tuple[Part, ...]

    @property
    def heading(self) -> str:
        """Return number and title."""
        return f"{self.number} {self.title}".strip()


@dataclass(frozen=True, slots=True)
class Paid:
    """What the gemeenten pay of one mutatie in the begrotingsjaar: cents by code of the gemeente, more is positive.

    `programme` and `recurrence` are the words as printed.
    """

    code: str
    number: int | None
    programme: str
    description: str
    recurrence: str
    cents: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Payments:
    """What the uittreksels are made of: the whole of what is paid, from which each gemeente gets its own.

    `contributions` and `maatwerk` are the frozen tables 6.11 and 6.10, `mutations` those of the wijziging of the
    document, `ahead` what that wijziging does per year (as text) to what each gemeente pays.
    """

    contributions: Mapping[str, Any]
    maatwerk: Mapping[str, Any]
    mutations: tuple[Paid, ...]
    ahead: Mapping[str, Mapping[str, int]]

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Payments:
        """Return the payments that were made into plain values."""
        mutations = tuple(Paid(**row) for row in values["mutations"])
        return cls(values["contributions"], values["maatwerk"], mutations, values["ahead"])


@dataclass(frozen=True, slots=True)
class Content:
    """A whole document. `through` is the last wijziging its tables hold, `head` the state of the ledger."""

    slug: str
    year: int
    title: str
    subtitle: str
    organisation: str
    board: str
    audience: str
    asks_views: bool
    amendment: str
    through: int
    head: str
    made_on: str  # ISO date of that state
    payments: Payments
    sections: tuple[Section, ...]
    municipality: str = ""  # code, in an uittreksel

    def as_dict(self) -> dict[str, Any]:
        """Return the content as values that JSON can hold."""
        values = asdict(self)
        for section, row in zip(self.sections, values["sections"], strict=True):
            row["parts"] = [{"kind": part.KIND, **asdict(part)} for part in section.parts]
        return {"format": FORMAT, **values}

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Content:
        """Return the content that was made into plain values; raises ValueError on another format."""
        if values.get("format") != FORMAT:
            raise ValueError(f"unknown format of a document: {values.get('format')}")
        fields = {name: value for name, value in values.items() if name not in _BESIDES}
        sections = tuple(
            Section(**row | {"parts": tuple(_PARTS[part["kind"]].of(part) for part in row["parts"])})
            for row in values["sections"]
        )
        return cls(**fields, payments=Payments.of(values["payments"]), sections=sections)

    @property
    def digest(self) -> str:
        """Return the SHA-256 of the canonical form."""
        return digest_of(self.as_dict())

    def sealed(self, number: int, kind: str, on: str) -> dict[str, Any]:
        """Return a sealed version of this content as plain values; their digest is what is printed in it.

        Number, kind and day (ISO) are part of it, so that what was adopted as it was sent is another version.
        """
        return self.as_dict() | {"version": number, "kind": kind, "on": on}

    def prose(self) -> Iterator[tuple[Section, Prose]]:
        """Yield every text with live figures, with the section it stands in."""
        for section in self.sections:
            yield from ((section, text) for part in section.parts for text in part_prose(part))

    def tables(self) -> Iterator[tuple[Section, Mapping[str, Any]]]:
        """Yield every frozen table, those beside a chart included, with its section."""
        for section in self.sections:
            for part in section.parts:
                if isinstance(part, Tabular | Charted):
                    yield section, part.table


def digest_of(values: Mapping[str, Any]) -> str:
    """Return the SHA-256 of content as plain values."""
    return sha256(canonical(values).encode()).hexdigest()
