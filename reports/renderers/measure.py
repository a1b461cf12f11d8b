"""How wide the columns of a grid want to be, in characters, and which of them fit beside each other."""

from dataclasses import dataclass
from itertools import pairwise

from reports.formats import printed
from reports.renderers.grid import Grid
from reports.table import Column

_PADDING = 3  # characters
_WIDEST_NAME = 44
_WIDEST_WORDS = 24


@dataclass(frozen=True, slots=True)
class Widths:
    """Characters per column, padding included, for the three kinds of columns from left to right."""

    words: tuple[int, ...]  # what stands before the amounts
    amounts: tuple[int, ...]
    trailing: tuple[int, ...]

    @property
    def fixed(self) -> int:
        """What a page has to hold whatever amounts it shows."""
        return sum(self.words) + sum(self.trailing)

    @property
    def total(self) -> int:
        """The whole table."""
        return self.fixed + sum(self.amounts)

    @property
    def all(self) -> tuple[int, ...]:
        """Every column from left to right."""
        return self.words + self.amounts + self.trailing


def widths(grid: Grid) -> Widths:
    """Return the width of each column: its longest text, headings broken at spaces, long words wrapped."""
    rows = grid.layout.rows

    def words(key: str, label: str) -> int:
        longest = _longest(*label.split(), *(row.texts.get(key, "") for row in rows))
        return min(longest, _WIDEST_WORDS) + _PADDING

    names = _longest(grid.layout.row_heading, *(row.label for row in rows))
    values = grid.table.shown
    return Widths(
        (
            *(words(column.key, column.label) for column in grid.leading),
            min(names, _WIDEST_NAME) + _PADDING,
            *(words(column.key, column.label) for column in grid.middle),
        ),
        tuple(
            max(_heading(column), _longest(*(printed(values.get((row.key, column.key))) for row in rows))) + _PADDING
            for column in grid.columns
        ),
        tuple(words(column.key, column.label) for column in grid.trailing),
    )


def parts(grid: Grid, capacity: int) -> tuple[tuple[Column, ...], ...]:
    """Cut the columns of amounts in as few parts as fit in so many characters, of about equal width.

    A group of columns stays together; only a group that does not fit by itself is cut.
    """
    measured = widths(grid)
    room = max(capacity - measured.fixed, 1)
    width = dict(zip((column.key for column in grid.columns), measured.amounts, strict=True))
    blocks: list[tuple[Column, ...]] = []
    for _, members in grid.groups:
        fits = sum(width[column.key] for column in members) <= room
        blocks += [members] if fits else [(column,) for column in members]
    sizes = [sum(width[column.key] for column in block) for block in blocks]
    cuts = _fill(sizes, room)
    for narrower in range(sum(sizes) // (len(cuts) - 1), room):
        evener = _fill(sizes, narrower)
        if len(evener) == len(cuts):
            cuts = evener
            break
    return tuple(tuple(column for block in blocks[start:end] for column in block) for start, end in pairwise(cuts))


def _fill(sizes: list[int], room: int) -> list[int]:
    """Return where to cut a row of blocks so that each part fits, the ends included; a part has at least one block."""
    cuts, used = [0], 0
    for place, size in enumerate(sizes):
        if used and used + size > room:
            cuts.append(place)
            used = 0
        used += size
    return [*cuts, len(sizes)]


def _heading(column: Column) -> int:
    """Return the room a heading takes at least: its longest word, and half of it when it is broken once."""
    return max(_longest(*column.label.split()), (len(column.label) + 1) // 2)


def _longest(*texts: str) -> int:
    return max(map(len, texts), default=0)
