"""Who may promise, keep, renegotiate and say how it goes."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.verdict import YES, Verdict
from plans.body import offers_of, read
from plans.models import Commitment, CommitmentState, Evidence, PlanStatus
from plans.rules.footing import ONLY_THE_TWO, side_of

CLOSED = _("This plan is closed.")


def can_promise(me, plan, side):
    """Whether `me` may promise something on that side: everybody promises for themselves."""
    mine = side_of(me, plan)
    if mine is None:
        return Verdict(ONLY_THE_TWO)
    if mine != side:
        return Verdict(_("Everybody promises for themselves: %(name)s has to.") % {"name": plan.party(side).first_name})
    return Verdict(CLOSED) if plan.status == PlanStatus.CLOSED else YES


def is_of_the_two(me, commitment):
    """Whether `me` made this promise, is owed it, or stands today on a side of its plan."""
    if me.pk in (commitment.by_id, commitment.to_id) or side_of(me, commitment.plan):
        return YES
    return Verdict(ONLY_THE_TWO)


def is_maker(me, commitment):
    """Whether `me` made this promise, or stands today on the side that did."""
    return me.pk == commitment.by_id or (me.pk != commitment.to_id and side_of(me, commitment.plan) == commitment.side)


def can_keep(me, commitment):
    """Whether `me` may mark the promise as kept: whoever made it says so."""
    if not is_of_the_two(me, commitment):
        return Verdict(ONLY_THE_TWO)
    if not is_maker(me, commitment):
        return Verdict(_("%(name)s says when it is kept.") % {"name": commitment.by.first_name})
    if commitment.evidence in Evidence.values and commitment.evidence != Evidence.WORD:
        return Verdict(
            _("Kept by %(what)s: it is ticked as soon as that is there.") % {"what": Evidence(commitment.evidence).label}
        )
    return _still(commitment, CommitmentState.KEPT)


def can_unkeep(me, commitment, occurrence):
    """Whether `me` may take back that a promise that comes back was kept in one period: either side, unless it is on record."""
    if not is_of_the_two(me, commitment):
        return Verdict(ONLY_THE_TWO)
    if occurrence.evidence_id:
        return Verdict(_("A conversation that is on record kept this."))
    return _still(commitment, CommitmentState.DROPPED)


def can_miss(me, commitment):
    """Whether `me` may say that the promise was not kept."""
    if commitment.is_recurring:
        return Verdict(_("What comes back is kept or not each time by itself."))
    return is_of_the_two(me, commitment) and _still(commitment, CommitmentState.MISSED)


def can_explain(me, commitment, occurrence=None):
    """Whether `me` may say what happened where the promise was not kept (of one that comes back: in that period)."""
    if not is_of_the_two(me, commitment):
        return Verdict(ONLY_THE_TWO)
    if commitment.plan.status == PlanStatus.CLOSED:
        return Verdict(CLOSED)
    if occurrence is None:
        missed = commitment.state == CommitmentState.MISSED
    else:
        missed = occurrence.kept_at is None and occurrence.ends_on < timezone.localdate()
    return YES if missed else Verdict(_("There is nothing to explain: it was kept, or can be still."))


def can_reopen(me, commitment):
    """Whether `me` may say that it is not done yet. Asks the database, where the rest is said: not for each row of a list."""
    verdict = is_of_the_two(me, commitment) and _still(commitment, CommitmentState.OPEN)
    if verdict and not stands_as_signed(commitment):
        return Verdict(_("Something else was agreed in its place since. Promise it anew."))
    return verdict


def stands_as_signed(commitment):
    """Whether nothing goes on in place of a promise, and what is in force (for one of the text) still says it in these words."""
    if commitment.successors.exists():
        return False
    if commitment.offer_id is None:
        return True
    plan, sought = commitment.plan, str(commitment.offer_id)
    goal, offer = next((pair for pair in offers_of(read(plan.in_force)) if pair[1]["id"] == sought), (None, None))
    said = offer and (goal, offer["side"], offer["text"], offer["rule"])
    mine = (str(commitment.goal_id) if commitment.goal_id else None, commitment.side, commitment.text, commitment.rule)
    later = Commitment.objects.filter(plan=plan, offer_id=commitment.offer_id, made_at__gt=commitment.made_at)
    return said == mine and plan.party(commitment.side).pk == commitment.by_id and not later.exists()


def can_change(me, commitment):
    """Whether `me` may ask for a new date or to let it go (who is owed it may grant that at once)."""
    return is_of_the_two(me, commitment) and _still(commitment, CommitmentState.DROPPED)


def can_grant(me, commitment):
    """Whether `me` may consent to what the other side asks."""
    if not is_of_the_two(me, commitment):
        return Verdict(ONLY_THE_TWO)
    if not commitment.asked:
        return Verdict(_("Nothing is asked for."))
    if is_maker(me, commitment):
        return Verdict(_("%(name)s has to agree to it.") % {"name": commitment.to.first_name})
    return _still(commitment, CommitmentState.DROPPED)


def _still(commitment, state):
    if commitment.plan.status == PlanStatus.CLOSED:
        return Verdict(CLOSED)
    if commitment.may_become(state):
        return YES
    return Verdict(_("This commitment is %(now)s.") % {"now": commitment.get_state_display()})


def can_note_progress(me, goal):
    """Whether `me` may say how the goal goes."""
    if side_of(me, goal.plan) is None:
        return Verdict(ONLY_THE_TWO)
    if goal.plan.in_force_id is None:
        return Verdict(_("Progress begins when both have signed."))
    return Verdict(CLOSED) if goal.plan.status == PlanStatus.CLOSED else YES
