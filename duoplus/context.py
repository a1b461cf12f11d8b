"""What every page shows around its own content: the organisation, the user, the years and the menu."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest
from django.urls import reverse

from ledger.enums import AmendmentStatus
from ledger.models import Amendment, BudgetYear, Document, Organisation
from ledger.permissions import Access, Verb, access_of


@dataclass(frozen=True, slots=True)
class _Entry:
    """A page of the menu: `inside` are the other views that belong to it."""

    label: str
    view: str
    inside: tuple[str, ...] = ()
    verb: Verb = Verb.SEE_PUBLISHED
    yearly: bool = True
    also: Verb | None = None  # who may do this sees it as well
    figures: bool = False  # there is nothing on it in a year without a wijziging

    def is_for(self, access: Access) -> bool:
        """Tell whether somebody may open it."""
        return access.can(self.verb) or (self.also is not None and access.can(self.also))


@dataclass(frozen=True, slots=True)
class _Group:
    """Entries that stand together under one word."""

    label: str
    entries: tuple[_Entry, ...]


@dataclass(frozen=True, slots=True)
class MenuItem:
    """A link of the menu, and whether the page shown is it or lies under it."""

    label: str
    address: str
    current: str  # the value of aria-current, or empty


@dataclass(frozen=True, slots=True)
class MenuGroup:
    """Links under one word; a group of which the reader may open one page only is that link."""

    label: str
    items: tuple[MenuItem, ...]

    @property
    def is_single(self) -> bool:
        """There is one page in it."""
        return len(self.items) == 1

    @property
    def current(self) -> bool:
        """The page shown belongs to it."""
        return any(item.current for item in self.items)


_MENU = (
    _Group("Overzicht", (_Entry("Overzicht", "reports:start"),)),
    _Group("Wat wacht op mij", (_Entry("Wat wacht op mij", "ledger:waiting", ("ledger:notices",), yearly=False),)),
    _Group(
        "Begroting",
        (
            _Entry("Tabellen", "reports:tables", ("reports:table", "reports:origin"), figures=True),
            _Entry("Mutaties", "ledger:mutations", ("ledger:mutation",)),
            _Entry(
                "Maatwerk",
                "ledger:orders",
                (
                    "ledger:order",
                    "ledger:order_request",
                    "ledger:order_edit",
                    "ledger:order_step",
                    "ledger:order_attach",
                    "ledger:order_contacts",
                    "ledger:take_up",
                    "ledger:structural",
                    "ledger:agreements",
                    "ledger:agreement_new",
                    "ledger:agreement_edit",
                ),
            ),
            _Entry("Reserves", "ledger:reserves", ("ledger:reserve_edit", "ledger:reserve_new")),
            _Entry("Verdeelsleutels", "ledger:keys", ("ledger:key_versions", "ledger:key_new", "ledger:key_pool")),
            _Entry("Risico's", "ledger:risks"),
            _Entry(
                "Bestuursrapportage",
                "ledger:late",
                (
                    "ledger:late_new",
                    "ledger:late_edit",
                    "ledger:late_delete",
                    "ledger:late_order",
                    "ledger:late_closing",
                ),
                verb=Verb.SEE_DRAFTS,
            ),
        ),
    ),
    _Group(
        "Wijzigingen",
        (
            _Entry(
                "Wijzigingen",
                "ledger:amendments",
                (
                    "ledger:amendment",
                    "ledger:amendment_new",
                    "ledger:year_new",
                    "ledger:year_close",
                    "ledger:amendment_history",
                    "ledger:amendment_step",
                    "ledger:approvals",
                    "ledger:reverse",
                    "ledger:investments",
                    "ledger:investment_edit",
                    "ledger:investment_delete",
                    "ledger:entry_grid",
                    "ledger:entry_new",
                    "ledger:entry_edit",
                    "ledger:entry_delete",
                    "ledger:entry_shift",
                ),
            ),
        ),
    ),
    _Group(
        "Documenten",
        (
            _Entry(
                "Documenten",
                "reports:documents",
                (
                    "reports:document",
                    "reports:document_step",
                    "reports:document_job",
                    "reports:document_edit",
                    "reports:document_details",
                    "reports:document_references",
                    "reports:documents_new",
                    "reports:chapter_new",
                    "reports:chapter_edit",
                    "reports:chapter_details",
                    "reports:chapter_remove",
                    "reports:block_new",
                    "reports:block_edit",
                    "reports:block_remove",
                ),
            ),
            _Entry(
                "Zienswijzen",
                "reports:consultations",
                (
                    "reports:consultation",
                    "reports:consultation_step",
                    "reports:consultation_reply",
                    "reports:exemptions",
                    "reports:exemption_new",
                    "reports:exemption_edit",
                ),
            ),
            _Entry("P&C-kalender", "reports:calendar", ("reports:calendar_address", "reports:calendar_address_make")),
            _Entry("Bestand controleren", "reports:document_check", yearly=False),
        ),
    ),
    _Group(
        "OGON",
        (
            _Entry(
                "Beoordelen",
                "ledger:ogon",
                (
                    "ledger:ogon_order",
                    "ledger:ogon_order_decide",
                    "ledger:ogon_order_ask",
                    "ledger:ogon_order_answer",
                    "ledger:ogon_mutation",
                    "ledger:ogon_mutation_decide",
                    "ledger:ogon_mutation_ask",
                    "ledger:ogon_mutation_answer",
                ),
                verb=Verb.SEE_DRAFTS,
                also=Verb.REVIEW,
            ),
            _Entry(
                "Overleggen",
                "ledger:ogon_meetings",
                (
                    "ledger:ogon_meeting",
                    "ledger:ogon_meeting_hold",
                    "ledger:ogon_meeting_move",
                    "ledger:ogon_meeting_cancel",
                ),
                verb=Verb.SEE_DRAFTS,
                also=Verb.REVIEW,
            ),
            _Entry(
                "Wie waar zit",
                "ledger:ogons",
                ("ledger:ogon_seats",),
                verb=Verb.SET_UP,
                yearly=False,
                also=Verb.MANAGE_USERS,
            ),
        ),
    ),
    _Group(
        "Controle",
        (
            _Entry("Aansluiting", "reports:tie_out", verb=Verb.SEE_TIE_OUT, figures=True),
            _Entry("Vergelijken", "reports:compare", figures=True),
            _Entry("Geschiedenis", "ledger:history", ("ledger:subject_history",)),
        ),
    ),
    _Group(
        "Beheer",
        (
            _Entry("Importeren", "ledger:intake", ("ledger:intake_show",), verb=Verb.ENTER, yearly=False),
            _Entry(
                "Gebruikers",
                "ledger:users",
                ("ledger:user", "ledger:user_new", "ledger:user_password"),
                verb=Verb.MANAGE_USERS,
                yearly=False,
            ),
        ),
    ),
)


class Frame:
    """Read only when the template asks for it, so that a page without a menu costs no query."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @cached_property
    def organisation(self) -> Organisation | None:
        """The organisation, once it is described."""
        return Organisation.objects.first()

    @cached_property
    def access(self) -> Access | None:
        """What the user may see; None for who is not logged in or has no role."""
        user = getattr(self._request, "user", None)
        if user is None or not user.is_authenticated:
            return None
        access = access_of(self._request)
        return access if access.verbs else None

    @cached_property
    def years(self) -> Mapping[int, bool]:
        """The begrotingsjaren that the user may know of, newest first, and whether there are figures of it."""
        return years_of(self._request) if self.access else {}

    @cached_property
    def year(self) -> int | None:
        """The year of this page, or else the newest one that has figures."""
        match = self._request.resolver_match
        asked = match.kwargs.get("year") if match else None
        return asked if asked in self.years else newest(self.years)

    @cached_property
    def menu(self) -> tuple[MenuGroup, ...]:
        """The pages of the year that the user may open, grouped; groups without any are left out."""
        groups = (MenuGroup(group.label, tuple(self._items(group))) for group in _MENU)
        return tuple(group for group in groups if group.items)

    def _items(self, group: _Group) -> Iterator[MenuItem]:
        match = self._request.resolver_match
        shown = match.view_name if match else ""
        for entry in group.entries:
            if self.access is None or not entry.is_for(self.access) or (entry.yearly and self.year is None):
                continue
            if entry.figures and self.year is not None and not self.years[self.year]:
                continue
            address = reverse(entry.view, args=[self.year] if entry.yearly else None)
            yield MenuItem(
                entry.label, address, "page" if entry.view == shown else "true" if shown in entry.inside else ""
            )


