"""What a plan for somebody can begin from, for the page on which it begins. Reads only."""

from datetime import timedelta
from functools import cached_property

from django.utils import timezone

from plans import starting
from plans.body import read
from plans.filling import plan_before
from plans.models import Cycle, Plan, PlanKind, PlanStatus, PlanTemplate, Priority, Progress


def stands(people):
    """Each of these people with `now`: their newest plan that is not closed, or None."""
    people = list(people)
    open_plans = Plan.objects.filter(person__in=people).exclude(status=PlanStatus.CLOSED).order_by("starts_on", "started_at")
    newest = {plan.person_id: plan for plan in open_plans}
    for person in people:
        person.now = newest.get(person.pk)
    return people


class Beginnings:
    """The templates on offer for a person and a kind of plan, the priorities of their team, and the goals of the plan before."""

    def __init__(self, person, kind=PlanKind.PERFORMANCE):
        self.person = person
        self.kind = kind if kind in PlanKind.values else PlanKind.PERFORMANCE

    @cached_property
    def templates(self):
        """Those on offer, the one for the person's job first, each with its `body` whole and its `size`."""
        offered = PlanTemplate.objects.on_offer().for_team(self.person.team).for_kind(self.kind)
        found = list(offered.best_first(self.person.job_title))
        for template in found:
            template.body = starting.read(template.body)
            template.size = starting.size(template.body)
        return found

    @property
    def first_template(self):
        """The one that is made for the person's job, or None."""
        job = self.person.job_title.casefold()
        return next((template for template in self.templates if template.role.casefold() == job), None)

    @cached_property
    def priorities(self):
        """What was chosen for the person's team, of the cycles that are not over."""
        published = Priority.objects.published().for_team(self.person.team)
        return list(published.filter(cycle__ends_on__gte=timezone.localdate()).for_list())

    @cached_property
    def before(self):
        """The plan that was signed last, or None."""
        return plan_before(self.person)

    @cached_property
    def earlier_goals(self):
        """The goals of the plan before as they were signed, each with what was last said about it (`latest`, or None)."""
        if self.before is None:
            return []
        judged = Progress.objects.filter(goal__plan=self.before).exclude(judgement="").order_by("at")
        latest = {str(progress.goal_id): progress.judgement for progress in judged}
        return [{**goal, "latest": latest.get(goal["id"])} for goal in read(self.before.in_force)["goals"]]

    @cached_property
    def cycle(self):
        """The period that comes next: after the plan before where there is one of this kind, else the one under way."""
        cycles = list(Cycle.objects.newest_first())
        if self.before is not None and self.before.kind == self.kind:
            later = [cycle for cycle in cycles if cycle.starts_on > self.before.starts_on and cycle.ends_on > self.before.ends_on]
            return later[-1] if later else None
        return next((cycle for cycle in cycles if cycle.is_now), None)

    @cached_property
    def days(self):
        """First and last day of as many months as the plan before had, right after it; None if there is none of this kind."""
        if self.before is None or self.before.kind != self.kind:
            return None
        first = self.before.ends_on + timedelta(days=1)
        months = round((first - self.before.starts_on).days / 30.44) or 1
        number = first.year * 12 + first.month - 1 + months
        end = first.replace(year=number // 12, month=number % 12 + 1, day=min(first.day, 28))
        return first, end - timedelta(days=1)
