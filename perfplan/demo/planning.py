"""Plans of the demo company: written by two, signed by two, some amended, some still open."""

import datetime
from dataclasses import dataclass
from decimal import Decimal
from math import ceil, floor

from metrics.models import Metric
from perfplan.demo import words
from perfplan.demo.clock import on
from plans import actions
from plans.models import Occurrence, Plan, Side
from plans.recurrence import whole_periods

FAMILIES = ["results", "customer", "growth", "team", "beyond"]
ROUNDED = {"renewals_opened_early": 2, "customer_satisfaction": 2}


def chosen(number, place):
    """The family of a seller's goal at that place in the plan, and what it says: (title, why, leading metric, lagging one)."""
    family = FAMILIES[(place + (number if place > 1 else 0)) % len(FAMILIES)] if place else "results"
    choices = words.GOALS[family]
    return family, choices[(number + place) % len(choices)]


def leaned_on(number, goals=4):
    """The leading metrics of that seller's plan."""
    return {metric for _family, (_title, _why, metric, _lagging) in (chosen(number, place) for place in range(goals)) if metric}


@dataclass
class Planner:
    """Writes plans as two people do. `rng` decides who says what; `levels` maps a metric key to the usual week of each seller."""

    rng: object
    levels: dict

    def __post_init__(self):
        self.metrics = {metric.key: metric for metric in Metric.objects.all()}

    def pick(self, things):
        """One of them."""
        return things[int(self.rng.integers(len(things)))]

    def write(self, number, seller, manager, half, cycle, priorities, goals=4, topics=3, began=None):
        """A draft with a portrait, goals in different families, and promises of both on each; begun with the half, or later."""
        starter = manager if number % 3 else seller
        with on(began or half.starts_on, 9, number % 50):
            plan = actions.start(
                by=starter, person=seller, title=half.name, starts_on=half.starts_on, ends_on=half.ends_on, cycle=cycle
            )
            self.portrait(plan, number, seller, manager, topics)
            for place in range(goals):
                self.goal(plan, number, place, seller, manager, half, priorities)
            for place, text in enumerate(words.AGENDA[: 3 + number % 3]):
                actions.add_topic(plan, by=manager if place % 2 else seller, text=text)
        return plan

    def portrait(self, plan, number, seller, manager, topics):
        """Both voices, on a few topics."""
        for topic in list(words.PORTRAIT)[:topics]:
            own, other = words.PORTRAIT[topic][number % len(words.PORTRAIT[topic])]
            actions.write_portrait(plan, by=seller, topic=topic, text=own)
            actions.write_portrait(plan, by=manager, topic=topic, text=other)

    def goal(self, plan, number, place, seller, manager, half, priorities):
        """One goal, how it is judged, and what each side promises about it."""
        family, (title, why, leading, lagging) = chosen(number, place)
        priority = priorities[(number + place) % len(priorities)] if family in ("results", "customer") else None
        goal = actions.add_goal(
            plan, by=manager if place % 2 else seller, family=family, title=title, specific=words.EXACTLY.get(title, ""),
            why=why, priority=priority, due_on=half.ends_on,
        )  # fmt: skip
        self.measures(goal, number, leading, lagging, manager, half)
        self.offers(plan, goal, number, place, seller, manager, half)

    def measures(self, goal, number, leading, lagging, manager, half):
        """A leading metric with its agreed range, a lagging one with its target; else criteria that both judge."""
        if leading:
            low, high, baseline = self.range_of(leading, number)
            metric = self.metrics[leading]
            actions.add_measure(
                goal, by=manager, kind="metric", metric=metric, is_leading=True, baseline=baseline, low=low, high=high
            )
        if lagging in self.metrics:
            weekly = self.levels[lagging][number]
            target = Decimal(round(weekly * 26, -3 if weekly > 1000 else 0))
            actions.add_measure(goal, by=manager, kind="metric", metric=self.metrics[lagging], target=target)
        elif lagging:
            actions.add_measure(goal, by=manager, kind="criteria", text=lagging, due_on=half.ends_on)

    def range_of(self, key, number):
        """The range that both find fair: around the seller's usual week, in round numbers that leave it room on both sides."""
        level, digits = float(self.levels[key][number]), ROUNDED.get(key, 0)
        low, high = floor(level * 0.8 * 10**digits) / 10**digits, ceil(level * 1.25 * 10**digits) / 10**digits
        ends = (low, min(high, 1.0) if digits else high, round(level, digits or 1))
        return tuple(Decimal(f"{end:.{digits or 1}f}") for end in ends)

    def offers(self, plan, goal, number, place, seller, manager, half):
        """What each side will do about the goal."""
        for side, by, pool in ((Side.SELLER, seller, words.SELLER_WILL), (Side.MANAGER, manager, words.MANAGER_WILL)):
            text, rule, evidence = pool[(number + place * 3) % len(pool)]
            days = int(self.rng.integers(20, 175))
            due_on = half.starts_on + datetime.timedelta(days=days) if rule == "once" else None
            actions.add_offer(plan, by=by, side=side, text=text, goal=goal, rule=rule, due_on=due_on, evidence=evidence)

    def sign(self, plan, number, first, second, day):
        """One side proposes, the other signs the same text a few days later."""
        with on(day, 15):
            plan.refresh_from_db()
            proposal = actions.propose(plan, by=first, seen_revision=plan.revision, typed_name=first.name)
        with on(day + datetime.timedelta(days=1 + number % 4), 11):
            digest = bytes(proposal.text_digest).hex()
            return actions.sign(plan, by=second, proposal_id=proposal.pk, seen_digest=digest, typed_name=second.name)

    def amend(self, plan, number, seller, manager, day):
        """Something changed: both sign again, and the words before stay readable."""
        with on(day, 9):
            actions.amend(plan, by=seller, reason=self.pick(words.AMENDMENTS))
            goal = plan.goals.filter(dropped_at__isnull=True).first()
            actions.edit_item(goal, by=seller, seen_version=goal.version, why=f"{goal.why} Since spring it counts double here.")
            actions.comment(plan, by=manager, item_id=goal.pk, text=self.pick(words.COMMENTS))
        return self.sign(Plan.objects.get(pk=plan.pk), number, seller, manager, day)

    def talk(self, plan, seller, manager, day):
        """A draft with something open in it: what the seller asked is answered, what the manager asks is not, and nothing is
        agreed yet.
        """
        goal = plan.goals.filter(dropped_at__isnull=True).first()
        measure = goal.measures.filter(dropped_at__isnull=True).first()
        with on(day, 13):
            remark = actions.comment(plan, by=seller, item_id=goal.pk, text=words.COMMENTS[0])
            self.read(plan, seller, manager)
        with on(day, 16):
            actions.answer(remark, by=manager, text=words.COMMENTS[1])
            question = f"@{seller.first_name}, is that what a good week looks like?"
            actions.comment(plan, by=manager, item_id=(measure or goal).pk, text=question)

    def read(self, plan, *people):
        """Each has read everything that there is so far."""
        newest = plan.history.order_by("-pk").values_list("pk", flat=True).first()
        for person in people:
            actions.mark_read(plan, by=person, upto=newest)


