"""What a page may show and of which state: read once per request, before anything else."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property, wraps
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar, cast

from django.conf import settings
from django.contrib.messages import get_messages
from django.core.cache import cache
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control
from django.views.decorators.http import require_safe

from duoplus.context import years_of
from ledger.core.book import Book
from ledger.enums import AmendmentStatus
from ledger.history.past import load_past_book, read_moment, seen_at, state_at
from ledger.models import Amendment, AuditEntry
from ledger.permissions import Access, access_of
from ledger.queries import head, load_book
from ledger.visibility import PUBLISHED
from reports.catalogue import Report, compile_table
from reports.statements.columns import ordinal
from reports.table import Rounding, Table

P = ParamSpec("P")
T = TypeVar("T")

_DAY = 24 * 60 * 60  # seconds that a computed table is kept; a new state of the ledger has a new key


@dataclass(frozen=True, slots=True)
class Stage:
    """A wijziging as pages show it; number 0 is the primitieve begroting."""

    pk: int
    number: int
    name: str
    status: str
    submitted_on: date | None
    adopted_on: date | None

    @property
    def label(self) -> str:
        """Return the short name: `Primitief`, `2e wijziging`."""
        return f"{ordinal(self.number)} wijziging" if self.number else "Primitief"

    @property
    def is_draft(self) -> bool:
        """Tell whether it is still being worked on."""
        return self.status == AmendmentStatus.DRAFT

    @property
    def awaits_decision(self) -> bool:
        """Tell whether it has been offered and not yet adopted."""
        return self.status == AmendmentStatus.SUBMITTED


@dataclass(frozen=True)
class Choice:
    """Which stage of the budget, rounded how: what the address of a table says."""

    through: int
    rounding: Rounding
    last: int  # the last wijziging that may be seen: the default

    @property
    def query(self) -> dict[str, str]:
        """Return the parameters of the address; defaults are left out."""
        found = {}
        if self.through != self.last:
            found["tot"] = str(self.through)
        if self.rounding is Rounding.PLAIN:
            found["afronding"] = "gewoon"
        return found


@dataclass(frozen=True)
class Scope:
    """One begrotingsjaar as one user may see it, in the state of one head of the ledger."""

    access: Access
    year: int
    head: str
    stages: tuple[Stage, ...]
    at: datetime | None = None  # a moment in the past; None is now
    per: str = ""  # how the address names that moment
    _books: dict[tuple[int, bool], Book] = field(init=False, default_factory=dict, repr=False, compare=False)

    @property
    def query(self) -> dict[str, str]:
        """Return the parameter that keeps an address at the same moment."""
        return {"per": self.per} if self.per else {}

    @property
    def last(self) -> Stage:
        """The last wijziging that counts."""
        return self.stages[-1]

    @property
    def visible(self) -> Q | None:
        """The filter on wijzigingen for `load_book`."""
        return None if self.access.sees_drafts else Q(status__in=PUBLISHED)

    @cached_property
    def shown_head(self) -> str:
        """The digest of the last entry that this state includes: what a document prints."""
        if self.at is None:
            return self.head
        entries = AuditEntry.objects.filter(Q(budget_year=self.year) | Q(budget_year__isnull=True), at__lte=self.at)
        return entries.order_by("-sequence").values_list("digest", flat=True).first() or self.head

    @cached_property
    def made_on(self) -> date:
        """The date of this state of the ledger."""
        if self.at is not None:
            return timezone.localdate(self.at)
        at = AuditEntry.objects.filter(digest=self.head).values_list("at", flat=True).first()
        return timezone.localdate(at) if at else timezone.localdate()

    def key(self, *parts: object) -> str:
        """Return a cache key for something computed from what this user may see in this state."""
        who = "all" if self.access.sees_drafts else "published"
        return ":".join(str(part) for part in ("duoplus", self.year, self.head, who, *self._moment, *parts))

    @property
    def _moment(self) -> tuple[str, ...]:
        return (self.at.isoformat(),) if self.at else ()

    def kept(self, name: str, make: Callable[[], T]) -> T:
        """Return what was computed before for this state, or compute it now."""
        return cast("T", cache.get_or_set(self.key(name), make, _DAY))

    def book(self, through: int, *, with_mutations: bool = True) -> Book:
        """Return the book up to and including a wijziging, as it stood at the moment of this scope; read once."""
        if (through, with_mutations) not in self._books:
            self._books[through, with_mutations] = self._read(through, with_mutations=with_mutations)
        return self._books[through, with_mutations]

    def _read(self, through: int, *, with_mutations: bool) -> Book:
        if self.at is not None:
            return load_past_book(self.year, self.at, self.access, through)
        return load_book(self.year, through, visible=self.visible, with_mutations=with_mutations)

    def table(self, report: Report, choice: Choice) -> Table:
        """Return a table of the catalogue; computed once per state of the ledger."""

        def make() -> Table:
            book = self.book(choice.through, with_mutations=report.with_mutations)
            return compile_table(report, book, choice.rounding)

        return self.kept(f"table:{report.slug}:{choice.through}:{choice.rounding.value}", make)

    def choice(self, request: HttpRequest) -> Choice:
        """Read the choice from the address; what does not exist is a 404."""
        through = request.GET.get("tot", "")
        rounding = request.GET.get("afronding", "")
        if through and through not in {str(stage.number) for stage in self.stages}:
            raise Http404(f"De begroting {self.year} heeft geen wijziging {through[:20]}.")
        if rounding not in {"", "gewoon"}:
            raise Http404("Kies 'gewoon' als afronding, of laat de keuze weg.")
        return Choice(
            int(through) if through else self.last.number,
            Rounding.PLAIN if rounding else Rounding.CONTROLLED,
            self.last.number,
        )

    def past(self, request: HttpRequest) -> "Scope":
        """Return the scope of the moment in the address (`?per=2024-09-01`).

        Without one, or with one that is yet to come, that is this scope. Raises NothingThereError when there was
        nothing to see yet.
        """
        per = request.GET.get("per", "")
        if not per:
            return self
        try:
            moment = read_moment(per)
        except ValueError:
            raise Http404("Schrijf de datum als 2024-09-01, of met de tijd erbij als 2024-09-01T14:30.") from None
        if moment >= timezone.now():
            return self
        seen = seen_at(state_at(self.year, moment), self.access)
        rows = {row[1]: row for row in Amendment.objects.filter(budget_year=self.year).values_list(*_STAGE)}
        stages = tuple(_stage_then(rows[number], status) for number, status in seen.items() if number in rows)
        if not stages:
            raise NothingThereError(moment)
        return replace(self, at=moment, per=per, stages=stages)

    def stage(self, number: int) -> Stage:
        """Return the wijziging with a number."""
        return next(stage for stage in self.stages if stage.number == number)


class NothingThereError(LookupError):
    """At that moment there was nothing of this year that the reader could see."""

    def __init__(self, moment: datetime) -> None:
        super().__init__(moment)
        self.moment = moment


_STAGE = ("pk", "number", "name", "status", "submitted_on", "adopted_on")


def _stage_then(row: tuple[int, int, str, str, date | None, date | None], status: str) -> Stage:
    """Return a wijziging with the status of then, without dates of what had not happened yet."""
    pk, number, name, _, submitted_on, adopted_on = row
    return Stage(
        pk,
        number,
        name,
        status,
        submitted_on if status in PUBLISHED else None,
        adopted_on if status == AmendmentStatus.ADOPTED else None,
    )


def scope_of(request: HttpRequest, year: int) -> Scope:
    """Return the scope of a request; a year of which nothing may be seen is a 404."""
    access = access_of(request)
    rows = (
        Amendment.objects.visible_to(access)
        .filter(budget_year=year)
        .exclude(status=AmendmentStatus.WITHDRAWN)
        .order_by("number")
        .values_list(*_STAGE)
    )
    stages = tuple(Stage(*row) for row in rows)
    if not stages:
        raise Http404(f"Er is geen begroting {year} die u kunt bekijken.")
    return Scope(access, year, head(year), stages)


def of_year(view: Callable[Concatenate[HttpRequest, Scope, P], HttpResponse]) -> Callable[..., HttpResponse]:
    """Give a view the scope of its year, and answer 304 when the reader has this state already.

    The version of a page is the head of the ledger with everything else that is on it: who reads (name and
    roles), the address, the token of the forms and the program itself. A page with a message is never kept.
    """

    @wraps(view)
    def wrapped(request: HttpRequest, year: int, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        scope = scope_of(request, year)
        etag = None if settings.DEBUG or len(get_messages(request)) else _etag(request, scope)
        response = get_conditional_response(request, etag=etag) if etag else None
        if response is None:
            response = view(request, scope, *args, **kwargs)
            if etag and response.status_code == 200:  # noqa: PLR2004
                response.headers.setdefault("ETag", etag)
        patch_cache_control(response, private=True, no_cache=True)
        return response

    return require_safe(wrapped)


def _etag(request: HttpRequest, scope: Scope) -> str:
    get_token(request)
    parts = (
        scope.head,
        scope.access.description,
        str(request.user.pk),
        str(getattr(request.user, "get_full_name", str)()),
        str(years_of(request)),
        request.get_full_path(),
        request.META.get("CSRF_COOKIE", ""),
        _program(),
    )
    digest = hashlib.sha256("\n".join(parts).encode()).hexdigest()
    return f'"{digest[:32]}"'


def _program() -> str:
    """Return a mark of the program's own files: after an update no old page is kept."""
    global _MARK  # noqa: PLW0603 - read once per process
    if not _MARK:
        folders = ("duoplus", "ledger", "reports", "templates")
        files = (path for name in folders for path in Path(settings.BASE_DIR, name).rglob("*") if path.is_file())
        newest = max(path.stat().st_mtime_ns for path in files if path.suffix in {".py", ".html", ".css", ".js"})
        _MARK = str(newest)
    return _MARK


_MARK = ""
