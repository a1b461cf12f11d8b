"""Maatwerk made structural is one whole: the mutaties that move its cover, and the key that makes them neutral.

One without the other is money that moves between gemeenten and that nobody decided about.
"""

from collections.abc import Sequence

from ledger.enums import FundingSource
from ledger.journal.errors import JournalError
from ledger.journal.lines import LineInput
from ledger.journal.stored import line_as_input
from ledger.models import AuditEntry, Mutation, PoolRule


def refuse_half(mutation: Mutation, amounts: Sequence[LineInput] = ()) -> None:
    """Raise JournalError when a mutatie that a new key makes neutral would go, or get other `amounts`.

    Together they can be taken back (`ledger.journal.undo`), and without the key each of them can. One query, and a few
    more for a wijziging that takes a key into use.
    """
    number = mutation.amendment.number
    rules = PoolRule.objects.filter(budget_year=mutation.budget_year_id, from_amendment=number)
    if not number or not rules.exists():
        return
    stored = mutation.lines.select_related("pool", "municipality", "order", "reserve")
    lines = [line_as_input(line) for line in stored]
    gives_up_maatwerk = any(line.source == FundingSource.MAATWERK and line.cents < 0 for line in lines)
    if not gives_up_maatwerk or set(lines) == set(amounts):
        return
    pools = {line.pool for line in lines if line.source == FundingSource.CONTRIBUTION}
    for rule in rules.filter(pool__code__in=pools).select_related("pool", "key_version__key"):
        if _reckons_with(rule, mutation):
            raise JournalError(
                f"Mutatie {mutation.code} maakt maatwerk structureel, en {rule.key_version} is daarop berekend. "
                f"Neem eerst bij Verdeelsleutels voor {rule.pool} de vorige sleutel vanaf wijziging {number} weer in "
                "gebruik. Daarna kan deze mutatie weg of anders."
            )


def _reckons_with(rule: PoolRule, mutation: Mutation) -> bool:
    """Tell whether the key in use was made in one act with mutaties, of which this is one or a still earlier one."""
    if rule.key_version is None:
        return False
    posted = AuditEntry.objects.filter(budget_year=rule.budget_year_id, action="mutation.posted")
    name = f"key:{rule.key_version.key.code}:{rule.key_version.number}"
    made = AuditEntry.objects.filter(action="key.added", subject=name, at__in=posted.values("at")).first()
    own = f"mutation:{mutation.budget_year_id}:{mutation.code}"
    return made is not None and posted.filter(subject=own, at__lte=made.at).exists()
