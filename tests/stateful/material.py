"""What a life is made of: mutaties with every kind of cover and flaw, and the ways past the journal."""

# ruff: noqa: S608 - breaking in with SQL is the point

from typing import Any

from django.db import connection

from ledger.enums import FundingSource, Side
from ledger.journal import LineInput, MutationInput
from ledger.models import Line, Mutation
from tests.ledger.factories import YEAR

COVERS = ("key", "direct", "maatwerk", "third-parties", "reserve", "mixed")
FLAWS = ("", "", "", "", "", "unbalanced", "zero", "no lines", "wrong year", "unknown pool", "no payer", "taken")


def attacks(closed: int | None) -> list[str]:
    """Statements that must all be refused; `closed` is the id of a wijziging that is no draft any more."""
    found = [
        "UPDATE ledger_auditentry SET action = 'niets' WHERE sequence = 3",
        "DELETE FROM ledger_auditentry WHERE sequence = (SELECT max(sequence) FROM ledger_auditentry)",
        "UPDATE ledger_keyweight SET weight = weight + 1",
    ]
    if Mutation.objects.exists():
        found.append("UPDATE ledger_mutation SET approved_by_id = entered_by_id")
    if closed is None:
        return found
    found += [
        f"UPDATE ledger_amendment SET status = 'draft' WHERE id = {closed}",
        f"DELETE FROM ledger_amendment WHERE id = {closed}",
        f"UPDATE ledger_amendment SET number = 90 WHERE id = {closed}",
    ]
    if not Mutation.objects.filter(amendment=closed).exists():
        return found
    line = f"(SELECT max(id) FROM ledger_line WHERE amendment_id = {closed})"
    found += [
        f"UPDATE ledger_line SET cents = cents + 100 WHERE id = {line}",
        f"DELETE FROM ledger_line WHERE id = {line}",
        f"UPDATE ledger_line SET amendment_id = amendment_id + 1 WHERE id = {line}",
        f"UPDATE ledger_mutation SET description = 'anders' WHERE amendment_id = {closed}",
        f"DELETE FROM ledger_mutation WHERE amendment_id = {closed}",
        f"UPDATE ledger_mutation SET approved_by_id = NULL WHERE amendment_id = {closed}",
        _copy_of_line(line),
    ]
    if connection.vendor == "sqlite":
        found.append(_copy_of_line(line, replacing=True))
    return found


def execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def _copy_of_line(line: str, *, replacing: bool = False) -> str:
    columns = [field.column for field in Line._meta.concrete_fields]
    values = {"id": "id" if replacing else "id + 100000", "position": "position" if replacing else "position + 1000"}
    chosen = ", ".join(values.get(column, column) for column in columns)
    verb = "INSERT OR REPLACE INTO" if replacing else "INSERT INTO"
    return f"{verb} ledger_line ({', '.join(columns)}) SELECT {chosen} FROM ledger_line WHERE id = {line}"


def content_of(
    code: str, amount: int, cover: str, flaw: str, structural: bool, grouped: bool, bare: bool
) -> MutationInput:
    """A mutatie with the given cover, and at most one flaw."""
    lines: list[LineInput] = []
    cents = amount * 100
    for year in range(YEAR, YEAR + (4 if structural else 1)):
        shown = YEAR + 9 if flaw == "wrong year" else year
        spent = 0 if flaw == "zero" else cents
        lines.append(LineInput(Side.COST, spent, shown))
        lines += _covers(cover, 0 if flaw == "zero" else cents + (flaw == "unbalanced"), shown)
    if flaw == "unknown pool":
        lines[1:] = [
            LineInput(Side.INCOME, line.cents, line.effective_year, source="contribution", pool="x")
            for line in lines[1:]
        ]
    if flaw == "no payer":
        lines[1:] = [LineInput(Side.INCOME, line.cents, line.effective_year) for line in lines[1:]]
    return MutationInput(
        code=code,
        programme="burger",
        description=f"Mutatie {code}",
        recurrence="structural" if structural else "incidental",
        lines=() if flaw == "no lines" else tuple(lines),
        group="schuif" if grouped else None,
        decided_in_ogon=not bare,
        explanation="" if bare else "Omdat het moet.",
    )


def _covers(cover: str, cents: int, year: int) -> list[LineInput]:
    def income(part: int, source: str, **more: Any) -> LineInput:
        return LineInput(Side.INCOME, part, year, source=source, **more)

    match cover:
        case "key":
            return [income(cents, FundingSource.CONTRIBUTION, pool="burger")]
        case "direct":
            return [income(cents, FundingSource.CONTRIBUTION, pool="vth", municipality="diemen")]
        case "maatwerk":
            return [income(cents, FundingSource.MAATWERK, municipality="uithoorn", order="o1")]
        case "third-parties":
            return [income(cents, FundingSource.THIRD_PARTIES)]
        case "reserve":
            return [income(cents, FundingSource.RESERVE, reserve="algemeen")]
    parts = [cents // 3, cents - cents // 3]
    covers = [("key", parts[0]), ("third-parties", parts[1])]
    return [line for name, part in covers if part for line in _covers(name, part, year)]
