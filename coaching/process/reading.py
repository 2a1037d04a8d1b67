"""What of the process could come to rest, as things for `judging`: each fact of the whole company by one query."""

import datetime
from collections import defaultdict
from dataclasses import replace
from functools import cached_property

from django.db.models import Max, Q
from django.utils import timezone

from coaching.models import Participant, Session, SessionKind, SessionState
from coaching.process.judging import Thing, rests
from metrics.models import SignalKind
from people.models import Delegation, ReportingLine
from plans.models import (
    Commitment,
    CommitmentState,
    Family,
    Goal,
    Plan,
    PlanEvent,
    PlanKind,
    PlanStatus,
    Progress,
    Proposal,
    Visit,
)

SOON = datetime.timedelta(days=7)  # a conversation within this time is on its way
GRACE = 7  # days by which a promised rhythm may be late
RHYTHMS = {"weekly": 7, "fortnightly": 14, "monthly": 31}
TALKS = [SessionKind.STRATEGY, SessionKind.FIELD_DAY, SessionKind.IMPROMPTU]


class Company:
    """The plans that are lived or written on a day, and between whom."""

    def __init__(self, as_of, setting):
        self.as_of, self.setting = as_of, setting
        self.end = timezone.make_aware(datetime.datetime.combine(as_of + datetime.timedelta(days=1), datetime.time()))

    @cached_property
    def plans(self):
        """Every plan that is current and not closed, of people who work here, with the manager that they have that day."""
        found = Plan.objects.current(self.as_of).filter(person__is_active=True)
        found = found.filter(Q(person__left_on__isnull=True) | Q(person__left_on__gte=self.as_of), person__in=self.managers)
        return list(found.select_related("in_force").defer("in_force__body", "in_force__attest").order_by("starts_on", "pk"))

    @cached_property
    def managers(self):
        """{person id: the id of their manager} on that day."""
        return dict(ReportingLine.objects.on(self.as_of).solid().values_list("person", "manager"))

    @cached_property
    def led_since(self):
        """{person id: the first day with that manager}."""
        return dict(ReportingLine.objects.on(self.as_of).solid().values_list("person", "starts_on"))

    @cached_property
    def stand_ins(self):
        """{manager id: ids of everybody who ever stood in for them}."""
        found = defaultdict(set)
        for manager, delegate in Delegation.objects.values_list("delegator", "delegate"):
            found[manager].add(delegate)
        return found

    @cached_property
    def in_force(self):
        """{plan id: plan} of those with a signed text."""
        return {plan.pk: plan for plan in self.plans if plan.in_force_id}

    @cached_property
    def rhythms(self):
        """The rhythm of each seller and their manager; none where it is not looked at."""
        after = self.setting.no_session_after
        return [] if after is None else list(_rhythms(self, after))

    def since(self, plan):
        """The day from which the two live by the text in force: not before it was sealed, nor before their line began."""
        sealed = timezone.localdate(plan.in_force.sealed_at)
        return max(plan.in_force.effective_on, sealed, self.led_since[plan.person_id])

    def both(self, plan):
        """The ids of the two."""
        return plan.person_id, self.managers[plan.person_id]


def things_of(company):
    """Everything that is looked at, kind by kind; a kind that is switched off gives nothing."""
    setting = company.setting
    kinds = [
        (setting.no_session_after, lambda company, _after: company.rhythms),
        (setting.untouched_goal_after, _goals),
        (setting.late_commitment_after, _promises),
        (setting.unsigned_plan_after, _texts),
        (setting.idle_development_after, _developments),
        (setting.unopened_plan_after, _readings),
    ]
    return [thing for after, read in kinds if after is not None for thing in read(company, after)]


def done_of(cases):
    """The keys of those open cases whose promise was kept, or whose plan was signed."""
    return _ended(cases, SignalKind.LATE_COMMITMENT, Commitment.objects.filter(state=CommitmentState.KEPT)) | _ended(
        cases, SignalKind.UNSIGNED_PLAN, Plan.objects.filter(status=PlanStatus.AGREED)
    )


def _ended(cases, kind, well):
    keys = {case.key[2]: case.key for case in cases if case.is_open and case.key[1] == kind}
    return {keys[pk] for pk in well.filter(pk__in=keys).values_list("pk", flat=True)}


