"""The laws of the ledger, told to the database itself: what the journal refuses, SQL refuses as well.

Each guard is one condition in SQL that both SQLite and PostgreSQL understand; when it holds, the statement
is refused with its code and sentence. Django rebuilds tables on SQLite and drops their triggers silently, so
they are removed before and installed after every migration, and `missing` is asked at start-up.
"""

import re
from collections.abc import Iterator

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from ledger.guards import documents as document_guards
from ledger.guards import ogon as ogon_guards
from ledger.guards.guard import Guard
from ledger.workflow import ORDER_STEPS


def _closed(row: str) -> str:
    return (
        "NOT EXISTS (SELECT 1 FROM ledger_amendment a JOIN ledger_budgetyear y ON y.year = a.budget_year_id "  # noqa: S608  # nosec B608
        f"WHERE a.id = {row}.amendment_id AND a.status = 'draft' AND y.status = 'open')"
    )


def _share(row: str) -> str:
    return f"PERFORM 1 FROM ledger_amendment WHERE id = {row}.amendment_id FOR SHARE;"


_LINE_FOLLOWS_MUTATION = """EXISTS (SELECT 1 FROM ledger_mutation m WHERE m.id = NEW.mutation_id
    AND m.amendment_id = NEW.amendment_id AND m.budget_year_id = NEW.budget_year_id
    AND m.programme_id = NEW.programme_id AND m.recurrence = NEW.recurrence
    AND COALESCE(m.theme_id, 0) = COALESCE(NEW.theme_id, 0))"""
_MUTATION_FITS_AMENDMENT = """EXISTS (SELECT 1 FROM ledger_amendment a WHERE a.id = NEW.amendment_id
    AND a.budget_year_id = NEW.budget_year_id) AND (NEW.group_id IS NULL OR EXISTS (SELECT 1
    FROM ledger_neutralgroup g WHERE g.id = NEW.group_id AND g.amendment_id = NEW.amendment_id))"""
_MUTATION_LEAVES_LINES = """(OLD.amendment_id <> NEW.amendment_id OR OLD.programme_id <> NEW.programme_id
    OR OLD.recurrence <> NEW.recurrence OR COALESCE(OLD.theme_id, 0) <> COALESCE(NEW.theme_id, 0)
    OR OLD.budget_year_id <> NEW.budget_year_id)
    AND EXISTS (SELECT 1 FROM ledger_line l WHERE l.mutation_id = OLD.id)"""
_CLOSING = "NEW.status IN ('submitted', 'adopted') AND OLD.status <> NEW.status AND "
_UNBALANCED = """EXISTS (SELECT 1 FROM ledger_line l WHERE l.amendment_id = NEW.id
    GROUP BY l.mutation_id, l.effective_year
    HAVING SUM(CASE WHEN l.side = 'cost' THEN l.cents ELSE -l.cents END) <> 0)"""
_GROUP_NOT_ZERO = """EXISTS (SELECT 1 FROM ledger_line l JOIN ledger_mutation m ON m.id = l.mutation_id
    WHERE l.amendment_id = NEW.id AND m.group_id IS NOT NULL AND l.side = 'cost'
    GROUP BY m.group_id, l.effective_year HAVING SUM(l.cents) <> 0)"""
_POOL_WITHOUT_RULE = """EXISTS (SELECT 1 FROM ledger_line l WHERE l.amendment_id = NEW.id
    AND l.pool_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM ledger_poolrule r
    WHERE r.budget_year_id = l.budget_year_id AND r.pool_id = l.pool_id
    AND r.from_amendment = (SELECT MAX(x.from_amendment) FROM ledger_poolrule x
    WHERE x.budget_year_id = r.budget_year_id AND x.pool_id = r.pool_id AND x.from_amendment <= NEW.number)
    AND (r.key_version_id IS NULL) = (l.municipality_id IS NOT NULL)))"""
_NOT_APPROVED = """NEW.submitted_by_id IS NOT NULL AND EXISTS (SELECT 1 FROM ledger_mutation m
    WHERE m.amendment_id = NEW.id AND m.approved_by_id IS NULL)"""
_KEY_WITHOUT_WEIGHTS = """NEW.key_version_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM ledger_keyweight w
    WHERE w.version_id = NEW.key_version_id AND w.weight > 0)"""
