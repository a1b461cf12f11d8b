"""What the pages of this package share: for whom they are, the way back, and the wijzigingen they may write in."""

from django import forms
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from ledger.amendments.forms import TokenForm
from ledger.enums import AmendmentStatus
from ledger.models import Amendment, BudgetYear, Theme
from ledger.permissions import Verb, access_of

Crumbs = list[tuple[str, str]]


def year_for(request: HttpRequest, year: int, *verbs: Verb) -> BudgetYear:
    """Return the year for who may do all of this; for anybody else the page is not there."""
    if not all(access_of(request).can(verb) for verb in verbs):
        raise Http404
    row: BudgetYear = get_object_or_404(BudgetYear, pk=year)
    return row


def crumbs_of(year: int, *more: tuple[str, str]) -> Crumbs:
    """Return the way back to the year."""
    return [(f"Begroting {year}", reverse("reports:start", args=[year])), *more]


def drafts_of(year: BudgetYear) -> list[Amendment]:
    """Return the wijzigingen that can still be written in, the last one first."""
    return list(year.amendments.filter(status=AmendmentStatus.DRAFT).order_by("-number"))


class DraftForm(TokenForm):
    """In which draft, and under which thema the new mutaties come."""

    amendment = forms.TypedChoiceField(
        label="In welke wijziging?", coerce=int, error_messages={"required": "Kies een wijziging."}
    )
    theme = forms.ChoiceField(
        label="Thema", required=False, help_text="Voor de tabel met hoofdlijnen. U kunt het later per mutatie wijzigen."
    )

    def __init__(self, drafts: list[Amendment], *args: object, **options: object) -> None:
        super().__init__(*args, **options)
        self._offer("amendment", [(draft.number, str(draft)) for draft in drafts])
        self._offer("theme", [("", "Nog geen"), *Theme.objects.values_list("code", "name")])

    def _offer(self, name: str, choices: list[tuple[object, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - tells the type checker what stands above
        field.choices = choices
