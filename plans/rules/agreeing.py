"""Who may propose, sign, answer and amend."""

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from people.verdict import YES, Verdict
from plans.models import CommitmentState, PlanStatus, Side
from plans.rules.drafting import can_edit
from plans.rules.footing import ONLY_THE_TWO, footing, manager_today, personally, side_of


def can_propose(me, plan):
    """Whether `me` may sign the working copy and ask the other side to sign it."""
    refusal = personally(me, plan)
    if refusal is not None:
        return refusal
    manager = manager_today(plan)
    if manager is None or manager.pk != plan.manager_id:
        return Verdict(_("%(name)s has another manager now, who takes the plan over first.") % {"name": plan.person.first_name})
    return _all_chosen(plan) if (verdict := can_edit(me, plan)) else verdict


def undecided(plan):
    """How many open promises of the manager before wait for the new one's choice. Kept on the plan until its row is locked."""
    plan.standings = {} if plan.standings is None else plan.standings
    if "undecided" not in plan.standings:
        plan.standings["undecided"] = plan.commitments.undecided(plan).count()
    return plan.standings["undecided"]


def _all_chosen(plan):
    """Whether the new manager has said of every promise of the one before what becomes of it."""
    left = undecided(plan)
    if not left:
        return YES
    sentence = ngettext(
        "%(name)s has not said yet what becomes of %(left)s promise of the manager before.",
        "%(name)s has not said yet what becomes of %(left)s promises of the manager before.",
        left,
    )
    return Verdict(sentence % {"name": plan.manager.first_name, "left": left})


def can_sign(me, plan, proposal):
    """Whether `me` may put the second signature under the open proposal."""
    refusal = personally(me, plan)
    if refusal is not None:
        return refusal
    if proposal is None:
        return Verdict(_("Nothing waits for a signature."))
    side = side_of(me, plan)
    if proposal.side == side:
        return Verdict(_("You have signed. It waits for %(name)s.") % {"name": plan.other_party(side).first_name})
    manager = manager_today(plan)
    if manager is None or manager.pk != plan.manager_id:
        names = {"person": plan.person.first_name, "manager": plan.manager.first_name}
        return Verdict(_("%(person)s no longer reports to %(manager)s, who signed this. It has to be proposed again.") % names)
    if proposal.is_overdue(timezone.localdate()):
        until = date_format(proposal.expires_on, "j F Y")
        return Verdict(_("This waited for an answer until %(until)s. It has to be proposed again.") % {"until": until})
    return YES


def can_counter(me, plan, proposal):
    """Whether `me` may answer the open proposal with changes."""
    side = side_of(me, plan)
    if side is None:
        return Verdict(ONLY_THE_TWO)
    if proposal is None:
        return Verdict(_("Nothing waits for an answer."))
    if proposal.side == side:
        return Verdict(_("This is your own proposal. You can take it back."))
    return YES


def can_withdraw(me, plan, proposal):
    """Whether `me` may take the open proposal back."""
    side = side_of(me, plan)
    if side is None:
        return Verdict(ONLY_THE_TWO)
    if proposal is None:
        return Verdict(_("Nothing waits for a signature."))
    if proposal.side != side:
        return Verdict(_("%(name)s proposed this. You can counter it.") % {"name": plan.party(proposal.side).first_name})
    return YES


def can_amend(me, plan):
    """Whether `me` may begin to change what both have signed."""
    if side_of(me, plan) is None:
        return Verdict(ONLY_THE_TWO)
    if plan.status != PlanStatus.AGREED:
        return Verdict(_("Only an agreed plan can be amended. This one is %(now)s.") % {"now": plan.get_status_display()})
    return YES


def can_give_up_amendment(me, plan):
    """Whether `me` may go back to the version in force."""
    if side_of(me, plan) is None:
        return Verdict(ONLY_THE_TWO)
    if plan.in_force_id is None or plan.status != PlanStatus.DRAFT:
        return Verdict(_("No amendment is being written."))
    return YES


def can_take_over(me, plan):
    """Whether `me`, as the seller's manager of today, may step into a plan that was made with another."""
    foot = footing(me, plan)
    if foot.side != Side.MANAGER or not foot.is_personal:
        return Verdict(_("Only %(name)s’s manager can take this plan over.") % {"name": plan.person.first_name})
    if me.pk == plan.manager_id:
        return Verdict(_("This plan is yours already."))
    if plan.status == PlanStatus.PROPOSED:
        return Verdict(_("This text waits for a signature. Counter it, or take it back, before you change it."))
    return Verdict(_("This plan is closed.")) if plan.status == PlanStatus.CLOSED else YES


def can_choose_handover(me, commitment):
    """Whether `me`, who took the plan over, may say what becomes of this promise of the manager before."""
    plan = commitment.plan
    if side_of(me, plan) != Side.MANAGER:
        return Verdict(_("%(name)s says what becomes of this promise.") % {"name": plan.manager.first_name})
    refusal = personally(me, plan)
    if refusal is not None:
        return refusal
    if commitment.side != Side.MANAGER or commitment.by_id == plan.manager_id:
        return Verdict(_("This is not a promise of a manager before."))
    if commitment.state != CommitmentState.OPEN:
        return Verdict(_("This commitment is %(now)s.") % {"now": commitment.get_state_display()})
    return can_edit(me, plan)


def can_close(me, plan, on=None):
    """Whether `me` may close the plan: one never signed at any time, a signed one after its last day."""
    if side_of(me, plan, on) is None:
        return Verdict(ONLY_THE_TWO)
    if plan.status == PlanStatus.CLOSED:
        return Verdict(_("This plan is closed."))
    if plan.status == PlanStatus.PROPOSED:
        return Verdict(_("This text waits for a signature. Counter it, or take it back, before you close it."))
    if plan.in_force_id and (on or timezone.localdate()) <= plan.ends_on:
        return Verdict(_("Both signed this plan until its last day. Until then, change it by an amendment that both sign."))
    return YES
