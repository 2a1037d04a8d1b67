"""The page of a plan in force: the frozen text beside what is measured, what was promised and what either side says of it.

Reads only, in a constant number of queries.
"""

from datetime import timedelta
from functools import cached_property
from itertools import zip_longest

from django.utils import timezone
from django.utils.translation import gettext as _

from metrics.models import Metric, Signal
from metrics.series import for_people
from plans import rules
from plans.body import measures_of, number, read
from plans.models import Commitment, PlanStatus, Progress, Side
from plans.pages import Page

WEEKS_SHOWN = 14
LONGEST = 53
SOON = timedelta(days=2)
WEEK = timedelta(days=7)
WORST_FIRST = ["off_course", "drifting", "watch", "no_data", "too_early", "ahead", "on_course"]


class LivingPage(Page):
    """The plan in force: the frozen text with what is measured, what was promised and kept, and what either side says of each
    goal.
    """

    def __init__(self, plan, me):
        super().__init__(plan, me)
        self.version = plan.in_force
        self.body = read(plan.in_force)

    @property
    def is_over(self):
        """Whether the plan is closed: it shows how things stood then, and nothing is to be done any more."""
        return self.plan.status == PlanStatus.CLOSED

    @property
    def may_act(self):
        """Whether this reader has something to do with its promises."""
        return bool(self.side) and not self.is_over

    @property
    def signatures(self):
        """Both signatures, the seller's first."""
        return sorted(self.version.attested["signatures"], key=lambda signature: signature["side"] != Side.SELLER)

    @cached_property
    def series(self):
        """The course of every metric in the text, by the metric's id."""
        ids = {measure["metric"]["id"] for _goal, measure in measures_of(self.body) if measure["metric"]}
        metrics = list(Metric.objects.in_bulk(list(ids)).values()) if ids else []
        today = min(timezone.localdate(), self.plan.ends_on + WEEK) if self.is_over else timezone.localdate()
        weeks = min(max((today - self.plan.starts_on).days // 7 + 1, WEEKS_SHOWN), LONGEST)
        found = for_people([self.plan.person], metrics, today, weeks) if metrics else {}
        return {str(metric_id): series for (_person, metric_id), series in found.items()}

    @cached_property
    def signals(self):
        """The open cases that this reader may read in full, the latest of each metric, by the metric's id."""
        if self.is_over:
            return {}
        cases = Signal.objects.for_parties(self.me).open().filter(person=self.plan.person_id)
        return {str(case.metric_id): case for case in cases.select_related("metric").order_by("detected_on")}

    @cached_property
    def ledger(self):
        """The commitments of this plan, by goal."""
        found = {}
        rows = Commitment.objects.filter(plan=self.plan).for_list().prefetch_related("occurrences")
        for row in rows:
            row.plan = self.plan
            found.setdefault(str(row.goal_id), []).append(Promise(row, self.me, self.names))
        return found

    @cached_property
    def notes(self):
        """What was said of each goal's progress, the newest first."""
        found = {}
        for note in Progress.objects.filter(goal__plan=self.plan).select_related("by"):
            found.setdefault(str(note.goal_id), []).append(note)
        return found

    @cached_property
    def goals(self):
        """Each goal of the text with how it goes."""
        return [LivingGoal(goal, place, self) for place, goal in enumerate(self.body["goals"], 1)]

    @cached_property
    def general(self):
        """What was promised beside the goals."""
        return pairs_of_promises(self.ledger.get("None", []))

    @cached_property
    def kept(self):
        """For each side: kept and all that came due."""
        promises = [promise for group in self.ledger.values() for promise in group]
        return {side.value: kept_rate([p.row for p in promises if p.row.side == side]) for side in Side}


class LivingGoal:
    """One goal in force."""

    def __init__(self, text, place, page):
        self.text, self.number, self.page = text, place, page
        self.id = text["id"]
        self.measures = [LivingMeasure(measure, page) for measure in text["measures"]]
        self.early = [measure for measure in self.measures if measure.text["is_leading"]]
        self.results = [measure for measure in self.measures if not measure.text["is_leading"]]
        self.pairs = pairs_of_promises(page.ledger.get(self.id, []))
        self.notes = page.notes.get(self.id, [])

    @cached_property
    def headline(self):
        """The result that stands at the top right, or None."""
        return next((measure for measure in self.results if measure.text["metric"]), None)

    @property
    def signals(self):
        """The open cases about its metrics."""
        return [measure.signal for measure in self.measures if measure.signal]

    @property
    def listed(self):
        """The other results, milestones and criteria."""
        return [measure for measure in self.results if measure is not self.headline]

    @property
    def state(self):
        """The worst state among its metrics; without any (or once the plan is closed), what was last said of it."""
        states = [measure.state for measure in self.measures if measure.text["metric"]]
        if self.page.is_over:
            return self.notes[0].judgement if self.notes else ""
        if states:
            return min(states, key=lambda state: WORST_FIRST.index(state) if state in WORST_FIRST else len(WORST_FIRST))
        return self.notes[0].judgement if self.notes else "too_early"


class LivingMeasure:
    """One measure in force, with the last weeks of its metric."""

    def __init__(self, text, page):
        self.text = text
        self.whole = page.series.get(text["metric"]["id"]) if text["metric"] else None
        self.page, self.plan, self.is_over = page, page.plan, page.is_over

    @property
    def state(self):
        """As the last scan found it; silence is never green. A closed plan has none: a scan speaks of today."""
        if self.is_over:
            return ""
        return self.whole.state if self.whole else "no_data"

    @property
    def signal(self):
        """The open case about it, or None."""
        return self.page.signals.get(self.text["metric"]["id"]) if self.text["metric"] else None

    @property
    def now(self):
        """The last value that was reported."""
        return self.whole.now if self.whole else None

    @cached_property
    def spark(self):
        """What a sparkline draws: the last weeks, with the range that both signed."""
        whole, cut = self.whole, max(len(self.whole.points) - WEEKS_SHOWN, 0)
        low, high = number(self.text["low"]), number(self.text["high"])
        return {
            "points": whole.points[cut:],
            "labels": whole.labels[cut:],
            "lo": None if low is None else float(low),
            "hi": None if high is None else float(high),
            "detected": None if self.is_over else _shifted(whole.detected, cut),
            "onset": None if self.is_over else _shifted(whole.onset, cut),
            "label": self.text["metric"]["name"],
            "unit": self.text["metric"]["unit"],
            "state": self.state,
        }

    @property
    def target(self):
        """The target of the period as a number, or None."""
        return number(self.text["target"])

    @property
    def adds_up(self):
        """Whether the weeks add up to the period's total (counts and amounts do; ratios and durations don't)."""
        return self.text["metric"]["kind"] in ("count", "amount")

    @cached_property
    def reached(self):
        """What the period came to so far (or, where weeks don't add up, the last value); None if nothing is known."""
        if self.whole is None:
            return None
        if not self.adds_up:
            return self.whole.now
        known = [
            point
            for monday, point in zip(self.whole.weeks, self.whole.points, strict=True)
            if point is not None and self.plan.starts_on <= monday <= self.plan.ends_on
        ]
        return sum(known) if known else None

    @property
    def pace(self):
        """Where a steady way to the target would be today."""
        if self.target is None or not self.adds_up or self.is_over:
            return None
        length = (self.plan.ends_on - self.plan.starts_on).days + 1
        passed = min(max((timezone.localdate() - self.plan.starts_on).days, 0), length)
        return float(self.target) * passed / length


def _shifted(place, cut):
    return place - cut if place is not None and place >= cut else None


class Promise:
    """A commitment as this reader sees it."""

    def __init__(self, row, me, names):
        self.row, self.me = row, me
        self.is_mine = rules.is_maker(me, row)
        self.name = _("You") if row.by_id == me.pk else row.by.first_name
        self.may_grant = bool(rules.can_grant(me, row))

    @property
    def is_done(self):
        """Whether the box is ticked."""
        return self.row.state == "kept" or (self.row.is_recurring and self.is_kept_now)

    @cached_property
    def is_kept_now(self):
        """Whether a recurring one was kept in the period of today."""
        today = timezone.localdate()
        return any(round.kept_at and round.starts_on <= today <= round.ends_on for round in self.row.occurrences.all())

    @property
    def times_kept(self):
        """How often a recurring one was kept."""
        return sum(round.kept_at is not None for round in self.row.occurrences.all())

    @property
    def is_soon(self):
        """Whether its day is near or has passed while it is open."""
        return self.row.state == "open" and self.row.due_on is not None and self.row.due_on <= timezone.localdate() + SOON

    @property
    def is_past(self):
        """Whether its day has passed while it is open."""
        return self.row.state == "open" and self.row.due_on is not None and self.row.due_on < timezone.localdate()


def pairs_of_promises(promises):
    """Promises beside each other, open ones first; renegotiated and dropped ones stay in the history."""
    shown = [promise for promise in promises if promise.row.state in ("open", "kept", "missed")]
    shown.sort(key=lambda promise: promise.row.state != "open")
    sides = [[promise for promise in shown if promise.row.side == side] for side in Side.values]
    return list(zip_longest(*sides))


def kept_rate(rows):
    """(kept, came due): of the promises that are kept, missed, or open past their day."""
    today = timezone.localdate()
    kept = sum(row.state == "kept" for row in rows)
    late = sum(row.state == "missed" or (row.state == "open" and row.due_on is not None and row.due_on < today) for row in rows)
    return kept, kept + late
