"""What can be done with reminders: owe one, read it, choose how it comes, try again, pause."""

from reminders.actions.choosing import choose, connect_chat, disconnect_chat, mute, set_letter, try_chat
from reminders.actions.overseeing import decide, drop_waiting, retry, retry_failed
from reminders.actions.owing import Owed, owe, owe_all
from reminders.actions.reading import read, read_all

__all__ = [
    "Owed",
    "choose",
    "connect_chat",
    "decide",
    "disconnect_chat",
    "drop_waiting",
    "mute",
    "owe",
    "owe_all",
    "read",
    "read_all",
    "retry",
    "retry_failed",
    "set_letter",
    "try_chat",
]
