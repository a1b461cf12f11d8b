"""What the database refuses about documents: what was sent or adopted stays as it is, what was sealed is never lost."""

from collections.abc import Iterator
from typing import Final

from ledger.guards.guard import Guard
from ledger.workflow import DOCUMENT_STEPS

_FIXED: Final = "DP014 het document is geen concept meer: de tekst ligt vast"
_DECIDED: Final = "DP019 het document is vastgesteld: de zienswijzen liggen vast"
_SEALED: Final = "DP015 wat is vastgelegd van een document, is alleen aan te vullen"
_STEP: Final = "DP016 deze stap van een document bestaat niet"
_NOT_DRAFT: Final = "NOT EXISTS (SELECT 1 FROM ledger_document d WHERE d.id = {row}.document_id AND d.status = 'draft')"
_BLOCK_FIXED: Final = """NOT EXISTS (SELECT 1 FROM ledger_chapter c JOIN ledger_document d ON d.id = c.document_id
    WHERE c.id = {row}.chapter_id AND d.status = 'draft')"""
_SHARE: Final = "PERFORM 1 FROM ledger_document WHERE id = {row}.document_id FOR SHARE;"
_SHARE_BLOCK: Final = """PERFORM 1 FROM ledger_document WHERE id =
    (SELECT document_id FROM ledger_chapter WHERE id = {row}.chapter_id) FOR SHARE;"""
_NAMED_OTHERWISE: Final = (
    " OR ".join(
        f"OLD.{column} <> NEW.{column}"
        for column in ("budget_year_id", "slug", "title", "subtitle", "audience", "asks_views")
    )
    + " OR COALESCE(OLD.amendment_id, 0) <> COALESCE(NEW.amendment_id, 0)"
)

SEALED: Final = ("documentversion", "sealedfile", "consultationfile")
# What makes a row of a table the same row, as in `ledger.guards.triggers`.
SAME_ROW: Final = {
    "document": ("id", "budget_year_id, slug"),
    "chapter": ("id", "document_id, code"),
    "block": ("id",),
    "documentversion": ("id", "digest", "document_id, number"),
    "sealedfile": ("id", "version_id, municipality_id, format"),
    "consultation": ("id", "document_id, municipality_id"),
    "consultationfile": ("id",),
}


def guards() -> Iterator[Guard]:
    """Yield the guards of both databases."""
    for table, fixed, share in (("chapter", _NOT_DRAFT, _SHARE), ("block", _BLOCK_FIXED, _SHARE_BLOCK)):
        for event, rows in (("INSERT", ("NEW",)), ("UPDATE", ("OLD", "NEW")), ("DELETE", ("OLD",))):
            condition = " OR ".join(fixed.format(row=row) for row in rows)
            lock = "".join(share.format(row=row) for row in rows)
            yield Guard(f"{table}_{event}", f"ledger_{table}", event, condition, _FIXED, lock)
    table = "ledger_document"
    yield Guard("document_INSERT", table, "INSERT", "NEW.status <> 'draft'", "DP016 een document begint als concept")
    yield Guard("document_DELETE", table, "DELETE", "OLD.status <> 'draft'", _FIXED)
    yield Guard("document_UPDATE", table, "UPDATE", f"OLD.status <> 'draft' AND ({_NAMED_OTHERWISE})", _FIXED)
    adopted = "EXISTS (SELECT 1 FROM ledger_document d WHERE d.id = {row}.document_id AND d.status = 'adopted')"
    for event, rows in (("INSERT", ("NEW",)), ("UPDATE", ("OLD", "NEW")), ("DELETE", ("OLD",))):
        condition = " OR ".join(adopted.format(row=row) for row in rows)
        lock = "".join(_SHARE.format(row=row) for row in rows)
        yield Guard(f"consultation_{event}", "ledger_consultation", event, condition, _DECIDED, lock)
    steps = ", ".join(f"'{current}>{wanted}'" for current, wanted in DOCUMENT_STEPS)
    yield Guard(
        "document_status", table, "UPDATE",
        f"OLD.status <> NEW.status AND OLD.status || '>' || NEW.status NOT IN ({steps})", _STEP,
    )  # fmt: skip
    for name in SEALED:
        for event in ("UPDATE", "DELETE"):
            yield Guard(f"{name}_{event}", f"ledger_{name}", event, "1 = 1", _SEALED)


def sqlite_only() -> Iterator[Guard]:
    """A file of the whole document names no gemeente, so that it is the same one by version and form alone."""
    condition = """NEW.municipality_id IS NULL AND EXISTS (SELECT 1 FROM ledger_sealedfile x
    WHERE x.municipality_id IS NULL AND x.version_id = NEW.version_id AND x.format = NEW.format)"""
    message = "DP001 overschrijven kan niet"
    yield Guard("sealedfile_replace_whole", "ledger_sealedfile", "INSERT", condition, message)
