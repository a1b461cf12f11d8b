"""The explanation of the workbook, for `docs/workbook.md` and for its first sheet: both from the sheets themselves."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from ledger.core.money import group_digits
from ledger.exchange.guard import MAX_FILE
from ledger.exchange.reading import MAX_ROWS
from ledger.exchange.schema import Column, Kind
from ledger.exchange.sheets import BY_KEY, SHEETS

RULES: Final = (
    "De eerste rij van een blad heeft de koppen. Hun volgorde en hoofdletters zijn vrij; andere koppen mogen niet.",
    "De volgorde op scherm en papier is die van de rijen; mutaties staan op programma en code.",
    "Een code is een korte naam van letters, cijfers en streepjes, zonder spaties. Andere bladen verwijzen ermee.",
    "Een bedrag is een getal in euro's, met hoogstens twee decimalen. Tekst zoals 1.234,56- wordt geweigerd.",
    "Een datum is een datumcel, of tekst als 31-12-2024.",
    "Lasten en baten zijn positief als er meer is en negatief als er minder is.",
    "Elke mutatie is in elk boekjaar in evenwicht: de lasten zijn gelijk aan de baten.",
    "Een formule mag als zij een uitkomst heeft: sla het werkboek op in Excel.",
    "Lege rijen tellen niet mee. Rechts van kolom AZ wordt niet gelezen.",
)

# A whole budget, small enough to read: two gemeenten, one programma, one wijziging. The tests import it.
EXAMPLE: Final[dict[str, tuple[dict[str, Any], ...]]] = {
    "organisation": (
        {"name": "GR Voorbeeld", "short_name": "Voorbeeld", "board_name": "bestuur", "participants_label": "gemeenten"},
    ),
    "municipalities": ({"code": "oost", "name": "Oost"}, {"code": "west", "name": "West"}),
    "programmes": ({"code": "sociaal", "name": "Sociaal"},),
    "pools": ({"code": "wijkteams", "name": "Wijkteams", "programme": "sociaal"},),
    "keys": tuple(
        {"key": "inwoners", "name": "Inwoners", "version": 1, "calculated_on": "01-01-2030", "source": "CBS",
         "basis": "inwoners", "municipality": municipality, "weight": weight}
        for municipality, weight in (("oost", 20_000), ("west", 30_000))
    ),
    "years": ({"year": 2030, "years_ahead": 3, "status": "open"},),
    "rules": ({"year": 2030, "pool": "wijkteams", "method": "sleutel", "key": "inwoners", "version": 1},),
    "amendments": (
        {"year": 2030, "number": 0, "name": "Primitief", "status": "vastgesteld", "adopted_on": "05-07-2029"},
    ),
    "mutations": (
        {"year": 2030, "amendment": 0, "code": "start", "programme": "sociaal", "description": "Wijkteams",
         "recurrence": "incidenteel"},
    ),
    "lines": (
        {"year": 2030, "mutation": "start", "effective_year": 2030, "side": "last", "amount": 100_000.5},
        {"year": 2030, "mutation": "start", "effective_year": 2030, "side": "baat", "source": "bijdrage",
         "pool": "wijkteams", "amount": 100_000.5},
    ),
}  # fmt: skip

_INTRODUCTION: Final = """\
# Het werkboek

Een hele begroting past in één Excel-werkboek: gemeenten, programma's, verdeelsleutels, wijzigingen, mutaties met hun
regels, maatwerk, reserves en investeringen. U maakt er een met

    manage.py export_workbook --year 2024 begroting.xlsx

en leest er een in met

    manage.py import_budget begroting.xlsx --dry-run
    manage.py import_budget begroting.xlsx

Met `--dry-run` wordt alles gecontroleerd en niets opgeslagen. Zonder `--year` komt elk jaar in het werkboek. Een
werkboek uit een lege database heeft alle bladen met hun koppen: begin daarmee voor een andere organisatie. Deze
bladzijde komt uit het programma zelf: `python -m ledger.exchange.guide > docs/workbook.md`.

## Regels
"""
_ABOUT_SHEETS: Final = """\
## Bladen

Een blad zonder rijen mag ontbreken. Een onbekend blad waar iets op staat, wordt geweigerd; het blad Leeswijzer wordt
overgeslagen. Met 'Gepubliceerd' en 'Teksten' wordt niets berekend: zij zijn er voor de aansluitcontrole.\
"""
_ABOUT_EXAMPLE: Final = """\
## Voorbeeld

Twee gemeenten, één programma, één verdeelgroep die naar inwoners wordt verdeeld, en een primitieve begroting van
€ 100.000,50. Oost betaalt € 40.000,20 en West € 60.000,30. Kolommen die leeg blijven, staan er niet bij.\
"""
_ABOUT_ERRORS: Final = """\
## Als er iets niet klopt

Alles wordt gecontroleerd voordat er iets wordt opgeslagen. Is er één fout, dan wordt er niets opgeslagen. Elke melding
zegt waar het is (blad en cel), wat er staat en wat u kunt doen:

    Blad Regels, cel K12: Hier staat de tekst '1.234,56-' in plaats van een getal. Bedoelt u −1.234,56? Maak er een
    getal van.