def years_of(request: HttpRequest) -> Mapping[int, bool]:
    """Return the years that the user may know of, newest first, each with whether there are figures; read once.

    Known are all years to who works on drafts, to others those with a wijziging or a document that they may see. There
    are figures when one of the wijzigingen that they may see counts.
    """
    if not hasattr(request, "_years"):
        access = access_of(request)
        counting = Amendment.objects.visible_to(access).exclude(status=AmendmentStatus.WITHDRAWN)
        years = BudgetYear.objects.annotate(
            figures=Exists(counting.filter(budget_year=OuterRef("pk"))),
            told=Exists(Document.objects.visible_to(access).filter(budget_year=OuterRef("pk"))),
        )
        if not access.sees_drafts:
            years = years.filter(Q(figures=True) | Q(told=True))
        request._years = dict(years.order_by("-pk").values_list("pk", "figures"))  # type: ignore[attr-defined]  # noqa: SLF001
    return request._years  # type: ignore[attr-defined, no-any-return]  # noqa: SLF001


def newest(years: Mapping[int, bool]) -> int | None:
    """Return the newest year that has figures, or else the newest; None without any."""
    return next((year for year, figures in years.items() if figures), next(iter(years), None))


def frame(request: HttpRequest) -> dict[str, Frame]:
    """Context processor."""
    return {"frame": Frame(request)}
