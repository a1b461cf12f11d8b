"""The whole schema. Amounts are integer eurocents; a positive line is more last or more baat.

Nothing computed is stored. Changes go through `ledger.journal` only; what must never happen is refused by
the constraints here and by the triggers in `ledger.triggers` as well.
"""

from ledger.models.budget import (
    Amendment,
    BudgetYear,
    Investment,
    Line,
    MaatwerkOrder,
    Mutation,
    NeutralGroup,
    OpeningBalance,
    PoolRule,
    Risk,
)
from ledger.models.intake import Intake
from ledger.models.organisation import (
    AllocationKey,
    CostPool,
    KeyVersion,
    KeyWeight,
    Municipality,
    Organisation,
    Programme,
    Reserve,
    RoleGrant,
    Theme,
    User,
)
from ledger.models.records import (
    AuditEntry,
    FormToken,
    PublishedFigure,
    PublishedText,
)

__all__ = [
    "AllocationKey",
    "Amendment",
    "AuditEntry",
    "BudgetYear",
    "CostPool",
    "FormToken",
    "Intake",
    "Investment",
    "KeyVersion",
    "KeyWeight",
    "Line",
    "MaatwerkOrder",
    "Municipality",
    "Mutation",
    "NeutralGroup",
    "OpeningBalance",
    "Organisation",
    "PoolRule",
    "Programme",
    "PublishedFigure",
    "PublishedText",
    "Reserve",
    "Risk",
    "RoleGrant",
    "Theme",
    "User",
]
