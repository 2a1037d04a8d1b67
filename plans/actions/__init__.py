"""What people can do with plans, one verb each."""

from plans.actions.agreeing import amend, close, counter, give_up_amendment, propose, sign, take_over, withdraw
from plans.actions.drafting import (
    add_goal,
    add_measure,
    add_offer,
    drop_item,
    edit_item,
    reorder,
    restore_item,
    write_portrait,
)
from plans.actions.history import record
from plans.actions.progress import note_progress
from plans.actions.promising import decline, drop_commitment, grant, keep, miss, promise, renegotiate, reopen_commitment
from plans.actions.starting import start
from plans.actions.strategy import acknowledge_priority, publish_priority, state_priority
from plans.actions.talking import agree_item, comment, end_invitation, invite, settle, unagree_item

__all__ = [
    "acknowledge_priority",
    "add_goal",
    "add_measure",
    "add_offer",
    "agree_item",
    "amend",
    "close",
    "comment",
    "counter",
    "decline",
    "drop_commitment",
    "drop_item",
    "edit_item",
    "end_invitation",
    "give_up_amendment",
    "grant",
    "invite",
    "keep",
    "miss",
    "note_progress",
    "promise",
    "propose",
    "publish_priority",
    "record",
    "renegotiate",
    "reopen_commitment",
    "reorder",
    "restore_item",
    "settle",
    "sign",
    "start",
    "state_priority",
    "take_over",
    "unagree_item",
    "withdraw",
    "write_portrait",
]
