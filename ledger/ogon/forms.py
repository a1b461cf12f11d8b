"""What is filled in on the pages of the OGONs."""

from typing import Any

from django import forms
from django.utils import timezone

from ledger.amendments.forms import TokenForm
from ledger.enums import NotifyWhen, Role, Verdict
from ledger.journal.ogon import LONGEST_REASON, LONGEST_TEXT
from ledger.models import Municipality, Ogon, Programme, User
from ledger.ogon.reading import line_label
from ledger.subjects import Part


def _words(label: str, longest: int, *, required: str = "", help_text: str = "", rows: int = 3) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=longest,
        required=bool(required),
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": required},
    )


class OfMunicipalityForm(TokenForm):
    """A form about one gemeente; most members have one, so it is not asked but sent along."""

    municipality = forms.IntegerField(widget=forms.HiddenInput)


class DecisionForm(OfMunicipalityForm):
    """Akkoord or niet akkoord with what was seen; the buttons carry the verdict."""

    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)
    meeting = forms.IntegerField(required=False, widget=forms.HiddenInput)
    verdict = forms.ChoiceField(
        choices=Verdict.choices,
        widget=forms.HiddenInput,
        error_messages={"required": "Kies akkoord of niet akkoord.", "invalid_choice": "Kies akkoord of niet akkoord."},
    )
    reason = _words("Reden", LONGEST_REASON, help_text="Nodig als u niet akkoord gaat.")

    def clean(self) -> dict[str, Any]:
        """Niet akkoord says why."""
        found: dict[str, Any] = super().clean() or self.cleaned_data
        if found.get("verdict") == Verdict.DECLINED and not found.get("reason", "").strip():
            self.add_error("reason", "Vul in waarom u niet akkoord gaat.")
        return found


class QuestionForm(OfMunicipalityForm):
    """A question about the whole, or about one of the lines that the gemeente pays."""

    line = forms.TypedChoiceField(label="Waarover?", coerce=int, empty_value=None, required=False)
    text = _words("Uw vraag", LONGEST_TEXT, required="Vul uw vraag in.")

    def __init__(self, part: Part, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["line"]
        assert isinstance(field, forms.TypedChoiceField)  # noqa: S101 - tells the type checker what stands above
        field.choices = [("", "Over het geheel"), *((line.position, line_label(line)) for line in part.lines)]
        if not part.lines:
            field.widget = forms.HiddenInput()


class AnswerForm(TokenForm):
    """An answer to a question."""

    text = _words("Antwoord", LONGEST_TEXT, required="Vul uw antwoord in.")


class MoveMeetingForm(TokenForm):
    """When and where a planned meeting is."""

    on = forms.DateField(
        label="Datum",
        initial=timezone.localdate,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "Vul een datum in.", "invalid": "Vul een datum in, bijvoorbeeld 21-11-2024."},
    )
    place = forms.CharField(label="Plaats", max_length=120, required=False)


class MeetingForm(MoveMeetingForm):
    """A new meeting."""

    ogon = forms.ModelChoiceField(
        Ogon.objects.all(), label="OGON", empty_label=None, error_messages={"required": "Kies een OGON."}
    )
    field_order = ("ogon", "on", "place")


class OgonForm(TokenForm):
    """An OGON: its name and the programma's it deals with."""

    name = forms.CharField(label="Naam", max_length=120, error_messages={"required": "Vul de naam van het OGON in."})
    programmes = forms.ModelMultipleChoiceField(
        Programme.objects.all(),
        to_field_name="code",  # SQLite cannot look for a number of forty figures
        label="Programma's",
        help_text="Orders en mutaties van deze programma's (en hun onderdelen) komen in dit OGON.",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Kies minstens één programma."},
    )

    @property
    def content(self) -> str:
        """Everything that was filled in; the programma's by id."""
        return f"{self.cleaned_data['name']} {sorted(row.pk for row in self.cleaned_data['programmes'])}"


def _is_deputy(word: str) -> bool:
    return word == "plaatsvervanger"


class SeatForm(TokenForm):
    """Who sits in an OGON for which gemeente."""

    user = forms.ModelChoiceField(User.objects.none(), label="Wie", error_messages={"required": "Kies wie er komt."})
    municipality = forms.ModelChoiceField(
        Municipality.objects.all(), label="Gemeente", error_messages={"required": "Kies een gemeente."}
    )
    deputy = forms.TypedChoiceField(
        label="Als", choices=[("lid", "lid"), ("plaatsvervanger", "plaatsvervanger")], coerce=_is_deputy
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["user"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - tells the type checker what stands above
        today = timezone.localdate()
        able = User.objects.filter(is_active=True, grants__role=Role.OGON_MEMBER, grants__valid_until__gte=today)
        field.queryset = able.distinct().order_by("username")


class NotifyForm(forms.Form):
    """When somebody wants mail."""

    notify = forms.ChoiceField(
        label="Wanneer wilt u een e-mail als er iets op u wacht?",
        choices=NotifyWhen.choices,
        error_messages={"required": "Kies wanneer.", "invalid_choice": "Kies meteen, één keer per dag of nooit."},
    )
