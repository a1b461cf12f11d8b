"""The book of a begrotingsjaar as it stood at a past moment, from the audit log."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date, datetime, time
from operator import itemgetter

from django.utils import timezone

from ledger.core.book import AmendmentRecord, Book, InvestmentRecord, MutationRecord, ReserveRecord
from ledger.core.cube import Key
from ledger.core.timeline import Logged, State, cube_of, replay
from ledger.enums import AmendmentStatus, Side
from ledger.models import Amendment, AuditEntry, KeyWeight
from ledger.permissions import Access
from ledger.queries import UnknownYearError, load_book
from ledger.visibility import PUBLISHED

_FIRST_YEAR, _LAST_YEAR = 2000, 2200


def end_of(day: date) -> datetime:
    """Return the last moment of a day in the time zone of the organisation."""
    return timezone.make_aware(datetime.combine(day, time.max))


def state_at(year: int, moment: datetime | None = None) -> State:
    """Play the log of a year up to and including a moment (default: all of it): one query."""
    entries = AuditEntry.objects.filter(budget_year=year).order_by("sequence")
    if moment is not None:
        entries = entries.filter(at__lte=moment)
    return replay(Logged(*row) for row in entries.values_list("action", "subject", "payload").iterator(2000))


def read_moment(text: str) -> datetime:
    """Return the moment that an address names: `2024-09-01` is the end of that day, `2024-09-01T14:30` that minute.

    Raises ValueError when it is neither.
    """
    if "T" not in text:
        return end_of(_plausible(date.fromisoformat(text)))
    moment = datetime.fromisoformat(text)
    _plausible(moment.date())
    if timezone.is_naive(moment):
        moment = timezone.make_aware(moment)
    # What happened in the minute that is named belongs to it.
    return moment if moment.second or moment.microsecond else moment.replace(second=59, microsecond=999999)


def _plausible(day: date) -> date:
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise ValueError("outside the years that a ledger can know")
    return day


def seen_at(state: State, access: Access) -> dict[int, str]:
    """Return the status, by number, of the wijzigingen that counted then and that the reader could see then."""
    return {
        number: status
        for number, status in sorted(state.amendments.items())
        if status != AmendmentStatus.WITHDRAWN and (access.sees_drafts or status in PUBLISHED)
    }


def load_past_book(year: int, moment: datetime, access: Access, through: int | None = None) -> Book:
    """Return the book as it stood: mutaties, wijzigingen, orders, beginstanden and investeringen of that moment.

    Names are those of today. Raises UnknownYearError when there was nothing to see yet.
    """
    state = state_at(year, moment)
    names = {number: (pk, name) for pk, number, name in _amendments(year)}
    amendments = tuple(
        AmendmentRecord(*_described(names, number, year), status) for number, status in seen_at(state, access).items()
    )
    wanted = through if through is not None else (amendments[-1].number if amendments else None)
    if wanted is None or wanted not in {amendment.number for amendment in amendments}:
        raise UnknownYearError(f"Begroting {year} had toen nog geen wijziging {through if through is not None else 0}.")
    amendments = tuple(amendment for amendment in amendments if amendment.number <= wanted)
    numbers = {amendment.number for amendment in amendments}
    present = load_book(year)
    state = state.limited(numbers)
    rules = _rules(state, year)
    return replace(
        present,
        through=wanted,
        amendments=amendments,
        cube=cube_of(state, year, wanted),
        mutations=_mutations(state, year, wanted),
        orders=tuple(order for order in present.orders if f"order:{year}:{order.code}" in state.present),
        investments=tuple(_investments(state, year, numbers)),
        reserves=tuple(_as_then(reserve, state, year) for reserve in present.reserves),
        pools=tuple(replace(pool, direct=pool.code in rules and not rules[pool.code]) for pool in present.pools),
        keys=_keys(rules),
    )


def _amendments(year: int) -> list[tuple[int, int, str]]:
    return list(Amendment.objects.filter(budget_year=year).values_list("pk", "number", "name"))


def _described(names: dict[int, tuple[int, str]], number: int, year: int) -> tuple[int, int, str]:
    pk, name = names.get(number, (0, f"Wijziging {number} {year}"))
    return pk, number, name


def _investments(state: State, year: int, numbers: Collection[int]) -> list[InvestmentRecord]:
    found = []
    for subject, payload in state.present.items():
        kind, _, rest = subject.partition(":")
        if kind != "investment":
            continue
        of_year, amendment, number = (int(part) for part in rest.split(":"))
        if of_year == year and amendment in numbers:
            record = InvestmentRecord(amendment, number, payload["description"], payload["side"], payload["cents"])
            found.append((payload["position"], number, record))
    return [record for _, _, record in sorted(found, key=itemgetter(0, 1))]


def _rules(state: State, year: int) -> dict[str, str]:
    """Return the key version (`code:number`) of every verdeelgroep that had a verdeling; empty is direct."""
    start = f"rule:{year}:"
    return {
        subject.removeprefix(start): payload["key"] or ""
        for subject, payload in state.present.items()
        if subject.startswith(start)
    }


def _keys(rules: Mapping[str, str]) -> dict[str, Key]:
    """Return the key of every keyed verdeelgroep; a version that was ever in use has not changed since."""
    rows = (
        KeyWeight.objects.filter(weight__gt=0)
        .order_by("municipality__position", "municipality__code")
        .values_list(
            "version__key__code", "version__number", "municipality__code", "weight", "version__key__name",
            "version__source",
        )
    )  # fmt: skip
    weights: dict[str, list[tuple[str, int]]] = {}
    names: dict[str, tuple[str, str]] = {}
    for code, number, municipality, weight, name, source in rows:
        weights.setdefault(f"{code}:{number}", []).append((municipality, weight))
        names[f"{code}:{number}"] = (name, source)
    return {pool: Key(tuple(weights[key]), *names[key]) for pool, key in rules.items() if key in weights}


def _as_then(reserve: ReserveRecord, state: State, year: int) -> ReserveRecord:
    facts = state.present.get(f"opening:{year}:{reserve.code}", {"opening_cents": 0, "appropriation_cents": 0})
    return replace(reserve, opening=facts["opening_cents"], appropriation=facts["appropriation_cents"])


def _mutations(state: State, year: int, last: int) -> tuple[MutationRecord, ...]:
    rows = []
    for payload in state.mutations.values():
        if payload["number"] is None and payload["amendment"] != last:
            continue
        costs = [
            line["cents"] for line in payload["lines"] if line["side"] == Side.COST and line["effective_year"] == year
        ]
        rows.append(
            MutationRecord(
                pk=0,
                code=payload["code"],
                number=payload["number"],
                programme=payload["programme"],
                amendment=payload["amendment"],
                description=payload["description"],
                recurrence=payload["recurrence"],
                cost=sum(costs) if costs else None,
            )
        )
    return tuple(sorted(rows, key=lambda row: (row.amendment, row.number is None, row.number or 0, row.code)))
