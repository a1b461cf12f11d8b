"""The sheets of a workbook, in the order in which they are read and written. Explanations are for the user."""

from typing import Final

from ledger import enums
from ledger.exchange.schema import (
    Column,
    Kind,
    Reference,
    Sheet,
    amount,
    choice,
    code,
    codes,
    day,
    integer,
    percentage,
    silent,
    text,
    year,
)

_YEAR = Reference(("year",), "years", ("year",))
_MUNICIPALITY = Reference(("municipality",), "municipalities", ("code",))
_PROGRAMME = Reference(("programme",), "programmes", ("code",))
_AMENDMENT = Reference(("year", "amendment"), "amendments", ("year", "number"))
_IN_YEAR = year("Begrotingsjaar.")
_RECURRENCE = choice("recurrence", "Soort", "Komt het elk jaar terug?", enums.Recurrence.choices, required=True)
_SOURCE_TEXT = text("reference", "Bron", "Waar het staat, bijvoorbeeld een paragraaf.", limit=120)
_ORDER = Reference(("year", "order"), "orders", ("year", "code"))
_ORDER_CODE = code("order", "Maatwerk", "Code van de maatwerkorder.", required=True)
_YES_NO = ((True, "ja"), (False, "nee"))
_UNITS = (("EUR", "euro"), ("EUR_1000", "duizend euro"))
_ROLES = (("header", "kop"), ("detail", "detail"), ("subtotal", "subtotaal"), ("total", "totaal"))


def _code(what: str) -> Column:
    return code("code", "Code", f"Korte naam van {what}, waarmee andere bladen ernaar verwijzen.", required=True)


def _name(limit: int) -> Column:
    return text("name", "Naam", "Naam zoals die in de tabellen staat.", required=True, limit=limit)


