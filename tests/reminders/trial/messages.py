"""The kinds of the room, and a switch for whether they are still owed."""

from people.verdict import YES, Verdict
from reminders import kinds
from reminders.kinds import Kind


def still_owed(reminder):
    """Owed until its facts say otherwise."""
    if reminder.facts.get("breaks"):
        raise KeyError("a mistake in the room's code")
    return Verdict("The signal is closed.") if reminder.facts.get("is_over") else YES


NUDGE = Kind("trial.nudge", "A nudge", policy="at_least_once", still_owed=still_owed, pace=kinds.AT_ONCE)
NEWS = Kind("trial.news", "News", policy="at_least_once", still_owed=still_owed)
SIGNATURE = Kind("trial.signature", "A signature waits", policy="once", can_mute=False, still_owed=still_owed)


def register():
    for kind in (NUDGE, NEWS, SIGNATURE):
        kinds.register(kind)
