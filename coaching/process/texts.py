"""Plans as texts: those that are written and not signed, and those that are signed and not opened."""

import datetime

from django.db.models import Max

from coaching.process.company import day_of, latest
from coaching.process.judging import Thing
from metrics.models import SignalKind
from plans.models import PlanEvent, PlanStatus, Proposal, ProposalState, Visit

OTHER = {"seller": "manager", "manager": "seller"}


def unsigned(company, after):
    """Plans that are being written: since they were begun, or since the change of a signed one began."""
    texts = [plan for plan in company.plans if plan.status in (PlanStatus.DRAFT, PlanStatus.PROPOSED)]
    amended = PlanEvent.objects.filter(plan__in=[plan.pk for plan in texts if plan.in_force_id], kind="plans.amended")
    begun = dict(amended.order_by().values_list("plan").annotate(Max("at")))
    open_ones = Proposal.objects.filter(plan__in=[plan.pk for plan in texts], state=ProposalState.OPEN)
    proposed = dict(open_ones.values_list("plan", "side"))
    for plan in texts:
        waits_for = OTHER.get(proposed.get(plan.pk), "both")
        yield Thing(
            SignalKind.UNSIGNED_PLAN,
            plan.person_id,
            max(day_of(begun.get(plan.pk, plan.started_at)), company.led_since(plan.person_id)),
            after,
            subject_id=plan.pk,
            first="manager" if waits_for == "manager" else "seller",
            away=company.both(plan),
            plan_id=plan.pk,
            facts={"title": plan.title, "waits_for": waits_for, "is_amendment": plan.in_force_id is not None},
        )


def unopened(company, after):
    """Plans in force, and whether one of the two, or neither, has opened them: who wrote in one has opened it too."""
    window = company.end - datetime.timedelta(days=after + 1)
    events = PlanEvent.objects.filter(plan__in=company.signed, at__gte=window, at__lt=company.end, by__isnull=False)
    wrote = {(plan, by): at for plan, by, at in events.order_by().values_list("plan", "by").annotate(Max("at"))}
    visits = Visit.objects.filter(plan__in=company.signed, at__lt=company.end)
    opened = {(plan, person): at for plan, person, at in visits.values_list("plan", "person", "at")}
    for plan in company.in_force.values():
        since = {
            side: latest(company.since(plan), day_of(opened.get((plan.pk, who))), day_of(wrote.get((plan.pk, who))))
            for side, who in zip(("seller", "manager"), company.both(plan), strict=True)
        }
        yield _unopened(company, plan, after, since)


def _unopened(company, plan, after, since):
    """Since when the plan lies unread: since both have not opened it if neither has, else since the one has not."""
    late = [side for side, day in since.items() if (company.as_of - day).days > after] or list(since)
    who = late[0] if len(late) == 1 else "both"
    both = company.both(plan)
    return Thing(
        SignalKind.UNOPENED_PLAN,
        plan.person_id,
        max(since[side] for side in late),
        after,
        subject_id=plan.pk,
        first="manager" if who == "manager" else "seller",
        away={"seller": both[:1], "manager": both[1:]}.get(who, both),
        plan_id=plan.pk,
        facts={"title": plan.title, "who": who},
    )
