"""Signals as cases: a cause, something done about it, a day to look again, and how it ended."""

from django.db import transaction

from metrics import actions as metric_actions
from plans import actions as plan_actions
from plans.models import Goal, Plan
from plans.rules import side_of


@transaction.atomic
def open_signal(signal, *, by):
    """Say that one of the two has seen the signal."""
    return metric_actions.mark_seen(signal, by=by)


@transaction.atomic
def answer_signal(signal, *, by, cause, words, action, due_on, recheck_on):
    """Say what is behind a signal, promise something that helps, and set a day to look again.

    The promise enters the ledger of the plan that agreed on the metric, on the side of whoever makes it.
    """
    plan = Plan.objects.filter(pk=signal.plan_id).first() or open_plan_of(signal)
    side = side_of(by, plan)
    metric_actions.give_cause(signal, by=by, side=side, kind=cause, words=words)
    if action:
        goal = Goal.objects.filter(pk=signal.goal_id, plan=plan).first()
        plan_actions.promise(plan, by=by, side=side, text=action, due_on=due_on, goal=goal, signal=signal, origin="signal")
    metric_actions.answer(signal, by=by, recheck_on=recheck_on)
    plan_actions.record(plan, "coaching.signal_answered", by=by, signal=str(signal.pk))
    return signal


@transaction.atomic
def close_signal(signal, *, by, outcome):
    """End a case: it worked, it did not, it was a false alarm, or it is accepted as it is."""
    metric_actions.close(signal, by=by, outcome=outcome)
    plan = Plan.objects.filter(pk=signal.plan_id).first()
    if plan:
        plan_actions.record(plan, "coaching.signal_closed", by=by, signal=str(signal.pk), outcome=outcome)
    return signal


def open_plan_of(signal):
    """The plan in force of the person whom a signal is about."""
    return Plan.objects.in_force().filter(person=signal.person_id).order_by("-starts_on").first()
