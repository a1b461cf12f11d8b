"""What is filled in about maatwerk: a request, the whole order, a step, a document, contacts, an agreement."""

from collections.abc import Collection
from typing import Any

from django import forms

from ledger.amendments.forms import TokenForm, code_field, day_field
from ledger.enums import AgreementKind, ContactRole, LawfulnessCategory, Recurrence, YearStatus
from ledger.journal import ContactInput, OrderInput
from ledger.maatwerk.reading import Way
from ledger.models import BudgetYear, CostPool, MaatwerkOrder, Municipality, Programme, ServiceAgreement
from ledger.reserves.forms import AmountField
from ledger.uploads.archive import megabytes
from ledger.uploads.attachments import KINDS, MAX_FILE, TYPES
from ledger.uploads.forms import FileForm, file_field

_MOST_WORDS = 4000
_CHOOSE = "Kies"


def _words(label: str, help_text: str, *, required: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=_MOST_WORDS,
        required=bool(required),
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": required},
    )


def _row(label: str, queryset: Any, *, required: str = "", help_text: str = "") -> "forms.ModelChoiceField[Any]":
    return forms.ModelChoiceField(
        label=label,
        queryset=queryset,
        required=bool(required),
        help_text=help_text,
        empty_label=_CHOOSE if required else "Geen",
        error_messages={"required": required, "invalid_choice": "Deze keuze is er niet. Kies een andere."},
    )


class OptionalAmount(AmountField):
    """An amount that may be left out."""

    def __init__(self, label: str, help_text: str = "") -> None:
        super().__init__(label, help_text)
        self.required = False

    def clean(self, value: Any) -> Any:
        """Return cents, or None for nothing."""
        return super().clean(value) if str(value or "").strip() else None


