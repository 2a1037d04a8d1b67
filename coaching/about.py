"""What a manager's week rests on: each fact about some reps (their ids), of all of them by one query."""

import datetime
from collections import defaultdict

from django.db.models import Max, Q
from django.utils import timezone

from coaching.models import Participant, Roadblock, Session, SessionKind, SessionState
from metrics.models import Signal
from plans.models import Commitment, Goal, Plan

LOOK_BACK = datetime.timedelta(days=28)
WEEK = datetime.timedelta(days=7)


def signals_of(ids):
    """Open signals of their numbers by person, newest first; what of the process rests has reasons of its own."""
    found = defaultdict(list)
    for signal in Signal.objects.open().of_people().filter(person__in=ids).for_list():
        found[signal.person_id].append(signal)
    return found


def promises_of(ids, managers, today):
    """Open promises between each rep and their manager of today, those due within a week."""
    found = defaultdict(list)
    for promise in Commitment.objects.filter(plan__person__in=ids).due_before(today + WEEK).for_list():
        rep = promise.plan.person_id
        if promise.by_id in (rep, managers[rep]):
            found[rep].append(promise)
    return found


def hindrances_of(ids):
    """What stands in the way of each, the earliest day first."""
    found = defaultdict(list)
    for roadblock in Roadblock.objects.of(ids).open().select_related("owner"):
        found[roadblock.person_id].append(roadblock)
    return found


def _held_with(ids):
    return Participant.objects.filter(person__in=ids, is_rep=True, session__state=SessionState.HELD)


def last_talks_of(ids):
    """The day on which each was last talked with; a team meeting is not a talk with one."""
    talks = _held_with(ids).exclude(session__kind=SessionKind.TEAM_MEETING)
    return {person: timezone.localdate(at) for person, at in talks.values_list("person").annotate(Max("session__starts_at"))}


def kinds_of(ids):
    """How often each kind happened with each in the last four weeks."""
    found = defaultdict(lambda: dict.fromkeys(SessionKind.values, 0))
    recent = _held_with(ids).filter(session__starts_at__gte=timezone.now() - LOOK_BACK)
    for person, kind in recent.values_list("person", "session__kind"):
        found[person][kind] += 1
    return found


def coming_of(ids, managers):
    """The next planned session of each with their manager, as title and day."""
    parts = Participant.objects.filter(person__in=ids, is_rep=True, session__led_by__in=managers.values())
    coming = parts.filter(session__in=Session.objects.coming(timezone.now())).order_by("session__starts_at")
    found = {}
    for part in coming.select_related("session"):
        found.setdefault(part.person_id, (str(part.session), timezone.localdate(part.session.starts_at)))
    return found


def booked_of(ids, managers, monday):
    """The first session planned with each of them alone in the week of `monday`."""
    parts = Participant.objects.filter(person__in=ids, is_rep=True, session__led_by__in=managers.values())
    planned = parts.filter(session__state=SessionState.PLANNED).exclude(session__kind=SessionKind.TEAM_MEETING)
    begin = timezone.make_aware(datetime.datetime.combine(monday, datetime.time()))
    within = planned.filter(session__starts_at__gte=begin, session__starts_at__lt=begin + WEEK)
    return {part.person_id: part.session for part in within.select_related("session").order_by("-session__starts_at")}


def goals_of(ids, today):
    """The goals of the plans in force by person: title, and the day on which it was last talked about."""
    plans = Plan.objects.in_force().current(today).filter(person__in=ids)
    goals = Goal.objects.filter(plan__in=plans, dropped_at__isnull=True)
    talked = goals.annotate(at=Max("sessions__starts_at", filter=Q(sessions__state=SessionState.HELD)))
    found = defaultdict(list)
    for person, title, at in talked.values_list("plan__person", "title", "at"):
        found[person].append((title, timezone.localdate(at) if at else None))
    return found
