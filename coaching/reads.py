"""Reads that coaching's pages share, joining what lower rooms keep."""

from dataclasses import dataclass

from django.db.models import Count, Max, Q
from django.utils import timezone

from metrics.models import Signal
from people.models import Person
from plans.models import Commitment, Goal, Plan


def loggable_by(person):
    """With whom `person` may log and plan conversations: their reps, and (for a seller) themselves with their manager."""
    reps = Person.objects.active().managed_by(person.seats()).values("pk")
    own = Q(pk=person.pk) if person.manager() else Q(pk__in=[])
    return Person.objects.filter(Q(pk__in=reps) | own).for_list()


def goals_in_force_of(*people):
    """The goals of these people's plans in force, in the order of the plan."""
    plans = Plan.objects.in_force().filter(person__in=people)
    return Goal.objects.filter(plan__in=plans, dropped_at__isnull=True).select_related("plan").order_by("plan", "position")


def coverage_for(person):
    """Goals of the plans in force that `person` is a party to, with the number of conversations about each and the day of the last."""
    plans = Plan.objects.visible_to_parties(person).in_force().current(timezone.localdate())
    goals = Goal.objects.filter(plan__in=plans, dropped_at__isnull=True).select_related("plan__person")
    held = Q(sessions__state="held")
    return goals.annotate(talks=Count("sessions", filter=held), talked_at=Max("sessions__starts_at", filter=held)).order_by(
        "talks", "talked_at"
    )


@dataclass(frozen=True)
class Preparation:
    """What to look at before a session."""

    promises: list
    signals: list
    goals: list


def preparation_of(reps):
    """Promises open on both sides, open signals, and the goals that waited longest for a word."""
    goals = goals_in_force_of(*reps).annotate(talked_at=Max("sessions__starts_at")).order_by("talked_at")
    return Preparation(
        promises=list(Commitment.objects.open().filter(plan__person__in=reps).for_list()[:10]),
        signals=list(Signal.objects.open().filter(person__in=reps).for_list()[:5]),
        goals=list(goals[:5]),
    )
