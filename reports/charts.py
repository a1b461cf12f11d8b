"""Bars that walk from one level to the next, as an SVG that needs no script and no style of its own.

Every place along the axis is a percentage and every height a number of pixels, so the letters keep their
size at any width. Pure: numbers in, positions as text out (a template would print a float with a comma).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from ledger.core.money import group_digits

_ROW = 21  # pixels from bar to bar
_BAR = 17
_HEAD = 24  # the name above a group
_GAP = 10  # below a group
_AXIS = 26
_HALF = 50.0  # percent: up to here there is room for a label behind the bar


class Kind(Enum):
    """What a bar stands for; the value is part of its class name."""

    LEVEL = "level"
    RESULT = "result"
    MORE = "more"
    LESS = "less"


_FILL = {Kind.LEVEL: "#54779f", Kind.RESULT: "#154273", Kind.MORE: "#b45309", Kind.LESS: "#1c7a4a"}


@dataclass(frozen=True, slots=True)
class Step:
    """A bar to draw: a level of its own (from zero), or a change from where the last bar ended. Whole euros."""

    label: str
    amount: int
    is_level: bool = False
    is_result: bool = False


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar with its label, ready to draw: places in percent, heights in pixels, all as text."""

    label: str
    amount: str
    kind: str
    fill: str
    x: str
    width: str
    y: str
    text_x: str
    text_dx: str
    text_y: str
    anchor: str
    inside: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Bars that belong together, under a name."""

    name: str
    y: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on the axis."""

    x: str
    label: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing; `text` says everything that can be seen in it."""

    text: str
    height: str
    bar_height: str
    axis_y: str
    label_y: str
    groups: tuple[Group, ...]
    ticks: tuple[Tick, ...]


def waterfall(title: str, groups: Sequence[tuple[str, Sequence[Step]]]) -> Chart:
    """Return the chart of groups of steps, all on one axis that starts at zero."""
    spans = [_spans(steps) for _, steps in groups]
    edges = [0, *(edge for span in spans for pair in span for edge in pair)]
    low, high = min(edges), max(edges)
    scale = _Scale(low, high)
    y = 0
    drawn = []
    for (name, steps), span in zip(groups, spans, strict=True):
        top = y
        if name:
            y += _HEAD
        bars = []
        for step, (start, end) in zip(steps, span, strict=True):
            bars.append(_bar(step, scale, start, end, y))
            y += _ROW
        drawn.append(Group(name, str(top + 17), tuple(bars)))
        y += _GAP
    return Chart(
        text=_in_words(title, groups),
        height=str(y + _AXIS),
        bar_height=str(_BAR),
        axis_y=str(y),
        label_y=str(y + 18),
        groups=tuple(drawn),
        ticks=scale.ticks(),
    )


def _spans(steps: Sequence[Step]) -> list[tuple[int, int]]:
    """Return where each bar begins and ends: a change begins where the bar before it ended."""
    spans = []
    at = 0
    for step in steps:
        start = 0 if step.is_level else at
        at = start + step.amount
        spans.append((start, at))
    return spans


@dataclass(frozen=True, slots=True)
class _Scale:
    low: int
    high: int

    def place(self, amount: int) -> float:
        """Return where an amount is on the axis, in percent."""
        return 100 * (amount - self.low) / ((self.high - self.low) or 1)

    def ticks(self) -> tuple[Tick, ...]:
        """Return round amounts, some four of them."""
        step = _round_step((self.high - self.low) / 4)
        first = -(-self.low // step)
        amounts = [number * step for number in range(first, self.high // step + 1)]
        return tuple(
            Tick(_percent(self.place(amount)), _short(amount), _anchor(self.place(amount))) for amount in amounts
        )


def _round_step(rough: float) -> int:
    step = 1
    while True:
        for factor in (1, 2, 5):
            if factor * step >= rough:
                return factor * step
        step *= 10


def _anchor(place: float) -> str:
    return "start" if place < 3 else "end" if place > 97 else "middle"  # noqa: PLR2004 - close to an edge


def _short(amount: int) -> str:
    million = 1_000_000
    if amount and amount % (million // 10) == 0:
        text = f"{amount / million:.1f}".replace(".", ",").removesuffix(",0")
        return f"{text} mln"
    return group_digits(amount)


def _bar(step: Step, scale: _Scale, start: int, end: int, y: int) -> Bar:
    left, right = sorted((scale.place(start), scale.place(end)))
    kind = _kind(step)
    inside = False
    if right <= _HALF:
        text_x, shift, anchor = right, 8, "start"
    elif left >= _HALF:
        text_x, shift, anchor = left, -8, "end"
    else:
        text_x, shift, anchor, inside = left, 8, "start", True
    return Bar(
        label=step.label,
        amount=amount_text(step),
        kind=kind.value,
        fill=_FILL[kind],
        x=_percent(left),
        width=_percent(max(right - left, 0.15) if step.amount else 0),
        y=str(y),
        text_x=_percent(text_x),
        text_dx=str(shift),
        text_y=str(y + 13),
        anchor=anchor,
        inside=inside,
    )


def _kind(step: Step) -> Kind:
    if step.is_level:
        return Kind.RESULT if step.is_result else Kind.LEVEL
    return Kind.MORE if step.amount > 0 else Kind.LESS


def amount_text(step: Step) -> str:
    """Return the amount beside a bar: a change has its sign in front."""
    if step.is_level or not step.amount:
        return group_digits(step.amount)
    return ("+" if step.amount > 0 else "") + group_digits(step.amount)


def _percent(number: float) -> str:
    return f"{number:.2f}%"


def _in_words(title: str, groups: Sequence[tuple[str, Sequence[Step]]]) -> str:
    sentences = [f"{title}, in euro's."]
    for name, steps in groups:
        told = "; ".join(f"{step.label} {amount_text(step)}" for step in steps)
        sentences.append(f"{name}: {told}." if name else f"{told}.")
    return " ".join(sentences)
