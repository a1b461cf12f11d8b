"""Where a maatwerkorder stood before it was moved to another begrotingsjaar, and where one that was moved stands now.

What was asked and decided about an order is kept under its begrotingsjaar and code and is never rewritten; the log
leads from one to the other. The code of an order that was moved away is not given out again (`ledger.journal.orders`),
so a begrotingsjaar with a code names one order for ever.
"""

from collections.abc import Collection, Iterable

from ledger.models import AuditEntry, BudgetYear

Place = tuple[int, str]  # begrotingsjaar and code of an order

TRANSFERRED = "order.transferred"
"""The entry in the log that an order left a begrotingsjaar; its payload says for which (`moved_to`)."""


def years_of(year: int, code: str) -> set[int]:
    """Return the begrotingsjaren under which something may be kept of the order that stands here: two queries."""
    found = {year}
    for (left, _), (reached, _) in reversed(_moves([code])):
        if reached in found:
            found.add(left)
    return found


def places_now(places: Collection[Place]) -> dict[Place, Place]:
    """Return where the orders that stood at these places stand now: two queries."""
    now = {place: place for place in places}
    for left, reached in _moves({code for _, code in places}):
        now |= {place: reached for place, at in now.items() if at == left}
    return now


def left_behind(year: int) -> set[str]:
    """Return the codes of the orders that once left this begrotingsjaar: one query."""
    entries = AuditEntry.objects.filter(action=TRANSFERRED, budget_year=year)
    return {code_in(subject) for subject in entries.values_list("subject", flat=True)}


def _moves(codes: Iterable[str]) -> list[tuple[Place, Place]]:
    """Return from where to where orders with these codes were moved, the oldest first."""
    years = list(BudgetYear.objects.values_list("year", flat=True))
    subjects = [f"order:{year}:{code}" for year in years for code in codes]
    entries = AuditEntry.objects.filter(action=TRANSFERRED, subject__in=subjects).order_by("sequence")
    return [
        ((year, code_in(subject)), (payload["moved_to"], code_in(subject)))
        for year, subject, payload in entries.values_list("budget_year", "subject", "payload")
    ]


def code_in(subject: str) -> str:
    """Return the code of an order out of how the log names it, without its year."""
    return subject.split(":", 2)[2]
