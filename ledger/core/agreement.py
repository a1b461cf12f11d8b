"""What an akkoord of a gemeente is bound to: who pays how much in which year. Pure.

A change of an amount, a year or a payer opens it again; a change of text, number or order of lines does not,
because none of them is in here.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from hashlib import sha256
from typing import Any, TypeAlias

from ledger.core import chain
from ledger.enums import Choice, Verdict

Bound: TypeAlias = list[dict[str, Any]]  # as kept with a decision: JSON

_VERSION = "duoplus-agreement-1"


class Standing(Choice):
    """How a gemeente stands towards an order or mutatie now."""

    OPEN = "open", "open"
    REOPENED = "reopened", "opnieuw open"
    AGREED = "agreed", "akkoord"
    DECLINED = "declined", "niet akkoord"


@dataclass(frozen=True, slots=True)
class Term:
    """One amount that is agreed to; more is positive, in cents. Without a payer: of all gemeenten, by the key."""

    year: int
    cents: int
    side: str = "income"
    source: str = ""
    pool: str = ""
    payer: str = ""
    reserve: str = ""
    order: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """What the payer pays in one year: then and now, in cents."""

    year: int
    was: int
    now: int


_DIMENSIONS = tuple(field.name for field in fields(Term) if field.name != "cents")


def canonical(terms: Iterable[Term]) -> Bound:
    """Return terms in their one form: equal ones added up, nothing of nil, sorted, empty fields left out."""
    sums: dict[tuple[str, ...], int] = {}
    rows: dict[tuple[str, ...], dict[str, Any]] = {}
    for term in terms:
        row = asdict(term)
        key = tuple(str(row[name]) for name in _DIMENSIONS)
        sums[key] = sums.get(key, 0) + term.cents
        rows[key] = {name: row[name] for name in _DIMENSIONS if row[name] != ""}
    return [rows[key] | {"cents": sums[key]} for key in sorted(rows) if sums[key]]


def fingerprint(bound: Bound) -> str:
    """Return the SHA-256 (hexadecimal) of what stands there, the same on every machine."""
    return sha256(f"{_VERSION}\n{chain.canonical(bound)}".encode()).hexdigest()


def standing(verdict: str | None, decided: str, now: str) -> Standing:
    """Return how the last verdict holds: `decided` and `now` are the fingerprints of then and of now."""
    if verdict is None:
        return Standing.OPEN
    if decided != now:
        return Standing.REOPENED
    return Standing.AGREED if verdict == Verdict.AGREED else Standing.DECLINED


def paid(bound: Bound, payer: str) -> Mapping[int, int]:
    """Return what one gemeente pays per year, in cents."""
    years: dict[int, int] = {}
    for row in bound:
        if row.get("payer") == payer:
            years[row["year"]] = years.get(row["year"], 0) + row["cents"]
    return years


def changes(then: Bound, now: Bound, payer: str) -> Sequence[Change]:
    """Return the years in which the payer pays something else; none when only the cover or the rest changed."""
    was, is_now = paid(then, payer), paid(now, payer)
    found = (Change(year, was.get(year, 0), is_now.get(year, 0)) for year in sorted({*was, *is_now}))
    return [change for change in found if change.was != change.now]
