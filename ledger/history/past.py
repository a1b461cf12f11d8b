"""The book of a begrotingsjaar as it stood at a past moment, from the audit log."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime, time
from operator import itemgetter

from django.utils import timezone

from ledger.core.book import AmendmentRecord, Book, InvestmentRecord, MutationRecord, ReserveRecord
from ledger.core.cube import KeyRing, rings_of
from ledger.core.timeline import Logged, State, cube_of, replay
from ledger.enums import AmendmentStatus, Side
from ledger.models import Amendment, AuditEntry, KeyWeight, Mutation
from ledger.permissions import Access
from ledger.queries import UnknownYearError, keys_by, load_book
from ledger.visibility import PUBLISHED

_FIRST_YEAR, _LAST_YEAR = 2000, 2200


@dataclass(frozen=True, kw_only=True)
class PastBook(Book):
    """A book of a past moment, with the mutaties that it was made from.

    `ids` gives each mutatie its id of now; one that is gone has a number below zero.
    """

    state: State = field(repr=False)
    ids: Mapping[str, int] = field(repr=False)


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


def load_past_book(year: int, moment: datetime, access: Access, through: int | None = None) -> PastBook:
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
    ids = _ids(state, year)
    past = replace(
        present,
        through=wanted,
        amendments=amendments,
        cube=cube_of(state, year, wanted),
        mutations=_mutations(state, year, wanted, ids),
        orders=tuple(order for order in present.orders if f"order:{year}:{order.code}" in state.present),
        investments=tuple(_investments(state, year, numbers)),
        reserves=tuple(_as_then(reserve, state, year) for reserve in present.reserves),
        pools=tuple(replace(pool, direct=rules.get((pool.code, 0), "") is None) for pool in present.pools),
        keys=_keys(rules),
    )
    return PastBook(**{each.name: getattr(past, each.name) for each in fields(Book)}, state=state, ids=ids)


def _ids(state: State, year: int) -> dict[str, int]:
    """Return the id of every mutatie by its code."""
    known = dict(Mutation.objects.filter(budget_year=year).values_list("code", "pk"))
    return {code: known.get(code, -number) for number, code in enumerate(sorted(state.mutations), 1)}


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


def _rules(state: State, year: int) -> dict[tuple[str, int], tuple[str, int] | None]:
    """Return the key version (code and number; None is direct) by verdeelgroep and wijziging from which it held."""
    rules = {}
    for subject, payload in state.present.items():
        kind, _, rest = subject.partition(":")
        if kind == "rule" and rest.startswith(f"{year}:"):
            pool, _, since = rest.partition(":")[2].partition(":")
            code, _, number = (payload["key"] or "").partition(":")
            rules[pool, int(since or 0)] = (code, int(number)) if code else None
    return rules


def _keys(rules: Mapping[tuple[str, int], tuple[str, int] | None]) -> dict[str, KeyRing]:
    """Return the keys of every keyed verdeelgroep; a version that was ever in use has not changed since."""
    versions = keys_by(KeyWeight.objects.all(), "version__key__code", "version__number")
    return rings_of({place: versions[key] for place, key in rules.items() if key in versions})


def _as_then(reserve: ReserveRecord, state: State, year: int) -> ReserveRecord:
    facts = state.present.get(f"opening:{year}:{reserve.code}", {"opening_cents": 0, "appropriation_cents": 0})
    return replace(reserve, opening=facts["opening_cents"], appropriation=facts["appropriation_cents"])


def _mutations(state: State, year: int, last: int, ids: Mapping[str, int]) -> tuple[MutationRecord, ...]:
    rows = []
    for payload in state.mutations.values():
        if payload["number"] is None and payload["amendment"] != last:
            continue
        costs = [
            line["cents"] for line in payload["lines"] if line["side"] == Side.COST and line["effective_year"] == year
        ]
        rows.append(
            MutationRecord(
                pk=ids[payload["code"]],
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
