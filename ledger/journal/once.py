"""A form that is sent twice is carried out once: a double click, a retry after a lost connection."""

from collections.abc import Callable
from hashlib import sha256
from uuid import UUID

from django.db import IntegrityError, transaction

from ledger.journal.errors import JournalError
from ledger.models import FormToken, User


@transaction.atomic
def once(*, actor: User, token: UUID, content: str, act: Callable[[], str]) -> str:
    """Carry out `act` unless this token was used before, and return its result (an address) either way.

    The token is taken first, in the same transaction as the act: a second sender waits for the first and
    then gets its result. Raises JournalError when the token comes back with other content or from
    somebody else.
    """
    fingerprint = sha256(content.encode()).hexdigest()
    try:
        with transaction.atomic():
            taken = FormToken.objects.create(token=token, actor=actor, fingerprint=fingerprint, result="")
    except IntegrityError:
        earlier = FormToken.objects.get(token=token)
        if earlier.fingerprint != fingerprint or earlier.actor_id != actor.pk:
            raise JournalError(
                "Dit formulier is al verwerkt, met andere gegevens. Open de pagina opnieuw en vul haar nog eens in."
            ) from None
        return earlier.result
    taken.result = act()
    taken.save(update_fields=["result"])
    return taken.result
