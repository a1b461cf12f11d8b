"""An Excel workbook as rows with their places. Only what every office program agrees on is read: values in cells."""

import warnings
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from functools import partial
from io import BytesIO
from itertools import repeat
from typing import Any, BinaryIO, Final, TypeAlias

import openpyxl
from openpyxl.utils import get_column_letter

from ledger.core.money import group_digits
from ledger.exchange.guard import admit
from ledger.exchange.rows import INVALID, Book, Complaint, RefusedError, Row, in_sheet
from ledger.exchange.schema import Sheet, heading_key
from ledger.exchange.sheets import GUIDE_TITLE, SHEETS

MAX_ROWS: Final = 100_000  # per sheet, without the headings
MAX_COLUMNS: Final = 52  # A to AZ
_OFTEN: Final = 1000  # rows between two signs of how far it is
_LAST_ROW: Final = 1_048_576  # of Excel
_MAX_SHEETS: Final = 60
_PEEK: Final = 200  # rows of an unknown sheet that must be empty for it to be passed over
_NO_HEADING: Final = "Deze cel staat onder geen enkele kop. Zet er een kop boven of maak de cel leeg."

if not openpyxl.DEFUSEDXML:  # pragma: no cover - a broken installation
    raise ImportError("defusedxml is missing: openpyxl would read entity bombs")


Hear: TypeAlias = Callable[[str, int], None]  # title of the sheet, rows read so far


def read_workbook(stream: BinaryIO, name: str, hear: Hear | None = None) -> tuple[Book, list[Complaint]]:
    """Return the rows of a workbook and what is wrong with its shape; raise RefusedError if it cannot be read.

    `hear` is told now and then how far it is. Too large for the memory there is: MemoryError.
    """
    data, formulas = admit(stream, name)
    where = f"bestand {name}"
    try:
        # Excel itself writes extensions that openpyxl warns about; they hold nothing that is read here.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _read(data, where, hear or (lambda *_: None), formulas=formulas)
    except (RefusedError, MemoryError):
        raise
    except Exception as error:  # a hostile file may break a parser in any way
        sentence = "Het bestand is beschadigd. Open het in Excel, sla het opnieuw op en probeer het nog eens."
        raise RefusedError(Complaint(where, sentence)) from error


def _read(data: bytes, where: str, hear: Hear, *, formulas: bool) -> tuple[Book, list[Complaint]]:
    values = openpyxl.load_workbook(BytesIO(data), read_only=True, data_only=True)
    sources = openpyxl.load_workbook(BytesIO(data), read_only=True) if formulas else None
    if len(values.worksheets) > _MAX_SHEETS:
        raise RefusedError(
            Complaint(
                where, f"Het werkboek heeft {len(values.worksheets)} bladen; dat mogen er hoogstens {_MAX_SHEETS} zijn."
            )
        )
    known = {heading_key(sheet.title): sheet for sheet in SHEETS}
    book: Book = {}
    complaints: list[Complaint] = []
    for worksheet in values.worksheets:
        sheet = known.get(heading_key(worksheet.title))
        if sheet is None:
            if heading_key(worksheet.title) != heading_key(GUIDE_TITLE) and any(_filled(worksheet, last_row=_PEEK)):
                titles = ", ".join(sheet.title for sheet in SHEETS)
                complaints.append(
                    Complaint(f"blad {worksheet.title}", f"Dit blad is niet bekend. Bekende bladen zijn: {titles}.")
                )
        elif sheet.key in book:
            complaints.append(
                Complaint(f"blad {worksheet.title}", "Dit blad staat twee keer in het werkboek. Houd er één over.")
            )
        else:
            source = sources[worksheet.title] if sources else None
            filled = _heard(_filled(worksheet, source), partial(hear, sheet.title))
            book[sheet.key] = _rows(filled, sheet, complaints)
    if not any(book.values()) and not complaints:
        raise RefusedError(
            Complaint(
                where,
                "Het werkboek is leeg: op geen enkel bekend blad staan rijen. "
                "Begin met een werkboek uit export_workbook.",
            )
        )
    return book, complaints


Cell: TypeAlias = tuple[Any, str | None]  # value, and what is wrong with it


def _filled(worksheet: Any, source: Any = None, last_row: int = _LAST_ROW) -> Iterator[tuple[int, list[Cell]]]:
    """Yield number and cells of the rows that are not empty; `source` is the same sheet with its formulas."""
    rows = _cells(worksheet, last_row)
    blank: tuple[Any, ...] | None = None
    formulas = _cells(source, last_row) if source is not None else repeat(())
    for number, (cells, sources) in enumerate(zip(rows, formulas, strict=False), 1):
        if cells is blank:  # there may be a million of these before one far row, all the same object
            continue
        found = [
            (_value(cell), _wrong(cell, sources[position] if position < len(sources) else None))
            for position, cell in enumerate(cells)
        ]
        if any(value is not None or wrong for value, wrong in found):
            yield number, found
        else:
            blank = cells


