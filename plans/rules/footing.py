"""How somebody stands to a plan, and how much of it they may see."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.models import Role
from people.rules import in_scope, is_above
from people.verdict import Verdict
from plans.models import PlanKind, Side

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


def stands(plan):
    """Keep on a plan that was read `with_standing` what is known by it, until its row is locked."""
    plan.standings = {} if plan.standings is None else plan.standings
    if plan.reports_to == plan.manager_id:
        plan.standings["manager", timezone.localdate()] = plan.manager
    if not plan.has_inherited:
        plan.standings["undecided"] = 0
    return plan


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


def personally(me, plan):
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