class RequestForm(TokenForm):
    """What a gemeente says when it asks for work: short, for a phone too."""

    municipality = _row("Gemeente", Municipality.objects.all(), required="Kies een gemeente.")
    description = forms.CharField(
        label="Wat moet er gebeuren?",
        max_length=300,
        help_text="Kort, zonder namen van personen. Deze omschrijving komt in de begroting.",
        error_messages={"required": "Vul in wat er moet gebeuren."},
    )
    performance = _words("Welke prestatie verwacht u?", "Wat moet er af zijn, en wanneer is het goed?")
    programme = _row("Programma", Programme.objects.all(), required="Kies een programma.")
    cents: AmountField = OptionalAmount("Bedrag", "Wat het mag kosten in het begrotingsjaar. Leeg: nog niet bekend.")
    recurrence = forms.ChoiceField(
        label="Soort", choices=Recurrence.choices, help_text="Structureel komt elk jaar terug."
    )
    starts_on = day_field("Begint op", required=False)
    ends_on = day_field("Eindigt op", required=False)

    def __init__(self, own: Collection[int] | None, *args: Any, **options: Any) -> None:
        """`own` are the gemeenten (ids) that the reader may ask for; None is all."""
        super().__init__(*args, **options)
        field = self.fields["municipality"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - tells the type checker what stands above
        if own is not None:
            field.queryset = Municipality.objects.filter(pk__in=own)
        if own is not None and len(own) == 1:  # nothing to choose
            field.initial, field.widget = next(iter(own)), forms.HiddenInput()

    def change(self, order: MaatwerkOrder | None = None) -> OrderInput:
        """Return the order as it was filled in; what the form does not ask stays as it is."""
        asked = {name: self.cleaned_data[name] for name in _ASKED}
        return OrderInput(**asked | {"cents": asked["cents"] or 0}, **self._rest(order))

    def _rest(self, order: MaatwerkOrder | None) -> dict[str, Any]:
        return {name: getattr(order, name) for name in _FOR_FINANCE} if order else {}


_ASKED = ("municipality", "description", "performance", "programme", "cents", "recurrence", "starts_on", "ends_on")
_FOR_FINANCE = ("number", "agreement", "lawfulness", "reference")


class OrderForm(RequestForm):
    """The whole order, as finance fills it in."""

    number = forms.IntegerField(
        label="Nummer",
        min_value=1,
        max_value=99_999,
        required=False,
        help_text="Leeg: het volgende nummer van het jaar.",
    )
    cents = AmountField("Bedrag", "Wat het kost in het begrotingsjaar. Nog niet bekend is 0.")
    agreement = _row("DVO of werkplan", ServiceAgreement.objects.select_related("municipality"))
    lawfulness = forms.ChoiceField(
        label="Rechtmatigheid",
        required=False,
        choices=[("", "Geen"), *LawfulnessCategory.choices],
        help_text="Alleen bij een order die te laat komt voor een wijziging.",
    )
    reference = forms.CharField(label="Bron", max_length=120, required=False)

    def __init__(self, own: Collection[int] | None, year: BudgetYear, *args: Any, **options: Any) -> None:
        super().__init__(own, *args, **options)
        self._later = range(year.pk + 1, year.pk + year.years_ahead + 1)
        for later in self._later:
            self.fields[f"later_{later}"] = OptionalAmount(f"Bedrag {later}")
        self.fields["description"].label, self.fields["performance"].label = "Omschrijving", "Afgesproken prestatie"
        first = self.fields.get(f"later_{year.pk + 1}")
        if first is not None:
            first.help_text = "Alleen bij structureel. Laat u alle jaren leeg, dan is het elk jaar hetzelfde bedrag."
        self.order_fields([*_ASKED[:6], *(f"later_{later}" for later in self._later)])

    def _rest(self, order: MaatwerkOrder | None) -> dict[str, Any]:  # noqa: ARG002 - finance fills in everything
        found = {later: self.cleaned_data[f"later_{later}"] for later in self._later}
        later = {year: cents for year, cents in found.items() if cents is not None}
        return {name: self.cleaned_data[name] for name in _FOR_FINANCE} | {"later": later or None}


class RequestEditForm(RequestForm):
    """A request that the gemeente changes; the hidden part is the version it saw."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class OrderEditForm(OrderForm):
    """An order that finance changes, also to another begrotingsjaar."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    year = _row("Begrotingsjaar", BudgetYear.objects.filter(status=YearStatus.OPEN), required="Kies een jaar.")

    def _rest(self, order: MaatwerkOrder | None) -> dict[str, Any]:
        """The amounts are those of the years after the old begrotingsjaar: what is after the new one as well stays."""
        found, year = super()._rest(order), self.cleaned_data["year"]
        ahead = range(year.pk + 1, year.pk + year.years_ahead + 1)
        later = {effective: cents for effective, cents in (found["later"] or {}).items() if effective in ahead}
        return found | {"later": later or None}


class StepForm(TokenForm):
    """The facts of one step: its day always, the rest as `workflow.ORDER_ASKS` says."""

    on = day_field("Datum")

    def __init__(self, way: Way, current: str, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        asks = way.asks(current)
        if way.reference:
            self.fields["reference"] = forms.CharField(
                label=way.reference,
                max_length=200,
                required=asks.reference,
                error_messages={"required": "Vul het kenmerk in."},
            )
        self.fields["note"] = forms.CharField(
            label=way.note,
            max_length=500,
            required=asks.note,
            widget=forms.Textarea(attrs={"rows": 3}),
            error_messages={"required": "Vul de reden in."},
        )


class QuoteForm(StepForm):
    """The offerte: besides the step what is agreed, and the version of the order that was seen."""

    cents = AmountField("Bedrag in het begrotingsjaar")
    performance = _words("Afgesproken prestatie", "Wat Duo+ ervoor levert.", required="Vul in wat er wordt geleverd.")
    version = forms.IntegerField(widget=forms.HiddenInput)
    field_order = ("on", "reference", "cents", "performance", "note")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.order_fields(self.field_order)

    def for_every_year(self) -> None:
        """Say of a structural order that the amount is that of every year."""
        field = self.fields["cents"]
        field.help_text = "Structureel: elk jaar dit bedrag. Andere bedragen vult u daarna in met 'Order wijzigen'."


class DocumentForm(FileForm, TokenForm):
    """One file. What is in it is looked at by the journal."""

    file_in = "document"
    too_large = f"Het bestand is te groot: het mag hoogstens {megabytes(MAX_FILE)} zijn."
    document = file_field(
        f"{KINDS}, hoogstens {megabytes(MAX_FILE)}. Een document kan later niet meer weg.", accept=",".join(TYPES)
    )


class ContactsForm(TokenForm):
    """Who to turn to, by role."""

    def __init__(self, known: dict[str, tuple[str, str]], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for role in ContactRole:
            name, email = known.get(role, ("", ""))
            self.fields[f"name_{role}"] = forms.CharField(
                label=role.label.capitalize(), max_length=120, required=False, initial=name
            )
            self.fields[f"email_{role}"] = forms.EmailField(
                label=f"E-mail {role.label}",
                required=False,
                initial=email,
                error_messages={"invalid": "Dit is geen e-mailadres. Verbeter het of maak het leeg."},
            )

    def clean(self) -> dict[str, Any]:
        """An address belongs to somebody."""
        found: dict[str, Any] = super().clean() or self.cleaned_data
        for role in ContactRole:
            if found.get(f"email_{role}") and not found.get(f"name_{role}"):
                self.add_error(f"name_{role}", "Vul ook een functie of naam in.")
        return found

    @property
    def contacts(self) -> dict[str, ContactInput]:
        """The roles that are filled."""
        values = self.cleaned_data
        return {
            role: ContactInput(values[f"name_{role}"], values[f"email_{role}"])
            for role in ContactRole
            if values[f"name_{role}"]
        }


class AgreementEditForm(TokenForm):
    """What can be changed of a DVO or werkplan."""

    name = forms.CharField(label="Naam", max_length=200, error_messages={"required": "Vul een naam in."})
    pool = _row("Verdeelgroep", CostPool.objects.all(), help_text="De direct betaalde verdeelgroep die erop rust.")
    valid_from = forms.IntegerField(label="Geldt vanaf jaar", min_value=1900, max_value=2200)
    valid_until = forms.IntegerField(label="Geldt tot en met jaar", min_value=1900, max_value=2200, required=False)
    reference = forms.CharField(label="Bron", max_length=200, required=False)


class AgreementForm(AgreementEditForm):
    """A new DVO or werkplan."""

    kind = forms.ChoiceField(label="Soort", choices=AgreementKind.choices)
    municipality = _row("Gemeente", Municipality.objects.all(), required="Kies een gemeente.")
    code = code_field()
    field_order = ("kind", "municipality", "name", "code")


def initial_of(order: MaatwerkOrder, later: dict[int, int]) -> dict[str, Any]:
    """Return a stored order as the forms show it."""
    values = {
        name: getattr(order, name) for name in (*_ASKED, "number", "agreement", "lawfulness", "reference", "version")
    }
    amounts = {f"later_{year}": cents for year, cents in later.items()}
    return values | amounts | {"year": order.budget_year}