_YEAR_CLOSED = "EXISTS (SELECT 1 FROM ledger_budgetyear y WHERE y.year = {row}.budget_year_id AND y.status <> 'open')"
_RULE_PUBLISHED = """EXISTS (SELECT 1 FROM ledger_amendment a WHERE a.budget_year_id = {row}.budget_year_id
    AND a.number >= {row}.from_amendment AND a.status IN ('submitted', 'adopted'))"""
_OTHER_RULE = """EXISTS (SELECT 1 FROM ledger_poolrule r WHERE r.budget_year_id = {row}.budget_year_id
    AND r.pool_id = {row}.pool_id AND r.id <> COALESCE({row}.id, 0) AND {condition})"""
# The first verdeling is for the whole year, and only a key is replaced halfway, by a key.
_RULE_OUT_OF_ORDER = f"""(NEW.from_amendment > 0 AND (NEW.key_version_id IS NULL OR NOT
    {_OTHER_RULE.format(row="NEW", condition="r.from_amendment = 0 AND r.key_version_id IS NOT NULL")}))
    OR (NEW.from_amendment = 0 AND NEW.key_version_id IS NULL AND
    {_OTHER_RULE.format(row="NEW", condition="r.from_amendment > 0")})"""
_RULE_LEAVES_OTHERS = "OLD.from_amendment = 0 AND " + _OTHER_RULE.format(row="OLD", condition="r.from_amendment > 0")
_RULE_MOVES = """OLD.budget_year_id <> NEW.budget_year_id OR OLD.pool_id <> NEW.pool_id
    OR OLD.from_amendment <> NEW.from_amendment"""
_KEY_IN_USE = "EXISTS (SELECT 1 FROM ledger_poolrule r WHERE r.key_version_id = {row}.version_id)"
_STEPS = (
    "('draft>draft','draft>submitted','submitted>submitted','submitted>adopted',"
    "'draft>withdrawn','submitted>withdrawn')"
)

_RULE_FIXED = "DP007 de verdeling van dit jaar ligt vast"
_RULE_ORDER = (
    "DP011 een verdeelgroep begint met een verdeling voor het hele jaar; daarna vervangt een sleutel een sleutel"
)
_ORDER_PUBLISHED = """EXISTS (SELECT 1 FROM ledger_line l JOIN ledger_amendment a ON a.id = l.amendment_id
    WHERE l.order_id = {order} AND a.status IN ('submitted', 'adopted'))"""
_ORDER_DIFFERS = """(OLD.cents <> NEW.cents OR OLD.municipality_id <> NEW.municipality_id OR OLD.code <> NEW.code
    OR OLD.budget_year_id <> NEW.budget_year_id OR COALESCE(OLD.number, 0) <> COALESCE(NEW.number, 0))"""
_ORDER_STEPS = ", ".join(f"'{old}>{new}'" for old, new in ORDER_STEPS)

_FIXED = "DP001 de wijziging is niet meer in concept: haar regels liggen vast"
_CLOSED_YEAR = "DP009 het begrotingsjaar is gesloten"


