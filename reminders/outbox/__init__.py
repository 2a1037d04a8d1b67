"""The outbox: rows that are due become messages that are sent, or visibly are not.

A sender claims rows under a lease, asks of each whether it is still owed, hands it over and writes down what came of it.
What a dead sender held, the sweep takes back. What is told once a day, `write_letters` puts into one row.
Celery and cron only say "look now": all that must not be lost is in the rows.
"""

from reminders.outbox.letters import write_letters
from reminders.outbox.sending import send_all, send_due
from reminders.outbox.sweeping import sweep

__all__ = ["send_all", "send_due", "sweep", "write_letters"]
