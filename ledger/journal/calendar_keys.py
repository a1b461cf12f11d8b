"""The secret address at which a calendar program reads the days that somebody may see.

The key is shown once, when it is made; only its SHA-256 is kept. It opens the calendar of its owner and nothing
else, for as long as the owner may log in and has a role.
"""

import secrets
from hashlib import sha256
from typing import Final

from django.db import transaction

from ledger.journal.audit import Entry, record
from ledger.models import User

_BYTES: Final = 32  # of chance: nobody guesses it, however often they may try
_MADE, _ENDED = "user.calendar", "user.calendar_ended"


@transaction.atomic
def make_calendar_key(*, actor: User) -> str:
    """Give somebody a new key and return it, to be shown once; the one before it opens nothing any more."""
    key = secrets.token_urlsafe(_BYTES)
    User.objects.filter(pk=actor.pk).update(calendar_key=_digest(key))
    record(actor, [Entry(_MADE, f"user:{actor.pk}", {})])
    return key


@transaction.atomic
def end_calendar_key(*, actor: User, user: User) -> bool:
    """Withdraw the key of a user; return whether there was one. Others than its owner do it with their own act."""
    ended = User.objects.filter(pk=user.pk, calendar_key__isnull=False).update(calendar_key=None)
    if ended:
        record(actor, [Entry(_ENDED, f"user:{user.pk}", {})])
    return bool(ended)


def owner_of(key: str) -> User | None:
    """Return the user to whom a key belongs and who may still log in.

    What is looked up is the digest: how long that takes tells nothing about a key.
    """
    return User.objects.filter(calendar_key=_digest(key), is_active=True).first()


def _digest(key: str) -> str:
    return sha256(key.encode()).hexdigest()