def day_of(moment):
    """The day of a moment, None for none."""
    return timezone.localdate(moment) if moment else None


def latest(*days):
    """The last of some days, of which not all are known."""
    return max(day for day in days if day is not None)


# -- a conversation -----------------------------------------------------------------------------------------------------


def _rhythms(company, after):
    """The rhythm of each seller with a plan in force, and their manager: one a person, however many plans they have."""
    last, coming, promised = _last_talks(company), _coming(company), _promised_rhythms(company)
    found = {}
    for plan in company.in_force.values():
        person = plan.person_id
        rule = promised.get(person)
        limit = min(after, RHYTHMS[rule] + GRACE) if rule else after
        facts = {"never": person not in last, "rhythm": rule if rule and limit < after else ""}
        found[person] = Thing(
            SignalKind.NO_SESSION,
            person,
            latest(company.since(plan), last.get(person), found[person].since if person in found else None),
            limit,
            away=company.both(plan),
            is_paused=person in coming,
            plan_id=plan.pk,
            facts=facts,
        )
    return found.values()


def _last_talks(company):
    """{person id: the day of their last talk with their manager or with whoever stood in for them}; team meetings are none."""
    parts = Participant.objects.filter(is_rep=True, session__state=SessionState.HELD, session__starts_at__lt=company.end)
    talks = parts.exclude(session__kind=SessionKind.TEAM_MEETING).values_list("person", "session__led_by")
    found = {}
    for person, leader, at in talks.annotate(Max("session__starts_at")):
        manager = company.managers.get(person)
        if leader == manager or leader in company.stand_ins[manager]:
            found[person] = latest(found.get(person), day_of(at))
    return found


def _coming(company):
    """Who has a conversation planned within a week."""
    planned = Session.objects.filter(state=SessionState.PLANNED, starts_at__lt=company.end + SOON)
    coming = planned.filter(starts_at__gte=company.end - datetime.timedelta(days=1)).exclude(kind=SessionKind.TEAM_MEETING)
    return set(Participant.objects.filter(session__in=coming, is_rep=True).values_list("person", flat=True))


def _promised_rhythms(company):
    """{person id: the shortest rhythm of conversations that a plan in force promises}."""
    rules = Commitment.objects.coming_back().filter(evidence__in=TALKS, plan__in=company.in_force)
    found = {}
    for person, rule in rules.values_list("plan__person", "rule"):
        found[person] = min(found.get(person, rule), rule, key=RHYTHMS.get)
    return found


# -- goals --------------------------------------------------------------------------------------------------------------


def _goals(company, after):
    """The goals of plans in force, but for those of development, which rest in their own way.

    Where the two do not talk at all that alone is told: a goal can wait until they do.
    """
    silent = {thing.person_id for thing in company.rhythms if rests(thing, company.as_of)}
    for goal, plan in _goals_in_force(company):
        if not _is_development(goal, plan):
            thing = _goal(company, goal, plan, SignalKind.UNTOUCHED_GOAL, after, _moves(company)[:2])
            yield replace(thing, is_paused=plan.person_id in silent)


def _developments(company, after):
    """The goals of growth, and all of development plans: a promise that was kept moves them too."""
    for goal, plan in _goals_in_force(company):
        if _is_development(goal, plan):
            yield _goal(company, goal, plan, SignalKind.IDLE_DEVELOPMENT, after, _moves(company))


def _is_development(goal, plan):
    return goal.family == Family.GROWTH or plan.kind == PlanKind.DEVELOPMENT


def _goals_in_force(company):
    """Pairs of goal and plan: those that have begun and are not due yet."""
    goals = Goal.objects.filter(plan__in=company.in_force, dropped_at__isnull=True)
    goals = goals.filter(Q(starts_on__isnull=True) | Q(starts_on__lte=company.as_of))
    goals = goals.filter(Q(due_on__isnull=True) | Q(due_on__gte=company.as_of)).order_by("plan", "position")
    return [(goal, company.in_force[goal.plan_id]) for goal in goals]


def _goal(company, goal, plan, kind, after, moves):
    moved = [day_of(days.get(goal.pk)) for days in moves]
    return Thing(
        kind,
        plan.person_id,
        latest(company.since(plan), goal.starts_on, *moved),
        after,
        subject_id=goal.pk,
        away=company.both(plan),
        plan_id=plan.pk,
        goal_id=goal.pk,
        facts={"title": goal.title, "never": not any(moved)},
    )


