"""What the aansluitcontrole finds: differences, each with its cause and the proof of it. Pure and frozen."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cached_property


class Cause(Enum):
    """Why a published figure differs. The value stands in the data, the label on the screen."""

    ROUNDING = "rounding"
    MISSING_ROW = "missing_row"
    ONE_COLUMN_ONLY = "one_column_only"
    CONTRADICTION = "contradiction"
    WRONG_REFERENCE = "wrong_reference"
    WRONG_AMOUNT = "wrong_amount"
    UNEXPLAINED = "unexplained"

    @property
    def label(self) -> str:
        """How a person reads it."""
        return _LABELS[self]


_LABELS = {
    Cause.ROUNDING: "afronding",
    Cause.MISSING_ROW: "ontbrekende rij",
    Cause.ONE_COLUMN_ONLY: "in één kolom verwerkt",
    Cause.CONTRADICTION: "tegenspraak",
    Cause.WRONG_REFERENCE: "verkeerde verwijzing",
    Cause.WRONG_AMOUNT: "verkeerd bedrag",
    Cause.UNEXPLAINED: "niet verklaard",
}

TEXTS = "texts"
"""What stands for the table in a difference that is about a paragraph."""


@dataclass(frozen=True, slots=True)
class Place:
    """A cell or a paragraph of the document, as data and in words."""

    table: str
    paragraph: str
    where: str
    row: str | None = None
    column: str | None = None
    printed: str = ""  # as printed


@dataclass(frozen=True, slots=True)
class Difference:
    """A published figure that is not the recomputed one.

    `published`, `expected` and `difference` (published minus expected) are in `unit`, with the signs of the
    table; for a reference they are mutatie numbers and there is no difference. None: there is no such figure.
    """

    number: int  # its place in the report, from 1
    place: Place
    unit: str
    published: int | None
    expected: int | None
    difference: int | None
    cause: Cause
    explanation: str
    proofs: tuple[str, ...] = ()
    related: tuple[Place, ...] = ()
    root: int | None = None  # the number of the difference that this one follows from

    def as_data(self) -> dict[str, object]:
        """Return it for the JSON output."""
        return {
            "number": self.number,
            "table": self.place.table,
            "paragraph": self.place.paragraph,
            "where": self.place.where,
            "row": self.place.row,
            "column": self.place.column,
            "printed": self.place.printed,
            "published": self.published,
            "expected": self.expected,
            "difference": self.difference,
            "unit": self.unit,
            "cause": self.cause.value,
            "explanation": self.explanation,
            "proofs": list(self.proofs),
            "related": [place.where for place in self.related],
            "root": self.root,
        }


@dataclass(frozen=True, slots=True)
class Compared:
    """How much of one published table or of the texts was compared."""

    table: str
    paragraph: str
    title: str
    compared: int
    differences: int

    @property
    def agreeing(self) -> int:
        """How many figures agree."""
        return self.compared - self.differences


@dataclass(frozen=True)
class Report:
    """The aansluitcontrole of one year."""

    year: int
    differences: tuple[Difference, ...]
    tables: tuple[Compared, ...]
    relations: int  # sums and equal facts within and between the published tables that were checked
    broken: int  # those that do not hold, also when rounding is allowed for

    @cached_property
    def compared(self) -> int:
        """How many published figures, references and amounts were compared."""
        return sum(table.compared for table in self.tables)

    @property
    def agreeing(self) -> int:
        """How many of them agree."""
        return sum(table.agreeing for table in self.tables)

    @cached_property
    def counts(self) -> Mapping[Cause, int]:
        """How many differences each cause has, in the order of the causes; only those that occur."""
        counted = Counter(difference.cause for difference in self.differences)
        return {cause: counted[cause] for cause in Cause if counted[cause]}

    def as_data(self) -> dict[str, object]:
        """Return the report for the JSON output."""
        return {
            "year": self.year,
            "compared": self.compared,
            "agreeing": self.agreeing,
            "relations": self.relations,
            "broken": self.broken,
            "counts": {cause.value: self.counts.get(cause, 0) for cause in Cause},
            "tables": [
                {
                    "table": table.table,
                    "paragraph": table.paragraph,
                    "title": table.title,
                    "compared": table.compared,
                    "agreeing": table.agreeing,
                }
                for table in self.tables
            ],
            "differences": [difference.as_data() for difference in self.differences],
        }
