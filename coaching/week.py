"""A manager's week, read in a constant number of queries: a slot for every rep, with the reason to talk."""

import datetime
from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Max
from django.utils import timezone

from coaching.models import Participant, Session, SessionKind, SessionState, WeekSlot
from coaching.reasons import Facts, Promise, Reason, reasons
from coaching.sentences import headline, ways_in, why
from metrics.models import Signal
from people.models import Person
from plans.models import Commitment, Goal, Plan, Side

LOOK_BACK = datetime.timedelta(days=28)
WEEK = datetime.timedelta(days=7)


@dataclass
class Slot:
    """One rep's place in the week, as the page shows it."""

    rep: Person
    row: WeekSlot
    reason: Reason
    others: list
    plan: Plan | None = None
    signal: Signal | None = None
    promises: list = field(default_factory=list)
    kinds: dict = field(default_factory=dict)
    last_talk_on: datetime.date | None = None

    @property
    def headline(self):
        """The reason in words: the manager's own, if they wrote one."""
        return self.row.reason or headline(self.reason, self.rep.first_name)

    @property
    def why(self):
        """The date behind the reason."""
        return "" if self.row.reason else why(self.reason)

    @property
    def ways_in(self):
        """Questions that open the talk."""
        return ways_in(self.reason)

    @property
    def happened(self):
        """The kinds of conversation of the last four weeks."""
        return {kind for kind, count in self.kinds.items() if count}

    @property
    def is_done(self):
        """Whether a conversation filled the slot."""
        return self.row.session_id is not None

    @property
    def order(self):
        """Open slots with a time first, then those without, then what is done; within that the most useful."""
        at = self.row.starts_at.timestamp() if self.row.starts_at else float("inf")
        return (self.is_done, at, self.reason.rank, self.rep.name)


def monday_of(day):
    """The Monday of that day's week."""
    return day - datetime.timedelta(days=day.weekday())


def slots_of(manager, monday, today=None):
    """Every rep's slot in the week that begins on `monday`. Rows that don't exist yet are made up, unsaved."""
    today = today or timezone.localdate()
    reps = list(Person.objects.active().managed_by(manager.seats(), today).for_list())
    ids = [rep.pk for rep in reps]
    rows = {
        row.rep_id: row for row in WeekSlot.objects.filter(manager=manager, week=monday, rep__in=ids).select_related("session")
    }
    plans = {plan.person_id: plan for plan in Plan.objects.in_force().current(today).filter(person__in=ids).order_by("starts_on")}
    signals, promises = signals_of(ids), promises_of(ids, today)
    talks, coming, goals = talks_of(ids, today), coming_of(ids, today), goals_of(ids)
    slots = []
    for rep in reps:
        facts = Facts(
            today=today,
            signals=tuple((s.metric.name, s.verdict, s.detected_on) for s in signals[rep.pk]),
            promises=tuple(Promise(p.text, p.due_on, p.side == Side.MANAGER) for p in promises[rep.pk] if p.due_on),
            next_session=coming.get(rep.pk),
            goals=tuple(goals[rep.pk]),
            last_talk_on=talks["last"].get(rep.pk),
            plan_since=plans[rep.pk].starts_on if rep.pk in plans else None,
        )
        first, *others = reasons(facts)
        row = rows.get(rep.pk) or WeekSlot(manager=manager, rep=rep, week=monday)
        slots.append(
            Slot(
                rep=rep,
                row=row,
                reason=first,
                others=others[:3],
                plan=plans.get(rep.pk),
                signal=next(iter(signals[rep.pk]), None),
                promises=promises[rep.pk][:4],
                kinds=talks["kinds"][rep.pk],
                last_talk_on=talks["last"].get(rep.pk),
            )
        )
    return sorted(slots, key=lambda slot: slot.order)


def signals_of(ids):
    """Open signals by person, newest first."""
    return grouped(Signal.objects.open().filter(person__in=ids).for_list(), "person_id")


def promises_of(ids, today):
    """Open promises of both sides by the seller whom they are about, those due within a week."""
    found = Commitment.objects.filter(plan__person__in=ids).due_before(today + WEEK).for_list()
    by_seller = defaultdict(list)
    for promise in found:
        by_seller[promise.plan.person_id].append(promise)
    return by_seller


def talks_of(ids, today):
    """When each was last talked with, and how often in each kind in the last four weeks."""
    held = Participant.objects.filter(person__in=ids, is_rep=True, session__state=SessionState.HELD)
    last = {person: timezone.localdate(at) for person, at in held.values_list("person").annotate(Max("session__starts_at"))}
    since = timezone.now() - LOOK_BACK
    kinds = defaultdict(lambda: dict.fromkeys(SessionKind.values, 0))
    for person, kind in held.filter(session__starts_at__gte=since).values_list("person", "session__kind"):
        kinds[person][kind] += 1
    return {"last": last, "kinds": kinds}


def coming_of(ids, today):
    """The next planned session of each, as title and day."""
    planned = Session.objects.filter(
        state=SessionState.PLANNED, starts_at__gte=timezone.now(), participants__person__in=ids, participants__is_rep=True
    )
    found = {}
    for person, topic, kind, at in planned.order_by("starts_at").values_list(
        "participants__person", "topic", "kind", "starts_at"
    ):
        found.setdefault(person, (topic or SessionKind(kind).label, timezone.localdate(at)))
    return found


def goals_of(ids):
    """The goals of the plans in force by person: title, and the day on which it was last talked about."""
    goals = Goal.objects.filter(plan__in=Plan.objects.in_force().filter(person__in=ids), dropped_at__isnull=True)
    by_person = defaultdict(list)
    for person, title, at in goals.values_list("plan__person", "title").annotate(Max("sessions__starts_at")):
        by_person[person].append((title, timezone.localdate(at) if at else None))
    return by_person


def grouped(rows, attribute):
    """Rows by an attribute, in their order."""
    found = defaultdict(list)
    for row in rows:
        found[getattr(row, attribute)].append(row)
    return found
