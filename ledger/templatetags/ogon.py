"""What an OGON said of an order or mutatie, to stand on the page of the thing itself."""

from typing import Any

from django import template
from django.urls import reverse

from ledger.enums import SubjectKind
from ledger.models import MaatwerkOrder, Mutation
from ledger.ogon.reading import reach, takes_part, talk_of
from ledger.permissions import access_of
from ledger.subjects import mutation_subjects

register = template.Library()


@register.inclusion_tag("ledger/ogon/subject.html", takes_context=True)
def ogon_talk(context: template.Context, row: MaatwerkOrder | Mutation) -> dict[str, Any]:
    """Show questions, answers and decisions, as far as the reader may see; nothing for who takes no part."""
    access = access_of(context["request"])
    if not takes_part(access):
        return {"talk": None}
    kind = SubjectKind.ORDER if isinstance(row, MaatwerkOrder) else SubjectKind.MUTATION
    concerned = _concerned(row)
    own = reach(access)
    concerns = bool(concerned) if own is None else bool(concerned & set(own))
    address = reverse(f"ledger:ogon_{kind.value}", args=[row.budget_year_id, row.pk]) if concerns else ""
    talk = talk_of(access, row.budget_year_id, kind, row.code)
    return {"talk": talk if talk or concerns else None, "address": address}


def _concerned(row: MaatwerkOrder | Mutation) -> set[int]:
    """Return the gemeenten (ids) that it concerns."""
    if isinstance(row, MaatwerkOrder):
        return {row.municipality_id}
    found = mutation_subjects(row.budget_year_id, Mutation.objects.filter(pk=row.pk))
    return {pk for subject in found for pk in subject.parts}
