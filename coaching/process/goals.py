"""The goals of plans in force: who talks about them, and whether development moves."""

from dataclasses import replace

from django.db.models import Max, Q

from coaching.models import SessionState
from coaching.process.company import day_of, latest
from coaching.process.judging import Thing
from metrics.models import SignalKind
from plans.models import Commitment, CommitmentState, Family, Goal, PlanKind, Progress


class Goals:
    """The goals that have begun and are not due yet, and what moved each of them last."""

    def __init__(self, company):
        self.company = company
        goals = Goal.objects.filter(plan__in=company.signed, dropped_at__isnull=True)
        goals = goals.filter(Q(starts_on__isnull=True) | Q(starts_on__lte=company.as_of))
        goals = goals.filter(Q(due_on__isnull=True) | Q(due_on__gte=company.as_of)).order_by("plan", "position")
        self.pairs = [(goal, company.in_force[goal.plan_id]) for goal in goals if goal.plan_id in company.in_force]
        self.talked, self.said, self.kept = _talked(company), _said(company), _kept(company)

    def untouched(self, after, silent):
        """All but those of development. Where the two do not talk at all (`silent`: ids of sellers) that alone is told.

        A goal can wait until they do.
        """
        for goal, plan in self.pairs:
            if not _is_development(goal, plan):
                thing = self._thing(goal, plan, SignalKind.UNTOUCHED_GOAL, after, [self.talked, self.said])
                yield replace(thing, is_paused=plan.person_id in silent)

    def idle(self, after):
        """The goals of growth, and all of development plans: a promise that was kept moves them too."""
        for goal, plan in self.pairs:
            if _is_development(goal, plan):
                yield self._thing(goal, plan, SignalKind.IDLE_DEVELOPMENT, after, [self.talked, self.said, self.kept])

    def _thing(self, goal, plan, kind, after, moves):
        moved = [day_of(days.get(goal.pk)) for days in moves]
        return Thing(
            kind,
            plan.person_id,
            latest(self.company.since(plan), goal.starts_on, *moved),
            after,
            subject_id=goal.pk,
            away=self.company.both(plan),
            plan_id=plan.pk,
            goal_id=goal.pk,
            facts={"title": goal.title, "never": not any(moved)},
        )


def _is_development(goal, plan):
    return goal.family == Family.GROWTH or plan.kind == PlanKind.DEVELOPMENT


def _talked(company):
    """{goal id: when it was last talked about}."""
    held = Goal.objects.filter(plan__in=company.signed, sessions__state=SessionState.HELD, sessions__starts_at__lt=company.end)
    return dict(held.order_by().values_list("pk").annotate(Max("sessions__starts_at")))


def _said(company):
    """{goal id: when a word was last said of it}."""
    notes = Progress.objects.filter(goal__plan__in=company.signed, at__lt=company.end)
    return dict(notes.order_by().values_list("goal").annotate(Max("at")))


def _kept(company):
    """{goal id: when a promise for it was last kept}."""
    kept = Commitment.objects.filter(plan__in=company.signed, state=CommitmentState.KEPT, closed_at__lt=company.end)
    return dict(kept.filter(goal__isnull=False).order_by().values_list("goal").annotate(Max("closed_at")))
