"""The full form of one mutatie: several lines, years and dekkingsbronnen. No database.

Every row is one last or baat with an amount per boekjaar, so that the years stand side by side.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from ledger.core.money import MINUS, AmountError, parse_amount
from ledger.core.percentage import PercentageError, format_percentage, indexed, parse_percentage
from ledger.entry.balancing import CoverChoice, CoverError, read_cover
from ledger.entry.choices import Choices
from ledger.entry.forms import MAX_ROWS, Posted, amount_text, read_number, tidy, whole
from ledger.entry.stored import Stored
from ledger.enums import Placement, Recurrence, Side
from ledger.journal import LineInput, MutationInput
from ledger.journal.lines import Problem, problems

HEAD = (
    "programme",
    "number",
    "description",
    "recurrence",
    "theme",
    "ogon",
    "reference",
    "explanation",
    "index",
)
HEAD_LABELS = {
    "programme": "Programma",
    "number": "Nummer",
    "description": "Omschrijving",
    "recurrence": "Incidenteel of structureel",
    "theme": "Thema",
    "ogon": "Besproken in OGON",
    "reference": "Bron",
    "explanation": "Toelichting",
    "index": "Index per jaar in %",
}
_HEAD_FIELDS = {"index_basis_points": "index"}  # names of the journal that differ from those of the form
LINE = ("side", "place", "cover")
_LINE_FIELDS = {
    "source": "cover",
    "pool": "cover",
    "municipality": "cover",
    "order": "cover",
    "reserve": "cover",
    "placement": "place",
    "side": "side",
}
_LIMITS = {"description": 300, "reference": 120}


@dataclass(frozen=True, slots=True)
class RawLine:
    """A row of the lines table as typed; amounts by boekjaar."""

    index: int
    texts: Mapping[str, str]
    amounts: Mapping[int, str]

    @property
    def blank(self) -> bool:
        """Nothing has been filled in that matters."""
        return not self.texts["cover"] and not any(self.amounts.values())


@dataclass(frozen=True, slots=True)
class RawMutation:
    """The whole form as typed."""

    head: Mapping[str, str]
    lines: Sequence[RawLine]


@dataclass(slots=True)
class FullReading:
    """What the form says, and what is wrong: by field of the head, and by row and field of the lines."""

    mutation: MutationInput | None = None
    lines: list[LineInput] = field(default_factory=list)
    head: dict[str, list[str]] = field(default_factory=dict)
    rows: dict[int, list[tuple[str, str]]] = field(default_factory=dict)
    general: list[str] = field(default_factory=list)

    @property
    def wrong(self) -> bool:
        """Something has to be mended."""
        return bool(self.head or self.rows or self.general)


def blank_line(index: int, years: Iterable[int], side: str = "") -> RawLine:
    """Return an empty row of the lines table."""
    return RawLine(index, {"side": side, "place": "", "cover": ""}, dict.fromkeys(years, ""))


def raw_mutation(data: Posted, years: Sequence[int]) -> RawMutation:
    """Return the form as it was sent."""
    head = {name: tidy(data.get(name)) for name in HEAD}
    lines = []
    for index in range(min(whole(data.get("rows")), MAX_ROWS)):
        if data.get(f"remove-{index}"):
            continue
        texts = {name: tidy(data.get(f"{name}-{index}")) for name in LINE}
        lines.append(RawLine(index, texts, {year: tidy(data.get(f"y{year}-{index}")) for year in years}))
    return RawMutation(head, lines)


def shown_mutation(stored: Stored, years: Sequence[int]) -> RawMutation:
    """Return a stored mutatie as the form shows it; a year that is what the index gives stays empty."""
    mutation = stored.mutation
    points = mutation.index_basis_points
    head = {
        "programme": mutation.programme,
        "number": str(mutation.number or ""),
        "description": tidy(mutation.description),
        "recurrence": mutation.recurrence,
        "theme": mutation.theme or "",
        "ogon": "ja" if mutation.decided_in_ogon else "",
        "reference": mutation.reference,
        "explanation": tidy(mutation.explanation),
        "index": "" if points is None else format_percentage(points).replace(MINUS, "-").replace(".", ""),
    }
    rows: list[tuple[dict[str, str], dict[int, str]]] = []
    for line in mutation.lines:
        texts = {"side": line.side, "place": line.placement, "cover": _cover_of(line)}
        free = (amounts for known, amounts in rows if known == texts and not amounts[line.effective_year])
        amounts = next(free, None)
        if amounts is None:
            amounts = dict.fromkeys(years, "")
            rows.append((texts, amounts))
        amounts[line.effective_year] = amount_text(line.cents)
    if mutation.recurrence == Recurrence.STRUCTURAL:
        for _, amounts in rows:
            # An empty year is filled ahead; one that is empty on purpose says so with a nought.
            amounts.update({year: text or "0" for year, text in amounts.items()})
            if points is not None:
                made = _ahead(amounts, points)
                amounts.update({year: "" for year, text in made.items() if text == amounts[year]})
    return RawMutation(head, [RawLine(index, *row) for index, row in enumerate(rows)])


def _cover_of(line: LineInput) -> str:
    if line.source is None:
        return ""
    return CoverChoice(line.source, line.pool, line.municipality, line.order, line.reserve).code


def filled_ahead(raw: RawMutation, years: Sequence[int]) -> RawMutation:
    """Fill the empty years after the first amount of a structural mutatie, with the index when there is one."""
    if raw.head["recurrence"] != Recurrence.STRUCTURAL:
        return raw
    try:
        points = parse_percentage(raw.head["index"]) if raw.head["index"] else 0
    except PercentageError:
        return raw
    lines = []
    for line in raw.lines:
        made = _ahead(line.amounts, points)
        amounts = {year: line.amounts[year] or made.get(year, "") for year in years}
        lines.append(RawLine(line.index, line.texts, amounts))
    return RawMutation(raw.head, lines)


def _ahead(amounts: Mapping[int, str], points: int) -> dict[int, str]:
    """Return what an index makes of the first amount in the years after it; nothing when that is no amount."""
    first = next((year for year, text in sorted(amounts.items()) if text), None)
    if first is None:
        return {}
    try:
        cents = parse_amount(amounts[first])
    except AmountError:
        return {}
    return {year: amount_text(indexed(cents, points, year - first)) for year in amounts if year > first}


def read_mutation(raw: RawMutation, choices: Choices, stored: MutationInput | None, code: str) -> FullReading:
    """Read the form; what it does not show of a stored mutatie (its code, its group, what it reverses) is kept."""
    found = FullReading()
    years = list(choices.years)
    index = _check_head(raw.head, found)
    raw = filled_ahead(raw, years)
    places: list[tuple[int, int]] = []
    for line in raw.lines:
        if not line.blank:
            for year, made in _read_line(line, raw.head["programme"], choices, found):
                found.lines.append(made)
                places.append((line.index, year))
    wrong: list[Problem] = []
    number = read_number(raw.head["number"], wrong)
    for problem in wrong:
        found.head.setdefault("number", []).append(problem.sentence)
    mutation = MutationInput(
        code=stored.code if stored else code,
        programme=raw.head["programme"],
        description=raw.head["description"],
        recurrence=raw.head["recurrence"],
        lines=tuple(found.lines),
        number=number,
        theme=raw.head["theme"] or None,
        group=stored.group if stored else None,
        decided_in_ogon=bool(raw.head["ogon"]),
        explanation=raw.head["explanation"],
        reference=raw.head["reference"],
        index_basis_points=index,
        reverses=stored.reverses if stored else None,
    )
    _place_problems(mutation, places, choices, found)
    taken = choices.taken.numbers.get((mutation.programme, number)) if number else None
    if taken and (stored is None or choices.taken.codes.get(stored.code) != taken):
        sentence = f"Nummer {number} is in dit programma al in gebruik. Kies een ander nummer."
        found.head.setdefault("number", []).append(sentence)
    found.mutation = mutation
    return found


def _place_problems(
    mutation: MutationInput, places: Sequence[tuple[int, int]], choices: Choices, found: FullReading
) -> None:
    """Put every broken rule where it is mended; `places` is the row and boekjaar of every line."""
    for problem in problems(mutation, choices.registry):
        if problem.line is not None:
            row, year = places[problem.line]
            said = (_LINE_FIELDS.get(problem.field, f"y{year}"), problem.sentence)
            if said not in found.rows.setdefault(row, []):
                found.rows[row].append(said)
        elif (name := _HEAD_FIELDS.get(problem.field, problem.field)) in HEAD_LABELS:
            found.head.setdefault(name, [problem.sentence])
        elif not found.rows:  # an amount that cannot be read explains why the sums differ
            found.general.append(problem.sentence)


def _check_head(head: Mapping[str, str], found: FullReading) -> int | None:
    """Return the index in basis points, None for none; what is wrong is put beside its field."""
    if not head["programme"]:
        found.head.setdefault("programme", []).append("Kies het programma.")
    for name, most in _LIMITS.items():
        if len(head[name]) > most:
            found.head.setdefault(name, []).append(f"Deze tekst is langer dan {most} tekens. Maak haar korter.")
    try:
        return parse_percentage(head["index"]) if head["index"] else None
    except PercentageError as error:
        found.head.setdefault("index", []).append(str(error))
        return None


def _read_line(line: RawLine, programme: str, choices: Choices, found: FullReading) -> Iterable[tuple[int, LineInput]]:
    wrong = found.rows.setdefault(line.index, [])
    side = line.texts["side"]
    cover = _read_cover(side, line.texts["cover"], choices, wrong)
    standard = choices.places.get(programme, str(Placement.PROGRAMME)) if side == Side.COST else Placement.PROGRAMME
    place = line.texts["place"] or standard
    made = []
    for year, text in line.amounts.items():
        if not text:
            continue
        try:
            cents = parse_amount(text)
        except AmountError as error:
            wrong.append((f"y{year}", str(error)))
            continue
        if cents and side in Side.values and (side == Side.COST or cover):
            made.append((year, _line(side, cents, year, place, cover)))
    if not any(line.amounts.values()):
        wrong.append((f"y{choices.year}", "Het bedrag ontbreekt. Vul in minstens één jaar een bedrag in."))
    if not wrong:
        del found.rows[line.index]
    return made


def _read_cover(side: str, code: str, choices: Choices, wrong: list[tuple[str, str]]) -> CoverChoice | None:
    if side == Side.INCOME:
        try:
            return read_cover(code, choices.order_municipalities)
        except CoverError as error:
            wrong.append(("cover", str(error)))
    elif side == Side.COST and code:
        wrong.append(("cover", "Een last heeft geen dekkingsbron; zet de dekking op een baat."))
    elif side not in Side.values:
        wrong.append(("side", "Kies last of baat."))
    return None


def _line(side: str, cents: int, year: int, place: str, cover: CoverChoice | None) -> LineInput:
    if cover is None:
        return LineInput(side, cents, year, place)
    return LineInput(side, cents, year, place, cover.source, cover.pool, cover.municipality, cover.order, cover.reserve)
