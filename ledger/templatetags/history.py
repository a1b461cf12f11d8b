"""The link to the history of one thing, for who may read it."""

from typing import Any

from django import template

from ledger.history.subjects import history_address, readable_kinds
from ledger.permissions import access_of

register = template.Library()


@register.inclusion_tag("ledger/history/link.html", takes_context=True)
def history_link(
    context: template.Context, kind: str, year: int | None, *code: object, about: str = "", municipality: int = 0
) -> dict[str, Any]:
    """Show the link; of maatwerk give the gemeente (id) that pays it: another OGON than its own reads nothing."""
    access = access_of(context["request"])
    readable = kind in {each.slug for each in readable_kinds(access)}
    if kind == "maatwerk":
        readable = access.sees_drafts or municipality in access.ogon_municipalities
    return {"address": history_address(kind, year, *code) if readable and year else "", "about": about}
