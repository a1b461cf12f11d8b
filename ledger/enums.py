"""The closed lists of the ledger: stored values English, labels as the user reads them (Dutch)."""

from django.db.models import TextChoices


class Side(TextChoices):
    """Which side of the budget a line is on (BBV art. 2: gross, never netted)."""

    COST = "cost", "last"
    INCOME = "income", "baat"


class Placement(TextChoices):
    """Where in the overzicht van baten en lasten a line is shown (BBV art. 8 and 17)."""

    PROGRAMME = "programme", "programma"
    OVERHEAD = "overhead", "overhead"
    LOCAL_LEVIES = "local-levies", "lokale heffingen"
    GENERAL_GRANT = "general-grant", "algemene uitkering"
    DIVIDEND = "dividend", "dividend"
    FINANCING = "financing", "saldo financieringsfunctie"
    OTHER_GENERAL = "other-general", "overige algemene dekkingsmiddelen"
    CONTINGENCY = "contingency", "onvoorzien"
    CORPORATE_TAX = "corporate-tax", "vennootschapsbelasting"


class FundingSource(TextChoices):
    """Who or what covers a cost (dekkingsbron); names the row a baat has in 6.2 and 6.11."""

    CONTRIBUTION = "contribution", "bijdrage"
    MAATWERK = "maatwerk", "maatwerk"
    THIRD_PARTIES = "third-parties", "derden"
    RESERVE = "reserve", "reserve"
    BALANCE_SHEET = "balance-sheet", "balans"


class Recurrence(TextChoices):
    """Whether a change returns every year (BBV art. 19c)."""

    INCIDENTAL = "incidental", "incidenteel"
    STRUCTURAL = "structural", "structureel"


class AmendmentStatus(TextChoices):
    """The life of a begrotingswijziging; see `ledger.workflow` for the steps between them."""

    DRAFT = "draft", "concept"
    SUBMITTED = "submitted", "aangeboden"
    ADOPTED = "adopted", "vastgesteld"
    WITHDRAWN = "withdrawn", "ingetrokken"


class YearStatus(TextChoices):
    """Whether a begrotingsjaar still takes changes (Gemeentewet art. 192)."""

    OPEN = "open", "open"
    CLOSED = "closed", "gesloten"


class KeyBasis(TextChoices):
    """What the weights of a verdeelsleutel stand for."""

    FIXED = "fixed", "vaste gewichten"
    PERCENTAGE = "percentage", "percentages"
    INHABITANTS = "inhabitants", "inwoners"
    COUNT = "count", "andere telling"
    MIX = "mix", "gewogen mengsel van tellingen"


class ReserveKind(TextChoices):
    """Equity or obligation (BBV art. 43 and 44)."""

    RESERVE = "reserve", "reserve"
    PROVISION = "provision", "voorziening"


class Role(TextChoices):
    """What a user is here for; what each role may do stands in `ledger.permissions`."""

    FINANCE = "finance", "financiën"
    OGON_MEMBER = "ogon-member", "OGON-lid"
    BOARD = "board", "bestuur"
    COUNCIL_READER = "council-reader", "raadslid of griffie"
    ACCOUNTANT = "accountant", "accountant"
    ADMINISTRATOR = "administrator", "beheerder"
    TAKEOVER = "takeover", "overname (technisch)"
