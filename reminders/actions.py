"""What can be done with reminders: owe one, read it, mute a kind, try again, pause."""

import uuid

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from reminders import kinds
from reminders.message_ids import domain_of, message_id
from reminders.models import Channel, Preference, Reminder, State


@transaction.atomic
def owe(kind, *, subject_id, to, period, path, facts=None, due_at=None, by=None):
    """Owe `to` a word of this kind about a subject, once for each period, in the application and by e-mail unless they muted it.

    Part of the caller's transaction: what is rolled back is owed to nobody. Owing again what is owed already changes nothing.
    `path` is where its link leads, `facts` what its templates may say. Nobody is reminded of what they did themselves (`by`).
    Answers the new reminders.
    """
    kind = kinds.get(kind)
    if not path.startswith("/") or path.startswith("//"):
        raise ValueError(f"{path!r} does not lead to a page of perfplan")
    if by is not None and by.pk == to.pk:
        return []
    muted = Preference.objects.channels_of(to, kind.name) if kind.can_mute else set()
    told = {"kind": kind.name, "subject_id": subject_id, "period": period, "path": path, "facts": facts or {}}
    rows = [_row(channel, recipient=to, due_at=due_at, **told) for channel in Channel if channel not in muted]
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
