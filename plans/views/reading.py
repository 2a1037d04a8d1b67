"""How views find what a request is about: what is not visible is not found."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from people.actions import record_access
from plans import rules
from plans.models import Commitment, Goal, Plan, Portrait, Topic
from plans.terms import Terms
from plans.working import find, find_with_plan

PLACES = {Portrait: "portrait", Topic: "topics", Terms: "main"}


def plan_for(request, pk):
    """The plan, if the reader may see anything of it."""
    return get_object_or_404(Plan.objects.visible_to(request.user).for_page().read_by(request.user), pk=pk)


def draft_for(request, pk):
    """The plan, if the reader may read its working copy."""
    plan = plan_for(request, pk)
    if not rules.sees_draft(request.user, plan):
        raise Http404
    return plan


def item_to_write(request, pk, item_id):
    """An item of the working copy with its plan, as `item_for(draft_for(...), ...)` finds it, in one query: for what writes, and
    draws nothing of the plan's page.

    Whoever reads the working copy sees the plan, so that this asks no more than how the reader stands to it.
    """
    try:
        item = find_with_plan(pk, item_id)
    except Goal.DoesNotExist as error:
        raise Http404 from error
    if not rules.sees_draft(request.user, item.plan):
        raise Http404
    return item


def item_for(plan, item_id):
    """An item of the plan's working copy, dropped ones included."""
    try:
        return find(plan, item_id)
    except Goal.DoesNotExist as error:
        raise Http404 from error


def goal_for(plan, goal_id):
    """A goal of the plan that is not dropped."""
    goal = get_object_or_404(plan.goals.kept(), pk=goal_id)
    goal.plan = plan
    return goal


def commitment_for(request, pk):
    """A commitment of which the reader is one of the two."""
    return get_object_or_404(Commitment.objects.visible_to(request.user).for_list(), pk=pk)


def leave_a_trace(request, plan, version):
    """Whoever reads a signed version without being a party to it is on the access log of the person concerned."""
    if rules.side_of(request.user, plan) is None:
        record_access(by=request.user, subject=plan.person, thing="plan_version", thing_id=version.pk, purpose="viewed")


def place_of(item):
    """Where an item stands on the plan's page."""
    goal_id = getattr(item, "goal_id", None) or (item.pk if isinstance(item, Goal) else None)
    block = f"goal-{goal_id}" if goal_id else PLACES.get(type(item), "general")
    return f"{item.plan.get_absolute_url()}#{block}"
