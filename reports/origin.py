"""The page behind a figure: its explanation, put in words and cut in pages. Amounts in cents, signs as in the table."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from django.core.paginator import EmptyPage, Page, PageNotAnInteger, Paginator

from ledger.core.book import Book
from ledger.core.cube import Key
from ledger.enums import Side
from ledger.models import Line
from reports.explain import Explanation, Part, Share
from reports.statements.columns import ordinal
from reports.table import Layout, Unit

PER_PAGE = 100


@dataclass(frozen=True, slots=True)
class LineRow:
    """A line as it counts in the figure."""

    stage: str
    address: str  # of the mutatie; empty when it is gone, or cannot be seen now
    number: str
    description: str
    what: str
    cents: int


@dataclass(frozen=True, slots=True)
class ShareRow:
    """What the key gives one gemeente; `counts` when it is part of the figure."""

    name: str
    weight: int
    percentage: str
    quota: Fraction
    rounding: Fraction
    cents: int
    counts: bool


@dataclass(frozen=True, slots=True)
class PartView:
    """A part with its lines on this page; totals are over all pages."""

    number: int
    page: int
    title: str
    lines: tuple[LineRow, ...]
    line_count: int
    total: int
    key: Key | None
    shares: tuple[ShareRow, ...]
    cents: int

    @property
    def is_cut(self) -> bool:
        """Tell whether some of its lines are on another page."""
        return len(self.lines) < self.line_count


@dataclass(frozen=True, slots=True)
class OriginPage:
    """Everything the page shows besides the explanation itself."""

    explanation: Explanation
    parts: tuple[PartView, ...]
    page: Page[int]
    mutation_count: int

    @property
    def shown(self) -> tuple[PartView, ...]:
        """The parts with lines on this page."""
        return tuple(part for part in self.parts if part.lines)


def origin_page(explanation: Explanation, book: Book, asked: str, mutation_address: Callable[[int], str]) -> OriginPage:
    """Return one page of an explanation; raises LookupError for a page that is not there."""
    spots = [(number, line) for number, part in enumerate(explanation.parts) for line in range(len(part.lines))]
    try:
        page: Page[int] = Paginator(range(len(spots)), PER_PAGE).page(asked or 1)
    except (EmptyPage, PageNotAnInteger):
        raise LookupError(f"Er is geen bladzijde {asked[:10]}.") from None
    on_page = {spots[index] for index in page.object_list}
    first_spot: dict[int, int] = {}
    for index, (number, _) in enumerate(spots):
        first_spot.setdefault(number, index)
    names = {municipality.code: municipality.name for municipality in book.municipalities}
    parts = tuple(
        PartView(
            number=number + 1,
            page=first_spot[number] // PER_PAGE + 1,
            title=part.title,
            lines=tuple(
                _line(line, cents, mutation_address(line.mutation_id))
                for index, (line, cents) in enumerate(zip(part.lines, part.line_cents, strict=True))
                if (number, index) in on_page
            ),
            line_count=len(part.lines),
            total=part.total,
            key=part.key,
            shares=tuple(_shares(part, names)),
            cents=part.cents,
        )
        for number, part in enumerate(explanation.parts)
    )
    mutations = {line.mutation_id for part in explanation.parts for line in part.lines}
    return OriginPage(explanation, parts, page, len(mutations))


def _line(line: Line, cents: int, address: str) -> LineRow:
    number = line.amendment.number
    return LineRow(
        stage=f"{ordinal(number)} wijziging" if number else "Primitief",
        address=address,
        number=str(line.mutation.number or ""),
        description=line.mutation.description,
        what=what(line),
        cents=cents,
    )


def what(line: Line) -> str:
    """Say what a line is: `last, overhead (Staf)` or `baat, bijdrage Buurt VTH, Uithoorn`."""
    if line.side == Side.COST:
        text = f"last, {line.get_placement_display()} ({line.programme.name})"
        return f"{text}, toevoeging aan {line.reserve.name}" if line.reserve else text
    named = line.pool or line.reserve
    text = f"baat, {line.get_source_display()}" + (f" {named}" if named else "")
    return f"{text}, {line.municipality.name}" if line.municipality else text


def _shares(part: Part, names: dict[str, str]) -> Iterator[ShareRow]:
    """Yield the whole split, so that one can see that it adds up."""
    if part.key is None:
        return
    counting = {share.municipality for share in part.shares}
    split = part.key.shares(part.total)
    for code, weight in part.key.payers.items():
        share = Share(names[code], weight, Fraction(part.total * weight, part.key.total), split[code])
        yield ShareRow(
            share.municipality, weight, _percentage(weight, part.key.total), share.quota, share.rounding, share.cents,
            share.municipality in counting,
        )  # fmt: skip


def _percentage(weight: int, total: int) -> str:
    return f"{100 * weight / total:.4f}".replace(".", ",") + "\u00a0%"


def unit_in_words(layout: Layout) -> str:
    """Return what one in the table stands for."""
    return "duizenden euro's" if layout.unit is Unit.EUR_1000 else "euro's"
