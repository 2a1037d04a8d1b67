"""What can be done with reminders: owe one, read it, mute a kind, try again, pause."""

import uuid

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from people.verdict import Stale
from reminders import kinds, rules
from reminders.message_ids import domain_of, message_id
from reminders.models import Channel, Preference, Reminder, Setting, State


@transaction.atomic
def owe(kind, *, subject_id, to, period, path, facts=None, due_at=None, by=None):
    """Owe `to` a word of this kind about a subject, once for each period, in the application and by e-mail unless they muted it.

    Part of the caller's transaction: what is rolled back is owed to nobody. Owing again what is owed already changes nothing.
    `path` is where its link leads, `facts` what its templates may say. Nobody is reminded of what they did themselves (`by`).
    Answers the new reminders.
    """
    kind = kinds.get(kind)
    if not path.startswith("/") or path.startswith(("//", "/\\")):
        raise ValueError(f"{path!r} does not lead to a page of perfplan")
    if by is not None and by.pk == to.pk:
        return []
    muted = Preference.objects.channels_of(to, kind.name) if kind.can_mute else set()
    told = {"kind": kind.name, "subject_id": subject_id, "period": period, "path": path, "facts": facts or {}}
    rows = [
        _row(channel, recipient=to, due_at=due_at, **told) for channel in (Channel.APP, Channel.EMAIL) if channel not in muted
    ]
    Reminder.objects.bulk_create(rows, ignore_conflicts=True)
    return list(Reminder.objects.filter(pk__in=[row.pk for row in rows]))


def _row(channel, *, due_at, **told):
    """One copy. The one in the application needs no sending: unless it is for later, it is told by being there."""
    now, key = timezone.now(), uuid.uuid4()
    due_at = due_at or now
    row = Reminder(id=key, channel=channel, due_at=due_at, try_at=due_at, **told)
    row.message_id = message_id(key, domain_of(settings.PUBLIC_URL))
    if channel == Channel.APP and due_at <= now:
        row.state, row.sent_at = State.SENT, now
    return row


@transaction.atomic
def read(reminder, *, by):
    """Mark one's own reminder as read; reading it again changes nothing."""
    Reminder.objects.visible_to(by).unread().filter(pk=reminder.pk).update(read_at=timezone.now())


@transaction.atomic
def read_all(*, by):
    """Mark all of one's reminders as read. Answers how many were not."""
    return Reminder.objects.visible_to(by).unread().update(read_at=timezone.now())


@transaction.atomic
def mute(kind, *, by, channel):
    """Have no more reminders of this kind by this channel. Refused for what somebody waits for."""
    rules.can_mute(kind).enforce()
    Preference.objects.get_or_create(person=by, kind=kind.name, channel=channel)


@transaction.atomic
def choose(*, by, muted):
    """Replace one's choices: `muted` holds pairs of a kind's name and a channel; all else reaches one again."""
    for name, _channel in muted:
        rules.can_mute(kinds.get(name)).enforce()
    Preference.objects.of(by).delete()
    rows = [Preference(person=by, kind=name, channel=channel) for name, channel in muted]
    Preference.objects.bulk_create(rows, ignore_conflicts=True)


@transaction.atomic
def retry(reminder, *, by):
    """Have sent again what failed or is unconfirmed, under the same Message-ID. Stale if another did so meanwhile."""
    rules.can_oversee(by).enforce()
    current = Reminder.objects.select_for_update(no_key=True).get(pk=reminder.pk)
    if not (verdict := rules.can_retry(by, current)):
        raise Stale(verdict.reason, current=current)
    _send_again(Reminder.objects.filter(pk=current.pk), current.state)


@transaction.atomic
def retry_failed(*, by):
    """Have sent again all that failed. Answers how many."""
    rules.can_oversee(by).enforce()
    return _send_again(Reminder.objects.all(), State.FAILED)


def _send_again(reminders, before):
    return reminders.move(before, State.DUE, attempt=0, try_at=timezone.now())


@transaction.atomic
def decide(*, by, manager_of_drift, is_paused):
    """Set when managers hear of drift, and whether anything is sent at all."""
    rules.can_oversee(by).enforce()
    Setting.objects.update_or_create(pk=1, defaults={"manager_of_drift": manager_of_drift, "is_paused": is_paused})


@transaction.atomic
def drop_waiting(*, by):
    """Cancel what was due before now and has not gone: after a restore it may have gone already. Answers how many.

    Refused unless the outbox is paused.
    """
    setting = Setting.objects.select_for_update().filter(pk=1).first() or Setting.current()
    rules.can_drop_waiting(by, setting).enforce()
    return Reminder.objects.due_now().order_by().move(State.DUE, State.CANCELLED, last_error=_("dropped by an administrator"))
