"""What the editor of a document asks: its facts, a chapter, and the fields of each kind of block."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django import forms
from django.forms import BoundField

from ledger.amendments.forms import TokenForm, day_field
from ledger.core.blocks import FIELDS, MAX_TITLE, Field, Shape
from ledger.core.outline import DEEPEST
from ledger.enums import BlockKind, ChapterStatus, MilestoneKind
from ledger.models import Amendment, Chapter, Document, Milestone, Programme, User

_LONGEST_NAME = 200
_NO_TITLE = {"required": "Vul een titel in."}
_ROWS = 12
STANDARD = "standaard"


class DetailsForm(TokenForm):
    """Gegevens: titel, ondertitel, the wijziging that the document carries and its days."""

    title = forms.CharField(label="Titel", max_length=_LONGEST_NAME, error_messages=_NO_TITLE)
    subtitle = forms.CharField(label="Ondertitel", max_length=_LONGEST_NAME, required=False)
    amendment = forms.ModelChoiceField(
        label="Wijziging",
        queryset=Amendment.objects.none(),
        required=False,
        empty_label="Geen: de begroting zoals die nu is aangeboden of vastgesteld",
        help_text="De tabellen en bedragen zijn die tot en met deze wijziging.",
        error_messages={"invalid_choice": "Deze wijziging is er niet. Kies een andere."},
    )

    def __init__(
        self, document: Document, days: Iterable[Milestone], amendments: Any, data: Any = None, **options: Any
    ) -> None:
        stored = {day.kind: day.on for day in days}
        initial = {"title": document.title, "subtitle": document.subtitle, "amendment": document.amendment_id}
        super().__init__(data, initial=initial | stored, **options)
        choice = self.fields["amendment"]
        assert isinstance(choice, forms.ModelChoiceField)  # noqa: S101 - tells the type checker what stands above
        choice.queryset = amendments
        for kind in MilestoneKind:
            self.fields[kind] = day_field(kind.label.capitalize(), required=False)


class ChapterForm(TokenForm):
    """A new chapter: its title and its place."""

    title = forms.CharField(label="Titel", max_length=MAX_TITLE, error_messages=_NO_TITLE)
    after = forms.TypedChoiceField(
        label="Na welk hoofdstuk?",
        coerce=int,
        required=False,
        empty_value=None,
        error_messages={"invalid_choice": "Dit hoofdstuk is er niet meer. Kies een ander."},
    )
    level = forms.TypedChoiceField(
        label="Niveau",
        coerce=int,
        choices=[(level, f"Niveau {level}") for level in range(1, DEEPEST + 1)],
        help_text="Een hoofdstuk van niveau 2 hoort bij het hoofdstuk van niveau 1 erboven.",
        error_messages={"required": "Kies een niveau."},
    )
    programme = forms.ModelChoiceField(
        label="Programma",
        queryset=Programme.objects.all(),
        required=False,
        to_field_name="code",
        empty_label="Geen",
        help_text="Een mutatienummer zonder programma in de tekst wordt in dit programma gezocht.",
        error_messages={"invalid_choice": "Dit programma bestaat niet. Kies een ander."},
    )
    numbered = forms.TypedChoiceField(
        label="Nummer",
        coerce=lambda value: value == "ja",
        choices=[("ja", "Met een nummer"), ("nee", "Zonder nummer")],
        error_messages={"required": "Kies of het hoofdstuk een nummer krijgt."},
    )

    def __init__(self, chapters: Iterable[tuple[Chapter, str]], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        choice = self.fields["after"]
        assert isinstance(choice, forms.TypedChoiceField)  # noqa: S101 - tells the type checker what stands above
        choice.choices = [
            ("", "Aan het eind"),
            *((row.pk, f"{number} {row.title}".strip()) for row, number in chapters),
        ]


class _WriterField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A choice of users by the name that people know."""

    def label_from_instance(self, obj: User) -> str:
        return obj.get_full_name() or obj.get_username()


