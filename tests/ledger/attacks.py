"""The attacks on a ledger that the guards must refuse: an adopted (0), a submitted (1) and a draft wijziging (2)."""

from collections.abc import Callable
from datetime import date
from itertools import count
from typing import Any

from django.db import connection
from django.db.models import Model, QuerySet
from django.utils import timezone

from ledger import journal
from ledger.models import (
    Amendment,
    AuditEntry,
    BudgetYear,
    Investment,
    KeyVersion,
    KeyWeight,
    Line,
    MaatwerkOrder,
    Mutation,
    NeutralGroup,
    OpeningBalance,
    OrderAmount,
    OrderDocument,
    OrderStep,
    PoolRule,
)
from tests.ledger.factories import YEAR, World, change

Attack = Callable[[World], object]

_ids = count(10_000)


def sql(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def _line(code: str) -> Line:
    line: Line = Line.objects.filter(mutation__code=code).earliest("position")
    return line


def amendment(number: int) -> Amendment:
    return Amendment.objects.get(budget_year=YEAR, number=number)


def _copy_of(line: Line, **changes: object) -> Line:
    line.pk, line.position = next(_ids), next(_ids)
    for name, value in changes.items():
        setattr(line, name, value)
    return line


def _save(row: Line | Mutation | Amendment | AuditEntry, **changes: object) -> None:
    for name, value in changes.items():
        setattr(row, name, value)
    row.save()


def _overwrite(table: str, **columns: object) -> None:
    """REPLACE as an outside program does it: without the setting that makes it fire the delete triggers."""
    names = ", ".join(f'"{name}"' for name in columns)
    marks = ", ".join("%s" for _ in columns)
    sql("PRAGMA recursive_triggers = OFF")
    try:
        sql(f"INSERT OR REPLACE INTO {table} ({names}) VALUES ({marks})", *columns.values())  # noqa: S608
    finally:
        sql("PRAGMA recursive_triggers = ON")


def _row(row: Model, **changes: object) -> dict[str, object]:
    """The columns of a stored row as they go into SQL, under a new id unless given."""
    values = {
        field.column: field.get_db_prep_save(getattr(row, field.attname), connection) for field in row._meta.fields
    }
    return values | {"id": next(_ids)} | changes


def _submit_by_hand(world: World, number: int) -> None:
    Amendment.objects.filter(budget_year=YEAR, number=number).update(status="submitted")


def _unbalanced(world: World) -> None:
    Line.objects.filter(mutation__code="d1", side="cost").update(cents=1)
    Mutation.objects.filter(code="d1").update(approved_by=world.colleague)
    _submit_by_hand(world, 2)


def _group_not_zero(world: World) -> None:
    group = NeutralGroup.objects.create(amendment=amendment(2), code="x", name="Groep")
    Mutation.objects.filter(code="d1").update(group=group, approved_by=world.colleague)
    _submit_by_hand(world, 2)


def _pool_without_rule(world: World) -> None:
    Line.objects.filter(mutation__code="d1", pool__isnull=False).update(pool=world.pools["zonder"])
    Mutation.objects.filter(code="d1").update(approved_by=world.colleague)
    _submit_by_hand(world, 2)


def _key_pool_paid_directly(world: World) -> None:
    Line.objects.filter(mutation__code="d1", pool__isnull=False).update(municipality=world.municipalities["diemen"])
    Mutation.objects.filter(code="d1").update(approved_by=world.colleague)
    _submit_by_hand(world, 2)


def _not_approved(world: World) -> None:
    Amendment.objects.filter(pk=amendment(2).pk).update(status="submitted", submitted_by=world.finance)


def _line_of_mutation(code: str, **changes: object) -> None:
    mutation = Mutation.objects.get(code=code)
    line = _copy_of(_line("d1"), mutation=mutation, amendment=mutation.amendment, budget_year=mutation.budget_year)
    Line.objects.bulk_create([line])


def _weightless(world: World) -> KeyVersion:
    return KeyVersion.objects.create(key=world.key.key, number=2, calculated_on=date(YEAR, 1, 1), source="leeg")


def _other_key(world: World) -> KeyVersion:
    weights = dict(zip(world.municipalities.values(), (1, 1, 8), strict=True))
    return journal.add_key_version(
        actor=world.finance, code="inwoners", name="Inwoners", number=2, calculated_on=date(YEAR, 1, 1), source="CBS",
        weights=weights,
    )  # fmt: skip


def _new_rule(world: World, since: int, pool: str = "burger", *, direct: bool = False) -> PoolRule:
    version = None if direct else _other_key(world)
    return PoolRule.objects.create(
        budget_year=world.year, pool=world.pools[pool], key_version=version, from_amendment=since
    )


def _with_new_key(world: World) -> QuerySet[PoolRule]:
    """The verdeling from a wijziging on that is offered after it was taken into use."""
    _new_rule(world, 2)
    world.submit(amendment(2))
    return PoolRule.objects.filter(from_amendment=2)


def _first_of_two(world: World) -> QuerySet[PoolRule]:
    """The verdeling of the next year, of which nothing is offered; from its 2e wijziging on there is another key."""
    year = journal.open_year(actor=world.finance, year=YEAR + 1)
    journal.rule_pool(actor=world.finance, year=year, pool=world.pools["burger"], key_version=world.key)
    version = _other_key(world)
    journal.rule_pool(actor=world.finance, year=year, pool=world.pools["burger"], key_version=version, from_amendment=2)
    return PoolRule.objects.filter(budget_year=year, from_amendment=0)


def _overwrite_new_key(world: World) -> None:
    rule = _new_rule(world, 2)
    _overwrite("ledger_poolrule", **_row(rule, key_version_id=world.key.pk))


def _empty(table: str) -> None:
    sql("SET CONSTRAINTS ALL IMMEDIATE")  # pending checks of this transaction would hold the table
    sql(f"TRUNCATE {table} CASCADE")


LINES: dict[str, Attack] = {
    "save a line of an adopted wijziging": lambda w: _save(_line("a1"), cents=1),
    "save a line of a submitted wijziging": lambda w: _save(_line("s1"), cents=1),
    "update lines": lambda w: Line.objects.filter(mutation__code="a1").update(cents=1),
    "bulk_update lines": lambda w: Line.objects.bulk_update([_copy_of(_line("a1"), pk=_line("a1").pk)], ["position"]),
    "update a line in SQL": lambda w: sql("UPDATE ledger_line SET cents = 1 WHERE id = %s", _line("a1").pk),
    "delete a line": lambda w: _line("a1").delete(),
    "delete lines": lambda w: Line.objects.filter(mutation__code="s1").delete(),
    "delete lines without signals": lambda w: Line.objects.filter(mutation__code="a1")._raw_delete("default"),
    "delete a line in SQL": lambda w: sql("DELETE FROM ledger_line WHERE id = %s", _line("s1").pk),
    "add a line to an adopted wijziging": lambda w: _line_of_mutation("a1"),
    "add a line to a submitted wijziging": lambda w: _line_of_mutation("s1"),
    "insert or update a line": lambda w: Line.objects.bulk_create(
        [_copy_of(_line("a1"), pk=_line("a1").pk)], update_conflicts=True, unique_fields=["id"], update_fields=["cents"]
    ),
    "move a line out of an adopted wijziging": lambda w: Line.objects.filter(pk=_line("a1").pk).update(
        mutation=w.mutation("d1"), amendment=amendment(2), position=99
    ),
    "move a line into an adopted wijziging": lambda w: Line.objects.filter(pk=_line("d1").pk).update(
        mutation=w.mutation("a1"), amendment=amendment(0), position=99
    ),
    "let a line differ from the programma of its mutatie": lambda w: Line.objects.filter(mutation__code="d1").update(
        programme=w.programmes["staf"]
    ),
    "let a line differ from the wijziging of its mutatie": lambda w: Line.objects.filter(mutation__code="d1").update(
        amendment=w.draft(7).pk
    ),
    "add a line to a draft of a closed year": lambda w: _line_of_mutation("laat"),
}

MUTATIONS: dict[str, Attack] = {
    "save a mutatie of an adopted wijziging": lambda w: _save(w.mutation("a1"), description="Anders"),
    "update a mutatie of a submitted wijziging": lambda w: Mutation.objects.filter(code="s1").update(number=5),
    "delete a mutatie of a submitted wijziging": lambda w: (
        sql("DELETE FROM ledger_mutation WHERE id = %s", w.mutation("s1").pk)
    ),
    "move a mutatie out of an adopted wijziging": lambda w: Mutation.objects.filter(code="a1").update(
        amendment=amendment(2)
    ),
    "move a mutatie into a submitted wijziging": lambda w: Mutation.objects.filter(code="d1").update(
        amendment=amendment(1)
    ),
    "give a mutatie another programma than its lines": lambda w: Mutation.objects.filter(code="d1").update(
        programme=w.programmes["staf"]
    ),
    "put a mutatie in a group of another wijziging": lambda w: Mutation.objects.filter(code="d1").update(
        group=NeutralGroup.objects.get(code="g")
    ),
    "put a mutatie in another year than its wijziging": lambda w: Mutation.objects.create(
        amendment=amendment(2), budget_year_id=YEAR - 1, programme=w.programmes["burger"], code="scheef",
        description="Scheef", recurrence="incidental", entered_by=w.finance,
    ),
    "change an investering of an adopted wijziging": lambda w: Investment.objects.update(cents=6),
    "add an investering to a submitted wijziging": lambda w: Investment.objects.create(
        amendment=amendment(1), number=2, description="Fiets", cents=5, position=1
    ),
    "delete an investering of an adopted wijziging": lambda w: Investment.objects.all().delete(),
    "rename a group of an adopted wijziging": lambda w: NeutralGroup.objects.filter(code="g").update(name="Anders"),
}  # fmt: skip

AMENDMENTS: dict[str, Attack] = {
    "insert a wijziging as adopted": lambda w: Amendment.objects.create(
        budget_year=w.year, number=8, name="Zo klaar", status="adopted", adopted_on=date(YEAR, 1, 1)
    ),
    "insert a wijziging as submitted": lambda w: Amendment.objects.create(
        budget_year=w.year, number=8, name="Zo klaar", status="submitted"
    ),
    "adopt a draft": lambda w: Amendment.objects.filter(pk=amendment(2).pk).update(
        status="adopted", adopted_on=date(YEAR, 1, 1)
    ),
    "take a submitted wijziging back to draft": lambda w: _save(amendment(1), status="draft"),
    "take an adopted wijziging back": lambda w: _save(amendment(0), status="submitted"),
    "reopen an adopted wijziging": lambda w: Amendment.objects.filter(number=0).update(status="draft"),
    "withdraw an adopted wijziging": lambda w: Amendment.objects.filter(number=0).update(status="withdrawn"),
    "rename an adopted wijziging": lambda w: Amendment.objects.filter(number=0).update(name="Anders"),
    "renumber a submitted wijziging": lambda w: Amendment.objects.filter(number=1).update(number=77),
    "delete an adopted wijziging": lambda w: sql("DELETE FROM ledger_amendment WHERE id = %s", amendment(0).pk),
    "delete a submitted wijziging": lambda w: sql("DELETE FROM ledger_amendment WHERE id = %s", amendment(1).pk),
    "offer an unbalanced mutatie": _unbalanced,
    "offer a group that is not neutral": _group_not_zero,
    "offer a bijdrage without a verdeling": _pool_without_rule,
    "offer a keyed bijdrage that names a gemeente": _key_pool_paid_directly,
    "offer a mutatie nobody agreed to": _not_approved,
    "add a wijziging to a closed year": lambda w: Amendment.objects.create(budget_year_id=YEAR - 1, number=3, name="3"),
    "change a wijziging of a closed year": lambda w: Amendment.objects.filter(number=9).update(name="Anders"),
}

FACTS: dict[str, Attack] = {
    "reopen a closed year": lambda w: BudgetYear.objects.filter(pk=YEAR - 1).update(status="open"),
    "change a closed year": lambda w: BudgetYear.objects.filter(pk=YEAR - 1).update(years_ahead=9),
    "add a beginstand to a closed year": lambda w: OpeningBalance.objects.create(
        budget_year_id=YEAR - 1,
        opening_cents=1,
        reserve=journal.add_reserve(actor=w.finance, code="n", name="N", position=2),
    ),
    "change a beginstand of a closed year": lambda w: OpeningBalance.objects.filter(budget_year=YEAR - 1).update(
        opening_cents=6
    ),
    "delete a beginstand of a closed year": lambda w: OpeningBalance.objects.filter(budget_year=YEAR - 1).delete(),
    "change an order of a closed year": lambda w: MaatwerkOrder.objects.filter(code="oud").update(cents=1),
    "change a weight that is in use": lambda w: KeyWeight.objects.update(weight=1),
    "delete a weight that is in use": lambda w: KeyWeight.objects.all().delete(),
    "add a weight to a key that is in use": lambda w: KeyWeight.objects.create(
        version=w.key, weight=1, municipality=journal.add_municipality(actor=w.finance, code="n", name="N", position=9)
    ),
    "use a key without weights": lambda w: PoolRule.objects.create(
        budget_year=w.year, pool=w.pools["zonder"], key_version=_weightless(w)
    ),
    "use a key with only weights of nil": lambda w: PoolRule.objects.create(
        budget_year=w.year,
        pool=w.pools["zonder"],
        key_version=KeyWeight.objects.create(
            version=_weightless(w), municipality=w.municipalities["diemen"], weight=0
        ).version,
    ),
    "change the verdeling of a published year": lambda w: PoolRule.objects.filter(pool__code="vth").update(
        key_version=w.key
    ),
    "delete the verdeling of a published year": lambda w: PoolRule.objects.filter(pool__code="vth").delete(),
    "replace the key from an offered wijziging on": lambda w: _new_rule(w, 1),
    "change the key of an offered wijziging": lambda w: _with_new_key(w).update(key_version=w.key),
    "take back the key of an offered wijziging": lambda w: _with_new_key(w).delete(),
    "let the key of an offered wijziging hold later": lambda w: _with_new_key(w).update(from_amendment=9),
    "let a key hold sooner than it was taken into use": lambda w: PoolRule.objects.filter(pk=_new_rule(w, 3).pk).update(
        from_amendment=2
    ),
    "pay directly halfway the year": lambda w: _new_rule(w, 3, direct=True),
    "begin with a key halfway the year": lambda w: _new_rule(w, 3, "zonder"),
    "replace direct payment by a key halfway the year": lambda w: _new_rule(w, 3, "vth"),
    "make a verdeelgroep direct whose key is replaced later": lambda w: _first_of_two(w).update(key_version=None),
    "delete the key that another one replaces": lambda w: _first_of_two(w).delete(),
    "add a verdeling to a closed year": lambda w: PoolRule.objects.create(
        budget_year_id=YEAR - 1, pool=w.pools["burger"], key_version=w.key
    ),
}

LOG: dict[str, Attack] = {
    "save an entry of the log": lambda w: _save(AuditEntry.objects.earliest("sequence"), action="niets"),
    "update the log": lambda w: AuditEntry.objects.update(at=timezone.now()),
    "delete an entry of the log": lambda w: AuditEntry.objects.latest("sequence").delete(),
    "delete the log in SQL": lambda w: sql("DELETE FROM ledger_auditentry"),
    "bulk_update the log": lambda w: AuditEntry.objects.bulk_update(
        [AuditEntry.objects.earliest("sequence")], ["payload"]
    ),
}


def _order(code: str = "d") -> MaatwerkOrder:
    return MaatwerkOrder.objects.get(budget_year=YEAR, code=code)


ORDERS: dict[str, Attack] = {
    "change the amount of an order that was offered": lambda w: MaatwerkOrder.objects.filter(code="s").update(cents=1),
    "change who pays an order that was offered": lambda w: MaatwerkOrder.objects.filter(code="s").update(
        municipality=w.municipalities["uithoorn"]
    ),
    "change the year of an order that was adopted": lambda w: MaatwerkOrder.objects.filter(code="a").update(
        budget_year=journal.open_year(actor=w.finance, year=YEAR + 1)
    ),
    "change the code of an order that was adopted": lambda w: MaatwerkOrder.objects.filter(code="a").update(code="z"),
    "change the number of an order that was adopted": lambda w: MaatwerkOrder.objects.filter(code="a").update(number=9),
    "delete an order that was offered": lambda w: sql("DELETE FROM ledger_maatwerkorder WHERE id = %s", _order("s").pk),
    "add a later amount to an order that was offered": lambda w: OrderAmount.objects.create(
        order=_order("s"), effective_year=YEAR + 2, cents=1
    ),
    "change a later amount of an order that was offered": lambda w: OrderAmount.objects.filter(order__code="a").update(
        cents=1
    ),
    "delete a later amount of an order that was offered": lambda w: OrderAmount.objects.filter(
        order__code="a"
    )._raw_delete("default"),
    "agree to a request without a step between": lambda w: MaatwerkOrder.objects.filter(code="d").update(
        status="agreed"
    ),
    "agree to a declined order": lambda w: (
        MaatwerkOrder.objects.filter(code="d").update(status="declined"),
        MaatwerkOrder.objects.filter(code="d").update(status="agreed"),
    ),
    "change a step": lambda w: OrderStep.objects.update(on=date(YEAR, 1, 1)),
    "delete a step": lambda w: OrderStep.objects.all()._raw_delete("default"),
    "change a document": lambda w: OrderDocument.objects.update(data=b"anders"),
    "delete a document": lambda w: OrderDocument.objects.all().delete(),
}

ATTACKS = LINES | MUTATIONS | AMENDMENTS | FACTS | LOG | ORDERS

ON_SQLITE: dict[str, Attack] = {
    "overwrite a line": lambda w: _overwrite("ledger_line", **_row(_line("d1"), id=_line("d1").pk, cents=1)),
    "overwrite a mutatie by its code": lambda w: _overwrite(
        "ledger_mutation", **_row(w.mutation("a1"), amendment_id=amendment(2).pk)
    ),
    "overwrite an adopted wijziging by its number": lambda w: _overwrite(
        "ledger_amendment", **_row(amendment(0), status="draft", adopted_on=None)
    ),
    "overwrite an entry of the log by its number": lambda w: _overwrite(
        "ledger_auditentry", **_row(AuditEntry.objects.latest("sequence"), previous="x", digest="y")
    ),
    "overwrite the key that a wijziging takes into use": _overwrite_new_key,
    "overwrite the verdeling of a published year": lambda w: _overwrite(
        "ledger_poolrule", **_row(PoolRule.objects.get(pool__code="vth"), key_version_id=w.key.pk)
    ),
    "overwrite a step of an order": lambda w: _overwrite(
        "ledger_orderstep", **_row(OrderStep.objects.earliest("pk"), id=OrderStep.objects.earliest("pk").pk)
    ),
    "overwrite a document of an order": lambda w: _overwrite(
        "ledger_orderdocument", **_row(OrderDocument.objects.get(), id=OrderDocument.objects.get().pk)
    ),
    "text in the amount of a beginstand": lambda w: sql(
        "UPDATE ledger_openingbalance SET opening_cents = 'x' WHERE budget_year_id = %s", YEAR
    ),
    "a fraction in the amount of a line": lambda w: sql(
        "UPDATE ledger_line SET cents = 1.5 WHERE id = %s", _line("d1").pk
    ),
    "text in a weight": lambda w: sql(
        "INSERT INTO ledger_keyweight (version_id, municipality_id, weight) VALUES (%s, %s, 'veel')",
        _weightless(w).pk,
        w.municipalities["diemen"].pk,
    ),
}  # fmt: skip

ON_POSTGRES: dict[str, Attack] = {
    f"empty {table}": lambda w, table=table: _empty(f"ledger_{table}")  # type: ignore[misc]
    for table in ("line", "mutation", "amendment", "auditentry", "orderstep", "orderdocument")
}


CONSTRAINTS: dict[str, Attack] = {
    "two wijzigingen with one number": lambda w: Amendment.objects.create(budget_year=w.year, number=2, name="Nog een"),
    "two mutaties with one code": lambda w: _save(w.mutation("d1"), code="a1"),
    "two mutaties with one number in a programma": lambda w: (
        journal.post_mutation(actor=w.finance, amendment=amendment(2), mutation=change("d2", number=4)),
        Mutation.objects.filter(code="d1").update(number=4),
    ),
    "adopted by who offered it": lambda w: Amendment.objects.filter(number=1, budget_year=YEAR).update(
        status="adopted", adopted_on=date(YEAR, 1, 1), adopted_by=w.finance
    ),
    "adopted without a date": lambda w: Amendment.objects.filter(number=1).update(status="adopted"),
    "agreed to by who entered it": lambda w: Mutation.objects.filter(code="d1").update(approved_by=w.finance),
    "an amount of nil": lambda w: Line.objects.filter(mutation__code="d1").update(cents=0),
    "text in an amount": lambda w: sql("UPDATE ledger_line SET cents = 'x' WHERE id = %s", _line("d1").pk),
    "an amount above a hundred billion": lambda w: Line.objects.filter(mutation__code="d1").update(cents=10**13 + 1),
    "a last with a dekkingsbron": lambda w: Line.objects.filter(mutation__code="d1", side="cost").update(
        source="third-parties"
    ),
    "a baat without a dekkingsbron": lambda w: Line.objects.filter(mutation__code="d1", side="income").update(
        source=None, pool=None
    ),
    "a bijdrage without a verdeelgroep": lambda w: Line.objects.filter(mutation__code="d1", side="income").update(
        pool=None
    ),
    "maatwerk without an order": lambda w: Line.objects.filter(mutation__code="d1", side="income").update(
        source="maatwerk", pool=None
    ),
    "a withdrawal without a reserve": lambda w: Line.objects.filter(mutation__code="d1", side="income").update(
        source="reserve", pool=None
    ),
    "a negative weight": lambda w: KeyWeight.objects.create(
        version=_weightless(w), municipality=w.municipalities["diemen"], weight=-1
    ),
    "a role without its gemeente": lambda w: w.finance.grants.update(role="ogon-member"),
    "two entries of the log with one number": lambda w: AuditEntry.objects.create(
        sequence=1, at=timezone.now(), actor=w.finance, action="x", subject="x", payload={}, previous="p", digest="d"
    ),
}  # fmt: skip
