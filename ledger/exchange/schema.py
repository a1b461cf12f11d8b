"""What a workbook looks like: the parts of a sheet, the kinds of cells. See `ledger.exchange.sheets` for the sheets."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any

from ledger.core.text import search_key

MAX_INTEGER = 2**31 - 1
MAX_CELL_TEXT = 32_767  # Excel keeps no more characters in a cell


class Kind(Enum):
    """What a cell holds; the value is how a user reads it."""

    TEXT = "tekst"
    CODE = "code"
    AMOUNT = "bedrag"
    INTEGER = "geheel getal"
    DATE = "datum"
    PERCENTAGE = "percentage"
    CHOICE = "keuze"
    LIST = "codes met komma's ertussen"


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `limit` is the longest text or the highest number; `choices` are (stored value, label)."""

    key: str
    heading: str
    kind: Kind
    explanation: str
    required: bool = False
    choices: tuple[tuple[Any, str], ...] = ()
    default: Any = None
    minimum: int = 0
    limit: int = MAX_CELL_TEXT
    silent: bool = False  # an empty cell says nothing: what the ledger has stays, as in a workbook without the column

    @property
    def empty(self) -> Any:
        """The typed value of an empty cell."""
        if self.default is not None:
            return self.default
        return {Kind.TEXT: "", Kind.LIST: ()}.get(self.kind)


@dataclass(frozen=True, slots=True)
class Reference:
    """`columns` of a row must stand in `targets` of a row on another sheet, or in the ledger."""

    columns: tuple[str, ...]
    sheet: str
    targets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet. `identity` names the columns that identify a row, `unique` other columns that occur once.

    No identity columns: one row at most. None: the rows belong to another row and are compared with it.
    `unknown` begins the sentence about a name that stands nowhere: `Onbekende gemeente`. `optional` sheets
    carry what is only compared with and never computed with.
    """

    key: str
    title: str
    explanation: str
    unknown: str
    columns: tuple[Column, ...]
    identity: tuple[str, ...] | None
    unique: tuple[tuple[str, ...], ...] = ()
    references: tuple[Reference, ...] = ()
    optional: bool = False

    def column(self, key: str) -> Column:
        """Return the column with this key."""
        return next(column for column in self.columns if column.key == key)

    @property
    def by_heading(self) -> Mapping[str, Column]:
        """The columns by heading, as `heading_key` writes it."""
        return {heading_key(column.heading): column for column in self.columns}

    @property
    def yearly(self) -> bool:
        """Whether every row belongs to one begrotingsjaar."""
        return self.columns[0].key == "year"


def heading_key(text: object) -> str:
    """Return a heading or sheet name without case, accents, kind of apostrophe and doubled spaces."""
    return " ".join(search_key(str(text)).replace("\u2019", "'").replace("\u2018", "'").split())


def text(key: str, heading: str, explanation: str, *, limit: int = MAX_CELL_TEXT, required: bool = False) -> Column:
    """Describe a column of free text."""
    return Column(key, heading, Kind.TEXT, explanation, required, limit=limit)


def code(key: str, heading: str, explanation: str, *, required: bool = False, limit: int = 60) -> Column:
    """Describe a column with the code of something."""
    return Column(key, heading, Kind.CODE, explanation, required, limit=limit)


def codes(key: str, heading: str, explanation: str) -> Column:
    """Describe a column with any number of codes."""
    return Column(key, heading, Kind.LIST, explanation, limit=60)


def amount(key: str, heading: str, explanation: str, *, required: bool = False, default: int | None = None) -> Column:
    """Describe a column of euros with at most two decimals; typed as integer cents."""
    return Column(key, heading, Kind.AMOUNT, explanation, required, default=default)


def percentage(key: str, heading: str, explanation: str) -> Column:
    """Describe a column of percentages with at most two decimals; typed as integer basis points."""
    return Column(key, heading, Kind.PERCENTAGE, explanation)


def integer(
    key: str,
    heading: str,
    explanation: str,
    *,
    required: bool = False,
    limit: int = MAX_INTEGER,
    default: int | None = None,
) -> Column:
    """Describe a column of whole numbers from nought."""
    return Column(key, heading, Kind.INTEGER, explanation, required, default=default, limit=limit)


def year(explanation: str, *, key: str = "year", heading: str = "Jaar") -> Column:
    """Describe a column with a (required) calendar year."""
    return Column(key, heading, Kind.INTEGER, explanation, required=True, minimum=1900, limit=2200)


def day(key: str, heading: str, explanation: str) -> Column:
    """Describe a column of dates."""
    return Column(key, heading, Kind.DATE, explanation)


def choice(
    key: str,
    heading: str,
    explanation: str,
    choices: Iterable[tuple[Any, Any]],
    *,
    required: bool = False,
    default: Any = None,
) -> Column:
    """Describe a column with one of a few words; `choices` are (stored value, label)."""
    fixed = tuple((value, str(label)) for value, label in choices)
    return Column(key, heading, Kind.CHOICE, explanation, required, choices=fixed, default=default)


def silent(column: Column) -> Column:
    """Describe the same column, of which an empty cell says nothing."""
    return replace(column, silent=True)
