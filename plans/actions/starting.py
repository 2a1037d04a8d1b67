"""Beginning a plan."""

from django.db import transaction

from plans import rules
from plans.actions.history import record
from plans.messages import tell_other_side
from plans.models import Goal, Plan, PlanKind


@transaction.atomic
def start(*, by, person, title, starts_on, ends_on, kind=PlanKind.PERFORMANCE, cycle=None, priorities=()):
    """Begin a plan for `person` with their manager of today, with an empty portrait and a goal for each of `priorities`. Tells
    the other.

    Raises ValidationError if there already is an open plan of that kind from that day, or the days are in the wrong order.
    """
    rules.can_start(by, person).enforce()
    plan = Plan(person=person, manager=person.manager(), title=title, kind=kind, cycle=cycle, started_by=by)
    plan.starts_on, plan.ends_on = starts_on, ends_on
    plan.full_clean()
    plan.save()
    for position, priority in enumerate(priorities):
        Goal.objects.create(
            plan=plan, title=priority.title, family="results", priority=priority, position=position, changed_by=by
        )
    record(plan, "plans.started", by=by, title=title)
    tell_other_side(plan, "plans.started", by=by, subject_id=plan.pk)
    return plan
