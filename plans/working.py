"""The working copy of a plan as one thing: all its items, read in a constant number of queries."""

import hashlib
from functools import cached_property

from plans.models import Agreed, Comment, Goal, Measure, Offer, Portrait, Side, Topic

KINDS = {"portrait": Portrait, "goal": Goal, "measure": Measure, "offer": Offer, "topic": Topic}


def find(plan, item_id):
    """The item of this plan with that id, of whatever kind; raises Goal.DoesNotExist if there is none."""
    for model in KINDS.values():
        way = "goal__plan" if model is Measure else "plan"
        item = model.objects.filter(**{way: plan}, pk=item_id).first()
        if item is not None:
            (item.goal if model is Measure else item).plan = plan
            return item
    raise Goal.DoesNotExist(f"no item {item_id} in plan {plan.pk}")


def kind_of(item):
    """What an item is called in history, paths and templates."""
    return item._meta.model_name


def stamp(items):
    """What somebody had before their eyes: changes whenever one of these items is changed, added or dropped."""
    seen = ",".join(sorted(f"{item.pk}:{item.version}" for item in items))
    return hashlib.sha256(seen.encode()).hexdigest()[:16]


class Working:
    """All items of a plan's working copy, with what was said about them and who agrees with what."""

    def __init__(self, plan):
        self.plan = plan

    @cached_property
    def portrait(self):
        """Every paragraph, by topic and then side, as the topics are ordered."""
        order = [topic for topic, _name in Portrait.TOPICS]
        rows = self.plan.portrait.kept().select_related("changed_by")
        return sorted(rows, key=lambda row: (order.index(row.topic), row.side != Side.SELLER))

    @cached_property
    def goals(self):
        """Goals in their order; each carries `its_measures` and `its_offers`."""
        goals = list(self.plan.goals.kept().select_related("priority", "changed_by"))
        for number, goal in enumerate(goals, 1):
            goal.plan, goal.number = self.plan, number
            goal.its_measures = [measure for measure in self.measures if measure.goal_id == goal.pk]
            goal.its_offers = [offer for offer in self.offers if offer.goal_id == goal.pk]
            for measure in goal.its_measures:
                measure.goal = goal
        return goals

    @cached_property
    def measures(self):
        """All measures, in their order within each goal."""
        return list(
            Measure.objects.kept().filter(goal__plan=self.plan, goal__dropped_at=None).select_related("metric", "changed_by")
        )

    @cached_property
    def offers(self):
        """All commitments that are offered."""
        offers = list(self.plan.offers.kept().select_related("changed_by"))
        for offer in offers:
            offer.plan = self.plan
        return offers

    @cached_property
    def topics(self):
        """What the two speak about each time, in its order."""
        topics = list(self.plan.topics.kept().select_related("changed_by"))
        for topic in topics:
            topic.plan = self.plan
        return topics

    @property
    def general_offers(self):
        """Those that belong to the plan as a whole and to no goal."""
        return [offer for offer in self.offers if offer.goal_id is None]

    @cached_property
    def comments(self):
        """What was said, by the id of the item it is about."""
        found = {}
        for comment in Comment.objects.filter(plan=self.plan).select_related("by", "settled_by"):
            comment.plan = self.plan
            found.setdefault(comment.item_id, []).append(comment)
        return found

    @cached_property
    def agreed(self):
        """Pairs of item and side that agree with the item's present version."""
        marks = {(mark.item_id, mark.side): mark for mark in Agreed.objects.filter(plan=self.plan).select_related("by")}
        return marks

    def block(self, goal):
        """A goal with all that hangs on it."""
        return [goal, *goal.its_measures, *goal.its_offers]

    def agrees(self, side, items):
        """Whether that side agrees with each of these items as they stand now."""
        marks = (self.agreed.get((item.pk, side)) for item in items)
        return all(mark and mark.item_version == item.version for mark, item in zip(marks, items, strict=True))

    def blocks(self):
        """What each side agrees with as a whole: every goal with its parts, and what stands beside the goals."""
        return [self.block(goal) for goal in self.goals] + [[item] for item in (*self.general_offers, *self.topics)]
