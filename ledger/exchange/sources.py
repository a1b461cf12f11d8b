"""A folder of YAML source documents as the same rows as a workbook.

Fields have the headings of the columns, in small letters. What differs: a mutatie carries its lines, a
structural one is written once and reaches the years ahead; a sleutel carries its versions and weights; a
published table its rows and cells. Amounts are numbers in euros. A document of the P&C cycle has no place in a
workbook: `ledger.core.document_source` reads it; what is to be held against the ledger goes with the texts.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any, Final, NamedTuple

import yaml

from ledger.core.document_source import DocumentReader, Source, StandardSet
from ledger.core.text import search_key
from ledger.exchange.rows import Book, Complaint, Row, in_file
from ledger.exchange.schema import heading_key
from ledger.exchange.sheets import BY_KEY, SHEETS

# Names in the documents that are not a heading. An empty name: tells where a fact comes from, and is not kept.
_ALIASES: Final[Mapping[str, Mapping[str, str]]] = {
    "lines": {"dekking": "source", "jaar": "effective_year", "toelichting": ""},
    "investments": {"bron": "", "volgorde": ""},
    "risks": {"bron": ""},
    "years": {"toelichting": ""},
    "reserves": {"toelichting": "", "bron": ""},
    "openings": {"toelichting": "", "bron": ""},
}
_PRINTED_ONLY: Final = {"zijde", "soort", "nr", "programma"}  # other printed columns of a published row
_ROLES: Final = {"header": "kop", "detail": "detail", "subtotal": "subtotaal", "total": "totaal"}
_UNITS: Final = {"EUR": "euro", "EUR_1000": "duizend euro"}
_ELSEWHERE: Final = {"jaar", "begrotingsjaren", "groepen", "mutaties"}  # fields read together with another one
_OF_AN_ORDER: Final = {"bedragen", "stappen"}
_PRO_MEMORIE: Final = "pm"


class Folder(NamedTuple):
    """What a folder holds, and what is wrong with its shape."""

    book: Book
    documents: list[Source | StandardSet]
    complaints: list[Complaint]


def read_folder(folder: Path) -> Folder:
    """Return the rows and the documents of all YAML files in a folder and below."""
    reader = _Folder()
    documents = []
    for path in sorted(folder.rglob("*.yaml")):
        name = f"bestand {path.relative_to(folder).as_posix()}"
        try:
            document = yaml.safe_load(path.read_text(encoding="utf-8"))
        except (yaml.YAMLError, ValueError, OSError) as error:
            reader.complain(name, f"Het bestand is niet te lezen: {error}")
            continue
        if isinstance(document, dict):
            documents.append((name, document))
        else:
            reader.complain(name, "Het bestand heeft geen velden.")
    if not documents and not reader.complaints:
        reader.complain(f"map {folder.name}", "Hier staan geen YAML-bestanden.")
    for name, document in documents:  # the years first: structural mutaties reach over them
        reader.years(name, document)
    for name, document in documents:
        reader.read(name, document)
    return Folder(reader.book, reader.documents, reader.complaints)


class _Folder:
    """The rows of one folder, as they are found."""

    def __init__(self) -> None:
        self.book: Book = {sheet.key: [] for sheet in SHEETS}
        self.documents: list[Source | StandardSet] = []
        self.complaints: list[Complaint] = []
        self.years_ahead: dict[Any, int] = {}

    def complain(self, where: str, sentence: str) -> None:
        self.complaints.append(Complaint(where, sentence))

    def years(self, name: str, document: dict[str, Any]) -> None:
        for where, entry in self._entries(name, document, "begrotingsjaren"):
            self._add("years", where, entry)
            ahead = entry.get("jaren vooruit", 3)
            self.years_ahead[entry.get("jaar")] = ahead if isinstance(ahead, int) else 0

    def read(self, name: str, document: dict[str, Any]) -> None:
        """Take every list of a document; a name that is not known is refused."""
        if "tabel" in document:
            self._published(name, document)
            return
        if "document" in document or "standaarddocumenten" in document:
            self._document(name, document)
            return
        lists = {heading_key(sheet.title).replace("'", ""): sheet.key for sheet in SHEETS}
        special: dict[str, Callable[[str, dict[str, Any]], None]] = {
            "organisatie": self._organisation,
            "sleutels": self._keys,
            "wijziging": self._amendment,
            "investeringen": self._investments,
            "risicos": self._risks,
            "maatwerk": self._orders,
            "teksten": self._texts,
        }
        for field in document:
            if field in _ELSEWHERE:
                continue
            if field in special:
                special[field](name, document)
            elif field in lists:
                for where, entry in self._entries(name, document, field):
                    self._add(lists[field], where, entry)
            else:
                self.complain(name, f"Het veld '{field}' is niet bekend.")

    # --- one kind of document each --------------------------------------------------------------

    def _organisation(self, name: str, document: dict[str, Any]) -> None:
        self._add("organisation", f"{name}, organisatie", document["organisatie"])

    def _keys(self, name: str, document: dict[str, Any]) -> None:
        for where, key in self._entries(name, document, "sleutels"):
            for version in key.get("versies") or ():
                weights = version.get("gewichten") or {}
                same = {field: value for field, value in version.items() if field != "gewichten"}
                for municipality, weight in weights.items():
                    entry = {"sleutel": key.get("code"), "naam": key.get("naam"), **same}
                    self._add(
                        "keys",
                        f"{where}, versie {version.get('versie')}",
                        entry | {"gemeente": municipality, "gewicht": weight},
                    )

    def _amendment(self, name: str, document: dict[str, Any]) -> None:
        entry = dict(document["wijziging"])
        year, number = entry.get("jaar"), entry.get("nummer")
        moment = entry.pop("datum", None)
        if moment is not None:
            entry["vastgesteld op" if entry.get("status") == "vastgesteld" else "aangeboden op"] = moment
        self._add("amendments", f"{name}, wijziging", entry)
        belongs = {"jaar": year, "wijziging": number}
        for where, group in self._entries(name, document, "groepen"):
            self._add("groups", where, belongs | group)
        for where, mutation in self._entries(name, document, "mutaties", "mutatie"):
            plain = {field: value for field, value in mutation.items() if field != "regels"}
            self._add("mutations", where, belongs | plain)
            self._lines(where, year, mutation)

    def _lines(self, where: str, year: Any, mutation: dict[str, Any]) -> None:
        """Add the lines of a mutatie: for every year that it reaches, but where a line names its own year."""
        ahead = self.years_ahead.get(year, 0) if mutation.get("soort") == "structureel" else 0
        reach = range(year, year + ahead + 1) if isinstance(year, int) else (year,)
        for effective in reach:
            for number, line in enumerate(mutation.get("regels") or (), 1):
                if "jaar" in line and effective != year:
                    continue
                entry = {field: value for field, value in line.items() if field not in ("last", "baat")}
                entry = {"boekjaar": effective} | entry
                if "jaar" in entry:
                    entry["boekjaar"] = entry.pop("jaar")
                for side in ("last", "baat"):
                    if side in line:
                        entry |= {"soort": side, "bedrag": line[side]}
                place = f"{where}, regel {number}"
                self._add("lines", place, entry, {"year": year, "mutation": mutation.get("code")})

    def _orders(self, name: str, document: dict[str, Any]) -> None:
        """Add the orders; one carries its amounts of later years and the steps of its life."""
        for where, order in self._entries(name, document, "maatwerk"):
            self._add("orders", where, {key: value for key, value in order.items() if key not in _OF_AN_ORDER})
            belongs = {"jaar": order.get("jaar"), "maatwerk": order.get("code")}
            for effective, cents in (order.get("bedragen") or {}).items():
                place = f"{where}, bedragen {effective}"
                self._add("order_amounts", place, belongs | {"boekjaar": effective, "bedrag": cents})
            for number, step in enumerate(order.get("stappen") or (), 1):
                self._add("order_steps", f"{where}, stap {number}", belongs | {"stap": number} | step)

    def _investments(self, name: str, document: dict[str, Any]) -> None:
        entries = list(self._entries(name, document, "investeringen"))
        for where, entry in sorted(entries, key=lambda pair: pair[1].get("volgorde", 0)):
            self._add("investments", where, entry)

    def _risks(self, name: str, document: dict[str, Any]) -> None:
        for where, entry in self._entries(name, document, "risicos"):
            score = entry.get("score")
            self._add("risks", where, entry | {"score": None if score == _PRO_MEMORIE else score})

    def _texts(self, name: str, document: dict[str, Any]) -> None:
        """Add the texts of a document; without a year they belong to the only begrotingsjaar of the folder."""
        year = document.get("jaar", next(iter(self.years_ahead)) if len(self.years_ahead) == 1 else None)
        for where, entry in self._entries(name, document, "teksten"):
            self._add("texts", where, {"jaar": year} | entry)

    def _document(self, name: str, document: dict[str, Any]) -> None:
        reader = DocumentReader()
        source = reader.read(name, document) if "document" in document else reader.standard(name, document)
        if source is not None:
            self.documents.append(source)
        if isinstance(source, Source):
            for entry in source.checked:
                self._add("texts", f"{name}, paragraaf {entry['paragraaf']}", entry)
        self.complaints += [Complaint(where, sentence) for where, sentence in reader.wrong]

    def _published(self, name: str, document: dict[str, Any]) -> None:
        """Add a row per printed cell; a printed row without cells is one row without a column."""
        table = {
            "year": document.get("jaar"),
            "through": document.get("tot en met"),
            "paragraph": document.get("paragraaf"),
            "statement": document.get("tabel"),
            "part": document.get("deel"),
            "unit": _UNITS.get(document.get("eenheid", ""), document.get("eenheid")),
        }
        columns = {
            column["key"]: " ".join(filter(None, (column.get("groep"), column.get("label"))))
            for column in document.get("kolommen") or ()
        }
        for where, row in self._entries(name, document, "rijen", "rij"):
            unknown = set(row) - {"key", "label", "role", "cellen"} - _PRINTED_ONLY
            cells = row.get("cellen") or {}
            for field in sorted(unknown):
                self.complain(where, f"Het veld '{field}' is niet bekend.")
            for column in [key for key in cells if key not in columns]:
                self.complain(where, f"De kolom '{column}' staat niet bij de kolommen van de tabel.")
            printed = {
                "row_key": row.get("key"),
                "row_label": row.get("label"),
                "row_role": _ROLES.get(row.get("role", ""), row.get("role")),
            }
            for column, value in cells.items() or [("", "")]:
                cell = {"column_key": column, "column_label": columns.get(column, ""), "printed": value}
                self.book["published"].append(_row("published", where, table | printed | cell))

    # --- rows -----------------------------------------------------------------------------------

    def _entries(
        self, name: str, document: dict[str, Any], field: str, one: str = ""
    ) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield the place and fields of each entry of a list."""
        for number, entry in enumerate(document.get(field) or (), 1):
            if isinstance(entry, dict):
                own = entry.get("code") or entry.get("key") or entry.get("paragraaf") or number
                yield f"{name}, {one or field} {own}", entry
            else:
                self.complain(f"{name}, {field} {number}", "Dit is geen lijst van velden.")

    def _add(self, sheet: str, where: str, entry: Mapping[str, Any], values: Mapping[str, Any] | None = None) -> None:
        """Add one row; a field that is neither a heading nor an alias is refused."""
        headings = BY_KEY[sheet].by_heading
        found = dict(values or {})
        for field, value in entry.items():
            alias = _ALIASES.get(sheet, {}).get(field)
            column = (
                alias if alias is not None else (headings[key].key if (key := heading_key(field)) in headings else None)
            )
            if column is None:
                self.complain(
                    where,
                    f"Het veld '{field}' is niet bekend. Bekend: {', '.join(search_key(name) for name in headings)}.",
                )
            elif column:
                found[column] = value
        self.book[sheet].append(_row(sheet, where, found))


def _row(sheet: str, where: str, values: dict[str, Any]) -> Row:
    return Row(
        values, partial(in_file, where, {column.key: column.heading.lower() for column in BY_KEY[sheet].columns})
    )
