"""What the time shows: metrics, promises kept by both sides, conversations and praise, for each goal of a review.

Read in a constant number of queries. `snapshot` is what of it is frozen into the record: numbers and counts, and no notes.
"""

import datetime
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import Q
from django.utils import timezone

from coaching.models import Recognition, Session
from metrics import series
from metrics.models import Target
from plans.models import Commitment, CommitmentState, Occurrence, Side

DECIDED = (CommitmentState.KEPT, CommitmentState.MISSED)


@dataclass
class Tally:
    """How many promises of one side were due, and how many of them were kept."""

    kept: int = 0
    due: int = 0

    def add(self, was_kept):
        self.kept += bool(was_kept)
        self.due += 1


@dataclass
class GoalEvidence:
    """What the time shows about one goal."""

    metrics: list = field(default_factory=list)
    kept: dict = field(default_factory=lambda: {side.value: Tally() for side in Side})
    sessions: list = field(default_factory=list)
    recognition: list = field(default_factory=list)
    raised_before: bool = False

    @property
    def notes(self):
        """The latest conversations about it that left a note."""
        return [session for session in self.sessions if session["notes"]][:4]


class Evidence:
    """What the time of a review's round shows.

    `reader` narrows conversations and praise to what they may read; None counts all of them, for the record.
    """

    def __init__(self, review, reader=None):
        self.review, self.reader = review, reader
        self.first, self.last = review.round.starts_on, review.round.ends_on
        self.until = min(self.last, timezone.localdate())

    def of(self, goal_id):
        """The evidence about one goal (an id as text), or about none of them."""
        return self._by_goal.get(goal_id) or GoalEvidence()

    @cached_property
    def _by_goal(self):
        found = defaultdict(GoalEvidence)
        for goal_id, one in self._metrics():
            found[goal_id].metrics.append(one)
        for goal_id, side, was_kept in self._promises():
            found[goal_id].kept[side].add(was_kept)
        for session in self._sessions():
            found[str(session["goals"])].raised_before = True
            if self.first <= session["starts_at"].date() <= self.last:
                found[str(session["goals"])].sessions.append(session)
        for praise in self._recognition():
            found[str(praise.goal_id) if praise.goal_id else None].recognition.append(praise)
        return found

    @cached_property
    def overall(self):
        """The promises of both sides in the whole plan."""
        total = {side.value: Tally() for side in Side}
        for one in self._by_goal.values():
            for side, tally in one.kept.items():
                total[side].kept += tally.kept
                total[side].due += tally.due
        return total

    def _metrics(self):
        targets = Target.objects.filter(plan_id=self.review.plan_id, starts_on__lte=self.last, ends_on__gte=self.first)
        latest = {(target.goal_id, target.metric_id): target for target in targets.select_related("metric").order_by("starts_on")}
        if not latest:
            return
        metrics = {target.metric_id: target.metric for target in latest.values()}
        weeks = max(8, min(52, (self.until - self.first).days // 7 + 1))
        drawn = series.for_people([self.review.person], list(metrics.values()), until=self.until, weeks=weeks)
        for goal_id, metric_id in latest:
            one = drawn.get((self.review.person_id, metric_id))
            if one is not None:
                yield str(goal_id) if goal_id else None, one

    def _promises(self):
        plan = self.review.plan_id
        once = Q(state__in=DECIDED) | Q(state=CommitmentState.OPEN, due_on__lte=self.until)
        rows = Commitment.objects.filter(once, plan=plan, rule="once", made_at__date__lte=self.last)
        for goal, side, state in rows.values_list("goal", "side", "state"):
            yield _id(goal), side, state == CommitmentState.KEPT
        due = Occurrence.objects.filter(commitment__plan=plan, ends_on__gte=self.first, ends_on__lte=self.until)
        for goal, side, kept_at in due.values_list("commitment__goal", "commitment__side", "kept_at"):
            yield _id(goal), side, kept_at is not None

    def _sessions(self):
        sessions = Session.objects.visible_to(self.reader) if self.reader else Session.objects.all()
        goals = self.review.plan.goals.values("pk")
        day = timezone.make_aware(datetime.datetime.combine(self.last + datetime.timedelta(days=1), datetime.time.min))
        held = sessions.held().filter(participants__person=self.review.person, starts_at__lt=day).filter(goals__in=goals)
        return held.order_by("-starts_at").values("goals", "pk", "kind", "starts_at", "topic", "notes")

    def _recognition(self):
        given = Recognition.objects.filter(person=self.review.person, at__date__gte=self.first, at__date__lte=self.last)
        if self.reader and self.reader.pk != self.review.person_id:
            given = given.filter(Q(is_public=True) | Q(by=self.reader))
        return given.select_related("by")


def snapshot(one):
    """What of a goal's evidence is frozen: metrics as they were, promises kept and conversations held as counts."""
    return {
        "metrics": [_metric(drawn) for drawn in one.metrics],
        "promises": {side: {"kept": tally.kept, "due": tally.due} for side, tally in one.kept.items()},
        "sessions": len(one.sessions),
        "recognition": len(one.recognition),
        "raised_before": one.raised_before,
    }


def _metric(drawn):
    return {
        "label": str(drawn.label),
        "unit": str(drawn.unit),
        "state": str(drawn.state),
        "now": _number(drawn.now),
        "low": _number(drawn.lo),
        "high": _number(drawn.hi),
        "detected": drawn.detected,
        "sentence": str(drawn.summary),
        "points": [_number(value) for value in drawn.points],
        "until": str(drawn.labels[-1]) if drawn.labels else "",
    }


def _number(value):
    """A number as text, without a tail of digits that means nothing; None stays None."""
    return None if value is None else format(round(float(value), 4), ".10g")


def _id(value):
    return str(value) if value else None
