"""The rows of the entry grid: from what was typed to mutaties, and back. No database.

A row keeps what was typed until it is stored, so a mistake never costs the reader any work.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Protocol

from django.utils.text import slugify

from ledger.core.money import MINUS, AmountError, format_euros, parse_amount
from ledger.core.text import clean
from ledger.entry.balancing import CoverChoice, CoverError, Entry, expand, read_cover
from ledger.entry.choices import Choices
from ledger.entry.stored import Stored
from ledger.enums import Placement, Recurrence
from ledger.journal import MutationInput
from ledger.journal.lines import Problem

MAX_ROWS = 1500  # with its fields just below what settings let a form send
_MAX_DESCRIPTION = 300
_MAX_CODE = 80
_TEXTS = ("number", "description", "spending", "recurrence", "cover", "ogon", "theme", "explanation")
HEADINGS = {
    "number": "Nr",
    "description": "Omschrijving",
    "spending": "Uitgaven in €",
    "recurrence": "I/S",
    "cover": "Dekkingsbron",
    "ogon": "OGON",
    "theme": "Thema",
    "explanation": "Toelichting",
}
# Where a broken rule of a mutatie is mended in its row.
_FIELD_OF = {
    "cents": "spending",
    "lines": "spending",
    "effective_year": "recurrence",
    "source": "cover",
    "pool": "cover",
    "municipality": "cover",
    "order": "cover",
    "reserve": "cover",
}


class Posted(Protocol):
    """What was sent: a QueryDict."""

    def get(self, key: str, /) -> str | None:
        """Return the value of a field."""


@dataclass(frozen=True, slots=True)
class RawRow:
    """A row as typed. `seen` is the fingerprint of what the page showed, `keep` the answer to a conflict."""

    index: int
    texts: Mapping[str, str]
    pk: int | None = None
    version: int = 0
    seen: str = ""
    remove: bool = False
    conflict: bool = False  # the page showed two versions; `version` is that of the other one, 0 when it is gone
    keep: str = ""  # "mine" or "theirs"

    @property
    def blank(self) -> bool:
        """Nothing has been filled in."""
        return self.pk is None and not any(self.texts.values())

    @property
    def touched(self) -> bool:
        """Something differs from what the page showed."""
        return self.remove or self.seen != fingerprint(self.texts)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a row says: the entry, or what is wrong with it."""

    entry: Entry | None
    problems: Sequence[Problem] = ()


def fingerprint(texts: Mapping[str, str]) -> str:
    """Return a short fingerprint of what a row shows."""
    return sha256(json.dumps([texts[name] for name in _TEXTS]).encode()).hexdigest()[:20]


def blank_row(index: int) -> RawRow:
    """Return an empty row."""
    return RawRow(index, dict.fromkeys(_TEXTS, ""))


def raw_rows(data: Posted) -> list[RawRow]:
    """Return the rows that were sent, blank ones included, at most `MAX_ROWS`."""
    rows = []
    for index in range(min(whole(data.get("rows")), MAX_ROWS)):
        texts = {name: tidy(data.get(f"{name}-{index}")) for name in _TEXTS}
        rows.append(
            RawRow(
                index,
                texts,
                whole(data.get(f"pk-{index}")) or None,
                whole(data.get(f"version-{index}")),
                data.get(f"seen-{index}") or "",
                bool(data.get(f"remove-{index}")),
                bool(data.get(f"conflict-{index}")),
                data.get(f"keep-{index}") or "",
            )
        )
    return rows


def whole(text: str | None) -> int:
    """Return a whole number that a form of ours sent, 0 for anything else."""
    text = text or ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0  # noqa: PLR2004 - fits the database


def tidy(text: str | None) -> str:
    """Return typed text without stray blanks, with one kind of line end and without the ligature ĳ."""
    return clean(text or "").replace("\r\n", "\n").replace("\r", "\n").strip()


def amount_text(cents: int) -> str:
    """Return an amount as it stands in an input: with a minus sign of the keyboard."""
    return format_euros(cents).replace(MINUS, "-")


