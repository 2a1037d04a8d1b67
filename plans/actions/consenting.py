"""Saying which items one agrees with."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from people.verdict import Refused, Stale
from plans import rules
from plans.actions.history import record
from plans.models import Agreed, Goal, Measure
from plans.working import stamp


@transaction.atomic
def agree_item(item, *, by, seen_stamp):
    """Say "I agree" to an item (a goal: with all its measures and commitments) as it stood on screen. Raises Stale if it
    moved.
    """
    plan = item.plan
    plan.lock()
    rules.can_agree(by, plan).enforce()
    block = block_of(item, by=by)
    if stamp(block) != seen_stamp:
        raise Stale(_("This changed after you read it. Look again before you agree."), current=item)
    side, now = rules.side_of(by, plan), timezone.now()
    marks = [Agreed(plan=plan, item_id=part.pk, item_version=part.version, side=side, by=by, at=now) for part in block]
    Agreed.objects.bulk_create(
        marks, update_conflicts=True, unique_fields=["item_id", "side"], update_fields=["item_version", "by", "at"]
    )
    record(plan, "plans.item_agreed", by=by, item_id=item.pk, title=str(item))


@transaction.atomic
def unagree_item(item, *, by):
    """Take one's "I agree" back."""
    plan = item.plan
    plan.lock()
    rules.can_agree(by, plan).enforce()
    marks = Agreed.objects.filter(item_id__in=[part.pk for part in block_of(item, by=by)], side=rules.side_of(by, plan))
    if marks.delete()[0]:
        record(plan, "plans.item_unagreed", by=by, item_id=item.pk, title=str(item))


@transaction.atomic(savepoint=False)
def block_of(item, *, by):
    """An item with all that hangs on it, as `by` reads it in this transaction."""
    fresh = type(item).objects.kept().filter(pk=item.pk).first()
    if fresh is None:
        raise Refused(_("This was taken out meanwhile."))
    if not isinstance(item, Goal):
        return [fresh]
    return [fresh, *Measure.objects.kept().filter(goal=item), *item.offers.kept()]
