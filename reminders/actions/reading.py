"""To have read what one was told."""

from django.db import transaction
from django.utils import timezone

from reminders.models import Reminder


@transaction.atomic
def read(reminder, *, by):
    """Mark one's own reminder as read; reading it again changes nothing."""
    Reminder.objects.visible_to(by).unread().filter(pk=reminder.pk).update(read_at=timezone.now())


@transaction.atomic
def read_all(*, by):
    """Mark all of one's reminders as read. Answers how many were not."""
    return Reminder.objects.visible_to(by).unread().update(read_at=timezone.now())
