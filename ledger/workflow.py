"""The steps in the life of a wijziging: one table, with the verb behind each arrow."""

from ledger.enums import AmendmentStatus
from ledger.permissions import Verb

STEPS: dict[tuple[str, str], Verb] = {
    (AmendmentStatus.DRAFT, AmendmentStatus.SUBMITTED): Verb.SUBMIT,
    (AmendmentStatus.SUBMITTED, AmendmentStatus.ADOPTED): Verb.ADOPT,
    (AmendmentStatus.DRAFT, AmendmentStatus.WITHDRAWN): Verb.SUBMIT,
    (AmendmentStatus.SUBMITTED, AmendmentStatus.WITHDRAWN): Verb.ADOPT,
}


def step(current: str, wanted: str) -> Verb | None:
    """Return the verb a step needs, or None when there is no such step."""
    return STEPS.get((current, wanted))
