"""From the chapters and blocks of a document, and the ledger, to what it says at this moment."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any

from django.db.models import Prefetch, Q
from django.utils import timezone

from ledger.core.content import (
    Charted,
    Content,
    FollowUp,
    Late,
    LateRow,
    Note,
    Notes,
    Part,
    Priority,
    RiskRow,
    Risks,
    Section,
    Tabular,
    Text,
)
from ledger.core.outline import numbers
from ledger.enums import AmendmentStatus, BlockKind, Recurrence, Role
from ledger.maatwerk_budget.late_reading import read_list
from ledger.models import AuditEntry, Block, Chapter, Document, Organisation, Risk
from ledger.permissions import Access
from ledger.visibility import PUBLISHED
from reports import glance
from reports.documents.figures import Lookup
from reports.documents.frozen import freeze
from reports.documents.paying import payments
from reports.statements import maatwerk

_TITLES = {"waterfall": "Van primitief naar na wijziging, per betaler"}  # of the table beside a chart
_WHOLE = Access(((Role.FINANCE, None, ""),))  # a document says what the organisation knows, whoever makes it


def lookup_of(document: Document) -> Lookup:
    """Return what the figures of a document are looked up in.

    That is the budget up to and including the wijziging that the document carries, or without one the
    budget as far as it was offered or adopted.
    """
    amendment = document.amendment
    if amendment is None:
        return Lookup(document.budget_year_id, None, Q(status__in=PUBLISHED))
    counting = ~Q(status=AmendmentStatus.WITHDRAWN) & Q(number__lte=amendment.number)
    return Lookup(document.budget_year_id, amendment.number, counting)


def compose(document: Document, lookup: Lookup | None = None) -> Content:
    """Return what a document says now; a fixed number of queries, however long it is."""
    lookup = lookup or lookup_of(document)
    organisation = Organisation.objects.first()
    chapters = list(
        document.chapters.select_related("programme").prefetch_related(
            Prefetch("blocks", Block.objects.order_by("position", "pk"))
        )
    )
    composer = _Composer(document, lookup)
    book = lookup.book
    at = AuditEntry.objects.filter(digest=book.head).values_list("at", flat=True).first()
    return Content(
        slug=document.slug,
        year=document.budget_year_id,
        title=document.title,
        subtitle=document.subtitle,
        organisation=organisation.name if organisation else "",
        board=organisation.board_name if organisation else "",
        audience=document.audience,
        asks_views=document.asks_views,
        amendment=str(document.amendment) if document.amendment else "",
        through=book.through,
        head=book.head,
        made_on=timezone.localdate(at).isoformat(),
        payments=payments(lookup, document.amendment.number if document.amendment else None),
        sections=tuple(
            composer.section(chapter, number)
            for chapter, number in zip(
                chapters, numbers([(chapter.level, chapter.numbered) for chapter in chapters]), strict=True
            )
        ),
    )


def part_of(document: Document, lookup: Lookup, block: Block) -> Part:
    """Return what one block says now; it need not be stored."""
    composer = _Composer(document, lookup)
    return composer.makers[block.kind](block)


class _Composer:
    """Makes each block into its part; one method per kind."""

    def __init__(self, document: Document, lookup: Lookup) -> None:
        self.document = document
        self.lookup = lookup
        self.makers: Mapping[str, Callable[[Block], Part]] = {
            BlockKind.TEXT: self.text,
            BlockKind.PRIORITY: self.priority,
            BlockKind.FOLLOW_UP: self.follow_up,
            BlockKind.RISKS: self.risks,
            BlockKind.NOTES: self.notes,
            BlockKind.TABLE: self.table,
            BlockKind.CHART: self.chart,
            BlockKind.LATE: self.late,
        }

    def section(self, chapter: Chapter, number: str) -> Section:
        return Section(
            code=chapter.code,
            number=number,
            level=chapter.level,
            title=chapter.title,
            programme=chapter.programme.code if chapter.programme else "",
            parts=tuple(self.makers[block.kind](block) for block in chapter.blocks.all()),
        )

    def text(self, block: Block) -> Text:
        return Text(self.lookup.prose(block.text))

    def priority(self, block: Block) -> Priority:
        content: dict[str, Any] = block.content
        return Priority(
            content.get("title", ""),
            tuple(content.get("focus", ())),
            *(self.lookup.prose(content.get(name, "")) for name in ("goal", "action", "progress")),
        )

    def follow_up(self, block: Block) -> FollowUp:
        content: dict[str, Any] = block.content
        return FollowUp(
            content.get("title", ""),
            self.lookup.prose(content.get("recommendation", "")),
            self.lookup.prose(content.get("follow_up", "")),
        )

    @cached_property
    def all_risks(self) -> Risks:
        """The risico's of the year: read once, however often they are printed."""
        rows = Risk.objects.filter(budget_year=self.document.budget_year_id)
        return Risks(
            tuple(
                RiskRow(row.description, row.likelihood, row.impact, row.measure, row.score_cents)
                for row in rows.order_by("position")
            )
        )

    def risks(self, _block: Block) -> Risks:
        return self.all_risks

    def notes(self, block: Block) -> Notes:
        code = block.content.get("programme", "")
        parts = self.lookup.book.with_parts(code)
        number = self.document.amendment.number if self.document.amendment else None
        return Notes(
            code,
            tuple(
                Note(
                    mutation.code,
                    mutation.number,
                    mutation.description,
                    Recurrence(mutation.recurrence).label,
                    mutation.cents,
                    mutation.explanation,
                )
                for mutation in self.lookup.mutations.values()
                if mutation.amendment == number and mutation.programme in parts
            ),
        )

    def table(self, block: Block) -> Tabular:
        slug, part = block.content["statement"], block.content.get("part")
        of_part = slug == "maatwerk" and part
        table = self.lookup.laid_out(maatwerk(self.lookup.book, part)) if of_part else self.lookup.table(slug)
        return Tabular(freeze(table), block.content.get("note", ""))

    def chart(self, block: Block) -> Charted:
        table = glance.summary(self.lookup.table("contributions"))
        chart = block.content["chart"]
        layout = replace(table.layout, title=_TITLES.get(chart, table.layout.title), note=glance.NO_MINUS)
        return Charted(chart, freeze(replace(table, layout=layout)))

    @cached_property
    def all_late(self) -> Late:
        """What came after the slotwijziging: read once."""
        found = read_list(self.document.budget_year, _WHOLE)
        return Late(
            tuple(
                LateRow(
                    row.on.isoformat(), row.programme.name, row.description, row.explanation, row.cents, row.category
                )
                for row in found
            )
        )

    def late(self, _block: Block) -> Late:
        return self.all_late
