"""Percentages as integer basis points (hundredths of a percent): read from what people type, and printed. Pure."""

import re
from decimal import Decimal, InvalidOperation

from ledger.core.money import MINUS

BASIS_POINTS = 10_000  # the whole: 100%
_TYPED = re.compile(r"(?P<sign>[-+]?)(?P<whole>[0-9]{1,6})(?:,(?P<rest>[0-9]{1,2}))? ?%?")
_DIGITS_OF_A_SPREADSHEET = 15


class PercentageError(ValueError):
    """A text or number that is not a percentage; the message is a Dutch sentence."""


def parse_percentage(value: object) -> int:
    """Return basis points for a typed percentage (`2,5`, `-1,25%`) or the number of a cell (2.5): 250, -125, 250."""
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return _from_number(value)
    match = _TYPED.fullmatch(str(value).replace(MINUS, "-").strip())
    if match is None:
        raise PercentageError("Schrijf de index als percentage, bijvoorbeeld 2,5.")
    size = int(match["whole"]) * 100 + int((match["rest"] or "0").ljust(2, "0"))
    return -size if match["sign"] == "-" else size


def format_percentage(basis_points: int) -> str:
    """Return a percentage as read in Dutch, without its sign: `2,5`, `−1,25`, `3`."""
    whole, rest = divmod(abs(basis_points), 100)
    text = f"{whole:,}".replace(",", ".") + (f",{rest:02d}".rstrip("0") if rest else "")
    return (MINUS if basis_points < 0 else "") + text


def indexed(cents: int, basis_points: int, years: int) -> int:
    """Return an amount after a number of years of indexation, compounded exactly, halves away from zero.

    Whole euros stay whole euros (BBV art. 22).
    """
    unit = 100 if cents % 100 == 0 else 1
    size = abs(cents) // unit * int((BASIS_POINTS + basis_points) ** years)
    scale = int(BASIS_POINTS**years)
    rounded = (2 * size + scale) // (2 * scale) * unit
    return -rounded if cents < 0 else rounded


def _from_number(value: float | Decimal) -> int:
    try:
        points = Decimal(f"{value:.{_DIGITS_OF_A_SPREADSHEET}g}" if isinstance(value, float) else str(value)) * 100
        whole = int(points)
    except (InvalidOperation, OverflowError, ValueError):
        raise PercentageError("Dit getal is geen percentage.") from None
    if points != whole:
        raise PercentageError("Een percentage heeft hoogstens twee decimalen. Rond het af.")
    return whole
