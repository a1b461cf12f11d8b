"""From what stands in a cell to a typed value. Strict: what can be read in two ways is refused with a sentence."""

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from ledger.core.money import MINUS, AmountError, format_euros, parse_amount
from ledger.core.percentage import PercentageError, format_percentage, parse_percentage
from ledger.core.text import clean, search_key
from ledger.exchange.rows import INVALID, Book, Complaint, Row
from ledger.exchange.schema import Column, Kind
from ledger.exchange.sheets import BY_KEY

# Control characters but tab and newline, and characters that are not seen but hide or turn text around.
_UNSEEN: Final = re.compile(
    "[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\xad\\u061c\\u180e\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u206f\\ud800-\\udfff"
    "\\ufeff\\ufff9-\\uffff\\U000e0000-\\U000e007f]"
)
_CODE: Final = re.compile(r"[-a-zA-Z0-9_]+")
_DUTCH_DATE: Final = re.compile(r"(?P<day>\d{1,2})-(?P<month>\d{1,2})-(?P<year>\d{4})")
_SHOWN: Final = 60  # characters of a wrong cell that a sentence repeats


class _CellError(ValueError):
    """A cell that cannot be read; the message is a Dutch sentence."""


def typed(book: Book) -> tuple[Book, list[Complaint]]:
    """Return the rows with typed values; a cell that is wrong holds INVALID and has a complaint."""
    complaints: list[Complaint] = []
    result: Book = {}
    for key, sheet in BY_KEY.items():
        result[key] = []
        for row in book.get(key, ()):
            values = {}
            for column in sheet.columns:
                raw = row.values.get(column.key)
                try:
                    values[column.key] = INVALID if raw is INVALID else read(raw, column)
                except _CellError as error:
                    values[column.key] = INVALID
                    complaints.append(Complaint(row.place(column.key), str(error)))
            result[key].append(Row(values, row.place))
    return result, complaints


def read(raw: Any, column: Column) -> Any:
    """Return the typed value of a cell; raise an error with a Dutch sentence."""
    if isinstance(raw, str):
        raw = _text_of(raw)
    if raw is None or raw == "":
        if column.required:
            raise _CellError(f"'{column.heading}' is leeg. Vul {_ARTICLE[column.kind]} in.")
        return column.empty
    return _READERS[column.kind](raw, column)


def show(value: Any, column: Column) -> str:
    """Return a typed value as a user reads it in a sentence."""
    if value is None or value in ("", ()):
        return "leeg"
    match column.kind:
        case Kind.AMOUNT:
            shown = f"€ {format_euros(value)}"
        case Kind.PERCENTAGE:
            shown = f"{format_percentage(value)}%"
        case Kind.CHOICE:
            shown = f"'{dict(column.choices)[value]}'"
        case Kind.DATE:
            shown = f"{value:%d-%m-%Y}"
        case Kind.LIST:
            shown = f"'{', '.join(value)}'"
        case _:
            shown = f"'{_short(str(value))}'"
    return shown


def _text_of(raw: str) -> str:
    """Return text in one way of writing: NFC, no ligatures, one kind of line end, no space around it."""
    text = clean(raw.replace("_x000D_", "\r").replace("\r\n", "\n").replace("\r", "\n")).strip()
    if hidden := _UNSEEN.search(text):
        raise _CellError(
            f"Er staat een onzichtbaar teken in de tekst (U+{ord(hidden[0]):04X}, teken {hidden.start() + 1}). "
            "Typ de tekst opnieuw."
        )
    return text


def _text(raw: Any, column: Column) -> str:
    if isinstance(raw, int) and not isinstance(raw, bool):
        raw = str(raw)  # a year as a name; a fraction or a date would not come back as it was typed
    if not isinstance(raw, str):
        raise _CellError(
            f"'{column.heading}' moet tekst zijn, maar hier staat {_what(raw)}. "
            "Maak van de cel tekst en typ de waarde opnieuw."
        )
    if len(raw) > column.limit:
        raise _CellError(
            f"De tekst heeft {len(raw)} tekens; er passen er {column.limit} in '{column.heading}'. Kort de tekst in."
        )
    return raw


def _code(raw: Any, column: Column) -> str:
    if isinstance(raw, float) and raw.is_integer():
        raw = int(raw)  # 401 typed in a cell of general format
    text = _text(raw, column)
    if not _CODE.fullmatch(text):
        raise _CellError(
            f"'{_short(text)}' is geen code. Gebruik alleen letters, cijfers en streepjes, zonder spaties."
        )
    return text


