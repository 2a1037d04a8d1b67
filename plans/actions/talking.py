"""Talking about the items, and saying which of them one agrees with."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from people.verdict import Refused, Stale
from plans import rules
from plans.actions.history import record
from plans.messages import tell_other_side
from plans.models import Agreed, Comment, Goal, Invitation, Measure
from plans.working import stamp


@transaction.atomic
def comment(plan, *, by, item_id, text):
    """Say something about an item (or, with the plan's own id, about the plan), and tell the other side."""
    plan.lock()
    rules.can_comment(by, plan).enforce()
    remark = Comment(plan=plan, item_id=item_id, by=by, text=text)
    remark.full_clean()
    remark.save()
    record(plan, "plans.commented", by=by, item_id=item_id)
    tell_other_side(plan, "plans.comment", by=by, subject_id=remark.pk)
    return remark


@transaction.atomic
def settle(remark, *, by):
    """Call a remark, and with it what it was about, settled."""
    remark.plan.lock()
    rules.can_settle(by, remark).enforce()
    remark.refresh_from_db(fields=["settled_at", "settled_by"])
    if remark.settled_at is None:
        remark.settled_at, remark.settled_by = timezone.now(), by
        remark.save(update_fields=["settled_at", "settled_by"])
        record(remark.plan, "plans.settled", by=by, item_id=remark.item_id)
    return remark


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


@transaction.atomic
def invite(plan, *, by, person):
    """Ask somebody with a dotted line to the seller into this plan, to read and comment."""
    plan.lock()
    rules.can_invite(by, plan).enforce()
    if rules.side_of(person, plan):
        raise Refused(_("%(name)s is one of the two already.") % {"name": person.name})
    found, made = Invitation.objects.get_or_create(plan=plan, person=person, ended_at=None, defaults={"by": by})
    if made:
        record(plan, "plans.invited", by=by, name=person.name)
    return found


@transaction.atomic
def end_invitation(invitation, *, by):
    """Let a coach read this plan no longer."""
    invitation.plan.lock()
    rules.can_invite(by, invitation.plan).enforce()
    if invitation.ended_at is None:
        invitation.ended_at = timezone.now()
        invitation.save(update_fields=["ended_at"])
        record(invitation.plan, "plans.invitation_ended", by=by, name=invitation.person.name)
