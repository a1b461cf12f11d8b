"""The one write path. Every change of the ledger is a function here: keyword-only, atomic, with an actor.

Each function checks the right to do it and the rules, writes, and writes the audit entry in the same
transaction. Nothing else creates, changes or deletes rows of the ledger.
"""

from ledger.journal.agreements import add_agreement, change_agreement
from ledger.journal.amendments import (
    adopt_amendment,
    close_year,
    open_amendment,
    open_year,
    submit_amendment,
    withdraw_amendment,
)
from ledger.journal.blocks import (
    StaleBlockError,
    add_block,
    comment,
    edit_block,
    move_block,
    remove_block,
    reopen_comment,
    resolve_comment,
)
from ledger.journal.chapter_progress import (
    Progress,
    assign_chapter,
    last_writers,
    set_branch_status,
    set_chapter_status,
)
from ledger.journal.chapters import add_chapter, describe_chapter, move_chapter, remove_chapter
from ledger.journal.cycle import open_cycle
from ledger.journal.documents import (
    add_document,
    address_document,
    carry_amendment,
    post_documents,
    rename_document,
    set_milestone,
)
from ledger.journal.errors import JournalError
from ledger.journal.investments import add_investment, change_investment, delete_investment
from ledger.journal.keys import rule_pool
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
from ledger.journal.ogon import answer, ask, decide
from ledger.journal.once import once
from ledger.journal.order_files import ContactInput, attach_document, set_contacts
from ledger.journal.order_steps import StepInput, move_order, play_order, release_order, settle_order, take_up_order
from ledger.journal.orders import OrderInput, edit_order, place_order, request_order, set_amounts
from ledger.journal.overleg import (
    add_ogon,
    cancel_meeting,
    change_ogon,
    hold_meeting,
    move_meeting,
    plan_meeting,
    seat_member,
    unseat,
)
from ledger.journal.quotes import quote_order
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
    record_import,
    record_opening,
    record_published,
)
from ledger.journal.undo import undo_last

__all__ = [
    "ContactInput",
    "JournalError",
    "LineInput",
    "MutationInput",
    "OrderInput",
    "Progress",
    "StaleBlockError",
    "StepInput",
    "add_agreement",
    "add_block",
    "add_chapter",
    "add_cost_pool",
    "add_document",
    "add_investment",
    "add_key_version",
    "add_municipality",
    "add_neutral_group",
    "add_ogon",
    "add_programme",
    "add_reserve",
    "add_risk",
    "add_theme",
    "address_document",
    "adopt_amendment",
    "answer",
    "approve_mutation",
    "ask",
    "assign_chapter",
    "attach_document",
    "cancel_meeting",
    "carry_amendment",
    "change_agreement",
    "change_investment",
    "change_ogon",
    "change_opening",
    "close_year",
    "comment",
    "decide",
    "delete_investment",
    "delete_mutation",
    "describe_chapter",
    "describe_organisation",
    "edit_block",
    "edit_mutation",
    "edit_order",
    "hold_meeting",
    "last_writers",
    "move_block",
    "move_chapter",
    "move_meeting",
    "move_order",
    "once",
    "open_amendment",
    "open_cycle",
    "open_year",
    "place_order",
    "plan_meeting",
    "play_order",
    "post_documents",
    "post_mutation",
    "post_mutations",
    "quote_order",
    "record_import",
    "record_opening",
    "record_published",
    "release_order",
    "remove_block",
    "remove_chapter",
    "rename_document",
    "reopen_comment",
    "request_order",
    "resolve_comment",
    "reverse_mutation",
    "rule_pool",
    "seat_member",
    "set_amounts",
    "set_branch_status",
    "set_chapter_status",
    "set_contacts",
    "set_milestone",
    "settle_order",
    "submit_amendment",
    "take_up_order",
    "undo_last",
    "unseat",
    "withdraw_amendment",
]
