"""The names of what the log mentions by code, as far as the reader may know them: one query."""

from collections import defaultdict
from typing import cast

from django.db.models import CharField, F, QuerySet, Value
from django.db.models.functions import Cast, Coalesce, Concat

from ledger.history.words import Names
from ledger.models import (
    Amendment,
    CostPool,
    KeyVersion,
    MaatwerkOrder,
    Municipality,
    NeutralGroup,
    Programme,
    Reserve,
    ServiceAgreement,
    Theme,
    User,
)
from ledger.permissions import Access, Verb

_TEXT: "CharField[str, str]" = CharField()


def names_of(access: Access, year: int) -> Names:
    """Return the name of each code, per field of an entry; of orders and users only those the reader may see."""
    rows: list[QuerySet[User, tuple[str, str, str]]] = [
        _named("programme", Programme.objects.all(), F("code"), F("name")),
        _named("pool", CostPool.objects.all(), F("code"), F("name")),
        _named("municipality", Municipality.objects.all(), F("code"), F("name")),
        _named("reserve", Reserve.objects.all(), F("code"), F("name")),
        _named("theme", Theme.objects.all(), F("code"), F("name")),
        _named(
            "key",
            KeyVersion.objects.all(),
            Concat(F("key__code"), Value(":"), Cast(F("number"), _TEXT)),
            Concat(F("key__name"), Value(", versie "), Cast(F("number"), _TEXT)),
        ),
        _named(
            "amendment",
            Amendment.objects.visible_to(access).filter(budget_year=year),
            Cast(F("number"), _TEXT),
            F("name"),
        ),
        _named(
            "order",
            MaatwerkOrder.objects.visible_to(access).filter(budget_year=year),
            F("code"),
            Concat(Coalesce(Cast(F("number"), _TEXT), Value("Primitief")), Value(" "), F("description")),
        ),
    ]
    if access.sees_drafts:
        groups = NeutralGroup.objects.filter(amendment__budget_year=year)
        rows += [
            _named("group", groups, F("code"), F("name")),
            _named("agreement", ServiceAgreement.objects.all(), F("code"), F("name")),
        ]
    if access.can(Verb.MANAGE_USERS):
        rows.append(_named("user", User.objects.all(), Cast(F("pk"), _TEXT), F("username")))
    names: dict[str, dict[str, str]] = defaultdict(dict)
    for kind, code, name in rows[0].union(*rows[1:], all=True):
        names[kind][code] = name
    return names


def _named(kind: str, rows: QuerySet, code: object, name: object) -> QuerySet:  # type: ignore[type-arg]
    annotated = rows.order_by().annotate(
        a_kind=Value(kind, output_field=_TEXT), a_code=Cast(code, _TEXT), a_name=Cast(name, _TEXT)  # type: ignore[arg-type]
    )  # fmt: skip
    return cast("QuerySet", annotated.values_list("a_kind", "a_code", "a_name"))  # type: ignore[type-arg]
