"""What happened in a plan since somebody was here, told by the lines of its history. Reads only: `plans.actions.mark_seen` keeps
how far one has read.

A visit is what one does with gaps of less than half an hour. What others did after the visit before this one is new, and stays
marked as new until this visit is over, or until one says that one has read it.
"""

import datetime
from dataclasses import dataclass, replace
from functools import cached_property

from django.db.models import Case, CharField, Count, F, Q, Subquery, When
from django.db.models.functions import Cast, Coalesce, Concat
from django.utils import timezone

from plans.history import MUTED_IN_NEWS, line_of
from plans.models import Plan, PlanEvent, PlanStatus, Visit
from plans.people_of import People

GAP = datetime.timedelta(minutes=30)
MOST = 300
RECENT = 12
EACH_COUNTS = ("plans.commented", "plans.answered")  # two remarks on an item are two; two changes of it are one


@dataclass(frozen=True)
class Since:
    """What is new to one reader of one plan: `at` is when they were here before, None if they never were."""

    plan: Plan
    me: object
    at: datetime.datetime | None
    bound: int | None
    events: list

    @property
    def upto(self):
        """The newest line of the history: whoever has looked at the page has read up to here."""
        return self.events[0].pk if self.events else 0

    @cached_property
    def lines(self):
        """What others did since, the newest first; several changes of one item are one line."""
        found = {}
        for event in self._new:
            key = (event.kind, event.item_id, event.by_id) if event.kind not in EACH_COUNTS and event.item_id else event.pk
            found.setdefault(key, event)
        return [line_of(event, self.plan, self.me) for event in found.values()]

    def placed(self, places):
        """The same lines with where each stands on the page: `places` by the id of an item or a remark, as text."""
        return [replace(line, place=places.get(line.remark) or places.get(str(line.item_id), "")) for line in self.lines]

    @property
    def count(self):
        """How many things are new."""
        return len(self.lines)

    @cached_property
    def items(self):
        """The ids of the items that others changed, and of what they said."""
        found = {event.item_id for event in self._new if event.kind not in EACH_COUNTS}
        return found | {event.facts.get("remark") for event in self._new} - {None}

    def has(self, thing):
        """Whether an item or a remark is new."""
        return thing.pk in self.items or str(thing.pk) in self.items

    def recent(self, most=RECENT):
        """The newest lines of the whole history, one's own included."""
        return [line_of(event, self.plan, self.me) for event in self.events[:most]]

    @cached_property
    def _new(self):
        if self.bound is None:
            return []
        return [event for event in self.events if event.pk > self.bound and is_news(event, self.me)]


def is_news(event, me):
    """Whether a line of the history is worth telling `me` as new."""
    return event.by_id != me.pk and event.kind not in MUTED_IN_NEWS


def since(plan, me, now=None):
    """What is new in `plan` to `me`: one query, however much it is (at most the newest 300 lines are looked at); another for a
    plan that was not `read_by` them.
    """
    visit = _visit(plan, me)
    at, bound = _before(visit, now or timezone.now())
    twelfth = Subquery(plan.history.order_by("-id").values("id")[RECENT - 1 : RECENT])
    wanted = Q(id__gte=Coalesce(twelfth, 0)) if bound is None else Q(id__gte=Coalesce(twelfth, 0)) | Q(id__gt=bound)
    events = plan.history.filter(wanted).order_by("-id")[:MOST]
    return Since(plan, me, at, bound, People(plan).put(events, "by"))


def _visit(plan, me):
    if getattr(plan, "visit_of", None) != me.pk:
        return Visit.objects.filter(plan=plan, person=me).first()
    if plan.visit_at is None:
        return None
    return Visit(
        plan=plan, person=me, at=plan.visit_at, seen=plan.visit_seen, before=plan.visit_before, before_at=plan.visit_before_at
    )


def _before(visit, now):
    """When somebody was here before, and the line up to which they had read then."""
    if visit is None:
        return None, None
    return (visit.at, visit.seen) if is_over(visit, now) else (visit.before_at, visit.before)


def is_over(visit, now):
    """Whether a visit has ended, so that the next look at the plan is another."""
    return now - visit.at >= GAP


def counts(plans, me):
    """How many things each of these plans has that `me` has not looked at yet, by the plan's id: one query for all of them.

    Plans that `me` never opened have no count, nor those of which they may not read the working copy, nor closed ones.
    """
    read = Plan.objects.visible_to_parties(me).filter(pk__in=[plan.pk for plan in plans]).exclude(status=PlanStatus.CLOSED)
    events = PlanEvent.objects.filter(plan__in=read, plan__visits__person=me, id__gt=F("plan__visits__seen"))
    by_itself = Cast("id", CharField())
    thing = Case(
        When(Q(kind__in=EACH_COUNTS) | Q(item_id=None), then=by_itself),
        default=Concat("kind", Cast("item_id", CharField()), Cast("by_id", CharField())),
    )
    news = events.exclude(by=me).exclude(kind__in=MUTED_IN_NEWS)
    return dict(news.order_by().values_list("plan").annotate(n=Count(thing, distinct=True)))
