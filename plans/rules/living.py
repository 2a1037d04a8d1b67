"""Who may promise, keep, renegotiate and say how it goes."""

from django.utils.translation import gettext_lazy as _

from people.verdict import YES, Verdict
from plans.models import CommitmentState, PlanStatus
from plans.rules.footing import ONLY_THE_TWO, side_of


def can_promise(me, plan, side):
    """Whether `me` may promise something on that side: everybody promises for themselves."""
    mine = side_of(me, plan)
    if mine is None:
        return Verdict(ONLY_THE_TWO)
    if mine != side:
        return Verdict(_("Everybody promises for themselves: %(name)s has to.") % {"name": plan.party(side).first_name})
    return Verdict(_("This plan is closed.")) if plan.status == PlanStatus.CLOSED else YES


def _of_the_two(me, commitment):
    if me.pk in (commitment.by_id, commitment.to_id) or side_of(me, commitment.plan):
        return YES
    return Verdict(ONLY_THE_TWO)


def is_maker(me, commitment):
    """Whether `me` made this promise, or stands today on the side that did."""
    return me.pk == commitment.by_id or (me.pk != commitment.to_id and side_of(me, commitment.plan) == commitment.side)


def can_keep(me, commitment):
    """Whether `me` may mark the promise as kept: whoever made it says so."""
    if not _of_the_two(me, commitment):
        return Verdict(ONLY_THE_TWO)
    if not is_maker(me, commitment):
        return Verdict(_("%(name)s says when it is kept.") % {"name": commitment.by.first_name})
    return _still(commitment, CommitmentState.KEPT)


def can_miss(me, commitment):
    """Whether `me` may say that the promise was not kept."""
    return _of_the_two(me, commitment) and _still(commitment, CommitmentState.MISSED)


def can_reopen(me, commitment):
    """Whether `me` may say that it is not done yet."""
    return _of_the_two(me, commitment) and _still(commitment, CommitmentState.OPEN)


def can_change(me, commitment):
    """Whether `me` may ask for a new date or to let it go (who is owed it may grant that at once)."""
    return _of_the_two(me, commitment) and _still(commitment, CommitmentState.DROPPED)


def can_grant(me, commitment):
    """Whether `me` may consent to what the other side asks."""
    if not _of_the_two(me, commitment):
        return Verdict(ONLY_THE_TWO)
    if not commitment.asked:
        return Verdict(_("Nothing is asked for."))
    if is_maker(me, commitment):
        return Verdict(_("%(name)s has to agree to it.") % {"name": commitment.to.first_name})
    return _still(commitment, CommitmentState.DROPPED)


def _still(commitment, state):
    if commitment.plan.status == PlanStatus.CLOSED:
        return Verdict(_("This plan is closed."))
    if commitment.may_become(state):
        return YES
    return Verdict(_("This commitment is %(now)s.") % {"now": commitment.get_state_display()})


def can_note_progress(me, goal):
    """Whether `me` may say how the goal goes."""
    if side_of(me, goal.plan) is None:
        return Verdict(ONLY_THE_TWO)
    if goal.plan.in_force_id is None:
        return Verdict(_("Progress begins when both have signed."))
    return Verdict(_("This plan is closed.")) if goal.plan.status == PlanStatus.CLOSED else YES