def _codes(raw: Any, column: Column) -> tuple[str, ...]:
    parts = raw.split(",") if isinstance(raw, str) else raw if isinstance(raw, list | tuple) else [raw]
    return tuple(_code(part.strip() if isinstance(part, str) else part, column) for part in parts)


def _amount(raw: Any, column: Column) -> int:
    if isinstance(raw, str):
        raise _CellError(_amount_as_text(raw))
    if isinstance(raw, bool) or not isinstance(raw, int | float | Decimal):
        raise _CellError(
            f"'{column.heading}' moet een bedrag zijn, maar hier staat {_what(raw)}. Typ het bedrag als getal."
        )
    # A spreadsheet reckons in 15 digits and keeps 17: 0.1 + 0.2 stands in the file as 0.30000000000000004.
    try:
        return parse_amount(float(f"{raw:.15g}") if isinstance(raw, float) else raw)
    except AmountError as error:
        raise _CellError(str(error)) from None


def _amount_as_text(raw: str) -> str:
    try:
        meant = format_euros(parse_amount(raw))
    except AmountError as error:
        return f"Hier staat tekst in plaats van een getal. {error} Typ het bedrag in de cel als getal."
    return f"Hier staat de tekst '{_short(raw)}' in plaats van een getal. Bedoelt u {meant}? Maak er een getal van."


def _percentage(raw: Any, column: Column) -> int:
    try:
        return parse_percentage(raw)
    except PercentageError as error:
        raise _CellError(f"'{column.heading}' is {_what(raw)}. {error}") from None


def _integer(value: Any, column: Column) -> int:
    raw: object = value
    if isinstance(raw, str) and re.fullmatch(r"\d{1,18}", raw, re.ASCII):
        raw = int(raw)
    if isinstance(raw, float) and raw.is_integer():
        raw = int(raw)
    if isinstance(raw, bool) or not isinstance(raw, int):
        raise _CellError(f"'{column.heading}' moet een geheel getal zijn, maar hier staat {_what(raw)}.")
    if not column.minimum <= raw <= column.limit:
        shown = str(raw).replace("-", MINUS)
        raise _CellError(
            f"'{column.heading}' is {shown}, maar moet van {column.minimum} tot en met {column.limit} zijn."
        )
    return raw


def _date(raw: Any, column: Column) -> date:
    if isinstance(raw, datetime):
        if (raw.hour, raw.minute, raw.second) != (0, 0, 0):
            raise _CellError(f"'{column.heading}' moet een datum zonder tijd zijn.")
        return raw.date()
    if isinstance(raw, date):
        return raw
    try:
        if match := _DUTCH_DATE.fullmatch(str(raw)):
            return date(int(match["year"]), int(match["month"]), int(match["day"]))
        if isinstance(raw, str):
            return date.fromisoformat(raw)
    except ValueError:
        pass
    raise _CellError(
        f"'{column.heading}' moet een datum zijn, maar hier staat {_what(raw)}. Schrijf bijvoorbeeld 31-12-2024."
    )


def _choice(raw: Any, column: Column) -> Any:
    if isinstance(raw, str):
        wanted = search_key(raw)
        for value, label in column.choices:
            if wanted == search_key(label):
                return value
    known = ", ".join(label for _, label in column.choices)
    raise _CellError(f"'{column.heading}' kan niet {_what(raw)} zijn. Kies uit: {known}.")


def _what(raw: Any) -> str:
    if isinstance(raw, bool):
        return "WAAR" if raw else "ONWAAR"
    if isinstance(raw, datetime | date):
        return f"de datum {raw:%d-%m-%Y}"
    if isinstance(raw, int | float | Decimal):
        return "het getal " + str(raw).replace(".", ",").replace("-", MINUS)
    return f"'{_short(str(raw))}'"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN else line[: _SHOWN - 1] + "…"


_ARTICLE: Final = {
    Kind.TEXT: "een tekst",
    Kind.CODE: "een code",
    Kind.AMOUNT: "een bedrag",
    Kind.INTEGER: "een geheel getal",
    Kind.PERCENTAGE: "een percentage",
    Kind.DATE: "een datum",
    Kind.CHOICE: "een van de keuzes",
    Kind.LIST: "een code",
}
_READERS: Final[dict[Kind, Callable[[Any, Column], Any]]] = {
    Kind.TEXT: _text,
    Kind.CODE: _code,
    Kind.AMOUNT: _amount,
    Kind.INTEGER: _integer,
    Kind.PERCENTAGE: _percentage,
    Kind.DATE: _date,
    Kind.CHOICE: _choice,
    Kind.LIST: _codes,
}
