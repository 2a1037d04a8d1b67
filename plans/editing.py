"""The moves that every change of the working copy shares: lock the plan, ask the rules, see what stands, keep what is sound."""

from django.db.models import Max
from django.utils.translation import gettext as _

from people.verdict import Refused, Stale
from plans import rules
from plans.models import Goal, Measure, Offer, Portrait
from plans.soundness import check


def open_item(item, by):
    """Lock the plan, look at the item afresh, and refuse whoever may not write it."""
    plan = item.plan
    item.refresh_from_db(from_queryset=type(item).objects.locked())
    plan.locked_as(item.plan)
    bind(item, plan)
    rules.can_edit_item(by, item).enforce()


def bind(item, plan):
    """Let the item name this very plan, whose row is locked."""
    if isinstance(item, Measure):
        item.goal.plan = plan
    else:
        item.plan = plan


def refuse_stale(item, seen_version):
    """Raise Stale, with the item as it is now, if it moved after `seen_version` or was taken out."""
    if item.version != seen_version and item.dropped_at is None:
        raise Stale(_("%(name)s changed this meanwhile.") % {"name": item.changed_by.first_name}, current=item)
    refuse_dropped(item)


def refuse_dropped(item):
    """Raise Stale if the item was taken out."""
    if item.dropped_at is not None:
        raise Stale(_("%(name)s took this out meanwhile.") % {"name": item.changed_by.first_name}, current=item)


def insert(plan, item, *, by, position=None):
    """Put a new item into the working copy, at the end of its list unless a position is given."""
    plan.lock()
    bind(item, plan)
    rules.can_edit_item(by, item).enforce()
    _refuse_foreign(plan, item)
    item.position, item.changed_by = (after_the_last(item) if position is None else position), by
    check(item, plan)
    item.save(force_insert=True)
    plan.touch()
    return item


def _refuse_foreign(plan, item):
    """What hangs on a goal hangs on one of the same plan that was not taken out."""
    goal_id = getattr(item, "goal_id", None)
    if goal_id is None:
        return
    goal = Goal.objects.filter(pk=goal_id).only("plan_id", "dropped_at").first()
    if goal is None or goal.plan_id != plan.pk:
        raise Refused(_("That goal belongs to another plan."))
    if goal.dropped_at is not None:
        raise Refused(_("That goal was taken out meanwhile. Bring it back first."))


def after_the_last(item):
    """The position behind all neighbours of an item."""
    last = neighbours(item).aggregate(last=Max("position"))["last"]
    return 0 if last is None else last + 1


def neighbours(item):
    """The list in which an item has its place."""
    if isinstance(item, Measure):
        return Measure.objects.filter(goal_id=item.goal_id)
    if isinstance(item, Offer):
        return Offer.objects.filter(plan_id=item.plan_id, goal_id=item.goal_id, side=item.side)
    return type(item).objects.filter(plan_id=item.plan_id)


def save(item, by, fields):
    """Keep these fields as `by` wrote them: the item's version and the plan's revision rise."""
    item.version += 1
    item.changed_by = by
    item.save(update_fields=[*fields, "version", "changed_by", "changed_at"])
    item.plan.touch()


def refuse_portrait(item):
    """A portrait has one place and one voice for each topic."""
    if isinstance(item, Portrait):
        raise Refused(_("The portrait keeps its topics as they are."))