def _heard(filled: Iterable[tuple[int, list[Cell]]], hear: Callable[[int], None]) -> Iterator[tuple[int, list[Cell]]]:
    """Pass rows on and tell how many there were, at the start and now and then."""
    for count, row in enumerate(filled):
        if count % _OFTEN == 0:
            hear(count)
        yield row


def _cells(worksheet: Any, last_row: int) -> Iterator[tuple[Any, ...]]:
    worksheet.reset_dimensions()  # what the file says about its size may be wrong
    rows: Iterator[tuple[Any, ...]] = worksheet.iter_rows(max_row=last_row, max_col=MAX_COLUMNS)
    return rows


def _value(cell: Any) -> Any:
    """Return the value of a cell; a percentage as it is seen, `2,5%`, for the file keeps 0.025."""
    value = cell.value
    if not isinstance(value, int | float) or isinstance(value, bool) or "%" not in cell.number_format:
        return value
    return f"{(Decimal(f'{value:.15g}') * 100).normalize():f}%".replace(".", ",")


def _wrong(cell: Any, formula: Any) -> str | None:
    if cell.data_type == "e":
        return f"Hier staat de foutwaarde {cell.value}. Verbeter de formule of typ de waarde."
    if cell.value is None and formula is not None and formula.data_type == "f":
        return (
            f"De formule {str(formula.value)[:40]} heeft geen uitkomst. "
            "Open het werkboek in Excel en sla het op, of typ de waarde."
        )
    return None


def _rows(filled: Iterable[tuple[int, list[Cell]]], sheet: Sheet, complaints: list[Complaint]) -> list[Row]:
    rows: list[Row] = []
    headings: dict[int, str | None] | None = None
    missing: list[str] = []
    letters: dict[str, str] = {}
    for number, cells in filled:
        if headings is None:
            headings, found = _headings(cells, sheet, number)
            complaints += found
            letters = {key: get_column_letter(position + 1) for position, key in headings.items() if key}
            missing = [column.key for column in sheet.columns if column.required and column.key not in letters]
            continue
        if len(rows) >= MAX_ROWS:
            sentence = f"Het blad heeft meer dan {group_digits(MAX_ROWS)} rijen. Verdeel de jaren over meer werkboeken."
            raise RefusedError(Complaint(f"blad {sheet.title}", sentence))
        row = Row(dict.fromkeys(missing, INVALID), partial(in_sheet, sheet.title, number, letters))
        for position, (value, wrong) in enumerate(cells):
            if value is None and wrong is None:
                continue
            if key := headings.get(position):
                row.values[key] = INVALID if wrong else value
            if position not in headings:
                complaints.append(Complaint(_at(sheet, position, number), _NO_HEADING))
            elif key and wrong:  # a wrong heading has its complaint already
                complaints.append(Complaint(_at(sheet, position, number), wrong))
        rows.append(row)
    if rows and missing:
        names = ", ".join(f"'{sheet.column(key).heading}'" for key in missing)
        complaints.append(
            Complaint(f"blad {sheet.title}", f"Deze kolommen ontbreken: {names}. Zet de koppen in de eerste rij.")
        )
    return rows


def _at(sheet: Sheet, position: int, number: int) -> str:
    return f"blad {sheet.title}, cel {get_column_letter(position + 1)}{number}"


def _headings(cells: list[Cell], sheet: Sheet, number: int) -> tuple[dict[int, str | None], list[Complaint]]:
    """Return column key by position (None where the heading is wrong), and complaints about wrong headings."""
    by_heading = sheet.by_heading
    found: dict[int, str | None] = {}
    complaints = []
    for position, (value, wrong) in enumerate(cells):
        if value is None and wrong is None:
            continue
        found[position] = None
        column = by_heading.get(heading_key(value))
        if column is None:
            names = ", ".join(column.heading for column in sheet.columns)
            sentence = f"De kolom '{str(value)[:40]}' is niet bekend. Bekende kolommen zijn: {names}."
            complaints.append(Complaint(_at(sheet, position, number), sentence))
        elif column.key in found.values():
            sentence = f"De kolom '{column.heading}' staat er twee keer. Houd er één over."
            complaints.append(Complaint(_at(sheet, position, number), sentence))
        else:
            found[position] = column.key
    return found, complaints
