"""Who may see how much of a plan, and who may do what with it now: one sentence for each no."""

from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.models import Person, Role
from people.rules import in_scope, is_above
from people.verdict import YES, Verdict
from plans.models import CommitmentState, PlanKind, PlanStatus, Portrait, Side

ONLY_THE_TWO = _("Only the two who make this plan can do that.")
PERSONAL = _("A signature is personal: whoever stands in for somebody can write and comment, not agree or sign.")


@dataclass(frozen=True)
class Footing:
    """How somebody stands to a plan: on which side, whether as themselves (not standing in), and what they may read."""

    side: Side | None = None
    is_personal: bool = False
    view: str | None = None


def footing(person, plan, on=None):
    """How `person` stands to `plan` that day. Kept on the plan until its row is locked."""
    day = on or timezone.localdate()
    plan.standings = {} if plan.standings is None else plan.standings
    key = (person.pk, day)
    if key not in plan.standings:
        plan.standings[key] = _found(person, plan, day)
    return plan.standings[key]


def manager_today(plan, on=None):
    """Whoever the seller reports to that day, or None. Kept on the plan until its row is locked."""
    day = on or timezone.localdate()
    plan.standings = {} if plan.standings is None else plan.standings
    if ("manager", day) not in plan.standings:
        plan.standings["manager", day] = plan.person.manager(on=day)
    return plan.standings["manager", day]


def _found(person, plan, day):
    if person.pk == plan.person_id:
        return Footing(Side.SELLER, True, "party")
    manager = manager_today(plan, day)
    if manager and manager.pk == person.pk:
        return Footing(Side.MANAGER, True, "party")
    if manager and manager.pk in person.seats(on=day):
        return Footing(Side.MANAGER, False, "party")
    return Footing(view=_view(person, plan, day))


def _view(person, plan, day):
    ways = {
        "coach": lambda: plan.invitations.filter(person=person, ended_at__isnull=True).exists(),
        "hr": lambda: in_scope(person, plan.person, Role.HR, on=day),
        "above": lambda: is_above(person, plan.person, on=day) or in_scope(person, plan.person, Role.LEADER, on=day),
        "former": lambda: plan.versions.filter(proposal__signatures__person=person).exists(),
    }
    return next((name for name, holds in ways.items() if holds()), None)


def side_of(person, plan, on=None):
    """The side on which `person` stands that day (as themselves, or standing in for the manager), or None."""
    return footing(person, plan, on).side


def view_of(person, plan, on=None):
    """How much `person` may read.

    "party" and "coach": all of it. "hr": agreed versions, and drafts of improvement plans. "above": agreed versions. "former":
    the versions that they signed. None: nothing.
    """
    return footing(person, plan, on).view


def sees_draft(person, plan):
    """Whether `person` may read the working copy."""
    view = view_of(person, plan)
    return view in ("party", "coach") or (view == "hr" and plan.kind == PlanKind.IMPROVEMENT)


# -- the working copy -----------------------------------------------------------------------------------------------


def can_start(me, person, on=None):
    """Whether `me` may start a plan for `person`: their manager, or the person themselves."""
    manager = person.manager(on=on)
    if manager is None:
        return Verdict(_("%(name)s reports to nobody yet, so there is nobody to make a plan with.") % {"name": person.name})
    if me.pk in (person.pk, manager.pk) or manager.pk in me.seats(on=on):
        return YES
    return Verdict(_("A plan is started by the person it is for, or by their manager."))


def people_to_plan_with(me, on=None):
    """Those for whom `me` may start a plan: one's sellers, those of somebody for whom one stands in, and oneself under a
    manager.
    """
    sellers = Person.objects.managed_by(me.seats(on=on), on).values("pk")
    oneself = [me.pk] if me.manager(on=on) else []
    return Person.objects.active().filter(Q(pk__in=sellers) | Q(pk__in=oneself)).order_by("name")


