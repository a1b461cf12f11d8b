"""Beginning a begrotingsjaar, with the verdeling that the year before ended with."""

from django.db import transaction

from ledger.journal.amendments import open_year
from ledger.journal.keys import rule_pool
from ledger.models import BudgetYear, PoolRule, User


@transaction.atomic
def begin_year(*, actor: User, year: int, years_ahead: int, like: BudgetYear | None) -> BudgetYear:
    """Start a begrotingsjaar; `like` is the year whose verdeling it takes over, as it stood at the end of that year.

    Raises JournalError when the year is there already. A verdeling can be changed until something is offered.
    """
    row = open_year(actor=actor, year=year, years_ahead=years_ahead)
    last: dict[int, PoolRule] = {}
    if like is not None:
        rules = PoolRule.objects.filter(budget_year=like).select_related("pool", "key_version__key")
        last = {rule.pool_id: rule for rule in rules.order_by("pool__position", "from_amendment")}
    for rule in last.values():
        rule_pool(actor=actor, year=row, pool=rule.pool, key_version=rule.key_version)
    return row