SHEETS: Final[tuple[Sheet, ...]] = (
    Sheet(
        "organisation", "Organisatie", "De gemeenschappelijke regeling zelf: één rij.", "Onbekende organisatie",
        (
            text("name", "Naam", "Volledige naam.", required=True, limit=200),
            text("short_name", "Korte naam", "Naam in koppen en zinnen.", required=True, limit=40),
            text("board_name", "Bestuur", "Hoe het bestuur heet.", required=True, limit=80),
            text("participants_label", "Deelnemers", "Hoe de gemeenten samen heten.", required=True, limit=80),
        ),
        identity=(),
    ),
    Sheet(
        "municipalities", "Gemeenten",
        "De deelnemende gemeenten. Bij gelijke resten van een verdeling gaat de eerste voor.", "Onbekende gemeente",
        (_code("de gemeente"), _name(80)),
        identity=("code",), unique=(("name",),),
    ),
    Sheet(
        "programmes", "Programma's", "De programma's en hun onderdelen.", "Onbekend programma",
        (
            _code("het programma"),
            _name(80),
            text("overview_label", "Naam in overzicht", "Naam in het overzicht, als die anders is.", limit=120),
            text("amendment_label", "Naam in begrotingswijziging", "Naam daarin, als die anders is.", limit=120),
            code("parent", "Onderdeel van", "Code van het programma waar dit een onderdeel van is."),
            codes("maatwerk_for", "Maatwerk voor", "Codes van gemeenten die altijd een rij Maatwerk krijgen."),
        ),
        identity=("code",),
        references=(
            Reference(("parent",), "programmes", ("code",)),
            Reference(("maatwerk_for",), "municipalities", ("code",)),
        ),
    ),
    Sheet(
        "pools", "Verdeelgroepen", "De potjes waarin bijdragen van gemeenten vallen.", "Onbekende verdeelgroep",
        (_code("de verdeelgroep"), _name(80), code("programme", "Programma", "Code van het programma.", required=True)),
        identity=("code",), references=(_PROGRAMME,),
    ),
    Sheet(
        "keys", "Sleutels",
        "De verdeelsleutels: één rij per gewicht. Een gemeente zonder rij betaalt niet mee.", "Onbekende sleutel",
        (
            code("key", "Sleutel", "Code van de sleutel.", required=True),
            text("name", "Naam", "Naam van de sleutel.", required=True, limit=80),
            integer("version", "Versie", "Nummer van de versie; elke berekening is een nieuwe versie.", required=True),
            Column("calculated_on", "Datum", Kind.DATE, "Datum van de berekening.", required=True),
            text("source", "Bron", "Waar de gewichten vandaan komen.", required=True),
            choice(
                "basis", "Grondslag", "Wat de gewichten betekenen.",
                enums.KeyBasis.choices, default=enums.KeyBasis.FIXED,
            ),
            code("municipality", "Gemeente", "Code van de gemeente.", required=True),
            integer("weight", "Gewicht", "Geheel getal; alleen de verhouding telt.", required=True, limit=10**15),
        ),
        identity=("key", "version", "municipality"), references=(_MUNICIPALITY,),
    ),
    Sheet(
        "themes", "Thema's", "De rijen van de tabel met het financieel effect op hoofdlijnen.", "Onbekend thema",
        (_code("het thema"), _name(200)),
        identity=("code",),
    ),
    Sheet(
        "reserves", "Reserves", "De reserves en voorzieningen.", "Onbekende reserve",
        (
            _code("de reserve"),
            _name(120),
            choice(
                "kind", "Soort", "Eigen vermogen of verplichting.",
                enums.ReserveKind.choices, default=enums.ReserveKind.RESERVE,
            ),
        ),
        identity=("code",),
    ),
    Sheet(
        "years", "Begrotingsjaren", "De begrotingsjaren.", "Onbekend begrotingsjaar",
        (
            _IN_YEAR,
            integer(
                "years_ahead", "Jaren vooruit", "Hoeveel jaar een structurele mutatie doorwerkt.", default=3, limit=50
            ),
            choice(
                "status", "Status", "In een gesloten jaar kan niets meer bij.",
                enums.YearStatus.choices, default=enums.YearStatus.OPEN,
            ),
            silent(day("final_closes_on", "Sluiting slotwijziging", "Wat later komt, gaat de bestuursrapportage in.")),
        ),
        identity=("year",),
    ),
    Sheet(
        "rules", "Verdeling",
        "Wie een verdeelgroep betaalt, per jaar. Een sleutel kan vanaf een wijziging een andere sleutel vervangen.",
        "Onbekende verdeling",
        (
            _IN_YEAR,
            code("pool", "Verdeelgroep", "Code van de verdeelgroep.", required=True),
            choice(
                "method", "Wijze", "Via een sleutel, of direct: dan noemt elke regel zelf de gemeente.",
                (("key", "sleutel"), ("direct", "direct")), required=True,
            ),
            code("key", "Sleutel", "Code van de sleutel; leeg bij direct."),
            integer("version", "Versie", "Versie van de sleutel; leeg bij direct."),
            integer(
                "from_amendment", "Vanaf wijziging",
                "Nummer van de wijziging vanaf waar de hele verdeelgroep zo wordt verdeeld; 0 is het hele jaar.",
                default=0,
            ),
        ),
        identity=("year", "pool", "from_amendment"),
        references=(
            _YEAR, Reference(("pool",), "pools", ("code",)), Reference(("key", "version"), "keys", ("key", "version")),
        ),
    ),
    Sheet(
        "amendments", "Wijzigingen",
        "De primitieve begroting (nummer 0) en de begrotingswijzigingen.", "Onbekende wijziging",
        (
            _IN_YEAR,
            integer("number", "Nummer", "0 is de primitieve begroting.", required=True),
            _name(120),
            choice("status", "Status", "Hoe ver de wijziging is.", enums.AmendmentStatus.choices, required=True),
            day("submitted_on", "Aangeboden op", "Datum van aanbieden; leeg als die niet bekend is."),
            day("adopted_on", "Vastgesteld op", "Datum van het besluit; verplicht bij vastgesteld, anders leeg."),
            text("decision", "Besluit", "Kenmerk van het besluit; alleen bij vastgesteld.", limit=200),
            text("document", "Stuk", "Stuk waarmee de wijziging is aangeboden; niet bij een concept.", limit=200),
            text(
                "withdrawal_reason", "Reden van intrekking", "Verplicht bij ingetrokken, anders leeg.", limit=200
            ),
        ),
        identity=("year", "number"), references=(_YEAR,),
    ),
    Sheet(
        "groups", "Groepen", "Verschuivingen tussen mutaties die samen budgettair neutraal zijn.", "Onbekende groep",
        (
            _IN_YEAR,
            integer("amendment", "Wijziging", "Nummer van de wijziging.", required=True),
            _code("de groep"),
            _name(200),
        ),
        identity=("year", "amendment", "code"), references=(_AMENDMENT,),
    ),
    Sheet(
        "agreements", "Overeenkomsten",
        "De DVO's en werkplannen waar orders en direct betaalde verdeelgroepen op rusten.", "Onbekende overeenkomst",
        (
            _code("de overeenkomst"),
            choice("kind", "Soort", "Wat voor overeenkomst het is.", enums.AgreementKind.choices, required=True),
            text("name", "Naam", "Naam van de overeenkomst.", required=True, limit=200),
            code("municipality", "Gemeente", "Code van de gemeente.", required=True),
            code("pool", "Verdeelgroep", "Code van de verdeelgroep die erop rust; mag leeg zijn."),
            year("Eerste jaar waarvoor zij geldt.", key="valid_from", heading="Geldt vanaf"),
            integer("valid_until", "Geldt tot en met", "Laatste jaar waarvoor zij geldt; leeg is zonder einde."),
            text("reference", "Bron", "Waar het staat, bijvoorbeeld een paragraaf.", limit=200),
        ),
        identity=("code",), references=(_MUNICIPALITY, Reference(("pool",), "pools", ("code",))),
    ),
    Sheet(
        "orders", "Maatwerk", "De maatwerkorders van gemeenten.", "Onbekende maatwerkorder",
        (
            _IN_YEAR,
            _code("de order"),
            integer("number", "Nummer", "Nummer van de order; leeg als hij al in de primitieve begroting stond."),
            code("municipality", "Gemeente", "Code van de gemeente die betaalt.", required=True),
            code("programme", "Programma", "Code van het programma dat het werk doet.", required=True),
            text("description", "Omschrijving", "Wat er wordt gedaan.", required=True, limit=300),
            _RECURRENCE,
            amount("amount", "Bedrag", "Afgesproken bedrag in het begrotingsjaar.", required=True),
            _SOURCE_TEXT,
            silent(choice("status", "Status", "Hoe ver de order is.", enums.OrderStatus.choices)),
            silent(text("performance", "Prestatie", "Wat er voor het bedrag wordt geleverd.")),
            silent(day("starts_on", "Begint op", "Eerste dag van het werk.")),
            silent(day("ends_on", "Eindigt op", "Laatste dag van het werk.")),
            silent(code("agreement", "Overeenkomst", "Code van de DVO of het werkplan waar de order bij hoort.")),
            silent(
                choice(
                    "lawfulness", "Rechtmatigheid", "Categorie, bij een order die te laat kwam.",
                    enums.LawfulnessCategory.choices,
                )
            ),
        ),
        identity=("year", "code"), unique=(("year", "number"),),
        references=(_YEAR, _MUNICIPALITY, _PROGRAMME, Reference(("agreement",), "agreements", ("code",))),
    ),
    Sheet(
        "order_amounts", "Maatwerkbedragen", "Wat een structurele order kost in de jaren na het begrotingsjaar.",
        "Onbekend maatwerkbedrag",
        (
            _IN_YEAR,
            _ORDER_CODE,
            year("Jaar waarin het bedrag valt.", key="effective_year", heading="Boekjaar"),
            amount("amount", "Bedrag", "Afgesproken bedrag in dat jaar.", required=True),
        ),
        identity=("year", "order", "effective_year"), references=(_YEAR, _ORDER),
    ),
    Sheet(
        "order_steps", "Maatwerkstappen", "De stappen van elke order, van aanvraag tot afgerond.",
        "Onbekende stap van maatwerk",
        (
            _IN_YEAR,
            _ORDER_CODE,
            integer("number", "Stap", "Volgorde van de stap bij deze order: 1, 2, 3.", required=True),
            choice("status", "Status", "Wat de order met deze stap werd.", enums.OrderStatus.choices, required=True),
            day("on", "Datum", "Dag van de stap; leeg als die niet meer bekend is."),
            text("reference", "Kenmerk", "Kenmerk van de offerte, het besluit of de wijziging.", limit=200),
            text("note", "Toelichting", "Toelichting bij de stap.", limit=500),
        ),
        identity=("year", "order", "number"), references=(_YEAR, _ORDER),
    ),
    Sheet(
        "mutations", "Mutaties",
        "De mutaties: wat er verandert. De bedragen staan op blad Regels.", "Onbekende mutatie",
        (
            _IN_YEAR,
            integer("amendment", "Wijziging", "Nummer van de wijziging.", required=True),
            code("code", "Code", "Eigen code van de mutatie, eenmalig in het jaar.", required=True, limit=80),
            code("programme", "Programma", "Code van het programma.", required=True),
            integer("number", "Nummer", "Nummer van de mutatie binnen het programma."),
            text("description", "Omschrijving", "Wat er verandert.", required=True, limit=300),
            _RECURRENCE,
            code("theme", "Thema", "Code van het thema."),
            code("group", "Groep", "Code van de budgettair neutrale groep."),
            choice("decided_in_ogon", "OGON", "Is de mutatie in het OGON besproken?", _YES_NO, default=False),
            text("explanation", "Toelichting", "Toelichting bij de mutatie."),
            _SOURCE_TEXT,
            percentage(
                "index_basis_points", "Index per jaar",
                "Waarmee een structurele mutatie de jaren vooruit vult, bijvoorbeeld 2,5; leeg is zonder index.",
            ),
            code(
                "reverses", "Tegenboeking van", limit=80,
                explanation="Code van de mutatie van een eerdere wijziging die zij ongedaan maakt.",
            ),
        ),
        identity=("year", "code"), unique=(("year", "programme", "number"), ("year", "reverses")),
        references=(_AMENDMENT, Reference(("year", "reverses"), "mutations", ("year", "code"))),
    ),
    Sheet(
        "lines", "Regels",
        "De lasten en baten van elke mutatie, per boekjaar. Per boekjaar zijn zij gelijk.", "Onbekende regel",
        (
            _IN_YEAR,
            code("mutation", "Mutatie", "Code van de mutatie.", required=True, limit=80),
            year(
                "Jaar waarin het bedrag valt: het begrotingsjaar of een jaar waarin de mutatie doorwerkt.",
                key="effective_year", heading="Boekjaar",
            ),
            choice("side", "Soort", "Last of baat.", enums.Side.choices, required=True),
            choice(
                "placement", "Plaats", "Plaats in het overzicht van baten en lasten.",
                enums.Placement.choices, default=enums.Placement.PROGRAMME,
            ),
            choice(
                "source", "Dekkingsbron", "Waaruit een baat komt; leeg bij een last.", enums.FundingSource.choices
            ),
            code("pool", "Verdeelgroep", "Verplicht bij een bijdrage, anders leeg."),
            code("municipality", "Gemeente", "Verplicht bij maatwerk en bij een direct betaalde verdeelgroep."),
            code("order", "Maatwerk", "Code van de maatwerkorder; verplicht bij maatwerk."),
            code("reserve", "Reserve", "Bij een baat de reserve van de onttrekking, bij een last die van de dotatie."),
            amount("amount", "Bedrag", "Meer is positief, minder is negatief.", required=True),
        ),
        identity=None, references=(Reference(("year", "mutation"), "mutations", ("year", "code")),),
    ),
    Sheet(
        "openings", "Beginstanden",
        "De stand van reserves en voorzieningen aan het begin van het jaar.", "Onbekende beginstand",
        (
            _IN_YEAR,
            code("reserve", "Reserve", "Code van de reserve.", required=True),
            amount("opening", "Beginstand", "Stand op 1 januari.", required=True),
            amount(
                "appropriation", "Bestemming",
                "Bestemming van het resultaat van vorig jaar: erbij positief, eraf negatief.", default=0,
            ),
        ),
        identity=("year", "reserve"), references=(_YEAR, Reference(("reserve",), "reserves", ("code",))),
    ),
    Sheet(
        "investments", "Investeringen", "De investeringen van een wijziging.", "Onbekende investering",
        (
            _IN_YEAR,
            integer("amendment", "Wijziging", "Nummer van de wijziging.", required=True),
            integer("number", "Nummer", "Nummer van de investering.", required=True),
            text("description", "Omschrijving", "Wat er wordt aangeschaft.", required=True, limit=300),
            choice("side", "Soort", "Last of baat.", enums.Side.choices, default=enums.Side.COST),
            amount("amount", "Bedrag", "Bedrag van het krediet.", required=True),
        ),
        identity=("year", "amendment", "number"), references=(_AMENDMENT,),
    ),
    Sheet(
        "risks", "Risico's", "De risico's van het jaar.", "Onbekend risico",
        (
            _IN_YEAR,
            text("description", "Omschrijving", "Het risico of de gebeurtenis.", required=True),
            text("likelihood", "Kans", "Bijvoorbeeld groot.", limit=40),
            text("impact", "Impact", "Bijvoorbeeld gemiddeld.", limit=40),
            text("measure", "Beheersmaatregel", "Wat ertegen wordt gedaan."),
            amount("score", "Score", "Bedrag; leeg is pro memorie (pm)."),
        ),
        identity=("year", "description"), references=(_YEAR,),
    ),
    Sheet(
        "late", "Bestuursrapportage",
        "Wat na de sluiting van de slotwijziging kwam. Late maatwerkorders staan hier niet: zie hun akkoord.",
        "Onbekende ontwikkeling",
        (
            _IN_YEAR,
            _code("de ontwikkeling"),
            code("programme", "Programma", "Code van het programma.", required=True),
            Column("announced_on", "Gemeld op", Kind.DATE, "Datum waarop het bekend werd.", required=True),
            text("description", "Omschrijving", "Wat er is gebeurd.", required=True, limit=300),
            text("explanation", "Toelichting", "Waarom, en wat het gevolg is."),
            amount("cents", "Verwachte last", "Bedrag; leeg is nog niet bekend."),
            choice(
                "lawfulness", "Rechtmatigheid", "Wat het betekent voor de rechtmatigheidsverantwoording.",
                enums.LawfulnessCategory.choices, required=True,
            ),
        ),
        identity=("year", "code"), references=(_YEAR, _PROGRAMME),
    ),
    Sheet(
        "published", "Gepubliceerd",
        "Gedrukte tabellen, één rij per cel. Alleen om mee te vergelijken.", "Onbekende cel",
        (
            _IN_YEAR,
            integer("through", "Tot en met", "Laatste wijziging die in de tabel is verwerkt.", required=True),
            text("paragraph", "Paragraaf", "Paragraaf van het document, als tekst.", required=True, limit=20),
            text("statement", "Tabel", "Welke tabel het is, bijvoorbeeld contributions.", required=True, limit=20),
            text("part", "Deel", "Programma, als de tabel daar een deel van is.", limit=60),
            choice("unit", "Eenheid", "Waarin de tabel is gedrukt.", _UNITS, required=True),
            text("row_key", "Rij", "Sleutel van de rij.", required=True, limit=120),
            text("row_label", "Gedrukte rij", "De rij zoals gedrukt.", limit=300),
            choice("row_role", "Rol", "Wat voor rij het is.", _ROLES, required=True),
            text("column_key", "Kolom", "Sleutel van de kolom; leeg bij een rij zonder bedragen.", limit=60),
            text("column_label", "Gedrukte kolom", "De kolom zoals gedrukt.", limit=120),
            text("printed", "Gedrukt", "De cel zoals gedrukt, als tekst.", limit=40),
        ),
        identity=("year", "through", "paragraph", "row_key", "column_key"), references=(_YEAR,), optional=True,
    ),
    Sheet(
        "texts", "Teksten", "Gedrukte teksten, om verwijzingen en bedragen in na te gaan.", "Onbekende tekst",
        (
            _IN_YEAR,
            text("paragraph", "Paragraaf", "Paragraaf van het document, als tekst.", required=True, limit=20),
            text("title", "Titel", "Titel van de paragraaf.", required=True, limit=300),
            text("text", "Tekst", "De tekst zoals gedrukt."),
            code("programme", "Programma", "Code van het programma waar de tekst over gaat."),
        ),
        identity=("year", "paragraph"), references=(_YEAR, _PROGRAMME), optional=True,
    ),
)  # fmt: skip

BY_KEY: Final = {sheet.key: sheet for sheet in SHEETS}
GUIDE_TITLE: Final = "Leeswijzer"
