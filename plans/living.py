"""The page of a plan in force: the frozen text beside what is measured, what was promised and what either side says of it.

Reads only, in a constant number of queries.
"""

from collections import Counter
from datetime import timedelta
from functools import cached_property
from uuid import UUID

from django.utils import timezone

from metrics.series import for_people
from plans import block_keys, promised
from plans.agenda import OFF, agenda
from plans.body import day, read
from plans.lived import Lived
from plans.measured import WEEKS_SHOWN, LivingMeasure
from plans.models import PlanStatus, Side
from plans.pages import Page
from plans.shown import metrics_in
from plans.unread import since

LONGEST = 53
WEEK = timedelta(days=7)
STALE = timedelta(days=42)
FEW = 4  # goals: more are folded while they are on course
WORST_FIRST = ["off_course", "drifting", "watch", "no_data", "too_early", "ahead", "on_course"]


def worst(states):
    """The worst of these states."""
    return min(states, key=lambda state: WORST_FIRST.index(state) if state in WORST_FIRST else len(WORST_FIRST))


class LivingPage(Page):
    """The plan in force: the frozen text with what is measured, what was promised and kept, and what either side says of each
    goal.
    """

    def __init__(self, plan, me, opened=""):
        super().__init__(plan, me)
        self.opened = opened  # the id of a goal's block that is asked for as it stands open
        self.version = plan.in_force
        self.body = read(plan.in_force)

    @cached_property
    def metric_ids(self):
        """The metrics of the text."""
        return metrics_in(self.body)

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
    def lived(self):
        """What became of it."""
        return Lived(self.plan, self.me, self.metric_ids)

    @cached_property
    def series(self):
        """The course of every metric in the text, by the metric's id."""
        metrics = [self.lived.metrics[UUID(pk)] for pk in self.metric_ids]
        today = min(timezone.localdate(), self.plan.ends_on + WEEK) if self.is_over else timezone.localdate()
        weeks = min(max((today - self.plan.starts_on).days // 7 + 1, WEEKS_SHOWN), LONGEST)
        found = for_people([self.plan.person], metrics, today, weeks) if metrics else {}
        return {str(metric_id): series for (_person, metric_id), series in found.items()}

    @cached_property
    def signals(self):
        """The open cases that this reader may read in full, the latest of each metric, by the metric's id."""
        if self.is_over:
            return {}
        in_order = sorted(self.lived.cases, key=lambda case: case.detected_on)
        return {str(case.metric_id): case for case in in_order}

    @cached_property
    def promises(self):
        """Everything that was promised."""
        return promised.promises_of(self.plan, self.me, self.lived.promises)

    @cached_property
    def ledger(self):
        """What was promised and stands, by goal."""
        found = {}
        for promise in self.promises:
            if promise.is_standing:
                found.setdefault(str(promise.row.goal_id), []).append(promise)
        return found

    @cached_property
    def notes(self):
        """What was said of each goal's progress, the newest first."""
        found = {}
        for note in sorted(self.lived.notes, key=lambda note: note.at, reverse=True):
            found.setdefault(str(note.goal_id), []).append(note)
        return found

    @cached_property
    def said(self):
        """The last value that was said of each measure, by the measure's id."""
        values = [note for notes in self.notes.values() for note in reversed(notes) if note.value is not None]
        return {str(note.measure_id): note for note in values}

    @cached_property
    def alongside(self):
        """What other rooms show beneath each goal, by the goal's id: [(part, its rows)]."""
        found = {}
        for part, rows in [] if self.is_over else self.lived.alongside:
            for goal in {str(row.goal_id) for row in rows}:
                found.setdefault(goal, []).append((part, [row for row in rows if str(row.goal_id) == goal]))
        return found

    @cached_property
    def goals(self):
        """Each goal of the text with how it goes."""
        return [self.living_goal(goal, place) for place, goal in enumerate(self.body["goals"], 1)]

    def living_goal(self, text, place):
        """One goal of a text of this plan with how it goes."""
        return LivingGoal(text, place, self)

    @property
    def ranked(self):
        """The goals, those that are not on course first."""
        return sorted(
            self.goals, key=lambda goal: (WORST_FIRST.index(goal.state) if goal.state in WORST_FIRST else 9, goal.number)
        )

    @property
    def on_course(self):
        """How many goals are on course or ahead of it."""
        return sum(goal.state in ("on_course", "ahead") for goal in self.goals)

    @property
    def not_on_course(self):
        """The other states that goals are in, the worst first, and how many goals are in each."""
        counts = Counter(goal.state for goal in self.goals)
        return [(state, counts[state]) for state in WORST_FIRST if counts[state] and state not in ("on_course", "ahead")]

    @property
    def folds(self):
        """Whether goals on course are folded, so that a long plan can be looked through."""
        return len(self.goals) > FEW

    @cached_property
    def general(self):
        """What was promised beside the goals."""
        return Beside(self.ledger.get("None", []))

    @cached_property
    def ground(self):
        """What all blocks rest on."""
        return block_keys.ground(self), self.version.pk, self.is_over, self.may_act

    @property
    def general_key(self):
        """A word for all that stands beside the goals."""
        return block_keys.word(self.ground, block_keys.of_promises(self.ledger.get("None", [])))

    @cached_property
    def kept(self):
        """For each side: how many promises were kept of those that came due, and how many are open."""
        return promised.rates(self.promises)

    @cached_property
    def next(self):
        """What the two talk about next."""
        in_force_since = max(day(self.body["effective_on"]), self.plan.starts_on)
        today = timezone.localdate()
        return agenda(self.promises, self.ranked, self.body["topics"], since=in_force_since, today=today)

    @cached_property
    def since(self):
        """What is new to this reader."""
        return since(self.plan, self.me)


class Beside:
    """The promises of both sides at one place: those to be kept beside each other, and those that are done with."""

    def __init__(self, promises):
        self.open = promised.pairs_of_promises([promise for promise in promises if promise.is_open])
        self.closed = [promise for promise in promises if not promise.is_open]
        self.kept = promised.rates(promises)


class LivingGoal:
    """One goal in force."""

    def __init__(self, text, place, page):
        self.text, self.number, self.page = text, place, page
        self.id = text["id"]
        self.measures = [LivingMeasure(measure, page) for measure in text["measures"]]
        self.early = [measure for measure in self.measures if measure.text["is_leading"] and measure.text["metric"]]
        self.promises = page.ledger.get(self.id, [])
        self.notes = page.notes.get(self.id, [])
        self.alongside = page.alongside.get(self.id, [])

    @property
    def key(self):
        """A word for all that its block shows."""
        return block_keys.word(self.page.ground, self.id, block_keys.of_living_goal(self))

    @cached_property
    def beside(self):
        """What both sides promised for it."""
        return Beside(self.promises)

    @cached_property
    def headline(self):
        """The result that stands at the top right, or None."""
        return next((measure for measure in self.measures if measure.text["metric"] and not measure.text["is_leading"]), None)

    @property
    def signals(self):
        """The open cases about its metrics."""
        return [measure.signal for measure in self.measures if measure.signal]

    @property
    def listed(self):
        """The other results, milestones and criteria."""
        return [measure for measure in self.measures if measure is not self.headline and measure not in self.early]

    @cached_property
    def verdicts(self):
        """What each side said last of how it goes, the newest first; what was said long ago stands no more."""
        found = {}
        for note in self.notes:
            if note.judgement:
                found.setdefault(note.side, note)
        return [note for note in found.values() if self.page.is_over or timezone.now() - note.at < STALE]

    @cached_property
    def state(self):
        """The worst state among its metrics; without any (or once the plan is closed), the worst that was said lately."""
        states = [measure.state for measure in self.measures if measure.text["metric"]]
        if states and not self.page.is_over:
            return worst(states)
        said = [note.judgement for note in self.verdicts]
        if said or self.page.is_over:
            return worst(said) if said else ""
        return "no_data" if self.notes else "too_early"

    @property
    def is_off(self):
        """Whether it is not on course."""
        return self.state in OFF

    @property
    def is_folded(self):
        """Whether it shows one line until it is opened."""
        return self.page.folds and not self.is_off and not self.alongside and self.page.opened != f"goal-{self.id}"

    @property
    def telling(self):
        """The measure that says most about its state, or None."""
        metrics = [measure for measure in [*self.early, *self.measures] if measure.text["metric"]]
        return next((measure for measure in metrics if measure.state == self.state), None)

    @property
    def last_touched(self):
        """The last day on which either side said or promised or kept something for it, or None."""
        days = [timezone.localdate(note.at) for note in self.notes] + [promise.last_touched for promise in self.promises]
        return max(days, default=None)