class ChapterDetailsForm(TokenForm):
    """A chapter: its title and who writes it."""

    title = forms.CharField(label="Titel", max_length=MAX_TITLE, error_messages=_NO_TITLE)
    assigned_to = _WriterField(
        label="Toegewezen aan",
        queryset=User.objects.none(),
        required=False,
        empty_label="Nog niemand",
        error_messages={"invalid_choice": "Deze gebruiker kan geen teksten schrijven. Kies een ander."},
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, writers: Any, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        choice = self.fields["assigned_to"]
        assert isinstance(choice, forms.ModelChoiceField)  # noqa: S101 - tells the type checker what stands above
        choice.queryset = writers


class VersionForm(TokenForm):
    """What is done with something as it was seen: remove it, tell how far it is."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class StatusForm(VersionForm):
    """How far a chapter is."""

    status = forms.ChoiceField(
        label="Stand",
        choices=ChapterStatus.choices,
        error_messages={"required": "Kies hoe ver het hoofdstuk is.", "invalid_choice": "Kies een stand uit de lijst."},
    )


class CommentForm(TokenForm):
    """A remark about a block."""

    text = forms.CharField(
        label="Opmerking",
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Typ wat u wilt zeggen."},
    )


class CycleForm(TokenForm):
    """The documents of a new year: like which year."""

    like = forms.ChoiceField(
        label="Zoals",
        help_text="De hoofdstukken, tabellen en grafieken komen mee; de teksten niet. De datums schuiven mee.",
        error_messages={"required": "Kies een jaar of de standaard.", "invalid_choice": "Kies uit de lijst."},
    )

    def __init__(self, years: Iterable[int], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        choice = self.fields["like"]
        assert isinstance(choice, forms.ChoiceField)  # noqa: S101 - tells the type checker what stands above
        choice.choices = [(STANDARD, "De standaardindeling"), *((str(year), f"Zoals {year}") for year in years)]


class BlockForm(TokenForm):
    """The fields of a block of one kind; `version` is the one that was opened, 0 for a new block."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, kind: str, programmes: Mapping[str, str], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.kind = kind
        if kind == BlockKind.TEXT:
            self.fields["text"] = _markdown("Tekst")
        for field in FIELDS[kind]:
            self.fields[field.name] = _field(field, programmes)

    @property
    def facts(self) -> tuple[str, dict[str, Any]]:
        """Text and content as they were typed."""
        values = {name: value for name, value in self.cleaned_data.items() if name not in ("token", "version")}
        return values.pop("text", ""), values

    @property
    def is_written(self) -> bool:
        """Tell whether there is Markdown to see an example of."""
        return any(True for _ in self.written())

    def written(self) -> Iterator[BoundField]:
        """Yield the fields that hold Markdown."""
        return (bound for bound in self.visible_fields() if "data-markdown" in bound.field.widget.attrs)


def initial_of(text: str, content: Mapping[str, Any], version: int) -> dict[str, Any]:
    """Return what a form of a block starts with."""
    return {**content, "text": text, "version": version}


def _markdown(label: str) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": _ROWS, "data-markdown": True, "spellcheck": "true"})
    return forms.CharField(label=label, required=False, strip=False, widget=widget)


def _field(field: Field, programmes: Mapping[str, str]) -> forms.Field:
    """Return a form field for a field of a block; the rules themselves are those of `ledger.core.blocks`."""
    required = {"required": f"Kies bij '{field.label}' een waarde.", "invalid_choice": "Kies een waarde uit de lijst."}
    if field.shape is Shape.MARKDOWN:
        return _markdown(field.label)
    if field.shape is Shape.LINE:
        return forms.CharField(label=field.label, required=False, max_length=MAX_TITLE)
    if field.shape is Shape.CHOICES:
        return forms.MultipleChoiceField(
            label=field.label,
            required=False,
            choices=list((field.choices or {}).items()),
            widget=forms.CheckboxSelectMultiple,
            error_messages={"invalid_choice": "Kies uit de lijst."},
        )
    known = programmes if field.shape is Shape.PROGRAMME else field.choices or {}
    choices = [("", "Kies" if field.required else "Geen"), *known.items()]
    return forms.ChoiceField(label=field.label, required=field.required, choices=choices, error_messages=required)
