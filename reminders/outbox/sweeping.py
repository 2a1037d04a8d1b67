"""Taking back what a sender held for longer than it may: it was killed, or frozen, or got no answer."""

from collections import Counter
from datetime import timedelta

from django.db.models.functions import Now
from django.utils.translation import gettext as _

from reminders import kinds
from reminders.backoff import MAX_ATTEMPTS
from reminders.models import Channel, Reminder, State
from reminders.outbox import ways

PAUSE = timedelta(minutes=1)  # before something is handed over that may have arrived already


def sweep():
    """Decide on every row whose lease is over. Answers how many ended as failed or unconfirmed: {(channel, state): number}."""
    tally = Counter()
    for channel in Channel:
        held = Reminder.objects.lease_over().filter(channel=channel)
        tally[channel, State.FAILED] += take_back_unsent(held)
        tally[channel, State.UNKNOWN] += settle_doubtful(held, ways.can_repeat(channel))
    return +tally


def take_back_unsent(held):
    """A claimed row is certainly unsent: it is due again, unless it has seen too many senders die."""
    reason = _("gave up after %(number)s attempts: each sender stopped before it could begin") % {"number": MAX_ATTEMPTS}
    poison = held.filter(attempt__gte=MAX_ATTEMPTS).move(State.CLAIMED, State.FAILED, last_error=reason)
    held.move(State.CLAIMED, State.DUE, try_at=Now())
    return poison


def settle_doubtful(held, can_repeat):
    """A row whose answer was lost: a kind that is told at least once is due again, any other is unconfirmed."""
    again = held if can_repeat else held.filter(kind__in=kinds.told_at_least_once())
    again.filter(attempt__lt=MAX_ATTEMPTS).move(State.SENDING, State.DUE, try_at=Now() + PAUSE)
    return held.move(State.SENDING, State.UNKNOWN)