def guards() -> Iterator[Guard]:
    """Yield every guard, in the order in which they are installed."""
    for event in ("UPDATE", "DELETE"):
        yield Guard(f"audit_{event}", "ledger_auditentry", event, "1 = 1", "DP002 het logboek is alleen aan te vullen")
    for table in ("line", "mutation", "investment", "neutralgroup"):
        name = f"ledger_{table}"
        yield Guard(f"{table}_INSERT", name, "INSERT", _closed("NEW"), _FIXED, _share("NEW"))
        yield Guard(f"{table}_DELETE", name, "DELETE", _closed("OLD"), _FIXED, _share("OLD"))
        both = f"{_closed('OLD')} OR {_closed('NEW')}"
        yield Guard(f"{table}_UPDATE", name, "UPDATE", both, _FIXED, _share("OLD") + _share("NEW"))
    for event in ("INSERT", "UPDATE"):
        yield Guard(
            f"line_follows_{event}", "ledger_line", event, f"NOT {_LINE_FOLLOWS_MUTATION}",
            "DP003 de regel wijkt af van haar mutatie",
        )  # fmt: skip
        yield Guard(
            f"mutation_fits_{event}", "ledger_mutation", event, f"NOT ({_MUTATION_FITS_AMENDMENT})",
            "DP003 de mutatie past niet bij haar wijziging",
        )  # fmt: skip
        yield Guard(
            f"key_{event}", "ledger_poolrule", event, _KEY_WITHOUT_WEIGHTS, "DP006 de sleutel heeft geen gewichten"
        )
        yield Guard(f"rule_order_{event}", "ledger_poolrule", event, _RULE_OUT_OF_ORDER, _RULE_ORDER)
    yield from _rules()
    yield from document_guards.guards()
    yield from ogon_guards.guards()
    yield Guard(
        "mutation_moves", "ledger_mutation", "UPDATE", _MUTATION_LEAVES_LINES, "DP003 de mutatie heeft nog regels"
    )
    yield Guard(
        "amendment_INSERT",
        "ledger_amendment",
        "INSERT",
        "NEW.status <> 'draft'",
        "DP004 een wijziging begint als concept",
    )
    yield Guard(
        "amendment_UPDATE", "ledger_amendment", "UPDATE",
        f"OLD.status || '>' || NEW.status NOT IN {_STEPS} OR (OLD.status <> 'draft' AND "
        "(OLD.number <> NEW.number OR OLD.budget_year_id <> NEW.budget_year_id))",
        "DP004 deze stap bestaat niet of de wijziging is gesloten",
    )  # fmt: skip
    yield Guard(
        "amendment_DELETE",
        "ledger_amendment",
        "DELETE",
        "OLD.status <> 'draft'",
        "DP004 de wijziging is geen concept meer",
    )
    yield Guard(
        "amendment_balance",
        "ledger_amendment",
        "UPDATE",
        _CLOSING + _UNBALANCED,
        "DP005 een mutatie is niet in evenwicht",
    )
    yield Guard(
        "amendment_group",
        "ledger_amendment",
        "UPDATE",
        _CLOSING + _GROUP_NOT_ZERO,
        "DP005 een groep is niet budgettair neutraal",
    )
    yield Guard(
        "amendment_pool",
        "ledger_amendment",
        "UPDATE",
        _CLOSING + _POOL_WITHOUT_RULE,
        "DP006 een verdeelgroep heeft geen verdeling",
    )
    yield Guard(
        "amendment_approval",
        "ledger_amendment",
        "UPDATE",
        _CLOSING + _NOT_APPROVED,
        "DP010 een mutatie wacht nog op akkoord van een ander",
    )
    for table in ("amendment", "openingbalance", "maatwerkorder", "poolrule"):
        for event, row in (("INSERT", "NEW"), ("UPDATE", "OLD"), ("DELETE", "OLD")):
            yield Guard(f"{table}_year_{event}", f"ledger_{table}", event, _YEAR_CLOSED.format(row=row), _CLOSED_YEAR)
    yield from _orders()
    for event in ("UPDATE", "DELETE"):
        yield Guard(f"year_{event}", "ledger_budgetyear", event, "OLD.status <> 'open'", _CLOSED_YEAR)
        yield Guard(
            f"weight_{event}",
            "ledger_keyweight",
            event,
            _KEY_IN_USE.format(row="OLD"),
            "DP007 de sleutel is in gebruik",
        )
    yield Guard(
        "weight_INSERT", "ledger_keyweight", "INSERT", _KEY_IN_USE.format(row="NEW"), "DP007 de sleutel is in gebruik"
    )


def _rules() -> Iterator[Guard]:
    """A verdeling changes only from a wijziging on that is not offered yet; the first one changes nothing decided."""
    new, old = _RULE_PUBLISHED.format(row="NEW"), _RULE_PUBLISHED.format(row="OLD")
    second = _OTHER_RULE.format(row="NEW", condition="1 = 1")
    for event, condition, row in (
        ("INSERT", f"{new} AND {second}", "NEW"),
        ("UPDATE", old, "OLD"),
        ("DELETE", old, "OLD"),
    ):
        lock = f"PERFORM 1 FROM ledger_amendment WHERE budget_year_id = {row}.budget_year_id FOR SHARE;"
        yield Guard(f"rule_{event}", "ledger_poolrule", event, condition, _RULE_FIXED, lock)
    yield Guard("rule_order_DELETE", "ledger_poolrule", "DELETE", _RULE_LEAVES_OTHERS, _RULE_ORDER)
    yield Guard("rule_moves", "ledger_poolrule", "UPDATE", _RULE_MOVES, "DP011 een verdeling verhuist niet")


