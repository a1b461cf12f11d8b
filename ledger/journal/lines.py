"""What a mutatie says before it is posted, and the rules it must obey. Pure: no database.

The same rules serve the form, the import and the journal: each problem names its line and field, so that
the caller can point at the input or the cell.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ledger.core.money import MAX_CENTS, format_euros
from ledger.core.percentage import format_percentage
from ledger.enums import FundingSource, Placement, Recurrence, Side

MIN_INDEX, MAX_INDEX = -100_00, 1_000_00  # basis points a year: nothing is left, eleven times as much


@dataclass(frozen=True, slots=True)
class LineInput:
    """One last or baat. `cents` positive is more, negative is less; names are codes."""

    side: str
    cents: int
    effective_year: int
    placement: str = Placement.PROGRAMME
    source: str | None = None
    pool: str | None = None
    municipality: str | None = None
    order: str | None = None
    reserve: str | None = None


@dataclass(frozen=True, slots=True)
class MutationInput:
    """A mutatie as entered or imported; names are codes."""

    code: str
    programme: str
    description: str
    recurrence: str
    lines: Sequence[LineInput]
    number: int | None = None
    theme: str | None = None
    group: str | None = None
    decided_in_ogon: bool = False
    explanation: str = ""
    reference: str = ""
    index_basis_points: int | None = None  # what filled the years ahead: hundredths of a percent a year; None: nothing
    reverses: str | None = None  # the mutatie of an earlier wijziging that this one takes back (tegenboeking)


@dataclass(frozen=True, slots=True)
class Registry:
    """What exists, by code: the ids to store and the rules of the year."""

    year: int
    years_ahead: int
    programmes: Mapping[str, int]
    pools: Mapping[str, int]
    municipalities: Mapping[str, int]
    orders: Mapping[str, tuple[int, str]]  # id, municipality code
    reserves: Mapping[str, int]
    themes: Mapping[str, int]
    groups: Mapping[str, int]
    direct_pools: Mapping[str, bool] = field(default_factory=dict)  # pools with a rule: paid directly or by key
    provisions: frozenset[str] = frozenset()  # which of the reserves are a voorziening


@dataclass(frozen=True, slots=True)
class Problem:
    """A broken rule: the sentence, the field, and the line (counted from 0) where it is about one line."""

    sentence: str
    field: str
    line: int | None = None


def problems(mutation: MutationInput, registry: Registry) -> Iterator[Problem]:
    """Yield everything that is wrong with a mutatie, as Dutch sentences."""
    if not mutation.description.strip():
        yield Problem("De omschrijving ontbreekt. Vul in wat er verandert.", "description")
    if mutation.recurrence not in Recurrence.values:
        yield Problem("Kies incidenteel of structureel.", "recurrence")
    for name, known, value in (
        ("programme", registry.programmes, mutation.programme),
        ("theme", registry.themes, mutation.theme),
        ("group", registry.groups, mutation.group),
    ):
        if value is not None and value not in known:
            yield Problem(_unknown(_LABELS[name], value, known), name)
    yield from _index_problems(mutation)
    if not mutation.lines:
        yield Problem("De mutatie heeft geen regels. Voeg een last of een baat toe.", "lines")
    for position, line in enumerate(mutation.lines):
        for problem in _line_problems(line, registry):
            yield Problem(problem.sentence, problem.field, position)
    yield from _imbalances(mutation)


def unreversible(code: str, year: int) -> str:
    """Say that a tegenboeking names something that cannot be reversed by it."""
    return (
        f"'{code}' is geen mutatie van een eerdere wijziging van {year} die vastligt: alleen die krijgt een "
        "tegenboeking. Noem een andere code of maak het veld leeg."
    )


_LABELS = {
    "programme": "programma",
    "theme": "thema",
    "group": "groep",
    "pool": "verdeelgroep",
    "municipality": "gemeente",
    "order": "maatwerkorder",
    "reserve": "reserve",
}


_NEUTER = frozenset({"programma", "thema"})  # het-words: an unknown one is "onbekend"


def _unknown(label: str, value: str, known: Mapping[str, object]) -> str:
    names = ", ".join(sorted(known)[:8]) or "er is er nog geen"
    return f"{'Onbekend' if label in _NEUTER else 'Onbekende'} {label} '{value}'. Kies uit: {names}."


def _index_problems(mutation: MutationInput) -> Iterator[Problem]:
    points = mutation.index_basis_points
    if points is None:
        return
    if mutation.recurrence != Recurrence.STRUCTURAL:
        yield Problem(
            "Een indexatie hoort bij een structurele mutatie. Maak het percentage leeg of kies structureel.",
            "index_basis_points",
        )
    if not MIN_INDEX <= points <= MAX_INDEX:
        yield Problem(
            f"De indexatie is {format_percentage(points)}% per jaar. Dat moet van {format_percentage(MIN_INDEX)}% "
            f"tot en met {format_percentage(MAX_INDEX)}% zijn. Verbeter het percentage.",
            "index_basis_points",
        )


def _line_problems(line: LineInput, registry: Registry) -> Iterator[Problem]:
    if line.cents == 0:
        yield Problem("Het bedrag is nul. Vul een bedrag in of haal de regel weg.", "cents")
    if abs(line.cents) > MAX_CENTS:
        yield Problem("Het bedrag is te groot: het mag hoogstens 100 miljard euro zijn.", "cents")
    if not registry.year <= line.effective_year <= registry.year + registry.years_ahead:
        last = registry.year + registry.years_ahead
        yield Problem(
            f"Boekjaar {line.effective_year} valt buiten {registry.year} tot en met {last}.", "effective_year"
        )
    if line.side not in Side.values:
        yield Problem("Kies last of baat.", "side")
    if line.placement not in Placement.values:
        yield Problem(f"Onbekende plaats '{line.placement}'.", "placement")
    for name, known in (
        ("pool", registry.pools),
        ("municipality", registry.municipalities),
        ("order", registry.orders),
        ("reserve", registry.reserves),
    ):
        value = getattr(line, name)
        if value is not None and value not in known:
            yield Problem(_unknown(_LABELS[name], value, known), name)
    yield from _cover_problems(line, registry)


_WITHOUT_RESERVE = frozenset({FundingSource.CONTRIBUTION, FundingSource.MAATWERK, FundingSource.THIRD_PARTIES})


def _cover_problems(line: LineInput, registry: Registry) -> Iterator[Problem]:
    if line.side == Side.COST and line.source is not None:
        yield Problem("Een last heeft geen dekkingsbron; zet de dekking op een baat.", "source")
    if line.side == Side.INCOME and line.source not in FundingSource.values:
        yield Problem("Een baat heeft een dekkingsbron nodig: bijdrage, maatwerk, derden, reserve of balans.", "source")
    yield from _pool_problems(line, registry)
    yield from _order_problems(line, registry)
    if line.source == FundingSource.RESERVE and line.reserve is None:
        yield Problem("Een onttrekking noemt de reserve waaruit zij komt.", "reserve")
    if line.reserve is not None and line.source in _WITHOUT_RESERVE:
        yield Problem("Alleen een onttrekking (reserve of balans) noemt een reserve. Maak het veld leeg.", "reserve")
    if (
        line.source == FundingSource.BALANCE_SHEET
        and line.reserve in registry.reserves
        and line.reserve not in registry.provisions
    ):
        yield Problem(
            f"'{line.reserve}' is een reserve; een baat van de balans noemt alleen een voorziening. "
            "Kies dekkingsbron reserve, of maak het veld leeg.",
            "reserve",
        )


def _pool_problems(line: LineInput, registry: Registry) -> Iterator[Problem]:
    if line.source != FundingSource.CONTRIBUTION:
        if line.pool is not None:
            yield Problem("Alleen een bijdrage noemt een verdeelgroep.", "pool")
        return
    direct = registry.direct_pools.get(line.pool or "")
    if line.pool is None:
        yield Problem("Een bijdrage heeft een verdeelgroep nodig.", "pool")
    elif line.pool in registry.pools and direct is None:
        yield Problem(f"Verdeelgroep '{line.pool}' heeft in {registry.year} geen verdeling.", "pool")
    elif direct and line.municipality is None:
        yield Problem("Deze verdeelgroep wordt direct betaald: noem de gemeente.", "municipality")
    elif direct is False and line.municipality is not None:
        yield Problem("Deze verdeelgroep gaat via een sleutel: noem geen gemeente.", "municipality")


def _order_problems(line: LineInput, registry: Registry) -> Iterator[Problem]:
    if line.source != FundingSource.MAATWERK:
        if line.order is not None:
            yield Problem("Alleen maatwerk noemt een maatwerkorder.", "order")
        return
    known = registry.orders.get(line.order or "")
    if line.order is None:
        yield Problem("Maatwerk heeft een maatwerkorder nodig.", "order")
    elif known and line.municipality != known[1]:
        yield Problem(f"Maatwerkorder '{line.order}' is van gemeente '{known[1]}'.", "municipality")


def _imbalances(mutation: MutationInput) -> Iterator[Problem]:
    years: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    for line in mutation.lines:
        years[line.effective_year][line.side == Side.INCOME] += line.cents
    for year, (cost, income) in sorted(years.items()):
        if cost != income:
            yield Problem(
                f"De mutatie is in {year} niet in evenwicht: lasten € {format_euros(cost)}, "
                f"baten € {format_euros(income)}, verschil € {format_euros(cost - income)}. "
                "Maak lasten en baten gelijk.",
                "lines",
            )
