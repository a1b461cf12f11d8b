"""The columns of the flat lists (django-tables2). The markup stands in `templates/django_tables2/table.html`."""

from typing import Any, TypeAlias, TypeVar

import django_tables2 as tables
from django.db.models import F, Model, QuerySet
from django.utils.html import format_html
from django.utils.safestring import SafeString

from ledger.core.money import format_euros
from ledger.enums import FundingSource, Recurrence
from ledger.models import MaatwerkOrder, Mutation

PER_PAGE = 50
_Row = TypeVar("_Row", bound=Model)
_Ordered: TypeAlias = tuple[QuerySet[_Row], bool]  # what django-tables2 wants of a column that sorts itself
_RIGHT = {"th": {"class": "duo-table__amount"}, "td": {"class": "duo-table__amount"}}
_SHORT_RECURRENCE = {Recurrence.INCIDENTAL: "I", Recurrence.STRUCTURAL: "S"}
_AMENDMENT = (
    "{% if record.amendment.number %}{{ record.amendment.number|plain }}e wijziging{% else %}primitief{% endif %} "
    "{% status_badge record.amendment.status %}"
)


class AmountColumn(tables.Column):  # type: ignore[misc]  # django-tables2 publishes no types
    """Cents, shown in euros; sorted with nothing as nil."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, attrs=_RIGHT, **options)

    def render(self, value: int) -> str:
        """Return the amount as read in Dutch."""
        return format_euros(value)


class LedgerTable(tables.Table):  # type: ignore[misc]
    """What all lists share: Dutch parameters in the address, a caption, one column that names the row."""

    caption = ""
    note = ""  # how to read it, under the caption
    row_header = ""

    def __init__(self, data: Any, caption: str = "", **options: Any) -> None:
        super().__init__(data, order_by_field="volgorde", page_field="pagina", **options)
        self.caption = caption


class MutationTable(LedgerTable):
    """Mutaties of a year."""

    note = "I is incidenteel, S is structureel."
    row_header = "description"

    number = tables.Column("Nr.", accessor="number", default="", attrs=_RIGHT)
    description = tables.Column(
        "Omschrijving", linkify=("ledger:mutation", (tables.A("budget_year_id"), tables.A("pk")))
    )
    programme = tables.Column("Programma", order_by=("programme__position", "programme__code"))
    amendment = tables.TemplateColumn(
        _AMENDMENT,
        verbose_name="Wijziging",
        order_by=("amendment__number", "programme__position", "number", "code"),
        attrs={"td": {"class": "duo-list__oneline"}},
    )
    recurrence = tables.Column(
        "I/S", attrs={"th": {"title": "incidenteel of structureel"}, "td": {"class": "duo-list__centre"}}
    )
    sources = tables.Column("Dekking", accessor="visible_lines", orderable=False, default="")
    cost = AmountColumn("Lasten (€)")

    class Meta:
        model = Mutation
        fields: tuple[str, ...] = ()
        sequence = ("number", "description", "programme", "amendment", "recurrence", "sources", "cost")

    def render_recurrence(self, record: Mutation) -> SafeString:
        """Show one letter, and the word to who hears it."""
        return format_html(
            '<abbr title="{}">{}</abbr>',
            record.get_recurrence_display(),
            _SHORT_RECURRENCE[Recurrence(record.recurrence)],
        )

    def render_sources(self, record: Any) -> str:
        """Name each dekkingsbron once, in the order of the closed list."""
        used = {line.source for line in record.visible_lines}
        return ", ".join(source.label for source in FundingSource if source in used)

    def order_number(self, queryset: QuerySet[Mutation], is_descending: bool) -> "_Ordered[Mutation]":  # noqa: FBT001
        """Sort mutaties without a number last, on every database."""
        number = F("number").desc(nulls_last=True) if is_descending else F("number").asc(nulls_last=True)
        return queryset.order_by(number, "amendment__number", "programme__position", "code"), True


class OrderTable(LedgerTable):
    """Maatwerk orders of a year."""

    row_header = "description"

    number = tables.Column("Nr.", default="Primitief", attrs=_RIGHT)
    description = tables.Column("Omschrijving", linkify=("ledger:order", (tables.A("budget_year_id"), tables.A("pk"))))
    municipality = tables.Column(
        "Gemeente",
        order_by=("municipality__position", "municipality__code"),
        attrs={"td": {"class": "duo-list__oneline"}},
    )
    programme = tables.Column("Programma", order_by=("programme__position", "programme__code"))
    recurrence = tables.Column("Soort")
    status = tables.TemplateColumn(
        "{% if record.told_status %}{% order_badge record.told_status %}{% endif %}",
        verbose_name="Status", accessor="told_status", order_by=("told_status", "number", "code"),
        attrs={"td": {"class": "duo-list__oneline"}},
    )  # fmt: skip
    cents = AmountColumn("Afgesproken (€)")
    booked = AmountColumn("In de begroting (€)", default=None)

    class Meta:
        model = MaatwerkOrder
        fields: tuple[str, ...] = ()
        sequence = ("number", "description", "municipality", "programme", "recurrence", "status", "cents", "booked")

    def order_number(self, queryset: QuerySet[MaatwerkOrder], is_descending: bool) -> "_Ordered[MaatwerkOrder]":  # noqa: FBT001
        """Put the orders of the primitieve begroting, which have no number, in front."""
        number = F("number").desc(nulls_last=True) if is_descending else F("number").asc(nulls_first=True)
        return queryset.order_by(number, "code"), True
