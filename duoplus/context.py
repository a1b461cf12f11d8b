"""What every page shows around its own content: the organisation, the user, the years and the menu."""

from dataclasses import dataclass
from functools import cached_property

from django.http import HttpRequest
from django.urls import reverse

from ledger.models import Amendment, Organisation
from ledger.permissions import Access, Verb, access_of


@dataclass(frozen=True, slots=True)
class _Entry:
    """A page of the menu: `inside` are the other views that belong to it."""

    label: str
    view: str
    inside: tuple[str, ...] = ()
    verb: Verb = Verb.SEE_PUBLISHED
    yearly: bool = True


@dataclass(frozen=True, slots=True)
class MenuItem:
    """A link of the menu, and whether the page shown is it or lies under it."""

    label: str
    address: str
    current: str  # the value of aria-current, or empty


_MENU = (
    _Entry("Overzicht", "reports:start"),
    _Entry("Tabellen", "reports:tables", ("reports:table", "reports:origin")),
    _Entry(
        "Wijzigingen",
        "ledger:amendments",
        (
            "ledger:amendment",
            "ledger:amendment_new",
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
            "reports:compare",
        ),
    ),
    _Entry("Mutaties", "ledger:mutations", ("ledger:mutation",)),
    _Entry("Importeren", "ledger:intake", ("ledger:intake_show",), verb=Verb.ENTER, yearly=False),
    _Entry("Maatwerk", "ledger:orders", ("ledger:order",)),
    _Entry("Verdeelsleutels", "ledger:keys", ("ledger:key_versions", "ledger:key_new", "ledger:key_pool")),
    _Entry("Reserves", "ledger:reserves", ("ledger:reserve_edit", "ledger:reserve_new")),
    _Entry("Risico's", "ledger:risks"),
    _Entry("Aansluiting", "reports:tie_out", verb=Verb.SEE_TIE_OUT),
    _Entry("Logboek", "ledger:log", verb=Verb.SEE_DRAFTS),
    _Entry(
        "Gebruikers",
        "ledger:users",
        ("ledger:user", "ledger:user_new", "ledger:user_password"),
        verb=Verb.MANAGE_USERS,
        yearly=False,
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
    def years(self) -> tuple[int, ...]:
        """The begrotingsjaren of which the user may see something, newest first."""
        return years_of(self._request) if self.access else ()

    @cached_property
    def year(self) -> int | None:
        """The year of this page, or else the newest one."""
        match = self._request.resolver_match
        asked = match.kwargs.get("year") if match else None
        return asked if asked in self.years else next(iter(self.years), None)

    @cached_property
    def menu(self) -> tuple[MenuItem, ...]:
        """The pages of the year that the user may open."""
        if self.access is None:
            return ()
        match = self._request.resolver_match
        shown = match.view_name if match else ""
        return tuple(
            MenuItem(
                entry.label,
                reverse(entry.view, args=[self.year] if entry.yearly else None),
                "page" if entry.view == shown else "true" if shown in entry.inside else "",
            )
            for entry in _MENU
            if self.access.can(entry.verb) and (self.year is not None or not entry.yearly)
        )


def years_of(request: HttpRequest) -> tuple[int, ...]:
    """Return the years with a wijziging that the user may see, newest first; read once per request."""
    if not hasattr(request, "_years"):
        amendments = Amendment.objects.visible_to(access_of(request)).order_by("-budget_year")
        request._years = tuple(amendments.values_list("budget_year", flat=True).distinct())  # type: ignore[attr-defined]  # noqa: SLF001
    return request._years  # type: ignore[attr-defined, no-any-return]  # noqa: SLF001


def frame(request: HttpRequest) -> dict[str, Frame]:
    """Context processor."""
    return {"frame": Frame(request)}
