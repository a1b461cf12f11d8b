"""Who may do what: one table of roles and verbs. The only place where roles are turned into rights."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from functools import cached_property
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from ledger.enums import Role
from ledger.models import User

if TYPE_CHECKING:
    from django.http import HttpRequest


class Verb(Enum):
    """What can be done with the ledger."""

    SEE_PUBLISHED = auto()
    SEE_DRAFTS = auto()
    SEE_TIE_OUT = auto()
    ENTER = auto()
    SUBMIT = auto()
    ADOPT = auto()
    SET_UP = auto()
    TAKE_OVER = auto()
    MANAGE_USERS = auto()
    REQUEST_ORDER = auto()
    REVIEW = auto()
    WRITE = auto()
    SEND = auto()


_READ_ALL = frozenset({Verb.SEE_PUBLISHED, Verb.SEE_DRAFTS, Verb.SEE_TIE_OUT})
VERBS: dict[str, frozenset[Verb]] = {
    Role.FINANCE: _READ_ALL | {Verb.ENTER, Verb.SUBMIT, Verb.SET_UP, Verb.REQUEST_ORDER, Verb.WRITE, Verb.SEND},
    Role.OGON_MEMBER: frozenset({Verb.SEE_PUBLISHED, Verb.REQUEST_ORDER, Verb.REVIEW}),
    Role.BOARD: _READ_ALL | {Verb.ADOPT},
    Role.COUNCIL_READER: frozenset({Verb.SEE_PUBLISHED}),
    Role.ACCOUNTANT: _READ_ALL,
    Role.ADMINISTRATOR: _READ_ALL | {Verb.MANAGE_USERS},
    Role.TAKEOVER: _READ_ALL
    | {Verb.ENTER, Verb.SUBMIT, Verb.ADOPT, Verb.SET_UP, Verb.TAKE_OVER, Verb.REQUEST_ORDER, Verb.REVIEW}
    | {Verb.WRITE, Verb.SEND},
}


class NotAllowedError(PermissionError):
    """The actor has no role with this verb; the message is a Dutch sentence."""


@dataclass(frozen=True)
class Access:
    """What one user may do and see today, from the grants that are still valid."""

    grants: tuple[tuple[str, int | None, str], ...]  # role, municipality id, municipality name

    @classmethod
    def of(cls, user: User) -> Access:
        """Read the valid grants of a user: one query."""
        grants = user.grants.filter(valid_until__gte=timezone.localdate()).order_by("pk")
        return cls(tuple(grants.values_list("role", "municipality_id", "municipality__name")))

    @cached_property
    def verbs(self) -> frozenset[Verb]:
        """Everything any of the roles allows."""
        return frozenset().union(*(VERBS[role] for role, _, _ in self.grants))

    def can(self, verb: Verb) -> bool:
        """Tell whether a verb is allowed."""
        return verb in self.verbs

    @property
    def sees_published(self) -> bool:
        """May read what has been offered or adopted."""
        return self.can(Verb.SEE_PUBLISHED)

    @property
    def sees_drafts(self) -> bool:
        """May read drafts of every gemeente."""
        return self.can(Verb.SEE_DRAFTS)

    @cached_property
    def ogon_municipalities(self) -> tuple[int, ...]:
        """The gemeenten whose drafts an OGON member reviews (ids)."""
        return tuple(pk for role, pk, _ in self.grants if role == Role.OGON_MEMBER and pk is not None)

    @cached_property
    def own_municipalities(self) -> frozenset[int]:
        """The gemeenten (ids) that somebody is here for, as OGON member or as reader of the council."""
        return frozenset(pk for _, pk, _ in self.grants if pk is not None)

    @property
    def description(self) -> str:
        """The roles in words, for the page head: `financiën`, `OGON-lid Diemen`."""
        return ", ".join(f"{Role(role).label} {name or ''}".strip() for role, _, name in self.grants)


def access_of(request: HttpRequest) -> Access:
    """Return the access of the logged-in user, read once per request."""
    if not hasattr(request, "_access"):
        request._access = Access.of(request.user)  # type: ignore[attr-defined, arg-type]  # noqa: SLF001
    return request._access  # type: ignore[attr-defined, no-any-return]  # noqa: SLF001


def actor_of(request: HttpRequest) -> User:
    """Return who is logged in; the login middleware lets nobody else through."""
    if not isinstance(request.user, User):  # pragma: no cover
        raise PermissionDenied
    return request.user


def require(actor: User, verb: Verb) -> None:
    """Raise NotAllowedError with a Dutch sentence unless the actor may do this."""
    if not Access.of(actor).can(verb):
        raise NotAllowedError(f"{actor.get_username()} mag dit niet doen: daarvoor is een andere rol nodig.")
