"""The closed lists of the ledger: stored values English, labels as the user reads them (Dutch)."""

from enum import EnumMeta, StrEnum
from typing import Self


class _ChoicesMeta(EnumMeta):
    """What Django asks of an enumeration, without Django: the thinking of the ledger uses these lists too."""

    @property
    def choices(cls) -> list[tuple[str, str]]:
        """Value and label of every member."""
        members: list[Choice] = list(cls)
        return [(member.value, member.label) for member in members]

    @property
    def values(cls) -> list[str]:
        """The stored value of every member."""
        return [value for value, _ in cls.choices]


class Choice(StrEnum, metaclass=_ChoicesMeta):
    """A closed list whose members have a Dutch label."""

    label: str

    def __new__(cls, value: str, label: str = "") -> Self:
        """Keep the label beside the value."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member


class Side(Choice):
    """Which side of the budget a line is on (BBV art. 2: gross, never netted)."""

    COST = "cost", "last"
    INCOME = "income", "baat"


class Placement(Choice):
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


class FundingSource(Choice):
    """Who or what covers a cost (dekkingsbron); names the row a baat has in 6.2 and 6.11."""

    CONTRIBUTION = "contribution", "bijdrage"
    MAATWERK = "maatwerk", "maatwerk"
    THIRD_PARTIES = "third-parties", "derden"
    RESERVE = "reserve", "reserve"
    BALANCE_SHEET = "balance-sheet", "balans"


class Recurrence(Choice):
    """Whether a change returns every year (BBV art. 19c)."""

    INCIDENTAL = "incidental", "incidenteel"
    STRUCTURAL = "structural", "structureel"


class AmendmentStatus(Choice):
    """The life of a begrotingswijziging; see `ledger.workflow` for the steps between them."""

    DRAFT = "draft", "concept"
    SUBMITTED = "submitted", "aangeboden"
    ADOPTED = "adopted", "vastgesteld"
    WITHDRAWN = "withdrawn", "ingetrokken"


class YearStatus(Choice):
    """Whether a begrotingsjaar still takes changes (Gemeentewet art. 192)."""

    OPEN = "open", "open"
    CLOSED = "closed", "gesloten"


class IntakeStatus(Choice):
    """How far a workbook is that somebody sent; see `ledger.exchange.intake`."""

    CHECKING = "checking", "wordt nagekeken"
    READY = "ready", "klaar om over te nemen"
    REFUSED = "refused", "kan niet worden overgenomen"
    APPLYING = "applying", "wordt overgenomen"
    APPLIED = "applied", "overgenomen"


class KeyBasis(Choice):
    """What the weights of a verdeelsleutel stand for."""

    FIXED = "fixed", "vaste gewichten"
    PERCENTAGE = "percentage", "percentages"
    INHABITANTS = "inhabitants", "inwoners"
    COUNT = "count", "andere telling"
    MIX = "mix", "gewogen mengsel van tellingen"


class ReserveKind(Choice):
    """Equity or obligation (BBV art. 43 and 44)."""

    RESERVE = "reserve", "reserve"
    PROVISION = "provision", "voorziening"


class OrderStatus(Choice):
    """The life of a maatwerkorder; see `ledger.workflow` for the steps between them."""

    REQUESTED = "requested", "aanvraag"
    QUOTED = "quoted", "offerte"
    IN_OGON = "in-ogon", "in OGON"
    AGREED = "agreed", "akkoord"
    DECLINED = "declined", "afgewezen"
    TAKEN_UP = "taken-up", "verwerkt in wijziging"
    COMPLETED = "completed", "afgerond"


class ContactRole(Choice):
    """Who to turn to about an order."""

    CLIENT = "client", "opdrachtgever"
    CONTRACTOR = "contractor", "opdrachtnemer"
    BUDGET_HOLDER = "budget-holder", "budgethouder"
    FINANCIAL_ADVISER = "financial-adviser", "financieel adviseur"


class AgreementKind(Choice):
    """What kind of standing agreement an order or a direct verdeelgroep rests on."""

    SERVICE_AGREEMENT = "service-agreement", "dienstverleningsovereenkomst (DVO)"
    WORK_PLAN = "work-plan", "werkplan"


class SubjectKind(Choice):
    """What an OGON talks about."""

    ORDER = "order", "maatwerkorder"
    MUTATION = "mutation", "mutatie"


class Verdict(Choice):
    """What an OGON says of an order or mutatie."""

    AGREED = "agreed", "akkoord"
    DECLINED = "declined", "niet akkoord"


class MeetingStatus(Choice):
    """Whether an OGON meeting is still to come or its decision list is fixed."""

    PLANNED = "planned", "gepland"
    HELD = "held", "gehouden"


class NotifyWhen(Choice):
    """When a user gets e-mail about what waits."""

    AT_ONCE = "at-once", "meteen"
    DAILY = "daily", "één keer per dag"
    NEVER = "never", "nooit"


class LawfulnessCategory(Choice):
    """Why something that came too late for a wijziging matters to the rechtmatigheidsverantwoording."""

    PROGRAMME_OVERRUN = "programme-overrun", "A1 overschrijding lasten programma"
    CREDIT_OVERRUN = "credit-overrun", "A2 overschrijding investeringskrediet"
    RESERVE_CHANGE = "reserve-change", "A3 reservemutatie zonder besluit"
    COVERED = "covered", "gedekt door hogere baten: niet onrechtmatig"


class DocumentStatus(Choice):
    """How far a document of the P&C cycle is; see `ledger.workflow` for the steps."""

    DRAFT = "draft", "concept"
    SENT = "sent", "verzonden"
    ADOPTED = "adopted", "vastgesteld"


class Audience(Choice):
    """For whom a document is made."""

    COUNCILS = "councils", "raden"
    BOARD = "board", "bestuur"
    PUBLIC = "public", "iedereen"


class ChapterStatus(Choice):
    """How far a chapter is."""

    ASSIGNED = "assigned", "toegewezen"
    IN_PROGRESS = "in-progress", "in bewerking"
    READY = "ready", "gereed"
    REVIEWED = "reviewed", "nagekeken"


class BlockKind(Choice):
    """What stands in a place of a chapter: written text, or what follows from the ledger."""

    TEXT = "text", "tekst"
    PRIORITY = "priority", "speerpunt"
    FOLLOW_UP = "follow-up", "opvolging accountant"
    RISKS = "risks", "risico's"
    NOTES = "notes", "toelichting per mutatie"
    TABLE = "table", "tabel"
    CHART = "chart", "grafiek"
    LATE = "late", "bestuursrapportagelijst"


class VersionKind(Choice):
    """Why a version of a document was sealed."""

    SENT = "sent", "verzonden"
    ADOPTED = "adopted", "vastgesteld"


class FileFormat(Choice):
    """The forms in which a document is made."""

    PDF = "pdf", "PDF"
    HTML = "html", "webpagina"
    XLSX = "xlsx", "Excel"
    PACKAGE = "zip", "publicatiepakket"


class JobStatus(Choice):
    """How far the making of a file is."""

    WAITING = "waiting", "wacht"
    RUNNING = "running", "bezig"
    DONE = "done", "klaar"
    FAILED = "failed", "mislukt"


class ExemptionCondition(Choice):
    """When the regeling does not ask for a zienswijze (Wgr art. 35 lid 5, as the regeling says)."""

    NO_CONTRIBUTION_CHANGE = "no-contribution-change", "de bijdrage van geen enkele gemeente verandert"
    ONLY_OWN_MAATWERK = "only-own-maatwerk", "alleen maatwerk verandert"
    BELOW_AMOUNT = "below-amount", "de bijdrage van de gemeente verandert minder dan een bedrag"


class MilestoneKind(Choice):
    """A day in the P&C calendar."""

    DRAFT_READY = "draft-ready", "concept gereed"
    SEND = "send", "verzending aan de raden"
    VIEWS_DUE = "views-due", "zienswijzen binnen"
    BOARD = "board", "besluit van het bestuur"
    PROVINCE = "province", "inzending aan de provincie"


class Role(Choice):
    """What a user is here for; what each role may do stands in `ledger.permissions`."""

    FINANCE = "finance", "financiën"
    OGON_MEMBER = "ogon-member", "OGON-lid"
    BOARD = "board", "bestuur"
    COUNCIL_READER = "council-reader", "raadslid of griffie"
    ACCOUNTANT = "accountant", "accountant"
    ADMINISTRATOR = "administrator", "beheerder"
    TAKEOVER = "takeover", "overname (technisch)"