def _moves(company):
    """Three times {goal id: when it was last talked about, when a word was said of it, when a promise for it was kept}."""
    if not hasattr(company, "moves"):
        before = {"plan__in": company.in_force}
        talked = Goal.objects.filter(**before, sessions__state=SessionState.HELD, sessions__starts_at__lt=company.end)
        said = Progress.objects.filter(goal__plan__in=company.in_force, at__lt=company.end)
        kept = Commitment.objects.filter(**before, state=CommitmentState.KEPT, closed_at__lt=company.end, goal__isnull=False)
        company.moves = [
            dict(talked.order_by().values_list("pk").annotate(Max("sessions__starts_at"))),
            dict(said.order_by().values_list("goal").annotate(Max("at"))),
            dict(kept.order_by().values_list("goal").annotate(Max("closed_at"))),
        ]
    return company.moves


# -- promises -----------------------------------------------------------------------------------------------------------


def _promises(company, after):
    """Promises of either side whose day has passed. One that the other side is asked about waits for their word.

    Whoever promised is told first; the promise of a manager of before is for the one of today to take over or let go.
    """
    late = Commitment.objects.open().filter(plan__in=company.in_force, rule="once", due_on__lt=company.as_of)
    for promise in late.select_related("by").order_by("due_on", "pk"):
        plan = company.in_force[promise.plan_id]
        owner = company.managers[plan.person_id] if promise.side == "manager" else plan.person_id
        facts = {"text": promise.text, "by": promise.by.first_name, "by_id": str(promise.by_id), "side": promise.side}
        yield Thing(
            SignalKind.LATE_COMMITMENT,
            plan.person_id,
            promise.due_on,
            after,
            subject_id=promise.pk,
            first=promise.side,
            away=(owner,),
            is_paused=bool(promise.asked),
            plan_id=plan.pk,
            goal_id=promise.goal_id,
            facts=facts | {"is_of_before": promise.by_id != owner},
        )


# -- plans --------------------------------------------------------------------------------------------------------------


def _texts(company, after):
    """Plans that are being written and not signed: since they were begun, or since the change of a signed one began."""
    texts = [plan for plan in company.plans if plan.status in (PlanStatus.DRAFT, PlanStatus.PROPOSED)]
    amended = PlanEvent.objects.filter(plan__in=[plan.pk for plan in texts if plan.in_force_id], kind="plans.amended")
    begun = dict(amended.order_by().values_list("plan").annotate(Max("at")))
    proposed = dict(Proposal.objects.filter(plan__in=[plan.pk for plan in texts], state="open").values_list("plan", "side"))
    for plan in texts:
        proposer = proposed.get(plan.pk)
        waits_for = {"seller": "manager", "manager": "seller"}.get(proposer, "both")
        yield Thing(
            SignalKind.UNSIGNED_PLAN,
            plan.person_id,
            max(day_of(begun.get(plan.pk, plan.started_at)), company.led_since[plan.person_id]),
            after,
            subject_id=plan.pk,
            first="manager" if waits_for == "manager" else "seller",
            away=company.both(plan),
            plan_id=plan.pk,
            facts={"title": plan.title, "waits_for": waits_for, "is_amendment": plan.in_force_id is not None},
        )


def _readings(company, after):
    """Plans in force, and whether one of the two, or neither, has opened them: who wrote in one has opened it too."""
    window = company.end - datetime.timedelta(days=after + 1)
    events = PlanEvent.objects.filter(plan__in=company.in_force, at__gte=window, at__lt=company.end, by__isnull=False)
    wrote = {(plan, by): at for plan, by, at in events.order_by().values_list("plan", "by").annotate(Max("at"))}
    visits = Visit.objects.filter(plan__in=company.in_force, at__lt=company.end)
    opened = {(plan, person): at for plan, person, at in visits.values_list("plan", "person", "at")}
    for plan in company.in_force.values():
        sides = dict(zip(("seller", "manager"), company.both(plan), strict=True))
        since = {
            side: latest(company.since(plan), day_of(opened.get((plan.pk, who))), day_of(wrote.get((plan.pk, who))))
            for side, who in sides.items()
        }
        yield _reading(company, plan, after, since)


def _reading(company, plan, after, since):
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
