"""Who may log in, and with which role until when."""

from datetime import date

from django.db import transaction

from ledger.enums import Role
from ledger.journal.errors import JournalError
from ledger.models import Municipality, RoleGrant, User

BOUND_TO_MUNICIPALITY = frozenset({Role.OGON_MEMBER, Role.COUNCIL_READER})


@transaction.atomic
def grant_role(username: str, role: str, municipality: str, until: date) -> tuple[User, bool]:
    """Give a role until and including a day; return the user and whether it is new (and has no password yet).

    A second grant of the same role replaces the date. Raises JournalError when the gemeente is missing,
    unknown, or does not go with the role.
    """
    bound = role in BOUND_TO_MUNICIPALITY
    if bound != bool(municipality):
        raise JournalError(
            "Een OGON-lid en een raadslid horen bij een gemeente: noem haar code."
            if bound
            else f"De rol {Role(role).label} hoort niet bij een gemeente: laat de gemeente weg."
        )
    place = Municipality.objects.filter(code=municipality).first() if municipality else None
    if municipality and place is None:
        known = ", ".join(Municipality.objects.values_list("code", flat=True))
        raise JournalError(f"Onbekende gemeente '{municipality}'. Kies uit: {known}.")
    user, created = User.objects.get_or_create(username=username)
    if created:
        user.set_unusable_password()
        user.save()
    RoleGrant.objects.update_or_create(user=user, role=role, municipality=place, defaults={"valid_until": until})
    return user, created
