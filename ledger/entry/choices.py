"""What the entry forms offer to choose from, for one wijziging: a fixed number of queries."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Sum
from django.db.models.functions import Abs
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from ledger.core.cube import Key, in_force
from ledger.entry.balancing import CoverChoice
from ledger.enums import FundingSource, Placement, Recurrence, Side
from ledger.journal.lines import Registry
from ledger.journal.mutations import registry_of
from ledger.models import Amendment, CostPool, Line, MaatwerkOrder, Municipality, Mutation, Programme, Reserve, Theme
from ledger.queries import load_keys

Options = Sequence[tuple[str, str]]  # code and label
Groups = Sequence[tuple[str, Options]]  # name of an optgroup ("" for none) and its options


@dataclass(frozen=True)
class Taken:
    """The codes and numbers that the mutaties of a year already have; the value is the id of the mutatie."""

    codes: Mapping[str, int]
    numbers: Mapping[tuple[str, int | None], int]  # programma and number


@dataclass(frozen=True)
class Choices:
    """Everything a form may name, with the labels the reader sees."""

    registry: Registry
    programmes: Options
    themes: Options
    covers: Groups
    order_municipalities: Mapping[str, str]
    municipalities: Mapping[str, str]
    keys: Mapping[str, Key]
    taken: Taken
    places: Mapping[str, str]  # per programma: where most of its lasten stand
    has_new_key: bool  # the wijziging takes another key into use, which also splits what was there before it

    @property
    def year(self) -> int:
        """The begrotingsjaar."""
        return self.registry.year

    @property
    def years(self) -> range:
        """The boekjaren a mutatie may reach."""
        return range(self.year, self.year + self.registry.years_ahead + 1)

    @cached_property
    def contributions(self) -> Groups:
        """Only the verdeelgroepen: what a neutral shift may choose from."""
        return [
            (name, options)
            for name, options in self.covers
            if options and options[0][0].startswith(FundingSource.CONTRIBUTION)
        ]

    @cached_property
    def cover_names(self) -> Mapping[str, str]:
        """The label of every dekkingsbron, by its code."""
        return {code: label for _, options in self.covers for code, label in options}

    @cached_property
    def theme_names(self) -> Mapping[str, str]:
        """The name of every thema, by its code."""
        return dict(self.themes)

    @cached_property
    def lists(self) -> "Lists":
        """The same as options of select elements."""
        return Lists(
            OptionList([("", [("", "Kies")]), *self.covers]),
            OptionList([("", [("", "Kies"), *self.themes])]),
            OptionList([("", [("", "Kies"), *Recurrence.choices])]),
            OptionList([("", Placement.choices)]),
            OptionList([("", [("", "Kies"), *self.programmes])]),
            OptionList([("", [("", "Kies")]), *self.contributions]),
        )


@dataclass(frozen=True)
class OptionList:
    """The options of a select, written out once and shown in many rows."""

    groups: Groups

    @cached_property
    def _html(self) -> str:
        parts = []
        for name, options in self.groups:
            shown = "".join(format_html('<option value="{}">{}</option>', code, label) for code, label in options)
            parts.append(f'<optgroup label="{escape(name)}">{shown}</optgroup>' if name else shown)
        return "".join(parts)

    def selected(self, code: str) -> SafeString:
        """Return the options with one of them chosen."""
        value = f'value="{escape(code)}"'
        return mark_safe(self._html.replace(f"{value}>", f"{value} selected>", 1))  # noqa: S308 # nosec - every part is escaped


@dataclass(frozen=True, slots=True)
class Lists:
    """The select elements of the forms."""

    covers: OptionList
    themes: OptionList
    recurrences: OptionList
    places: OptionList
    programmes: OptionList
    contributions: OptionList


def load_choices(amendment: Amendment) -> Choices:
    """Read what the forms of a wijziging may name."""
    year = amendment.budget_year_id
    registry = registry_of(amendment)
    municipalities = dict(Municipality.objects.values_list("code", "name"))
    orders = list(
        MaatwerkOrder.objects.filter(budget_year=year).values_list(
            "code", "number", "municipality__code", "description"
        )
    )
    rings = load_keys(year)
    numbers, codes = {}, {}
    for pk, code, programme, number in Mutation.objects.filter(budget_year=year).values_list(
        "pk", "code", "programme__code", "number"
    ):
        codes[code] = pk
        numbers[programme, number] = pk
    return Choices(
        registry=registry,
        programmes=list(Programme.objects.values_list("code", "name")),
        themes=list(Theme.objects.values_list("code", "name")),
        covers=_covers(registry, municipalities, orders),
        order_municipalities={code: municipality for code, (_, municipality) in registry.orders.items()},
        municipalities=municipalities,
        keys=in_force(rings, amendment.number),
        taken=Taken(codes, numbers),
        places=_places(year),
        has_new_key=any(key.since == amendment.number for ring in rings.values() for key in ring.keys[1:]),
    )


def _covers(
    registry: Registry,
    municipalities: Mapping[str, str],
    orders: Iterable[tuple[str, int | None, str, str]],
) -> list[tuple[str, list[tuple[str, str]]]]:
    keyed, direct = [], []
    for code, name in CostPool.objects.values_list("code", "name"):
        if registry.direct_pools.get(code) is False:
            keyed.append((CoverChoice(FundingSource.CONTRIBUTION, pool=code).code, f"Bijdrage {name}"))
        elif registry.direct_pools.get(code):
            direct += [
                (
                    CoverChoice(FundingSource.CONTRIBUTION, pool=code, municipality=municipality).code,
                    f"Bijdrage {name}, {place}",
                )
                for municipality, place in municipalities.items()
            ]
    maatwerk = [
        (
            CoverChoice(FundingSource.MAATWERK, order=code).code,
            f"Maatwerk {number or code} {municipalities[municipality]}: {description}",
        )
        for code, number, municipality, description in orders
    ]
    reserves = [
        (CoverChoice(FundingSource.RESERVE, reserve=code).code, f"Reserve {name}" if "eserve" not in name else name)
        for code, name in Reserve.objects.values_list("code", "name")
    ]
    groups = [
        ("Bijdrage via een sleutel", keyed),
        ("Bijdrage van één gemeente", direct),
        ("Maatwerk", maatwerk),
        ("Derden", [(str(FundingSource.THIRD_PARTIES), "Derden")]),
        ("Reserves", reserves),
        ("Balans", [(str(FundingSource.BALANCE_SHEET), "Balans")]),
    ]
    return [(name, options) for name, options in groups if options]


def _places(year: int) -> dict[str, str]:
    """Return per programma the place where most of its lasten of the year stand."""
    rows = (
        Line.objects.filter(budget_year=year, effective_year=year, side=Side.COST)
        .order_by()
        .values_list("programme__code", "placement")
        .annotate(size=Sum(Abs("cents")))
    )
    places: dict[str, tuple[int, str]] = {}
    for programme, placement, size in rows:
        places[programme] = max(places.get(programme, (0, "")), (size, placement))
    return {programme: placement for programme, (_, placement) in places.items()}
