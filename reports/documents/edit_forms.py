"""What the editor of a document asks: its facts, a chapter, and the fields of each kind of block."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.text import capfirst

from ledger.amendments.forms import TokenForm, day_field
from ledger.core.blocks import FIELDS, MAX_TITLE, Field, Shape, paragraphs_of
from ledger.core.outline import DEEPEST
from ledger.enums import Audience, BlockKind, ChapterStatus, MilestoneKind
from ledger.models import Amendment, Block, Chapter, Document, Milestone, Programme, User

_LONGEST_NAME = 200
_NO_TITLE = {"required": "Vul een titel in."}
_ROWS = 12
STANDARD = "standaard"


def note_name(kind: str) -> str:
    """Return the name of the field with the toelichting of a day."""
    return f"{kind}-note"


class DetailsForm(TokenForm):
    """Gegevens: titel, ondertitel, for whom, the wijziging that the document carries, and its days with their notes."""

    title = forms.CharField(label="Titel", max_length=_LONGEST_NAME, error_messages=_NO_TITLE)
    subtitle = forms.CharField(label="Ondertitel", max_length=_LONGEST_NAME, required=False)
    audience = forms.ChoiceField(
        label="Voor wie",
        choices=[(value, capfirst(label)) for value, label in Audience.choices],
        error_messages={"required": "Kies voor wie het document is.", "invalid_choice": "Kies uit de lijst."},
    )
    asks_views = forms.BooleanField(label="De raden worden om een zienswijze gevraagd", required=False)
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
        stored = {day.kind: day.on for day in days} | {note_name(day.kind): day.note for day in days}
        names = ("title", "subtitle", "audience", "asks_views")
        initial = {name: getattr(document, name) for name in names} | {"amendment": document.amendment_id}
        super().__init__(data, initial=initial | stored, **options)
        choice = self.fields["amendment"]
        assert isinstance(choice, forms.ModelChoiceField)  # noqa: S101 - tells the type checker what stands above
        choice.queryset = amendments
        for kind in MilestoneKind:
            label = kind.label.capitalize()
            self.fields[kind] = day_field(label, required=False)
            self.fields[note_name(kind)] = forms.CharField(
                label=f"Toelichting bij {kind.label}", max_length=_LONGEST_NAME, required=False
            )

    def clean(self) -> dict[str, Any]:
        """Refuse a toelichting without its day: it would not be kept."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        for kind in MilestoneKind:
            if values.get(note_name(kind)) and values.get(kind) is None and kind not in self.errors:
                self.add_error(kind, "Vul een datum in, of maak de toelichting erbij leeg.")
        return values


class _ChapterFacts(TokenForm):
    """What a chapter is: its title, its programma and whether it has a number."""

    title = forms.CharField(label="Titel", max_length=MAX_TITLE, error_messages=_NO_TITLE)
    numbered = forms.TypedChoiceField(
        label="Nummer",
        coerce=lambda value: value == "ja",
        choices=[("ja", "Met een nummer"), ("nee", "Zonder nummer")],
        error_messages={"required": "Kies of het hoofdstuk een nummer krijgt."},
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


class ChapterForm(_ChapterFacts):
    """A new chapter: what it is and its place."""

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
    field_order = ("title", "after", "level", "programme", "numbered")

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
        return obj.known_as


class ChapterDetailsForm(_ChapterFacts):
    """A chapter: what it is and who writes it, and with `under` also those under it."""

    assigned_to = _WriterField(
        label="Toegewezen aan",
        queryset=User.objects.none(),
        required=False,
        empty_label="Nog niemand",
        error_messages={"invalid_choice": "Deze gebruiker kan geen teksten schrijven. Kies een ander."},
    )
    under = forms.BooleanField(required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)
    field_order = ("title", "numbered", "programme", "assigned_to", "under")

    def __init__(self, writers: Any, under: int, *args: Any, **options: Any) -> None:
        """`under` is the number of chapters under this one."""
        super().__init__(*args, **options)
        choice = self.fields["assigned_to"]
        assert isinstance(choice, forms.ModelChoiceField)  # noqa: S101 - tells the type checker what stands above
        choice.queryset = writers
        _ask_about_those_under(self, under, "Ook toewijzen:")


def _ask_about_those_under(form: TokenForm, under: int, what: str) -> None:
    """Ask in a form whether it is about the chapters under a chapter as well; not when there are none."""
    if under:
        form.fields["under"].label = f"{what} {'het hoofdstuk' if under == 1 else f'de {under} hoofdstukken'} hieronder"
    else:
        del form.fields["under"]


class VersionForm(TokenForm):
    """What is done with something as it was seen: remove it, tell how far it is."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class StatusForm(VersionForm):
    """How far a chapter is, and with `under` also those under it."""

    status = forms.ChoiceField(
        label="Stand",
        choices=ChapterStatus.choices,
        error_messages={"required": "Kies hoe ver het hoofdstuk is.", "invalid_choice": "Kies een stand uit de lijst."},
    )
    under = forms.BooleanField(required=False)
    field_order = ("status", "under")

    def __init__(self, under: int, *args: Any, **options: Any) -> None:
        """`under` is the number of chapters under this one."""
        super().__init__(*args, **options)
        _ask_about_those_under(self, under, "Ook voor")


class CommentForm(TokenForm):
    """A remark about a block, or about one of its paragraphs."""

    about = forms.ChoiceField(
        label="Waarover",
        required=False,
        error_messages={"invalid_choice": "Deze alinea is intussen gewijzigd. Kies opnieuw."},
    )
    text = forms.CharField(
        label="Opmerking",
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Typ wat u wilt zeggen."},
    )

    def __init__(self, block: Block, data: Any = None) -> None:
        super().__init__(data, auto_id=f"id_%s-{block.pk}")
        paragraphs = list(paragraphs_of(block.kind, block.text, block.content))
        if not paragraphs:
            del self.fields["about"]
            return
        choice = self.fields["about"]
        assert isinstance(choice, forms.ChoiceField)  # noqa: S101 - tells the type checker what stands above
        choice.choices = [("", "Het hele stuk"), *((each, capfirst(each)) for each in dict.fromkeys(paragraphs))]


class CycleForm(TokenForm):
    """The documents of a new year: like which year."""

    like = forms.ChoiceField(
        label="Zoals",
        help_text="De hoofdstukken, tabellen en grafieken komen mee; de teksten niet. De datums schuiven mee. In "
        "plaats van de hoofdstukken over de mutaties van het oude jaar komen de toelichtingen bij die van het nieuwe.",
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
