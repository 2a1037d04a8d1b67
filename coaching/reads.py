"""Reads that coaching's pages share, joining what lower rooms keep."""

from dataclasses import dataclass

from django.db.models import Count, F, Max, Q
from django.utils import timezone

from coaching.models import Recognition, Roadblock, Session
from metrics.models import Signal
from people.models import Person
from plans.models import Commitment, Goal, Plan
from plans.rules import side_of

HELD = Q(sessions__state="held")


def reps_of(me):
    """With whom `me` talks: those who report to them (or to whom they stand in for), and those they coach."""
    mine = Q(pk__in=Person.objects.managed_by(me.seats()).values("pk")) | Q(pk__in=Person.objects.coached_by(me).values("pk"))
    return Person.objects.active().filter(mine).exclude(pk=me.pk).for_list()


def loggable_by(me):
    """Whom a conversation logged by `me` can be about: their reps, and (for somebody with a manager) themselves."""
    own = Q(pk=me.pk) if me.manager() else Q(pk__in=[])
    return Person.objects.filter(Q(pk__in=reps_of(me).values("pk")) | own).for_list()


def plan_side_of(me, *people):
    """The side on which `me` stands in one of these people's plans in force, or None: a coach promises nothing."""
    plans = Plan.objects.in_force().current(timezone.localdate()).filter(person__in=people).select_related("person")
    return next((side for plan in plans if (side := side_of(me, plan))), None)


def goals_read_by(me):
    """Every goal of a plan that `me` is a party to."""
    return Goal.objects.filter(plan__in=Plan.objects.visible_to_parties(me)).select_related("plan__person")


def goals_of(people, *, reader):
    """The goals of these people's plans in force that `reader` is a party to, in the order of the plan."""
    plans = Plan.objects.visible_to_parties(reader).in_force().current(timezone.localdate()).filter(person__in=people)
    goals = Goal.objects.filter(plan__in=plans, dropped_at__isnull=True)
    return goals.select_related("plan__person").order_by("plan__starts_on", "plan", "position")


def coverage_for(me):
    """Goals of the current plans that `me` is a party to, with the number of talks about each: the longest untouched first."""
    plans = Plan.objects.visible_to_parties(me).in_force().current(timezone.localdate())
    goals = Goal.objects.filter(plan__in=plans, dropped_at__isnull=True).select_related("plan__person")
    talked = goals.annotate(talks=Count("sessions", filter=HELD), talked_at=Max("sessions__starts_at", filter=HELD))
    return talked.order_by(F("talked_at").asc(nulls_first=True), "plan__starts_on", "position")


def owed_by(me, day):
    """The promises of `me` due before that day, the earliest first."""
    return Commitment.objects.filter(by=me).due_before(day).for_list()


def in_the_way_of(people, *, reader):
    """The open roadblocks of these people that `reader` may read, the earliest day first."""
    return Roadblock.objects.visible_to(reader).of(people).open().for_list(reader)


def in_the_way(me):
    """The open roadblocks that `me` may read: one's own, and one's reps'."""
    return Roadblock.objects.visible_to(me).open().for_list(me)


def both(person):
    """The person and, if there is one, their manager."""
    return [one for one in (person, person.manager()) if one is not None]


def side_with(by, person):
    """On whose side `by` acts: the person themselves, or their manager."""
    return person if by.pk == person.pk else person.manager()


def namable_by(me, reps):
    """Those of `reps` whose roadblocks `me` may name: oneself, and whoever reports to one."""
    mine = set(Person.objects.managed_by(me.seats()).filter(pk__in=[rep.pk for rep in reps]).values_list("pk", flat=True))
    return [rep for rep in reps if rep.pk in mine or rep.pk == me.pk]


def praise_for(me):
    """Praise that `me` may read, with the goals of plans that they are a party to by name."""
    rows = list(Recognition.objects.visible_to(me).for_list()[:6])
    named = Goal.objects.filter(plan__in=Plan.objects.visible_to_parties(me)).in_bulk(
        [row.goal_id for row in rows if row.goal_id]
    )
    return [(row, named.get(row.goal_id)) for row in rows]


def promises_in(session, *, reader):
    """What was promised in a session, of plans that `reader` is a party to."""
    return session.commitments.visible_to(reader).for_list()


@dataclass(frozen=True)
class Preparation:
    """What to look at before a session."""

    promises: list
    signals: list
    goals: list
    roadblocks: list
    last: Session | None


def preparation_of(session, *, reader):
    """Promises open on both sides, roadblocks, open signals, the goals that waited longest, the last time: as `reader` may."""
    reps = session.reps
    goals = goals_of(reps, reader=reader).annotate(talked_at=Max("sessions__starts_at", filter=HELD))
    before = Session.objects.visible_to(reader).held().about(reps).filter(starts_at__lt=session.starts_at)
    return Preparation(
        promises=list(Commitment.objects.visible_to(reader).open().filter(plan__person__in=reps).for_list()[:10]),
        signals=list(Signal.objects.for_parties(reader).open().filter(person__in=reps).for_list()[:5]),
        goals=list(goals.order_by(F("talked_at").asc(nulls_first=True), "position")[:5]),
        roadblocks=list(in_the_way_of(reps, reader=reader)[:10]),
        last=before.order_by("-starts_at").first(),
    )
