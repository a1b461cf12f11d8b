"""The whole schema. Amounts are integer eurocents; a positive line is more last or more baat.

Nothing computed is stored. Changes go through `ledger.journal` only; what must never happen is refused by
the constraints here and by the triggers in `ledger.guards.triggers` as well.
"""

from ledger.models.budget import (
    Amendment,
    BudgetYear,
    Investment,
    Line,
    Mutation,
    NeutralGroup,
    OpeningBalance,
    PoolRule,
    Risk,
)
from ledger.models.consultation import Consultation, ConsultationFile, ExemptionRule
from ledger.models.documents import (
    Block,
    BlockComment,
    Chapter,
    Document,
    DocumentVersion,
    Milestone,
    RenderJob,
    SealedFile,
)
from ledger.models.intake import Intake
from ledger.models.logins import LoginAttempt
from ledger.models.maatwerk import (
    LateDevelopment,
    MaatwerkOrder,
    OrderAmount,
    OrderContact,
    OrderDocument,
    OrderStep,
    ServiceAgreement,
)
from ledger.models.ogon import (
    MeetingItem,
    Notice,
    Ogon,
    OgonAnswer,
    OgonDecision,
    OgonMeeting,
    OgonQuestion,
    OgonSeat,
)
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
    "Block",
    "BlockComment",
    "BudgetYear",
    "Chapter",
    "Consultation",
    "ConsultationFile",
    "CostPool",
    "Document",
    "DocumentVersion",
    "ExemptionRule",
    "FormToken",
    "Intake",
    "Investment",
    "KeyVersion",
    "KeyWeight",
    "LateDevelopment",
    "Line",
    "LoginAttempt",
    "MaatwerkOrder",
    "MeetingItem",
    "Milestone",
    "Municipality",
    "Mutation",
    "NeutralGroup",
    "Notice",
    "Ogon",
    "OgonAnswer",
    "OgonDecision",
    "OgonMeeting",
    "OgonQuestion",
    "OgonSeat",
    "OpeningBalance",
    "OrderAmount",
    "OrderContact",
    "OrderDocument",
    "OrderStep",
    "Organisation",
    "PoolRule",
    "Programme",
    "PublishedFigure",
    "PublishedText",
    "RenderJob",
    "Reserve",
    "Risk",
    "RoleGrant",
    "SealedFile",
    "ServiceAgreement",
    "Theme",
    "User",
]
