"""Stating what we start, continue and stop, and saying that one has read it."""

from django.db import transaction
from django.utils import timezone

from plans import rules
from plans.models import Acknowledgement, Priority


@transaction.atomic
def state_priority(*, by, cycle, kind, title, why, team=None, publish=True):
    """State a strategic choice for a cycle, for one team (and all within it) or for everybody; published at once unless told
    not to.
    """
    rules.can_state_priority(by, team).enforce()
    priority = Priority(cycle=cycle, kind=kind, title=title, why=why, team=team, stated_by=by)
    priority.published_at = timezone.now() if publish else None
    priority.full_clean()
    priority.save()
    return priority


@transaction.atomic
def publish_priority(priority, *, by):
    """Show a stated priority to everybody it is for."""
    rules.can_state_priority(by, priority.team).enforce()
    priority = Priority.objects.select_for_update(no_key=True).get(pk=priority.pk)
    if priority.published_at is None:
        priority.published_at = timezone.now()
        priority.save(update_fields=["published_at"])
    return priority


@transaction.atomic
def acknowledge_priority(priority, *, by):
    """Say that one has read a priority. A second time changes nothing."""
    return Acknowledgement.objects.get_or_create(priority=priority, person=by)[0]
