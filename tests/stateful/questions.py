"""What stands in the database, asked after every step of every life.

Each question is put into SQL once: Django takes longer to write one than the database to answer it. Rows are as the
database gives them (on SQLite a truth is 0 or 1, a date a text), which is all that comparing takes.
"""

from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Model as Table
from django.db.models import QuerySet

from ledger.journal import LineInput, MutationInput
from ledger.models import Amendment, AuditEntry, Line, Mutation, PoolRule
from tests.ledger.factories import YEAR

Rows = list[tuple[Any, ...]]

# What a life can change, the log included: a refused step leaves every row of these as it was.
_TABLES: tuple[type[Table], ...] = (Amendment, Mutation, Line, PoolRule)


class AmendmentRow(NamedTuple):
    """A wijziging as it stands."""

    pk: int
    number: int
    name: str
    status: str
    submitted_by: int | None
    adopted_by: int | None


class MutationRow(NamedTuple):
    """A mutatie as it stands, with its lines in its content."""

    amendment: int
    entered_by: int
    approved_by: int | None
    version: int
    content: MutationInput


def amendments() -> tuple[AmendmentRow, ...]:
    """Return the wijzigingen in order."""
    return tuple(AmendmentRow(*row) for row in _ask(_amendments))


def mutations() -> dict[str, MutationRow]:
    """Return every mutatie by its code."""
    lines: dict[int, list[LineInput]] = {}
    for mutation, *values in _ask(_lines):
        lines.setdefault(mutation, []).append(LineInput(*values))
    found = {}
    for pk, number, entered_by, approved_by, version, code, programme, description, *facts, in_ogon in _ask(_mutations):
        recurrence, position, theme, group, explanation, reference, index, reverses = facts
        content = MutationInput(
            code=code,
            programme=programme,
            description=description,
            recurrence=recurrence,
            lines=tuple(lines.get(pk, ())),
            number=position,
            theme=theme,
            group=group,
            decided_in_ogon=bool(in_ogon),
            explanation=explanation,
            reference=reference,
            index_basis_points=index,
            reverses=reverses,
        )
        found[code] = MutationRow(number, entered_by, approved_by, version, content)
    return found


def rules(pool: str) -> dict[int, str]:
    """Return the keys of a verdeelgroep by the wijziging from which they hold."""
    return {since: key for code, since, key in _ask(_rules) if code == pool}


def chained() -> Rows:
    """Return of every entry of the log its place, the digest of the one before it, and its own."""
    return _ask(_links)


def everything() -> dict[type[Table], Rows]:
    """Return every row that a life can change, and the whole chain."""
    return {AuditEntry: chained()} | {table: _all(table) for table in _TABLES}


def of_amendment(found: dict[type[Table], Rows], pk: int) -> tuple[Rows, Rows, Rows]:
    """Return every column of one wijziging, its mutaties and its lines."""
    return (
        [row for row in found[Amendment] if row[0] == pk],
        [row for row in found[Mutation] if row[_place(Mutation)] == pk],
        [row for row in found[Line] if row[_place(Line)] == pk],
    )


def _amendments() -> QuerySet[Any, Any]:
    return (
        Amendment.objects.filter(budget_year=YEAR)
        .order_by("number")
        .values_list("pk", "number", "name", "status", "submitted_by", "adopted_by")
    )


def _mutations() -> QuerySet[Any, Any]:
    return Mutation.objects.order_by("pk").values_list(
        "pk", "amendment__number", "entered_by", "approved_by", "version", "code", "programme__code", "description",
        "recurrence", "number", "theme__code", "group__code", "explanation", "reference", "index_basis_points",
        "reverses__code", "decided_in_ogon",
    )  # fmt: skip


def _lines() -> QuerySet[Any, Any]:
    return Line.objects.order_by("mutation", "position").values_list(
        "mutation", "side", "cents", "effective_year", "placement", "source", "pool__code", "municipality__code",
        "order__code", "reserve__code",
    )  # fmt: skip


def _rules() -> QuerySet[Any, Any]:
    return PoolRule.objects.order_by("pk").values_list("pool__code", "from_amendment", "key_version__key__code")


def _links() -> QuerySet[Any, Any]:
    return AuditEntry.objects.order_by("sequence").values_list("sequence", "previous", "digest")


@cache
def _sql(question: Callable[[], QuerySet[Any, Any]]) -> tuple[str, tuple[Any, ...]]:
    sql, parameters = question().query.sql_with_params()
    return sql, tuple(parameters)


def _ask(question: Callable[[], QuerySet[Any, Any]]) -> Rows:
    with connection.cursor() as cursor:
        cursor.execute(*_sql(question))
        return list(cursor.fetchall())


def _all(table: type[Table]) -> Rows:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(_columns(table))} FROM {table._meta.db_table} ORDER BY id")  # noqa: S608
        return list(cursor.fetchall())


@cache
def _columns(table: type[Table]) -> list[str]:
    return [field.column for field in table._meta.concrete_fields]


@cache
def _place(table: type[Table]) -> int:
    """Return which column says to which wijziging a row belongs."""
    return _columns(table).index("amendment_id")
