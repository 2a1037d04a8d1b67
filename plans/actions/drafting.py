"""Writing the working copy: add, change, move and drop its items."""

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from people.verdict import Refused, Stale
from plans import rules
from plans.actions.history import record
from plans.models import Goal, Measure, Offer, Portrait, Priority
from plans.working import kind_of


@transaction.atomic
def add_goal(plan, *, by, family, title, why="", priority=None, due_on=None, weight=None):
    """Add a shared expectation to the working copy."""
    goal = Goal(plan=plan, family=family, title=title, why=why, priority=priority, due_on=due_on, weight=weight)
    return _add(plan, goal, by=by)


@transaction.atomic
def add_measure(goal, *, by, **fields):
    """Say how a goal is judged or steered by: a metric with baseline, target and range, a milestone, or criteria."""
    return _add(goal.plan, Measure(goal=goal, **fields), by=by)


@transaction.atomic
def add_offer(plan, *, by, side, text, goal=None, rule="once", due_on=None, evidence=""):
    """Offer a commitment of one side, or suggest one to the other side: it binds nobody until both have signed."""
    return _add(plan, Offer(plan=plan, goal=goal, side=side, text=text, rule=rule, due_on=due_on, evidence=evidence), by=by)


@transaction.atomic
def write_portrait(plan, *, by, topic, text, seen_version=0):
    """Write one paragraph of the portrait in one's own side's words. `seen_version` is 0 where nothing stood. Raises Stale."""
    plan.lock()
    rules.can_edit(by, plan).enforce()
    side = rules.side_of(by, plan)
    row = plan.portrait.filter(topic=topic, side=side).first()
    if row is None and not seen_version:
        return _add(plan, Portrait(plan=plan, topic=topic, side=side, text=text), by=by)
    if row is None:
        raise Refused(_("This paragraph is not there."))
    row.plan = plan
    return edit_item(row, by=by, seen_version=seen_version, text=text)


@transaction.atomic
def edit_item(item, *, by, seen_version, **fields):
    """Change an item of which version `seen_version` was on screen. Raises Stale, with the item as it is now, if it moved
    meanwhile.

    A change leaves both sides' "I agree" behind. Writing the same again changes nothing.
    """
    _open(item, by)
    _refuse_stale(item, seen_version)
    before = {name: getattr(item, name) for name in fields}
    for name, value in fields.items():
        setattr(item, name, value)
    _check(item)
    changed = [name for name in fields if getattr(item, name) != before[name]]
    if changed:
        _save(item, by, changed)
        record(item.plan, f"plans.{kind_of(item)}_changed", by=by, item_id=item.pk, title=str(item), fields=changed)
    return item


@transaction.atomic
def drop_item(item, *, by, seen_version, reason=""):
    """Take an item out of the working copy. It stays in the history. Raises Stale."""
    _open(item, by)
    _refuse_stale(item, seen_version)
    item.dropped_at, item.drop_reason = timezone.now(), reason
    _save(item, by, ["dropped_at", "drop_reason"])
    record(item.plan, f"plans.{kind_of(item)}_dropped", by=by, item_id=item.pk, title=str(item), reason=reason)
    return item


@transaction.atomic
def restore_item(item, *, by):
    """Bring a dropped item back."""
    _open(item, by)
    if item.dropped_at is not None:
        item.dropped_at, item.drop_reason = None, ""
        _save(item, by, ["dropped_at", "drop_reason"])
        record(item.plan, f"plans.{kind_of(item)}_restored", by=by, item_id=item.pk, title=str(item))
    return item


@transaction.atomic
def reorder(item, *, by, places):
    """Move an item `places` down its list (negative: up)."""
    _open(item, by)
    rows = list(_neighbours(item).kept())
    rows.sort(key=lambda row: (row.position, row.pk))
    here = next(index for index, row in enumerate(rows) if row.pk == item.pk)
    rows.insert(max(0, min(len(rows) - 1, here + places)), rows.pop(here))
    for position, row in enumerate(rows):
        if row.position != position:
            type(item).objects.filter(pk=row.pk).update(position=position)
    item.plan.touch()
    record(item.plan, f"plans.{kind_of(item)}_moved", by=by, item_id=item.pk, title=str(item))


# -- the moves that all of these share --------------------------------------------------------------------------------


def _open(item, by):
    """Lock the plan, look at the item afresh, and refuse whoever may not write it."""
    plan = item.plan
    plan.lock()
    item.refresh_from_db(from_queryset=type(item).objects.all())
    if isinstance(item, Measure):
        item.goal.plan = plan
    else:
        item.plan = plan
    rules.can_edit_item(by, item).enforce()


def _refuse_stale(item, seen_version):
    if item.version != seen_version:
        raise Stale(_("%(name)s changed this meanwhile.") % {"name": item.changed_by.first_name}, current=item)
    if item.dropped_at is not None:
        raise Stale(_("%(name)s took this out meanwhile.") % {"name": item.changed_by.first_name}, current=item)


def _add(plan, item, *, by):
    plan.lock()
    if isinstance(item, Measure):
        item.goal.plan = plan
    else:
        item.plan = plan
    rules.can_edit_item(by, item).enforce()
    last = _neighbours(item).aggregate(last=Max("position"))["last"]
    item.position, item.changed_by = (0 if last is None else last + 1), by
    _check(item)
    item.save(force_insert=True)
    plan.touch()
    record(plan, f"plans.{kind_of(item)}_added", by=by, item_id=item.pk, title=str(item))
    return item


def _neighbours(item):
    if isinstance(item, Measure):
        return Measure.objects.filter(goal_id=item.goal_id)
    if isinstance(item, Offer):
        return Offer.objects.filter(plan_id=item.plan_id, goal_id=item.goal_id, side=item.side)
    return type(item).objects.filter(plan_id=item.plan_id)


def _check(item):
    """The item's own truths, and that what it names belongs to the same plan and may still be chosen."""
    item.full_clean()
    if isinstance(item, Offer) and item.goal_id and item.goal.plan_id != item.plan_id:
        raise Refused(_("That goal belongs to another plan."))
    if isinstance(item, Goal) and item.priority_id and not Priority.objects.published().filter(pk=item.priority_id).exists():
        raise Refused(_("That priority is not published."))


def _save(item, by, fields):
    item.version += 1
    item.changed_by = by
    item.save(update_fields=[*fields, "version", "changed_by", "changed_at"])
    item.plan.touch()
