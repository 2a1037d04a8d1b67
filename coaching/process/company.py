"""The plans that are lived or written on a day, and between whom: what every kind of resting needs."""

import datetime
from collections import defaultdict
from functools import cached_property

from django.db.models import Q
from django.utils import timezone

from people.models import Delegation, ReportingLine
from plans.models import Plan, PlanVersion


class Company:
    """Everybody with a plan and a manager on a day, each fact of all of them by one query."""

    def __init__(self, as_of, setting):
        self.as_of, self.setting = as_of, setting
        self.end = timezone.make_aware(datetime.datetime.combine(as_of + datetime.timedelta(days=1), datetime.time()))

    @property
    def looked_at(self):
        """The plans that are current and not closed, of people who work here and report to somebody: a queryset."""
        lines = ReportingLine.objects.on(self.as_of).solid()
        found = Plan.objects.current(self.as_of).filter(person__is_active=True, person__in=lines.values("person"))
        return found.filter(Q(person__left_on__isnull=True) | Q(person__left_on__gte=self.as_of))

    @property
    def signed(self):
        """The ids of those with a signed text, as a subquery for what belongs to them."""
        return self.looked_at.in_force().order_by().values("pk")

    @cached_property
    def plans(self):
        """Those that are looked at."""
        rows = self.looked_at.select_related("in_force").defer("in_force__body", "in_force__attest")
        return list(rows.order_by("starts_on", "pk"))

    @cached_property
    def in_force(self):
        """{plan id: plan} of those with a signed text."""
        return {plan.pk: plan for plan in self.plans if plan.in_force_id}

    @cached_property
    def _lines(self):
        lines = ReportingLine.objects.on(self.as_of).solid()
        return {person: (manager, day) for person, manager, day in lines.values_list("person", "manager", "starts_on")}

    def manager(self, person):
        """The id of whoever leads that person (an id) that day, None for nobody."""
        return self._lines.get(person, (None, None))[0]

    def led_since(self, person):
        """The first day with that manager."""
        return self._lines[person][1]

    def both(self, plan):
        """The ids of the two."""
        return plan.person_id, self.manager(plan.person_id)

    @cached_property
    def stand_ins(self):
        """{manager id: ids of everybody who ever stood in for them}."""
        found = defaultdict(set)
        for manager, delegate in Delegation.objects.values_list("delegator", "delegate"):
            found[manager].add(delegate)
        return found

    def since(self, plan):
        """The day from which the two live by the text in force: not before it was sealed, nor before their line began."""
        sealed = timezone.localdate(plan.in_force.sealed_at)
        return max(plan.in_force.effective_on, sealed, self.led_since(plan.person_id))

    @cached_property
    def _begun(self):
        first = PlanVersion.objects.filter(plan__in=self.signed, number=1)
        return {plan: max(day_of(at), day) for plan, at, day in first.values_list("plan", "sealed_at", "effective_on")}

    def begun(self, plan):
        """The day from which the two have a signed plan: later versions of it change nothing about that."""
        return max(self._begun[plan.pk], self.led_since(plan.person_id))


def day_of(moment):
    """The day of a moment, None for none."""
    return timezone.localdate(moment) if moment else None


def latest(*days):
    """The last of some days, of which not all are known."""
    return max(day for day in days if day is not None)
