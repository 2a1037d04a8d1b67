"""Beginning a plan: from a template, from the team's priorities, from the plan before."""

from django.db import transaction

from metrics.models import Metric
from plans import rules, starting
from plans.actions.history import record
from plans.filling import Filling
from plans.messages import tell_other_side
from plans.models import Plan, PlanKind


@transaction.atomic
def start(
    *, by, person, title, starts_on, ends_on, kind=PlanKind.PERFORMANCE, cycle=None, priorities=(), template=None, earlier=()
):
    """Begin a plan for `person` with their manager of today, and tell the other. It begins from what is chosen: the parts of a
    `template` that is on offer, goals taken along from an `earlier` signed plan (their ids), a goal for each of `priorities`.

    Raises ValidationError if there already is an open plan of that kind from that day, or the days are in the wrong order.
    """
    rules.can_start(by, person).enforce()
    if template is not None:
        rules.can_begin_from(person, template, kind).enforce()
    plan = Plan(person=person, manager=person.manager(), title=title, kind=kind, cycle=cycle, started_by=by, template=template)
    plan.starts_on, plan.ends_on = starts_on, ends_on
    plan.full_clean()
    plan.save()
    _fill(plan, by, template, earlier, priorities)
    if template is None:
        record(plan, "plans.started", by=by, title=title)
    else:
        record(plan, "plans.started_from", by=by, title=title, template=template.name)
    tell_other_side(plan, "plans.started", by=by, subject_id=plan.pk)
    return plan


def _fill(plan, by, template, earlier, priorities):
    first = Filling(plan, by)
    if template is not None:
        first.from_template(starting.read(template.body), Metric.objects.in_bulk(field_name="key"))
    if earlier:
        first.from_earlier({str(goal_id) for goal_id in earlier})
    for priority in priorities:
        first.from_priority(priority)
    first.save()