def keep_promises(plan, rng, today):
    """Of promises whose day has come, both sides keep most, miss some, and leave a few open."""
    for promise in plan.commitments.filter(state="open").select_related("by", "plan"):
        if promise.due_on and promise.due_on < today:
            dice = rng.random()
            with on(promise.due_on, 12):
                if dice < 0.78:
                    actions.keep(promise, by=promise.by)
                elif dice < 0.92 or (today - promise.due_on).days > 14:
                    actions.miss(promise, by=promise.to, note="It did not happen. We said so.")
        elif promise.rule != "once" and not promise.evidence:
            keep_occurrences(promise, rng, today)


def keep_occurrences(promise, rng, today):
    """A recurring promise is kept in most of its periods; the last ones were ticked one by one."""
    periods = whole_periods(promise.rule, promise.since, today, promise.asks_until)
    for first, last in periods[-4:]:
        if first < today and rng.random() < 0.8:
            day = min(last, today - datetime.timedelta(days=1))
            with on(day, 17):
                actions.keep(promise, by=promise.by, on=day)
    older = [Occurrence(commitment=promise, starts_on=first, ends_on=last) for first, last in periods[:-4]]
    for period in older:
        if rng.random() < 0.75:
            period.kept_by = promise.by
            period.kept_at = datetime.datetime.combine(period.ends_on, datetime.time(17), tzinfo=datetime.UTC)
    Occurrence.objects.bulk_create(older, ignore_conflicts=True)