Geweigerd worden onder meer:

- een bestand met een wachtwoord, met macro's of met koppelingen, en elk ander bestand dan .xlsx;
- tekst in een bedrag, een bedrag met meer dan twee decimalen, een formule zonder uitkomst, een foutwaarde als #N/B;
- onzichtbare tekens in tekst;
- een code die nergens staat, en een code of nummer dat twee keer voorkomt;
- een mutatie die niet in evenwicht is, en een groep die niet budgettair neutraal is;
- nieuwe rijen in een gesloten jaar of in een wijziging die geen concept meer is.

## Inlezen in een administratie die al gevuld is

Een rij die er al precies zo staat, wordt overgeslagen: hetzelfde werkboek nog eens inlezen verandert niets. Nieuwe
rijen komen erbij. Een mutatie van een concept die in het werkboek anders is, wordt gewijzigd; haar akkoord vervalt dan.
Haar code en haar wijziging blijven gelijk. Staan er regels van haar in het werkboek, dan zijn dat al haar regels. Elke
andere rij die er al anders staat, wordt geweigerd; wijzigen doet u in de toepassing. Wat niet in het werkboek staat,
blijft zoals het is.

## Wat er niet in staat

Een werkboek bevat de begroting, niet wie wat vond of mocht. Er niet in staan: gebruikers en rollen, het akkoord van
een collega, OGON's met hun plaatsen, vragen en besluiten, bijlagen, documenten met hun teksten, zienswijzen en het
logboek. Van een mutatie staat erin of zij in een OGON hoort; wat elke gemeente daarvan vond, zegt alleen die gemeente
zelf, in de toepassing. Inlezen geeft dus nooit een akkoord: een besluit is gebonden aan wie het nam en waarover.\
"""


def leaflet() -> Iterator[tuple[str, Sequence[str]]]:
    """Yield the rows of the first sheet of a workbook, each as a kind (title, text, heading) and its cells."""
    yield "title", ["Leeswijzer"]
    yield "text", ["Dit werkboek bevat een hele begroting en kan weer worden ingelezen met import_budget."]
    yield "text", ["Dit blad wordt niet ingelezen."]
    for rule in RULES:
        yield "text", [rule]
    yield "text", []
    yield "heading", ["Blad", "Kolom", "Verplicht", "Soort", "Uitleg"]
    for sheet in SHEETS:
        yield "text", [sheet.title, "", "", "", sheet.explanation]
        for column in sheet.columns:
            yield "text", [sheet.title, column.heading, _must(column), column.kind.value, _explained(column)]


def manual() -> str:
    """Return `docs/workbook.md`."""
    limits = (
        f"Een werkboek is hoogstens {MAX_FILE // 2**20} MB en een blad heeft hoogstens {group_digits(MAX_ROWS)} rijen."
    )
    rules = [f"- {rule}" for rule in (*RULES, limits)]
    parts = [_INTRODUCTION, *rules, "", _ABOUT_SHEETS, *_sheets(), "", _ABOUT_EXAMPLE, *_example(), "", _ABOUT_ERRORS]
    return "\n".join(parts) + "\n"


def _must(column: Column) -> str:
    return "ja" if column.required else "nee"


def _explained(column: Column) -> str:
    parts = [column.explanation]
    if column.choices:
        parts.append(f"Kies uit: {', '.join(label for _, label in column.choices)}.")
    if column.silent:
        parts.append("Leeg laat staan wat er al is.")
    if column.default is not None and column.kind is Kind.CHOICE:
        parts.append(f"Leeg is {dict(column.choices)[column.default]}.")
    elif column.default is not None:
        parts.append(f"Leeg is {column.default}.")
    return " ".join(parts)


def _sheets() -> Iterator[str]:
    for sheet in SHEETS:
        yield from ("", f"### {sheet.title}", "", sheet.explanation, "")
        yield "| Kolom | Verplicht | Soort | Uitleg |"
        yield "|---|---|---|---|"
        for column in sheet.columns:
            yield f"| {column.heading} | {_must(column)} | {column.kind.value} | {_explained(column)} |"


def _example() -> Iterator[str]:
    for key, rows in EXAMPLE.items():
        sheet = BY_KEY[key]
        columns = [column for column in sheet.columns if any(row.get(column.key) is not None for row in rows)]
        yield from ("", f"**{sheet.title}**", "")
        yield f"| {' | '.join(column.heading for column in columns)} |"
        yield f"|{'---|' * len(columns)}"
        for row in rows:
            yield f"| {' | '.join(_printed(row.get(column.key), column) for column in columns)} |"


def _printed(value: Any, column: Column) -> str:
    if value is None:
        return ""
    return f"{value:.2f}".replace(".", ",") if column.kind is Kind.AMOUNT else str(value)


if __name__ == "__main__":
    print(manual(), end="")  # noqa: T201 - this is how the page is made
