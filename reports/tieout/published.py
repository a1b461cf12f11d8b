"""A published document as data: what was printed, cell by cell and paragraph by paragraph. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from ledger.core.money import AmountError, parse_amount

_NOTHING = {"", "-", "\u2013", "\u2014", "\u2212"}


class NotANumberError(ValueError):
    """What is printed in a cell is not an amount."""


@dataclass(frozen=True)
class PublishedTable:
    """A printed table. `cells` holds what was printed by row and column key; an empty cell is not there.

    `name` is the paragraph, with the wijziging where a year has the paragraph in more than one document.
    """

    name: str
    paragraph: str
    slug: str
    part: str  # the programma, when the table is a part of a whole one
    unit: str
    through: int
    rows: Mapping[str, str]  # row key to printed label, in the order printed
    cells: Mapping[tuple[str, str], str]


@dataclass(frozen=True, slots=True)
class PublishedParagraph:
    """A printed paragraph; `programme` is the code of the programma it belongs to."""

    paragraph: str
    title: str
    text: str
    programme: str | None


@dataclass(frozen=True, slots=True)
class DescribedMutation:
    """A mutatie as the texts may speak of it. Cents; `amounts` are its lasten and its baten per source."""

    pk: int
    programme: str
    number: int | None
    amendment: int
    description: str
    group: str | None
    maatwerk: bool
    cost: int | None
    amounts: frozenset[int] = field(default_factory=frozenset)


def number_of(printed: str) -> int:
    """Return the whole number that was printed; a dash or nothing is 0. Raises NotANumberError."""
    text = printed.strip()
    if text in _NOTHING:
        return 0
    try:
        cents = parse_amount(text)
    except AmountError:
        raise NotANumberError(text) from None
    if cents % 100:
        raise NotANumberError(text)
    return cents // 100
