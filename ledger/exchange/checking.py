"""Rows against each other and against the ledger: what is new, what stands there already, what cannot be.

Everything is looked at before anything is written, so that a user hears of all mistakes at once. The rules of
a mutatie are those of `ledger.journal.lines`; here they only get a place in the file.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from ledger.enums import AmendmentStatus, YearStatus
from ledger.exchange.cells import show
from ledger.exchange.rows import INVALID, Book, Complaint, Row
from ledger.exchange.schema import Kind, Reference, Sheet
from ledger.exchange.sheets import BY_KEY, SHEETS
from ledger.exchange.stored import Values
from ledger.journal.lines import LineInput, MutationInput, Registry, problems

_NAMED: Final = 8  # how many known codes a sentence lists
_ROWS_NAMED: Final = 6
_NO_CHANGE: Final = "Een import wijzigt niets wat er al staat."
_LINE_FIELDS: Final = {"cents": "amount"}  # names of the journal that differ from those of the sheet


@dataclass
class Plan:
    """What an import would add: rows per sheet, lines per mutatie (year, code); and how many rows are there already."""

    new: Book = field(default_factory=lambda: {sheet.key: [] for sheet in SHEETS})
    lines: dict[tuple[int, str], list[Row]] = field(default_factory=dict)
    present: dict[str, int] = field(default_factory=dict)


def check(book: Book, stored: dict[str, list[Values]]) -> tuple[Plan, list[Complaint]]:
    """Return what is to be added and everything that is wrong; `book` has typed rows."""
    return _Checker(book, stored).run()


def mutation_input(row: Row, lines: list[Row]) -> MutationInput:
    """Return a mutatie as the journal takes it."""
    names = ("code", "programme", "description", "recurrence", "number", "theme", "group", "decided_in_ogon")
    return MutationInput(
        **{name: row[name] for name in names},
        explanation=row["explanation"],
        reference=row["reference"],
        lines=tuple(_line_input(line) for line in lines),
    )


def _line_input(row: Row) -> LineInput:
    names = ("side", "effective_year", "placement", "source", "pool", "municipality", "order", "reserve")
    return LineInput(cents=row["amount"], **{name: row[name] for name in names})


def _sound(row: Row) -> bool:
    return not any(value is INVALID for value in row.values.values())


def _pick(values: Row | Values, columns: tuple[str, ...]) -> tuple[Any, ...]:
    return tuple(values[column] for column in columns)


def _same(one: Any, other: Any) -> bool:
    return set(one) == set(other) if isinstance(one, tuple) and isinstance(other, tuple) else bool(one == other)


class _Checker:
    """One check of one file; holds the rows, the complaints and the plan."""

    def __init__(self, book: Book, stored: dict[str, list[Values]]) -> None:
        self.book = book
        self.stored = stored
        self.complaints: list[Complaint] = []
        self.plan = Plan()
        self.stored_lines: dict[tuple[Any, ...], list[Values]] = defaultdict(list)
        for values in stored["lines"]:
            self.stored_lines[values["year"], values["mutation"]].append(values)
        self.incomplete: set[tuple[Any, ...]] = set()  # mutaties of which a line could not be read
        self._registries: dict[tuple[int, int], Registry] = {}

    def run(self) -> tuple[Plan, list[Complaint]]:
        lines = self._lines_by_mutation()
        for sheet in SHEETS:
            if sheet.identity is not None:
                self._compare(sheet)
            for columns in (sheet.identity or (), *sheet.unique):
                self._once(sheet, columns)
            for reference in sheet.references:
                self._refer(sheet, reference)
        self._lines(lines)
        self._closed_years()
        self._keys()
        self._rules()
        self._amendments()
        self._programmes()
        if self.book["organisation"][1:]:
            self._complain(self.book["organisation"][1], None, "Er is één organisatie. Houd één rij over.")
        self._mutations()
        return self.plan, self.complaints

    def _complain(self, row: Row, column: str | None, sentence: str) -> None:
        self.complaints.append(Complaint(row.place(column), sentence))

    # --- any sheet ------------------------------------------------------------------------------

    def _compare(self, sheet: Sheet) -> None:
        """Sort the rows into new ones and ones that the ledger has; a row that differs from the ledger is refused."""
        known = {_pick(values, sheet.identity or ()): values for values in self.stored[sheet.key]}
        present = 0
        for row in self.book[sheet.key]:
            found = known.get(_pick(row, sheet.identity or ()))
            if found is None:
                self.plan.new[sheet.key].append(row)
                continue
            present += 1
            for column in sheet.columns:
                value = row[column.key]
                if value is not INVALID and not _same(value, found[column.key]):
                    self._complain(
                        row,
                        column.key,
                        f"'{column.heading}' is hier {show(value, column)}, maar in de administratie staat "
                        f"{show(found[column.key], column)}. {_NO_CHANGE} "
                        "Neem de waarde over, of wijzig haar in de toepassing.",
                    )
        self.plan.present[sheet.key] = present

    def _once(self, sheet: Sheet, columns: tuple[str, ...]) -> None:
        """Refuse a second row with the same values, in the file or in the ledger under another name."""
        if not columns:
            return
        seen: dict[tuple[Any, ...], Row] = {}
        for row in self.book[sheet.key]:
            values = _pick(row, columns)
            if None in values or INVALID in values:
                continue
            if values in seen:
                first = seen[values].place(columns[-1])
                self._complain(
                    row, columns[-1], f"Dubbel: {_named(sheet, columns, values)} staat ook in {first}. Maak er één van."
                )
            seen.setdefault(values, row)
        if columns == sheet.identity:
            return
        taken = {_pick(values, columns) for values in self.stored[sheet.key]}
        for row in self.plan.new[sheet.key]:
            if None not in _pick(row, columns) and _pick(row, columns) in taken:
                named = _named(sheet, columns, _pick(row, columns))
                sentence = f"{named} is in de administratie al in gebruik. Kies een ander."
                self._complain(row, columns[-1], sentence)

    def _refer(self, sheet: Sheet, reference: Reference) -> None:
        """Refuse a code that stands neither in the file nor in the ledger."""
        target = BY_KEY[reference.sheet]
        known = {_pick(row, reference.targets) for row in self.book[target.key]}
        known |= {_pick(values, reference.targets) for values in self.stored[target.key]}
        is_list = sheet.column(reference.columns[0]).kind is Kind.LIST
        for row in self.book[sheet.key]:
            values = _pick(row, reference.columns)
            if INVALID in values:
                continue
            for wanted in [(code,) for code in values[0]] if is_list else [values]:
                if None not in wanted and wanted not in known:
                    sentence = (
                        f"{target.unknown} '{_spelled(wanted)}'.{_known(known)} "
                        f"Verbeter de cel, of zet een rij op blad {target.title}."
                    )
                    self._complain(row, reference.columns[-1], sentence)

    def _closed_years(self) -> None:
        """Refuse new rows for a year that the ledger has closed."""
        closed = {values["year"] for values in self.stored["years"] if values["status"] == YearStatus.CLOSED}
        for sheet in SHEETS:
            for row in self.plan.new[sheet.key] if sheet.yearly and not sheet.optional else ():
                if row["year"] in closed:
                    sentence = f"Begrotingsjaar {row['year']} is gesloten: er kan niets meer bij. Haal de rij weg."
                    self._complain(row, "year", sentence)

    # --- rules of one sheet ---------------------------------------------------------------------

    def _keys(self) -> None:
        """The rows of one version of a sleutel say the same of it, and a version that the ledger has stays as it is."""
        sheet = BY_KEY["keys"]
        stored = {(values["key"], values["version"]) for values in self.stored["keys"]}
        names = {values["key"]: values["name"] for values in self.stored["keys"]}
        first: dict[tuple[Any, ...], Row] = {}
        for row in self.book["keys"]:
            same = first.setdefault(_pick(row, ("key", "version")), row)
            for name in ("name", "calculated_on", "source", "basis"):
                if row[name] != same[name] and INVALID not in (row[name], same[name]):
                    heading = sheet.column(name).heading
                    self._complain(
                        row,
                        name,
                        f"'{heading}' is anders dan in {same.place(name)}, bij dezelfde versie. Maak ze gelijk.",
                    )
            if (
                names.setdefault(row["key"], row["name"]) != row["name"]
                and row is same
                and INVALID not in (row["name"], names[row["key"]])
            ):
                self._complain(
                    row,
                    "name",
                    f"Sleutel '{row['key']}' heet al '{names[row['key']]}'. Elke versie heeft dezelfde naam.",
                )
        for row in self.plan.new["keys"]:
            if _pick(row, ("key", "version")) in stored:
                self._complain(
                    row,
                    "municipality",
                    "Deze versie van de sleutel staat al vast zonder deze gemeente. Maak een nieuwe versie.",
                )

    def _rules(self) -> None:
        for row in self.book["rules"]:
            if row["method"] == "key":
                for column, name in (("key", "de sleutel"), ("version", "de versie van de sleutel")):
                    if row[column] is None:
                        self._complain(row, column, f"Bij wijze 'sleutel' hoort {name}. Vul die in.")
            elif row["method"] == "direct" and (row["key"] is not None or row["version"] is not None):
                self._complain(
                    row,
                    "key" if row["key"] is not None else "version",
                    "Bij wijze 'direct' hoort geen sleutel. Maak de cel leeg.",
                )

    def _amendments(self) -> None:
        """A wijziging has what belongs to its status, and nothing that belongs to another."""
        for row in self.book["amendments"]:
            status = row["status"]
            adopted, withdrawn = status == AmendmentStatus.ADOPTED, status == AmendmentStatus.WITHDRAWN
            draft = status == AmendmentStatus.DRAFT
            for column, wrong, sentence in (
                (
                    "adopted_on",
                    adopted and row["adopted_on"] is None,
                    "Een vastgestelde wijziging heeft een datum nodig.",
                ),
                (
                    "adopted_on",
                    not adopted and row["adopted_on"],
                    "Alleen een vastgestelde wijziging heeft deze datum.",
                ),
                ("decision", not adopted and row["decision"], "Alleen een vastgestelde wijziging heeft een besluit."),
                ("submitted_on", draft and row["submitted_on"], "Een concept is nog niet aangeboden."),
                ("document", draft and row["document"], "Een concept is nog niet aangeboden."),
                ("withdrawal_reason", withdrawn and not row["withdrawal_reason"], "Vul in waarom zij is ingetrokken."),
                (
                    "withdrawal_reason",
                    not withdrawn and row["withdrawal_reason"],
                    "Deze wijziging is niet ingetrokken.",
                ),
            ):
                if wrong and INVALID not in (status, row[column]):
                    self._complain(row, column, f"{sentence} Verbeter de cel of de status.")

    def _programmes(self) -> None:
        """A programma is not, directly or by others, a part of itself."""
        parents = {values["code"]: values["parent"] for values in self.stored["programmes"]}
        parents |= {row["code"]: row["parent"] for row in self.book["programmes"]}
        for row in self.book["programmes"]:
            above, steps = row["parent"], 0
            while above in parents and above != row["code"] and steps <= len(parents):
                above, steps = parents[above], steps + 1
            if above == row["code"] and above is not INVALID:
                self._complain(
                    row,
                    "parent",
                    f"Programma '{row['code']}' is zo een onderdeel van zichzelf. Verbeter 'Onderdeel van'.",
                )

    # --- mutaties and their lines ---------------------------------------------------------------

    def _lines_by_mutation(self) -> dict[tuple[Any, ...], list[Row]]:
        lines: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
        for row in self.book["lines"]:
            key = _pick(row, ("year", "mutation"))
            lines[key].append(row)
            if not _sound(row):
                self.incomplete.add(key)
        return lines

    def _lines(self, lines: dict[tuple[Any, ...], list[Row]]) -> None:
        """Give each new mutatie its lines; the lines of one that the ledger has must be those of the ledger."""
        new = {_pick(row, ("year", "code")) for row in self.plan.new["mutations"]}
        present = 0
        for key, rows in lines.items():
            if key in new:
                self.plan.lines[key] = rows
                self.plan.new["lines"] += rows
                continue
            known = self.stored_lines.get(key)
            if known is None:
                continue  # an unknown mutatie: has its complaint already
            present += len(rows)
            if key not in self.incomplete and [row.values for row in rows] != known:
                self._complain(
                    rows[0],
                    "mutation",
                    f"Mutatie '{key[1]}' staat al in de administratie, met andere regels. {_NO_CHANGE} "
                    "Neem de regels over, of wijzig de mutatie in de toepassing.",
                )
        self.plan.present["lines"] = present

    def _mutations(self) -> None:
        """Hold every new mutatie against the rules of the journal; name the cell of each broken one."""
        # A line that names no mutatie might be the one that is missed elsewhere.
        lost = any(INVALID in key for key in self.incomplete)
        for row in self.plan.new["mutations"]:
            key = _pick(row, ("year", "code"))
            lines = self.plan.lines.get(key, [])
            if not _sound(row) or key in self.incomplete:
                continue
            registry = self._registry(row["year"], row["amendment"])
            for problem in problems(mutation_input(row, lines), registry):
                name = _LINE_FIELDS.get(problem.field, problem.field)
                if problem.line is not None:
                    self._complain(lines[problem.line], name, problem.sentence)
                elif problem.field != "lines":
                    self._complain(row, name, problem.sentence)
                elif not lost:
                    self._complain(row, "code", f"Mutatie '{key[1]}': {problem.sentence}{_at_lines(lines)}")

    def _registry(self, year: int, amendment: int) -> Registry:
        """Return what a mutatie may name once the new rows are there; the ids do not matter yet."""
        if (year, amendment) not in self._registries:
            self._registries[year, amendment] = self._build_registry(year, amendment)
        return self._registries[year, amendment]

    def _build_registry(self, year: int, amendment: int) -> Registry:
        def codes(sheet: str, **where: int) -> dict[str, int]:
            return {
                values["code"]: 0
                for values in self._all(sheet)
                if values["code"] is not INVALID and all(values[name] == wanted for name, wanted in where.items())
            }

        years = {values["year"]: values["years_ahead"] for values in self._all("years")}
        ahead = years.get(year, 0)
        return Registry(
            year=year,
            years_ahead=ahead if ahead is not INVALID else 50,
            programmes=codes("programmes"),
            pools=codes("pools"),
            municipalities=codes("municipalities"),
            orders={
                values["code"]: (0, values["municipality"]) for values in self._all("orders") if values["year"] == year
            },
            reserves=codes("reserves"),
            themes=codes("themes"),
            groups=codes("groups", year=year, amendment=amendment),
            direct_pools={
                values["pool"]: values["method"] == "direct" for values in self._all("rules") if values["year"] == year
            },
        )

    def _all(self, sheet: str) -> Iterator[Values]:
        yield from self.stored[sheet]
        for row in self.book[sheet]:
            yield row.values


def _named(sheet: Sheet, columns: tuple[str, ...], values: tuple[Any, ...]) -> str:
    """Name a row by the values that identify it: `Jaar 2024, Nummer 2`."""
    pairs = zip(columns, values, strict=True)
    return ", ".join(f"{sheet.column(name).heading} {show(value, sheet.column(name))}" for name, value in pairs)


def _spelled(values: tuple[Any, ...]) -> str:
    """Write a reference of one or two parts: `diemen`, `3 van 2024`, `burger, versie 2`."""
    if len(values) == 1:
        return str(values[0])
    first, second = values
    return f"{second} van {first}" if isinstance(first, int) else f"{first}, versie {second}"


def _known(known: set[tuple[Any, ...]]) -> str:
    names = sorted({str(values[0]) for values in known if len(values) == 1 and values[0] is not INVALID})
    if not names:
        return ""
    return f" Bekend: {', '.join(names[:_NAMED])}{' en meer' if len(names) > _NAMED else ''}."


def _at_lines(lines: list[Row]) -> str:
    if not lines or not lines[0].place(None).startswith("blad Regels, "):
        return ""  # a file of another kind names the mutatie itself
    places = ", ".join(line.place(None).removeprefix("blad Regels, ") for line in lines[:_ROWS_NAMED])
    return f" Zie blad Regels: {places}{' en verder' if len(lines) > _ROWS_NAMED else ''}."
