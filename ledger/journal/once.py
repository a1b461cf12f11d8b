"""A form that is sent twice is carried out once: a double click, a retry after a lost connection."""

import logging
from collections.abc import Callable
from hashlib import sha256
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError, transaction

from ledger.journal.errors import JournalError
from ledger.models import FormToken, User

_LOG = logging.getLogger(__name__)


class UsedFormError(JournalError):
    """A form came back that was carried out before, with other content or from somebody else."""

    def __init__(self) -> None:
        """Say so; the page that shows the form again gives it a token of its own."""
        super().__init__(
            "Dit formulier is al opgeslagen, met andere gegevens: misschien in een ander venster. "
            "Kijk na wat er al staat en haal dat hier weg. Sla daarna opnieuw op."
        )


@transaction.atomic
def once(*, actor: User, token: UUID, content: str, act: Callable[[], str]) -> str:
    """Carry out `act` unless this token was used before, and return its result (an address) either way.

    The token is taken first, in the same transaction as the act: a second sender waits for the first and
    then gets its result. Raises UsedFormError when the token comes back with other content or from
    somebody else, and JournalError when another form took away or stored just now what this one is about.
    """
    fingerprint = sha256(content.encode()).hexdigest()
    try:
        with transaction.atomic():
            taken = FormToken.objects.create(token=token, actor=actor, fingerprint=fingerprint, result="")
    except IntegrityError:
        earlier = FormToken.objects.get(token=token)
        if earlier.fingerprint != fingerprint or earlier.actor_id != actor.pk:
            raise UsedFormError from None
        return earlier.result
    try:
        taken.result = act()
    except (IntegrityError, ObjectDoesNotExist) as error:
        _LOG.warning("a form met what another one did at the same moment", exc_info=True)
        raise JournalError(
            "Iemand anders heeft hier zojuist iets aan veranderd. Er is niets opgeslagen. "
            "Kijk wat er nu staat en probeer het dan opnieuw."
        ) from error
    taken.save(update_fields=["result"])
    return taken.result
