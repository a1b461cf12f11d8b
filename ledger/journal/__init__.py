"""The one write path. Every change of the ledger is a function here: keyword-only, atomic, with an actor.

Each function checks the right to do it and the rules, writes, and writes the audit entry in the same
transaction. Nothing else creates, changes or deletes rows of the ledger.
"""

from ledger.journal.amendments import (
    adopt_amendment,
    close_year,
    open_amendment,
    open_year,
    submit_amendment,
    withdraw_amendment,
)
from ledger.journal.audit import head
from ledger.journal.errors import JournalError
from ledger.journal.investments import add_investment, change_investment, delete_investment
from ledger.journal.lines import LineInput
from ledger.journal.mutations import (
    MutationInput,
    approve_mutation,
    delete_mutation,
    edit_mutation,
    post_mutation,
    post_mutations,
    reverse_mutation,
)
from ledger.journal.once import once
from ledger.journal.setup import (
    add_cost_pool,
    add_key_version,
    add_municipality,
    add_neutral_group,
    add_programme,
    add_reserve,
    add_risk,
    add_theme,
    change_opening,
    describe_organisation,
    place_order,
    record_import,
    record_opening,
    record_published,
    rule_pool,
)
from ledger.journal.undo import undo_last

__all__ = [
    "JournalError",
    "LineInput",
    "MutationInput",
    "add_cost_pool",
    "add_investment",
    "add_key_version",
    "add_municipality",
    "add_neutral_group",
    "add_programme",
    "add_reserve",
    "add_risk",
    "add_theme",
    "adopt_amendment",
    "approve_mutation",
    "change_investment",
    "change_opening",
    "close_year",
    "delete_investment",
    "delete_mutation",
    "describe_organisation",
    "edit_mutation",
    "head",
    "once",
    "open_amendment",
    "open_year",
    "place_order",
    "post_mutation",
    "post_mutations",
    "record_import",
    "record_opening",
    "record_published",
    "reverse_mutation",
    "rule_pool",
    "submit_amendment",
    "undo_last",
    "withdraw_amendment",
]
