"""What the ledger holds, as typed rows of the same sheets: to write a workbook, and to compare an import with."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator
from typing import Any, Final, TypeAlias

from django.db.models import F, Model, QuerySet

from ledger.exchange.sheets import SHEETS
from ledger.models import (
    Amendment,
    BudgetYear,
    CostPool,
    Investment,
    KeyWeight,
    LateDevelopment,
    Line,
    MaatwerkOrder,
    Municipality,
    Mutation,
    NeutralGroup,
    OpeningBalance,
    OrderAmount,
    OrderStep,
    Organisation,
    PoolRule,
    Programme,
    PublishedFigure,
    PublishedText,
    Reserve,
    Risk,
    ServiceAgreement,
    Theme,
)

Values: TypeAlias = dict[str, Any]
Years: TypeAlias = Collection[int] | None


def read_ledger(years: Years = None) -> dict[str, list[Values]]:
    """Return the rows of every sheet in order; of what belongs to a year only the given years (None: all)."""
    return {sheet.key: read_sheet(sheet.key, years) for sheet in SHEETS}


def read_sheet(key: str, years: Years = None) -> list[Values]:
    """Return the rows of one sheet."""
    return list(_READERS[key](years))


def _of(rows: QuerySet[Any], years: Years) -> QuerySet[Any]:
    return rows if years is None else rows.filter(budget_year__in=years)


def _fields(rows: QuerySet[Any], **columns: str) -> Iterator[Values]:
    """Yield rows with a value per column, each from the field it is named with."""
    for values in rows.values_list(*columns.values()).iterator(2000):
        yield dict(zip(columns, values, strict=True))


def _plain(model: type[Model], *names: str) -> Callable[[Years], Iterator[Values]]:
    """Read a model whose fields have the names of the columns."""
    return lambda _: _fields(model._default_manager.all(), **{name: name for name in names})  # noqa: SLF001


def _programmes(_: Years) -> Iterator[Values]:
    extra: dict[str, list[str]] = defaultdict(list)
    for programme, municipality in Programme.objects.filter(maatwerk_for__isnull=False).order_by(
        "position", "maatwerk_for__position", "maatwerk_for__code"
    ).values_list("code", "maatwerk_for__code"):  # fmt: skip
        extra[programme].append(municipality)
    names = ("code", "name", "overview_label", "amendment_label")
    for values in _fields(Programme.objects.all(), **{name: name for name in names}, parent="parent__code"):
        yield values | {"maatwerk_for": tuple(extra[values["code"]])}


def _pools(_: Years) -> Iterator[Values]:
    return _fields(CostPool.objects.all(), code="code", name="name", programme="programme__code")


def _keys(_: Years) -> Iterator[Values]:
    rows = KeyWeight.objects.order_by(
        "version__key__code", "version__number", "municipality__position", "municipality__code"
    )
    return _fields(
        rows,
        key="version__key__code",
        name="version__key__name",
        version="version__number",
        calculated_on="version__calculated_on",
        source="version__source",
        basis="version__basis",
        municipality="municipality__code",
        weight="weight",
    )


def _years(years: Years) -> Iterator[Values]:
    rows = BudgetYear.objects.order_by("year")
    rows = rows if years is None else rows.filter(pk__in=years)
    return _fields(rows, year="year", **{name: name for name in ("years_ahead", "status", "final_closes_on")})


def _rules(years: Years) -> Iterator[Values]:
    rows = _of(PoolRule.objects.order_by("budget_year", "pool__position", "pool__code", "from_amendment"), years)
    columns = {"key": "key_version__key__code", "version": "key_version__number", "from_amendment": "from_amendment"}
    for values in _fields(rows, year="budget_year", pool="pool__code", **columns):
        yield values | {"method": "direct" if values["key"] is None else "key"}


def _amendments(years: Years) -> Iterator[Values]:
    names = ("number", "name", "status", "submitted_on", "adopted_on", "decision", "document", "withdrawal_reason")
    rows = _of(Amendment.objects.order_by("budget_year", "number"), years)
    return _fields(rows, year="budget_year", **{name: name for name in names})


def _in_amendments(rows: QuerySet[Any], years: Years) -> QuerySet[Any]:
    return rows if years is None else rows.filter(amendment__budget_year__in=years)


def _groups(years: Years) -> Iterator[Values]:
    rows = _in_amendments(NeutralGroup.objects.order_by("amendment__budget_year", "amendment__number", "pk"), years)
    return _fields(rows, year="amendment__budget_year", amendment="amendment__number", code="code", name="name")


def _agreements(_: Years) -> Iterator[Values]:
    names = ("code", "kind", "name", "valid_from", "valid_until", "reference")
    codes = {"municipality": "municipality__code", "pool": "pool__code"}
    return _fields(ServiceAgreement.objects.all(), **{name: name for name in names}, **codes)


def _orders(years: Years) -> Iterator[Values]:
    names = ("code", "number", "description", "recurrence", "reference", "status", "performance")
    places = {"municipality": "municipality__code", "programme": "programme__code", "amount": "cents"}
    more = {"starts_on": "starts_on", "ends_on": "ends_on", "agreement": "agreement__code", "lawfulness": "lawfulness"}
    rows = _of(MaatwerkOrder.objects.all(), years)
    for values in _fields(rows, year="budget_year", **{name: name for name in names}, **places, **more):
        yield values | {"lawfulness": values["lawfulness"] or None}


def _of_orders(rows: QuerySet[Any], years: Years) -> QuerySet[Any]:
    """Rows that belong to an order, in the order of the orders."""
    rows = rows.order_by(
        "order__budget_year",
        F("order__number").asc(nulls_first=True),
        "order__code",
        *rows.model._meta.ordering[1:],  # noqa: SLF001
    )
    return rows if years is None else rows.filter(order__budget_year__in=years)


def _order_amounts(years: Years) -> Iterator[Values]:
    rows = _of_orders(OrderAmount.objects.all(), years)
    return _fields(
        rows, year="order__budget_year", order="order__code", effective_year="effective_year", amount="cents"
    )


def _order_steps(years: Years) -> Iterator[Values]:
    rows = _of_orders(OrderStep.objects.all(), years)
    names = ("status", "on", "reference", "note")
    passed: Counter[tuple[int, str]] = Counter()
    for values in _fields(rows, year="order__budget_year", order="order__code", **{name: name for name in names}):
        passed[values["year"], values["order"]] += 1
        yield values | {"number": passed[values["year"], values["order"]]}


# Neither engine may choose where a mutatie without a number stands, so the order has no nulls in it.
_MUTATION_ORDER: Final = ("budget_year", "amendment__number", "programme__position", "programme__code", "code")


def _mutations(years: Years) -> Iterator[Values]:
    names = (
        "code", "number", "description", "recurrence", "decided_in_ogon", "explanation", "reference",
        "index_basis_points",
    )  # fmt: skip
    codes = {name: f"{name}__code" for name in ("programme", "theme", "group", "reverses")}
    rows = _of(Mutation.objects.order_by(*_MUTATION_ORDER), years)
    return _fields(rows, year="budget_year", amendment="amendment__number", **{name: name for name in names}, **codes)


def _lines(years: Years) -> Iterator[Values]:
    order = [name if name == "budget_year" else f"mutation__{name}" for name in _MUTATION_ORDER]
    rows = _of(Line.objects.order_by(*order, "position"), years)
    names = ("effective_year", "side", "placement", "source")
    codes = {name: f"{name}__code" for name in ("mutation", "pool", "municipality", "order", "reserve")}
    return _fields(rows, year="budget_year", **{name: name for name in names}, **codes, amount="cents")


def _openings(years: Years) -> Iterator[Values]:
    rows = _of(OpeningBalance.objects.order_by("budget_year", "reserve__position", "reserve__code"), years)
    amounts = {"opening": "opening_cents", "appropriation": "appropriation_cents"}
    return _fields(rows, year="budget_year", reserve="reserve__code", **amounts)


def _investments(years: Years) -> Iterator[Values]:
    rows = Investment.objects.order_by("amendment__budget_year", "position", "amendment__number", "number")
    names = {"number": "number", "description": "description", "side": "side", "amount": "cents"}
    return _fields(_in_amendments(rows, years), year="amendment__budget_year", amendment="amendment__number", **names)


def _risks(years: Years) -> Iterator[Values]:
    names = ("description", "likelihood", "impact", "measure")
    rows = _of(Risk.objects.order_by("budget_year", "position"), years)
    return _fields(rows, year="budget_year", **{name: name for name in names}, score="score_cents")


def _late(years: Years) -> Iterator[Values]:
    names = ("code", "announced_on", "description", "explanation", "cents", "lawfulness")
    rows = _of(LateDevelopment.objects.order_by("budget_year", "announced_on", "code"), years)
    return _fields(rows, year="budget_year", programme="programme__code", **{name: name for name in names})


def _published(years: Years) -> Iterator[Values]:
    names = ("through", "paragraph", "statement", "part", "unit", "row_key", "row_label", "row_role")
    rest = ("column_key", "column_label", "printed")
    rows = _of(PublishedFigure.objects.order_by("budget_year", "position", "pk"), years)
    return _fields(rows, year="budget_year", **{name: name for name in names + rest})


def _texts(years: Years) -> Iterator[Values]:
    names = ("paragraph", "title", "text")
    rows = _of(PublishedText.objects.order_by("budget_year", "position"), years)
    return _fields(rows, year="budget_year", **{name: name for name in names}, programme="programme__code")


_READERS: Final[dict[str, Callable[[Years], Iterator[Values]]]] = {
    "organisation": _plain(Organisation, "name", "short_name", "board_name", "participants_label"),
    "municipalities": _plain(Municipality, "code", "name"),
    "programmes": _programmes,
    "pools": _pools,
    "keys": _keys,
    "themes": _plain(Theme, "code", "name"),
    "reserves": _plain(Reserve, "code", "name", "kind"),
    "years": _years,
    "rules": _rules,
    "amendments": _amendments,
    "groups": _groups,
    "agreements": _agreements,
    "orders": _orders,
    "order_amounts": _order_amounts,
    "order_steps": _order_steps,
    "mutations": _mutations,
    "lines": _lines,
    "openings": _openings,
    "investments": _investments,
    "risks": _risks,
    "late": _late,
    "published": _published,
    "texts": _texts,
}
