"""A manager's week, read in a constant number of queries: a slot for every rep, with the reason to talk."""

import datetime
from dataclasses import dataclass, field

from coaching import about
from coaching.models import Session, SessionKind, WeekSlot
from coaching.reasons import Facts, Hindrance, Promise, Reason, reasons
from coaching.sentences import headline, ways_in, why
from metrics.models import Signal
from metrics.sentences import range_of
from metrics.series import Series, for_people
from people.models import Person, ReportingLine
from plans.models import Plan

WEEK = datetime.timedelta(days=7)
CHART_WEEKS = 14
ONE_TO_ONE = [SessionKind.STRATEGY, SessionKind.FIELD_DAY, SessionKind.IMPROMPTU]


@dataclass
class Slot:
    """One rep's place in the week, as the page shows it."""

    rep: Person
    row: WeekSlot
    reason: Reason
    plan: Plan | None = None
    signal: Signal | None = None
    series: Series | None = None
    promises: list = field(default_factory=list)
    hindrances: list = field(default_factory=list)
    kinds: dict = field(default_factory=dict)
    last_talk_on: datetime.date | None = None
    booked: Session | None = None

    @property
    def starts_at(self):
        """When they talk: the slot's own time, else that of a session planned for this week; None while there is neither."""
        return self.row.starts_at or (self.booked.starts_at if self.booked else None)

    @property
    def headline(self):
        """What filled the slot; before that the reason in words: the manager's own, if they wrote one."""
        if self.is_done:
            return str(self.row.session)
        return self.row.reason or headline(self.reason, self.rep.first_name)

    @property
    def why(self):
        """The date behind the reason."""
        return "" if self.row.reason or self.is_done else why(self.reason)

    @property
    def ways_in(self):
        """Questions that open the talk."""
        return ways_in(self.reason)

    @property
    def agreed(self):
        """The range agreed for the metric of the chart, in words."""
        return range_of(self.series)

    @property
    def happened(self):
        """The kinds of conversation of the last four weeks."""
        return {kind for kind, count in self.kinds.items() if count}

    @property
    def is_done(self):
        """Whether a conversation filled the slot."""
        return self.row.session_id is not None

    @property
    def is_unset(self):
        """Whether it still needs a time."""
        return not (self.is_done or self.starts_at)

    @property
    def order(self):
        """What is done last; before it those with a time, the earliest first, then those without, the most useful first."""
        at = self.starts_at.timestamp() if self.starts_at else float("inf")
        return (self.is_done, at, self.reason.rank, self.rep.name)


def monday_of(day):
    """The Monday of that day's week."""
    return day - datetime.timedelta(days=day.weekday())


def monday_to_plan(today):
    """The Monday of the week that one looks at today: on a Saturday or Sunday it is the coming one."""
    return monday_of(today + datetime.timedelta(days=2) if today.weekday() >= 5 else today)


def slots_of(me, monday, today):
    """The slot of everybody who reports to `me`, or to somebody for whom `me` stands in, in the week of `monday`.

    Rows that don't exist yet are made up, unsaved.
    """
    managers = _managers_of_reps(me, today)
    reps = list(Person.objects.active().filter(pk__in=managers).for_list())
    ids = [rep.pk for rep in reps]
    known = _Known(me, ids, managers, monday, today)
    slots = [known.slot_of(rep) for rep in reps]
    _draw(slots, today)
    return sorted(slots, key=lambda slot: slot.order)


@dataclass(frozen=True)
class ThinSpot:
    """A kind of conversation that some reps have not had for four weeks."""

    kind: SessionKind
    reps: list

    @property
    def label(self):
        """The kind in words."""
        return self.kind.label


def thin_spot(slots):
    """The kind of conversation that most reps lack; None if nobody lacks any."""
    lacking = [ThinSpot(kind, [slot.rep for slot in slots if not slot.kinds.get(kind)]) for kind in ONE_TO_ONE]
    thinnest = max(lacking, key=lambda spot: len(spot.reps))
    return thinnest if thinnest.reps else None


class _Known:
    """What is known about some reps, each fact of all of them by one query."""

    def __init__(self, me, ids, managers, monday, today):
        self.me, self.managers, self.monday, self.today = me, managers, monday, today
        rows = WeekSlot.objects.filter(manager__in=managers.values(), week=monday, rep__in=ids).select_related("session")
        self.rows = {row.rep_id: row for row in rows if row.manager_id == managers[row.rep_id]}
        plans = Plan.objects.in_force().current(today).filter(person__in=ids).order_by("starts_on")
        self.plans = {plan.person_id: plan for plan in plans}
        self.signals = about.signals_of(ids)
        self.promises = about.promises_of(ids, managers, today)
        self.hindrances = about.hindrances_of(ids)
        self.last = about.last_talks_of(ids)
        self.kinds = about.kinds_of(ids)
        self.coming = about.coming_of(ids, managers)
        self.booked = about.booked_of(ids, managers, monday)
        self.goals = about.goals_of(ids, today)

    def slot_of(self, rep):
        reason = reasons(self.facts_of(rep))[0]
        row = self.rows.get(rep.pk) or WeekSlot(manager_id=self.managers[rep.pk], rep=rep, week=self.monday)
        signals = self.signals[rep.pk]
        return Slot(
            rep=rep,
            row=row,
            reason=reason,
            plan=self.plans.get(rep.pk),
            signal=next((s for s in signals if s.pk == reason.facts.get("signal")), next(iter(signals), None)),
            promises=self.promises[rep.pk][:4],
            hindrances=self.hindrances[rep.pk][:2],
            kinds=self.kinds[rep.pk],
            last_talk_on=self.last.get(rep.pk),
            booked=self.booked.get(rep.pk),
        )

    def facts_of(self, rep):
        plan = self.plans.get(rep.pk)
        return Facts(
            today=self.today,
            signals=tuple((signal.name, signal.verdict, signal.detected_on, signal.pk) for signal in self.signals[rep.pk]),
            promises=tuple(self.promise(promise, rep) for promise in self.promises[rep.pk]),
            hindrances=tuple(self.hindrance(one, rep) for one in self.hindrances[rep.pk]),
            next_session=self.coming.get(rep.pk),
            goals=tuple(self.goals[rep.pk]),
            last_talk_on=self.last.get(rep.pk),
            plan_since=plan.starts_on if plan else None,
        )

    def promise(self, promise, rep):
        by = "" if promise.by_id == self.me.pk else promise.by.first_name
        return Promise(promise.text, promise.due_on, is_managers=promise.by_id != rep.pk, by=by)

    def hindrance(self, one, rep):
        by = "" if one.owner_id == self.me.pk else one.owner.first_name
        return Hindrance(one.text, one.due_on, is_managers=one.owner_id != rep.pk, by=by, key=one.pk)


def _managers_of_reps(me, today):
    """{rep: their manager}, of everybody whose solid line leads to one of my seats."""
    lines = ReportingLine.objects.on(today).solid().filter(manager__in=me.seats(on=today)).exclude(person=me)
    return dict(lines.values_list("person", "manager"))


def _draw(slots, today):
    """The chart of each slot's signal."""
    with_signal = [slot for slot in slots if slot.signal]
    people, metrics = [slot.rep for slot in with_signal], {slot.signal.metric_id: slot.signal.metric for slot in with_signal}
    drawn = for_people(people, metrics.values(), until=today, weeks=CHART_WEEKS)
    for slot in with_signal:
        slot.series = drawn[slot.rep.pk, slot.signal.metric_id]
