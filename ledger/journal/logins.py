"""How often somebody may try a password: guessing becomes too slow, and nobody is locked out for long.

Counted are the attempts of the last quarter of an hour that failed or are still going on, so that many at the same
moment count as well. The limits hold for names that do not exist too: the answer does not tell which ones do.
"""

from datetime import timedelta
from typing import Final

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.crypto import salted_hmac

from ledger.models import LoginAttempt

WINDOW: Final = timedelta(minutes=15)
PER_ACCOUNT_AND_ADDRESS: Final = 5
PER_ADDRESS: Final = 50  # the colleagues in a town hall share an address
PER_ACCOUNT: Final = 50  # from everywhere together: more would let anybody lock somebody out


def begin_login(*, username: str, address: str) -> LoginAttempt | None:
    """Count an attempt and return it, or return None when there were too many: then the password is not looked at.

    Not in one transaction: what is counted has to be seen by who tries at the same moment.
    """
    now = timezone.now()
    LoginAttempt.objects.filter(at__lt=now - WINDOW).delete()
    attempt = LoginAttempt.objects.create(account=_mark(_name(username)), address=_mark(address), at=now)
    same_account, same_address = Q(account=attempt.account), Q(address=attempt.address)
    earlier = LoginAttempt.objects.filter(pk__lt=attempt.pk).aggregate(
        both=Count("pk", filter=same_account & same_address),
        account=Count("pk", filter=same_account),
        address=Count("pk", filter=same_address),
    )
    limits = {"both": PER_ACCOUNT_AND_ADDRESS, "account": PER_ACCOUNT, "address": PER_ADDRESS}
    if any(earlier[name] >= limit for name, limit in limits.items()):
        attempt.delete()  # who waits does not wait longer by trying
        return None
    return attempt


def login_succeeded(attempt: LoginAttempt) -> None:
    """Forget the attempts of this account from this address."""
    LoginAttempt.objects.filter(account=attempt.account, address=attempt.address).delete()


def forget_attempts(username: str) -> None:
    """Forget all attempts of an account: it has a new password."""
    LoginAttempt.objects.filter(account=_mark(_name(username))).delete()


def _name(username: str) -> str:
    return username.strip().casefold()


def _mark(value: str) -> str:
    return salted_hmac("duoplus.logins", value, algorithm="sha256").hexdigest()
