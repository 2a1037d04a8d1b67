"""Writing the working copy: add, change, drop and bring back its items."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from people.verdict import Refused
from plans import rules
from plans.actions.history import add_line
from plans.editing import insert, open_item, refuse_stale, save
from plans.models import Goal, Measure, Offer, Portrait, Topic
from plans.soundness import check, sound_text
from plans.working import kind_of


@transaction.atomic
def add_goal(plan, *, by, family, title, **fields):
    """Add a shared expectation to the working copy: what exactly, why, which priority or duty it serves, from when and by when.

    This and the other additions raise ValidationError, field by field, for what cannot stand in the plan.
    """
    return _add(plan, Goal(plan=plan, family=family, title=title, **fields), by=by)


@transaction.atomic
def add_measure(goal, *, by, **fields):
    """Say how a goal is judged or steered by: a metric with baseline, target and range, a milestone, or criteria."""
    return _add(goal.plan, Measure(goal=goal, **fields), by=by)


@transaction.atomic
def add_offer(plan, *, by, side, text, goal=None, rule="once", due_on=None, evidence=""):
    """Offer a commitment of one side, or suggest one to the other side: it binds nobody until both have signed."""
    return _add(plan, Offer(plan=plan, goal=goal, side=side, text=text, rule=rule, due_on=due_on, evidence=evidence), by=by)


@transaction.atomic
def add_topic(plan, *, by, text):
    """Name something that the two speak about each time they meet."""
    return _add(plan, Topic(plan=plan, text=text), by=by)


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
    open_item(item, by)
    refuse_stale(item, seen_version)
    before = {name: getattr(item, name) for name in fields}
    for name, value in fields.items():
        setattr(item, name, value)
    check(item, item.plan)
    changed = [name for name in fields if getattr(item, name) != before[name]]
    if changed:
        save(item, by, changed)
        add_line(item.plan, f"plans.{kind_of(item)}_changed", by=by, item_id=item.pk, title=str(item), fields=changed)
    return item


@transaction.atomic
def drop_item(item, *, by, seen_version, reason=""):
    """Take an item out of the working copy. It stays in the history. Raises Stale."""
    open_item(item, by)
    refuse_stale(item, seen_version)
    item.dropped_at, item.drop_reason = timezone.now(), sound_text(reason, 400, "reason")
    save(item, by, ["dropped_at", "drop_reason"])
    add_line(item.plan, f"plans.{kind_of(item)}_dropped", by=by, item_id=item.pk, title=str(item), reason=reason)
    return item


@transaction.atomic
def restore_item(item, *, by):
    """Bring a dropped item back."""
    open_item(item, by)
    if item.dropped_at is not None:
        item.dropped_at, item.drop_reason = None, ""
        save(item, by, ["dropped_at", "drop_reason"])
        add_line(item.plan, f"plans.{kind_of(item)}_restored", by=by, item_id=item.pk, title=str(item))
    return item


def _add(plan, item, *, by):
    insert(plan, item, by=by)
    add_line(plan, f"plans.{kind_of(item)}_added", by=by, item_id=item.pk, title=str(item))
    return item
