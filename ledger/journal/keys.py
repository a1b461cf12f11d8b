"""Taking another key into use for a verdeelgroep, while nothing of the year is offered or adopted."""

from django.db import transaction

from ledger.enums import FundingSource, YearStatus
from ledger.journal.audit import Entry, record
from ledger.journal.errors import JournalError
from ledger.journal.setup import rule_pool
from ledger.models import BudgetYear, CostPool, KeyVersion, Line, PoolRule, User
from ledger.permissions import Verb, require
from ledger.visibility import PUBLISHED


def hindrance(year: BudgetYear, pool: CostPool, key_version: KeyVersion | None) -> str:
    """Return why a verdeelgroep cannot be divided by this version (None: direct) in a year; empty when it can."""
    if year.status != YearStatus.OPEN:
        return f"Begrotingsjaar {year.pk} is gesloten."
    current = PoolRule.objects.filter(budget_year=year, pool=pool).first()
    if current is not None and year.amendments.filter(status__in=PUBLISHED).exists():
        return (
            f"In {year.pk} is al een begroting of wijziging aangeboden of vastgesteld: haar verdeling ligt vast. "
            "Neem de nieuwe versie in een volgend jaar in gebruik."
        )
    if current is not None and current.key_version_id == (key_version.pk if key_version else None):
        return "Deze verdeling is al in gebruik."
    lines = Line.objects.filter(budget_year=year, pool=pool, source=FundingSource.CONTRIBUTION)
    if lines.filter(municipality__isnull=key_version is None).exists():
        asks = "een gemeente noemen" if key_version is None else "geen gemeente noemen"
        return f"Er zijn al mutaties met een bijdrage van {pool.name}. Bij deze verdeling moeten die {asks}."
    return ""


@transaction.atomic
def take_into_use(*, actor: User, year: BudgetYear, pool: CostPool, key_version: KeyVersion | None) -> PoolRule:
    """Divide a verdeelgroep by another version from here on, or direct (None); other years keep theirs.

    Raises JournalError when the year has been offered or adopted already, or when the mutaties do not fit it.
    """
    require(actor, Verb.SET_UP)
    locked = BudgetYear.objects.select_for_update().get(pk=year.pk)
    if sentence := hindrance(locked, pool, key_version):
        raise JournalError(sentence)
    row = PoolRule.objects.select_related("key_version__key").filter(budget_year=locked, pool=pool).first()
    if row is None:
        return rule_pool(actor=actor, year=locked, pool=pool, key_version=key_version)
    old = _named(row.key_version)
    row.key_version = key_version
    row.save(update_fields=["key_version"])
    payload = {"key": _named(key_version), "old_key": old}
    record(actor, [Entry("rule.changed", f"rule:{year.pk}:{pool.code}", payload, year.pk)])
    return row


def _named(version: KeyVersion | None) -> str | None:
    return f"{version.key.code}:{version.number}" if version else None
