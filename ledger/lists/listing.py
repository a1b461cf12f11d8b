"""What the list pages share: filters in the address, remembered per session, and what is found added up."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Case, F, OuterRef, Prefetch, QuerySet, Subquery, Sum, When
from django.db.models.functions import Coalesce
from django.http import HttpRequest

from ledger.enums import AmendmentStatus, FundingSource, Side
from ledger.lists.download import Euros, Value
from ledger.lists.filters import LedgerFilter
from ledger.models import Line, MaatwerkOrder, Mutation
from ledger.permissions import Access

CLEAR = "wis"  # ?wis=1 forgets the filters
_REMEMBERED = 2000  # characters: what is longer is no address that somebody can open again


@dataclass(frozen=True, slots=True)
class Sums:
    """What the mutaties found add up to in the begrotingsjaar, in cents; withdrawn ones do not count."""

    cost: int
    sources: Sequence[tuple[str, int]]


def go_to(request: HttpRequest, filters: LedgerFilter) -> str | None:
    """Return the address to show instead of this one, or None when it is the right one.

    Without anything in the address the filters of last time come back; a form that sent empty fields gets
    an address without them. The session keeps what was shown last.
    """
    key = f"filters {request.path}"
    if CLEAR in request.GET:
        request.session.pop(key, None)
        return request.path
    if not request.GET:
        remembered = request.session.get(key)
        return f"{request.path}?{remembered}" if remembered else None
    active = urlencode(filters.active)
    if filters.is_valid() and len(active) <= _REMEMBERED and request.session.get(key, "") != active:
        request.session[key] = active
    empty = [name for name in filters.filters if name in request.GET and name not in filters.active]
    if not empty:
        return None
    kept = {name: value for name, value in request.GET.items() if name not in empty and name != "pagina"}
    return f"{request.path}?{urlencode(kept)}" if kept else request.path


def visible_mutations(access: Access, year: int) -> QuerySet[Mutation]:
    """Mutaties of a year that the reader may see, with their lasten in that year (cents) as `cost`.

    Of a draft the lasten are those of the lines that the reader may see.
    """
    lines = Line.objects.visible_to(access)
    cost = lines.filter(mutation=OuterRef("pk"), effective_year=year, side=Side.COST)
    found: QuerySet[Mutation] = (
        Mutation.objects.visible_to(access)
        .filter(budget_year=year)
        .select_related("amendment", "programme")
        .prefetch_related(Prefetch("lines", lines.filter(side=Side.INCOME), to_attr="visible_lines"))
        .annotate(cost=Coalesce(Subquery(_sum(cost, "mutation")), 0))
        .order_by("amendment__number", "programme__position", F("number").asc(nulls_last=True), "code")
    )
    return found


def visible_orders(access: Access, year: int) -> QuerySet[MaatwerkOrder]:
    """Orders of a year that the reader may see, with what stands in the begroting for them (cents) as `booked`.

    `told_status` is the status where the reader may know it, else None.
    """
    whole = MaatwerkOrder.objects.wholly_visible_to(access)
    lines = Line.objects.visible_to(access).exclude(amendment__status=AmendmentStatus.WITHDRAWN)
    booked = lines.filter(order=OuterRef("pk"), effective_year=year)
    found: QuerySet[MaatwerkOrder] = (
        MaatwerkOrder.objects.visible_to(access)
        .filter(budget_year=year)
        .select_related("municipality", "programme")
        .annotate(
            booked=Coalesce(Subquery(_sum(booked, "order")), 0),
            told_status=Case(When(pk__in=whole.values("pk"), then=F("status")), default=None),
        )
    )
    return found


def _sum(lines: QuerySet[Line], group: str) -> QuerySet[Line, Any]:
    summed: QuerySet[Line, Any] = lines.order_by().values(group).annotate(total=Sum("cents")).values("total")
    return summed


def sums_of(found: QuerySet[Mutation], access: Access, year: int) -> Sums:
    """Add up the mutaties found, all pages together: one query."""
    rows = (
        Line.objects.visible_to(access)
        .filter(effective_year=year, mutation__in=found.order_by().values("pk"))
        .exclude(amendment__status=AmendmentStatus.WITHDRAWN)
        .order_by()
        .values_list("side", "source")
        .annotate(total=Sum("cents"))
    )
    totals: Mapping[tuple[str, str | None], int] = {(side, source): total for side, source, total in rows}
    sources = [
        (source.label, totals[Side.INCOME, source]) for source in FundingSource if (Side.INCOME, source) in totals
    ]
    return Sums(totals.get((Side.COST, None), 0), sources)


MUTATION_HEADINGS = (
    "Jaar", "Wijziging", "Naam wijziging", "Status", "Programma", "Nummer", "Code", "Omschrijving", "Soort", "Thema",
    "OGON", "Lasten", *(source.label.capitalize() for source in FundingSource), "Toelichting", "Bron",
)  # fmt: skip


def mutation_rows(found: QuerySet[Mutation], access: Access, year: int) -> list[tuple[Value, ...]]:
    """Return the mutaties found as rows of a file, with the lasten and every dekkingsbron of the year."""
    readable = set(Mutation.objects.wholly_visible_to(access).filter(budget_year=year).values_list("pk", flat=True))
    rows: list[tuple[Value, ...]] = []
    for mutation in found.select_related("theme"):
        covers = dict.fromkeys(FundingSource.values, 0)
        for line in mutation.visible_lines:  # type: ignore[attr-defined]  # prefetched under this name
            if line.effective_year == year:
                covers[line.source] += line.cents
        whole = mutation.pk in readable
        rows.append(
            (
                year,
                mutation.amendment.number,
                mutation.amendment.name,
                mutation.amendment.get_status_display(),
                mutation.programme.name,
                mutation.number,
                mutation.code,
                mutation.description,
                mutation.get_recurrence_display(),
                mutation.theme.name if mutation.theme else "",
                "ja" if mutation.decided_in_ogon else "nee",
                Euros(mutation.cost),  # type: ignore[attr-defined]  # annotated
                *(Euros(cents) for cents in covers.values()),
                mutation.explanation if whole else "",
                mutation.reference if whole else "",
            )
        )
    return rows


def order_by_year(lines: Iterable[Line]) -> dict[str, Any]:
    """Lay out the lines of an order: a row per mutatie, a column per boekjaar; withdrawn ones are not in the totals."""
    lines = list(lines)
    cents: dict[Mutation, dict[int, int]] = {}
    totals: dict[int, int] = {}
    for line in lines:
        row = cents.setdefault(line.mutation, {})
        row[line.effective_year] = row.get(line.effective_year, 0) + line.cents
        counts = line.amendment.status != AmendmentStatus.WITHDRAWN
        totals[line.effective_year] = totals.get(line.effective_year, 0) + (line.cents if counts else 0)
    years = sorted(totals)
    amendments = {line.mutation: line.amendment for line in lines}
    return {
        "years": years,
        "rows": [
            (mutation, amendments[mutation], [row.get(year, 0) for year in years]) for mutation, row in cents.items()
        ],
        "totals": [totals[year] for year in years],
    }


ORDER_HEADINGS = (
    "Jaar", "Nummer", "Code", "Omschrijving", "Gemeente", "Programma", "Soort", "Status", "Afgesproken",
    "In de begroting", "Bron",
)  # fmt: skip


def order_rows(found: QuerySet[MaatwerkOrder], year: int) -> list[tuple[Value, ...]]:
    """Return the orders found as rows of a file."""
    return [
        (
            year,
            order.number,
            order.code,
            order.description,
            order.municipality.name,
            order.programme.name,
            order.get_recurrence_display(),
            order.get_status_display() if order.told_status else "",  # type: ignore[attr-defined]  # annotated
            Euros(order.cents),
            Euros(order.booked),  # type: ignore[attr-defined]  # annotated
            order.reference,
        )
        for order in found
    ]
