"""What people can do with plans, one verb each."""

from plans.actions.agreeing import WAITS, counter, expire_proposals, propose, sign, withdraw
from plans.actions.amending import amend, close, give_up_amendment
from plans.actions.arranging import duplicate_item, reorder
from plans.actions.consenting import agree_item, unagree_item
from plans.actions.documents import (
    ask_again,
    ask_binder,
    ask_document,
    expire_document,
    fail_document,
    fetch_document,
    release_document,
)
from plans.actions.drafting import (
    add_goal,
    add_measure,
    add_offer,
    add_topic,
    drop_item,
    edit_item,
    restore_item,
    write_portrait,
)
from plans.actions.handing_over import choose_handover, take_over
from plans.actions.history import record
from plans.actions.keeping import explain, keep, keep_by_evidence, miss, produce_occurrences, reopen_commitment, unkeep
from plans.actions.progress import note_progress
from plans.actions.promising import decline, drop_commitment, grant, promise, renegotiate
from plans.actions.reading import mark_read, mark_seen
from plans.actions.starting import start
from plans.actions.strategy import acknowledge_priority, publish_priority, state_priority
from plans.actions.talking import answer, comment, correct, end_invitation, invite, reopen_thread, settle
from plans.actions.templates import (
    duplicate_template,
    edit_template,
    make_first_templates,
    make_template,
    move_template_goal,
    publish_template,
    remove_template_goal,
    retire_template,
    write_template_goal,
    write_template_rest,
)
from plans.actions.terms import edit_terms

__all__ = [
    "WAITS",
    "acknowledge_priority",
    "add_goal",
    "add_measure",
    "add_offer",
    "add_topic",
    "agree_item",
    "amend",
    "answer",
    "ask_again",
    "ask_binder",
    "ask_document",
    "choose_handover",
    "close",
    "comment",
    "correct",
    "counter",
    "decline",
    "drop_commitment",
    "drop_item",
    "duplicate_item",
    "duplicate_template",
    "edit_item",
    "edit_template",
    "edit_terms",
    "end_invitation",
    "expire_document",
    "expire_proposals",
    "explain",
    "fail_document",
    "fetch_document",
    "give_up_amendment",
    "grant",
    "invite",
    "keep",
    "keep_by_evidence",
    "make_first_templates",
    "make_template",
    "mark_read",
    "mark_seen",
    "miss",
    "move_template_goal",
    "note_progress",
    "produce_occurrences",
    "promise",
    "propose",
    "publish_priority",
    "publish_template",
    "record",
    "release_document",
    "remove_template_goal",
    "renegotiate",
    "reopen_commitment",
    "reopen_thread",
    "reorder",
    "restore_item",
    "retire_template",
    "settle",
    "sign",
    "start",
    "state_priority",
    "take_over",
    "unagree_item",
    "unkeep",
    "withdraw",
    "write_portrait",
    "write_template_goal",
    "write_template_rest",
]
