"""A new version of a verdeelsleutel: where it comes from, and the numbers per gemeente."""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone

from ledger.amendments.forms import TokenForm
from ledger.core.weights import MAX_WEIGHT, WeightError, from_counts, from_mixture, from_percentages
from ledger.enums import KeyBasis
from ledger.models import AllocationKey, Municipality

COUNTS = (1, 2, 3)  # how many counts a mixture may have
_NUMBER = re.compile(r"(?P<whole>\d{1,3}(\.\d{3})+|\d{1,16})(,(?P<rest>\d{1,12}))?")
NEW = "+"  # no code looks like this


class NumberField(forms.CharField):
    """A number as typed in Dutch: `1.234`, `37,961090`. Empty is nought."""

    def __init__(self, label: str) -> None:
        attrs = {"inputmode": "decimal", "autocomplete": "off", "size": "12"}
        super().__init__(label=label, required=False, max_length=40, widget=forms.TextInput(attrs=attrs))

    def clean(self, value: Any) -> Any:
        """Return an exact decimal."""
        text = super().clean(value).replace(" ", "").replace("\u00a0", "").rstrip("%")
        if not text:
            return Decimal(0)
        match = _NUMBER.fullmatch(text)
        if match is None:
            raise forms.ValidationError(f"'{text[:30]}' is geen getal. Schrijf bijvoorbeeld 1.234 of 37,96.")
        return Decimal(f"{match['whole'].replace('.', '')}.{match['rest'] or '0'}")


class KeyForm(TokenForm):
    """Key, date, source, basis, and per gemeente one number, or up to three counts for a mixture."""

    key = forms.ChoiceField(label="Sleutel", error_messages={"required": "Kies een sleutel."})
    name = forms.CharField(
        label="Naam van een nieuwe sleutel", max_length=80, required=False, help_text="Alleen bij een nieuwe sleutel."
    )
    code = forms.SlugField(
        label="Code van een nieuwe sleutel",
        max_length=60,
        required=False,
        help_text="Alleen bij een nieuwe sleutel: letters, cijfers en streepjes.",
        error_messages={"invalid": "Gebruik alleen letters, cijfers en streepjes, zonder spaties."},
    )
    calculated_on = forms.DateField(
        label="Datum van berekening",
        initial=timezone.localdate,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "Vul een datum in.", "invalid": "Vul een datum in, bijvoorbeeld 21-11-2024."},
    )
    source = forms.CharField(
        label="Bron",
        max_length=500,
        help_text="Waar de getallen vandaan komen, bijvoorbeeld: CBS, inwoners op 1 januari 2024.",
        error_messages={"required": "Vul in waar de getallen vandaan komen."},
    )
    basis = forms.ChoiceField(
        label="Grondslag",
        choices=KeyBasis.choices,
        help_text="Bij een mengsel vult u per telling een naam, een aandeel en de aantallen in; "
        "anders alleen de eerste kolom.",
    )

    def __init__(self, municipalities: Sequence[Municipality], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.municipalities = municipalities
        keys = AllocationKey.objects.values_list("code", "name")
        field = self.fields["key"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - tells the type checker what stands above
        field.choices = [*keys, (NEW, "Een nieuwe sleutel")]
        for count in COUNTS:
            self.fields[f"label_{count}"] = forms.CharField(
                label=f"Naam van telling {count}",
                required=False,
                max_length=60,
                widget=forms.TextInput(attrs={"size": "12"}),
            )
            self.fields[f"share_{count}"] = NumberField(f"Aandeel van telling {count} in procenten")
            for place in municipalities:
                label = f"{place.name}, {'getal' if count == 1 else f'telling {count}'}"
                self.fields[f"n_{count}_{place.pk}"] = NumberField(label)

    def rows(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The inputs per line of the table: label, and one per count."""
        names = [("Naam van de telling", "label_{}"), ("Aandeel (%)", "share_{}")]
        names += [(place.name, f"n_{{}}_{place.pk}") for place in self.municipalities]
        return [(label, [self[name.format(count)] for count in COUNTS]) for label, name in names]

    def plain_fields(self) -> list[forms.BoundField]:
        """What stands above the table."""
        return [self[name] for name in ("key", "name", "code", "calculated_on", "source", "basis")]

    def clean(self) -> dict[str, Any]:
        """Turn the numbers into integer weights."""
        found: dict[str, Any] = super().clean() or self.cleaned_data
        if found.get("key") == NEW:
            for name, sentence in (("name", "Geef de nieuwe sleutel een naam."), ("code", "Geef een code.")):
                if not found.get(name) and name not in self.errors:
                    self.add_error(name, sentence)
        if not self.errors:
            try:
                found["weights"] = self._weights(found)
            except WeightError as error:
                self.add_error(f"n_1_{self.municipalities[0].pk}" if self.municipalities else None, str(error))
        return found

    def _weights(self, found: dict[str, Any]) -> list[int]:
        columns = [[found[f"n_{count}_{place.pk}"] for place in self.municipalities] for count in COUNTS]
        used = [count for count in COUNTS if found[f"share_{count}"] or any(columns[count - 1])]
        basis = found["basis"]
        if basis == KeyBasis.MIX:
            for count in used:
                if not found[f"label_{count}"]:
                    self.add_error(f"label_{count}", f"Geef telling {count} een naam.")
            shares = [found[f"share_{count}"] for count in used]
            counts = [_whole_numbers(columns[count - 1]) for count in used]
            if not used:
                raise WeightError("Vul van ten minste één telling het aandeel en de aantallen in.")
            return from_mixture(shares, counts)
        if (used and used != [1]) or found["share_1"]:
            raise WeightError("Alleen een mengsel heeft aandelen en meer tellingen. Maak die vakken leeg.")
        return from_percentages(columns[0]) if basis == KeyBasis.PERCENTAGE else from_counts(_whole_numbers(columns[0]))

    @property
    def whole_source(self) -> str:
        """The source, and of a mixture also what it is made of."""
        found = self.cleaned_data
        if found["basis"] != KeyBasis.MIX:
            return str(found["source"])
        parts = []
        for count in COUNTS:
            if share := found[f"share_{count}"]:
                numbers = ", ".join(
                    f"{place.name} {found[f'n_{count}_{place.pk}']:.0f}" for place in self.municipalities
                )
                percentage = f"{share.normalize():f}".replace(".", ",")
                parts.append(f"{percentage} % {found[f'label_{count}']} ({numbers})")
        return f"{found['source']}. Mengsel: {'; '.join(parts)}"


def _whole_numbers(numbers: Sequence[Decimal]) -> list[int]:
    if any(number != int(number) or number > MAX_WEIGHT for number in numbers):
        raise WeightError("Gewichten en aantallen zijn hele getallen. Kies de grondslag percentages voor decimalen.")
    return [int(number) for number in numbers]


class UseForm(TokenForm):
    """Take a version into use, from a wijziging on: what was shown."""

    version = forms.CharField(widget=forms.HiddenInput, max_length=20)
    vanaf = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)
