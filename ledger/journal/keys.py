"""Who pays a verdeelgroep: by which key, for the whole year or from a wijziging on that is not offered yet."""

from collections.abc import Sequence

from django.db import transaction

from ledger.enums import AmendmentStatus, FundingSource, YearStatus
from ledger.journal.audit import Entry, record
from ledger.journal.errors import JournalError
from ledger.journal.ogon import telling_of_new_shares
from ledger.journal.setup import refuse_closed
from ledger.models import Amendment, BudgetYear, CostPool, KeyVersion, Line, PoolRule, User
from ledger.permissions import Verb, require
from ledger.visibility import PUBLISHED


def rules_of(year: BudgetYear, pool: CostPool) -> list[PoolRule]:
    """Return the verdelingen of a verdeelgroep in a year, in the order of the wijzigingen from which they hold."""
    rules = PoolRule.objects.filter(budget_year=year, pool=pool)
    return list(rules.select_related("pool", "key_version__key").order_by("from_amendment"))


def in_use(rules: Sequence[PoolRule], number: int) -> PoolRule | None:
    """Return the verdeling that holds at a wijziging; None before there is any."""
    return next((rule for rule in reversed(rules) if rule.from_amendment <= number), None)


def rule_place(rule: PoolRule) -> str:
    """Return how the log names a verdeling: with its wijziging when it does not hold all year."""
    since = f":{rule.from_amendment}" if rule.from_amendment else ""
    return f"{rule.budget_year_id}:{rule.pool.code}{since}"


@transaction.atomic
def rule_pool(
    *, actor: User, year: BudgetYear, pool: CostPool, key_version: KeyVersion | None, from_amendment: int = 0
) -> PoolRule:
    """Say who pays a verdeelgroep in a year: by a key version, or direct when it is None.

    From wijziging `from_amendment` on, whether that is there yet or not. The first verdeling of a verdeelgroep is for
    the whole year (0); a next one is a key that replaces a key, from a wijziging that is not offered.
    """
    require(actor, Verb.SET_UP)
    refuse_closed(year)
    rules = rules_of(year, pool)
    if any(rule.from_amendment == from_amendment for rule in rules):
        since = f" vanaf wijziging {from_amendment}" if from_amendment else ""
        raise JournalError(f"Verdeling '{year.pk}, {pool.code}' bestaat al{since}. Kies een andere verdeelgroep.")
    if sentence := _impossible(year, pool, key_version, from_amendment, rules):
        raise JournalError(sentence)
    if key_version is not None and not key_version.weights.filter(weight__gt=0).exists():
        raise JournalError(f"Sleutel '{key_version}' heeft geen gewichten.")
    with telling_of_new_shares(actor, year.pk):
        row = PoolRule.objects.create(
            budget_year=year, pool=pool, key_version=key_version, from_amendment=from_amendment
        )
        _log(actor, "rule.added", row, {"key": _named(key_version)})
    return row


def hindrance(year: BudgetYear, pool: CostPool, key_version: KeyVersion | None, from_amendment: int = 0) -> str:
    """Return why a verdeelgroep cannot be divided by this version (None: direct); empty when it can.

    From wijziging `from_amendment` on, which is a draft; 0 is the whole year.
    """
    if year.status != YearStatus.OPEN:
        return f"Begrotingsjaar {year.pk} is gesloten."
    rules = rules_of(year, pool)
    if sentence := _impossible(year, pool, key_version, from_amendment, rules):
        return sentence
    if from_amendment and not year.amendments.filter(number=from_amendment, status=AmendmentStatus.DRAFT).exists():
        return f"Wijziging {from_amendment} van {year.pk} is er niet als concept. Kies een wijziging in concept."
    current = in_use(rules, from_amendment)
    if current is not None and current.key_version_id == (key_version.pk if key_version else None):
        return "Deze verdeling is al in gebruik."
    lines = Line.objects.filter(budget_year=year, pool=pool, source=FundingSource.CONTRIBUTION)
    if lines.filter(municipality__isnull=key_version is None).exists():
        asks = "een gemeente noemen" if key_version is None else "geen gemeente noemen"
        return f"Er zijn al mutaties met een bijdrage van {pool.name}. Bij deze verdeling moeten die {asks}."
    return ""


def _impossible(
    year: BudgetYear, pool: CostPool, key_version: KeyVersion | None, number: int, rules: Sequence[PoolRule]
) -> str:
    """Return why there can be no such verdeling: it would change what was offered, or is no key instead of a key."""
    if rules and year.amendments.filter(status__in=PUBLISHED, number__gte=number).exists():
        what = f"wijziging {number} of een latere" if number else "een begroting of wijziging"
        return (
            f"In {year.pk} is {what} al aangeboden of vastgesteld: haar verdeling ligt vast. "
            "Neem de nieuwe versie in gebruik vanaf een wijziging in concept, of in een volgend jaar."
        )
    if number and not rules:
        return f"{pool.name} heeft in {year.pk} nog geen verdeling. Leg die eerst vast voor de hele begroting."
    if number and rules[0].key_version_id is None:
        return f"{pool.name} wordt in {year.pk} direct betaald. Een sleutel kan pas in een volgend jaar."
    if key_version is None and len(rules) > 1:
        return f"{pool.name} krijgt in {year.pk} later nog een andere sleutel. Neem die eerst terug."
    if number and key_version is None:
        return f"{pool.name} kan niet halverwege het jaar direct worden. Kies een sleutel."
    return ""


@transaction.atomic
def take_into_use(
    *, actor: User, year: BudgetYear, pool: CostPool, key_version: KeyVersion | None, from_amendment: int = 0
) -> None:
    """Divide a verdeelgroep by another version, or direct (None), from a wijziging on; other years keep theirs.

    The whole verdeelgroep of the year is split anew from that wijziging on; what was decided before keeps its split.
    Choosing the version that holds just before it takes the replacement back. What an OGON decided about another
    share is open again, and its members are told. Raises JournalError when the wijziging or a later one was offered
    already, or when the mutaties do not fit the verdeling.
    """
    require(actor, Verb.SET_UP)
    locked = BudgetYear.objects.select_for_update().get(pk=year.pk)
    # Nobody offers one of these meanwhile.
    list(Amendment.objects.select_for_update().filter(budget_year=year, number__gte=from_amendment))
    if sentence := hindrance(locked, pool, key_version, from_amendment):
        raise JournalError(sentence)
    rules = rules_of(locked, pool)
    row = in_use(rules, from_amendment)
    if row is None or row.from_amendment != from_amendment:
        rule_pool(actor=actor, year=locked, pool=pool, key_version=key_version, from_amendment=from_amendment)
        return
    old = {"old_key": _named(row.key_version)}
    before = in_use(rules, from_amendment - 1)
    with telling_of_new_shares(actor, locked.pk):
        if before is not None and key_version is not None and before.key_version_id == key_version.pk:
            row.delete()
            _log(actor, "rule.deleted", row, old)
        else:
            row.key_version = key_version
            row.save(update_fields=["key_version"])
            _log(actor, "rule.changed", row, {"key": _named(key_version), **old})


def _log(actor: User, action: str, rule: PoolRule, payload: dict[str, str | None]) -> None:
    entry = {**payload, "from_amendment": rule.from_amendment}
    record(actor, [Entry(action, f"rule:{rule_place(rule)}", entry, rule.budget_year_id)])


def _named(version: KeyVersion | None) -> str | None:
    return f"{version.key.code}:{version.number}" if version else None
