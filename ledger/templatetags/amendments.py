"""What can be done with a mutatie in the life of its wijziging, and the head of the log in words."""

from typing import Any

from django import template
from django.urls import reverse

from ledger.amendments.forms import ApproveForm
from ledger.enums import AmendmentStatus, YearStatus
from ledger.models import AuditEntry, Mutation
from ledger.permissions import Access, Verb
from ledger.visibility import PUBLISHED

register = template.Library()
_SHORT = 12  # characters of the digest in print: enough to tell two states of one ledger apart


@register.inclusion_tag("ledger/amendments/mutation_actions.html", takes_context=True)
def mutation_actions(context: template.Context, mutation: Mutation, access: Access) -> dict[str, Any]:
    """Show the akkoord of a mutatie and its tegenboeking, and the buttons for who may give or make them."""
    user = context["request"].user
    year = mutation.budget_year_id
    status = mutation.amendment.status
    visible = Mutation.objects.visible_to(access).select_related("amendment")
    reversal = visible.filter(reverses=mutation).first()
    enters = access.can(Verb.ENTER)
    waits = status == AmendmentStatus.DRAFT and mutation.approved_by_id is None
    return {
        "request": context["request"],
        "csrf_token": context.get("csrf_token"),
        "mutation": mutation,
        "shown": access.sees_drafts,
        "waits": waits,
        "own": mutation.entered_by_id == user.pk,
        "form": ApproveForm(initial={"version": mutation.version}) if enters and waits else None,
        "edit_address": reverse("ledger:entry_edit", args=[year, mutation.pk])
        if enters and status == AmendmentStatus.DRAFT and mutation.budget_year.status == YearStatus.OPEN
        else "",
        "original": visible.filter(pk=mutation.reverses_id).first() if mutation.reverses_id else None,
        "reversal": reversal,
        "reverse_address": reverse("ledger:reverse", args=[year, mutation.pk])
        if enters
        and reversal is None
        and status in PUBLISHED
        and mutation.budget_year.status == YearStatus.OPEN
        and not Mutation.objects.filter(reverses=mutation).exists()
        else "",
    }


@register.inclusion_tag("ledger/amendments/log_head.html")
def log_head() -> dict[str, Any]:
    """Say in words how far the log goes, and how to check later that nothing was changed."""
    return {"last": AuditEntry.objects.order_by("-sequence").first()}


@register.filter
def short_digest(digest: str) -> str:
    """Return a digest as it is printed."""
    return digest[:_SHORT]
