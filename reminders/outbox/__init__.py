"""The outbox: rows that are due become messages that are sent, or visibly are not.

A sender claims rows under a lease, asks of each whether it is still owed, hands it over and writes down what came of it.
What a dead sender held, the sweep takes back. Celery and cron only say "look now": all that must not be lost is in the rows.
"""

from reminders.outbox.sending import send_all, send_due
from reminders.outbox.sweeping import sweep

__all__ = ["send_all", "send_due", "sweep"]
