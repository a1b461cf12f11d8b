"""The clock of the zienswijze and the legal days of the P&C cycle. Pure.

The councils have twelve weeks (Wgr art. 35): the board decides on the day after them at the earliest, and a
begrotingswijziging only within its own year (Gemeentewet art. 192).

No day moves for a weekend or a holiday. The twelve weeks are counted back from the decision of the board, and such a
term is not extended (Algemene termijnenwet art. 1 lid 2); a date that the law names itself is no term at all. Days
are whole days without an hour, so the change to summer time does not matter either.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from ledger.core.days import in_words
from ledger.core.money import format_euros
from ledger.enums import ExemptionCondition, MilestoneKind

TERM: Final = timedelta(weeks=12)
TERM_ARTICLE: Final = "Wgr art. 35"
WITHIN_YEAR: Final = "Gemeentewet art. 192"
REMIND_BEFORE: Final = (timedelta(weeks=4), timedelta(weeks=2), timedelta(weeks=1))


def earliest_decision(sent: date) -> date:
    """Return the first day on which the board may decide."""
    return sent + TERM


def last_answer(sent: date) -> date:
    """Return the last day of the term of the councils: the day before the board may decide."""
    return earliest_decision(sent) - timedelta(days=1)


def latest_sending(year: int) -> date:
    """Return the last day on which a wijziging of a year can be sent and still be decided within that year."""
    return date(year, 12, 31) - TERM


def in_time(sent: date, year: int) -> bool:
    """Tell whether a wijziging that is sent on this day can still be decided within its year."""
    return sent <= latest_sending(year)


@dataclass(frozen=True, slots=True)
class Clock:
    """The twelve weeks of one council, seen on one day."""

    sent: date
    today: date

    @property
    def earliest(self) -> date:
        """First day on which the board may decide."""
        return earliest_decision(self.sent)

    @property
    def last_answer(self) -> date:
        """Last day on which the council can answer within its term."""
        return last_answer(self.sent)

    @property
    def days_left(self) -> int:
        """Days until the board may decide; 0 when it may."""
        return max(0, min((self.earliest - self.today).days, TERM.days))

    @property
    def days_gone(self) -> int:
        """Days of the term that are over, from 0 to all of them."""
        return TERM.days - self.days_left

    @property
    def is_over(self) -> bool:
        """The term has ended."""
        return self.today >= self.earliest


def reminder_due(sent: date, today: date) -> date | None:
    """Return the day of the last reminder that is due within a running term; None outside the term."""
    end = earliest_decision(sent)
    days = [end - before for before in REMIND_BEFORE]
    return max((day for day in days if day <= today), default=None) if today < end else None


@dataclass(frozen=True, slots=True)
class LegalDay:
    """A day before which the law wants something of a document; `years` is counted from the begrotingsjaar."""

    document: str
    kind: MilestoneKind
    month: int
    day: int
    years: int
    article: str
    words: str

    def before(self, year: int) -> date:
        """Return the first day that is too late for a begrotingsjaar."""
        return date(year + self.years, self.month, self.day)

    def is_missed(self, year: int, on: date) -> bool:
        """Tell whether a day is too late."""
        return on >= self.before(year)


LEGAL_DAYS: Final = (
    LegalDay("kadernota", MilestoneKind.SEND, 4, 30, -1, "Wgr art. 34b", "naar de raden"),
    LegalDay("begroting", MilestoneKind.PROVINCE, 9, 15, -1, "Wgr art. 34", "naar de provincie"),
)


@dataclass(frozen=True, slots=True)
class Rule:
    """A category of wijzigingen for which the regeling does not ask the councils; an amount in cents."""

    code: str
    condition: str
    reference: str
    valid_from: date
    valid_until: date | None = None
    threshold_cents: int | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """Whether one council is asked: `rule` exempts, None means that it is asked. `reason` is a Dutch sentence."""

    rule: Rule | None
    reason: str


def exemption_of(
    rules: Iterable[Rule], day: date, changes: Mapping[str, Mapping[int, int]], *, only_maatwerk: bool
) -> dict[str, Outcome]:
    """Return for each gemeente whether its council is asked about a wijziging that is sent on a day.

    `changes` is by how much the bijdrage of each gemeente changes in each year, in cents (more is positive); the
    year in which it changes most counts. The first rule that holds is the one.
    """
    valid = [rule for rule in rules if rule.valid_from <= day and (rule.valid_until is None or day <= rule.valid_until)]
    nothing = not any(cents for years in changes.values() for cents in years.values())
    found = {}
    for code, years in changes.items():
        year = max(sorted(years), key=lambda each: abs(years[each]), default=day.year)
        cents = years.get(year, 0)
        rule = next((rule for rule in valid if _holds(rule, cents, nothing=nothing, maatwerk=only_maatwerk)), None)
        found[code] = Outcome(rule, _reason(rule, cents, year) if rule else _asked(cents, year))
    return found


def _holds(rule: Rule, cents: int, *, nothing: bool, maatwerk: bool) -> bool:
    if rule.condition == ExemptionCondition.NO_CONTRIBUTION_CHANGE:
        return nothing
    if rule.condition == ExemptionCondition.ONLY_OWN_MAATWERK:
        return maatwerk
    return rule.threshold_cents is not None and abs(cents) < rule.threshold_cents


def _reason(rule: Rule, cents: int, year: int) -> str:
    if rule.condition == ExemptionCondition.NO_CONTRIBUTION_CHANGE:
        why = "de bijdrage van geen enkele gemeente verandert"
    elif rule.condition == ExemptionCondition.ONLY_OWN_MAATWERK:
        why = "alleen maatwerk verandert"
    else:
        limit = format_euros(rule.threshold_cents or 0)
        why = f"de bijdrage verandert in {year} met € {format_euros(abs(cents))}, minder dan € {limit}"
    return f"Niet nodig: {why} ({rule.reference})."


def _asked(cents: int, year: int) -> str:
    if not cents:
        return f"Nodig: geen uitzondering in de regeling geldt hier ({TERM_ARTICLE})."
    more = "hoger" if cents > 0 else "lager"
    return f"Nodig: de bijdrage wordt in {year} € {format_euros(abs(cents))} {more} ({TERM_ARTICLE})."


def missing_before_decision(
    day: date, sent: Iterable[date], answered: Iterable[tuple[str, bool, date | None]]
) -> Iterator[str]:
    """Yield why the board cannot decide on a day: the term still runs, or an answer was not dealt with.

    `answered` names each council that gave a zienswijze, whether the board reacted and when the council was told.
    """
    earliest = max(map(earliest_decision, sent), default=None)
    if earliest and day < earliest:
        yield (
            f"Het bestuur kan pas op {in_words(earliest)} besluiten: dan zijn de twaalf weken voor de raden voorbij "
            f"({TERM_ARTICLE})."
        )
    for name, reacted, told in answered:
        if not reacted:
            yield f"Op de zienswijze van {name} is nog geen reactie van het bestuur. Leg die eerst vast."
        elif told is None:
            yield (
                f"De raad van {name} is nog niet geïnformeerd over de reactie. "
                f"Doe dat voor het besluit ({TERM_ARTICLE})."
            )
        elif told > day:
            yield (
                f"De raad van {name} is geïnformeerd op {in_words(told)}, na de datum van het besluit. "
                f"Dat moet ervoor ({TERM_ARTICLE})."
            )
