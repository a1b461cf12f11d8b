"""The filters above the lists. The names of the fields stand in the address, so they are Dutch.

A filter on the lines of a mutatie looks at the lines that the reader may see and at no others: otherwise
the number of hits would tell what somebody else pays in a draft.
"""

from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django_filters import CharFilter, ChoiceFilter, DateFilter, FilterSet, ModelChoiceFilter

from ledger.core.text import search_key
from ledger.enums import FundingSource, OrderStatus, Recurrence
from ledger.history.subjects import BY_SLUG, of_kind, readable_kinds, visible_entries
from ledger.keys.change import rules_seen
from ledger.models import (
    Amendment,
    AuditEntry,
    Line,
    MaatwerkOrder,
    Municipality,
    Mutation,
    Programme,
    Theme,
    User,
)
from ledger.permissions import Access, access_of

_MAX_SEARCH = 100
_UNKNOWN = {"invalid_choice": "Deze keuze is er niet."}


def _year_of(request: HttpRequest) -> int:
    """Return the year in the address."""
    match = request.resolver_match
    if match is None:
        raise RuntimeError("a list with filters is reached by its address")
    return int(match.kwargs["year"])


def _amendments(request: HttpRequest) -> QuerySet[Amendment]:
    """Wijzigingen of the year that hold something the reader may see."""
    visible = Mutation.objects.visible_to(access_of(request)).filter(budget_year=_year_of(request))
    return Amendment.objects.filter(pk__in=visible.values("amendment"))


def _search() -> CharFilter:
    return CharFilter(
        label="Zoeken",
        max_length=_MAX_SEARCH,
        widget=forms.TextInput(attrs={"type": "search"}),
    )


def _choice(label: str, choices: list[tuple[str, str]], empty: str) -> ChoiceFilter:
    return ChoiceFilter(label=label, choices=choices, empty_label=empty, error_messages=_UNKNOWN)


def _model(label: str, queryset: Any, to: str, empty: str) -> ModelChoiceFilter:
    return ModelChoiceFilter(
        label=label, queryset=queryset, to_field_name=to, empty_label=empty, error_messages=_UNKNOWN
    )


def _programme_and_parts(programme: Programme) -> Q:
    return Q(programme=programme) | Q(programme__parent=programme)