def can_edit(me, plan):
    """Whether `me` may change the working copy now."""
    if side_of(me, plan) is None:
        return Verdict(ONLY_THE_TWO)
    if plan.status == PlanStatus.PROPOSED:
        return Verdict(_("This text waits for a signature. Counter it, or take it back, before you change it."))
    if plan.status == PlanStatus.AGREED:
        return Verdict(_("This plan is agreed. Begin an amendment to change it."))
    if plan.status == PlanStatus.CLOSED:
        return Verdict(_("This plan is closed."))
    return YES


def can_edit_item(me, item):
    """Whether `me` may change this item now: a portrait is written in one's own words."""
    verdict = can_edit(me, item.plan)
    if verdict and isinstance(item, Portrait) and item.side != side_of(me, item.plan):
        return Verdict(
            _("These are %(name)s’s own words. Write yours beside them.") % {"name": item.plan.party(item.side).first_name}
        )
    return verdict


def can_agree(me, plan):
    """Whether `me` may mark items as agreed."""
    refusal = _personally(me, plan)
    return can_edit(me, plan) if refusal is None else refusal


def can_comment(me, plan):
    """Whether `me` may say something about an item: the two sides, and a coach they invited."""
    if view_of(me, plan) not in ("party", "coach"):
        return Verdict(ONLY_THE_TWO)
    return Verdict(_("This plan is closed.")) if plan.status == PlanStatus.CLOSED else YES


def can_settle(me, comment):
    """Whether `me` may call a remark settled."""
    return YES if side_of(me, comment.plan) else Verdict(ONLY_THE_TWO)


def can_invite(me, plan):
    """Whether `me` may ask a coach into the plan."""
    return YES if side_of(me, plan) else Verdict(ONLY_THE_TWO)


# -- agreeing -------------------------------------------------------------------------------------------------------


def _personally(me, plan):
    """None if `me` stands on a side of the plan as themselves, and as the one named in it; else the verdict that says why not."""
    foot = footing(me, plan)
    if foot.side is None:
        return Verdict(ONLY_THE_TWO)
    if not foot.is_personal:
        return Verdict(PERSONAL)
    if foot.side == Side.MANAGER and me.pk != plan.manager_id:
        names = {"person": plan.person.first_name, "manager": plan.manager.first_name}
        return Verdict(_("%(person)s’s plan was made with %(manager)s. Take it over first.") % names)
    return None


def can_propose(me, plan):
    """Whether `me` may sign the working copy and ask the other side to sign it."""
    refusal = _personally(me, plan)
    if refusal is not None:
        return refusal
    manager = manager_today(plan)
    if manager is None or manager.pk != plan.manager_id:
        return Verdict(_("%(name)s has another manager now, who takes the plan over first.") % {"name": plan.person.first_name})
    return can_edit(me, plan)


def can_sign(me, plan, proposal):
    """Whether `me` may put the second signature under the open proposal."""
    refusal = _personally(me, plan)
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


# -- living by it ---------------------------------------------------------------------------------------------------


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


# -- strategy -------------------------------------------------------------------------------------------------------


def can_state_priority(me, team=None):
    """Whether `me` may state a priority, for a team or (None) for everybody: a leader within their scope."""
    scopes = [team_id for role, team_id in me.scopes(roles=(Role.LEADER,)) if role == Role.LEADER]
    if not scopes:
        return Verdict(_("Leaders state the priorities."))
    if None in scopes or (team is not None and _within(team, scopes)):
        return YES
    return Verdict(_("You lead some teams only: name the team that this priority is for."))


def leads_something(me):
    """Whether `me` may state priorities at all."""
    return YES if me.has_role(Role.LEADER) else Verdict(_("Leaders state the priorities."))


def _within(team, scopes):
    seen = set()
    while team is not None and team.pk not in seen:
        if team.pk in scopes:
            return True
        seen.add(team.pk)
        team = team.parent
    return False
