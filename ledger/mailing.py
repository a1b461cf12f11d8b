"""E-mail about what waits: a sentence and a link, never an amount or a name. A mail that fails is tried again later."""

import logging
from collections.abc import Sequence

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.utils import timezone

from ledger.enums import NotifyWhen
from ledger.models import Notice, Organisation, User

_LOG = logging.getLogger(__name__)


def send_unsent(when: NotifyWhen, users: Sequence[int] | None = None) -> tuple[int, int]:
    """Mail what was not mailed yet to those who want it at this time, one mail each; return how many went and failed.

    Nobody gets one twice: the notices are locked while they are sent.
    """
    waiting = Notice.objects.filter(sent_at__isnull=True, user__notify=when, user__is_active=True)
    waiting = waiting.exclude(user__email="")
    if users is not None:
        waiting = waiting.filter(user__in=users)
    sent = failed = 0
    for pk in waiting.order_by("user").values_list("user", flat=True).distinct():
        went = _send(pk)
        sent, failed = sent + went, failed + (not went)
    return sent, failed


@transaction.atomic
def _send(user: int) -> bool:
    rows = list(Notice.objects.select_for_update().filter(user=user, sent_at__isnull=True).order_by("pk"))
    if not rows:
        return True
    person = User.objects.get(pk=user)
    organisation = Organisation.objects.first()
    sender = " ".join(organisation.short_name.split()) if organisation else "Begroting"  # a head is one line
    lines = [f"{row.sentence}\n{settings.BASE_ADDRESS}{row.path}" for row in rows]
    settings_page = f"{settings.BASE_ADDRESS}/meldingen/"
    lines.append(f"Wilt u deze berichten anders of niet krijgen? Kies dat op\n{settings_page}")
    try:
        send_mail(f"{sender}: er wacht iets op u", "\n\n".join(lines) + "\n", None, [person.email])
    except (OSError, ValueError):  # the server cannot be reached, or refuses; SMTPException is an OSError
        _LOG.warning("mail to user %s failed; it is tried again by send_notices", user, exc_info=True)
        return False
    Notice.objects.filter(pk__in=[row.pk for row in rows]).update(sent_at=timezone.now())
    return True