class LedgerFilter(FilterSet):  # type: ignore[misc]  # django-filter publishes no types
    """A filter set that reads its whole form at once: conditions on one line belong together."""

    @property
    def access(self) -> Access:
        """What the reader may see."""
        return access_of(self.request)

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Return the rows that meet everything that is filled in."""
        values = {name: value for name, value in self.form.cleaned_data.items() if value not in (None, "")}
        return self.narrow(queryset, values)

    def narrow(self, queryset: QuerySet[Any], values: dict[str, Any]) -> QuerySet[Any]:
        """Apply the values that are filled in."""
        raise NotImplementedError

    @property
    def active(self) -> dict[str, str]:
        """What is filled in, as it stands in the address."""
        return {name: value for name in self.filters if (value := self.form.data.get(name, "").strip())}

    @property
    def qs(self) -> QuerySet[Any]:
        """The rows found; none when a filter is not understood (the form then says which)."""
        found: QuerySet[Any] = super().qs if self.form.is_valid() else self.queryset.none()
        return found


class MutationFilter(LedgerFilter):
    """Which mutaties are in the list."""

    zoek = _search()
    wijziging = _model("Wijziging", _amendments, "number", "Alle wijzigingen")
    programma = _model("Programma", Programme.objects.all(), "code", "Alle programma's")
    thema = _model("Thema", Theme.objects.all(), "code", "Alle thema's")
    soort = _choice("Soort", Recurrence.choices, "Alle soorten")
    bron = _choice("Dekkingsbron", FundingSource.choices, "Alle bronnen")
    gemeente = _model("Betaald door", Municipality.objects.all(), "code", "Alle gemeenten")
    ogon = _choice("Besproken in OGON", [("ja", "ja"), ("nee", "nee")], "Ja en nee")

    class Meta:
        model = Mutation
        fields: list[str] = []

    def narrow(self, queryset: QuerySet[Mutation], values: dict[str, Any]) -> QuerySet[Mutation]:
        """Apply the values; dekkingsbron and gemeente must hold for one and the same line."""
        year = _year_of(self.request)
        if "zoek" in values:
            texts = Mutation.objects.wholly_visible_to(self.access)
            queryset = queryset.filter(search_text__contains=search_key(values["zoek"]), pk__in=texts.values("pk"))
        if "wijziging" in values:
            queryset = queryset.filter(amendment=values["wijziging"])
        if "programma" in values:
            queryset = queryset.filter(_programme_and_parts(values["programma"]))
        if "thema" in values:
            queryset = queryset.filter(theme=values["thema"])
        if "soort" in values:
            queryset = queryset.filter(recurrence=values["soort"])
        if "ogon" in values:
            queryset = queryset.filter(decided_in_ogon=values["ogon"] == "ja")
        if "bron" in values or "gemeente" in values:
            lines = Line.objects.visible_to(self.access).filter(mutation=OuterRef("pk"))
            if "bron" in values:
                lines = lines.filter(source=values["bron"])
            if "gemeente" in values:
                lines = lines.filter(_pays(values["gemeente"], year, self.access))
            queryset = queryset.filter(Exists(lines))
        return queryset


def _pays(municipality: Municipality, year: int, access: Access) -> Q:
    """Lines that a gemeente pays: those that name it, and the bijdrage of which a key of the year gives it a part."""
    by_key = rules_seen(access, year).filter(
        key_version__weights__municipality=municipality, key_version__weights__weight__gt=0
    )
    return Q(municipality=municipality) | Q(municipality__isnull=True, pool__in=by_key.values("pool"))


class OrderFilter(LedgerFilter):
    """Which maatwerk orders are in the list."""

    zoek = _search()
    gemeente = _model("Gemeente", Municipality.objects.all(), "code", "Alle gemeenten")
    programma = _model("Programma", Programme.objects.all(), "code", "Alle programma's")
    soort = _choice("Soort", Recurrence.choices, "Alle soorten")
    status = _choice("Status", OrderStatus.choices, "Elke status")

    class Meta:
        model = MaatwerkOrder
        fields: list[str] = []

    def narrow(self, queryset: QuerySet[MaatwerkOrder], values: dict[str, Any]) -> QuerySet[MaatwerkOrder]:
        """Apply the values; orders are few, so the words are compared here and not in the database."""
        if "gemeente" in values:
            queryset = queryset.filter(municipality=values["gemeente"])
        if "programma" in values:
            queryset = queryset.filter(_programme_and_parts(values["programma"]))
        if "soort" in values:
            queryset = queryset.filter(recurrence=values["soort"])
        if "status" in values:
            whole = MaatwerkOrder.objects.wholly_visible_to(self.access)
            queryset = queryset.filter(status=values["status"], pk__in=whole.values("pk"))
        if "zoek" in values:
            wanted = search_key(values["zoek"])
            texts = queryset.values_list("pk", "number", "description")
            queryset = queryset.filter(
                pk__in=[pk for pk, number, text in texts if wanted in search_key(f"{number or 'primitief'} {text}")]
            )
        return queryset


def _kinds(request: HttpRequest) -> list[tuple[str, str]]:
    return [(kind.slug, kind.label) for kind in readable_kinds(access_of(request))]


def _actors(request: HttpRequest) -> QuerySet[User]:
    """Who did anything that the reader may read."""
    entries = visible_entries(access_of(request), _year_of(request))
    return User.objects.filter(pk__in=entries.order_by().values("actor")).order_by("first_name", "username")


def _day(label: str) -> DateFilter:
    return DateFilter(label=label, widget=forms.DateInput(attrs={"type": "date"}))


class HistoryFilter(LedgerFilter):
    """What of the history of a year is shown."""

    soort = ChoiceFilter(label="Soort", choices=(), empty_label="Alles")
    wie = ModelChoiceFilter(label="Wie", queryset=_actors, to_field_name="username", empty_label="Iedereen")
    van = _day("Van")
    tot = _day("Tot en met")

    class Meta:
        model = AuditEntry
        fields: list[str] = []

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.filters["soort"].extra["choices"] = _kinds(self.request)
        self.filters["wie"].field.label_from_instance = lambda user: user.known_as

    def narrow(self, queryset: QuerySet[AuditEntry], values: dict[str, Any]) -> QuerySet[AuditEntry]:
        """Apply the values; both days count."""
        if "soort" in values:
            queryset = queryset.filter(of_kind(BY_SLUG[values["soort"]]))
        if "wie" in values:
            queryset = queryset.filter(actor=values["wie"])
        if "van" in values:
            queryset = queryset.filter(at__date__gte=values["van"])
        if "tot" in values:
            queryset = queryset.filter(at__date__lte=values["tot"])
        return queryset
