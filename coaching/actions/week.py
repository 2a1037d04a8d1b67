"""The manager's week, and praise."""

from django.db import transaction
from django.urls import reverse

from coaching import rules
from coaching.models import Recognition, WeekSlot
from people.text import clean
from plans.actions import record
from reminders.actions import owe


@transaction.atomic
def fill_slot(slot, *, by, reason=None, starts_at=None):
    """Give a rep's slot a time, or a reason of the manager's own instead of the proposed one."""
    rules.can_change_slot(by, slot).enforce()
    slot, _made = WeekSlot.objects.select_for_update(no_key=True).get_or_create(
        manager=slot.manager, rep=slot.rep, week=slot.week
    )
    slot.reason = clean(reason) if reason is not None else slot.reason
    slot.starts_at = starts_at if starts_at is not None else slot.starts_at
    slot.full_clean()
    slot.save(update_fields=["reason", "starts_at"])
    return slot


@transaction.atomic
def recognise(person, *, by, text, is_public=False, goal=None):
    """Praise somebody, tied to a goal where it can be."""
    rules.can_recognise(by, person).enforce()
    plan = goal.plan if goal else None
    praise = Recognition(person=person, by=by, text=clean(text), is_public=is_public, goal=goal, plan=plan)
    praise.full_clean(exclude=["by"])
    praise.save()
    if plan:
        record(plan, "coaching.recognised", by=by, item_id=goal.pk)
    owe(
        "coaching.recognised",
        subject_id=praise.pk,
        to=person,
        period="once",
        path=reverse("coaching:session_list"),
        facts={"by": by.name},
    )
    return praise