def _orders() -> Iterator[Guard]:
    """The life of a maatwerkorder only goes on, and what the councils were offered of it stays as it was."""
    for table in ("orderstep", "orderdocument"):
        for event in ("UPDATE", "DELETE"):
            message = "DP011 stappen en documenten van een order zijn alleen aan te vullen"
            yield Guard(f"{table}_{event}", f"ledger_{table}", event, "1 = 1", message)
    table, message = "ledger_maatwerkorder", "DP012 de order staat in een aangeboden wijziging: hij ligt vast"
    published = _ORDER_PUBLISHED.format(order="OLD.id")
    yield Guard("order_fixed_UPDATE", table, "UPDATE", f"{_ORDER_DIFFERS} AND {published}", message)
    yield Guard("order_fixed_DELETE", table, "DELETE", published, message)
    for event, row in (("INSERT", "NEW"), ("UPDATE", "OLD"), ("DELETE", "OLD")):
        published = _ORDER_PUBLISHED.format(order=f"{row}.order_id")
        yield Guard(f"orderamount_{event}", "ledger_orderamount", event, published, message)
    yield Guard(
        "order_status", table, "UPDATE",
        f"OLD.status <> NEW.status AND OLD.status || '>' || NEW.status NOT IN ({_ORDER_STEPS})",
        "DP013 deze stap van een maatwerkorder bestaat niet",
    )  # fmt: skip


# What makes a row of a table the same row: REPLACE would overwrite the one that has the same.
_SAME_ROW = {
    "line": ("id", "mutation_id, position"),
    "mutation": ("id", "budget_year_id, code", "budget_year_id, programme_id, number", "reverses_id"),
    "amendment": ("id", "budget_year_id, number"),
    "investment": ("id", "amendment_id, number"),
    "neutralgroup": ("id", "amendment_id, code"),
    "auditentry": ("id", "sequence", "previous", "digest"),
    "keyweight": ("id", "version_id, municipality_id"),
    "poolrule": ("id", "budget_year_id, pool_id, from_amendment"),
    "openingbalance": ("id", "budget_year_id, reserve_id"),
    "maatwerkorder": ("id", "budget_year_id, code", "budget_year_id, number"),
    "orderstep": ("id",),
    "orderdocument": ("id",),
    "orderamount": ("id", "order_id, effective_year"),
    **document_guards.SAME_ROW,
    **ogon_guards.SAME_ROW,
}
_WHOLE_NUMBERS = {
    "line": "cents",
    "investment": "cents",
    "maatwerkorder": "cents",
    "orderamount": "cents",
    "openingbalance": "opening_cents",
    "keyweight": "weight",
}


def _sqlite_only() -> Iterator[Guard]:
    """REPLACE deletes without firing a delete trigger, and any type fits a column: refuse both."""
    for table, keys in _SAME_ROW.items():
        name = f"ledger_{table}"
        exists = " OR ".join(
            f"EXISTS (SELECT 1 FROM {name} x WHERE "  # noqa: S608 - our own names  # nosec B608
            + " AND ".join(f"x.{column} = NEW.{column}" for column in key.split(", "))
            + ")"
            for key in keys
        )
        yield Guard(f"{table}_replace", name, "INSERT", exists, "DP001 overschrijven kan niet")
    for event in ("INSERT", "UPDATE"):
        for table, column in _WHOLE_NUMBERS.items():
            yield Guard(
                f"{table}_{column}_{event}",
                f"ledger_{table}",
                event,
                f"typeof(NEW.{column}) <> 'integer'",
                "DP008 een bedrag is een geheel aantal centen",
            )


def _postgres_only() -> Iterator[Guard]:
    """TRUNCATE passes every row trigger by."""
    tables = ("line", "mutation", "amendment", "investment", "auditentry", "orderstep", "orderdocument")
    for table in (*tables, *document_guards.SEALED, *ogon_guards.SEALED):
        yield Guard(f"{table}_truncate", f"ledger_{table}", "TRUNCATE", "1 = 1", "DP002 leegmaken kan niet")


