"""Who acts when no person does, and the people of the demo."""

from datetime import date, timedelta
from typing import Final

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from ledger import journal
from ledger.enums import Role
from ledger.models import Municipality, Ogon, Programme, RoleGrant, User

DEMO_PASSWORD: Final = "duoplus-demo"  # noqa: S105 - of made-up users of the demo, printed by it  # nosec B105
_TAKEOVER: Final = "overname"
_DEMO_ADDRESS: Final = "@demo.invalid"  # no one's address (RFC 2606): mail of the demo is printed
_DEMO_TERM: Final = timedelta(days=365)
_DEMO_USERS: Final = (  # name, first name, last name, role
    ("financien", "Fenna", "Financiën", Role.FINANCE),
    ("financien-2", "Frits", "Financiën", Role.FINANCE),  # four eyes need two pairs
    ("bestuur", "Bram", "Bestuur", Role.BOARD),
    ("accountant", "Anouk", "Accountant", Role.ACCOUNTANT),
    ("beheer", "Bas", "Beheer", Role.ADMINISTRATOR),
)
_DEMO_OGONS: Final = (  # name, programma's
    ("Beheer Openbare Ruimte (BOR)", ("buurt",)),
    ("Bedrijfsvoering", ("staf", "bedrijfsvoering", "burger")),
)
_DEMO_PER_MUNICIPALITY: Final = (("ogon", "OGON", Role.OGON_MEMBER), ("raad", "Raad", Role.COUNCIL_READER))


@transaction.atomic
def takeover_account() -> User:
    """Return the technical account that takes over what was decided elsewhere.

    Nobody can log in with it, and its grant is good for today only: it counts while a command runs.
    """
    user, created = User.objects.get_or_create(
        username=_TAKEOVER, defaults={"is_active": False, "last_name": "Overname"}
    )
    if created:
        user.set_unusable_password()
        user.save(update_fields=["password"])
    _grant(user, Role.TAKEOVER, None, timezone.localdate())
    return user


def has_real_people() -> bool:
    """Tell whether somebody else than the people of the demo can log in: then this is no database for the demo."""
    people = User.objects.exclude(username=_TAKEOVER)
    return people.exists() and not people.filter(email__endswith=_DEMO_ADDRESS).exists()


@transaction.atomic
def demo_users() -> list[tuple[str, str]]:
    """Make the users of the demo, one or more per role; return user name and role in words.

    Running it again renews the grants and leaves passwords alone.
    """
    until = timezone.localdate() + _DEMO_TERM
    encoded: str | None = None
    people: list[tuple[str, str, str, Role, Municipality | None]] = [(*user, None) for user in _DEMO_USERS]
    for participant in Municipality.objects.all():
        people += [
            (f"{name}-{participant.code}", first, participant.name, role, participant)
            for name, first, role in _DEMO_PER_MUNICIPALITY
        ]
    made = []
    for username, first, last, role, municipality in people:
        user = User.objects.filter(username=username).first()
        if user is None:
            encoded = encoded or make_password(DEMO_PASSWORD)  # slow on purpose, so once for all of them
            user = User.objects.create(
                username=username,
                first_name=first,
                last_name=last,
                email=f"{username}{_DEMO_ADDRESS}",
                password=encoded,
            )
        _grant(user, role, municipality, until)
        made.append((username, f"{role.label} {municipality or ''}".strip()))
    return made


@transaction.atomic
def demo_ogons() -> list[str]:
    """Make the OGONs of the demo with a place for every OGON-lid, unless there are any; return their names.

    Beheer Openbare Ruimte is named in the report of 2024; the other one is made up, for the other programma's.
    """
    actor = User.objects.get(username=_DEMO_USERS[0][0])
    if Ogon.objects.exists():
        return []
    members = RoleGrant.objects.filter(role=Role.OGON_MEMBER).select_related("user", "municipality").order_by("pk")
    for name, codes in _DEMO_OGONS:
        ogon = journal.add_ogon(actor=actor, name=name, programmes=Programme.objects.filter(code__in=codes))
        for grant in members:
            if grant.municipality is not None:
                journal.seat_member(actor=actor, ogon=ogon, user=grant.user, municipality=grant.municipality)
    return [name for name, _ in _DEMO_OGONS]


def _grant(user: User, role: Role, municipality: Municipality | None, until: date) -> None:
    RoleGrant.objects.update_or_create(user=user, role=role, municipality=municipality, defaults={"valid_until": until})
