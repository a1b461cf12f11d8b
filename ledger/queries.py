"""The read path: a fixed number of queries per page, and one GROUP BY over the lines of a year."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from django.db.models import F, Prefetch, Q, QuerySet, Sum
from django.db.models import Value as Literal

from ledger.core import chain
from ledger.core.book import (
    AmendmentRecord,
    Book,
    InvestmentRecord,
    MutationRecord,
    Named,
    OrderRecord,
    PoolRecord,
    ProgrammeRecord,
    ReserveRecord,
)
from ledger.core.cube import DIMENSIONS, Cube, Group, Key, KeyRing, Selection, Value, rings_of
from ledger.enums import AmendmentStatus, Side
from ledger.models import (
    Amendment,
    AuditEntry,
    CostPool,
    Investment,
    KeyWeight,
    Line,
    MaatwerkOrder,
    Municipality,
    Mutation,
    OpeningBalance,
    Organisation,
    PoolRule,
    Programme,
    Reserve,
    Theme,
)
from ledger.visibility import LineQuerySet

# How each dimension is stored: the column of Line, and the way to its code from there.
_PATHS = {
    "amendment": "amendment__number",
    "programme": "programme__code",
    "pool": "pool__code",
    "side": "side",
    "placement": "placement",
    "source": "source",
    "municipality": "municipality__code",
    "reserve": "reserve__code",
    "recurrence": "recurrence",
    "theme": "theme__code",
    "order": "order__code",
}
_COLUMNS = {name: path.split("__")[0] for name, path in _PATHS.items()}


class UnknownYearError(LookupError):
    """There is no such begrotingsjaar, or no wijziging in it that may be seen."""


def load_cube(year: int, effective_year: int, amendments: Sequence[AmendmentRecord]) -> Cube:
    """Group the lines of a year along all dimensions: one indexed GROUP BY, however many lines there are."""
    groups, cents, _ = _grouped(year, [effective_year], amendments)
    return Cube(tuple(zip(groups, cents, strict=True)))


def load_effects(book: Book) -> tuple[tuple[int, Group, int], ...]:
    """Return the same sums of cents per mutatie: its id, the dimensions and the cents."""
    groups, cents, mutations = _grouped(book.year, [book.effective_year], book.amendments, "mutation")
    return tuple(zip(mutations, groups, cents, strict=True))


def books_ahead(book: Book, effective_years: Sequence[int]) -> dict[int, Book]:
    """Return the same book, without mutaties, as it works out in other years: two queries, for all years together."""
    cells: dict[int, list[tuple[Group, int]]] = {year: [] for year in effective_years}
    groups, cents, years = _grouped(book.year, effective_years, book.amendments, "effective_year")
    for group, total, year in zip(groups, cents, years, strict=True):
        cells[year].append((group, total))
    return {
        year: replace(book, effective_year=year, mutations=(), cube=Cube(tuple(found))) for year, found in cells.items()
    }


def _grouped(
    year: int, effective_years: Sequence[int], amendments: Sequence[AmendmentRecord], *more: str
) -> tuple[Iterable[Group], Sequence[int], Sequence[int]]:
    """Return the groups, their cents and the values of one more column, in the same order.

    Ids become codes column by column, not row by row: that is what a large ledger spends its time on.
    """
    numbers = {amendment.pk: amendment.number for amendment in amendments}
    codes: dict[str, dict[Any, Any]] = {**_codes(year), "amendment": numbers}
    rows = (
        Line.objects.filter(budget_year=year, effective_year__in=effective_years, amendment__in=list(numbers))
        .order_by()
        .values_list(*(_COLUMNS[name] for name in DIMENSIONS), *more)
        .annotate(total=Sum("cents"))
    )
    columns = dict(zip((*DIMENSIONS, *more, "total"), zip(*rows, strict=True), strict=False))
    if not columns:
        return (), (), ()
    dimensions = (
        map(({None: None} | codes[name]).__getitem__, columns[name]) if name in codes else columns[name]
        for name in DIMENSIONS
    )
    return zip(*dimensions, strict=True), columns["total"], columns[more[0]] if more else ()


def _codes(year: int) -> dict[str, dict[int, str]]:
    """Return the code of every id, per dimension that is stored as one: a single query."""
    queries = [
        rows.order_by().values_list(Literal(name), "pk", "code")
        for name, rows in (
            ("programme", Programme.objects.all()),
            ("pool", CostPool.objects.all()),
            ("municipality", Municipality.objects.all()),
            ("reserve", Reserve.objects.all()),
            ("theme", Theme.objects.all()),
            ("order", MaatwerkOrder.objects.filter(budget_year=year)),
        )
    ]
    codes: dict[str, dict[int, str]] = defaultdict(dict)
    for name, pk, code in queries[0].union(*queries[1:], all=True):
        codes[name][pk] = code
    return codes


def load_book(
    year: int,
    through: int | None = None,
    *,
    visible: Q | None = None,
    effective_year: int | None = None,
    with_mutations: bool = False,
    or_empty: bool = False,
) -> Book:
    """Read one begrotingsjaar up to and including wijziging `through` (default: the last one).

    `visible` narrows the wijzigingen to what the reader may see. Raises UnknownYearError when the year, or
    the wijziging asked for, is not there; with `or_empty` a year without any is an empty book.
    """
    query = Amendment.objects.filter(budget_year=year).exclude(status=AmendmentStatus.WITHDRAWN)
    if visible is not None:
        query = query.filter(visible)
    amendments = tuple(
        AmendmentRecord(*row) for row in query.order_by("number").values_list("pk", "number", "name", "status")
    )
    last = amendments[-1].number if amendments else None
    wanted = last if through is None else through
    if wanted is None and not or_empty:
        raise UnknownYearError(f"Er is geen begroting {year}.")
    if wanted is None:
        wanted = 0
    elif wanted not in {amendment.number for amendment in amendments}:
        known = ", ".join(str(amendment.number) for amendment in amendments) or "geen"
        raise UnknownYearError(f"Begroting {year} heeft geen wijziging {wanted}. Wel: {known}.")
    amendments = tuple(amendment for amendment in amendments if amendment.number <= wanted)
    organisation = Organisation.objects.first()
    effective = effective_year or year
    return Book(
        year=year,
        effective_year=effective,
        through=wanted,
        organisation=organisation.name if organisation else "",
        participants=organisation.participants_label if organisation else "deelnemende gemeenten",
        head=head(year),
        amendments=amendments,
        municipalities=tuple(Named(*row) for row in Municipality.objects.values_list("code", "name")),
        programmes=_programmes(),
        pools=_pools(year),
        themes=tuple(Named(*row) for row in Theme.objects.values_list("code", "name")),
        reserves=_reserves(year),
        orders=tuple(
            OrderRecord(*row)
            for row in MaatwerkOrder.objects.filter(budget_year=year).values_list(
                "code", "number", "municipality__code", "programme__code", "description"
            )
        ),
        investments=tuple(
            InvestmentRecord(*row)
            for row in Investment.objects.filter(amendment__in=[amendment.pk for amendment in amendments])
            .order_by("position", "number")
            .values_list("amendment__number", "number", "description", "side", "cents")
        ),
        mutations=_mutations(year, effective, amendments) if with_mutations and amendments else (),
        cube=load_cube(year, effective, amendments),
        keys=load_keys(year),
    )


def _programmes() -> tuple[ProgrammeRecord, ...]:
    rows = Programme.objects.select_related("parent").prefetch_related(
        Prefetch("maatwerk_for", Municipality.objects.only("code"))
    )
    return tuple(
        ProgrammeRecord(
            row.code,
            row.name,
            row.overview_label or row.name,
            row.amendment_label or row.name,
            row.parent.code if row.parent else None,
            frozenset(municipality.code for municipality in row.maatwerk_for.all()),
        )
        for row in rows
    )


def _pools(year: int) -> tuple[PoolRecord, ...]:
    direct = set(PoolRule.objects.filter(budget_year=year, key_version__isnull=True).values_list("pool", flat=True))
    return tuple(
        PoolRecord(code, name, programme, pk in direct)
        for pk, code, name, programme in CostPool.objects.values_list("pk", "code", "name", "programme__code")
    )


def load_keys(year: int) -> dict[str, KeyRing]:
    """Return the keys of every keyed verdeelgroep of the year, each with the wijziging from which it holds."""
    weights = KeyWeight.objects.filter(version__rules__budget_year=year)
    return rings_of(keys_by(weights, "version__rules__pool__code", "version__rules__from_amendment"))


def keys_by(weights: QuerySet[KeyWeight], whose: str, number: str) -> dict[tuple[str, int], Key]:
    """Put weights together to keys by two columns that tell them apart; the gemeenten stand in their order."""
    rows = (
        weights.filter(weight__gt=0)
        .order_by("municipality__position", "municipality__code")
        .values_list(
            whose, number, "municipality__code", "weight", "version__key__name", "version__source", "version__number"
        )
    )
    pairs: dict[tuple[str, int], list[tuple[str, int]]] = defaultdict(list)
    described: dict[tuple[str, int], tuple[str, str, int]] = {}
    for owner, position, municipality, weight, *description in rows:
        pairs[owner, position].append((municipality, weight))
        described[owner, position] = tuple(description)
    return {which: Key(tuple(found), *described[which]) for which, found in pairs.items()}


def _reserves(year: int) -> tuple[ReserveRecord, ...]:
    facts = {
        reserve: (opening, appropriation)
        for reserve, opening, appropriation in OpeningBalance.objects.filter(budget_year=year).values_list(
            "reserve", "opening_cents", "appropriation_cents"
        )
    }
    return tuple(
        ReserveRecord(code, name, kind, *facts.get(pk, (0, 0)))
        for pk, code, name, kind in Reserve.objects.values_list("pk", "code", "name", "kind")
    )


def _mutations(year: int, effective_year: int, amendments: Sequence[AmendmentRecord]) -> tuple[MutationRecord, ...]:
    """Mutaties in printing order; the primitieve begroting only where a mutatie has a number."""
    this_year = Q(lines__effective_year=effective_year)
    rows = (
        Mutation.objects.filter(budget_year=year, amendment__in=[amendment.pk for amendment in amendments])
        .filter(Q(number__isnull=False) | Q(amendment__number=amendments[-1].number))
        .annotate(
            cost=Sum("lines__cents", filter=this_year & Q(lines__side=Side.COST)),
        )
        .order_by("amendment__number", F("number").asc(nulls_last=True), "code")
        .values_list(
            "pk",
            "code",
            "number",
            "programme__code",
            "amendment__number",
            "description",
            "recurrence",
            "cost",
        )
    )
    return tuple(MutationRecord(*row) for row in rows)


def selection_filter(selection: Selection) -> Q:
    """Turn a selection of the cube into a filter on lines: the lines behind a figure."""
    condition = Q()
    for name, wanted in selection.where:
        known = [value for value in wanted if value is not None]
        part = Q(**{f"{_PATHS[name]}__in": known})
        if None in wanted:
            part |= Q(**{f"{_COLUMNS[name]}__isnull": True})
        condition &= part
    return condition


def lines_behind(book: Book, selections: Iterable[Selection]) -> dict[Selection, tuple[Line, ...]]:
    """Return the lines that each selection adds up, in the order of the ledger: one query for all of them."""
    wanted = list(selections)
    if not wanted:
        return {}
    condition = Q()
    for selection in wanted:
        condition |= selection_filter(selection)
    lines = list(_lines(book).filter(condition))
    values = {line.pk: {name: _value(line, path) for name, path in _PATHS.items()} for line in lines}
    return {
        selection: tuple(
            line for line in lines if all(values[line.pk][name] in allowed for name, allowed in selection.where)
        )
        for selection in wanted
    }


def lines_of_mutations(book: Book, mutations: Iterable[int]) -> dict[int, list[Line]]:
    """Return the lasten of each mutatie in the year of the book: one query."""
    found: dict[int, list[Line]] = defaultdict(list)
    for line in _lines(book).filter(mutation__in=list(mutations), side=Side.COST):
        found[line.mutation_id].append(line)
    return found


def _lines(book: Book) -> LineQuerySet:
    return (
        Line.objects.filter(
            budget_year=book.year,
            effective_year=book.effective_year,
            amendment__in=[amendment.pk for amendment in book.amendments],
        )
        .select_related("mutation", "amendment", "programme", "pool", "municipality", "order", "reserve", "theme")
        .order_by("amendment__number", "programme__position", "mutation__number", "mutation__code", "position")
    )


def _value(line: Line, path: str) -> Value:
    """Return a dimension of a line as the cube names it."""
    value: object = line
    for name in path.split("__"):
        value = getattr(value, name, None) if value is not None else None
    return value  # type: ignore[return-value]


__all__ = [
    "UnknownYearError",
    "books_ahead",
    "keys_by",
    "lines_behind",
    "lines_of_mutations",
    "load_book",
    "load_cube",
    "load_effects",
    "load_keys",
    "selection_filter",
]


def head(budget_year: int | None = None) -> str:
    """Return the digest of the last entry (of a year, or of the whole ledger): the version of every page."""
    entries = AuditEntry.objects.all()
    if budget_year is not None:
        entries = entries.filter(budget_year__isnull=True) | entries.filter(budget_year=budget_year)
    return entries.order_by("-sequence").values_list("digest", flat=True).first() or chain.GENESIS