def _all(vendor: str) -> list[Guard]:
    if vendor == "sqlite":
        return [*guards(), *_sqlite_only(), *document_guards.sqlite_only()]
    return [*guards(), *_postgres_only()]


def sentence(error: Exception) -> str:
    """Return what a guard said, without its code and without the database's own words."""
    match = re.search(r"DP\d{3} ([^\n]*)", str(error))
    return f"De database weigert dit: {match[1]}." if match else "De database weigert dit."


def _name(guard: Guard) -> str:
    return f"guard_{guard.name}".lower()


def _body(guard: Guard) -> str:
    """The function behind a guard on PostgreSQL, between the dollar signs."""
    row = "OLD" if guard.event == "DELETE" else "NULL" if guard.event == "TRUNCATE" else "NEW"
    return (
        f" BEGIN {guard.lock} IF {guard.condition} THEN RAISE EXCEPTION '{guard.message}' USING ERRCODE = '23001'; "
        f"END IF; RETURN {row}; END "
    )


def _create(guard: Guard, vendor: str) -> str:
    name = _name(guard)
    if vendor == "sqlite":
        return (
            f"CREATE TRIGGER {name} BEFORE {guard.event} ON {guard.table} WHEN {guard.condition} "
            f"BEGIN SELECT RAISE(ABORT, '{guard.message}'); END"
        )
    each = "STATEMENT" if guard.event == "TRUNCATE" else "ROW"
    return (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $${_body(guard)}$$; "
        f"CREATE TRIGGER {name} BEFORE {guard.event} ON {guard.table} FOR EACH {each} EXECUTE FUNCTION {name}()"
    )


def _stored(connection: BaseDatabaseWrapper) -> dict[str, tuple[str, str]]:
    """Return what the database has under our names and will fire: table and event, and the text."""
    query = (
        "SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'guard\\_%%' ESCAPE '\\'"
        if connection.vendor == "sqlite"
        else "SELECT t.tgname, pg_get_triggerdef(t.oid), p.prosrc FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid "
        "WHERE NOT t.tgisinternal AND t.tgname LIKE 'guard\\_%%' AND t.tgenabled IN ('O', 'A')"
    )
    with connection.cursor() as cursor:
        cursor.execute(query.replace("%%", "%"))
        return {name: (where, text) for name, where, text in cursor.fetchall()}


def _is_ours(guard: Guard, stored: tuple[str, str], vendor: str) -> bool:
    where, text = stored
    if vendor == "sqlite":
        return text == _create(guard, vendor)
    return text == _body(guard) and f"BEFORE {guard.event} ON " in where and f"{guard.table} FOR EACH" in where


def missing(using: str = "default") -> list[str]:
    """Return the names of guards that the database does not have; none before the first migration."""
    connection = connections[using]
    if "ledger_auditentry" not in connection.introspection.table_names():
        return []
    stored = _stored(connection)
    return [_name(guard) for guard in _all(connection.vendor) if _name(guard) not in stored]


def altered(using: str = "default") -> list[str]:
    """Return the names of guards that the database has with another text than ours."""
    connection = connections[using]
    stored = _stored(connection)
    return [
        _name(guard)
        for guard in _all(connection.vendor)
        if _name(guard) in stored and not _is_ours(guard, stored[_name(guard)], connection.vendor)
    ]


def uninstall(using: str = "default") -> None:
    """Drop every guard, also those of an older version; only migrations and test teardown do this."""
    connection = connections[using]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for name in _stored(connection):
                cursor.execute(f'DROP TRIGGER "{name}"')
            return
        cursor.execute(
            "SELECT t.tgname, c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
            "WHERE NOT t.tgisinternal AND t.tgname LIKE 'guard\\_%'"
        )
        for name, table in cursor.fetchall():
            cursor.execute(f'DROP TRIGGER "{name}" ON "{table}"; DROP FUNCTION IF EXISTS "{name}"()')


def install(using: str = "default") -> None:
    """Install every guard anew; a database that was migrated back does not have every table."""
    uninstall(using)
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for guard in _all(connection.vendor):
            if guard.table in tables:
                cursor.execute(_create(guard, connection.vendor))
