"""Sending what is due."""

import logging
import time
from collections import Counter
from functools import partial

from django.db import transaction

from reminders import handover, rules
from reminders.days import held_until
from reminders.models import Channel, State
from reminders.outbox import lease, ways
from reminders.outbox.letters import write_letters
from reminders.outbox.sweeping import sweep

log = logging.getLogger(__name__)

TURN = 8  # seconds after which a tick's work ends, so that other work gets its turn


def send_due(seconds=TURN):
    """Send what is due now, for about as long. Answers {(channel, state): number}."""
    until = time.monotonic() + seconds
    tally = Counter()
    for channel in Channel:
        with ways.way_of(channel) as way:
            while time.monotonic() < until and (batch := lease.claim(channel)):
                if not send_batch(batch, way, until, tally):
                    break
    return tally


def send_all():
    """Send until nothing is due, with no broker: for cron, and while the worker is broken."""
    tally, before = sweep() + send_due(seconds=60), None
    write_letters()
    while tally != before:
        before = tally.copy()
        tally += send_due(seconds=60)
        tally += sweep()
    return tally


def send_batch(batch, way, until, tally):
    """Send the rows one by one; False if there is no way now. What is left then goes back untried."""
    for number, reminder in enumerate(batch):
        if time.monotonic() >= until:
            lease.give_back(batch[number:])
            return False
        try:
            tally[reminder.channel, deliver(reminder, way)] += 1
        except handover.Unreachable as error:
            lease.give_back(batch[number:])
            lease.hold_all_mail(str(error))
            log.warning("reminders wait: %s", error)
            return False
    return True


def deliver(reminder, way):
    """One row from claimed to its next state, which is the answer."""
    if reminder.channel != Channel.APP and (until := held_until(reminder.recipient)):
        return lease.hold(reminder, until)
    try:
        with transaction.atomic():
            verdict = rules.still_owed(reminder)
            message = way.prepare(reminder) if verdict else None
    except Exception as error:  # one broken row must not stop those behind it
        log.exception("reminder %s (%s) could not be written", reminder.pk, reminder.kind)
        return lease.put_off(reminder, f"could not be written ({type(error).__name__})")
    if not verdict:
        lease.cancel(reminder, verdict.reason)
        return State.CANCELLED
    return hand_over(reminder, message, way)


def hand_over(reminder, message, way):
    """Deliver, and write down what came of it."""
    try:
        way.hand_over(message, partial(lease.begin, reminder, way.patience))
    except handover.PutOff as error:
        return lease.put_off(reminder, str(error), error.wait)
    except handover.TurnedDown as error:
        lease.fail(reminder, str(error))
        return State.FAILED
    except handover.InDoubt as error:
        lease.leave_in_doubt(reminder, str(error))
        return State.SENDING
    except handover.NotOurs:
        return State.CLAIMED
    lease.sent(reminder)
    return State.SENT
