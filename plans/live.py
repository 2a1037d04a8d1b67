"""What changed in a plan since a line of its history, by the blocks of the page that its reader has open. Reads only."""

from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from plans.history import MUTED_IN_NEWS, Line, line_of

MOST_SAID = 3
STEADY = {"plans.goal_changed", "plans.goal_agreed"}  # the only things done to a goal that leave the goals where they are


@dataclass(frozen=True)
class Touch:
    """The last change of one block: who made it, and to which item."""

    block: str
    item_id: object
    who: str
    side: str
    is_mine: bool
    line: Line


class Fresh:
    """The blocks of an open page that are no longer as they were, with who changed them; `places` says where each item stands."""

    def __init__(self, page, events, places):
        self.page, self.events, self.places = page, events, places

    @property
    def newest(self):
        """The line of the history up to which this speaks."""
        return self.events[-1].pk

    @cached_property
    def blocks(self):
        """The ids of the blocks to draw again; what cannot be placed may stand anywhere, so then it is all of them."""
        there = list(dict.fromkeys(self.places.values()))
        if any(self._place(event) is None for event in self.events):
            return there
        moved = any(event.kind.startswith("plans.goal_") and event.kind not in STEADY for event in self.events)
        named = {self._place(event) for event in self.events}
        return [block for block in there if block in named or (moved and block.startswith("goal-"))]

    @cached_property
    def goals(self):
        """The ids of the goals among them, as they are and as text."""
        found = [block.removeprefix("goal-") for block in self.blocks if block.startswith("goal-")]
        return {*found, *map(UUID, found)}

    @cached_property
    def touches(self):
        """The last change of each block that is known to have changed."""
        return list({self._place(event): self._touch(event) for event in self.events if self._place(event)}.values())

    @cached_property
    def lines(self):
        """What others did, in words, the newest first."""
        return [line_of(event, self.page.plan, self.page.me) for event in reversed(self._news)][:MOST_SAID]

    @cached_property
    def turns(self):
        """What others did to the plan as a whole (they proposed, signed, answered it), and which goals they took out of it."""
        turns = [event for event in reversed(self._news) if event.item_id is None or event.kind == "plans.goal_dropped"]
        return [line_of(event, self.page.plan, self.page.me) for event in turns]

    @property
    def _news(self):
        return [event for event in self.events if event.by_id != self.page.me.pk and event.kind not in MUTED_IN_NEWS]

    def _place(self, event):
        return self.places.get(str(event.item_id)) if event.item_id else None

    def _touch(self, event):
        line = line_of(event, self.page.plan, self.page.me)
        who = event.by.first_name if event.by_id else line.who
        return Touch(self._place(event), event.item_id, who, line.side, event.by_id == self.page.me.pk, line)


def places_in_draft(page):
    """Where each item of a working copy stands: the id of its block by the item's own id, in the order of the page."""
    working = page.working
    found = {str(row.pk): "portrait" for row in working.portrait}
    found |= {str(item.pk): f"goal-{goal.pk}" for goal in page.goals for item in working.block(goal)}
    found |= {str(item.pk): "general" for item in working.general_offers}
    found |= {str(topic.pk): "topics" for topic in working.topics}
    return {"portrait": "portrait", **found, str(page.plan.pk): "general", "topics": "topics"}


def places_in_force(page):
    """Where each goal of the text in force stands; a promise beside the goals names no item, and so may stand anywhere."""
    return {goal.id: f"goal-{goal.id}" for goal in page.goals} | {str(page.plan.pk): "general"}


def events_since(plan, line):
    """The history after a line of it, oldest first."""
    return list(plan.history.filter(pk__gt=line).select_related("by").order_by("pk"))
