"""Who may work on a row now. Each step out of a lease asks, in the same statement, whether the lease is still ours."""

import uuid
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from reminders.backoff import UNREACHABLE, is_last, wait_after
from reminders.models import Channel, Reminder, Setting, State

BATCH = 20


def claim(channel, limit=BATCH):
    """Take up to `limit` rows that are due, and count the attempt before it is made. Nothing while the outbox is paused."""
    with transaction.atomic(durable=True):
        if Setting.current().is_paused:
            return []
        due = Reminder.objects.due_now().filter(channel=channel).select_for_update(skip_locked=True, of=("self",))
        ids = list(due.values_list("pk", flat=True)[:limit])
        token = uuid.uuid4()
        until = Now() + timedelta(seconds=settings.REMINDERS_LEASE)
        Reminder.objects.filter(pk__in=ids).move(
            State.DUE, State.CLAIMED, lease_token=token, lease_until=until, attempt=F("attempt") + 1
        )
    return list(Reminder.objects.filter(lease_token=token).select_related("recipient").order_by("due_at", "id"))


def ours(reminder):
    """The row, as long as the lease under which we read it holds."""
    return Reminder.objects.filter(pk=reminder.pk, lease_token=reminder.lease_token)


def begin(reminder, patience):
    """The last step before delivery; from here until the answer, nobody can know. False: it is not ours for long enough."""
    held = ours(reminder).filter(lease_until__gt=Now() + timedelta(seconds=patience))
    kept = {"lease_token": reminder.lease_token, "lease_until": F("lease_until")}
    return held.move(State.CLAIMED, State.SENDING, **kept) == 1


def sent(reminder):
    """Told. In the application that needs no hand-over."""
    before = State.CLAIMED if reminder.channel == Channel.APP else State.SENDING
    return ours(reminder).move(before, State.SENT, sent_at=Now(), last_error="")


def cancel(reminder, reason):
    """Not owed any more, and why."""
    return ours(reminder).move(State.CLAIMED, State.CANCELLED, last_error=reason[:500])


def fail(reminder, reason):
    """Given up, for everybody to see."""
    return _leave(reminder, State.FAILED, last_error=reason[:500])


def put_off(reminder, reason, wait=None):
    """Try again later, after `wait` seconds if the other side asked for it; after the last attempt, give up. Answers the state
    that it is in now.
    """
    if is_last(reminder.attempt):
        fail(reminder, f"gave up after {reminder.attempt} attempts: {reason}")
        return State.FAILED
    _leave(reminder, State.DUE, try_at=Now() + wait_after(reminder.attempt, wait), last_error=reason[:500])
    return State.DUE


def hold(reminder, until):
    """Its reader is away: it is due again on the morning of the next day, at which that is asked again. The attempt was none."""
    reason = _("They are away. It waits, and is asked again each morning until they are back.")
    ours(reminder).move(State.CLAIMED, State.DUE, attempt=F("attempt") - 1, due_at=until, try_at=until, last_error=reason)
    return State.DUE


def leave_in_doubt(reminder, reason):
    """Handed over, and no answer: the next sweep decides by the kind's policy."""
    return ours(reminder).filter(state=State.SENDING).update(lease_until=Now(), last_error=reason[:500])


def give_back(reminders):
    """Return untried rows: the attempt was none."""
    for reminder in reminders:
        ours(reminder).move(State.CLAIMED, State.DUE, attempt=F("attempt") - 1)


def hold_all_mail(reason):
    """No server: whatever e-mail is due waits a little, so that not each tick tries in vain."""
    Reminder.objects.by_mail().due_now().update(try_at=Now() + UNREACHABLE, last_error=reason[:500])


def _leave(reminder, after, **fields):
    return ours(reminder).move(State.CLAIMED, after, **fields) or ours(reminder).move(State.SENDING, after, **fields)
