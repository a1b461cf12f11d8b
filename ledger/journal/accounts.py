"""Who may log in, and with which role until when. Every change is in the log, by user number and without names."""

from datetime import date, timedelta

from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction
from django.utils import timezone

from ledger.enums import NotifyWhen, Role
from ledger.journal.audit import Entry, record
from ledger.journal.calendar_keys import end_calendar_key
from ledger.journal.errors import JournalError
from ledger.journal.logins import forget_attempts
from ledger.models import Municipality, RoleGrant, User
from ledger.permissions import Verb, require

BOUND_TO_MUNICIPALITY = frozenset({Role.OGON_MEMBER, Role.COUNCIL_READER})
LONGEST_GRANT = timedelta(days=366)
"""A role ends by itself: who leaves without anybody telling keeps it no longer than this."""


@transaction.atomic
def add_user(*, actor: User, username: str, first_name: str, last_name: str, email: str, password: str) -> User:
    """Make an account; it can do nothing until it has a role.

    Raises ValidationError on a weak password or a name with other characters than letters, digits and @.+-_, and
    JournalError when the name is taken.
    """
    require(actor, Verb.MANAGE_USERS)
    username = User.normalize_username(username)  # as the form to log in does
    User.username_validator(username)
    taken = JournalError(f"De inlognaam '{username}' bestaat al. Kies een andere.")
    if User.objects.filter(username__iexact=username).exists():
        raise taken
    user = User(username=username, first_name=first_name, last_name=last_name, email=email)
    validate_password(password, user)
    user.set_password(password)
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError:  # somebody else took it just now
        raise taken from None
    record(actor, [Entry("user.added", _subject(user), {})])
    return user


@transaction.atomic
def set_password(*, actor: User, user: User, password: str) -> None:
    """Give somebody a new password; who was logged in with the old one is logged out."""
    require(actor, Verb.MANAGE_USERS)
    validate_password(password, user)
    user.set_password(password)
    user.save(update_fields=["password"])
    forget_attempts(user.get_username())
    record(actor, [Entry("user.password", _subject(user), {})])


@transaction.atomic
def choose_password(*, actor: User, password: str) -> None:
    """Give oneself a new password; who was logged in with the old one elsewhere is logged out."""
    validate_password(password, actor)
    actor.set_password(password)
    actor.save(update_fields=["password"])
    record(actor, [Entry("user.password", _subject(actor), {})])


@transaction.atomic
def choose_notify(*, actor: User, when: str) -> None:
    """Let somebody choose when to get mail about what waits."""
    if when not in NotifyWhen.values:
        raise JournalError("Kies meteen, één keer per dag of nooit.")
    User.objects.filter(pk=actor.pk).update(notify=when)
    record(actor, [Entry("user.notify", _subject(actor), {"notify": when})])


@transaction.atomic
def set_active(*, actor: User, user: User, active: bool) -> None:
    """Switch an account on or off; off works at once, also for who is logged in. A second time does nothing."""
    require(actor, Verb.MANAGE_USERS)
    if user.pk == actor.pk:
        raise JournalError("U kunt uw eigen account niet uitzetten. Vraag een andere beheerder.")
    if _locked(user).is_active == active:
        return
    user.is_active = active
    user.save(update_fields=["is_active"])
    if not active:
        _end_sessions(user)
        end_calendar_key(actor=actor, user=user)
    record(actor, [Entry("user.active", _subject(user), {"active": active})])


@transaction.atomic
def grant_role(
    *, actor: User | None, user: User, role: str, municipality: Municipality | None, until: date
) -> RoleGrant:
    """Give a role until and including a day; a second grant of the same role replaces the date, if it is another.

    Raises JournalError when the gemeente does not go with the role, or the day lies behind us or too far
    ahead. Without an actor: from the command line, by who runs the installation; then the user itself is
    named in the log.
    """
    if actor is not None:
        require(actor, Verb.MANAGE_USERS)
        if actor.pk == user.pk:
            raise JournalError("U kunt uzelf geen rol geven. Vraag een andere beheerder.")
    bound = role in BOUND_TO_MUNICIPALITY
    if bound != (municipality is not None):
        raise JournalError(
            "Een OGON-lid en een raadslid horen bij een gemeente: kies de gemeente."
            if bound
            else f"De rol {Role(role).label} hoort niet bij een gemeente: laat de gemeente leeg."
        )
    today = timezone.localdate()
    if not today <= until <= today + LONGEST_GRANT:
        raise JournalError("Kies een einddatum vanaf vandaag en binnen een jaar. Verleng de rol daarna opnieuw.")
    _locked(user)
    if same := user.grants.filter(role=role, municipality=municipality, valid_until=until).first():
        return same
    grant, _ = RoleGrant.objects.update_or_create(
        user=user, role=role, municipality=municipality, defaults={"valid_until": until}
    )
    payload = {"role": role, "municipality": municipality.code if municipality else None, "until": until.isoformat()}
    record(actor or user, [Entry("role.granted", _subject(user), payload)])
    return grant


@transaction.atomic
def end_role(*, actor: User, grant: RoleGrant) -> None:
    """End a role today: from now on it counts no more. One that has ended stays as it is."""
    require(actor, Verb.MANAGE_USERS)
    if actor.pk == grant.user_id:
        raise JournalError("U kunt uw eigen rol niet beëindigen. Vraag een andere beheerder.")
    _locked(grant.user)
    grant.refresh_from_db(fields=["valid_until"])
    if grant.valid_until < timezone.localdate():
        return
    grant.valid_until = timezone.localdate() - timedelta(days=1)
    grant.save(update_fields=["valid_until"])
    payload = {"role": grant.role, "municipality": grant.municipality.code if grant.municipality else None}
    record(actor, [Entry("role.ended", _subject(grant.user), payload)])


def _locked(user: User) -> User:
    """Return the account as it is now; others who change it or its roles wait."""
    return User.objects.select_for_update().get(pk=user.pk)


def _subject(user: User) -> str:
    return f"user:{user.pk}"


def _end_sessions(user: User) -> None:
    for session in Session.objects.filter(expire_date__gte=timezone.now()):
        if session.get_decoded().get("_auth_user_id") == str(user.pk):
            session.delete()
