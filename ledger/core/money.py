"""Amounts: integer eurocents inside, Dutch text at the edges. The only module that parses or prints one."""

import re
from decimal import Decimal, InvalidOperation

MAX_CENTS = 10**13
MINUS = "\u2212"  # typographic minus, as wide as a digit
_CHARACTERS = str.maketrans(
    dict.fromkeys("\u00a0\u202f\u2009", " ") | dict.fromkeys((MINUS, "\u2013", "\u2010", "\u2011"), "-")
)
_DUTCH = re.compile(
    r"(?P<whole>[0-9]{1,3}(?:\.[0-9]{3})+|[0-9]{1,3}(?: [0-9]{3})+|[0-9]{1,15})(?:,(?P<cents>[0-9]{1,2}))?"
)
_CURRENCY = re.compile(r"^(?:€|EUR) *")
_DIGITS_OF_A_SPREADSHEET = 15  # what a float holds and a spreadsheet shows; the rest is noise of its sums


class AmountError(ValueError):
    """A text or number that is not an amount; the message is a Dutch sentence for the user."""


def parse_amount(value: object) -> int:
    """Return eurocents for what a person typed or a spreadsheet cell holds.

    Accepts `1.234`, `1 234`, `1.234,56`, `-1.234`, `1.234,56-`, `(1.234)`, `€ 30.000,50`, any minus sign,
    and the numbers of a spreadsheet. Never guesses: `1234.5` and `30,000` are refused, because a wrong
    thousands mark must not pass as an amount that is a thousand times too small, and so are two numbers
    in one cell.
    """
    if isinstance(value, bool) or value is None:
        raise AmountError("Er staat geen bedrag. Vul een bedrag in euro's in, bijvoorbeeld 1.234,56.")
    if isinstance(value, int | float | Decimal):
        return _from_number(value)
    text = _CURRENCY.sub("", str(value).translate(_CHARACTERS).strip())
    negative = False
    if text.startswith("(") and text.endswith(")"):
        text, negative = text[1:-1], True
    elif text.endswith("-"):
        text, negative = text[:-1], True
    elif text.startswith(("-", "+")):
        text, negative = text[1:], text.startswith("-")
    match = _DUTCH.fullmatch(_CURRENCY.sub("", text.strip()))
    if match is None:
        raise AmountError(_explain(str(value)))
    euros = match["whole"].replace(".", "").replace(" ", "")
    cents = int(euros) * 100 + int((match["cents"] or "0").ljust(2, "0"))
    return _within_range(-cents if negative else cents)


def _from_number(value: float | Decimal) -> int:
    try:
        text = f"{value:.{_DIGITS_OF_A_SPREADSHEET}g}" if isinstance(value, float) else str(value)
        cents = Decimal(text) * 100
        whole = int(cents)
    except (InvalidOperation, OverflowError, ValueError):
        raise AmountError("Dit getal is geen bedrag.") from None
    if cents != whole:
        shown = text.replace(".", ",")
        raise AmountError(f"Het bedrag {shown} heeft meer dan twee decimalen. Rond het af op centen.")
    return _within_range(whole)


def _within_range(cents: int) -> int:
    if abs(cents) > MAX_CENTS:
        raise AmountError("Het bedrag is te groot: het mag hoogstens 100 miljard euro zijn.")
    return cents


def _explain(text: str) -> str:
    shown = text.strip()[:40]
    if re.fullmatch(r"[-(]?\d+\.\d{1,2}[-)]?", shown):
        return f"Het bedrag '{shown}' heeft een punt waar een komma hoort. Schrijf bijvoorbeeld 1.234,56."
    if re.fullmatch(r"[-(]?\d+(,\d{3})+[-)]?", shown):
        return f"Het bedrag '{shown}' heeft een komma waar een punt hoort. Schrijf bijvoorbeeld 30.000."
    if re.search(r"\d,(?:--?|=)$", shown.translate(_CHARACTERS)):
        return f"Het bedrag '{shown}' eindigt op een streep: is dat een minteken? Schrijf 30.000 of -30.000."
    return f"'{shown}' is geen bedrag. Schrijf een bedrag in euro's, bijvoorbeeld 1.234,56."


def group_digits(number: int) -> str:
    """Return a whole number with Dutch thousands marks and U+2212 for minus: `−1.234.567`."""
    digits = f"{abs(number):,}".replace(",", ".")
    return (MINUS if number < 0 else "") + digits


def format_euros(cents: int, *, always_cents: bool = False) -> str:
    """Return an amount as read in Dutch, without the euro sign; cents only where there are any."""
    euros, rest = divmod(abs(cents), 100)
    text = f"{euros:,}".replace(",", ".")
    if rest or always_cents:
        text += f",{rest:02d}"
    return (MINUS if cents < 0 else "") + text
