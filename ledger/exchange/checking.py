"""Rows against each other and against the ledger: what is new, what stands there already, what cannot be.

Everything is looked at before anything is written, so that a user hears of all mistakes at once. The rules of
a mutatie are those of `ledger.journal.lines`; here they only get a place in the file.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, fields
from typing import Any, Final

from ledger.enums import AmendmentStatus, ReserveKind, YearStatus
from ledger.exchange.cells import show
from ledger.exchange.changes import Edit, Key, as_key, differing_lines, same
from ledger.exchange.rows import INVALID, Book, Complaint, Row
from ledger.exchange.schema import Kind, Reference, Sheet
from ledger.exchange.sheet_rules import sheet_rules
from ledger.exchange.sheets import BY_KEY, SHEETS
from ledger.exchange.stored import Values
from ledger.journal.lines import LineInput, MutationInput, Registry, problems

_NAMED: Final = 8  # how many known codes a sentence lists
_ROWS_NAMED: Final = 6
_NO_CHANGE: Final = "Een import wijzigt dit niet."
_FIXED: Final = "De wijziging is geen concept meer: haar mutaties liggen vast."
_LINE_FIELDS: Final = {"cents": "amount"}  # names of the journal that differ from those of the sheet


@dataclass
class Plan:
    """What an import would do: rows to add per sheet, lines per new mutatie (year, code), mutaties to change.

    `present` counts the rows that the ledger has already, as they are.
    """

    new: Book = field(default_factory=lambda: {sheet.key: [] for sheet in SHEETS})
    lines: dict[Key, list[Row]] = field(default_factory=dict)
    edits: dict[Key, Edit] = field(default_factory=dict)
    present: dict[str, int] = field(default_factory=dict)


def check(book: Book, stored: dict[str, list[Values]]) -> tuple[Plan, list[Complaint]]:
    """Return what is to be added and everything that is wrong; `book` has typed rows."""
    return _Checker(book, stored).run()


def mutation_input(row: Row | Values, lines: Sequence[Row | Values]) -> MutationInput:
    """Return a mutatie as the journal takes it."""
    values = {part.name: row[part.name] for part in fields(MutationInput) if part.name != "lines"}
    return MutationInput(**values, lines=tuple(_line_input(line) for line in lines))


def _line_input(row: Row | Values) -> LineInput:
    names = ("side", "effective_year", "placement", "source", "pool", "municipality", "order", "reserve")
    return LineInput(cents=row["amount"], **{name: row[name] for name in names})


def _sound(row: Row) -> bool:
    return not any(value is INVALID for value in row.values.values())


def _pick(values: Row | Values, columns: tuple[str, ...]) -> tuple[Any, ...]:
    return tuple(values[column] for column in columns)


class _Checker:
    """One check of one file; holds the rows, the complaints and the plan."""

    def __init__(self, book: Book, stored: dict[str, list[Values]]) -> None:
        self.book = book
        self.stored = stored
        self.complaints: list[Complaint] = []
        self.plan = Plan()
        self.stored_lines: dict[Key, list[Values]] = defaultdict(list)
        for values in stored["lines"]:
            self.stored_lines[values["year"], values["mutation"]].append(values)
        self.stored_mutations = {_pick(values, ("year", "code")): values for values in stored["mutations"]}
        open_years = {values["year"] for values in stored["years"] if values["status"] == YearStatus.OPEN}
        self.drafts = {
            _pick(values, ("year", "number"))
            for values in stored["amendments"]
            if values["status"] == AmendmentStatus.DRAFT and values["year"] in open_years
        }
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
        for row, column, sentence in sheet_rules(self.book, self.stored):
            self._complain(row, column, sentence)
        if self.book["organisation"][1:]:
            self._complain(self.book["organisation"][1], None, "Er is één organisatie. Houd één rij over.")
        self._mutations()
        return self.plan, self.complaints

    def _complain(self, row: Row, column: str | None, sentence: str) -> None:
        self.complaints.append(Complaint(row.place(column), sentence))

    # --- any sheet ------------------------------------------------------------------------------

    def _compare(self, sheet: Sheet) -> None:
        """Sort the rows into new ones and ones that the ledger has.

        A row that differs from the ledger is refused, unless it is a mutatie of a draft: that one is edited.
        """
        known = {_pick(values, sheet.identity or ()): values for values in self.stored[sheet.key]}
        present = 0
        for row in self.book[sheet.key]:
            found = known.get(_pick(row, sheet.identity or ()))
            if found is None:
                self.plan.new[sheet.key].append(row)
                continue
            wrong = [
                column
                for column in sheet.columns
                if row[column.key] is not INVALID
                and not same(row[column.key], found[column.key])
                and not (column.silent and row[column.key] == column.empty)
            ]
            if wrong and sheet.key == "mutations" and self._is_draft(found) and row["amendment"] == found["amendment"]:
                self._edit(found).describe(row)
                continue
            present += 1
            for column in wrong:
                self._complain(
                    row,
                    column.key,
                    f"'{column.heading}' is hier {show(row[column.key], column)}, maar in de administratie staat "
                    f"{show(found[column.key], column)}. {self._why_not(sheet, found)}",
                )
        self.plan.present[sheet.key] = present

    def _is_draft(self, mutation: Values) -> bool:
        return _pick(mutation, ("year", "amendment")) in self.drafts

    def _edit(self, mutation: Values) -> Edit:
        """Return the change of a mutatie that the ledger has; made at its first difference."""
        key = _pick(mutation, ("year", "code"))
        return self.plan.edits.setdefault(key, Edit(mutation, self.stored_lines[key]))

    def _why_not(self, sheet: Sheet, found: Values) -> str:
        if sheet.key == "mutations" and not self._is_draft(found):
            return f"{_FIXED} Herstel een fout met een tegenboeking in een latere wijziging."
        if sheet.key == "mutations":
            return "Een mutatie gaat niet naar een andere wijziging: geef haar daar een eigen code."
        return f"{_NO_CHANGE} Neem de waarde over, of wijzig haar in de toepassing."

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
        rows = self.plan.new[sheet.key]
        edits = self.plan.edits if sheet.key == "mutations" else {}
        if edits:
            rows = rows + [edit.row for edit in edits.values() if edit.row is not None]
        in_file = {_pick(row, sheet.identity or ()) for row in self.book[sheet.key]}
        taken = {
            _pick(values, columns)
            for values in self.stored[sheet.key]
            if _pick(values, sheet.identity or ()) not in in_file  # those are held against each other above
        }
        for row in rows:
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
        """Give each new mutatie its lines; of one that the ledger has in a draft, other lines are a change.

        A mutatie without lines in the file keeps the ones it has: an import takes nothing away.
        """
        new = {_pick(row, ("year", "code")) for row in self.plan.new["mutations"]}
        present = 0
        for key, rows in lines.items():
            if key in new:
                self.plan.lines[key] = rows
                self.plan.new["lines"] += rows
                continue
            mutation = self.stored_mutations.get(key)
            if mutation is None:
                continue  # an unknown mutatie: has its complaint already
            added, gone = differing_lines(self.stored_lines[key], [row.values for row in rows])
            present += len(rows) - len(added)
            if key in self.incomplete or not (added or gone):
                continue
            if self._is_draft(mutation):
                self._edit(mutation).replace_lines(rows)
            else:
                self._complain(
                    rows[0],
                    "mutation",
                    f"Mutatie '{key[1]}' staat al in de administratie, met andere regels. {_FIXED} "
                    "Neem de regels over, of herstel een fout met een tegenboeking in een latere wijziging.",
                )
        self.plan.present["lines"] = present

    def _mutations(self) -> None:
        """Hold every new mutatie against the rules of the journal; name the cell of each broken one."""
        # A line that names no mutatie might be the one that is missed elsewhere.
        lost = any(INVALID in key for key in self.incomplete)
        for row in self.plan.new["mutations"]:
            key = as_key(row)
            self._obeys(row, self.plan.lines.get(key, []), row, lost=lost)
        for edit in self.plan.edits.values():
            self._obeys(edit.values, edit.line_rows, edit.first, lost=lost, stored=edit.lines)

    def _obeys(
        self,
        row: Row | Values,
        lines: list[Row],
        at: Row,
        *,
        lost: bool,
        stored: list[Values] | None = None,
    ) -> None:
        """Name the cell of every broken rule of one mutatie; `stored` are its lines when the file has none."""
        key = as_key(row)
        values = row.values if isinstance(row, Row) else row
        if INVALID in values.values() or key in self.incomplete:
            return
        registry = self._registry(row["year"], row["amendment"])
        for problem in problems(mutation_input(row, lines or stored or []), registry):
            name = _LINE_FIELDS.get(problem.field, problem.field)
            if problem.line is not None and lines:
                self._complain(lines[problem.line], name, problem.sentence)
            elif problem.field in values:
                self._complain(at, name, problem.sentence)
            elif not lost:
                self._complain(at, "code", f"Mutatie '{key[1]}': {problem.sentence}{_at_lines(lines)}")

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
            provisions=frozenset(
                values["code"] for values in self._all("reserves") if values["kind"] == ReserveKind.PROVISION
            ),
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