def shown_row(stored: Stored, entry: Entry, index: int) -> RawRow:
    """Return a stored mutatie as a row of the grid."""
    texts = {
        "number": str(entry.number or ""),
        "description": tidy(entry.description),
        "spending": amount_text(entry.spending),
        "recurrence": entry.recurrence,
        "cover": entry.cover.code,
        "ogon": "ja" if entry.decided_in_ogon else "",
        "theme": entry.theme or "",
        "explanation": tidy(entry.explanation),
    }
    return RawRow(index, texts, stored.pk, stored.version, fingerprint(texts))


def read_row(row: RawRow, programme: str, place: str, choices: Choices, stored: Stored | None) -> Reading:
    """Read a row. What the grid does not show of a stored mutatie (its code, group, source, place, index) is kept."""
    texts = row.texts
    wrong: list[Problem] = []
    number = read_number(texts["number"], wrong)
    check_length(texts["description"], wrong)
    spending = read_cents(texts["spending"], "spending", wrong)
    cover = _read_cover(texts["cover"], choices, wrong)
    if texts["recurrence"] not in Recurrence.values:
        wrong.append(Problem("Kies incidenteel of structureel.", "recurrence"))
    if not texts["description"]:
        wrong.append(Problem("De omschrijving ontbreekt. Vul in wat er verandert.", "description"))
    if wrong or cover is None:
        return Reading(None, wrong)
    before = stored.entry if stored else None
    entry = Entry(
        code=stored.mutation.code if stored else "",
        programme=programme,
        description=texts["description"],
        spending=spending,
        recurrence=texts["recurrence"],
        cover=cover,
        number=number,
        theme=texts["theme"] or None,
        decided_in_ogon=bool(texts["ogon"]),
        explanation=texts["explanation"],
        placement=place or Placement.PROGRAMME,
    )
    if stored:
        entry = replace(
            entry,
            group=stored.mutation.group,
            reference=stored.mutation.reference,
            reverses=stored.mutation.reverses,
            indexation=stored.mutation.index_basis_points,
            placement=before.placement if before else entry.placement,
        )
    return Reading(entry)


def check_length(description: str, wrong: list[Problem]) -> None:
    """Add to `wrong` that a description is longer than there is room for."""
    if len(description) > _MAX_DESCRIPTION:
        sentence = (
            f"De omschrijving is {len(description)} tekens lang en mag er {_MAX_DESCRIPTION} hebben. Maak haar korter."
        )
        wrong.append(Problem(sentence, "description"))


def read_number(text: str, wrong: list[Problem]) -> int | None:
    """Return the number of a mutatie, None for none; a mistake is added to `wrong`."""
    if not text:
        return None
    number = whole(text)
    if not number:
        wrong.append(Problem("Het nummer is een heel getal, bijvoorbeeld 12.", "number"))
    return number or None


def read_cents(text: str, field: str, wrong: list[Problem]) -> int:
    """Return the cents of a typed amount; a mistake is added to `wrong`."""
    try:
        if not text:
            raise AmountError("Het bedrag ontbreekt. Vul een bedrag in euro's in, bijvoorbeeld -1.234.")  # noqa: TRY301
        return parse_amount(text)
    except AmountError as error:
        wrong.append(Problem(str(error), field))
        return 0


def _read_cover(code: str, choices: Choices, wrong: list[Problem]) -> CoverChoice | None:
    try:
        return read_cover(code, choices.order_municipalities)
    except CoverError as error:
        wrong.append(Problem(str(error), "cover"))
        return None


def mutation_of(entry: Entry, choices: Choices) -> MutationInput:
    """Return the mutatie of a row, with every year it reaches."""
    return expand(entry, choices.year, choices.registry.years_ahead)


def row_field(problem: Problem) -> str:
    """Return the field of the row where a broken rule is mended."""
    return _FIELD_OF.get(problem.field, problem.field if problem.field in _TEXTS else "description")


def new_code(amendment: str, programme: str, number: int | None, description: str, used: set[str]) -> str:
    """Return a code for a new mutatie that is not in use yet, and take it: `2024-2-staf-3`."""
    name = str(number) if number else slugify(description)[:40] or "mutatie"
    base = f"{amendment}-{programme}-{name}"[: _MAX_CODE - 4].strip("-")
    code = next(code for code in _candidates(base) if code not in used)
    used.add(code)
    return code


def _candidates(base: str) -> Iterator[str]:
    yield base
    counter = 2
    while True:
        yield f"{base}-{counter}"
        counter += 1
