"""Who may see how much of a plan, and who may do what with it now: one sentence for each no."""

from plans.rules.agreeing import (
    can_amend,
    can_close,
    can_counter,
    can_give_up_amendment,
    can_propose,
    can_sign,
    can_take_over,
    can_withdraw,
)
from plans.rules.drafting import (
    can_agree,
    can_comment,
    can_edit,
    can_edit_item,
    can_invite,
    can_settle,
    can_start,
    people_to_plan_with,
)
from plans.rules.footing import ONLY_THE_TWO, PERSONAL, Footing, footing, manager_today, personally, sees_draft, side_of, view_of
from plans.rules.living import can_change, can_grant, can_keep, can_miss, can_note_progress, can_promise, can_reopen, is_maker
from plans.rules.strategy import can_state_priority, leads_something
from plans.rules.templates import can_begin_from, can_keep_template, can_keep_templates_for, keeps_templates

__all__ = [
    "ONLY_THE_TWO",
    "PERSONAL",
    "Footing",
    "can_agree",
    "can_amend",
    "can_begin_from",
    "can_change",
    "can_close",
    "can_comment",
    "can_counter",
    "can_edit",
    "can_edit_item",
    "can_give_up_amendment",
    "can_grant",
    "can_invite",
    "can_keep",
    "can_keep_template",
    "can_keep_templates_for",
    "can_miss",
    "can_note_progress",
    "can_promise",
    "can_propose",
    "can_reopen",
    "can_settle",
    "can_sign",
    "can_start",
    "can_state_priority",
    "can_take_over",
    "can_withdraw",
    "footing",
    "is_maker",
    "keeps_templates",
    "leads_something",
    "manager_today",
    "people_to_plan_with",
    "personally",
    "sees_draft",
    "side_of",
    "view_of",
]
