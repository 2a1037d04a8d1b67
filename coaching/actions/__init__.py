"""What people do between the plan and its review."""

from coaching.actions.cases import answer_signal, ask_to_look_again, close_signal, look_later, open_signal, reopen_signal
from coaching.actions.process import LookResult, look_at_process, set_process
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
    "ask_to_look_again",
    "cancel_session",
    "change_notes",
    "close_signal",
    "fill_slot",
    "hold_session",
    "log_session",
    "look_at_process",
    "look_later",
    "move_session",
    "open_signal",
    "plan_session",
    "promise_in",
    "recognise",
    "reopen_signal",
    "set_process",
    "write_private_note",
]
