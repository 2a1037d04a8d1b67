"""One copy of what is owed, as a row that is not saved yet."""

import uuid

from django.conf import settings
from django.utils import timezone

from reminders.message_ids import domain_of, message_id
from reminders.models import Channel, Reminder, State


def new_row(channel, *, due_at=None, **told):
    """The one in the application needs no sending: unless it is for later, it is told by being there."""
    now, key = timezone.now(), uuid.uuid4()
    due_at = due_at or now
    row = Reminder(id=key, channel=channel, due_at=due_at, try_at=due_at, **told)
    row.message_id = message_id(key, domain_of(settings.PUBLIC_URL))
    if channel == Channel.APP and due_at <= now:
        row.state, row.sent_at = State.SENT, now
    return row
