"""The working copy of a plan as one thing: all its items, read in a constant number of queries."""

import hashlib
from functools import cached_property, lru_cache
from itertools import chain

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Value

from people.rows import together
from plans.consent import Mark, consent
from plans.models import Agreed, Comment, Goal, Measure, Offer, Portrait, Side, Topic
from plans.people_of import People

KINDS = {"portrait": Portrait, "goal": Goal, "measure": Measure, "offer": Offer, "topic": Topic}


def find(plan, item_id):
    """The item of this plan with that id, of whatever kind; raises Goal.DoesNotExist if there is none."""
    item = find_with_plan(plan.pk, item_id)
    (item.goal if isinstance(item, Measure) else item).plan = plan
    return item


def find_with_plan(plan_id, item_id):
    """The same, with its plan and whom that is for, in one query for all of them."""
    try:
        return model_of(item_id).objects.of_plan(plan_id).get(pk=item_id)
    except ObjectDoesNotExist as error:
        raise Goal.DoesNotExist(f"no item {item_id} in plan {plan_id}") from error


@lru_cache(maxsize=10_000)  # an id is of one kind for good
def model_of(item_id):
    """The kind of item with that id, in whichever plan; raises Goal.DoesNotExist if there is none."""
    rows = [model.objects.order_by().filter(pk=item_id).values_list(Value(kind)) for kind, model in KINDS.items()]
    for (kind,) in rows[0].union(*rows[1:], all=True):
        return KINDS[kind]
    raise Goal.DoesNotExist(f"no item {item_id}")


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
    def people(self):
        """Whoever wrote or said something in it."""
        return People(self.plan)

    @cached_property
    def portrait(self):
        """Every paragraph, by topic and then side, as the topics are ordered."""
        order = [topic for topic, _name in Portrait.TOPICS]
        return sorted(_kept(self._texts[Portrait]), key=lambda row: (order.index(row.topic), row.side != Side.SELLER))

    @cached_property
    def goals(self):
        """Goals in their order; each carries `its_measures` and `its_offers`."""
        goals = _kept(self._goals)
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
        return _kept(self._measures)

    @cached_property
    def offers(self):
        """All commitments that are offered."""
        goals = {goal.pk for goal in _kept(self._goals)}
        return [offer for offer in _kept(self._offers) if _hangs_on(offer, goals)]

    @cached_property
    def topics(self):
        """What the two speak about each time, in its order."""
        return _kept(self._topics)

    @cached_property
    def dropped(self):
        """What was taken out and could be brought back, the latest first; what hung on a goal comes back with it."""
        goals = {goal.pk for goal in self.goals}
        rows = [*self._goals, *self._measures, *self._offers, *self._topics]
        since = self.plan.in_force.sealed_at if self.plan.in_force_id else None
        found = [row for row in rows if row.dropped_at and (since is None or row.dropped_at > since)]
        return sorted((row for row in found if _hangs_on(row, goals)), key=lambda row: row.dropped_at, reverse=True)

    @cached_property
    def untouched(self):
        """The ids of items that still say what their template said."""
        rows = (*self.goals, *self.measures, *self.offers, *self.topics)
        return frozenset(str(row.pk) for row in rows if row.is_untouched)

    @cached_property
    def _goals(self):
        return self.people.put(self.plan.goals.in_order().select_related("priority"), "changed_by")

    @cached_property
    def _measures(self):
        rows = Measure.objects.in_order().filter(goal__plan=self.plan, goal__dropped_at=None)
        return self.people.put(rows.select_related("metric"), "changed_by")

    @cached_property
    def _offers(self):
        return self._texts[Offer]

    @cached_property
    def _topics(self):
        return self._texts[Topic]

    @cached_property
    def _texts(self):
        """What the two wrote beside goals and measures, by kind."""
        kinds = (Offer, Portrait, Topic)
        found = together(*(kind.objects.filter(plan=self.plan) for kind in kinds))
        for row in self.people.put(chain(*found), "changed_by"):
            row.plan = self.plan
        return {kind: sorted(rows, key=lambda row: (row.position, row.pk)) for kind, rows in zip(kinds, found, strict=True)}

    @property
    def general_offers(self):
        """Those that belong to the plan as a whole and to no goal."""
        return [offer for offer in self.offers if offer.goal_id is None]

    @cached_property
    def comments(self):
        """What was said, the oldest first; each remark with `called`, the names of those whom it calls."""
        return self.people.put(Comment.objects.for_page(self.plan), "by", "settled_by")

    @cached_property
    def agreed(self):
        """What either side said that it agrees with, by item and side: each with the version that was meant."""
        marks = getattr(self.plan, "marks", None)  # of a plan that was read with them, to be shown
        marks = Agreed.objects.filter(plan=self.plan) if marks is None else map(Mark.of, marks)
        return {(mark.item_id, mark.side): mark for mark in marks}

    def block(self, goal):
        """A goal with all that hangs on it."""
        return [goal, *goal.its_measures, *goal.its_offers]

    def consents(self, items):
        """How each side stands to these items, which are agreed together."""
        return {side.value: consent(side.value, items, self.agreed, self.plan.party(side).pk) for side in Side}

    def agrees(self, side, items):
        """Whether that side agrees with each of these items as they stand now."""
        return bool(consent(side, items, self.agreed, self.plan.party(side).pk))

    @property
    def items(self):
        """Everything that stands in it."""
        return [*self.portrait, *self.goals, *self.measures, *self.offers, *self.topics]

    def blocks(self):
        """What each side agrees with as a whole: every goal with its parts, and what stands beside the goals."""
        return [self.block(goal) for goal in self.goals] + [[item] for item in (*self.general_offers, *self.topics)]


def _kept(rows):
    return [row for row in rows if row.dropped_at is None]


def _hangs_on(row, goals):
    return getattr(row, "goal_id", None) is None or row.goal_id in goals
