"""What people do between the plan and its review."""

from coaching.actions.cases import answer_signal, ask_to_look_again, close_signal, look_later, open_signal, reopen_signal
from coaching.actions.process import LookResult, look_at_process, set_process
from coaching.actions.roadblocks import (
    ask_about_roadblocks,
    give_up_roadblock,
    put_off_roadblock,
    raise_roadblock,
    remove_roadblock,
    take_over_roadblock,
)
from coaching.actions.sessions import (
    cancel_session,
    change_notes,
    hold_session,
    log_session,
    move_session,
    plan_session,
    promise_in,
    write_private_note,
)
from coaching.actions.week import fill_slot, recognise

__all__ = [
    "LookResult",
    "answer_signal",
    "ask_about_roadblocks",
    "ask_to_look_again",
    "cancel_session",
    "change_notes",
    "close_signal",
    "fill_slot",
    "give_up_roadblock",
    "hold_session",
    "log_session",
    "look_at_process",
    "look_later",
    "move_session",
    "open_signal",
    "plan_session",
    "promise_in",
    "put_off_roadblock",
    "raise_roadblock",
    "recognise",
    "remove_roadblock",
    "reopen_signal",
    "set_process",
    "take_over_roadblock",
    "write_private_note",
]
